//! A trained model as Studio (classic) saved it (`.ilearner`): an object of .NET that holds a predictor, its features, its settings
//! and its label.

use crate::contents;
use crate::error::ImportError;
use crate::nrbf::{self, Graph, Instance, Object, Value, plain_name};
use crate::package;
use crate::predictor::{self, Part, Parts, Predictor, Refused, SavedLearner, Surroundings};
use ml_graph::{Diagnostic, counted};
use ml_learn::imported::{Foreign, Outcome, Scorer};
use serde::Deserialize;

/// How much of a saved model is taken in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    /// Of the stream of objects.
    pub objects: nrbf::Limits,
    /// Of the packed parts.
    pub packed: package::Limits,
}

/// What a saved model says, and its predictor if that is understood.
#[derive(Clone, Debug, PartialEq)]
pub struct SavedModel {
    /// Full name of its class, for example `Microsoft.Analytics.MachineLearning.Local.SupportVectorMachineClassifier`.
    pub class: String,
    /// What trained it, for example `LinearSVM`.
    pub trainer: Option<String>,
    /// The learner of Studio that it is from, when class, trainer and predictor tell.
    pub learner: Option<&'static SavedLearner>,
    /// The learner's settings, in the order of the file, as text.
    pub settings: Vec<(String, String)>,
    /// What it predicts.
    pub label: Option<SavedLabel>,
    /// The columns that it was trained on.
    pub features: Vec<SavedFeature>,
    /// The parts of its predictor.
    pub parts: Vec<Part>,
    /// The predictor; none when the diagnostics say why it cannot run.
    pub predictor: Option<Predictor>,
    /// What else the file says, member by member; only where nothing runs, to tell what is in it.
    pub facts: Vec<(String, String)>,
    /// Why the model cannot run.
    pub diagnostics: Vec<Diagnostic>,
    /// Whether it is a trained model; if not, a transformation or another saved object.
    pub is_model: bool,
}

/// The label column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedLabel {
    /// Its name.
    pub name: String,
    /// Its kind as the file says, for example `String` or `Numeric`.
    pub kind: String,
    /// The labels, the positive one last.
    pub values: Vec<String>,
}

/// A column that the model was trained on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedFeature {
    /// Its name.
    pub name: String,
    /// What became of it.
    pub kind: SavedKind,
}

/// What became of a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SavedKind {
    /// One feature.
    Number,
    /// Features for these levels.
    Levels(Vec<String>),
    /// Something else, of the kind that the file says.
    Other(String),
}

impl SavedModel {
    /// The last part of its class, with blanks between the words.
    pub fn title(&self) -> String {
        let name = self.class.rsplit('.').next().unwrap_or(&self.class);
        let mut title = String::with_capacity(name.len() + 8);
        for character in name.chars() {
            if character.is_uppercase() && title.ends_with(|before: char| before.is_lowercase()) {
                title.push(' ');
            }
            title.push(character);
        }
        title
    }
}

/// Whether the bytes are objects of .NET: a saved model, or another saved asset of Studio (classic).
pub fn is_saved_model(bytes: &[u8]) -> bool {
    nrbf::is_nrbf(bytes)
}

/// Reads a saved model. An error means that it cannot be read at all; what cannot run says so in its diagnostics.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<SavedModel, ImportError> {
    let graph = nrbf::read(bytes, &limits.objects)?;
    let Some(Object::Instance(root)) = graph.root() else { return Err(ImportError::Lacks("main object")) };
    let mut model = SavedModel {
        class: root.class.name.to_owned(),
        trainer: member(root, "TrainerFactoryName").and_then(|value| graph.text(value)).map(str::to_owned),
        learner: None,
        settings: settings(&graph, root),
        label: label(&graph, root),
        features: Vec::new(),
        parts: Vec::new(),
        predictor: None,
        facts: Vec::new(),
        diagnostics: Vec::new(),
        is_model: MODEL_MEMBERS.iter().any(|name| member(root, name).is_some()),
    };
    if !model.is_model {
        model.facts = contents::facts(&graph, root, &[], &limits.packed);
        model.cannot_run("its class is not documented");
        return Ok(model);
    }
    if let Some(packed) = member(root, "serializedFeatureAttributes").and_then(|value| graph.bytes(value)) {
        model.features = features(&package::gunzip(packed, &limits.packed)?)?;
    }
    let Some(packed) = member(root, "serializedPredictor").and_then(|value| graph.bytes(value)) else {
        model.learner = predictor::learner(&model.class, model.trainer.as_deref(), None);
        model.facts = contents::facts(&graph, root, &TOLD, &limits.packed);
        model.cannot_run("it keeps no predictor of a kind that is known here");
        return Ok(model);
    };
    let files = package::unzip(packed, &limits.packed)?;
    let parts = Parts::read(&files)?;
    model.learner = predictor::learner(&model.class, model.trainer.as_deref(), parts.loader());
    let decoded = match model.obstacle() {
        Some(why) => Err(Refused::Unknown(why)),
        None => predictor::decode(&parts, &model.surroundings()),
    };
    let decoded = match decoded {
        Ok(predictor) => model.check(predictor),
        Err(Refused::Unknown(why)) => Err(why),
        Err(Refused::Damaged(error)) => return Err(error),
    };
    model.parts = parts.into_descriptions();
    match decoded {
        Ok(predictor) => model.predictor = Some(predictor),
        Err(why) => {
            model.facts = contents::facts(&graph, root, &TOLD, &limits.packed);
            model.cannot_run(&why);
        }
    }
    Ok(model)
}

/// Members of which every trained model has one at least.
const MODEL_MEMBERS: [&str; 4] = ["serializedPredictor", "TrainerFactoryName", "LabelAttribute", "IsTrained"];

/// Members that are told by name already.
const TOLD: [&str; 6] = [
    "serializedPredictor",
    "serializedFeatureAttributes",
    "Settings",
    "LabelAttribute",
    "LabelValues",
    "TrainerFactoryName",
];

impl SavedModel {
    /// What its predictor is to go with.
    fn surroundings(&self) -> Surroundings {
        let quantiles = quantiles(&self.settings).unwrap_or_else(|| USUAL_QUANTILES.to_vec());
        Surroundings::new(self.width(), quantiles)
    }

    /// Features that its columns make.
    fn width(&self) -> usize {
        let width = |feature: &SavedFeature| match &feature.kind {
            SavedKind::Levels(levels) => levels.len(),
            _ => 1,
        };
        self.features.iter().map(width).sum()
    }

    /// Why no predictor could run with its columns.
    fn obstacle(&self) -> Option<String> {
        self.features.iter().find_map(|feature| match &feature.kind {
            SavedKind::Other(kind) => Some(format!(
                "its column “{}” is of the kind “{kind}”, whose features are not known here",
                feature.name
            )),
            _ => None,
        })
    }

    /// The predictor if the label goes with it.
    fn check(&self, predictor: Predictor) -> Result<Predictor, String> {
        // Anomalies are found without a label.
        let wanted = if predictor.finds_anomalies() { None } else { predictor.model.labels() };
        let named = self.label.as_ref().map_or(0, |label| label.values.len());
        if let Some(wanted) = wanted
            && wanted != named
        {
            let wanted = if wanted == 2 { "two".to_owned() } else { wanted.to_string() };
            return Err(format!("it tells {wanted} labels apart, but names {named}"));
        }
        if self.label.is_none() && !predictor.finds_anomalies() {
            return Err("it does not say what it predicts".to_owned());
        }
        Ok(predictor)
    }

    /// What it is, in sentences.
    pub fn sentences(&self) -> Vec<String> {
        let mut sentences = Vec::new();
        if let Some(learner) = self.learner {
            sentences.push(format!("It was trained by {}.", learner.title));
        }
        let label = self.label.as_ref().map(|label| format!("“{}”", label.name));
        let label = label.unwrap_or_else(|| "a column that it does not name".to_owned());
        let width = counted(self.width(), "feature");
        if let Some(Predictor { model, normaliser }) = &self.predictor {
            sentences.push(match model {
                Foreign::Scorer(scorer) => scores(scorer, &label),
                Foreign::Softmax(model) => format!(
                    "It tells {} of {label} apart by a weighted sum for each.",
                    counted(model.classes.outputs(), "label")
                ),
                Foreign::OneVersusAll(model) => format!(
                    "It tells {} of {label} apart by a two-class model for each.",
                    counted(model.members.len(), "label")
                ),
                Foreign::Quantiles(forest) => format!(
                    "It predicts {} of {label} by a forest of {}, whose leaves keep {} each.",
                    counted(forest.quantiles.len(), "quantile"),
                    counted(forest.trees.len(), "tree"),
                    counted(forest.sample, "label")
                ),
            });
            if matches!(model, Foreign::Quantiles(_)) && quantiles(&self.settings).is_none() {
                sentences.push("Its settings name no quantiles: these are the usual ones.".to_owned());
            }
            let scaled = if normaliser.is_some() { ", which are scaled first" } else { "" };
            sentences.push(format!(
                "It takes {} that make {width}{scaled}.",
                counted(self.features.len(), "column")
            ));
        }
        sentences
    }

    fn cannot_run(&mut self, why: &str) {
        let kind =
            self.parts.iter().find(|part| part.path.matches('/').count() <= 1).map(|part| &part.loader);
        let kind = kind.map(|loader| format!(", {loader}")).unwrap_or_default();
        let closed = self.learner.and_then(|learner| learner.closed);
        let closed = closed.map(|closed| format!(" {closed}")).unwrap_or_default();
        let (what, help) = match self.is_model {
            true => (
                "saved model",
                "It is kept as it is. Train it anew from its training experiment; the settings it was trained with are known.",
            ),
            false => (
                "saved transformation or object",
                "It is kept as it is. Fit a transformation again: run the module that made it on the training data.",
            ),
        };
        self.diagnostics.push(
            Diagnostic::warning(
                "model/not-decoded",
                format!("The {what} ({}{kind}) cannot run here: {why}.{closed}", self.title()),
            )
            .help(help),
        );
    }
}

/// What a model of one score does, as a sentence.
fn scores(scorer: &Scorer, label: &str) -> String {
    use ml_learn::imported::ScorerModel;
    let by = match &scorer.model {
        ScorerModel::Linear(_) => "a weighted sum".to_owned(),
        ScorerModel::Trees(trees) => format!("the sum of {}", counted(trees.trees.len(), "tree")),
        ScorerModel::LocallyDeep(model) => {
            format!("weighted sums along the paths of a tree with {} leaves", model.turns.outputs() + 1)
        }
        ScorerModel::Subspace(model) => {
            return format!(
                "It finds anomalies: rows that {} do not explain.",
                counted(model.directions.len(), "direction")
            );
        }
    };
    match scorer.output {
        Outcome::Probability(_) => {
            format!("It tells the two labels of {label} apart by {by}, as a probability.")
        }
        Outcome::Number => format!("It predicts the number {label} by {by}."),
        Outcome::Exponential => format!("It predicts the number {label} by e to the power of {by}."),
    }
}

/// What Fast Forest Quantile Regression predicts when nothing else is asked for.
const USUAL_QUANTILES: [f64; 3] = [0.25, 0.5, 0.75];

/// The quantiles that the settings ask for: numbers from 0 to 1 in a setting of that name.
fn quantiles(settings: &[(String, String)]) -> Option<Vec<f64>> {
    let named = |name: &str| {
        let name = name.to_lowercase();
        name.contains("quantile") && !name.contains("count") && !name.contains("sample")
    };
    settings.iter().filter(|(name, _)| named(name)).find_map(|(_, text)| shares(text))
}

fn shares(text: &str) -> Option<Vec<f64>> {
    let shares = text.split([';', ',']).map(|share| share.trim().parse::<f64>().ok());
    let shares: Vec<f64> = shares.collect::<Option<_>>()?;
    shares.iter().all(|share| (0.0..=1.0).contains(share)).then_some(shares)
}

fn member<'g, 'a>(instance: &'g Instance<'a>, name: &str) -> Option<&'g Value<'a>> {
    instance.get(name)
}

fn settings(graph: &Graph<'_>, root: &Instance<'_>) -> Vec<(String, String)> {
    let Some(settings) = member(root, "Settings").and_then(|value| graph.instance(value)) else {
        return Vec::new();
    };
    let members = settings.class.members.iter().zip(&settings.values);
    members
        .filter_map(|(name, value)| {
            let text = contents::plain(value)
                .or_else(|| graph.text(value).map(str::to_owned))
                .or_else(|| numbers(graph, value))?;
            Some((plain_name(name).to_owned(), text))
        })
        .collect()
}

/// Numbers shown of a setting that has several; nobody reads more.
const NUMBERS_SHOWN: usize = 100;

/// The numbers of an array, one after another.
fn numbers(graph: &Graph<'_>, value: &Value<'_>) -> Option<String> {
    let Object::Numbers(numbers) = graph.object(value)? else { return None };
    let texts: Vec<String> = numbers.values().take(NUMBERS_SHOWN).collect();
    let more = if numbers.count > texts.len() { " …" } else { "" };
    Some(format!("{}{more}", texts.join("; ")))
}

fn label(graph: &Graph<'_>, root: &Instance<'_>) -> Option<SavedLabel> {
    let attribute = member(root, "LabelAttribute").and_then(|value| graph.instance(value))?;
    let name = member(attribute, "Name").and_then(|value| graph.text(value))?.to_owned();
    let class = attribute.class.name.rsplit('.').next().unwrap_or_default();
    let values = member(root, "LabelValues").map(|value| texts(graph, value)).unwrap_or_default();
    Some(SavedLabel { name, kind: class.strip_suffix("Attribute").unwrap_or(class).to_owned(), values })
}

/// The texts of an array or of a list, which is an array with its length beside it.
fn texts(graph: &Graph<'_>, value: &Value<'_>) -> Vec<String> {
    let (array, length) = match graph.object(value) {
        Some(Object::Array(array)) => (array.as_slice(), array.len()),
        Some(Object::Instance(list)) => contents::list_items(graph, list).unwrap_or_default(),
        _ => return Vec::new(),
    };
    array.iter().take(length).filter_map(|value| graph.text(value)).map(str::to_owned).collect()
}

/// A column as the list of features describes it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Attribute {
    name: String,
    #[serde(default, rename = "type")]
    kind: String,
    #[serde(default = "yes")]
    is_feature: bool,
    #[serde(default)]
    domain: Option<Domain>,
}

#[derive(Deserialize)]
struct Domain {
    #[serde(default)]
    categories: Vec<serde_json::Value>,
}

fn yes() -> bool {
    true
}

fn features(json: &[u8]) -> Result<Vec<SavedFeature>, ImportError> {
    let attributes: Vec<Attribute> = serde_json::from_slice(json).map_err(|error| ImportError::Damaged {
        what: "The list of features",
        place: error.column(),
        why: "it is not the JSON that is expected",
    })?;
    Ok(attributes
        .into_iter()
        .filter(|attribute| attribute.is_feature)
        .map(|attribute| {
            let kind = match (attribute.kind.as_str(), attribute.domain) {
                ("Numeric" | "Boolean", None) => SavedKind::Number,
                ("Categorical", Some(domain)) => {
                    SavedKind::Levels(domain.categories.iter().map(level).collect())
                }
                (other, _) => SavedKind::Other(other.to_owned()),
            };
            SavedFeature { name: attribute.name, kind }
        })
        .collect())
}

/// A category as text.
fn level(value: &serde_json::Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

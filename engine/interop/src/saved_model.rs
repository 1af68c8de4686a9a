//! A trained model as Studio (classic) saved it (`.ilearner`): an object of .NET that holds a predictor, its features, its settings
//! and its label.

use crate::error::ImportError;
use crate::nrbf::{self, Graph, Instance, Object, Value, plain_name};
use crate::package;
use crate::predictor::{self, Part, Predictor};
use ml_graph::Diagnostic;
use ml_learn::Outcome;
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
    /// Why the model cannot run.
    pub diagnostics: Vec<Diagnostic>,
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
        settings: settings(&graph, root),
        label: label(&graph, root),
        features: Vec::new(),
        parts: Vec::new(),
        predictor: None,
        diagnostics: Vec::new(),
    };
    if let Some(packed) = member(root, "serializedFeatureAttributes").and_then(|value| graph.bytes(value)) {
        model.features = features(&package::gunzip(packed, &limits.packed)?)?;
    }
    let Some(packed) = member(root, "serializedPredictor").and_then(|value| graph.bytes(value)) else {
        model.cannot_run("it keeps no predictor of a kind that is known here");
        return Ok(model);
    };
    let files = package::unzip(packed, &limits.packed)?;
    let parts = predictor::parts(&files)?;
    let decoded = predictor::decode(&parts)?;
    model.parts = parts.into_iter().map(|(part, _)| part).collect();
    match decoded {
        Some(predictor) => model.accept(predictor),
        None => model.cannot_run("its predictor is of a kind that is not decoded here"),
    }
    Ok(model)
}

impl SavedModel {
    /// Takes the predictor if features and label go with it.
    fn accept(&mut self, predictor: Predictor) {
        if let Some(other) = self.features.iter().find(|feature| matches!(feature.kind, SavedKind::Other(_)))
        {
            let SavedKind::Other(kind) = &other.kind else { return };
            let why = format!(
                "its column “{}” is of the kind “{kind}”, whose features are not known here",
                other.name
            );
            return self.cannot_run(&why);
        }
        let width = |feature: &SavedFeature| match &feature.kind {
            SavedKind::Levels(levels) => levels.len(),
            _ => 1,
        };
        let columns: usize = self.features.iter().map(width).sum();
        let features = predictor.scorer.features();
        if columns != features {
            let why = format!("its columns make {columns} features, but its model is of {features}");
            return self.cannot_run(&why);
        }
        let labels = self.label.as_ref().map_or(0, |label| label.values.len());
        if matches!(predictor.scorer.output, Outcome::Probability(_)) && labels != 2 {
            return self.cannot_run(&format!("it tells two labels apart, but names {labels}"));
        }
        if self.label.is_none() {
            return self.cannot_run("it does not say what it predicts");
        }
        self.predictor = Some(predictor);
    }

    fn cannot_run(&mut self, why: &str) {
        let kind =
            self.parts.iter().find(|part| part.path.matches('/').count() <= 1).map(|part| &part.loader);
        let kind = kind.map(|loader| format!(", {loader}")).unwrap_or_default();
        self.diagnostics.push(
            Diagnostic::warning(
                "model/not-decoded",
                format!("The saved model ({}{kind}) cannot run here: {why}.", self.title()),
            )
            .help("It is kept as it is. Train it anew from its training experiment; the settings it was trained with are known."),
        );
    }
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
            let text = match value {
                Value::Bool(value) => value.to_string(),
                Value::Integer(value) => value.to_string(),
                Value::Unsigned(value) => value.to_string(),
                Value::Float(value) => value.to_string(),
                Value::Decimal(value) => (*value).to_owned(),
                Value::Char(value) => value.to_string(),
                value => graph.text(value)?.to_owned(),
            };
            Some((plain_name(name).to_owned(), text))
        })
        .collect()
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
        Some(Object::Array(array)) => (array, array.len()),
        Some(Object::Instance(list)) => {
            match (member(list, "items").and_then(|items| graph.object(items)), member(list, "size")) {
                (Some(Object::Array(array)), Some(Value::Integer(size))) => {
                    (array, usize::try_from(*size).unwrap_or_default())
                }
                _ => return Vec::new(),
            }
        }
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

//! Models as values: a learner with its settings, and what it fitted.

use super::{AnyLearner, Features, Fitted, Label, Origin, Task, imported};
use crate::framework::Failure;
use crate::framework::value::{hexadecimal, read_json, write_json};
use ml_graph::{ParamKind, ParamValue};
use ml_protocol::ModelView;
use ml_table::ColumnSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, OnceLock};

/// The value of a trained model's `schema` member.
pub const SCHEMA: &str = "ml-trained-model/1";

/// A learner with its settings: enough to make it anew anywhere.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UntrainedModel {
    /// The learner's module.
    pub component: String,
    /// What it learns.
    pub task: Task,
    /// All its parameters.
    pub params: BTreeMap<String, ParamValue>,
}

impl UntrainedModel {
    /// A learner with all its parameters.
    pub fn new(component: &str, task: Task, params: BTreeMap<String, ParamValue>) -> UntrainedModel {
        UntrainedModel { component: component.to_owned(), task, params }
    }

    /// The learner's name.
    pub fn title(&self) -> String {
        title(&self.component)
    }

    /// The learner and its settings as people can read them.
    pub fn view(&self) -> ModelView {
        ModelView {
            title: self.title(),
            facts: settings(&self.component, &self.params),
            weights: Vec::new(),
            trees: Vec::new(),
            table: None,
        }
    }

    /// The learner itself.
    pub fn learner(&self) -> Result<Box<dyn AnyLearner>, Failure> {
        match crate::module(&self.component).and_then(|module| module.learner(&self.params)) {
            Some(Ok(learner)) => Ok(learner),
            Some(Err(diagnostics)) => Err(crate::framework::first(diagnostics)),
            None => Err(unknown_learner(&self.component)),
        }
    }
}

/// A fitted model with everything scoring needs: recipe of the features, labels, model.
#[derive(Clone)]
pub struct TrainedModel {
    header: Header,
    fitted: Arc<dyn Fitted>,
    bytes: Arc<OnceLock<(Vec<u8>, String)>>,
}

/// All but the model itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Header {
    schema: String,
    component: String,
    title: String,
    task: Task,
    params: BTreeMap<String, ParamValue>,
    label: Option<Label>,
    features: Features,
    trained_on_rows: u64,
    /// Only of models that were trained elsewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    origin: Option<Origin>,
}

#[derive(Deserialize)]
struct File {
    #[serde(flatten)]
    header: Header,
    model: serde_json::Value,
}

/// What is known of a trained model before it exists.
#[derive(Clone, Debug, PartialEq)]
pub struct ModelShape {
    /// What it predicts.
    pub task: Task,
    /// The label column.
    pub label: Option<ColumnSchema>,
    /// The labels in sorted order, once they are known.
    pub levels: Option<Vec<String>>,
    /// The columns it needs for scoring, once they are known.
    pub features: Option<Vec<String>>,
}

impl TrainedModel {
    pub(crate) fn new(
        untrained: &UntrainedModel,
        label: Option<Label>,
        features: Features,
        rows: usize,
        fitted: Arc<dyn Fitted>,
    ) -> TrainedModel {
        let header = Header {
            schema: SCHEMA.to_owned(),
            component: untrained.component.clone(),
            title: untrained.title(),
            task: untrained.task,
            params: untrained.params.clone(),
            label,
            features,
            trained_on_rows: rows as u64,
            origin: None,
        };
        TrainedModel { header, fitted, bytes: Arc::default() }
    }

    /// A model that was trained elsewhere.
    pub(super) fn imported(
        component: String,
        task: Task,
        label: Label,
        features: Features,
        origin: Origin,
        fitted: Arc<dyn Fitted>,
    ) -> TrainedModel {
        let header = Header {
            schema: SCHEMA.to_owned(),
            title: title(&component),
            component,
            task,
            params: BTreeMap::new(),
            label: Some(label),
            features,
            trained_on_rows: 0,
            origin: Some(origin),
        };
        TrainedModel { header, fitted, bytes: Arc::default() }
    }

    /// The learner's module.
    pub fn component(&self) -> &str {
        &self.header.component
    }

    /// What it predicts.
    pub fn task(&self) -> Task {
        self.header.task
    }

    /// What it was trained to predict; none for clusterings without a label column.
    pub fn label(&self) -> Option<&Label> {
        self.header.label.as_ref()
    }

    /// The recipe of its features.
    pub fn features(&self) -> &Features {
        &self.header.features
    }

    /// The learner's parameters.
    pub fn params(&self) -> &BTreeMap<String, ParamValue> {
        &self.header.params
    }

    /// The model itself.
    pub fn fitted(&self) -> &dyn Fitted {
        &*self.fitted
    }

    /// What a check may know of it.
    pub fn shape(&self) -> ModelShape {
        ModelShape {
            task: self.header.task,
            label: self.header.label.as_ref().map(|label| label.column.clone()),
            levels: Some(self.header.label.as_ref().map(|label| label.levels.clone()).unwrap_or_default()),
            features: Some(self.header.features.columns.iter().map(|column| column.name.clone()).collect()),
        }
    }

    /// One line on it.
    pub fn summary(&self) -> String {
        format!("{}, {}", self.header.title, self.fitted.summary())
    }

    /// The model as people can read it.
    pub fn view(&self) -> ModelView {
        let mut facts = match &self.header.origin {
            // How many rows it was trained on, it does not say.
            Some(origin) => vec![("Trained with".to_owned(), origin.tool.clone())],
            None => vec![("Rows trained on".to_owned(), self.header.trained_on_rows.to_string())],
        };
        if let Some(label) = &self.header.label {
            facts.push(("Label column".to_owned(), label.column.name.clone()));
        }
        facts.extend(settings(&self.header.component, &self.header.params));
        facts.extend(self.header.origin.iter().flat_map(|origin| origin.settings.iter().cloned()));
        let mut view = ModelView {
            title: self.header.title.clone(),
            facts,
            weights: Vec::new(),
            trees: Vec::new(),
            table: None,
        };
        self.fitted.describe(&self.header.features.names(), &mut view);
        if let Some(label) = &self.header.label {
            // Learners know classes by number, people by label.
            for class in view.weights.iter_mut().filter_map(|weight| weight.class.as_mut()) {
                if let Some(level) = class.parse().ok().and_then(|code: usize| label.levels.get(code)) {
                    class.clone_from(level);
                }
            }
        }
        view
    }

    /// Its JSON form (`ml-trained-model/1`): self-describing, the same bytes for the same model.
    pub fn to_bytes(&self) -> Result<Vec<u8>, Failure> {
        if let Some((bytes, _)) = self.bytes.get() {
            return Ok(bytes.clone());
        }
        let bytes = self.write()?;
        let hash = hexadecimal(&Sha256::digest(&bytes));
        Ok(self.bytes.get_or_init(|| (bytes, hash)).0.clone())
    }

    /// SHA-256 of the JSON form; empty when it cannot be written.
    pub fn hash(&self) -> &str {
        if self.bytes.get().is_none() && self.to_bytes().is_err() {
            return "";
        }
        self.bytes.get().map_or("", |(_, hash)| hash)
    }

    /// Reads the JSON form.
    pub fn from_bytes(bytes: &[u8]) -> Result<TrainedModel, Failure> {
        let file: File = read_json(bytes, "trained model")?;
        if file.header.schema != SCHEMA {
            return Err(Failure::new(
                "error-0082",
                format!("The trained model has the form “{}”, but “{SCHEMA}” is needed.", file.header.schema),
                "Train it again with this version.",
            ));
        }
        let load = match file.header.origin {
            Some(_) => imported::load,
            None => crate::module(&file.header.component)
                .and_then(|module| module.model_loader())
                .ok_or_else(|| unknown_learner(&file.header.component))?,
        };
        Ok(TrainedModel { fitted: load(file.model)?, header: file.header, bytes: Arc::default() })
    }

    /// The header with the model as its last member, written straight from its numbers so that they stay as short as they are.
    fn write(&self) -> Result<Vec<u8>, Failure> {
        let mut bytes = write_json(&self.header)?;
        bytes.pop();
        bytes.extend_from_slice(b",\"model\":");
        bytes.extend(self.fitted.json()?);
        bytes.push(b'}');
        Ok(bytes)
    }
}

impl fmt::Debug for TrainedModel {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("TrainedModel").field("header", &self.header).finish_non_exhaustive()
    }
}

fn title(component: &str) -> String {
    crate::module(component).map_or_else(|| component.to_owned(), |module| module.spec().title)
}

/// The parameters that show, by their titles.
fn settings(component: &str, params: &BTreeMap<String, ParamValue>) -> Vec<(String, String)> {
    let Some(spec) = crate::module(component).map(|module| module.spec()) else { return Vec::new() };
    spec.params
        .iter()
        .filter(|param| spec.is_visible(param, params))
        .filter_map(|param| {
            let value = params.get(&param.id)?;
            let chosen = match (&param.kind, value) {
                (ParamKind::Choice { options }, ParamValue::Text(id)) => {
                    options.iter().find(|option| option.id == *id).map(|option| option.title.clone())
                }
                _ => None,
            };
            Some((param.title.clone(), chosen.unwrap_or_else(|| display(value))))
        })
        .collect()
}

fn display(value: &ParamValue) -> String {
    match value {
        ParamValue::Null => String::new(),
        ParamValue::Bool(value) => value.to_string(),
        ParamValue::Integer(value) => value.to_string(),
        ParamValue::Float(value) => value.to_string(),
        ParamValue::Text(text) => text.clone(),
        ParamValue::Columns(_) => "columns".to_owned(),
        ParamValue::Range(_) => "range".to_owned(),
        ParamValue::Secret(_) => "credential".to_owned(),
    }
}

fn unknown_learner(component: &str) -> Failure {
    Failure::new(
        "error-0013",
        format!("“{component}” is no learner that is known here."),
        "Use a version that has it, or train another model.",
    )
}

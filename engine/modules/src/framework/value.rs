//! What flows along an edge.

use super::{Evaluation, Failure, Media, Transform, view};
use crate::learning::{Task, TrainedModel, UntrainedModel};
use ml_graph::{PortKind, counted};
use ml_protocol::{ModelView, OutputSummary, OutputView};
use ml_table::Dataset;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// A value on an edge. Cloning shares the content.
#[derive(Clone, Debug)]
pub enum Value {
    /// A table.
    Dataset(Dataset),
    /// A learner with its settings; a clustering learner too.
    UntrainedModel(Arc<UntrainedModel>),
    /// A fitted model; a fitted clustering too.
    TrainedModel(Arc<TrainedModel>),
    /// A fitted transformation.
    Transform(Arc<Transform>),
    /// How well models did.
    Evaluation(Arc<Evaluation>),
    /// A text or picture.
    Media(Arc<Media>),
    /// A zip of scripts and files.
    Bundle(Arc<[u8]>),
}

impl Value {
    /// The kind of port it comes out of.
    pub fn kind(&self) -> PortKind {
        let clustering = |task: Task| task == Task::Clustering;
        match self {
            // Evaluations and media leave through dataset ports, as they did in classic.
            Value::Dataset(_) | Value::Evaluation(_) | Value::Media(_) => PortKind::Dataset,
            Value::UntrainedModel(model) if clustering(model.task) => PortKind::UntrainedClustering,
            Value::UntrainedModel(_) => PortKind::UntrainedModel,
            Value::TrainedModel(model) if clustering(model.task()) => PortKind::TrainedClustering,
            Value::TrainedModel(_) => PortKind::TrainedModel,
            Value::Transform(_) => PortKind::Transform,
            Value::Bundle(_) => PortKind::Bundle,
        }
    }

    /// What it is, for people.
    pub fn name(&self) -> &'static str {
        match self {
            Value::Evaluation(_) => "evaluation",
            Value::Media(_) => "text or picture",
            _ => kind_name(self.kind()),
        }
    }

    /// One line about it.
    pub fn summary(&self) -> OutputSummary {
        let kind = match self {
            Value::Evaluation(_) => "evaluation",
            Value::Media(_) => "media",
            _ => match self.kind() {
                PortKind::Dataset => "dataset",
                PortKind::UntrainedModel => "untrained-model",
                PortKind::TrainedModel => "trained-model",
                PortKind::UntrainedClustering => "untrained-clustering",
                PortKind::TrainedClustering => "trained-clustering",
                PortKind::Transform => "transform",
                PortKind::Bundle => "bundle",
                PortKind::Filter => "filter",
                PortKind::Recommender => "recommender",
                PortKind::Any => "any",
            },
        };
        let (rows, columns) = match self {
            Value::Dataset(dataset) => (Some(dataset.rows() as u64), Some(dataset.columns().len() as u64)),
            _ => (None, None),
        };
        let text = match self {
            Value::Dataset(dataset) => {
                format!("{} × {}", counted(dataset.rows(), "row"), counted(dataset.columns().len(), "column"))
            }
            Value::UntrainedModel(model) => model.title(),
            Value::TrainedModel(model) => model.summary(),
            Value::Transform(transform) => transform.summary.clone(),
            Value::Evaluation(evaluation) => evaluation_text(evaluation),
            Value::Media(media) => media.media.clone(),
            Value::Bundle(bytes) => counted(bytes.len(), "byte"),
        };
        OutputSummary { kind: kind.to_owned(), text, rows, columns, hash: self.hash() }
    }

    /// SHA-256 of the content in lower-case hexadecimal: equal content gives equal hashes on every platform.
    pub fn hash(&self) -> String {
        let digest: [u8; 32] = match self {
            Value::Dataset(dataset) => dataset.content_hash(),
            Value::TrainedModel(model) => return model.hash().to_owned(),
            Value::UntrainedModel(model) => hash_json(&**model),
            Value::Transform(transform) => hash_json(&**transform),
            Value::Evaluation(evaluation) => hash_json(&**evaluation),
            Value::Media(media) => hash_json(&**media),
            Value::Bundle(bytes) => Sha256::digest(bytes).into(),
        };
        hexadecimal(&digest)
    }
}

impl Value {
    /// The bytes it is stored as: Arrow IPC for tables, the zip itself for bundles, JSON for the rest.
    pub fn to_bytes(&self) -> Result<Vec<u8>, Failure> {
        match self {
            Value::Dataset(dataset) => Ok(ml_table::write::ipc(dataset)?),
            Value::UntrainedModel(model) => write_json(&**model),
            Value::TrainedModel(model) => model.to_bytes(),
            Value::Transform(transform) => write_json(&**transform),
            Value::Evaluation(evaluation) => write_json(&**evaluation),
            Value::Media(media) => write_json(&**media),
            Value::Bundle(bytes) => Ok(bytes.to_vec()),
        }
    }

    /// Reads what [`Value::to_bytes`] wrote; `kind` is that of [`Value::summary`].
    pub fn from_bytes(kind: &str, bytes: &[u8]) -> Result<Value, Failure> {
        match kind {
            "dataset" => Ok(Value::Dataset(ml_table::read::ipc(bytes)?)),
            "untrained-model" | "untrained-clustering" => {
                Ok(Value::from(read_json::<UntrainedModel>(bytes, "untrained model")?))
            }
            "trained-model" | "trained-clustering" => Ok(Value::from(TrainedModel::from_bytes(bytes)?)),
            "transform" => Ok(Value::from(read_json::<Transform>(bytes, "transformation")?)),
            "evaluation" => Ok(Value::from(read_json::<Evaluation>(bytes, "evaluation")?)),
            "media" => Ok(Value::from(read_json::<Media>(bytes, "text or picture")?)),
            "bundle" => Ok(Value::Bundle(bytes.into())),
            _ => Err(Failure::new(
                "run/unknown-kind",
                format!("There is no kind of output called “{kind}”."),
                "Run the pipeline again with this version.",
            )),
        }
    }

    /// How to show it.
    pub fn view(&self) -> OutputView {
        match self {
            Value::Dataset(dataset) => OutputView::Table(view::table(dataset)),
            Value::UntrainedModel(model) => OutputView::Model(model.view()),
            Value::TrainedModel(model) => OutputView::Model(model.view()),
            Value::Transform(transform) => OutputView::Model(ModelView {
                title: transform.title(),
                facts: vec![("What it does".to_owned(), transform.summary.clone())],
                weights: Vec::new(),
                trees: Vec::new(),
                table: None,
            }),
            Value::Evaluation(evaluation) => evaluation.view().clone(),
            Value::Media(media) => {
                OutputView::Media { media: media.media.clone(), content: media.content.clone() }
            }
            Value::Bundle(bytes) => OutputView::Media {
                media: "text/plain".to_owned(),
                content: format!("A zip file of {}.", counted(bytes.len(), "byte")),
            },
        }
    }
}

/// SHA-256 of a value's JSON; what cannot be written hashes as nothing.
pub(crate) fn hash_json(value: &impl Serialize) -> [u8; 32] {
    Sha256::digest(serde_json::to_vec(value).unwrap_or_default()).into()
}

pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn evaluation_text(evaluation: &Evaluation) -> String {
    let metrics = evaluation.metrics();
    let first: Vec<String> = ["AUC", "Accuracy", "Overall accuracy", "Coefficient of Determination"]
        .iter()
        .filter_map(|name| {
            let column = metrics.get(name)?;
            let value = column.cells().next()?.number()?;
            Some(format!("{name} {value:.3}"))
        })
        .collect();
    if first.is_empty() { counted(metrics.columns().len(), "metric") } else { first.join(", ") }
}

/// A kind of port, for people.
pub(crate) fn kind_name(kind: PortKind) -> &'static str {
    match kind {
        PortKind::Dataset => "dataset",
        PortKind::UntrainedModel => "untrained model",
        PortKind::TrainedModel => "trained model",
        PortKind::UntrainedClustering => "untrained clustering model",
        PortKind::TrainedClustering => "trained clustering model",
        PortKind::Transform => "transformation",
        PortKind::Filter => "filter",
        PortKind::Bundle => "zip file",
        PortKind::Recommender => "recommender",
        PortKind::Any => "value",
    }
}

pub(crate) fn write_json(value: &impl Serialize) -> Result<Vec<u8>, Failure> {
    serde_json::to_vec(value).map_err(|error| {
        Failure::new(
            "run/not-writable",
            format!("The output cannot be written: {error}."),
            "Report this as a defect.",
        )
    })
}

pub(crate) fn read_json<T: DeserializeOwned>(bytes: &[u8], what: &str) -> Result<T, Failure> {
    serde_json::from_slice(bytes).map_err(|error| {
        Failure::new(
            "error-0082",
            format!("The {what} cannot be read: {error}."),
            "Make it again with this version.",
        )
    })
}

impl From<Dataset> for Value {
    fn from(dataset: Dataset) -> Value {
        Value::Dataset(dataset)
    }
}

impl From<UntrainedModel> for Value {
    fn from(model: UntrainedModel) -> Value {
        Value::UntrainedModel(Arc::new(model))
    }
}

impl From<TrainedModel> for Value {
    fn from(model: TrainedModel) -> Value {
        Value::TrainedModel(Arc::new(model))
    }
}

impl From<Transform> for Value {
    fn from(transform: Transform) -> Value {
        Value::Transform(Arc::new(transform))
    }
}

impl From<Evaluation> for Value {
    fn from(evaluation: Evaluation) -> Value {
        Value::Evaluation(Arc::new(evaluation))
    }
}

impl From<Media> for Value {
    fn from(media: Media) -> Value {
        Value::Media(Arc::new(media))
    }
}

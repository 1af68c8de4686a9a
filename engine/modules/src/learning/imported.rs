//! Models that were trained elsewhere, as values like those trained here.

use super::{FeatureNames, Features, Fitted, Label, Scores, Task, TrainedModel, linear_models};
use crate::framework::value::write_json;
use crate::framework::{Failure, LocalBoxFuture, RunContext};
use ml_learn::Matrix;
use ml_learn::linear::{LinearOutput, LinearPredictor};
use ml_protocol::ModelView;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// What a model that was trained elsewhere says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// The tool that trained it.
    pub tool: String,
    /// Its class there.
    pub class: String,
    /// The settings it was trained with.
    pub settings: Vec<(String, String)>,
}

/// A linear model that was trained elsewhere.
#[derive(Clone, Debug)]
pub struct ImportedModel {
    /// The module that learns such models, for its title; it need not run here.
    pub component: String,
    /// The model.
    pub predictor: LinearPredictor,
    /// What it predicts.
    pub label: Label,
    /// The recipe of its features.
    pub features: Features,
    /// Where it comes from.
    pub origin: Origin,
}

impl From<ImportedModel> for TrainedModel {
    fn from(model: ImportedModel) -> TrainedModel {
        let task = match model.predictor.output {
            LinearOutput::Probability(_) => Task::Binary,
            LinearOutput::Number | LinearOutput::Exponential => Task::Regression,
        };
        let fitted = Arc::new(Imported(model.predictor));
        TrainedModel::imported(model.component, task, model.label, model.features, model.origin, fitted)
    }
}

/// Reads such a model from its JSON.
pub(crate) fn load(json: serde_json::Value) -> Result<Arc<dyn Fitted>, Failure> {
    let predictor = LinearPredictor::deserialize(json).map_err(|error| {
        Failure::new(
            "error-0082",
            format!("The imported model cannot be read: {error}."),
            "Import it again from the file it came in.",
        )
    })?;
    Ok(Arc::new(Imported(predictor)))
}

struct Imported(LinearPredictor);

impl Fitted for Imported {
    fn predict<'a>(
        &'a self,
        features: &'a Matrix,
        run: &'a RunContext<'a>,
    ) -> LocalBoxFuture<'a, Result<Scores, Failure>> {
        Box::pin(async move {
            let values = self.0.predict(features, run.watch).await?;
            Ok(match self.0.output {
                LinearOutput::Probability(_) => Scores::Probabilities(values),
                LinearOutput::Number | LinearOutput::Exponential => Scores::Numbers(values),
            })
        })
    }

    fn json(&self) -> Result<Vec<u8>, Failure> {
        write_json(&self.0)
    }

    fn summary(&self) -> String {
        linear_models::summary(&self.0.model)
    }

    fn describe(&self, names: &FeatureNames, view: &mut ModelView) {
        linear_models::describe(&self.0.model, names, view);
    }
}

//! Models that were trained elsewhere, as values like those trained here.

use super::{
    FeatureNames, Features, Fitted, Label, Scores, Task, TrainedModel, boosted_trees, linear_models,
};
use crate::framework::value::write_json;
use crate::framework::{Failure, LocalBoxFuture, RunContext};
use ml_learn::{Matrix, Outcome, Scorer, ScorerModel};
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

/// A model that was trained elsewhere.
#[derive(Clone, Debug)]
pub struct ImportedModel {
    /// The module that learns such models, for its title; it need not run here.
    pub component: String,
    /// The model.
    pub predictor: Scorer,
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
            Outcome::Probability(_) => Task::Binary,
            Outcome::Number | Outcome::Exponential => Task::Regression,
        };
        let fitted = Arc::new(Imported(model.predictor));
        TrainedModel::imported(model.component, task, model.label, model.features, model.origin, fitted)
    }
}

/// Reads such a model from its JSON.
pub(crate) fn load(json: serde_json::Value) -> Result<Arc<dyn Fitted>, Failure> {
    let predictor = Scorer::deserialize(json).map_err(|error| {
        Failure::new(
            "error-0082",
            format!("The imported model cannot be read: {error}."),
            "Import it again from the file it came in.",
        )
    })?;
    Ok(Arc::new(Imported(predictor)))
}

struct Imported(Scorer);

impl Fitted for Imported {
    fn predict<'a>(
        &'a self,
        features: &'a Matrix,
        run: &'a RunContext<'a>,
    ) -> LocalBoxFuture<'a, Result<Scores, Failure>> {
        Box::pin(async move {
            let values = self.0.predict(features, run.watch).await?;
            Ok(match self.0.output {
                Outcome::Probability(_) => Scores::Probabilities(values),
                Outcome::Number | Outcome::Exponential => Scores::Numbers(values),
            })
        })
    }

    fn json(&self) -> Result<Vec<u8>, Failure> {
        write_json(&self.0)
    }

    fn summary(&self) -> String {
        match &self.0.model {
            ScorerModel::Linear(model) => linear_models::summary(model),
            ScorerModel::Trees(model) => boosted_trees::summary(model),
        }
    }

    fn describe(&self, names: &FeatureNames, view: &mut ModelView) {
        match &self.0.model {
            ScorerModel::Linear(model) => linear_models::describe(model, names, view),
            ScorerModel::Trees(model) => boosted_trees::describe(model, names, view),
        }
    }
}

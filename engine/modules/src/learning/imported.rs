//! Models that were trained elsewhere, as values like those trained here.

use super::{
    FeatureNames, Features, Fitted, Label, Scores, Task, TrainedModel, boosted_trees, linear_models,
};
use crate::framework::value::write_json;
use crate::framework::{Failure, LocalBoxFuture, RunContext};
use ml_graph::counted;
use ml_learn::Matrix;
use ml_learn::imported::{Foreign, ForeignScores, Outcome, QuantileForest, Scorer, ScorerModel};
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
    pub predictor: Foreign,
    /// What it predicts.
    pub label: Label,
    /// The recipe of its features.
    pub features: Features,
    /// Where it comes from.
    pub origin: Origin,
}

impl From<ImportedModel> for TrainedModel {
    fn from(model: ImportedModel) -> TrainedModel {
        let task = task(&model.predictor);
        let fitted = Arc::new(Imported(model.predictor));
        TrainedModel::imported(model.component, task, model.label, model.features, model.origin, fitted)
    }
}

fn task(model: &Foreign) -> Task {
    match model {
        Foreign::Scorer(scorer) => match scorer.output {
            Outcome::Probability(_) => Task::Binary,
            Outcome::Number | Outcome::Exponential => Task::Regression,
        },
        Foreign::Softmax(_) | Foreign::OneVersusAll(_) => Task::Multiclass,
        Foreign::Quantiles(_) => Task::Quantiles,
    }
}

/// Reads such a model from its JSON.
pub(crate) fn load(json: serde_json::Value) -> Result<Arc<dyn Fitted>, Failure> {
    let predictor = Foreign::deserialize(json).map_err(|error| {
        Failure::new(
            "error-0082",
            format!("The imported model cannot be read: {error}."),
            "Import it again from the file it came in.",
        )
    })?;
    Ok(Arc::new(Imported(predictor)))
}

struct Imported(Foreign);

impl Fitted for Imported {
    fn predict<'a>(
        &'a self,
        features: &'a Matrix,
        run: &'a RunContext<'a>,
    ) -> LocalBoxFuture<'a, Result<Scores, Failure>> {
        Box::pin(async move {
            Ok(match self.0.predict(features, run.watch).await? {
                ForeignScores::Values(values) if task(&self.0) == Task::Binary => {
                    Scores::Probabilities(values)
                }
                ForeignScores::Values(values) => Scores::Numbers(values),
                ForeignScores::Classes(classes) => Scores::Classes(classes),
                ForeignScores::Quantiles(quantiles) => Scores::Quantiles(quantiles),
            })
        })
    }

    fn json(&self) -> Result<Vec<u8>, Failure> {
        write_json(&self.0)
    }

    fn summary(&self) -> String {
        match &self.0 {
            Foreign::Scorer(scorer) => summary(scorer),
            Foreign::Softmax(model) => linear_models::summary(&model.classes),
            Foreign::OneVersusAll(model) => counted(model.members.len(), "two-class model"),
            Foreign::Quantiles(forest) => counted(forest.trees.len(), "tree"),
        }
    }

    fn describe(&self, names: &FeatureNames, view: &mut ModelView) {
        match &self.0 {
            Foreign::Scorer(scorer) => describe(scorer, names, view),
            Foreign::Softmax(model) => linear_models::describe(&model.classes, names, view),
            Foreign::OneVersusAll(model) => {
                for (class, member) in model.members.iter().enumerate() {
                    let known = view.weights.len();
                    describe(member, names, view);
                    for weight in &mut view.weights[known..] {
                        weight.class = Some(class.to_string());
                    }
                }
            }
            Foreign::Quantiles(forest) => describe_forest(forest, view),
        }
    }
}

fn summary(scorer: &Scorer) -> String {
    match &scorer.model {
        ScorerModel::Linear(model) => linear_models::summary(model),
        ScorerModel::Trees(model) => boosted_trees::summary(model),
        ScorerModel::LocallyDeep(model) => format!("a tree of {} weighted sums", model.sums.outputs()),
        ScorerModel::Subspace(model) => counted(model.directions.len(), "direction"),
    }
}

fn describe(scorer: &Scorer, names: &FeatureNames, view: &mut ModelView) {
    let mut fact = |name: &str, value: usize| view.facts.push((name.to_owned(), value.to_string()));
    match &scorer.model {
        ScorerModel::Linear(model) => linear_models::describe(model, names, view),
        ScorerModel::Trees(model) => boosted_trees::describe(model, names, view),
        ScorerModel::LocallyDeep(model) => fact("Weighted sums", model.sums.outputs()),
        ScorerModel::Subspace(model) => fact("Directions", model.directions.len()),
    }
}

fn describe_forest(forest: &QuantileForest, view: &mut ModelView) {
    let quantiles: Vec<String> = forest.quantiles.iter().map(f64::to_string).collect();
    view.facts.push(("Trees".to_owned(), forest.trees.len().to_string()));
    view.facts.push(("Labels in a leaf".to_owned(), forest.sample.to_string()));
    view.facts.push(("Quantiles".to_owned(), quantiles.join("; ")));
}

//! A model that gives each row one score, with what becomes of the score: how models that were trained elsewhere predict.

use super::{LocallyDeep, Subspace};
use crate::calibration::Calibration;
use crate::error::LearnError;
use crate::linear::LinearModel;
use crate::matrix::Matrix;
use crate::trees::BoostedTrees;
use crate::watch::Watch;
use serde::{Deserialize, Serialize};

/// A model of one score a row, and what becomes of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Scorer {
    /// What gives the score.
    pub model: ScorerModel,
    /// What becomes of it.
    pub output: Outcome,
}

/// What gives a row its score. The kinds differ in their members, so that their JSON needs no name for them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum ScorerModel {
    /// A weighted sum.
    Linear(LinearModel),
    /// A sum over trees.
    Trees(BoostedTrees),
    /// Weighted sums along a tree's path.
    LocallyDeep(LocallyDeep),
    /// Distance from a subspace.
    Subspace(Subspace),
}

/// What becomes of a score.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "output")]
pub enum Outcome {
    /// The probability of the positive label.
    Probability(Calibration),
    /// A number as it is.
    Number,
    /// e to its power: Poisson regression.
    Exponential,
}

impl Scorer {
    /// Features of a row.
    pub fn features(&self) -> usize {
        match &self.model {
            ScorerModel::Linear(model) => model.features,
            ScorerModel::Trees(model) => model.features,
            ScorerModel::LocallyDeep(model) => model.sums.features,
            ScorerModel::Subspace(model) => model.mean.len(),
        }
    }

    /// The prediction for each row. A missing feature value makes it NaN; trees alone know where missing values go.
    pub async fn predict(&self, matrix: &Matrix, watch: &dyn Watch) -> Result<Vec<f64>, LearnError> {
        let mut values = match &self.model {
            ScorerModel::Linear(model) if model.outputs() == 1 => model.predict(matrix, watch).await?,
            ScorerModel::Trees(model) if model.objective.scores() == 1 => model.scores(matrix, watch).await?,
            ScorerModel::LocallyDeep(model) => model.scores(matrix, watch).await?,
            ScorerModel::Subspace(model) => model.scores(matrix, watch).await?,
            ScorerModel::Linear(_) | ScorerModel::Trees(_) => return Err(LearnError::Unsound),
        };
        match &self.output {
            Outcome::Probability(calibration) => {
                values.iter_mut().for_each(|value| *value = calibration.probability(*value));
            }
            Outcome::Number => {}
            Outcome::Exponential => values.iter_mut().for_each(|value| *value = libm::exp(*value)),
        }
        Ok(values)
    }
}

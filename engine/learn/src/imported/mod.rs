//! Models that were trained elsewhere, as far as other tools' files are understood: they predict here and never learn.

mod locally_deep;
mod one_versus_all;
mod quantile_forest;
mod scorer;
mod softmax;
mod subspace;

#[cfg(test)]
mod tests;

pub use locally_deep::LocallyDeep;
pub use one_versus_all::OneVersusAll;
pub use quantile_forest::{QuantileForest, SampledTree};
pub use scorer::{Outcome, Scorer, ScorerModel};
pub use softmax::Softmax;
pub use subspace::Subspace;

use crate::error::LearnError;
use crate::matrix::Matrix;
use crate::watch::Watch;
use serde::{Deserialize, Serialize};

/// A model that was trained elsewhere. The kinds differ in their members, so that their JSON needs no name for them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Foreign {
    /// One score a row.
    Scorer(Scorer),
    /// One score a class, which softmax turns into probabilities.
    Softmax(Softmax),
    /// One two-class model a class.
    OneVersusAll(OneVersusAll),
    /// The distribution of a number.
    Quantiles(QuantileForest),
}

/// Predictions of a [`Foreign`] model.
#[derive(Clone, Debug, PartialEq)]
pub enum ForeignScores {
    /// One entry a row: the number, or the probability of the positive label.
    Values(Vec<f64>),
    /// One vector a class: its probability in each row.
    Classes(Vec<Vec<f64>>),
    /// One vector a quantile: its value in each row.
    Quantiles(Vec<Vec<f64>>),
}

impl Foreign {
    /// Features of a row.
    pub fn features(&self) -> usize {
        match self {
            Foreign::Scorer(model) => model.features(),
            Foreign::Softmax(model) => model.classes.features,
            Foreign::OneVersusAll(model) => model.members.first().map_or(0, Scorer::features),
            Foreign::Quantiles(model) => model.features,
        }
    }

    /// How many labels it tells apart; none when it predicts a number.
    pub fn labels(&self) -> Option<usize> {
        match self {
            Foreign::Scorer(model) => matches!(model.output, Outcome::Probability(_)).then_some(2),
            Foreign::Softmax(model) => Some(model.classes.outputs()),
            Foreign::OneVersusAll(model) => Some(model.members.len()),
            Foreign::Quantiles(_) => None,
        }
    }

    /// The predictions for each row; NaN where a missing feature value leaves none.
    pub async fn predict(&self, matrix: &Matrix, watch: &dyn Watch) -> Result<ForeignScores, LearnError> {
        Ok(match self {
            Foreign::Scorer(model) => ForeignScores::Values(model.predict(matrix, watch).await?),
            Foreign::Softmax(model) => ForeignScores::Classes(model.predict(matrix, watch).await?),
            Foreign::OneVersusAll(model) => ForeignScores::Classes(model.predict(matrix, watch).await?),
            Foreign::Quantiles(model) => ForeignScores::Quantiles(model.predict(matrix, watch).await?),
        })
    }
}

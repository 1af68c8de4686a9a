//! A linear model with what becomes of its sum: how models that were trained elsewhere predict.

use super::LinearModel;
use crate::calibration::Calibration;
use crate::error::LearnError;
use crate::matrix::Matrix;
use crate::watch::Watch;
use serde::{Deserialize, Serialize};

/// A weighted sum and what becomes of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LinearPredictor {
    /// The sum; one output.
    pub model: LinearModel,
    /// What becomes of it.
    pub output: LinearOutput,
}

/// What becomes of a weighted sum.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "output")]
pub enum LinearOutput {
    /// The probability of the positive label.
    Probability(Calibration),
    /// A number as it is.
    Number,
    /// e to its power: Poisson regression.
    Exponential,
}

impl LinearPredictor {
    /// The prediction for each row. A missing feature value makes it NaN.
    pub async fn predict(&self, matrix: &Matrix, watch: &dyn Watch) -> Result<Vec<f64>, LearnError> {
        if self.model.outputs() != 1 {
            return Err(LearnError::Unsound);
        }
        let mut values = self.model.predict(matrix, watch).await?;
        match &self.output {
            LinearOutput::Probability(calibration) => {
                values.iter_mut().for_each(|value| *value = calibration.probability(*value));
            }
            LinearOutput::Number => {}
            LinearOutput::Exponential => values.iter_mut().for_each(|value| *value = libm::exp(*value)),
        }
        Ok(values)
    }
}

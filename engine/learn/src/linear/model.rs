//! Linear models as they are kept, shown and exported.

use super::products::{BLOCK_ROWS, Design};
use crate::arithmetic::{logistic, softmax};
use crate::error::LearnError;
use crate::matrix::Matrix;
use crate::watch::{Pace, Watch};
use serde::{Deserialize, Serialize};

/// One or more weighted sums of the features.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LinearModel {
    /// Features of a row.
    pub features: usize,
    /// The weights of the features, output by output.
    pub weights: Vec<f64>,
    /// The constant of each output; there are as many outputs.
    pub biases: Vec<f64>,
}

impl LinearModel {
    /// Number of outputs.
    pub fn outputs(&self) -> usize {
        self.biases.len()
    }

    /// The weights of one output.
    pub fn weights_of(&self, output: usize) -> &[f64] {
        &self.weights[output * self.features..(output + 1) * self.features]
    }

    /// One output of a row whose features are written out; its weights must be there.
    pub(crate) fn output(&self, output: usize, row: &[f32]) -> f64 {
        let products =
            self.weights_of(output).iter().zip(row).map(|(weight, &value)| weight * f64::from(value));
        self.biases[output] + products.sum::<f64>()
    }

    /// The outputs of each row, output by output. A missing feature value makes the row's outputs NaN.
    pub async fn predict(&self, matrix: &Matrix, watch: &dyn Watch) -> Result<Vec<f64>, LearnError> {
        if matrix.width() != self.features {
            return Err(LearnError::Width { expected: self.features, found: matrix.width() });
        }
        if self.weights.len() != self.features * self.outputs() {
            return Err(LearnError::Unsound);
        }
        let mut pace = Pace::new(watch);
        let design = Design::new(matrix);
        let mut values = Vec::with_capacity(matrix.rows() * self.outputs());
        for (output, &bias) in self.biases.iter().enumerate() {
            for start in (0..matrix.rows()).step_by(BLOCK_ROWS) {
                let rows = start..matrix.rows().min(start + BLOCK_ROWS);
                let done = values.len();
                values.resize(done + rows.len(), bias);
                design.add_products(rows.clone(), self.weights_of(output), &mut values[done..]);
                let fraction = done as f32 / (matrix.rows() * self.outputs()) as f32;
                pace.spend(design.steps(rows.len()), fraction, || format!("row {start}")).await?;
            }
        }
        Ok(values)
    }
}

/// A linear model of log-odds: one output for two classes, one for each class of more.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LogisticModel {
    /// The log-odds of class 1, or the logits of the classes.
    pub linear: LinearModel,
}

impl LogisticModel {
    /// Number of classes.
    pub fn classes(&self) -> usize {
        self.linear.outputs().max(2)
    }

    /// The probability of class 1 of two, or of each class of more, class by class.
    pub async fn predict(&self, matrix: &Matrix, watch: &dyn Watch) -> Result<Vec<f64>, LearnError> {
        let mut values = self.linear.predict(matrix, watch).await?;
        match self.linear.outputs() {
            0 | 1 => values.iter_mut().for_each(|value| *value = logistic(*value)),
            classes => softmax(&mut values, classes),
        }
        Ok(values)
    }
}

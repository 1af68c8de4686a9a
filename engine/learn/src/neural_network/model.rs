//! A trained network: layers of weights, and what its inputs and outputs mean.

use super::normaliser::Scaler;
use crate::rows::Rows;
use crate::vectors::{add, add_all, dot, logistic, softmax};
use crate::{Column, LearnError, Matrix, Watch, checkpoint};
use serde::{Deserialize, Serialize};

/// Weights used between two looks at the watch: a few hundredths of a second.
const WEIGHTS_BETWEEN_LOOKS: usize = 20_000_000;

/// A fully connected layer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Layer {
    /// Number of outputs.
    pub outputs: u32,
    /// The weights of the first input to every output, then those of the second …
    pub weights: Vec<f32>,
    /// One an output.
    pub biases: Vec<f32>,
}

impl Layer {
    /// Whether training left numbers in it.
    pub(super) fn is_finite(&self) -> bool {
        self.weights.iter().chain(&self.biases).all(|value| value.is_finite())
    }

    /// The weights of one input.
    pub(super) fn row(&self, input: usize) -> &[f32] {
        let outputs = self.outputs as usize;
        &self.weights[input * outputs..(input + 1) * outputs]
    }

    /// Weighted sums of some inputs, side by side.
    pub(super) fn sums(&self, inputs: &[f32], into: &mut [f32]) {
        into.copy_from_slice(&self.biases);
        if let [only] = into {
            *only += dot(inputs, &self.weights);
        } else {
            add_all(into, inputs.len(), |at| inputs[at], |at| self.row(at));
        }
    }

    /// Weighted sums of the features of a row.
    pub(super) fn sums_of_row(&self, inputs: &Rows, row: usize, into: &mut [f32]) {
        into.copy_from_slice(&self.biases);
        let (numbers, features) = (inputs.numbers(row), inputs.number_features());
        add_all(into, numbers.len(), |at| numbers[at], |at| self.row(features[at] as usize));
        for level in inputs.levels(row) {
            add(into, self.row(level));
        }
    }
}

/// What the last layer computes.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Output {
    /// The probability of the positive class.
    TwoClass,
    /// The probability of each class.
    MultiClass,
    /// A number: the last sum times `scale` plus `offset`.
    Number {
        /// Mean of the labels.
        offset: f64,
        /// Standard deviation of the labels.
        scale: f64,
    },
}

/// A trained network.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NeuralNetwork {
    /// One a column of the training data.
    pub scalers: Vec<Scaler>,
    /// Number of features of each column.
    pub widths: Vec<u32>,
    /// Hidden layers of logistic units, then the output layer.
    pub layers: Vec<Layer>,
    /// What the last layer computes.
    pub output: Output,
}

impl NeuralNetwork {
    /// Values a row: 1, or the number of classes.
    pub fn outputs(&self) -> usize {
        self.layers.last().map_or(0, |layer| layer.outputs as usize)
    }

    /// Probabilities or numbers, [`NeuralNetwork::outputs`] a row; NaN for a row with a missing number.
    ///
    /// # Errors
    /// Columns other than those of the training data; cancellation.
    pub async fn predict(&self, features: &Matrix, watch: &dyn Watch) -> Result<Vec<f32>, LearnError> {
        let widths: Vec<u32> = features.columns().iter().map(|column| column.width() as u32).collect();
        if widths != self.widths {
            let expected = self.widths.iter().map(|width| *width as usize).sum();
            return Err(LearnError::Width { expected, found: features.width() });
        }
        let inputs = Rows::new(features, |column, value| self.scalers[column].apply(value));
        let outputs = self.outputs();
        let mut predictions = vec![0.0; inputs.rows() * outputs];
        if outputs > 0 {
            let widest = self.layers.iter().map(|layer| layer.outputs as usize).max().unwrap_or(0);
            let (mut current, mut next) = (vec![0.0; widest], vec![0.0; widest]);
            let rows = inputs.rows() as f32;
            let weights: usize = self.layers.iter().map(|layer| layer.weights.len()).sum();
            let every = (WEIGHTS_BETWEEN_LOOKS / (weights + 1)).max(1);
            for (row, into) in predictions.chunks_exact_mut(outputs).enumerate() {
                if row.is_multiple_of(every) {
                    checkpoint(watch, row as f32 / rows, "predicting").await?;
                }
                self.predict_row(&inputs, row, &mut current, &mut next, into);
            }
        }
        Ok(predictions)
    }

    fn predict_row(
        &self,
        inputs: &Rows,
        row: usize,
        current: &mut Vec<f32>,
        next: &mut Vec<f32>,
        into: &mut [f32],
    ) {
        let mut width = 0;
        for (index, layer) in self.layers.iter().enumerate() {
            let outputs = layer.outputs as usize;
            if index == 0 {
                layer.sums_of_row(inputs, row, &mut next[..outputs]);
            } else {
                logistic(&mut current[..width]);
                layer.sums(&current[..width], &mut next[..outputs]);
            }
            std::mem::swap(current, next);
            width = outputs;
        }
        into.copy_from_slice(&current[..width]);
        match self.output {
            Output::TwoClass => logistic(into),
            Output::MultiClass => softmax(into),
            Output::Number { offset, scale } => {
                for value in into {
                    *value = (f64::from(*value) * scale + offset) as f32;
                }
            }
        }
    }
}

/// The number of features of each column.
pub(super) fn widths(matrix: &Matrix) -> Vec<u32> {
    matrix.columns().iter().map(|column: &Column| column.width() as u32).collect()
}

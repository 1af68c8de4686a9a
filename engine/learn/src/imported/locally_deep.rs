//! Locally deep support vector machines: on its way down a tree of hyperplanes, a row meets a weighted sum at each node; a second
//! sum says how much that one counts there.

use crate::error::LearnError;
use crate::linear::LinearModel;
use crate::matrix::Matrix;
use crate::watch::{Pace, Watch};
use serde::{Deserialize, Serialize};

/// A full binary tree, laid out level by level: the nodes below node n are 2n + 1 and 2n + 2.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LocallyDeep {
    /// Factor inside of tanh.
    pub sharpness: f64,
    /// The sum that a node, or leaf, adds to the score.
    pub sums: LinearModel,
    /// How much it counts: tanh of sharpness times this sum.
    pub gates: LinearModel,
    /// The way at each inner node: above 0 to the first of the two below, else to the second.
    pub turns: LinearModel,
}

impl LocallyDeep {
    /// Whether its parts go together.
    pub fn is_sound(&self) -> bool {
        let [sums, gates, turns] = [&self.sums, &self.gates, &self.turns];
        let whole = |model: &LinearModel| {
            model.features == sums.features
                && model.features.checked_mul(model.outputs()) == Some(model.weights.len())
        };
        let places = turns.outputs().checked_mul(2).and_then(|inner| inner.checked_add(1));
        [sums, gates, turns].into_iter().all(whole)
            && places == Some(sums.outputs())
            && places == Some(gates.outputs())
    }

    /// The score of each row; NaN where a feature value is missing.
    pub async fn scores(&self, matrix: &Matrix, watch: &dyn Watch) -> Result<Vec<f64>, LearnError> {
        if matrix.width() != self.sums.features {
            return Err(LearnError::Width { expected: self.sums.features, found: matrix.width() });
        }
        if !self.is_sound() {
            return Err(LearnError::Unsound);
        }
        let mut pace = Pace::new(watch);
        let mut features = vec![0.0; matrix.width()];
        let mut scores = Vec::with_capacity(matrix.rows());
        for row in 0..matrix.rows() {
            matrix.write_row(row, &mut features);
            let (score, nodes) = self.score(&features);
            scores.push(score);
            let fraction = row as f32 / matrix.rows() as f32;
            pace.spend(3 * nodes * features.len().max(1), fraction, || format!("row {row}")).await?;
        }
        Ok(scores)
    }

    /// The score of a row, and how many nodes it met.
    fn score(&self, row: &[f32]) -> (f64, usize) {
        let (mut score, mut node, mut nodes) = (0.0, 0, 0);
        loop {
            nodes += 1;
            score += libm::tanh(self.sharpness * self.gates.output(node, row)) * self.sums.output(node, row);
            if node >= self.turns.outputs() {
                return (score, nodes);
            }
            node = 2 * node + if self.turns.output(node, row) > 0.0 { 1 } else { 2 };
        }
    }
}

//! Anomalies as distance from a subspace: what the leading directions of the training data leave unexplained of a row.

use crate::error::LearnError;
use crate::matrix::Matrix;
use crate::watch::{Pace, Watch};
use serde::{Deserialize, Serialize};

/// A centre and directions of length 1 that stand upright on each other.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Subspace {
    /// The mean of the training data; zeros when it was not centred.
    pub mean: Vec<f32>,
    /// The directions, each as long as the mean.
    pub directions: Vec<Vec<f32>>,
}

impl Subspace {
    /// For each row, the share of its distance from the centre that lies outside: 0 inside the subspace, 1 upright on it; NaN for a
    /// row with a missing value, and for one at the centre, which lies in no direction.
    pub async fn scores(&self, matrix: &Matrix, watch: &dyn Watch) -> Result<Vec<f64>, LearnError> {
        let width = self.mean.len();
        if matrix.width() != width {
            return Err(LearnError::Width { expected: width, found: matrix.width() });
        }
        if self.directions.iter().any(|direction| direction.len() != width) {
            return Err(LearnError::Unsound);
        }
        let mut pace = Pace::new(watch);
        let mut features = vec![0.0; width];
        let mut scores = Vec::with_capacity(matrix.rows());
        for row in 0..matrix.rows() {
            matrix.write_row(row, &mut features);
            let from_centre = || features.iter().zip(&self.mean).map(|(value, mean)| f64::from(value - mean));
            let distance: f64 = from_centre().map(|part| part * part).sum();
            let inside: f64 = self
                .directions
                .iter()
                .map(|direction| from_centre().zip(direction).map(|(part, &along)| part * f64::from(along)))
                .map(|products| products.sum::<f64>().powi(2))
                .sum();
            // Rounding may leave less than nothing.
            let outside = if inside > distance { 0.0 } else { distance - inside };
            scores.push((outside / distance).sqrt());
            let fraction = row as f32 / matrix.rows() as f32;
            let steps = (1 + self.directions.len()) * width.max(1);
            pace.spend(steps, fraction, || format!("row {row}")).await?;
        }
        Ok(scores)
    }
}

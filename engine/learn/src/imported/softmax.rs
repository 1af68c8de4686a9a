//! Multinomial logistic regression: a weighted sum a class, made probabilities together.

use crate::arithmetic::softmax;
use crate::error::LearnError;
use crate::linear::LinearModel;
use crate::matrix::Matrix;
use crate::watch::Watch;
use serde::{Deserialize, Serialize};

/// A weighted sum for each class, two classes included.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Softmax {
    /// The sums, class by class.
    pub classes: LinearModel,
}

impl Softmax {
    /// One vector a class: its probability in each row.
    pub async fn predict(&self, matrix: &Matrix, watch: &dyn Watch) -> Result<Vec<Vec<f64>>, LearnError> {
        let classes = self.classes.outputs();
        let mut values = self.classes.predict(matrix, watch).await?;
        softmax(&mut values, classes);
        Ok(by_class(&values, classes, matrix.rows()))
    }
}

/// Values that stand class by class, as one vector a class.
fn by_class(values: &[f64], classes: usize, rows: usize) -> Vec<Vec<f64>> {
    (0..classes).map(|class| values[class * rows..(class + 1) * rows].to_vec()).collect()
}

//! Logistic regression with an L2 penalty alone, as scikit-learn has it.

use crate::Result;
use crate::data::{read, timed};
use ml_learn::Unwatched;
use ml_learn::linear::LogisticRegression;
use pollster::block_on;
use serde_json::{Value, json};
use std::path::Path;

/// Trains on `train`; gives the weights and the bias, so that the caller can compute the objective by its own means.
pub fn run(folder: &Path) -> Result<Value> {
    let (features, labels) = read(folder, "train")?;
    let labels: Vec<u32> = labels.into_iter().map(|label| label as u32).collect();
    let solver = LogisticRegression { l1: 0.0, l2: 1.0, ..LogisticRegression::default() };
    let (model, train) = timed(|| block_on(solver.fit(&features, &labels, 2, None, &Unwatched)));
    let linear = model?.linear;
    Ok(json!({ "train": train, "weights": linear.weights, "bias": linear.biases.first() }))
}

//! How good predictions are.
//!
//! Every figure is computed from all rows; only curves are thinned, for they are drawn. A figure that is undefined, such as the
//! precision when nothing was predicted positive, is none rather than a number.

mod clustering;
mod multiclass;
mod regression;
mod two_class;

pub use clustering::{ClusterFigures, ClusteringMetrics};
pub use multiclass::MulticlassMetrics;
pub use regression::{ErrorBin, RegressionMetrics, error_histogram};
pub use two_class::{Confusion, Ranking};

use crate::error::LearnError;

/// A quotient; none when it is undefined.
fn ratio(numerator: f64, denominator: f64) -> Option<f64> {
    (denominator != 0.0).then_some(numerator / denominator).filter(|ratio| ratio.is_finite())
}

/// Refuses values that are not finite.
fn check_finite(values: &[f64], rule: &'static str) -> Result<(), LearnError> {
    match values.iter().position(|value| !value.is_finite()) {
        Some(row) => Err(LearnError::Label { row, found: values[row], rule }),
        None => Ok(()),
    }
}

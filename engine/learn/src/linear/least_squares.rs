//! Linear regression by ordinary least squares, with an L2 penalty.
//!
//! Solves the normal equations of centred features: minimises the sum of the squared errors plus the L2 weight times the squared
//! weights. The bias is not penalised. Features that depend on others get weight 0 when there is no penalty.

use super::cholesky::Symmetric;
use super::model::LinearModel;
use super::products::Design;
use crate::error::LearnError;
use crate::matrix::{Matrix, NO_LEVEL};
use crate::watch::{Pace, Watch, checkpoint};

/// The most features: their products two by two must fit in memory.
const MOST_FEATURES: usize = 12_000;

/// How to fit. The defaults are those of Studio (classic).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LeastSquares {
    /// Weight of the squared weights.
    pub l2: f64,
    /// Whether there is a bias.
    pub intercept: bool,
}

impl Default for LeastSquares {
    fn default() -> LeastSquares {
        LeastSquares { l2: 0.001, intercept: true }
    }
}

impl LeastSquares {
    /// Fits rows with a number each, and a weight each if given. Features must be complete.
    pub async fn fit(
        &self,
        matrix: &Matrix,
        targets: &[f64],
        weights: Option<&[f32]>,
        watch: &dyn Watch,
    ) -> Result<LinearModel, LearnError> {
        let allowed = self.l2 >= 0.0 && self.l2.is_finite();
        LearnError::check_setting(allowed, "the L2 weight", self.l2, "at least 0")?;
        check_targets(matrix, targets, weights)?;
        let features = matrix.width();
        if features > MOST_FEATURES {
            return Err(LearnError::TooManyFeatures { features, most: MOST_FEATURES });
        }
        checkpoint(watch, 0.0, "looking at the features").await?;
        let design = Design::new(matrix);
        design.check_complete()?;

        let weight = |row: usize| weights.map_or(1.0, |weights| f64::from(weights[row]));
        let total: f64 = (0..targets.len()).map(weight).sum();
        if total <= 0.0 {
            return Err(LearnError::NoRows);
        }
        // Without a bias nothing may be moved to its mean.
        let mean = |of: &dyn Fn(usize) -> f64| {
            let sum: f64 = (0..targets.len()).map(|row| weight(row) * of(row)).sum();
            if self.intercept { sum / total } else { 0.0 }
        };
        let target_mean = mean(&|row| targets[row]);
        let means: Vec<f64> =
            design.numbers().iter().map(|(_, values)| mean(&|row| f64::from(values[row]))).collect();

        // Numbers come centred; levels cannot, so the bias stays an unknown beside them.
        let bias = features;
        let mut products = Symmetric::new(features + 1);
        let mut right = vec![0.0; features + 1];
        let mut pace = Pace::new(watch);
        let mut entries: Vec<(usize, f64)> = Vec::with_capacity(matrix.columns().len() + 1);
        for row in 0..targets.len() {
            entries.clear();
            let numbers = design.numbers().iter().zip(&means);
            entries
                .extend(numbers.map(|(&(feature, values), mean)| (feature, f64::from(values[row]) - mean)));
            let levels = design.levels().iter().filter(|(_, codes)| codes[row] != NO_LEVEL);
            entries.extend(levels.map(|&(first, codes)| (first + codes[row] as usize, 1.0)));
            if self.intercept {
                entries.push((bias, 1.0));
            }
            let weight = weight(row);
            let target = weight * (targets[row] - target_mean);
            for &(feature, value) in &entries {
                right[feature] += target * value;
                let value = weight * value;
                let of_feature = products.row(feature);
                for &(other, other_value) in &entries {
                    // The other half of the matrix is the same.
                    if let Some(place) = of_feature.get_mut(other) {
                        *place += value * other_value;
                    }
                }
            }
            let fraction = row as f32 / targets.len() as f32;
            pace.spend(entries.len() * entries.len(), fraction, || format!("row {row}")).await?;
        }
        for feature in 0..features {
            *products.entry(feature, feature) += self.l2;
        }
        checkpoint(watch, 0.95, "solving the equations").await?;
        let mut found = products.solve(&right);
        if found.iter().any(|value| !value.is_finite()) {
            return Err(LearnError::Diverged("the features are too large"));
        }
        let moved: f64 =
            design.numbers().iter().zip(&means).map(|(&(feature, _), mean)| found[feature] * mean).sum();
        let constant = found[bias] + target_mean - moved;
        found.truncate(features);
        checkpoint(watch, 1.0, "trained").await?;
        Ok(LinearModel {
            features,
            weights: found,
            biases: vec![if self.intercept { constant } else { 0.0 }],
        })
    }
}

/// Refuses targets and weights that do not go with the rows or are not numbers.
pub(crate) fn check_targets(
    matrix: &Matrix,
    targets: &[f64],
    weights: Option<&[f32]>,
) -> Result<(), LearnError> {
    if matrix.rows() == 0 {
        return Err(LearnError::NoRows);
    }
    LearnError::check_length("labels", matrix.rows(), targets.len())?;
    if let Some(row) = targets.iter().position(|target| !target.is_finite()) {
        return Err(LearnError::Label { row, found: targets[row], rule: "a finite number" });
    }
    matrix.check_weights(weights)
}

//! Predicted numbers against true ones.

use super::{check_finite, ratio};
use crate::error::LearnError;

/// The five errors of Studio (classic). None without rows; the relative ones are none when all true values are equal.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct RegressionMetrics {
    /// Mean of the absolute errors.
    pub mean_absolute_error: Option<f64>,
    /// Root of the mean of the squared errors.
    pub root_mean_squared_error: Option<f64>,
    /// Sum of the absolute errors over that of always predicting the mean.
    pub relative_absolute_error: Option<f64>,
    /// Sum of the squared errors over that of always predicting the mean.
    pub relative_squared_error: Option<f64>,
    /// 1 less the relative squared error (R²).
    pub coefficient_of_determination: Option<f64>,
}

impl RegressionMetrics {
    /// Compares rows; weights are 1 unless given.
    pub fn new(
        predicted: &[f64],
        actual: &[f64],
        weights: Option<&[f64]>,
    ) -> Result<RegressionMetrics, LearnError> {
        LearnError::check_length("true values", predicted.len(), actual.len())?;
        check_finite(predicted, "a finite prediction")?;
        check_finite(actual, "a finite number")?;
        if let Some(weights) = weights {
            LearnError::check_length("weights", predicted.len(), weights.len())?;
            check_finite(weights, "a finite weight")?;
        }
        let weight = |row: usize| weights.map_or(1.0, |weights| weights[row]);
        let sum =
            |of: &dyn Fn(usize) -> f64| -> f64 { (0..actual.len()).map(|row| weight(row) * of(row)).sum() };
        let total = sum(&|_| 1.0);
        let mean = sum(&|row| actual[row]) / total;
        let absolute = sum(&|row| (predicted[row] - actual[row]).abs());
        let squared = sum(&|row| (predicted[row] - actual[row]).powi(2));
        let relative_squared_error = ratio(squared, sum(&|row| (actual[row] - mean).powi(2)));
        Ok(RegressionMetrics {
            mean_absolute_error: ratio(absolute, total),
            root_mean_squared_error: ratio(squared, total).map(f64::sqrt),
            relative_absolute_error: ratio(absolute, sum(&|row| (actual[row] - mean).abs())),
            relative_squared_error,
            coefficient_of_determination: relative_squared_error.map(|error| 1.0 - error),
        })
    }
}

/// Rows whose absolute error lies in an interval: from its lower edge up to, not including, its upper edge; the last includes it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ErrorBin {
    /// Lower edge.
    pub from: f64,
    /// Upper edge.
    pub to: f64,
    /// How many rows.
    pub rows: u64,
}

/// The absolute errors in `bins` intervals of equal width from 0 to the largest. Rows that are not finite are left out.
pub fn error_histogram(predicted: &[f64], actual: &[f64], bins: usize) -> Vec<ErrorBin> {
    let errors = || {
        let errors = predicted.iter().zip(actual).map(|(predicted, actual)| (predicted - actual).abs());
        errors.filter(|error| error.is_finite())
    };
    let largest = errors().fold(0.0, f64::max);
    if bins == 0 || errors().next().is_none() {
        return Vec::new();
    }
    let width = if largest > 0.0 { largest / bins as f64 } else { 1.0 / bins as f64 };
    let edge = |index: usize| if index == bins && largest > 0.0 { largest } else { width * index as f64 };
    let mut histogram: Vec<ErrorBin> =
        (0..bins).map(|index| ErrorBin { from: edge(index), to: edge(index + 1), rows: 0 }).collect();
    for error in errors() {
        histogram[((error / width) as usize).min(bins - 1)].rows += 1;
    }
    histogram
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_by_hand() {
        let metrics = RegressionMetrics::new(&[2.5, 0.0, 2.0, 8.0], &[3.0, -0.5, 2.0, 7.0], None).unwrap();
        assert_eq!(metrics.mean_absolute_error, Some(0.5));
        assert_eq!(metrics.root_mean_squared_error, Some(0.375f64.sqrt()));
        assert_eq!(metrics.relative_absolute_error, Some(2.0 / 8.5));
        // scikit-learn's r2_score.
        assert!((metrics.coefficient_of_determination.unwrap() - 0.948_608_137_044_967_9).abs() < 1e-12);
        let weights = [2.0, 1.0, 1.0, 0.0];
        let weighted = RegressionMetrics::new(&[2.5, 0.0, 2.0, 8.0], &[3.0, -0.5, 2.0, 7.0], Some(&weights));
        assert_eq!(weighted.unwrap().mean_absolute_error, Some(0.375));
    }

    #[test]
    fn undefined_errors_are_none() {
        assert_eq!(RegressionMetrics::new(&[], &[], None).unwrap(), RegressionMetrics::default());
        let constant = RegressionMetrics::new(&[1.0, 2.0], &[1.0, 1.0], None).unwrap();
        assert_eq!((constant.mean_absolute_error, constant.coefficient_of_determination), (Some(0.5), None));
        assert!(RegressionMetrics::new(&[f64::NAN], &[1.0], None).is_err());
    }

    #[test]
    fn histograms_hold_every_row() {
        let histogram = error_histogram(&[0.0, 1.0, 4.0, 2.0], &[0.0, 0.0, 0.0, 0.0], 4);
        let rows: Vec<u64> = histogram.iter().map(|bin| bin.rows).collect();
        assert_eq!((rows.as_slice(), histogram[3].to), ([1, 1, 1, 1].as_slice(), 4.0));
        assert_eq!(error_histogram(&[5.0], &[5.0], 3)[0].rows, 1);
        assert!(error_histogram(&[], &[], 3).is_empty());
    }
}

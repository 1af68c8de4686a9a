//! What happens to numbers before they enter a network. Categories enter as they are: 0 or 1.

use crate::{Column, Matrix};
use serde::{Deserialize, Serialize};

/// Ways to bring numbers to one scale.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Normaliser {
    /// From 0 at the smallest to 1 at the largest.
    #[default]
    MinMax,
    /// Mean 0 and standard deviation 1.
    Gaussian,
    /// The number of its bin, from 0 to 1; the bins hold equally many rows.
    Binning,
    /// As they are.
    None,
}

/// A fitted normaliser of one column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scaler {
    /// `(x - offset) * factor`.
    Linear {
        /// Becomes 0.
        offset: f32,
        /// Change for each unit.
        factor: f32,
    },
    /// Share of these rising edges that lie below the number.
    Bins {
        /// The edges.
        edges: Vec<f32>,
    },
}

/// The most bins.
const BINS: usize = 256;

impl Scaler {
    /// Fits one scaler a column. Categories get one that changes nothing.
    pub(super) fn fit(matrix: &Matrix, normaliser: Normaliser) -> Vec<Scaler> {
        let fit = |column: &Column| match column {
            Column::Numbers(values) => fit_numbers(values, normaliser),
            Column::Levels { .. } => UNCHANGED,
        };
        matrix.columns().iter().map(fit).collect()
    }

    /// The scaled number; missing stays missing.
    #[inline]
    pub(super) fn apply(&self, value: f32) -> f32 {
        match self {
            Scaler::Linear { offset, factor } => {
                let difference = value - offset;
                // The difference of the largest numbers is no number any more, though its share of the spread is.
                if difference.is_infinite() { value * factor - offset * factor } else { difference * factor }
            }
            Scaler::Bins { edges } if value.is_nan() || edges.is_empty() => value * 0.0,
            Scaler::Bins { edges } => edges.partition_point(|edge| *edge < value) as f32 / edges.len() as f32,
        }
    }
}

const UNCHANGED: Scaler = Scaler::Linear { offset: 0.0, factor: 1.0 };

fn fit_numbers(values: &[f32], normaliser: Normaliser) -> Scaler {
    match normaliser {
        Normaliser::None => UNCHANGED,
        Normaliser::MinMax => {
            let smallest = values.iter().copied().fold(f32::INFINITY, f32::min);
            let largest = values.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            linear(f64::from(smallest), f64::from(largest) - f64::from(smallest))
        }
        Normaliser::Gaussian => {
            let (mean, deviation) = moments(values);
            linear(mean, deviation)
        }
        Normaliser::Binning => {
            let mut sorted: Vec<f32> = values.to_vec();
            sorted.sort_unstable_by(f32::total_cmp);
            let mut edges: Vec<f32> =
                (1..BINS).filter_map(|bin| sorted.get(bin * sorted.len() / BINS).copied()).collect();
            edges.dedup();
            // An edge at the smallest number has nothing below it.
            edges.retain(|edge| sorted.first().is_some_and(|smallest| edge > smallest));
            // `x > edge` is what counts, so the edge is the last number of its own bin.
            for edge in &mut edges {
                *edge = sorted[sorted.partition_point(|value| value < edge) - 1];
            }
            Scaler::Bins { edges }
        }
    }
}

/// A column without spread becomes 0.
fn linear(offset: f64, spread: f64) -> Scaler {
    let factor = if spread > 0.0 && spread.is_finite() { (1.0 / spread) as f32 } else { 0.0 };
    let factor = if factor.is_finite() { factor } else { 0.0 };
    Scaler::Linear { offset: if offset.is_finite() { offset as f32 } else { 0.0 }, factor }
}

/// Mean and population standard deviation.
pub(super) fn moments(values: &[f32]) -> (f64, f64) {
    let count = values.len().max(1) as f64;
    let mean = values.iter().map(|value| f64::from(*value)).sum::<f64>() / count;
    let variance = values.iter().map(|value| (f64::from(*value) - mean).powi(2)).sum::<f64>() / count;
    (mean, variance.sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scaled(normaliser: Normaliser, values: &[f32]) -> Vec<f32> {
        let scaler = fit_numbers(values, normaliser);
        values.iter().map(|value| scaler.apply(*value)).collect()
    }

    #[test]
    fn each_normaliser_does_what_its_name_says() {
        assert_eq!(scaled(Normaliser::MinMax, &[2.0, 4.0, 3.0]), [0.0, 1.0, 0.5]);
        assert_eq!(scaled(Normaliser::Gaussian, &[1.0, 3.0]), [-1.0, 1.0]);
        assert_eq!(scaled(Normaliser::Binning, &[5.0, 1.0, 1.0, 9.0]), [0.5, 0.0, 0.0, 1.0]);
        assert_eq!(scaled(Normaliser::None, &[5.0, -1.0]), [5.0, -1.0]);
        for normaliser in [Normaliser::MinMax, Normaliser::Gaussian, Normaliser::Binning] {
            assert_eq!(scaled(normaliser, &[7.0, 7.0]), [0.0, 0.0], "{normaliser:?}");
            assert!(fit_numbers(&[1.0, 2.0], normaliser).apply(f32::NAN).is_nan());
            assert!(fit_numbers(&[], normaliser).apply(1.0).is_finite());
            let largest = scaled(normaliser, &[f32::MIN, f32::MAX, 0.0]);
            assert!(largest.iter().all(|value| value.abs() <= 2.0), "{normaliser:?}: {largest:?}");
        }
    }
}

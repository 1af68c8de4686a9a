//! Fitted centres.

use super::Metric;
use crate::rows::Rows;
use crate::watch::Pace;
use crate::{LearnError, Matrix, Watch};
use serde::{Deserialize, Serialize};

/// Fitted centres.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KMeans {
    /// What near means.
    pub metric: Metric,
    /// Number of features of each column of the training data.
    pub widths: Vec<u32>,
    /// The features of each centre; for cosines of length 1.
    pub centres: Vec<Vec<f32>>,
}

/// The nearest centre and the distances of every row.
#[derive(Clone, Debug, PartialEq)]
pub struct Assignments {
    /// Number of the nearest centre, one a row; [`u32::MAX`] for a row with a missing number.
    pub nearest: Vec<u32>,
    /// One vector a centre: the distance of each row to it; NaN for a row with a missing number.
    pub distances: Vec<Vec<f64>>,
}

impl KMeans {
    /// The nearest centre of every row, and its distance to all of them.
    ///
    /// # Errors
    /// Columns other than those of the training data; cancellation.
    pub async fn assign(&self, features: &Matrix, watch: &dyn Watch) -> Result<Assignments, LearnError> {
        let widths: Vec<u32> = features.columns().iter().map(|column| column.width() as u32).collect();
        if widths != self.widths {
            let expected = self.widths.iter().map(|width| *width as usize).sum();
            return Err(LearnError::Width { expected, found: features.width() });
        }
        if self.centres.is_empty() || self.centres.iter().any(|centre| centre.len() != features.width()) {
            return Err(LearnError::Unsound);
        }
        let rows = Rows::new(features, |_, value| value);
        let mut distances = vec![vec![0.0; rows.rows()]; self.centres.len()];
        let mut pace = Pace::new(watch);
        // What each category adds when the row has none of its levels is part of the centre's own square.
        let numbers: Vec<usize> = rows.number_features().iter().map(|feature| *feature as usize).collect();
        for (at, (centre, distances)) in self.centres.iter().zip(&mut distances).enumerate() {
            let mut of_levels: f64 = centre.iter().map(|value| f64::from(*value).powi(2)).sum();
            of_levels -= numbers.iter().map(|feature| f64::from(centre[*feature]).powi(2)).sum::<f64>();
            for (row, place) in distances.iter_mut().enumerate() {
                *place = match self.metric {
                    Metric::Euclidean => euclidean(centre, &numbers, &rows, row, of_levels.max(0.0)),
                    Metric::Cosine => cosine(centre, &numbers, &rows, row),
                };
                let fraction = at as f32 / self.centres.len() as f32;
                pace.spend(rows.terms(), fraction, || "measuring distances".to_owned()).await?;
            }
        }
        let nearest = (0..rows.rows()).map(|row| nearest(&distances, row)).collect();
        Ok(Assignments { nearest, distances })
    }
}

fn nearest(distances: &[Vec<f64>], row: usize) -> u32 {
    let mut best: Option<(u32, f64)> = None;
    for (centre, distances) in distances.iter().enumerate() {
        if !distances[row].is_nan() && best.is_none_or(|(_, least)| distances[row] < least) {
            best = Some((centre as u32, distances[row]));
        }
    }
    best.map_or(u32::MAX, |(centre, _)| centre)
}

fn euclidean(centre: &[f32], numbers: &[usize], rows: &Rows, row: usize, of_levels: f64) -> f64 {
    let mut square = of_levels;
    for (value, feature) in rows.numbers(row).iter().zip(numbers) {
        square += (f64::from(*value) - f64::from(centre[*feature])).powi(2);
    }
    // (1 - c)² in place of c².
    square += rows.levels(row).map(|level| 1.0 - 2.0 * f64::from(centre[level])).sum::<f64>();
    if square.is_nan() { square } else { square.max(0.0).sqrt() }
}

fn cosine(centre: &[f32], numbers: &[usize], rows: &Rows, row: usize) -> f64 {
    let (mut product, mut square) = (0.0, 0.0);
    for (value, feature) in rows.numbers(row).iter().zip(numbers) {
        product += f64::from(*value) * f64::from(centre[*feature]);
        square += f64::from(*value).powi(2);
    }
    for level in rows.levels(row) {
        product += f64::from(centre[level]);
        square += 1.0;
    }
    if square == 0.0 { 1.0 } else { 1.0 - product / square.sqrt() }
}

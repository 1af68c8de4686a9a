//! The nearest centre of every row: the one with the largest product, half the square of the centre's length taken off.

use super::lloyd::{Centres, Points};
use crate::LearnError;
use crate::vectors::{add, add_all};
use crate::watch::Pace;

/// Finds the nearest centre of every row.
pub(super) trait Assign {
    /// Into `nearest`, one entry a row.
    async fn assign(
        &mut self,
        points: &Points,
        centres: &Centres,
        nearest: &mut [u32],
        pace: &mut Pace<'_>,
        fraction: f32,
    ) -> Result<(), LearnError>;
}

/// In plain arithmetic, row by row.
pub(super) struct Nearest;

impl Assign for Nearest {
    async fn assign(
        &mut self,
        points: &Points,
        centres: &Centres,
        nearest: &mut [u32],
        pace: &mut Pace<'_>,
        fraction: f32,
    ) -> Result<(), LearnError> {
        let count = centres.count();
        let by_feature = centres.by_feature();
        let offsets = centres.offsets(points.settings.metric);
        let features = points.rows.number_features();
        let mut products = vec![0.0; count];
        for (row, place) in nearest.iter_mut().enumerate() {
            products.copy_from_slice(&offsets);
            let numbers = points.rows.numbers(row);
            let of_feature = |feature: usize| &by_feature[feature * count..(feature + 1) * count];
            add_all(&mut products, numbers.len(), |at| numbers[at], |at| of_feature(features[at] as usize));
            for level in points.rows.levels(row) {
                add(&mut products, of_feature(level));
            }
            *place = largest(&products);
            pace.spend(count * points.rows.terms(), fraction, || "assigning rows".to_owned()).await?;
        }
        Ok(())
    }
}

/// The first of the largest.
fn largest(products: &[f32]) -> u32 {
    let mut best = 0;
    for (at, product) in products.iter().enumerate() {
        if *product > products[best] {
            best = at;
        }
    }
    best as u32
}

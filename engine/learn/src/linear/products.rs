//! Products of the feature matrix with vectors, a block of rows at a time, so that each block is read from memory once for both.

use crate::error::LearnError;
use crate::matrix::{Column, Matrix, NO_LEVEL};
use std::ops::Range;

/// Rows of a block.
pub(crate) const BLOCK_ROWS: usize = 512;

/// Columns of numbers that are taken together.
const TOGETHER: usize = 4;

/// The columns of a matrix with their first features, by kind.
pub(crate) struct Design<'m> {
    numbers: Vec<(usize, &'m [f32])>,
    levels: Vec<(usize, &'m [u32])>,
}

impl<'m> Design<'m> {
    pub fn new(matrix: &'m Matrix) -> Design<'m> {
        let mut design = Design { numbers: Vec::new(), levels: Vec::new() };
        for (index, column) in matrix.columns().iter().enumerate() {
            match column {
                Column::Numbers(values) => design.numbers.push((matrix.offset(index), values)),
                Column::Levels { codes, .. } => design.levels.push((matrix.offset(index), codes)),
            }
        }
        design
    }

    /// Refuses missing numbers.
    pub fn check_complete(&self) -> Result<(), LearnError> {
        for (_, values) in &self.numbers {
            // The sum is NaN or infinite when any value is; only then is it worth looking for it.
            if !values.iter().sum::<f32>().is_finite()
                && let Some(row) = values.iter().position(|value| !value.is_finite())
            {
                return Err(LearnError::Missing { row });
            }
        }
        Ok(())
    }

    /// The columns of numbers with their features.
    pub fn numbers(&self) -> &[(usize, &'m [f32])] {
        &self.numbers
    }

    /// The categories with their first features.
    pub fn levels(&self) -> &[(usize, &'m [u32])] {
        &self.levels
    }

    /// About what one product with these rows costs, in steps of [`crate::watch::Pace`].
    pub fn steps(&self, rows: usize) -> usize {
        rows * (self.numbers.len() + self.levels.len() + 8)
    }

    /// Adds to each place the row's weighted sum of features.
    pub fn add_products(&self, rows: Range<usize>, weights: &[f64], into: &mut [f64]) {
        let (quads, rest) = self.numbers.as_chunks::<TOGETHER>();
        for quad in quads {
            let [a, b, c, d] = quad.map(|(_, values)| &values[rows.clone()]);
            let [wa, wb, wc, wd] = quad.map(|(feature, _)| weights[feature]);
            for ((((place, &a), &b), &c), &d) in into.iter_mut().zip(a).zip(b).zip(c).zip(d) {
                let first = wa * f64::from(a) + wb * f64::from(b);
                *place += first + (wc * f64::from(c) + wd * f64::from(d));
            }
        }
        for &(feature, values) in rest {
            let weight = weights[feature];
            for (place, &value) in into.iter_mut().zip(&values[rows.clone()]) {
                *place += weight * f64::from(value);
            }
        }
        for &(first, codes) in &self.levels {
            for (place, &code) in into.iter_mut().zip(&codes[rows.clone()]) {
                if code != NO_LEVEL {
                    *place += weights[first + code as usize];
                }
            }
        }
    }

    /// Adds to each feature's place the sum over rows of factor times feature.
    pub fn add_sums(&self, rows: Range<usize>, factors: &[f64], into: &mut [f64]) {
        let (quads, rest) = self.numbers.as_chunks::<TOGETHER>();
        for quad in quads {
            let sums = dots(factors, quad.map(|(_, values)| &values[rows.clone()]));
            for ((feature, _), sum) in quad.iter().zip(sums) {
                into[*feature] += sum;
            }
        }
        for &(feature, values) in rest {
            let [sum] = dots(factors, [&values[rows.clone()]]);
            into[feature] += sum;
        }
        for &(first, codes) in &self.levels {
            for (&factor, &code) in factors.iter().zip(&codes[rows.clone()]) {
                if code != NO_LEVEL {
                    into[first + code as usize] += factor;
                }
            }
        }
    }
}

/// The products of some columns with the factors, each in four partial sums that are added at the end.
fn dots<const COLUMNS: usize>(factors: &[f64], columns: [&[f32]; COLUMNS]) -> [f64; COLUMNS] {
    const LANES: usize = 4;
    let (blocks, rest) = factors.as_chunks::<LANES>();
    let whole = blocks.len() * LANES;
    let column_blocks = columns.map(|column| &column.as_chunks::<LANES>().0[..blocks.len()]);
    let mut sums = [[0f64; LANES]; COLUMNS];
    for (index, factors) in blocks.iter().enumerate() {
        for (sums, column) in sums.iter_mut().zip(column_blocks) {
            for ((sum, factor), &value) in sums.iter_mut().zip(factors).zip(&column[index]) {
                *sum += factor * f64::from(value);
            }
        }
    }
    let mut totals = sums.map(|[a, b, c, d]| (a + b) + (c + d));
    for (total, column) in totals.iter_mut().zip(columns) {
        for (factor, &value) in rest.iter().zip(&column[whole..]) {
            *total += factor * f64::from(value);
        }
    }
    totals
}

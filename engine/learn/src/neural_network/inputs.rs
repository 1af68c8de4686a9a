//! Scaled features row by row, categories as the numbers of their features: what the first layer multiplies by.

use super::normaliser::Scaler;
use crate::{Column, Matrix, NO_LEVEL};

/// Scaled features of some rows.
pub(super) struct Inputs {
    rows: usize,
    width: usize,
    /// Scaled numbers, row by row.
    numbers: Vec<f32>,
    /// Which feature each number of a row is.
    number_features: Vec<u32>,
    /// Features that are 1, row by row, one a category; [`NO_LEVEL`] where none is.
    levels: Vec<u32>,
    categories: usize,
}

impl Inputs {
    /// The rows of a matrix, scaled column by column.
    pub(super) fn new(matrix: &Matrix, scalers: &[Scaler]) -> Inputs {
        let rows = matrix.rows();
        let is_number = |column: &&Column| matches!(column, Column::Numbers(_));
        let per_row = matrix.columns().iter().filter(is_number).count();
        let categories = matrix.columns().len() - per_row;
        let mut numbers = vec![0.0; rows * per_row];
        let mut levels = vec![NO_LEVEL; rows * categories];
        let mut number_features = Vec::with_capacity(per_row);
        let mut category = 0;
        for (index, (column, scaler)) in matrix.columns().iter().zip(scalers).enumerate() {
            let offset = matrix.offset(index) as u32;
            match column {
                Column::Numbers(values) => {
                    let places = numbers.iter_mut().skip(number_features.len()).step_by(per_row);
                    for (place, value) in places.zip(values) {
                        *place = scaler.apply(*value);
                    }
                    number_features.push(offset);
                }
                Column::Levels { codes, .. } => {
                    let places = levels.iter_mut().skip(category).step_by(categories);
                    for (place, code) in places.zip(codes).filter(|(_, code)| **code != NO_LEVEL) {
                        *place = offset + code;
                    }
                    category += 1;
                }
            }
        }
        Inputs { rows, width: matrix.width(), numbers, number_features, levels, categories }
    }

    /// Number of rows.
    pub(super) fn rows(&self) -> usize {
        self.rows
    }

    /// Number of features.
    pub(super) fn width(&self) -> usize {
        self.width
    }

    /// Numbers and categories together: how many features of a row are not 0.
    pub(super) fn terms(&self) -> usize {
        self.number_features.len() + self.categories
    }

    /// Which features the numbers of a row are.
    pub(super) fn number_features(&self) -> &[u32] {
        &self.number_features
    }

    /// The numbers of a row.
    pub(super) fn numbers(&self, row: usize) -> &[f32] {
        let count = self.number_features.len();
        &self.numbers[row * count..(row + 1) * count]
    }

    /// The features of a row that are 1.
    pub(super) fn levels(&self, row: usize) -> impl Iterator<Item = usize> {
        let levels = &self.levels[row * self.categories..(row + 1) * self.categories];
        levels.iter().filter(|level| **level != NO_LEVEL).map(|level| *level as usize)
    }

    /// Every feature written out, row by row.
    pub(super) fn dense(&self) -> Vec<f32> {
        let mut dense = vec![0.0; self.rows * self.width];
        if self.width > 0 {
            for (row, place) in dense.chunks_exact_mut(self.width).enumerate() {
                for (feature, value) in self.number_features.iter().zip(self.numbers(row)) {
                    place[*feature as usize] = *value;
                }
                for level in self.levels(row) {
                    place[level] = 1.0;
                }
            }
        }
        dense
    }
}

//! Features row by row, categories as the numbers of their features: what learners that go row by row multiply by.

use crate::{Column, Matrix, NO_LEVEL};

/// The features of some rows, without the zeros of categories.
pub(crate) struct Rows {
    rows: usize,
    width: usize,
    /// Numbers, row by row.
    numbers: Vec<f32>,
    /// Which feature each number of a row is.
    number_features: Vec<u32>,
    /// Features that are 1, row by row, one a category; [`NO_LEVEL`] where none is.
    levels: Vec<u32>,
    categories: usize,
}

impl Rows {
    /// The rows of a matrix; `change` makes of a column's number (the column, the number) what stands in the row.
    pub(crate) fn new(matrix: &Matrix, change: impl Fn(usize, f32) -> f32) -> Rows {
        let rows = matrix.rows();
        let is_number = |column: &&Column| matches!(column, Column::Numbers(_));
        let per_row = matrix.columns().iter().filter(is_number).count();
        let categories = matrix.columns().len() - per_row;
        let mut numbers = vec![0.0; rows * per_row];
        let mut levels = vec![NO_LEVEL; rows * categories];
        let mut number_features = Vec::with_capacity(per_row);
        let mut category = 0;
        for (index, column) in matrix.columns().iter().enumerate() {
            let offset = matrix.offset(index) as u32;
            match column {
                Column::Numbers(values) => {
                    let places = numbers.iter_mut().skip(number_features.len()).step_by(per_row);
                    for (place, value) in places.zip(values) {
                        *place = change(index, *value);
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
        Rows { rows, width: matrix.width(), numbers, number_features, levels, categories }
    }

    /// Number of rows.
    pub(crate) fn rows(&self) -> usize {
        self.rows
    }

    /// Number of features.
    pub(crate) fn width(&self) -> usize {
        self.width
    }

    /// Numbers and categories together: how many features of a row are not 0.
    pub(crate) fn terms(&self) -> usize {
        self.number_features.len() + self.categories
    }

    /// Which features the numbers of a row are.
    pub(crate) fn number_features(&self) -> &[u32] {
        &self.number_features
    }

    /// The numbers of a row.
    pub(crate) fn numbers(&self, row: usize) -> &[f32] {
        let count = self.number_features.len();
        &self.numbers[row * count..(row + 1) * count]
    }

    /// The features of a row that are 1.
    pub(crate) fn levels(&self, row: usize) -> impl Iterator<Item = usize> {
        let levels = &self.levels[row * self.categories..(row + 1) * self.categories];
        levels.iter().filter(|level| **level != NO_LEVEL).map(|level| *level as usize)
    }

    /// Every feature written out, row by row.
    #[cfg(any(feature = "gpu", test))]
    pub(crate) fn dense(&self) -> Vec<f32> {
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

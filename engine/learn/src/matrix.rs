//! The feature matrix every learner takes: column by column, in f32, NaN for missing.
//!
//! A category with many levels stays one column of codes. It stands for as many 0/1 features as it has levels, but only the
//! learners that need those features side by side ever write them out, a few rows at a time.

use crate::error::LearnError;
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// The code of a row whose category is missing or unknown: none of its features is 1.
pub const NO_LEVEL: u32 = u32::MAX;

/// One column of a [`Matrix`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Column {
    /// One feature: numbers, NaN where missing.
    Numbers(Vec<f32>),
    /// One category: a code below `levels` in each row, or [`NO_LEVEL`]. It stands for `levels` features of 0 or 1.
    Levels {
        /// One code a row.
        codes: Vec<u32>,
        /// How many levels there are.
        levels: u32,
    },
}

impl Column {
    /// Number of rows.
    pub fn rows(&self) -> usize {
        match self {
            Column::Numbers(values) => values.len(),
            Column::Levels { codes, .. } => codes.len(),
        }
    }

    /// Number of features it stands for.
    pub fn width(&self) -> usize {
        match self {
            Column::Numbers(_) => 1,
            Column::Levels { levels, .. } => *levels as usize,
        }
    }
}

/// Why columns do not make a matrix.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MatrixError {
    /// Columns of different lengths.
    #[error("column {column} has {found} rows where the matrix has {expected}")]
    Ragged {
        /// Index of the column.
        column: usize,
        /// Rows of the matrix.
        expected: usize,
        /// Rows of this column.
        found: usize,
    },
    /// A code beyond the levels of its column.
    #[error("row {row} of column {column} has code {code}, but the column has {levels} levels")]
    Code {
        /// Index of the column.
        column: usize,
        /// Row.
        row: usize,
        /// The code.
        code: u32,
        /// Number of levels.
        levels: u32,
    },
    /// More features than can be addressed.
    #[error("the columns stand for {0} features; the most that can be addressed are 4294967295")]
    TooWide(u64),
    /// More rows than can be addressed.
    #[error("there are {0} rows; the most that can be addressed are 4294967295")]
    TooLong(usize),
}

/// Features by column. The number of rows is known even when there is no column.
#[derive(Clone, Debug, PartialEq)]
pub struct Matrix {
    rows: usize,
    columns: Vec<Column>,
    offsets: Vec<usize>,
}

impl Matrix {
    /// A matrix of `rows` rows.
    pub fn new(rows: usize, columns: Vec<Column>) -> Result<Matrix, MatrixError> {
        if rows >= u32::MAX as usize {
            return Err(MatrixError::TooLong(rows));
        }
        let mut offsets = Vec::with_capacity(columns.len() + 1);
        let mut width = 0u64;
        for (column, content) in columns.iter().enumerate() {
            if content.rows() != rows {
                return Err(MatrixError::Ragged { column, expected: rows, found: content.rows() });
            }
            if let Column::Levels { codes, levels } = content
                && let Some(row) = codes.iter().position(|&code| code >= *levels && code != NO_LEVEL)
            {
                return Err(MatrixError::Code { column, row, code: codes[row], levels: *levels });
            }
            offsets.push(width as usize);
            width += content.width() as u64;
            if width >= u64::from(u32::MAX) {
                return Err(MatrixError::TooWide(width));
            }
        }
        offsets.push(width as usize);
        Ok(Matrix { rows, columns, offsets })
    }

    /// A matrix of numbers alone.
    pub fn from_numbers(rows: usize, columns: Vec<Vec<f32>>) -> Result<Matrix, MatrixError> {
        Matrix::new(rows, columns.into_iter().map(Column::Numbers).collect())
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The columns.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// Number of features: the sum of the columns' widths.
    pub fn width(&self) -> usize {
        self.offsets[self.columns.len()]
    }

    /// Index of the first feature of a column.
    pub fn offset(&self, column: usize) -> usize {
        self.offsets[column]
    }

    /// Whether any number is missing (an absent level is not: it is a row of zeros).
    pub fn has_missing(&self) -> bool {
        self.columns.iter().any(|column| match column {
            Column::Numbers(values) => values.iter().any(|value| value.is_nan()),
            Column::Levels { .. } => false,
        })
    }

    /// Rows in which every number is present.
    pub fn complete_rows(&self) -> Vec<u32> {
        let mut complete = vec![true; self.rows];
        for column in &self.columns {
            if let Column::Numbers(values) = column {
                for (flag, value) in complete.iter_mut().zip(values) {
                    *flag &= !value.is_nan();
                }
            }
        }
        (0..self.rows as u32).filter(|&row| complete[row as usize]).collect()
    }

    /// Refuses weights that do not go with the rows, or are negative or not finite.
    pub(crate) fn check_weights(&self, weights: Option<&[f32]>) -> Result<(), LearnError> {
        let Some(weights) = weights else { return Ok(()) };
        LearnError::check_length("weights", self.rows, weights.len())?;
        match weights.iter().find(|weight| !(weight.is_finite() && **weight >= 0.0)) {
            Some(&found) => Err(LearnError::Setting {
                setting: "a row's weight",
                found: found.into(),
                rule: "at least 0",
            }),
            None => Ok(()),
        }
    }

    /// The features of one row, side by side, into `into` of [`Matrix::width`] places.
    pub fn write_row(&self, row: usize, into: &mut [f32]) {
        for (column, &offset) in self.columns.iter().zip(&self.offsets) {
            match column {
                Column::Numbers(values) => into[offset] = values[row],
                Column::Levels { codes, levels } => {
                    let end = offset + *levels as usize;
                    into[offset..end].fill(0.0);
                    if codes[row] != NO_LEVEL {
                        into[offset + codes[row] as usize] = 1.0;
                    }
                }
            }
        }
    }

    /// A range of rows, row by row, every feature written out: what dense solvers and tensors take.
    pub fn dense(&self, rows: Range<usize>) -> Vec<f32> {
        let width = self.width();
        let mut values = vec![0.0; rows.len() * width];
        for (column, &offset) in self.columns.iter().zip(&self.offsets) {
            match column {
                Column::Numbers(numbers) => {
                    for (place, &value) in
                        values.iter_mut().skip(offset).step_by(width).zip(&numbers[rows.clone()])
                    {
                        *place = value;
                    }
                }
                Column::Levels { codes, .. } => {
                    for (index, &code) in codes[rows.clone()].iter().enumerate() {
                        if code != NO_LEVEL {
                            values[index * width + offset + code as usize] = 1.0;
                        }
                    }
                }
            }
        }
        values
    }

    /// The matrix of these rows, in this order.
    pub fn select(&self, rows: &[u32]) -> Matrix {
        let columns = self
            .columns
            .iter()
            .map(|column| match column {
                Column::Numbers(values) => {
                    Column::Numbers(rows.iter().map(|&row| values[row as usize]).collect())
                }
                Column::Levels { codes, levels } => Column::Levels {
                    codes: rows.iter().map(|&row| codes[row as usize]).collect(),
                    levels: *levels,
                },
            })
            .collect();
        Matrix { rows: rows.len(), columns, offsets: self.offsets.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mixed() -> Matrix {
        Matrix::new(
            3,
            vec![
                Column::Numbers(vec![1.0, f32::NAN, 3.0]),
                Column::Levels { codes: vec![1, NO_LEVEL, 0], levels: 2 },
                Column::Numbers(vec![4.0, 5.0, 6.0]),
            ],
        )
        .unwrap()
    }

    #[test]
    fn levels_stand_for_indicator_features() {
        let matrix = mixed();
        assert_eq!((matrix.width(), matrix.offset(2)), (4, 3));
        assert_eq!(matrix.dense(2..3), [3.0, 1.0, 0.0, 6.0]);
        let mut row = [9.0; 4];
        matrix.write_row(0, &mut row);
        assert_eq!(row, [1.0, 0.0, 1.0, 4.0]);
        matrix.write_row(1, &mut row);
        assert_eq!(row[1..], [0.0, 0.0, 5.0]);
        assert_eq!(matrix.complete_rows(), [0, 2]);
        assert_eq!(matrix.select(&[2, 2]).dense(0..2), [3.0, 1.0, 0.0, 6.0, 3.0, 1.0, 0.0, 6.0]);
    }

    #[test]
    fn columns_that_do_not_fit_are_refused() {
        assert_eq!(
            Matrix::from_numbers(2, vec![vec![0.0; 2], vec![0.0; 3]]),
            Err(MatrixError::Ragged { column: 1, expected: 2, found: 3 })
        );
        let codes = Column::Levels { codes: vec![0, 2], levels: 2 };
        assert_eq!(
            Matrix::new(2, vec![codes]),
            Err(MatrixError::Code { column: 0, row: 1, code: 2, levels: 2 })
        );
        assert_eq!(Matrix::new(7, vec![]).unwrap().dense(0..7), Vec::<f32>::new());
    }
}

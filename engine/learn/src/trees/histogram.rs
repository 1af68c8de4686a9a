//! Sums of gradients by bin, in whole numbers.
//!
//! A row's gradient is rounded to a multiple of a step chosen for the tree, and so is its second derivative. The first sum shares its
//! word with the number of rows: one 128-bit addition a row and column counts everything a split needs.

use super::bins::{Bins, LANES};
use crate::arithmetic::nearest;

/// What a row adds to its bin: the gradient above the count, then the second derivative.
pub(crate) type Cell = [i64; 2];

/// Bits of a rounded gradient, at most.
const MOST_BITS: u32 = 30;

/// How gradients become whole numbers.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scale {
    count_bits: u32,
    gradient_step: f64,
    curvature_step: f64,
}

impl Scale {
    /// The most rows whose sums fit.
    pub const MOST_ROWS: usize = 1 << 27;

    /// Steps fine enough that no sum of these rows can overflow.
    pub fn new(gradients: &[[f32; 2]]) -> Scale {
        let count_bits = usize::BITS - gradients.len().leading_zeros();
        let mut largest = [0f32; 2];
        for [gradient, curvature] in gradients {
            largest[0] = largest[0].max(gradient.abs());
            largest[1] = largest[1].max(*curvature);
        }
        let step = |largest: f32, bits: u32| {
            let step = f64::from(largest) / (1u64 << bits.min(MOST_BITS)) as f64;
            if step > 0.0 { step } else { 1.0 }
        };
        Scale {
            count_bits,
            gradient_step: step(largest[0], 62 - 2 * count_bits),
            curvature_step: step(largest[1], 62 - count_bits),
        }
    }

    /// What each row adds.
    pub fn cells(self, gradients: &[[f32; 2]], into: &mut Vec<Cell>) {
        let [gradient_factor, curvature_factor] = [1.0 / self.gradient_step, 1.0 / self.curvature_step];
        into.clear();
        into.extend(gradients.iter().map(|&[gradient, curvature]| {
            let gradient = i64::from(nearest(f64::from(gradient) * gradient_factor));
            let curvature = i64::from(nearest(f64::from(curvature) * curvature_factor));
            [(gradient << self.count_bits) + 1, curvature]
        }));
    }

    /// Takes a sum apart.
    #[inline]
    pub fn sum(self, cell: Cell) -> Sum {
        Sum {
            gradient: (cell[0] >> self.count_bits) as f64 * self.gradient_step,
            curvature: cell[1] as f64 * self.curvature_step,
            rows: self.rows(cell),
        }
    }

    /// How many rows a sum is of.
    #[inline]
    pub fn rows(self, cell: Cell) -> u32 {
        (cell[0] & ((1 << self.count_bits) - 1)) as u32
    }
}

/// The sums of some rows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Sum {
    /// Of gradients.
    pub gradient: f64,
    /// Of second derivatives.
    pub curvature: f64,
    /// Number of rows.
    pub rows: u32,
}

/// Adds up.
#[inline]
pub(crate) fn add(to: &mut Cell, cell: Cell) {
    to[0] = to[0].wrapping_add(cell[0]);
    to[1] = to[1].wrapping_add(cell[1]);
}

/// The difference of two sums.
#[inline]
pub(crate) fn difference(from: Cell, cell: Cell) -> Cell {
    [from[0].wrapping_sub(cell[0]), from[1].wrapping_sub(cell[1])]
}

/// Room to add up one group of columns: full tables, so that no bin can be outside.
pub(crate) type Tables = [[Cell; 256]; LANES];

/// Empty tables.
pub(crate) fn tables() -> Box<Tables> {
    Box::new([[[0; 2]; 256]; LANES])
}

/// Sums the rows of a leaf by the bins of one group of columns, into their places of the leaf's histogram. `rows` names the rows,
/// none for all of them in order; `cells` are theirs, in the same order.
pub(crate) fn sum_group(
    bins: &Bins,
    group: usize,
    rows: Option<&[u32]>,
    cells: &[Cell],
    tables: &mut Tables,
    into: &mut [Cell],
) {
    let columns = bins.group_columns(group);
    for (table, column) in tables.iter_mut().zip(columns) {
        table[..column.bins].fill([0; 2]);
    }
    let of_rows = bins.groups()[group].as_slice();
    match rows {
        None => {
            for (&lanes, &cell) in of_rows.iter().zip(cells) {
                add_row(tables, lanes, cell);
            }
        }
        Some(rows) => {
            for (&row, &cell) in rows.iter().zip(cells) {
                add_row(tables, of_rows[row as usize], cell);
            }
        }
    }
    for (table, column) in tables.iter().zip(columns) {
        into[column.offset..column.offset + column.bins].copy_from_slice(&table[..column.bins]);
    }
}

#[inline(always)]
fn add_row(tables: &mut Tables, lanes: [u8; LANES], cell: Cell) {
    for (table, bin) in tables.iter_mut().zip(lanes) {
        add(&mut table[bin as usize], cell);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matrix::Matrix;
    use crate::watch::{Pace, Unwatched};

    #[test]
    fn sums_come_apart_again() {
        let gradients = [[-0.5f32, 0.25], [0.3, 0.2], [-1.0, 0.0]];
        let scale = Scale::new(&gradients);
        let mut cells = Vec::new();
        scale.cells(&gradients, &mut cells);
        let mut total = [0; 2];
        for &cell in &cells {
            add(&mut total, cell);
        }
        let sum = scale.sum(total);
        assert!((sum.gradient + 1.2).abs() < 1e-7 && (sum.curvature - 0.45).abs() < 1e-7, "{sum:?}");
        assert_eq!(sum.rows, 3);
        assert_eq!(scale.sum(difference(total, cells[1])).rows, 2);
        assert_eq!(Scale::new(&[[0.0; 2]; 4]).sum([0; 2]).gradient, 0.0);
    }

    #[test]
    fn a_histogram_is_the_sum_of_its_rows() {
        let columns: Vec<Vec<f32>> =
            (1..=6).map(|step| (0..100).map(|row| (row * step % 17) as f32).collect()).collect();
        let matrix = Matrix::from_numbers(100, columns).unwrap();
        let bins = pollster::block_on(Bins::new(&matrix, 255, &mut Pace::new(&Unwatched))).unwrap();
        let cells: Vec<Cell> = (0..100).map(|row| [row << 7 | 1, 2 * row]).collect();
        let rows: Vec<u32> = (0..100).step_by(3).collect();
        let ordered: Vec<Cell> = rows.iter().map(|&row| cells[row as usize]).collect();
        let (mut whole, mut part) = (vec![[0; 2]; bins.cells()], vec![[9; 2]; bins.cells()]);
        let mut room = tables();
        for group in 0..bins.groups().len() {
            sum_group(&bins, group, None, &cells, &mut room, &mut whole);
            sum_group(&bins, group, Some(&rows), &ordered, &mut room, &mut part);
        }
        for (index, column) in bins.columns().iter().enumerate() {
            for bin in 0..column.bins {
                let in_bin = |row: &usize| bins.groups()[index / LANES][*row][index % LANES] as usize == bin;
                let expected: i64 = (0..100).filter(in_bin).map(|row| 2 * row as i64).sum();
                assert_eq!(whole[column.offset + bin][1], expected);
                let expected: i64 = (0..100).step_by(3).filter(in_bin).map(|row| 2 * row as i64).sum();
                assert_eq!(part[column.offset + bin][1], expected);
            }
        }
    }
}

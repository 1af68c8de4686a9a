//! The best way to split a leaf in two, from its histogram.

use super::bins::{BinnedColumn, Meaning};
use super::histogram::{Cell, Scale, Sum, add, difference};

/// What a split must satisfy.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rules {
    /// Rows on each side, at least.
    pub rows: u32,
    /// Sum of second derivatives on each side, at least.
    pub curvature: f64,
    /// Added to the sum of second derivatives.
    pub l2: f64,
    /// Gain, at least.
    pub gain: f64,
}

impl Rules {
    /// Twice what a leaf of these rows takes off the loss.
    #[inline]
    fn worth(&self, sum: Sum) -> f64 {
        sum.gradient * sum.gradient / (sum.curvature + self.l2)
    }

    #[inline]
    fn allow(&self, sum: Sum) -> bool {
        sum.rows >= self.rows && sum.curvature >= self.curvature
    }
}

/// A way to split a leaf.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Split {
    /// Index of the binned column.
    pub column: usize,
    /// Numbers: the last bin on the left. Levels: the one bin on the right.
    pub bin: u8,
    /// Whether missing values go left.
    pub missing_left: bool,
    /// How much the loss falls, twice.
    pub gain: f64,
    /// What goes left.
    pub left: Cell,
}

/// Looks for the best split of one leaf.
pub(crate) struct Search<'a> {
    scale: Scale,
    rules: &'a Rules,
    total: Cell,
    parent_worth: f64,
    best: Option<Split>,
}

impl<'a> Search<'a> {
    /// A search in the leaf with these sums.
    pub fn new(scale: Scale, rules: &'a Rules, total: Cell) -> Search<'a> {
        let parent_worth = rules.worth(scale.sum(total));
        Search { scale, rules, total, parent_worth, best: None }
    }

    /// The best split found. A gain that may be mere rounding is none.
    pub fn best(self) -> Option<Split> {
        let least = self.rules.gain.max(self.parent_worth * 1e-12);
        self.best.filter(|split| split.gain > least)
    }

    /// Considers every split by one column, given its part of the leaf's histogram.
    pub fn column(&mut self, index: usize, column: &BinnedColumn, cells: &[Cell]) {
        match &column.meaning {
            Meaning::Numbers { thresholds, missing } => {
                let absent = missing.map_or([0; 2], |bin| cells[bin as usize]);
                self.numbers(index, &cells[..thresholds.len()], absent);
            }
            Meaning::Levels => self.levels(index, cells),
        }
    }

    fn numbers(&mut self, column: usize, cells: &[Cell], absent: Cell) {
        let least = self.rules.rows;
        let rows = self.scale.rows(self.total);
        let absent_rows = self.scale.rows(absent);
        let mut left = [0; 2];
        for (bin, &cell) in cells.iter().enumerate() {
            let in_bin = self.scale.rows(cell);
            if in_bin == 0 {
                continue;
            }
            add(&mut left, cell);
            let rows_left = self.scale.rows(left);
            if rows_left + absent_rows < least {
                continue;
            }
            if rows - rows_left < least {
                break;
            }
            let bin = bin as u8;
            if absent_rows == 0 {
                let right_rows = rows - rows_left;
                self.consider(column, bin, rows_left >= right_rows, left);
            } else {
                self.consider(column, bin, false, left);
                let mut with_absent = left;
                add(&mut with_absent, absent);
                self.consider(column, bin, true, with_absent);
            }
        }
    }

    fn levels(&mut self, column: usize, cells: &[Cell]) {
        for (bin, &cell) in cells.iter().enumerate().skip(1) {
            if self.scale.rows(cell) >= self.rules.rows {
                self.consider(column, bin as u8, true, difference(self.total, cell));
            }
        }
    }

    #[inline]
    fn consider(&mut self, column: usize, bin: u8, missing_left: bool, left: Cell) {
        let left_sum = self.scale.sum(left);
        let right_sum = self.scale.sum(difference(self.total, left));
        if !(self.rules.allow(left_sum) && self.rules.allow(right_sum)) {
            return;
        }
        let gain = self.rules.worth(left_sum) + self.rules.worth(right_sum) - self.parent_worth;
        if self.best.is_none_or(|best| gain > best.gain) && gain.is_finite() {
            self.best = Some(Split { column, bin, missing_left, gain, left });
        }
    }
}

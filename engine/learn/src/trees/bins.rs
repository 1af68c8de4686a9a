//! Features cut into at most 256 bins each, once before training.
//!
//! A column of numbers gets boundaries with about equally many rows between them, and a last bin for missing values. A category takes
//! one bin for each level, so that its many 0/1 features cost as much as one number. Four columns lie side by side, because the
//! loops over rows then serve four columns for one look at the row.

use super::sort::sort;
use crate::matrix::{Column, Matrix, NO_LEVEL};
use crate::random::Random;
use crate::watch::{Cancelled, Pace};

/// Columns in a group.
pub(crate) const LANES: usize = 4;

/// Rows looked at to place the boundaries.
const SAMPLE_ROWS: usize = 200_000;

/// About what sorting and binning a value costs, in steps of [`Pace`].
const STEPS_PER_ROW: usize = 20;

/// Levels of a category in one binned column; bin 0 stands for every other level.
const LEVELS_PER_COLUMN: usize = 254;

/// What the bins of one column mean.
#[derive(Debug)]
pub(crate) enum Meaning {
    /// Bin `b` holds the values above threshold `b - 1` up to and with threshold `b`.
    Numbers {
        /// Where a split can be, rising.
        thresholds: Vec<f32>,
        /// The bin of missing values, when there are any.
        missing: Option<u8>,
    },
    /// Bin `b` is the level `b - 1` beyond the first; bin 0 is any other level or none.
    Levels,
}

/// One binned column.
#[derive(Debug)]
pub(crate) struct BinnedColumn {
    /// The feature of its first bin.
    pub feature: usize,
    /// What its bins mean.
    pub meaning: Meaning,
    /// Number of bins.
    pub bins: usize,
    /// Where its bins begin in a leaf's histogram.
    pub offset: usize,
}

/// Every feature that can split anything, binned.
#[derive(Debug)]
pub(crate) struct Bins {
    rows: usize,
    columns: Vec<BinnedColumn>,
    groups: Vec<Vec<[u8; LANES]>>,
    cells: usize,
}

impl Bins {
    /// Bins the features. `most` is the largest number of bins for numbers, not counting the one for missing values: 2 to 255.
    pub async fn new(matrix: &Matrix, most: usize, pace: &mut Pace<'_>) -> Result<Bins, Cancelled> {
        let mut bins = Bins { rows: matrix.rows(), columns: Vec::new(), groups: Vec::new(), cells: 0 };
        let sample = (matrix.rows() > SAMPLE_ROWS).then(|| Random::new(1).sample(matrix.rows(), SAMPLE_ROWS));
        let mut keys = Keys::default();
        for (index, column) in matrix.columns().iter().enumerate() {
            let feature = matrix.offset(index);
            match column {
                Column::Numbers(values) => {
                    bins.add_numbers(feature, values, sample.as_deref(), most, &mut keys)
                }
                Column::Levels { codes, levels } => bins.add_levels(feature, codes, *levels as usize),
            }
            let steps = matrix.rows().saturating_mul(STEPS_PER_ROW);
            pace.spend(steps, 0.0, || "sorting the features into bins".to_owned()).await?;
        }
        Ok(bins)
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The binned columns.
    pub fn columns(&self) -> &[BinnedColumn] {
        &self.columns
    }

    /// The bins of all rows, four columns at a time.
    pub fn groups(&self) -> &[Vec<[u8; LANES]>] {
        &self.groups
    }

    /// Number of bins of all columns together.
    pub fn cells(&self) -> usize {
        self.cells
    }

    /// The columns of a group.
    pub fn group_columns(&self, group: usize) -> &[BinnedColumn] {
        let start = group * LANES;
        &self.columns[start..self.columns.len().min(start + LANES)]
    }

    fn add_numbers(
        &mut self,
        feature: usize,
        values: &[f32],
        sample: Option<&[usize]>,
        most: usize,
        keys: &mut Keys,
    ) {
        let any_missing = values.iter().any(|value| value.is_nan());
        keys.numbers.clear();
        let present = |value: f32| (!value.is_nan()).then(|| order(value));
        match sample {
            Some(rows) => keys.numbers.extend(rows.iter().filter_map(|&row| present(values[row]))),
            None => keys.numbers.extend(values.iter().filter_map(|&value| present(value))),
        }
        if keys.numbers.is_empty() {
            return;
        }
        sort(&mut keys.numbers, &mut keys.spare);
        let mut thresholds = boundaries(&keys.numbers, most);
        let value_bins = thresholds.len() + 1;
        if any_missing && values.iter().all(|&value| value != f32::INFINITY) {
            // A split that separates missing values from all others.
            thresholds.push(f32::MAX);
        }
        if thresholds.is_empty() {
            return;
        }
        let missing = any_missing.then_some(value_bins as u8);
        let cuts = Cuts::new(&thresholds[..value_bins - 1]);
        let lane = self.add_column(
            feature,
            Meaning::Numbers { thresholds, missing },
            value_bins + usize::from(any_missing),
        );
        let group = self.groups.last_mut().map_or(&mut [][..], |group| group.as_mut_slice());
        let missing = missing.unwrap_or(0);
        for (place, &value) in group.iter_mut().zip(values) {
            place[lane] = if value.is_nan() { missing } else { cuts.bin(value) };
        }
    }

    fn add_levels(&mut self, feature: usize, codes: &[u32], levels: usize) {
        for start in (0..levels).step_by(LEVELS_PER_COLUMN) {
            let count = LEVELS_PER_COLUMN.min(levels - start);
            let bin = |code: u32| match (code as usize).checked_sub(start) {
                Some(level) if code != NO_LEVEL && level < count => level as u8 + 1,
                _ => 0,
            };
            let Some(first) = codes.first().map(|&code| bin(code)) else { return };
            if codes.iter().all(|&code| bin(code) == first) {
                continue;
            }
            let lane = self.add_column(feature + start, Meaning::Levels, count + 1);
            if let Some(group) = self.groups.last_mut() {
                for (place, &code) in group.iter_mut().zip(codes) {
                    place[lane] = bin(code);
                }
            }
        }
    }

    /// Makes room for a column and says in which lane of the last group.
    fn add_column(&mut self, feature: usize, meaning: Meaning, bins: usize) -> usize {
        let lane = self.columns.len() % LANES;
        if lane == 0 {
            self.groups.push(vec![[0; LANES]; self.rows]);
        }
        self.columns.push(BinnedColumn { feature, meaning, bins, offset: self.cells });
        self.cells += bins;
        lane
    }
}

/// Room for the values of one column in order, kept from column to column.
#[derive(Default)]
struct Keys {
    numbers: Vec<u32>,
    spare: Vec<u32>,
}

/// A number that orders as the value does. Both zeros are one.
#[inline]
fn order(value: f32) -> u32 {
    let bits = (value + 0.0).to_bits();
    if bits >> 31 == 1 { !bits } else { bits | 1 << 31 }
}

fn value(key: u32) -> f32 {
    f32::from_bits(if key >> 31 == 1 { key & !(1 << 31) } else { !key })
}

/// A threshold between two neighbouring values: at least the lower, below the upper.
fn between(lower: f32, upper: f32) -> f32 {
    let middle = ((f64::from(lower) + f64::from(upper)) / 2.0) as f32;
    if middle >= lower && middle < upper { middle } else { lower }
}

/// Thresholds that cut the sorted values into at most `most` bins, as evenly filled as repeated values allow. A value that fills a
/// bin by itself gets one.
fn boundaries(sorted: &[u32], most: usize) -> Vec<f32> {
    let mut distinct: Vec<(u32, usize)> = Vec::new();
    for chunk in sorted.chunk_by(|a, b| a == b) {
        distinct.push((chunk[0], chunk.len()));
    }
    let cut = |lower: usize| between(value(distinct[lower].0), value(distinct[lower + 1].0));
    let last = distinct.len().saturating_sub(1);
    if distinct.len() <= most {
        return (0..last).map(cut).collect();
    }
    let even = sorted.len() as f64 / most as f64;
    let fills_a_bin = |count: usize| count as f64 >= even;
    let mut bins_left = most;
    let mut rows_left = sorted.len();
    for &(_, count) in distinct.iter().filter(|&&(_, count)| fills_a_bin(count)) {
        bins_left -= 1;
        rows_left -= count;
    }
    let mut thresholds = Vec::with_capacity(most - 1);
    let mut target = rows_left as f64 / bins_left.max(1) as f64;
    let mut in_bin = 0;
    for index in 0..last {
        let (_, count) = distinct[index];
        let alone = fills_a_bin(count);
        if !alone {
            rows_left -= count;
        }
        in_bin += count;
        let next_alone = fills_a_bin(distinct[index + 1].1);
        if alone || in_bin as f64 >= target || (next_alone && in_bin as f64 >= target * 0.5) {
            thresholds.push(cut(index));
            if thresholds.len() == most - 1 {
                break;
            }
            if !alone {
                bins_left = bins_left.saturating_sub(1);
                target = rows_left as f64 / bins_left.max(1) as f64;
            }
            in_bin = 0;
        }
    }
    thresholds
}

/// Thresholds padded to 255, as numbers that order as they do, so that eight halvings find the bin of any value.
struct Cuts {
    padded: [u32; 256],
}

impl Cuts {
    fn new(thresholds: &[f32]) -> Cuts {
        let mut padded = [u32::MAX; 256];
        for (place, &threshold) in padded.iter_mut().zip(thresholds) {
            *place = order(threshold);
        }
        Cuts { padded }
    }

    /// How many thresholds are below the value. Whole numbers are compared, for compilers then need no branches, which nobody could
    /// foresee.
    #[inline]
    fn bin(&self, value: f32) -> u8 {
        let value = order(value);
        let mut below = 0;
        for step in [128, 64, 32, 16, 8, 4, 2, 1] {
            let probe = (below + step - 1) & 255;
            below += if self.padded[probe] < value { step } else { 0 };
        }
        below as u8
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::watch::Unwatched;

    fn bins_of(matrix: &Matrix, most: usize) -> Bins {
        pollster::block_on(Bins::new(matrix, most, &mut Pace::new(&Unwatched))).unwrap()
    }

    fn binned(values: Vec<f32>, most: usize) -> (Bins, Vec<u8>) {
        let matrix = Matrix::from_numbers(values.len(), vec![values]).unwrap();
        let bins = bins_of(&matrix, most);
        let column = bins.groups().first().map_or(vec![], |group| group.iter().map(|row| row[0]).collect());
        (bins, column)
    }

    #[test]
    fn few_values_get_a_bin_each() {
        let (bins, column) = binned(vec![3.0, f32::NAN, -1.0, 3.0, 7.0, f32::INFINITY], 255);
        assert_eq!(column, [1, 4, 0, 1, 2, 3]);
        let Meaning::Numbers { thresholds, missing } = &bins.columns()[0].meaning else { panic!() };
        assert_eq!((thresholds.as_slice(), *missing), ([1.0, 5.0, 7.0].as_slice(), Some(4)));
        let (bins, _) = binned(vec![2.0, f32::NAN, 2.0], 255);
        let Meaning::Numbers { thresholds, .. } = &bins.columns()[0].meaning else { panic!() };
        assert_eq!(thresholds, &[f32::MAX]);
    }

    #[test]
    fn constant_and_all_missing_columns_are_left_out() {
        assert!(binned(vec![5.0; 9], 255).0.columns().is_empty());
        assert!(binned(vec![-0.0, 0.0], 255).0.columns().is_empty());
        assert!(binned(vec![f32::NAN; 3], 255).0.columns().is_empty());
        assert!(binned(vec![], 255).0.columns().is_empty());
        let codes = Column::Levels { codes: vec![2, 2, 2], levels: 600 };
        assert!(bins_of(&Matrix::new(3, vec![codes]).unwrap(), 255).columns().is_empty());
    }

    #[test]
    fn many_values_are_cut_evenly_around_heavy_ones() {
        let mut values: Vec<f32> = (0..10_000).map(|value| value as f32).collect();
        values.extend(vec![5_000.0; 4_000]);
        let (bins, column) = binned(values.clone(), 16);
        assert_eq!(bins.columns()[0].bins, 16);
        let mut counts = [0; 16];
        for (&bin, &value) in column.iter().zip(&values) {
            counts[bin as usize] += 1;
            let Meaning::Numbers { thresholds, .. } = &bins.columns()[0].meaning else { panic!() };
            assert_eq!(bin as usize, thresholds.iter().filter(|&&threshold| threshold < value).count());
        }
        let heavy = counts.iter().position(|&count| count > 3_000).unwrap();
        for (bin, &count) in counts.iter().enumerate() {
            assert!(bin == heavy || (300..1_100).contains(&count), "{counts:?}");
        }
    }

    #[test]
    fn all_255_thresholds_are_used() {
        let values: Vec<f32> = (0..255).map(|value| value as f32).collect();
        let (bins, column) = binned(values, 255);
        assert_eq!(bins.columns()[0].bins, 255);
        assert!(column.iter().enumerate().all(|(row, &bin)| row == bin as usize));
    }

    #[test]
    fn categories_with_many_levels_take_several_columns() {
        let codes = vec![0, 253, 254, 300, NO_LEVEL];
        let matrix = Matrix::new(5, vec![Column::Levels { codes, levels: 301 }]).unwrap();
        let bins = bins_of(&matrix, 255);
        assert_eq!(bins.columns().iter().map(|column| column.feature).collect::<Vec<_>>(), [0, 254]);
        let lanes: Vec<[u8; 2]> = bins.groups()[0].iter().map(|row| [row[0], row[1]]).collect();
        assert_eq!(lanes, [[1, 0], [254, 0], [0, 1], [0, 47], [0, 0]]);
    }
}

//! Categorical values: a closed set of levels, and a code into it for each row.

use crate::values::take;
use crate::{Cell, ElementType, Values};
use arrow_array::{Array, UInt32Array};
use std::collections::HashMap;

/// Levels of one element type, and for each row the position of its level; missing where the code is null.
#[derive(Clone, Debug)]
pub struct Categories {
    codes: UInt32Array,
    levels: Values,
}

impl Categories {
    /// None when a code lies beyond the levels or a level is missing.
    pub fn new(codes: UInt32Array, levels: Values) -> Option<Categories> {
        let fit = levels.missing() == 0
            && (0..codes.len()).all(|row| codes.is_null(row) || (codes.value(row) as usize) < levels.len());
        fit.then_some(Categories { codes, levels })
    }

    /// The distinct values as levels in rising order.
    pub fn encode(values: &Values) -> Categories {
        let (codes, firsts) = first_seen(values);
        let mut order: Vec<usize> = (0..firsts.len()).collect();
        order.sort_by(|&a, &b| values.cell(firsts[a]).cmp(&values.cell(firsts[b])));
        let mut rank = vec![0_u32; firsts.len()];
        for (position, &code) in order.iter().enumerate() {
            rank[code] = position as u32;
        }
        let firsts: Vec<u32> = order.iter().map(|&code| firsts[code] as u32).collect();
        let levels = without_negative_zero(take(values, &firsts.into()));
        let codes: UInt32Array = codes.into_iter().map(|code| code.map(|code| rank[code as usize])).collect();
        Categories { codes, levels }
    }

    /// One code a row, null where missing.
    pub fn codes(&self) -> &UInt32Array {
        &self.codes
    }

    /// The code of a row; none when missing.
    pub fn code(&self, row: usize) -> Option<u32> {
        self.codes.is_valid(row).then(|| self.codes.value(row))
    }

    /// The levels in order.
    pub fn levels(&self) -> &Values {
        &self.levels
    }

    /// The levels as text.
    pub fn level_texts(&self) -> Vec<String> {
        self.levels.cells().map(|cell| cell.text().unwrap_or_default().into_owned()).collect()
    }

    /// Type of the levels.
    pub fn element(&self) -> ElementType {
        self.levels.element()
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.codes.len()
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.codes.is_empty()
    }

    /// The value of a row.
    pub fn cell(&self, row: usize) -> Cell<'_> {
        self.code(row).map_or(Cell::Missing, |code| self.levels.cell(code as usize))
    }

    /// The values written out row by row.
    pub fn decode(&self) -> Values {
        take(&self.levels, &self.codes)
    }

    /// The same without the levels that no row has.
    pub fn without_unused(&self) -> Categories {
        let mut used = vec![false; self.levels.len()];
        self.codes.iter().flatten().for_each(|code| used[code as usize] = true);
        let kept: Vec<u32> = (0..used.len() as u32).filter(|&code| used[code as usize]).collect();
        let mut position = vec![0_u32; used.len()];
        for (new, &old) in kept.iter().enumerate() {
            position[old as usize] = new as u32;
        }
        let codes = self.codes.iter().map(|code| code.map(|code| position[code as usize])).collect();
        Categories { codes, levels: take(&self.levels, &kept.into()) }
    }

    pub(crate) fn take(&self, indices: &UInt32Array) -> Categories {
        let codes = indices.iter().map(|row| row.and_then(|row| self.code(row as usize))).collect();
        Categories { codes, levels: self.levels.clone() }
    }

    pub(crate) fn slice(&self, offset: usize, length: usize) -> Categories {
        Categories { codes: self.codes.slice(offset, length), levels: self.levels.clone() }
    }
}

impl PartialEq for Categories {
    fn eq(&self, other: &Categories) -> bool {
        self.levels == other.levels && self.codes.iter().eq(other.codes.iter())
    }
}

/// Both zeros are one level, which is written `0` whichever came first.
fn without_negative_zero(levels: Values) -> Values {
    match levels {
        Values::Double(array) => Values::Double(array.unary(|value| value + 0.0)),
        other => other,
    }
}

/// Codes in the order of first appearance, and the row where each code appeared first.
fn first_seen(values: &Values) -> (Vec<Option<u32>>, Vec<usize>) {
    let mut firsts = Vec::new();
    let codes = match values {
        Values::String(array) => number(array.iter(), &mut firsts),
        Values::Integer(array) => number(array.iter(), &mut firsts),
        Values::DateTime(array) => number(array.iter(), &mut firsts),
        Values::TimeSpan(array) => number(array.iter(), &mut firsts),
        Values::Boolean(array) => number(array.iter(), &mut firsts),
        Values::Double(array) => {
            // One key for both zeros, and one for all NaN.
            let key = |value: f64| if value.is_nan() { f64::NAN.to_bits() } else { (value + 0.0).to_bits() };
            number(array.iter().map(|value| value.map(key)), &mut firsts)
        }
    };
    (codes, firsts)
}

fn number<K: Eq + std::hash::Hash>(
    keys: impl Iterator<Item = Option<K>>,
    firsts: &mut Vec<usize>,
) -> Vec<Option<u32>> {
    let mut known: HashMap<K, u32> = HashMap::new();
    keys.enumerate()
        .map(|(row, key)| {
            key.map(|key| {
                *known.entry(key).or_insert_with(|| {
                    firsts.push(row);
                    firsts.len() as u32 - 1
                })
            })
        })
        .collect()
}

//! One value of a table.

use crate::{ElementType, calendar};
use std::borrow::Cow;
use std::cmp::Ordering;

/// A value, borrowed from its column. Missing is a value of its own: neither NaN nor the empty text.
#[derive(Clone, Copy, Debug)]
pub enum Cell<'a> {
    /// No value.
    Missing,
    /// A whole number.
    Integer(i64),
    /// A number.
    Double(f64),
    /// Text.
    String(&'a str),
    /// True or false.
    Boolean(bool),
    /// Milliseconds since 1970-01-01T00:00:00 UTC.
    DateTime(i64),
    /// Milliseconds.
    TimeSpan(i64),
}

impl<'a> Cell<'a> {
    /// Whether there is no value.
    pub fn is_missing(self) -> bool {
        matches!(self, Cell::Missing)
    }

    /// Its type; none when missing.
    pub fn element(self) -> Option<ElementType> {
        match self {
            Cell::Missing => None,
            Cell::Integer(_) => Some(ElementType::Integer),
            Cell::Double(_) => Some(ElementType::Double),
            Cell::String(_) => Some(ElementType::String),
            Cell::Boolean(_) => Some(ElementType::Boolean),
            Cell::DateTime(_) => Some(ElementType::DateTime),
            Cell::TimeSpan(_) => Some(ElementType::TimeSpan),
        }
    }

    /// The value as a number: numbers as they are, booleans as 0 and 1, dates and durations in milliseconds; none for the rest.
    pub fn number(self) -> Option<f64> {
        match self {
            Cell::Integer(value) | Cell::DateTime(value) | Cell::TimeSpan(value) => Some(value as f64),
            Cell::Double(value) => Some(value),
            Cell::Boolean(value) => Some(f64::from(u8::from(value))),
            Cell::Missing | Cell::String(_) => None,
        }
    }

    /// The value as files and people write it; none when missing.
    pub fn text(self) -> Option<Cow<'a, str>> {
        match self {
            Cell::Missing => None,
            Cell::Integer(value) => Some(Cow::Owned(value.to_string())),
            Cell::Double(value) => Some(Cow::Owned(format_double(value))),
            Cell::String(value) => Some(Cow::Borrowed(value)),
            Cell::Boolean(true) => Some(Cow::Borrowed("True")),
            Cell::Boolean(false) => Some(Cow::Borrowed("False")),
            Cell::DateTime(value) => Some(Cow::Owned(calendar::format_datetime(value))),
            Cell::TimeSpan(value) => Some(Cow::Owned(calendar::format_timespan(value))),
        }
    }

    fn rank(self) -> u8 {
        match self {
            Cell::Missing => 0,
            Cell::Boolean(_) => 1,
            Cell::Integer(_) | Cell::Double(_) => 2,
            Cell::DateTime(_) => 3,
            Cell::TimeSpan(_) => 4,
            Cell::String(_) => 5,
        }
    }
}

/// The shortest decimal that reads back as the same number: `0.1`, `100000`, `1E+20`, `NaN`, `Infinity`.
pub fn format_double(value: f64) -> String {
    if value.is_nan() {
        return "NaN".to_owned();
    }
    if value.is_infinite() {
        return if value > 0.0 { "Infinity" } else { "-Infinity" }.to_owned();
    }
    let size = value.abs();
    if size != 0.0 && !(1e-5..1e15).contains(&size) {
        let text = format!("{value:E}");
        return match text.split_once('E') {
            Some((digits, power)) if !power.starts_with('-') => format!("{digits}E+{power}"),
            _ => text,
        };
    }
    format!("{value}")
}

/// Missing first, then by type and value; whole and other numbers compare by value, and NaN equals itself, so that cells can be keys.
impl Ord for Cell<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        match (*self, *other) {
            (Cell::Integer(a), Cell::Integer(b))
            | (Cell::DateTime(a), Cell::DateTime(b))
            | (Cell::TimeSpan(a), Cell::TimeSpan(b)) => a.cmp(&b),
            (Cell::Double(a), Cell::Double(b)) => compare_doubles(a, b),
            (Cell::Integer(a), Cell::Double(b)) => compare_mixed(a, b),
            (Cell::Double(a), Cell::Integer(b)) => compare_mixed(b, a).reverse(),
            (Cell::Boolean(a), Cell::Boolean(b)) => a.cmp(&b),
            (Cell::String(a), Cell::String(b)) => a.cmp(b),
            (a, b) => a.rank().cmp(&b.rank()),
        }
    }
}

/// `-0` equals `0`; NaN comes last and equals itself.
pub(crate) fn compare_doubles(a: f64, b: f64) -> Ordering {
    a.partial_cmp(&b).unwrap_or_else(|| a.is_nan().cmp(&b.is_nan()))
}

fn compare_mixed(whole: i64, number: f64) -> Ordering {
    compare_doubles(whole as f64, number).then_with(|| {
        // Equal after rounding: decide exactly, in 128 bits.
        if number.is_finite() { i128::from(whole).cmp(&(number as i128)) } else { Ordering::Equal }
    })
}

impl PartialOrd for Cell<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Cell<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Cell<'_> {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubles_are_written_as_short_as_they_read_back() {
        for (value, text) in [
            (0.1, "0.1"),
            (100_000.0, "100000"),
            (-2.5, "-2.5"),
            (1e20, "1E+20"),
            (1.5e-7, "1.5E-7"),
            (0.0, "0"),
            (f64::NAN, "NaN"),
            (f64::NEG_INFINITY, "-Infinity"),
        ] {
            assert_eq!(format_double(value), text);
        }
    }

    #[test]
    fn cells_are_in_total_order() {
        let mut cells = [
            Cell::String("b"),
            Cell::Double(f64::NAN),
            Cell::Integer(2),
            Cell::Missing,
            Cell::Double(1.5),
            Cell::String(""),
        ];
        cells.sort();
        let text: Vec<_> = cells.iter().map(|cell| cell.text().unwrap_or(Cow::Borrowed("-"))).collect();
        assert_eq!(text, ["-", "1.5", "2", "NaN", "", "b"]);
        assert_eq!(Cell::Double(0.0), Cell::Double(-0.0));
        assert_eq!(Cell::Double(3.0), Cell::Integer(3));
        assert!(Cell::Integer(9_007_199_254_740_993) > Cell::Double(9_007_199_254_740_992.0));
    }
}

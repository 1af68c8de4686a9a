//! Collects the values of one column of a text file while its type is still open.
//!
//! The first value decides; a later one that does not fit widens the column: Integer to Double, everything else to text. A column that
//! turns out to be text after values were already read as something else is gathered again in a second pass over the file, since the
//! writing of the first values (`007`, `1.50`) is gone. That keeps the usual case, columns of one kind, to a single pass.

use crate::{ElementType, TableError, Values, parse};
use arrow_array::{
    BooleanArray, DurationMillisecondArray, Float64Array, Int64Array, StringArray, TimestampMillisecondArray,
};
use arrow_buffer::{BooleanBufferBuilder, Buffer, NullBuffer, OffsetBuffer, ScalarBuffer};

/// A value as the file has it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Field<'a> {
    /// Its bytes, quotes and blanks before it taken away.
    pub bytes: &'a [u8],
    /// Whether it stood in quotes: an empty one is then a text rather than missing.
    pub quoted: bool,
}

/// One column under construction.
#[derive(Debug)]
pub(crate) struct Sink {
    /// What was collected.
    pub state: State,
    /// Rows whose value is missing, rising.
    pub missing: Vec<u32>,
    /// Rows expected, for reserving memory.
    expected: usize,
}

#[derive(Debug)]
pub(crate) enum State {
    /// Only missing values so far; `worded` when one of them was more than nothing, so that it would be a text in a text column.
    Open {
        rows: usize,
        worded: bool,
    },
    Integer(Vec<i64>),
    Double(Vec<f64>),
    Boolean(Vec<bool>),
    DateTime(Vec<i64>),
    TimeSpan(Vec<i64>),
    Text {
        bytes: Vec<u8>,
        ends: Vec<i32>,
    },
    /// Text, to be gathered in the second pass.
    Again,
}

impl Sink {
    pub fn new(expected: usize) -> Sink {
        Sink { state: State::Open { rows: 0, worded: false }, missing: Vec::new(), expected }
    }

    /// A column known to be text.
    pub fn text(expected: usize) -> Sink {
        let ends = Vec::with_capacity(expected);
        Sink { state: State::Text { bytes: Vec::new(), ends }, missing: Vec::new(), expected }
    }

    /// A column whose values are of no interest in this pass.
    pub fn skipped() -> Sink {
        Sink { state: State::Again, missing: Vec::new(), expected: 0 }
    }

    fn collected<T>(&self) -> Vec<T> {
        Vec::with_capacity(self.expected)
    }

    /// Adds a value; false when a text column would pass 2 GiB.
    pub fn push(&mut self, field: Field<'_>, row: u32) -> bool {
        let bytes = field.bytes;
        match &mut self.state {
            State::Text { bytes: collected, ends } => {
                if bytes.is_empty() && !field.quoted {
                    self.missing.push(row);
                }
                collected.extend_from_slice(bytes);
                let Ok(end) = i32::try_from(collected.len()) else { return false };
                ends.push(end);
                return true;
            }
            State::Again => return true,
            _ => {}
        }
        let trimmed = bytes.trim_ascii();
        if parse::is_missing(trimmed) {
            self.missing.push(row);
            match &mut self.state {
                State::Open { rows, worded } => {
                    *rows += 1;
                    *worded |= field.quoted || !trimmed.is_empty();
                }
                State::Integer(values) | State::DateTime(values) | State::TimeSpan(values) => values.push(0),
                State::Double(values) => values.push(0.0),
                State::Boolean(values) => values.push(false),
                State::Text { .. } | State::Again => {}
            }
            return true;
        }
        let fits = match &mut self.state {
            State::Open { .. } => {
                self.open(field, trimmed);
                true
            }
            State::Integer(values) => match parse::integer(trimmed) {
                Some(value) => {
                    values.push(value);
                    true
                }
                None => match parse::double(trimmed) {
                    Some(value) => {
                        let mut doubles: Vec<f64> = Vec::with_capacity(self.expected.max(values.len() + 1));
                        doubles.extend(values.iter().map(|&value| value as f64));
                        doubles.push(value);
                        self.state = State::Double(doubles);
                        true
                    }
                    None => false,
                },
            },
            State::Double(values) => parse::double(trimmed).map(|value| values.push(value)).is_some(),
            State::Boolean(values) => parse::boolean(trimmed).map(|value| values.push(value)).is_some(),
            State::DateTime(values) => date(trimmed).map(|value| values.push(value)).is_some(),
            State::TimeSpan(values) => duration(trimmed).map(|value| values.push(value)).is_some(),
            State::Text { .. } | State::Again => true,
        };
        if !fits {
            self.state = State::Again;
        }
        true
    }

    /// The first value of the column decides what it looks like.
    fn open(&mut self, field: Field<'_>, trimmed: &[u8]) {
        let State::Open { rows, worded } = self.state else { return };
        if let Some(value) = parse::integer(trimmed) {
            self.state = State::Integer(start(self.collected(), rows, 0, value));
        } else if let Some(value) = parse::double(trimmed) {
            self.state = State::Double(start(self.collected(), rows, 0.0, value));
        } else if let Some(value) = parse::boolean(trimmed) {
            self.state = State::Boolean(start(self.collected(), rows, false, value));
        } else if let Some(value) = date(trimmed) {
            self.state = State::DateTime(start(self.collected(), rows, 0, value));
        } else if let Some(value) = duration(trimmed) {
            self.state = State::TimeSpan(start(self.collected(), rows, 0, value));
        } else if worded {
            self.state = State::Again;
        } else {
            let ends = start(self.collected(), rows, 0, field.bytes.len() as i32);
            self.state = State::Text { bytes: field.bytes.to_vec(), ends };
        }
    }

    /// Whether the column must be gathered again as text.
    pub fn is_again(&self) -> bool {
        match self.state {
            State::Again => true,
            // Nothing but `""`: those are texts.
            State::Open { worded, .. } => worded && self.missing.is_empty(),
            _ => false,
        }
    }

    /// The values; a column without any is of Double when it has rows, else of String.
    pub fn finish(self, name: &str) -> Result<Values, TableError> {
        let rows = match &self.state {
            State::Open { rows, .. } => *rows,
            State::Integer(values) | State::DateTime(values) | State::TimeSpan(values) => values.len(),
            State::Double(values) => values.len(),
            State::Boolean(values) => values.len(),
            State::Text { ends, .. } => ends.len(),
            State::Again => 0,
        };
        let nulls = validity(&self.missing, rows);
        Ok(match self.state {
            State::Open { rows: 0, .. } | State::Again => Values::missing_values(ElementType::String, 0),
            State::Open { rows, .. } => Values::missing_values(ElementType::Double, rows),
            State::Integer(values) => Values::Integer(Int64Array::new(values.into(), nulls)),
            State::Double(values) => Values::Double(Float64Array::new(values.into(), nulls)),
            State::Boolean(values) => Values::Boolean(BooleanArray::new(values.into(), nulls)),
            State::DateTime(values) => Values::DateTime(TimestampMillisecondArray::new(values.into(), nulls)),
            State::TimeSpan(values) => Values::TimeSpan(DurationMillisecondArray::new(values.into(), nulls)),
            State::Text { bytes, ends } => {
                let mut offsets = Vec::with_capacity(ends.len() + 1);
                offsets.push(0);
                offsets.extend(ends);
                let offsets = OffsetBuffer::new(ScalarBuffer::from(offsets));
                let array = StringArray::try_new(offsets, Buffer::from_vec(bytes), nulls);
                Values::String(array.map_err(|_| TableError::TooLarge { column: name.to_owned() })?)
            }
        })
    }
}

fn start<T: Copy>(mut values: Vec<T>, missing: usize, filler: T, first: T) -> Vec<T> {
    values.resize(missing, filler);
    values.push(first);
    values
}

fn validity(missing: &[u32], rows: usize) -> Option<NullBuffer> {
    if missing.is_empty() {
        return None;
    }
    let mut bits = BooleanBufferBuilder::new(rows);
    bits.append_n(rows, true);
    for &row in missing {
        bits.set_bit(row as usize, false);
    }
    Some(NullBuffer::new(bits.finish()))
}

fn date(bytes: &[u8]) -> Option<i64> {
    bytes.first().filter(|byte| byte.is_ascii_digit())?;
    crate::parse_datetime(std::str::from_utf8(bytes).ok()?)
}

/// Durations are recognised with their seconds only: `12:30` alone could be anything.
fn duration(bytes: &[u8]) -> Option<i64> {
    bytes.first().filter(|byte| byte.is_ascii_digit() || **byte == b'-')?;
    if bytes.iter().filter(|byte| **byte == b':').count() != 2 {
        return None;
    }
    crate::parse_timespan(std::str::from_utf8(bytes).ok()?)
}

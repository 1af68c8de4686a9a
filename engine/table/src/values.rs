//! Typed values of a column: one arrow array for each element type.

use crate::{Cell, ElementType, TableError};
use arrow_array::{
    Array, ArrayRef, BooleanArray, DurationMillisecondArray, Float64Array, Int64Array, StringArray,
    TimestampMillisecondArray, make_array,
};
use arrow_buffer::NullBuffer;
use std::sync::Arc;

/// The values of a column, missing where the array is null. Cloning shares the buffers.
#[derive(Clone, Debug)]
pub enum Values {
    /// Text.
    String(StringArray),
    /// Whole numbers.
    Integer(Int64Array),
    /// Numbers.
    Double(Float64Array),
    /// True or false.
    Boolean(BooleanArray),
    /// Milliseconds since 1970-01-01T00:00:00 UTC.
    DateTime(TimestampMillisecondArray),
    /// Milliseconds.
    TimeSpan(DurationMillisecondArray),
}

impl Values {
    /// Their type.
    pub fn element(&self) -> ElementType {
        match self {
            Values::String(_) => ElementType::String,
            Values::Integer(_) => ElementType::Integer,
            Values::Double(_) => ElementType::Double,
            Values::Boolean(_) => ElementType::Boolean,
            Values::DateTime(_) => ElementType::DateTime,
            Values::TimeSpan(_) => ElementType::TimeSpan,
        }
    }

    /// The array.
    pub fn array(&self) -> &dyn Array {
        match self {
            Values::String(array) => array,
            Values::Integer(array) => array,
            Values::Double(array) => array,
            Values::Boolean(array) => array,
            Values::DateTime(array) => array,
            Values::TimeSpan(array) => array,
        }
    }

    /// The array, shared.
    pub fn to_array(&self) -> ArrayRef {
        make_array(self.array().to_data())
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.array().len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Which are there: bit set where not missing; none when all are there.
    pub fn validity(&self) -> Option<&NullBuffer> {
        match self {
            Values::String(array) => array.nulls(),
            Values::Integer(array) => array.nulls(),
            Values::Double(array) => array.nulls(),
            Values::Boolean(array) => array.nulls(),
            Values::DateTime(array) => array.nulls(),
            Values::TimeSpan(array) => array.nulls(),
        }
    }

    /// Whether the value in this row is missing.
    pub fn is_missing(&self, row: usize) -> bool {
        self.validity().is_some_and(|validity| validity.is_null(row))
    }

    /// How many are missing.
    pub fn missing(&self) -> usize {
        self.validity().map_or(0, NullBuffer::null_count)
    }

    /// The value in this row, which must exist.
    pub fn cell(&self, row: usize) -> Cell<'_> {
        if self.is_missing(row) {
            return Cell::Missing;
        }
        match self {
            Values::String(array) => Cell::String(array.value(row)),
            Values::Integer(array) => Cell::Integer(array.value(row)),
            Values::Double(array) => Cell::Double(array.value(row)),
            Values::Boolean(array) => Cell::Boolean(array.value(row)),
            Values::DateTime(array) => Cell::DateTime(array.value(row)),
            Values::TimeSpan(array) => Cell::TimeSpan(array.value(row)),
        }
    }

    /// All values in order.
    pub fn cells(&self) -> impl Iterator<Item = Cell<'_>> {
        (0..self.len()).map(|row| self.cell(row))
    }

    /// `rows` missing values.
    pub fn missing_values(element: ElementType, rows: usize) -> Values {
        Values::unchecked(arrow_array::new_null_array(&element.arrow_type(), rows), element)
    }

    /// The values of an arrow array of one of our six types; none for others.
    pub fn from_array(array: &dyn Array) -> Option<Values> {
        let element =
            ElementType::ALL.into_iter().find(|element| element.arrow_type() == *array.data_type())?;
        Some(Values::unchecked(make_array(array.to_data()), element))
    }

    /// An array whose type is already known to be that of `element`.
    pub(crate) fn unchecked(array: ArrayRef, element: ElementType) -> Values {
        let data = array.to_data();
        match element {
            ElementType::String => Values::String(data.into()),
            ElementType::Integer => Values::Integer(data.into()),
            ElementType::Double => Values::Double(data.into()),
            ElementType::Boolean => Values::Boolean(data.into()),
            ElementType::DateTime => Values::DateTime(data.into()),
            ElementType::TimeSpan => Values::TimeSpan(data.into()),
        }
    }

    /// The values converted, each by itself; the error is the first row that cannot be, 0-based.
    ///
    /// Text is read as a file would be, with blanks around it ignored and empty text missing; numbers become whole numbers only when
    /// they are; booleans become 0 and 1 and back; dates and durations count milliseconds.
    pub fn convert(&self, element: ElementType) -> Result<Values, usize> {
        if element == self.element() {
            return Ok(self.clone());
        }
        let mut builder = ValuesBuilder::new(element, self.len());
        for (row, cell) in self.cells().enumerate() {
            builder.push_converted(cell).map_err(|_| row)?;
        }
        Ok(builder.finish())
    }
}

/// Equal when of the same type with the same values; missing equals missing, NaN equals NaN.
impl PartialEq for Values {
    fn eq(&self, other: &Values) -> bool {
        self.element() == other.element() && self.len() == other.len() && self.cells().eq(other.cells())
    }
}

/// A cell does not fit the type of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DoesNotFit;

/// Collects values of one type.
#[derive(Clone, Debug)]
pub struct ValuesBuilder {
    collected: Collected,
}

#[derive(Clone, Debug)]
enum Collected {
    String(Vec<Option<String>>),
    Integer(Vec<Option<i64>>),
    Double(Vec<Option<f64>>),
    Boolean(Vec<Option<bool>>),
    DateTime(Vec<Option<i64>>),
    TimeSpan(Vec<Option<i64>>),
}

impl ValuesBuilder {
    /// For about `rows` values.
    pub fn new(element: ElementType, rows: usize) -> ValuesBuilder {
        let collected = match element {
            ElementType::String => Collected::String(Vec::with_capacity(rows)),
            ElementType::Integer => Collected::Integer(Vec::with_capacity(rows)),
            ElementType::Double => Collected::Double(Vec::with_capacity(rows)),
            ElementType::Boolean => Collected::Boolean(Vec::with_capacity(rows)),
            ElementType::DateTime => Collected::DateTime(Vec::with_capacity(rows)),
            ElementType::TimeSpan => Collected::TimeSpan(Vec::with_capacity(rows)),
        };
        ValuesBuilder { collected }
    }

    /// Adds a value of the type, a whole number to numbers, or a missing value.
    pub fn push(&mut self, cell: Cell<'_>) -> Result<(), DoesNotFit> {
        match (&mut self.collected, cell) {
            (Collected::String(values), Cell::String(value)) => values.push(Some(value.to_owned())),
            (Collected::Integer(values), Cell::Integer(value))
            | (Collected::DateTime(values), Cell::DateTime(value))
            | (Collected::TimeSpan(values), Cell::TimeSpan(value)) => values.push(Some(value)),
            (Collected::Double(values), Cell::Double(value)) => values.push(Some(value)),
            (Collected::Double(values), Cell::Integer(value)) => values.push(Some(value as f64)),
            (Collected::Boolean(values), Cell::Boolean(value)) => values.push(Some(value)),
            (_, Cell::Missing) => self.push_missing(),
            _ => return Err(DoesNotFit),
        }
        Ok(())
    }

    /// Adds a missing value.
    pub fn push_missing(&mut self) {
        match &mut self.collected {
            Collected::String(values) => values.push(None),
            Collected::Integer(values) | Collected::DateTime(values) | Collected::TimeSpan(values) => {
                values.push(None);
            }
            Collected::Double(values) => values.push(None),
            Collected::Boolean(values) => values.push(None),
        }
    }

    /// Adds a value of any type, converted (see [`Values::convert`]).
    pub fn push_converted(&mut self, cell: Cell<'_>) -> Result<(), DoesNotFit> {
        use crate::parse;
        if cell.is_missing() {
            self.push_missing();
            return Ok(());
        }
        let text = match cell {
            Cell::String(text) => Some(text.trim()),
            _ => None,
        };
        if text == Some("") && !matches!(self.collected, Collected::String(_)) {
            self.push_missing();
            return Ok(());
        }
        match &mut self.collected {
            Collected::String(values) => values.push(cell.text().map(|text| text.into_owned())),
            Collected::Integer(values) => {
                let value = match (text, cell) {
                    (Some(text), _) => parse::integer(text.as_bytes())
                        .or_else(|| parse::double(text.as_bytes()).and_then(whole)),
                    (None, Cell::Integer(value) | Cell::DateTime(value) | Cell::TimeSpan(value)) => {
                        Some(value)
                    }
                    (None, cell) => cell.number().and_then(whole),
                };
                values.push(Some(value.ok_or(DoesNotFit)?));
            }
            Collected::Double(values) => {
                let value = match text {
                    Some(text) => parse::double(text.as_bytes()),
                    None => cell.number(),
                };
                values.push(Some(value.ok_or(DoesNotFit)?));
            }
            Collected::Boolean(values) => {
                let value = match (text, cell) {
                    (Some("0"), _) => Some(false),
                    (Some("1"), _) => Some(true),
                    (Some(text), _) => parse::boolean(text.as_bytes()),
                    (None, cell) => cell.number().map(|number| number != 0.0),
                };
                values.push(Some(value.ok_or(DoesNotFit)?));
            }
            Collected::DateTime(values) => {
                let value = match (text, cell) {
                    (Some(text), _) => crate::parse_datetime(text),
                    (None, Cell::Integer(value) | Cell::DateTime(value)) => Some(value),
                    _ => None,
                };
                values.push(Some(value.ok_or(DoesNotFit)?));
            }
            Collected::TimeSpan(values) => {
                let value = match (text, cell) {
                    (Some(text), _) => crate::parse_timespan(text),
                    (None, Cell::Integer(value) | Cell::TimeSpan(value)) => Some(value),
                    _ => None,
                };
                values.push(Some(value.ok_or(DoesNotFit)?));
            }
        }
        Ok(())
    }

    /// The values.
    pub fn finish(self) -> Values {
        match self.collected {
            Collected::String(values) => Values::String(values.into()),
            Collected::Integer(values) => Values::Integer(values.into()),
            Collected::Double(values) => Values::Double(values.into()),
            Collected::Boolean(values) => Values::Boolean(values.into()),
            Collected::DateTime(values) => Values::DateTime(values.into()),
            Collected::TimeSpan(values) => Values::TimeSpan(values.into()),
        }
    }
}

/// The whole number that `number` is.
fn whole(number: f64) -> Option<i64> {
    (number.fract() == 0.0 && number.abs() < 9.2e18).then_some(number as i64)
}

/// Takes the values in these rows; `None` gives a missing value.
pub(crate) fn take(values: &Values, indices: &arrow_array::UInt32Array) -> Values {
    match arrow_select::take::take(values.array(), indices, None) {
        Ok(array) => Values::unchecked(array, values.element()),
        // Only text can fail, when the result would pass 2 GiB; rows repeated that often do not occur below that.
        Err(_) => Values::missing_values(values.element(), indices.len()),
    }
}

pub(crate) fn concat(parts: &[&Values], column: &str) -> Result<Values, TableError> {
    let Some(first) = parts.first() else { return Ok(Values::missing_values(ElementType::String, 0)) };
    let arrays: Vec<&dyn Array> = parts.iter().map(|part| part.array()).collect();
    let array = arrow_select::concat::concat(&arrays)
        .map_err(|_| TableError::TooLarge { column: column.to_owned() })?;
    Ok(Values::unchecked(array, first.element()))
}

macro_rules! from_vectors {
    ($($from:ty => $variant:ident),* $(,)?) => {$(
        impl From<Vec<$from>> for Values {
            fn from(values: Vec<$from>) -> Values {
                Values::$variant(values.into())
            }
        }
    )*};
}

from_vectors! {
    f64 => Double, Option<f64> => Double,
    i64 => Integer, Option<i64> => Integer,
    bool => Boolean, Option<bool> => Boolean,
    String => String, Option<String> => String,
    &str => String, Option<&str> => String,
}

impl From<Float64Array> for Values {
    fn from(array: Float64Array) -> Values {
        Values::Double(array)
    }
}

impl From<Int64Array> for Values {
    fn from(array: Int64Array) -> Values {
        Values::Integer(array)
    }
}

impl From<StringArray> for Values {
    fn from(array: StringArray) -> Values {
        Values::String(array)
    }
}

impl From<BooleanArray> for Values {
    fn from(array: BooleanArray) -> Values {
        Values::Boolean(array)
    }
}

impl From<Values> for Arc<dyn Array> {
    fn from(values: Values) -> ArrayRef {
        values.to_array()
    }
}

//! A column: a name, a role and typed values, categorical or not.

use crate::values::{concat, take};
use crate::{Categories, Cell, ColumnSchema, ElementType, Role, TableError, Values};
use arrow_array::UInt32Array;
use arrow_buffer::NullBuffer;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What a column holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Data {
    /// Values row by row.
    Plain(Values),
    /// Levels, and a code into them row by row.
    Categorical(Categories),
}

/// A named column. Cloning shares the values.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    name: Arc<str>,
    role: Role,
    notes: Arc<BTreeMap<String, String>>,
    data: Data,
}

impl Column {
    /// A feature column of these values: `Column::new("age", vec![Some(30.5), None])`.
    pub fn new(name: impl Into<Arc<str>>, values: impl Into<Values>) -> Column {
        Column::from_data(name, Data::Plain(values.into()))
    }

    /// A categorical feature column.
    pub fn categorical(name: impl Into<Arc<str>>, categories: Categories) -> Column {
        Column::from_data(name, Data::Categorical(categories))
    }

    fn from_data(name: impl Into<Arc<str>>, data: Data) -> Column {
        Column { name: name.into(), role: Role::default(), notes: Arc::default(), data }
    }

    /// A column of missing values.
    pub fn missing_values(name: impl Into<Arc<str>>, element: ElementType, rows: usize) -> Column {
        Column::new(name, Values::missing_values(element, rows))
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its role.
    pub fn role(&self) -> Role {
        self.role
    }

    /// Type of its values (of its levels when categorical).
    pub fn element(&self) -> ElementType {
        match &self.data {
            Data::Plain(values) => values.element(),
            Data::Categorical(categories) => categories.element(),
        }
    }

    /// Whether it has a closed set of levels.
    pub fn is_categorical(&self) -> bool {
        matches!(self.data, Data::Categorical(_))
    }

    /// Name, type and role without the values.
    pub fn schema(&self) -> ColumnSchema {
        ColumnSchema {
            name: self.name.to_string(),
            element: self.element(),
            categorical: self.is_categorical(),
            role: self.role,
        }
    }

    /// A remark that modules leave for each other, such as which task a score belongs to.
    pub fn note(&self, key: &str) -> Option<&str> {
        self.notes.get(key).map(String::as_str)
    }

    /// All remarks.
    pub fn notes(&self) -> &BTreeMap<String, String> {
        &self.notes
    }

    /// What it holds.
    pub fn data(&self) -> &Data {
        &self.data
    }

    /// Levels and codes, when categorical.
    pub fn categories(&self) -> Option<&Categories> {
        match &self.data {
            Data::Categorical(categories) => Some(categories),
            Data::Plain(_) => None,
        }
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        match &self.data {
            Data::Plain(values) => values.len(),
            Data::Categorical(categories) => categories.len(),
        }
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Bit set where not missing; none when nothing is missing.
    pub fn validity(&self) -> Option<&NullBuffer> {
        match &self.data {
            Data::Plain(values) => values.validity(),
            Data::Categorical(categories) => arrow_array::Array::nulls(categories.codes()),
        }
    }

    /// Whether the value of this row is missing.
    pub fn is_missing(&self, row: usize) -> bool {
        self.validity().is_some_and(|validity| validity.is_null(row))
    }

    /// How many values are missing.
    pub fn missing(&self) -> usize {
        self.validity().map_or(0, NullBuffer::null_count)
    }

    /// The value of a row, which must exist.
    pub fn cell(&self, row: usize) -> Cell<'_> {
        match &self.data {
            Data::Plain(values) => values.cell(row),
            Data::Categorical(categories) => categories.cell(row),
        }
    }

    /// The values in order.
    pub fn cells(&self) -> impl Iterator<Item = Cell<'_>> {
        (0..self.len()).map(|row| self.cell(row))
    }

    /// The value of a row as text; none when missing.
    pub fn text(&self, row: usize) -> Option<Cow<'_, str>> {
        self.cell(row).text()
    }

    /// The numbers of a plain Double column, with [`Column::validity`]; what stands where a value is missing means nothing.
    pub fn doubles(&self) -> Option<&[f64]> {
        match &self.data {
            Data::Plain(Values::Double(array)) => Some(array.values()),
            _ => None,
        }
    }

    /// The numbers of a plain Integer, DateTime or TimeSpan column; what stands where a value is missing means nothing.
    pub fn integers(&self) -> Option<&[i64]> {
        match &self.data {
            Data::Plain(Values::Integer(array)) => Some(array.values()),
            Data::Plain(Values::DateTime(array)) => Some(array.values()),
            Data::Plain(Values::TimeSpan(array)) => Some(array.values()),
            _ => None,
        }
    }

    /// The numeric view: numbers, booleans as 0 and 1, dates and durations in milliseconds, NaN where missing. None for text.
    pub fn numbers(&self) -> Option<Vec<f64>> {
        if self.element() == ElementType::String {
            return None;
        }
        if let Data::Plain(Values::Double(array)) = &self.data
            && self.missing() == 0
        {
            return Some(array.values().to_vec());
        }
        Some(self.cells().map(|cell| cell.number().unwrap_or(f64::NAN)).collect())
    }

    /// Levels and codes: its own when categorical, else the distinct values in rising order.
    pub fn encoded(&self) -> Categories {
        match &self.data {
            Data::Categorical(categories) => categories.clone(),
            Data::Plain(values) => Categories::encode(values),
        }
    }

    /// The values row by row, levels written out.
    pub fn values(&self) -> Values {
        match &self.data {
            Data::Plain(values) => values.clone(),
            Data::Categorical(categories) => categories.decode(),
        }
    }

    /// The same column as a categorical one.
    pub fn to_categorical(&self) -> Column {
        self.with_data(Data::Categorical(self.encoded()))
    }

    /// The same column with its levels written out.
    pub fn to_plain(&self) -> Column {
        self.with_data(Data::Plain(self.values()))
    }

    /// The same column converted to another element type; a categorical one stays categorical. See [`Values::convert`].
    pub fn convert(&self, element: ElementType) -> Result<Column, TableError> {
        if element == self.element() {
            return Ok(self.clone());
        }
        let values = self.values();
        let converted = values.convert(element).map_err(|row| TableError::CannotConvert {
            column: self.name.to_string(),
            row: row + 1,
            value: shorten(&values.cell(row).text().unwrap_or_default()),
            to: element,
        })?;
        let column = self.with_data(Data::Plain(converted));
        Ok(if self.is_categorical() { column.to_categorical() } else { column })
    }

    /// The same column with another name.
    pub fn renamed(&self, name: impl Into<Arc<str>>) -> Column {
        Column { name: name.into(), ..self.clone() }
    }

    /// The same column in another role.
    pub fn with_role(&self, role: Role) -> Column {
        Column { role, ..self.clone() }
    }

    /// The same column with a remark (see [`Column::note`]).
    pub fn with_note(&self, key: impl Into<String>, value: impl Into<String>) -> Column {
        let mut notes = (*self.notes).clone();
        notes.insert(key.into(), value.into());
        self.with_notes(notes)
    }

    pub(crate) fn with_notes(&self, notes: BTreeMap<String, String>) -> Column {
        Column { notes: Arc::new(notes), ..self.clone() }
    }

    /// Name, role and remarks of this column over other values.
    pub fn with_values(&self, values: impl Into<Values>) -> Column {
        self.with_data(Data::Plain(values.into()))
    }

    /// Name, role and remarks of this column over other data.
    pub fn with_data(&self, data: Data) -> Column {
        Column { data, ..self.clone() }
    }

    /// The rows at these positions, which must exist; `None` gives a missing value.
    pub(crate) fn take(&self, indices: &UInt32Array) -> Column {
        self.with_data(match &self.data {
            Data::Plain(values) => Data::Plain(take(values, indices)),
            Data::Categorical(categories) => Data::Categorical(categories.take(indices)),
        })
    }

    pub(crate) fn slice(&self, offset: usize, length: usize) -> Column {
        self.with_data(match &self.data {
            Data::Plain(values) => {
                Data::Plain(Values::unchecked(values.array().slice(offset, length), values.element()))
            }
            Data::Categorical(categories) => Data::Categorical(categories.slice(offset, length)),
        })
    }

    /// This column with the rows of `below` under it. Integer and Double meet in Double; other types must agree. Categorical stays
    /// categorical when both are, with the levels of both.
    pub fn concat(&self, below: &Column) -> Result<Column, TableError> {
        let element = match (self.element(), below.element()) {
            (left, right) if left == right => left,
            (left, right) if left.is_numeric() && right.is_numeric() => ElementType::Double,
            (left, right) => {
                return Err(TableError::IncompatibleTypes {
                    column: self.name.to_string(),
                    left: left.to_string(),
                    right: right.to_string(),
                });
            }
        };
        let (above, below_converted) = (self.convert(element)?, below.convert(element)?);
        let values = concat(&[&above.values(), &below_converted.values()], &self.name)?;
        let plain = self.with_data(Data::Plain(values));
        match (above.categories(), below_converted.categories()) {
            (Some(left), Some(right)) if left.levels() == right.levels() => {
                let codes = left.codes().iter().chain(right.codes().iter()).collect();
                Ok(match Categories::new(codes, left.levels().clone()) {
                    Some(categories) => self.with_data(Data::Categorical(categories)),
                    None => plain,
                })
            }
            (Some(_), Some(_)) => Ok(plain.to_categorical()),
            _ => Ok(plain),
        }
    }
}

/// The first 40 characters.
pub(crate) fn shorten(text: &str) -> String {
    match text.char_indices().nth(40) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

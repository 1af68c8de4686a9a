//! Datasets as arrow record batches and back: roles and notes ride in the field metadata, categories are dictionaries.

use crate::column::Data;
use crate::{Categories, Column, Dataset, ElementType, Role, TableError, Values};
use arrow_array::types::{
    Date32Type, Date64Type, DurationMicrosecondType, DurationNanosecondType, DurationSecondType, Float32Type,
    Int8Type, Int16Type, Int32Type, TimestampMicrosecondType, TimestampNanosecondType, TimestampSecondType,
    UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{
    Array, ArrayRef, ArrowPrimitiveType, DictionaryArray, RecordBatch, RecordBatchOptions, UInt32Array,
    cast::AsArray as _,
};
use arrow_schema::{DataType, Field, TimeUnit};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

const ROLE: &str = "ml:role";
const NOTES: &str = "ml:notes";

impl Dataset {
    /// As one arrow record batch.
    pub fn to_record_batch(&self) -> Result<RecordBatch, TableError> {
        self.to_batch(true)
    }

    /// The same with or without dictionaries for categories.
    pub(crate) fn to_batch(&self, dictionaries: bool) -> Result<RecordBatch, TableError> {
        let mut fields = Vec::with_capacity(self.columns().len());
        let mut arrays: Vec<ArrayRef> = Vec::with_capacity(self.columns().len());
        for column in self.columns() {
            let array = match column.data() {
                Data::Categorical(categories) if dictionaries => Arc::new(
                    DictionaryArray::<UInt32Type>::try_new(
                        categories.codes().clone(),
                        categories.levels().to_array(),
                    )
                    .map_err(not_writable)?,
                ),
                _ => column.values().to_array(),
            };
            let mut metadata = HashMap::from([(ROLE.to_owned(), column.role().name().to_owned())]);
            if !column.notes().is_empty() {
                let notes = serde_json::to_string(column.notes()).unwrap_or_default();
                metadata.insert(NOTES.to_owned(), notes);
            }
            let field = Field::new(column.name(), array.data_type().clone(), true).with_metadata(metadata);
            fields.push(field);
            arrays.push(array);
        }
        let options = RecordBatchOptions::new().with_row_count(Some(self.rows()));
        RecordBatch::try_new_with_options(Arc::new(arrow_schema::Schema::new(fields)), arrays, &options)
            .map_err(not_writable)
    }

    /// From an arrow record batch, ours or another program's: smaller and unsigned numbers, other units of time and long texts are
    /// converted; nested types are refused.
    pub fn from_record_batch(batch: &RecordBatch) -> Result<Dataset, TableError> {
        let schema = batch.schema();
        let columns = schema
            .fields()
            .iter()
            .zip(batch.columns())
            .map(|(field, array)| column_from_arrow(field, array))
            .collect::<Result<Vec<Column>, TableError>>()?;
        Dataset::with_rows(batch.num_rows(), columns)
    }
}

fn not_writable(error: arrow_schema::ArrowError) -> TableError {
    TableError::NotWritable { format: "Arrow", reason: error.to_string() }
}

fn column_from_arrow(field: &Field, array: &ArrayRef) -> Result<Column, TableError> {
    let name = field.name().as_str();
    let column = match array.data_type() {
        DataType::Dictionary(_, _) => {
            let dictionary = array.as_any_dictionary();
            let levels = plain_from_arrow(name, dictionary.values())?;
            // It refuses a dictionary without levels, where every row is missing.
            let keys = if levels.is_empty() { vec![0; array.len()] } else { dictionary.normalized_keys() };
            let codes: UInt32Array = (0..array.len())
                .map(|row| (!dictionary.keys().is_null(row)).then(|| keys[row] as u32))
                .collect();
            match Categories::new(codes.clone(), levels.clone()) {
                Some(categories) => Column::categorical(name, categories),
                // A dictionary with a missing level: written out, then encoded anew.
                None => Column::new(name, crate::values::take(&levels, &codes)).to_categorical(),
            }
        }
        _ => Column::new(name, plain_from_arrow(name, array)?),
    };
    let role = field.metadata().get(ROLE).and_then(|role| Role::from_name(role)).unwrap_or_default();
    let notes: BTreeMap<String, String> =
        field.metadata().get(NOTES).and_then(|notes| serde_json::from_str(notes).ok()).unwrap_or_default();
    Ok(column.with_role(role).with_notes(notes))
}

fn plain_from_arrow(name: &str, array: &ArrayRef) -> Result<Values, TableError> {
    if let Some(values) = Values::from_array(array.as_ref()) {
        return Ok(values);
    }
    let unsupported =
        || TableError::UnsupportedType { column: name.to_owned(), found: array.data_type().to_string() };
    let milliseconds = |element, values: Vec<Option<i64>>| {
        let integers = arrow_array::Int64Array::from(values);
        Values::unchecked(retyped(integers, element), element)
    };
    Ok(match array.data_type() {
        DataType::Null => Values::missing_values(ElementType::String, array.len()),
        DataType::Int8 => integers::<Int8Type>(array, i64::from),
        DataType::Int16 => integers::<Int16Type>(array, i64::from),
        DataType::Int32 => integers::<Int32Type>(array, i64::from),
        DataType::UInt8 => integers::<UInt8Type>(array, i64::from),
        DataType::UInt16 => integers::<UInt16Type>(array, i64::from),
        DataType::UInt32 => integers::<UInt32Type>(array, i64::from),
        DataType::UInt64 => {
            let values = array.as_primitive::<UInt64Type>();
            match values
                .iter()
                .map(|value| value.map(i64::try_from).transpose())
                .collect::<Result<Vec<_>, _>>()
            {
                Ok(integers) => integers.into(),
                Err(_) => {
                    values.iter().map(|value| value.map(|value| value as f64)).collect::<Vec<_>>().into()
                }
            }
        }
        DataType::Float32 => array
            .as_primitive::<Float32Type>()
            .iter()
            .map(|value| value.map(f64::from))
            .collect::<Vec<_>>()
            .into(),
        DataType::LargeUtf8 => array.as_string::<i64>().iter().collect::<Vec<_>>().into(),
        DataType::Utf8View => array.as_string_view().iter().collect::<Vec<_>>().into(),
        DataType::Date32 => milliseconds(
            ElementType::DateTime,
            scaled::<Date32Type>(array, |days| i64::from(days) * 86_400_000),
        ),
        DataType::Date64 => milliseconds(ElementType::DateTime, scaled::<Date64Type>(array, |value| value)),
        // Instants with a zone are in UTC already.
        DataType::Timestamp(unit, _) => milliseconds(
            ElementType::DateTime,
            match unit {
                TimeUnit::Second => scaled::<TimestampSecondType>(array, |value| value.saturating_mul(1_000)),
                TimeUnit::Millisecond => {
                    scaled::<arrow_array::types::TimestampMillisecondType>(array, |value| value)
                }
                TimeUnit::Microsecond => {
                    scaled::<TimestampMicrosecondType>(array, |value| value.div_euclid(1_000))
                }
                TimeUnit::Nanosecond => {
                    scaled::<TimestampNanosecondType>(array, |value| value.div_euclid(1_000_000))
                }
            },
        ),
        DataType::Duration(unit) => milliseconds(
            ElementType::TimeSpan,
            match unit {
                TimeUnit::Second => scaled::<DurationSecondType>(array, |value| value.saturating_mul(1_000)),
                TimeUnit::Microsecond => scaled::<DurationMicrosecondType>(array, |value| value / 1_000),
                TimeUnit::Nanosecond => scaled::<DurationNanosecondType>(array, |value| value / 1_000_000),
                TimeUnit::Millisecond => return Err(unsupported()),
            },
        ),
        _ => return Err(unsupported()),
    })
}

fn integers<T: ArrowPrimitiveType>(array: &ArrayRef, widen: impl Fn(T::Native) -> i64) -> Values {
    array.as_primitive::<T>().iter().map(|value| value.map(&widen)).collect::<Vec<Option<i64>>>().into()
}

fn scaled<T: ArrowPrimitiveType>(array: &ArrayRef, scale: impl Fn(T::Native) -> i64) -> Vec<Option<i64>> {
    array.as_primitive::<T>().iter().map(|value| value.map(&scale)).collect()
}

/// The same 64 bits as a date or duration.
fn retyped(integers: arrow_array::Int64Array, element: ElementType) -> ArrayRef {
    match element {
        ElementType::DateTime => {
            Arc::new(integers.reinterpret_cast::<arrow_array::types::TimestampMillisecondType>())
        }
        _ => Arc::new(integers.reinterpret_cast::<arrow_array::types::DurationMillisecondType>()),
    }
}

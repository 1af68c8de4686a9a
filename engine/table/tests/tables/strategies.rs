//! Datasets for property tests.

use ml_table::{Cell, Column, Dataset, ElementType, Values, ValuesBuilder};
use proptest::prelude::*;

/// A column of values of any type, some missing. Text may hold anything; numbers are finite.
pub fn values(rows: usize) -> impl Strategy<Value = Values> {
    let cells = move |element: ElementType| {
        let value = match element {
            ElementType::String => prop_oneof![
                "[a-z ,\"\n\r\t;äé日]{0,8}".prop_map(Owned::Text),
                any::<String>().prop_map(Owned::Text),
            ]
            .boxed(),
            ElementType::Integer => any::<i64>().prop_map(Owned::Integer).boxed(),
            ElementType::Double => prop_oneof![
                any::<f64>().prop_filter("finite", |value| value.is_finite()),
                (-100_000_i32..100_000).prop_map(|value| f64::from(value) / 100.0),
            ]
            .prop_map(Owned::Double)
            .boxed(),
            ElementType::Boolean => any::<bool>().prop_map(Owned::Boolean).boxed(),
            ElementType::DateTime => {
                (-62_135_596_800_000_i64..253_402_300_800_000).prop_map(Owned::DateTime).boxed()
            }
            ElementType::TimeSpan => {
                (-8_000_000_000_000_i64..8_000_000_000_000).prop_map(Owned::TimeSpan).boxed()
            }
        };
        prop::collection::vec(prop::option::weighted(0.8, value), rows).prop_map(move |cells| {
            let mut builder = ValuesBuilder::new(element, rows);
            for cell in &cells {
                builder.push(cell.as_ref().map_or(Cell::Missing, Owned::cell)).expect("values of the type");
            }
            builder.finish()
        })
    };
    prop::sample::select(ElementType::ALL.to_vec()).prop_flat_map(cells)
}

/// A dataset of one to five columns and up to twelve rows; columns may be categorical.
pub fn dataset() -> impl Strategy<Value = Dataset> {
    (1_usize..6, 0_usize..12).prop_flat_map(|(columns, rows)| {
        prop::collection::vec((values(rows), any::<bool>(), "[a-zA-Z ,é]{0,6}"), columns).prop_map(
            |columns| {
                Dataset::new(columns.into_iter().map(|(values, categorical, name)| {
                    let column = Column::new(name, values);
                    if categorical { column.to_categorical() } else { column }
                }))
                .expect("columns of one length")
            },
        )
    })
}

#[derive(Clone, Debug)]
enum Owned {
    Text(String),
    Integer(i64),
    Double(f64),
    Boolean(bool),
    DateTime(i64),
    TimeSpan(i64),
}

impl Owned {
    fn cell(&self) -> Cell<'_> {
        match self {
            Owned::Text(text) => Cell::String(text),
            Owned::Integer(value) => Cell::Integer(*value),
            Owned::Double(value) => Cell::Double(*value),
            Owned::Boolean(value) => Cell::Boolean(*value),
            Owned::DateTime(value) => Cell::DateTime(*value),
            Owned::TimeSpan(value) => Cell::TimeSpan(*value),
        }
    }
}

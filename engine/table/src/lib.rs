//! Dataset: typed Arrow columns with roles and categories; readers, writers, profiles, column selection.
//!
//! A [`Dataset`] is a list of [`Column`]s of equal length under unique names. A column holds [`Values`] of one [`ElementType`], or
//! [`Categories`]: levels of one element type and a code for each row. Missing values are nulls of the arrow arrays. All of it is
//! immutable and shared: cloning copies pointers, and every change makes a new dataset.
//!
//! ```
//! use ml_table::{Column, Dataset, Role};
//!
//! let people = Dataset::new([
//!     Column::new("name", vec!["Ada", "Grace"]),
//!     Column::new("age", vec![Some(36_i64), None]).with_role(Role::Label),
//! ])?;
//! assert_eq!(people.rows(), 2);
//! assert!(people.column("age")?.is_missing(1));
//! assert_eq!(people.column("age")?.numbers().map(|numbers| numbers[0]), Some(36.0));
//! # Ok::<(), ml_table::TableError>(())
//! ```

mod arrow;
mod calendar;
mod categories;
mod cell;
mod column;
mod dataset;
mod date_format;
mod element;
mod error;
mod hash;
pub mod parse;
mod profile;
pub mod read;
mod schema;
mod selection;
mod values;
pub mod write;

pub use calendar::{CivilTime, format_datetime, format_timespan, parse_datetime, parse_timespan};
pub use categories::Categories;
pub use cell::{Cell, format_double};
pub use column::{Column, Data};
pub use dataset::Dataset;
pub use date_format::parse_datetime_as;
pub use element::{ElementType, Role};
pub use error::TableError;
pub use profile::{Bar, Profile, profile, quantile};
pub use schema::{ColumnSchema, Schema};
pub use selection::{resolve, resolve_one, resolve_some};
pub use values::{DoesNotFit, Values, ValuesBuilder};

//! Behaviour of tables: rows and columns, files read and written, profiles.

mod arff;
mod csv;
mod datasets;
mod formats;
mod packages;
mod profiles;
mod strategies;

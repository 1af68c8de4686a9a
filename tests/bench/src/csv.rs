//! A CSV file into a typed dataset, reading the file included.

use crate::Result;
use crate::data::timed;
use ml_graph::DataFormat;
use serde_json::{Value, json};
use std::path::Path;

/// Reads the file; gives its size, so that the caller sees that all of it was read.
pub fn run(file: &Path) -> Result<Value> {
    let (dataset, read) = timed(|| -> Result<_> {
        let bytes = std::fs::read(file)?;
        Ok(ml_table::read::dataset(&bytes, DataFormat::Csv)?)
    });
    let dataset = dataset?;
    let types: Vec<String> = dataset.columns().iter().map(|column| column.schema().type_name()).collect();
    Ok(json!({ "read": read, "rows": dataset.rows(), "types": types }))
}

//! Parquet; not in the browser.

use crate::{Dataset, TableError};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

/// Reads a Parquet file of flat columns.
pub fn parquet(bytes: &[u8]) -> Result<Dataset, TableError> {
    let malformed = |reason: String| {
        TableError::Malformed {
        format: "Parquet",
        line: None,
        character: None,
        reason,
        help: "Write the file again with the program that made it, with flat columns and Snappy or no compression."
            .to_owned(),
    }
    };
    let builder = ParquetRecordBatchReaderBuilder::try_new(bytes::Bytes::copy_from_slice(bytes))
        .map_err(|error| malformed(error.to_string()))?;
    let schema = builder.schema().clone();
    let reader = builder.build().map_err(|error| malformed(error.to_string()))?;
    let mut whole: Option<Dataset> = None;
    for batch in reader {
        let part = Dataset::from_record_batch(&batch.map_err(|error| malformed(error.to_string()))?)?;
        whole = Some(match whole {
            Some(above) => above.concat(&part)?,
            None => part,
        });
    }
    match whole {
        Some(dataset) => Ok(dataset),
        None => Dataset::from_record_batch(&arrow_array::RecordBatch::new_empty(schema)),
    }
}

//! Parquet, for other programs; not in the browser.

use crate::{Dataset, TableError};
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::file::properties::WriterProperties;

/// Parquet, compressed with Snappy. Categories are written out as their values.
pub fn parquet(dataset: &Dataset) -> Result<Vec<u8>, TableError> {
    if dataset.columns().is_empty() {
        return Err(TableError::NotWritable { format: "Parquet", reason: "it has no columns".to_owned() });
    }
    let batch = dataset.to_batch(false)?;
    let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).build();
    let failed = |error: parquet::errors::ParquetError| TableError::NotWritable {
        format: "Parquet",
        reason: error.to_string(),
    };
    let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), Some(properties)).map_err(failed)?;
    writer.write(&batch).map_err(failed)?;
    writer.into_inner().map_err(failed)
}

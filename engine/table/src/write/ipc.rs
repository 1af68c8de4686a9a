//! Arrow IPC, the form in which datasets are stored and cross to other programs.

use crate::{Dataset, TableError};
use arrow_ipc::writer::FileWriter;

/// The file form, with roles, categories and notes; `read::ipc` gives the same dataset back.
pub fn ipc(dataset: &Dataset) -> Result<Vec<u8>, TableError> {
    let batch = dataset.to_record_batch()?;
    let failed = |error: arrow_schema::ArrowError| TableError::NotWritable {
        format: "Arrow IPC",
        reason: error.to_string(),
    };
    let mut writer = FileWriter::try_new(Vec::new(), batch.schema_ref()).map_err(failed)?;
    writer.write(&batch).map_err(failed)?;
    writer.into_inner().map_err(failed)
}

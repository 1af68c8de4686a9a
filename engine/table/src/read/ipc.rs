//! Arrow IPC: the file form and the stream form.

use crate::{Dataset, TableError};
use arrow_ipc::reader::{FileReader, StreamReader};
use arrow_schema::ArrowError;
use std::io::Cursor;

/// Reads Arrow IPC, told apart by the magic of the file form. Batches come one below the other.
pub fn ipc(bytes: &[u8]) -> Result<Dataset, TableError> {
    if bytes.starts_with(b"ARROW1") {
        let reader = FileReader::try_new(Cursor::new(bytes), None).map_err(malformed)?;
        let schema = reader.schema();
        gather(schema, reader)
    } else {
        let reader = StreamReader::try_new(Cursor::new(bytes), None).map_err(malformed)?;
        let schema = reader.schema();
        gather(schema, reader)
    }
}

fn gather(
    schema: arrow_schema::SchemaRef,
    batches: impl Iterator<Item = Result<arrow_array::RecordBatch, ArrowError>>,
) -> Result<Dataset, TableError> {
    let mut whole: Option<Dataset> = None;
    for batch in batches {
        let part = Dataset::from_record_batch(&batch.map_err(malformed)?)?;
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

fn malformed(error: ArrowError) -> TableError {
    TableError::Malformed {
        format: "Arrow IPC",
        line: None,
        character: None,
        reason: error.to_string(),
        help: "Write the file again with the program that made it.".to_owned(),
    }
}

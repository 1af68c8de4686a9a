//! Tables on their way to and from a script: a folder of plain files that base R and pandas alike read without further packages.
//!
//! ```text
//! columns     a line a column: type, `categorical` or nothing, name; tab separated
//! rows        the number of rows
//! 0.values    the first column: 8-byte little-endian numbers, or a line a value
//! 0.missing   a byte a row: 1 where the value is missing
//! ```
//! Numbers are doubles, except whole numbers for Python (`integers`), which are 8-byte integers: base R has none of that size. Booleans are the doubles 0 and 1; dates and time spans
//! are milliseconds as doubles. In lines, `%`, line feed and carriage return stand as `%25`, `%0A`, `%0D`.

use ml_table::{Cell, Column, Dataset, ElementType, TableError, ValuesBuilder};
use std::fs;
use std::io;
use std::path::Path;

/// Writes a table into `folder`, which it makes.
pub(super) fn write(dataset: &Dataset, folder: &Path, integers: bool) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let mut names = String::new();
    for (index, column) in dataset.columns().iter().enumerate() {
        let categorical = if column.is_categorical() { "categorical" } else { "" };
        names.push_str(&format!("{}\t{categorical}\t{}\n", column.element(), escape(column.name())));
        let missing: Vec<u8> = (0..column.len()).map(|row| u8::from(column.is_missing(row))).collect();
        fs::write(folder.join(format!("{index}.missing")), missing)?;
        fs::write(folder.join(format!("{index}.values")), values(column, integers))?;
    }
    fs::write(folder.join("columns"), names)?;
    fs::write(folder.join("rows"), dataset.rows().to_string())
}

fn values(column: &Column, integers: bool) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(column.len() * 8);
    for cell in column.cells() {
        match (column.element(), cell) {
            (ElementType::String, _) => {
                bytes.extend_from_slice(escape(&cell.text().unwrap_or_default()).as_bytes());
                bytes.push(b'\n');
            }
            (ElementType::Integer, Cell::Integer(value)) if integers => bytes.extend(value.to_le_bytes()),
            (ElementType::Integer, _) if integers => bytes.extend(0_i64.to_le_bytes()),
            _ => bytes.extend(cell.number().unwrap_or(f64::NAN).to_le_bytes()),
        }
    }
    bytes
}

/// Why a table did not come back.
#[derive(Debug, thiserror::Error)]
pub(super) enum ReadError {
    /// The files cannot be read.
    #[error(transparent)]
    File(#[from] io::Error),
    /// The files are not what the driver writes.
    #[error("the files of the result are damaged")]
    Damaged,
    /// The columns make no table.
    #[error(transparent)]
    Table(#[from] TableError),
}

/// Reads a table from `folder`.
pub(super) fn read(folder: &Path, integers: bool) -> Result<Dataset, ReadError> {
    let names = fs::read_to_string(folder.join("columns"))?;
    let rows = fs::read_to_string(folder.join("rows"))?.trim().parse().map_err(|_| ReadError::Damaged)?;
    let mut columns = Vec::new();
    for (index, line) in names.lines().enumerate() {
        let mut parts = line.splitn(3, '\t');
        let (Some(element), Some(categorical), Some(name)) = (parts.next(), parts.next(), parts.next())
        else {
            return Err(ReadError::Damaged);
        };
        let element = ElementType::from_name(element).ok_or(ReadError::Damaged)?;
        let missing = fs::read(folder.join(format!("{index}.missing")))?;
        let values = fs::read(folder.join(format!("{index}.values")))?;
        let column = column(&unescape(name), element, &missing, &values, integers)?;
        columns.push(if categorical == "categorical" { column.to_categorical() } else { column });
    }
    Ok(Dataset::with_rows(rows, columns)?)
}

fn column(
    name: &str,
    element: ElementType,
    missing: &[u8],
    bytes: &[u8],
    integers: bool,
) -> Result<Column, ReadError> {
    let rows = missing.len();
    let mut values = ValuesBuilder::new(element, rows);
    if element == ElementType::String {
        let text = std::str::from_utf8(bytes).map_err(|_| ReadError::Damaged)?;
        let mut lines = text.split('\n');
        for missing in missing {
            let line = unescape(lines.next().ok_or(ReadError::Damaged)?);
            values
                .push(if *missing == 1 { Cell::Missing } else { Cell::String(&line) })
                .map_err(|_| ReadError::Damaged)?;
        }
    } else {
        if bytes.len() != rows * 8 {
            return Err(ReadError::Damaged);
        }
        for (missing, number) in missing.iter().zip(bytes.chunks_exact(8)) {
            let number: [u8; 8] = number.try_into().map_err(|_| ReadError::Damaged)?;
            let cell = match element {
                _ if *missing == 1 => Cell::Missing,
                ElementType::Integer if integers => Cell::Integer(i64::from_le_bytes(number)),
                ElementType::Integer => Cell::Integer(f64::from_le_bytes(number) as i64),
                ElementType::Boolean => Cell::Boolean(f64::from_le_bytes(number) != 0.0),
                ElementType::DateTime => Cell::DateTime(f64::from_le_bytes(number) as i64),
                ElementType::TimeSpan => Cell::TimeSpan(f64::from_le_bytes(number) as i64),
                _ => Cell::Double(f64::from_le_bytes(number)),
            };
            values.push(cell).map_err(|_| ReadError::Damaged)?;
        }
    }
    Ok(Column::new(name, values.finish()))
}

fn escape(text: &str) -> String {
    text.replace('%', "%25").replace('\n', "%0A").replace('\r', "%0D")
}

fn unescape(text: &str) -> String {
    text.replace("%0A", "\n").replace("%0D", "\r").replace("%25", "%")
}

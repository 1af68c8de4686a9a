//! Comma- and tab-separated text.

use crate::{Cell, Column, Dataset, format_double};
use std::fmt::Write as _;

/// Comma-separated text in UTF-8 with a header, lines ending in `\n`.
///
/// Missing values are empty, in text columns too; an empty text is written `""`. Text that a reader could take for something else
/// (delimiters, quotes, line ends, blanks at its ends) is quoted.
pub fn csv(dataset: &Dataset) -> String {
    delimited(dataset, ',', true)
}

/// The same with another delimiter, or without a header.
pub fn delimited(dataset: &Dataset, delimiter: char, header: bool) -> String {
    let columns = dataset.columns();
    let mut out = String::with_capacity(dataset.rows() * columns.len() * 8);
    if header {
        for (index, column) in columns.iter().enumerate() {
            if index > 0 {
                out.push(delimiter);
            }
            text(&mut out, column.name(), delimiter);
        }
        out.push('\n');
    }
    for row in 0..dataset.rows() {
        for (index, column) in columns.iter().enumerate() {
            if index > 0 {
                out.push(delimiter);
            }
            cell(&mut out, column, row, delimiter);
        }
        out.push('\n');
    }
    // With zeros among its characters, a text may look like UTF-16 to whoever reads it; the mark says that it is not.
    if out.contains('\0') {
        out.insert(0, '\u{feff}');
    }
    out
}

fn cell(out: &mut String, column: &Column, row: usize, delimiter: char) {
    match column.cell(row) {
        // Text can be missing and empty; only for the latter are there quotes.
        Cell::String(value) => text(out, value, delimiter),
        Cell::Integer(value) => {
            let _ = write!(out, "{value}");
        }
        Cell::Double(value) => out.push_str(&format_double(value)),
        other => out.push_str(&other.text().unwrap_or_default()),
    }
}

fn text(out: &mut String, value: &str, delimiter: char) {
    let quoted = value.is_empty()
        || value.starts_with(' ')
        || value.ends_with(' ')
        || value.contains([delimiter, '"', '\n', '\r', '\t'])
        || value.starts_with('\u{feff}');
    if !quoted {
        out.push_str(value);
        return;
    }
    out.push('"');
    for letter in value.chars() {
        if letter == '"' {
            out.push('"');
        }
        out.push(letter);
    }
    out.push('"');
}

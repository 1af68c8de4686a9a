//! How a text file of rows is laid out: what stands between its fields, and whether its first row names the columns.

use super::csv::Dialect;
use super::encoding::{self, decode};
use crate::parse;
use ml_graph::DataFormat;

/// How a data file turned out to be laid out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// What it is; for delimited text, with or without a row that names the columns.
    pub format: DataFormat,
    /// The encoding of a text file, as people call it.
    pub encoding: Option<&'static str>,
    /// What stands between the fields of delimited text.
    pub delimiter: Option<u8>,
    /// The name of the file in a zip that holds the rows.
    pub packed: Option<String>,
}

impl Layout {
    /// How this file, which is no zip, is laid out.
    pub(super) fn of(bytes: &[u8], format: DataFormat, header_known: bool) -> Layout {
        let is_delimited = usual(format).is_some();
        let is_text = is_delimited || matches!(format, DataFormat::Arff | DataFormat::SvmLight);
        Layout {
            format: match format {
                DataFormat::Csv if !header_known && !has_header(bytes) => DataFormat::CsvHeaderless,
                DataFormat::Tsv if !header_known && !has_header(bytes) => DataFormat::TsvHeaderless,
                format => format,
            },
            encoding: is_text.then(|| encoding::name(bytes)),
            delimiter: is_delimited.then(|| dialect(bytes, format).delimiter),
            packed: None,
        }
    }

    /// As people say it: “CSV with semicolons, without header, Windows-1252”.
    pub fn describe(&self) -> String {
        let mut text = self.format.title().to_owned();
        match (self.format, self.delimiter) {
            (DataFormat::Csv | DataFormat::CsvHeaderless, Some(b';')) => text.push_str(" with semicolons"),
            (_, Some(b'|')) => text.push_str(" with bars"),
            (DataFormat::Csv | DataFormat::CsvHeaderless, Some(b'\t')) => text.push_str(" with tabs"),
            (DataFormat::Tsv | DataFormat::TsvHeaderless, Some(b',')) => text.push_str(" with commas"),
            (DataFormat::Tsv | DataFormat::TsvHeaderless, Some(b';')) => text.push_str(" with semicolons"),
            _ => {}
        }
        match self.format {
            DataFormat::Csv | DataFormat::Tsv => text.push_str(", first row names the columns"),
            DataFormat::CsvHeaderless | DataFormat::TsvHeaderless => text.push_str(", no header"),
            _ => {}
        }
        if let Some(encoding) = self.encoding {
            text.push_str(&format!(", {encoding}"));
        }
        if let Some(name) = &self.packed {
            text.push_str(&format!(", `{name}` in a zip"));
        }
        text
    }
}

/// How much of a file is looked at.
const HEAD: usize = 64 << 10;
const LINES: usize = 50;

/// Delimiters that files have, the likeliest first.
const DELIMITERS: [u8; 4] = [b',', b'\t', b';', b'|'];

/// The dialect that files of this format have, if they are delimited text.
fn usual(format: DataFormat) -> Option<Dialect> {
    match format {
        DataFormat::Csv => Some(Dialect::COMMA),
        DataFormat::CsvHeaderless => Some(Dialect { header: false, ..Dialect::COMMA }),
        DataFormat::Tsv => Some(Dialect::TAB),
        DataFormat::TsvHeaderless => Some(Dialect { header: false, ..Dialect::TAB }),
        _ => None,
    }
}

/// The dialect of a delimited file of this format, with the delimiter that it really has.
pub(super) fn dialect(bytes: &[u8], format: DataFormat) -> Dialect {
    with_delimiter(bytes, usual(format).unwrap_or(Dialect::COMMA))
}

/// The delimiter of a file that is said to have `usual`: another one only when the first row does not have `usual` and all rows agree on
/// the other. Later rows may have `usual` inside their fields: `1,5` is a number where semicolons stand between fields.
fn with_delimiter(bytes: &[u8], usual: Dialect) -> Dialect {
    let text = head(bytes);
    let lines = lines(&text);
    if lines.first().is_some_and(|line| fields(line, usual.delimiter) > 1) {
        return usual;
    }
    let agreed = DELIMITERS.into_iter().find(|delimiter| {
        let count = lines.first().map_or(1, |line| fields(line, *delimiter));
        count > 1 && lines.len() > 1 && lines.iter().all(|line| fields(line, *delimiter) == count)
    });
    Dialect { delimiter: agreed.unwrap_or(usual.delimiter), ..usual }
}

/// Whether the first row names the columns: it does unless all of it are numbers, which no one calls columns.
pub fn has_header(bytes: &[u8]) -> bool {
    let text = head(bytes);
    let lines = lines(&text);
    let Some(first) = lines.first() else { return true };
    let delimiter = with_delimiter(bytes, Dialect::COMMA).delimiter;
    let delimiter = if fields(first, b'\t') > fields(first, delimiter) { b'\t' } else { delimiter };
    let is_number = |field: &[u8]| parse::double(field).is_some();
    let is_name = |field: &[u8]| !is_number(field) && !parse::is_missing(field);
    let cells: Vec<&[u8]> =
        first.as_bytes().split(|byte| *byte == delimiter).map(<[u8]>::trim_ascii).collect();
    cells.iter().any(|cell| is_name(cell)) || !cells.iter().any(|cell| is_number(cell))
}

/// The beginning of the file, without a line that is cut off.
fn head(bytes: &[u8]) -> String {
    let cut = bytes.len() > HEAD;
    let mut text = decode(&bytes[..bytes.len().min(HEAD)]).into_owned();
    if cut && let Some(end) = text.rfind('\n') {
        text.truncate(end);
    }
    text
}

/// The first rows; a field in quotes may run over lines.
fn lines(text: &str) -> Vec<&str> {
    let mut lines = Vec::new();
    let mut begin = 0;
    let mut quoted = false;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' | b'\r' if !quoted => {
                if !text[begin..at].trim().is_empty() {
                    lines.push(&text[begin..at]);
                }
                begin = at + 1;
                if lines.len() == LINES {
                    return lines;
                }
            }
            _ => {}
        }
    }
    if !text[begin..].trim().is_empty() {
        lines.push(&text[begin..]);
    }
    lines
}

fn fields(line: &str, delimiter: u8) -> usize {
    let mut quoted = false;
    let mut count = 1;
    for byte in line.bytes() {
        match byte {
            b'"' => quoted = !quoted,
            _ if byte == delimiter && !quoted => count += 1,
            _ => {}
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_say_how_they_are_laid_out() {
        for (text, delimiter) in [
            ("a;b\n1,5;2\n", b';'),
            ("a;b\n1,5;2\n1,5\n", b','),
            ("a,b;c\n1;2\n", b','),
            ("a;b\n1;2\n", b';'),
            ("a|b|c\n1|2|3\n\n", b'|'),
            ("a\tb\n\"x\ty\"\tz\n", b'\t'),
            ("a;b\n1\n", b','),
            ("\"a;b\"\n\"c;d\"\n", b','),
            ("a;b\n\"1;\n2\";3\n", b';'),
            ("", b','),
            ("a;b", b','),
        ] {
            assert_eq!(with_delimiter(text.as_bytes(), Dialect::COMMA).delimiter, delimiter, "{text}");
        }
        for (text, header) in [
            ("a,b\n1,2\n", true),
            ("1,2\n3,4\n", false),
            ("1,x\n", true),
            ("1,?\n", false),
            ("", true),
            ("1\t2\n", false),
        ] {
            assert_eq!(has_header(text.as_bytes()), header, "{text}");
        }
    }
}

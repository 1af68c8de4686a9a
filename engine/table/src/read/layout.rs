//! How a text file of rows is laid out: what stands between its fields, and whether its first row names the columns.

use super::csv::Dialect;
use super::encoding::decode;
use crate::parse;

/// How much of a file is looked at.
const HEAD: usize = 64 << 10;
const LINES: usize = 50;

/// Delimiters that files have, the likeliest first.
const DELIMITERS: [u8; 4] = [b',', b'\t', b';', b'|'];

/// The delimiter of a file that is said to have `usual`: another one only when no row has `usual` and all agree on the other.
pub(super) fn with_delimiter(bytes: &[u8], usual: Dialect) -> Dialect {
    let text = head(bytes);
    let lines = lines(&text);
    if lines.iter().any(|line| fields(line, usual.delimiter) > 1) {
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
            ("a;b\n1,5;2\n", b','),
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

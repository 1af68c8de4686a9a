//! Delimited text: comma, tab or any other single byte between fields.
//!
//! One pass reads each field straight into its column. The common kinds of field, short decimal numbers and whole numbers without quotes,
//! are recognised and converted in the same sweep over their bytes that looks for their end; all others are cut out first and then given
//! to the column (see `sink`).

use super::encoding::decode;
use super::sink::{Field, Sink, State};
use crate::{Column, Dataset, TableError};
use memchr::{memchr, memchr_iter, memchr3};

/// How a text file is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dialect {
    /// Byte between fields.
    pub delimiter: u8,
    /// Whether the first row names the columns; they are `Col1`, `Col2` … otherwise.
    pub header: bool,
}

impl Dialect {
    /// Commas and a header.
    pub const COMMA: Dialect = Dialect { delimiter: b',', header: true };
    /// Tabs and a header.
    pub const TAB: Dialect = Dialect { delimiter: b'\t', header: true };
}

/// Reads delimited text.
///
/// Fields may stand in double quotes, with `""` for a quote and line ends inside. Lines end in `\n`, `\r\n` or `\r`. Blanks before a field
/// are skipped, names are trimmed; empty names become `Col1`, `Col2` …, repeated ones get numbers. Blank lines are skipped when there is
/// more than one column. Empty fields are missing, and so are `?`, `NA` and their like in columns that are not text. The type of a column
/// is the narrowest that all of its values fit: Integer, Double, Boolean, DateTime, TimeSpan, String.
pub fn delimited(bytes: &[u8], dialect: Dialect) -> Result<Dataset, TableError> {
    let text = decode(bytes);
    let bytes = text.as_bytes();
    let mut scanner = Scanner { bytes, delimiter: dialect.delimiter, position: 0, unquoted: Vec::new() };
    scanner.skip_blank_lines();
    let Some(first) = scanner.record(true)? else { return Ok(Dataset::empty()) };
    let names: Vec<String> = (1..)
        .zip(&first)
        .map(|(number, name)| match name.trim() {
            name if dialect.header && !name.is_empty() => name.to_owned(),
            _ => format!("Col{number}"),
        })
        .collect();
    if !dialect.header {
        scanner.position = 0;
    }
    let columns = names.len();
    let start = scanner.position;
    // A row takes at least a byte a column, so a crafted file cannot make us reserve more than a few times its size.
    let left = bytes.len() - start;
    let expected = (memchr_iter(b'\n', &bytes[start..]).count() + 1).min(left / columns + 1);
    let mut sinks: Vec<Sink> = (0..columns).map(|_| Sink::new(expected)).collect();
    scanner.rows(&mut sinks, &names)?;
    if sinks.iter().any(Sink::is_again) {
        let mut again: Vec<Sink> = sinks
            .iter()
            .map(|sink| match sink.is_again() {
                true => Sink::text(expected),
                false => Sink::skipped(),
            })
            .collect();
        scanner.position = start;
        scanner.rows(&mut again, &names)?;
        for (sink, again) in sinks.iter_mut().zip(again) {
            if sink.is_again() {
                *sink = again;
            }
        }
    }
    let columns = sinks
        .into_iter()
        .zip(&names)
        .map(|(sink, name)| Ok(Column::new(name.as_str(), sink.finish(name)?)))
        .collect::<Result<Vec<Column>, TableError>>()?;
    Dataset::new(columns)
}

/// Powers of ten that a double holds exactly.
const EXACT_POWERS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
    1e19, 1e20, 1e21, 1e22,
];

struct Scanner<'a> {
    bytes: &'a [u8],
    delimiter: u8,
    position: usize,
    /// Holds a quoted field that has doubled quotes in it.
    unquoted: Vec<u8>,
}

/// What comes after a field.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Next {
    Field,
    Row,
}

impl<'a> Scanner<'a> {
    /// Reads all rows from here to the end.
    fn rows(&mut self, sinks: &mut [Sink], names: &[String]) -> Result<(), TableError> {
        let last = sinks.len() - 1;
        let mut row: u32 = 0;
        loop {
            if last > 0 {
                self.skip_blank_lines();
            }
            if self.position >= self.bytes.len() {
                return Ok(());
            }
            let begin = self.position;
            for (index, sink) in sinks.iter_mut().enumerate() {
                let next = self.value(sink, row, &names[index])?;
                if (next == Next::Row) != (index == last) {
                    self.position = begin;
                    return Err(self.ragged(sinks.len()));
                }
            }
            row = row.checked_add(1).ok_or_else(|| TableError::TooLarge { column: names[0].clone() })?;
        }
    }

    /// Reads one field into its column and moves past its end.
    #[inline(always)]
    fn value(&mut self, sink: &mut Sink, row: u32, name: &str) -> Result<Next, TableError> {
        match &mut sink.state {
            State::Double(values) => {
                if let Some((value, end)) = short_decimal(self.bytes, self.position)
                    .or_else(|| long_decimal(self.bytes, self.position))
                    && let Some(next) = self.end_at(end)
                {
                    values.push(value);
                    return Ok(next);
                }
            }
            State::Integer(values) => {
                if let Some((value, end)) = short_integer(self.bytes, self.position)
                    && let Some(next) = self.end_at(end)
                {
                    values.push(value);
                    return Ok(next);
                }
            }
            _ => {}
        }
        self.other_value(sink, row, name)
    }

    #[inline(never)]
    fn other_value(&mut self, sink: &mut Sink, row: u32, name: &str) -> Result<Next, TableError> {
        let (field, next) = self.field()?;
        if sink.push(field, row) { Ok(next) } else { Err(TableError::TooLarge { column: name.to_owned() }) }
    }

    /// Moves past the delimiter or line end at `end`; none when something else is there.
    #[inline(always)]
    fn end_at(&mut self, end: usize) -> Option<Next> {
        match self.bytes.get(end) {
            Some(&byte) if byte == self.delimiter => {
                self.position = end + 1;
                Some(Next::Field)
            }
            Some(b'\n') => {
                self.position = end + 1;
                Some(Next::Row)
            }
            Some(b'\r') => {
                self.position = end + 1 + usize::from(self.bytes.get(end + 1) == Some(&b'\n'));
                Some(Next::Row)
            }
            None => {
                self.position = end;
                Some(Next::Row)
            }
            Some(_) => None,
        }
    }

    /// Cuts out the next field.
    fn field(&mut self) -> Result<(Field<'_>, Next), TableError> {
        let mut begin = self.position;
        while self.bytes.get(begin) == Some(&b' ') && self.delimiter != b' ' {
            begin += 1;
        }
        if self.bytes.get(begin) == Some(&b'"') {
            return self.quoted_field(begin);
        }
        let rest = &self.bytes[begin..];
        let end = begin + memchr3(self.delimiter, b'\n', b'\r', rest).unwrap_or(rest.len());
        let next = self.end_at(end).unwrap_or(Next::Row);
        Ok((Field { bytes: &self.bytes[begin..end], quoted: false }, next))
    }

    fn quoted_field(&mut self, begin: usize) -> Result<(Field<'_>, Next), TableError> {
        self.unquoted.clear();
        let mut from = begin + 1;
        loop {
            let Some(length) = memchr(b'"', &self.bytes[from..]) else {
                return Err(self.malformed(
                    begin,
                    "a quoted field begins here and never ends".to_owned(),
                    "Close the quote, or double the quotes that belong to the text.",
                ));
            };
            let close = from + length;
            if self.bytes.get(close + 1) == Some(&b'"') {
                self.unquoted.extend_from_slice(&self.bytes[from..=close]);
                from = close + 2;
                continue;
            }
            if let Some(next) = self.end_at(close + 1) {
                if self.unquoted.is_empty() {
                    return Ok((Field { bytes: &self.bytes[from..close], quoted: true }, next));
                }
                self.unquoted.extend_from_slice(&self.bytes[from..close]);
                return Ok((Field { bytes: &self.unquoted, quoted: true }, next));
            }
            // More after the closing quote: it belongs to the field as it stands.
            self.unquoted.extend_from_slice(&self.bytes[from..close]);
            let rest = &self.bytes[close + 1..];
            let end = close + 1 + memchr3(self.delimiter, b'\n', b'\r', rest).unwrap_or(rest.len());
            let tail = &self.bytes[close + 1..end];
            if !tail.iter().all(|byte| *byte == b' ') {
                self.unquoted.extend_from_slice(tail);
            }
            let next = self.end_at(end).unwrap_or(Next::Row);
            return Ok((Field { bytes: &self.unquoted, quoted: true }, next));
        }
    }

    /// The next row as texts; none at the end.
    fn record(&mut self, first: bool) -> Result<Option<Vec<String>>, TableError> {
        if first && self.position >= self.bytes.len() {
            return Ok(None);
        }
        let mut fields = Vec::new();
        loop {
            let (field, next) = self.field()?;
            fields.push(String::from_utf8_lossy(field.bytes).into_owned());
            if next == Next::Row {
                return Ok(Some(fields));
            }
        }
    }

    fn skip_blank_lines(&mut self) {
        while let Some(b'\n' | b'\r') = self.bytes.get(self.position) {
            self.position += 1;
        }
    }

    /// The row here has another number of fields than the first.
    fn ragged(&mut self, expected: usize) -> TableError {
        let begin = self.position;
        let found = match self.record(false) {
            Ok(fields) => fields.map_or(0, |fields| fields.len()),
            Err(error) => return error,
        };
        let plural = |count: usize| if count == 1 { "1 field".to_owned() } else { format!("{count} fields") };
        self.malformed(
            begin,
            format!("this row has {}, but the first row has {}", plural(found), plural(expected)),
            "Make all rows equally long; quote fields that contain the delimiter or line ends.",
        )
    }

    fn malformed(&self, position: usize, reason: String, help: &str) -> TableError {
        let (line, character) = place(self.bytes, position);
        let format = if self.delimiter == b'\t' { "TSV" } else { "CSV" };
        TableError::Malformed {
            format,
            line: Some(line),
            character: Some(character),
            reason,
            help: help.to_owned(),
        }
    }
}

/// 1-based line and column, in characters, of a byte position.
pub(super) fn place(bytes: &[u8], position: usize) -> (u64, u64) {
    let before = &bytes[..position.min(bytes.len())];
    let mut line = 1;
    let mut begin = 0;
    for (index, &byte) in before.iter().enumerate() {
        let lone_return = byte == b'\r' && bytes.get(index + 1) != Some(&b'\n');
        if byte == b'\n' || lone_return {
            line += 1;
            begin = index + 1;
        }
    }
    let characters = String::from_utf8_lossy(&before[begin..]).chars().count();
    (line, characters as u64 + 1)
}

/// A decimal number of at most 19 digits without an exponent whose value needs one rounding only, and where it ends.
///
/// Digits as a whole number and the power of ten are both exact doubles, so one division rounds correctly (Clinger's fast path).
#[inline(always)]
fn short_decimal(bytes: &[u8], position: usize) -> Option<(f64, usize)> {
    let (negative, begin) = sign(bytes, position);
    let (whole, mut end) = digits(bytes, begin, 0);
    let mut count = end - begin;
    let mut mantissa = whole;
    let mut decimals = 0;
    if bytes.get(end) == Some(&b'.') {
        let (all, after) = digits(bytes, end + 1, whole);
        decimals = after - end - 1;
        count += decimals;
        mantissa = all;
        end = after;
    }
    if count == 0 || count > 19 || mantissa > 1 << 53 {
        return None;
    }
    let value = mantissa as f64 / EXACT_POWERS[decimals];
    Some((if negative { -value } else { value }, end))
}

/// A decimal number of any length, with or without an exponent, and where it ends.
#[inline(never)]
fn long_decimal(bytes: &[u8], position: usize) -> Option<(f64, usize)> {
    let rest = &bytes[position..];
    let ([b'0'..=b'9', ..] | [b'-', b'0'..=b'9', ..]) = rest else { return None };
    let (value, length) = fast_float2::parse_partial::<f64, _>(rest).ok()?;
    Some((value, position + length))
}

/// A whole number of at most 18 digits, and where it ends.
#[inline(always)]
fn short_integer(bytes: &[u8], position: usize) -> Option<(i64, usize)> {
    let (negative, begin) = sign(bytes, position);
    let (value, end) = digits(bytes, begin, 0);
    if end == begin || end - begin > 18 {
        return None;
    }
    Some((if negative { -(value as i64) } else { value as i64 }, end))
}

#[inline(always)]
fn sign(bytes: &[u8], position: usize) -> (bool, usize) {
    let negative = bytes.get(position) == Some(&b'-');
    (negative, position + usize::from(negative))
}

/// Appends the digits from here to `value`, wrapping when there are too many, and where they end.
#[inline(always)]
fn digits(bytes: &[u8], mut position: usize, mut value: u64) -> (u64, usize) {
    while let Some(&byte) = bytes.get(position) {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            break;
        }
        value = value.wrapping_mul(10).wrapping_add(u64::from(digit));
        position += 1;
    }
    (value, position)
}

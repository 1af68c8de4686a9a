//! Weka's attribute-relation file format.

use super::encoding::decode;
use crate::{Categories, Column, Dataset, TableError, Values, parse};
use std::collections::HashMap;

/// Reads ARFF: numeric, string, date and nominal attributes (nominal ones become categorical, levels in the order declared), dense and
/// sparse rows, quoted names and values, `%` comments, `?` for missing. Rows may carry a weight in braces, which is left out.
pub fn arff(bytes: &[u8]) -> Result<Dataset, TableError> {
    let text = decode(bytes);
    let mut attributes: Vec<Attribute> = Vec::new();
    let mut in_data = false;
    let mut rows = 0;
    for (index, line) in text.lines().enumerate() {
        let line = line.trim();
        let place = index as u64 + 1;
        if line.is_empty() || line.starts_with('%') {
            continue;
        }
        if in_data {
            data_row(line, &mut attributes, place)?;
            rows += 1;
            continue;
        }
        let (keyword, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        match keyword.to_ascii_lowercase().as_str() {
            "@relation" => {}
            "@attribute" => attributes.push(attribute(rest.trim(), place)?),
            "@data" => in_data = true,
            _ => return Err(malformed(place, format!("`{keyword}` is not a declaration"))),
        }
    }
    if attributes.is_empty() || !in_data {
        return Err(TableError::Malformed {
            format: "ARFF",
            line: None,
            character: None,
            reason: "there is no @attribute or no @data line".to_owned(),
            help: HELP.to_owned(),
        });
    }
    let columns = attributes.into_iter().map(Attribute::finish);
    Dataset::with_rows(rows, columns.collect())
}

const HELP: &str = "Check the file against the ARFF format: @relation, @attribute lines, @data, then rows.";

fn malformed(line: u64, reason: String) -> TableError {
    TableError::Malformed { format: "ARFF", line: Some(line), character: None, reason, help: HELP.to_owned() }
}

struct Attribute {
    name: String,
    kind: Kind,
}

enum Kind {
    Number(Vec<Option<f64>>),
    Whole(Vec<Option<i64>>),
    Text(Vec<Option<String>>),
    Date(Vec<Option<i64>>),
    Nominal { levels: Vec<String>, positions: HashMap<String, u32>, codes: Vec<Option<u32>> },
}

impl Attribute {
    fn finish(self) -> Column {
        match self.kind {
            Kind::Number(values) => Column::new(self.name, values),
            Kind::Whole(values) => Column::new(self.name, values),
            Kind::Text(values) => Column::new(self.name, values),
            Kind::Date(values) => {
                Column::new(self.name, Values::DateTime(arrow_array::TimestampMillisecondArray::from(values)))
            }
            Kind::Nominal { levels, codes, .. } => {
                let texts: Vec<Option<&str>> =
                    codes.iter().map(|code| code.map(|code| levels[code as usize].as_str())).collect();
                match Categories::new(codes.iter().copied().collect(), Values::from(levels.clone())) {
                    Some(categories) => Column::categorical(self.name, categories),
                    None => Column::new(self.name, texts),
                }
            }
        }
    }

    /// Adds a value, `None` when missing.
    fn push(&mut self, value: Option<&str>, line: u64) -> Result<(), TableError> {
        let name = &self.name;
        let wrong = |value: &str, what: &str| {
            malformed(line, format!("`{value}` is not {what} (attribute `{name}`)"))
        };
        match &mut self.kind {
            Kind::Number(values) => values.push(match value {
                Some(text) => Some(parse::double(text.as_bytes()).ok_or_else(|| wrong(text, "a number"))?),
                None => None,
            }),
            Kind::Whole(values) => values.push(match value {
                Some(text) => {
                    Some(parse::integer(text.as_bytes()).ok_or_else(|| wrong(text, "a whole number"))?)
                }
                None => None,
            }),
            Kind::Text(values) => values.push(value.map(str::to_owned)),
            Kind::Date(values) => values.push(match value {
                Some(text) => Some(crate::parse_datetime(text).ok_or_else(|| wrong(text, "a date"))?),
                None => None,
            }),
            Kind::Nominal { positions, codes, .. } => codes.push(match value {
                Some(text) => {
                    Some(*positions.get(text).ok_or_else(|| wrong(text, "one of the declared values"))?)
                }
                None => None,
            }),
        }
        Ok(())
    }

    /// What a sparse row leaves out: zero, or the first level.
    fn push_omitted(&mut self, line: u64) -> Result<(), TableError> {
        match &mut self.kind {
            Kind::Number(values) => values.push(Some(0.0)),
            Kind::Whole(values) => values.push(Some(0)),
            Kind::Nominal { levels, codes, .. } => codes.push((!levels.is_empty()).then_some(0)),
            Kind::Text(_) | Kind::Date(_) => self.push(None, line)?,
        }
        Ok(())
    }
}

/// `name type`, after `@attribute`.
fn attribute(text: &str, line: u64) -> Result<Attribute, TableError> {
    let mut tokens = Tokens { rest: text, line };
    let name = tokens.token(&[' ', '\t', '{'])?.text;
    let rest = tokens.rest.trim();
    let kind = if let Some(list) = rest.strip_prefix('{') {
        let Some(list) = list.trim_end().strip_suffix('}') else {
            return Err(malformed(line, format!("the values of attribute `{name}` have no closing brace")));
        };
        let levels: Vec<String> = values(list, line)?.into_iter().map(|value| value.text).collect();
        let positions: HashMap<String, u32> =
            (0_u32..).zip(&levels).map(|(position, level)| (level.clone(), position)).collect();
        if positions.len() != levels.len() {
            return Err(malformed(line, format!("attribute `{name}` declares a value twice")));
        }
        Kind::Nominal { levels, positions, codes: Vec::new() }
    } else {
        let word = rest.split_whitespace().next().unwrap_or("");
        match word.to_ascii_lowercase().as_str() {
            "numeric" | "real" => Kind::Number(Vec::new()),
            "integer" => Kind::Whole(Vec::new()),
            "string" => Kind::Text(Vec::new()),
            "date" => Kind::Date(Vec::new()),
            _ => return Err(malformed(line, format!("attribute `{name}` has the unknown type `{word}`"))),
        }
    };
    Ok(Attribute { name, kind })
}

fn data_row(line: &str, attributes: &mut [Attribute], place: u64) -> Result<(), TableError> {
    if let Some(list) = line.strip_prefix('{') {
        let Some((list, _)) = list.rsplit_once('}') else {
            return Err(malformed(place, "a sparse row has no closing brace".to_owned()));
        };
        return sparse_row(list, attributes, place);
    }
    // A weight after the last value: `1,2,{0.5}`.
    let line = match line.rsplit_once('{') {
        Some((values, weight)) if weight.ends_with('}') && values.trim_end().ends_with(',') => {
            values.trim_end().trim_end_matches(',')
        }
        _ => line,
    };
    let found = values(line, place)?;
    if found.len() != attributes.len() {
        return Err(malformed(
            place,
            format!("this row has {} values, but there are {} attributes", found.len(), attributes.len()),
        ));
    }
    for (attribute, value) in attributes.iter_mut().zip(&found) {
        attribute.push(value.present(), place)?;
    }
    Ok(())
}

/// `index value` pairs, counting from 0.
fn sparse_row(list: &str, attributes: &mut [Attribute], place: u64) -> Result<(), TableError> {
    let mut next = 0;
    let mut tokens = Tokens { rest: list.trim(), line: place };
    while !tokens.rest.is_empty() {
        let index = tokens.token(&[' ', '\t'])?.text;
        let position =
            index.parse::<usize>().ok().filter(|position| (next..attributes.len()).contains(position));
        let Some(position) = position else {
            return Err(malformed(place, format!("`{index}` is not the number of a later attribute")));
        };
        let value = tokens.token(&[','])?;
        tokens.rest = tokens.rest.strip_prefix(',').unwrap_or(tokens.rest).trim_start();
        for attribute in &mut attributes[next..position] {
            attribute.push_omitted(place)?;
        }
        attributes[position].push(value.present(), place)?;
        next = position + 1;
    }
    attributes[next..].iter_mut().try_for_each(|attribute| attribute.push_omitted(place))
}

struct Token {
    text: String,
    quoted: bool,
}

impl Token {
    /// The value; none for an unquoted `?` or nothing at all.
    fn present(&self) -> Option<&str> {
        (self.quoted || !(self.text == "?" || self.text.is_empty())).then_some(&self.text)
    }
}

/// All values of a comma-separated list.
fn values(list: &str, line: u64) -> Result<Vec<Token>, TableError> {
    let mut tokens = Tokens { rest: list, line };
    let mut found = Vec::new();
    loop {
        found.push(tokens.token(&[','])?);
        match tokens.rest.strip_prefix(',') {
            Some(rest) => tokens.rest = rest,
            None if tokens.rest.is_empty() => return Ok(found),
            None => return Err(malformed(line, "there is text after a closing quote".to_owned())),
        }
    }
}

struct Tokens<'a> {
    rest: &'a str,
    line: u64,
}

impl Tokens<'_> {
    /// The next value, up to one of `ends` (which stays) or in quotes of either kind, with backslash escapes in them.
    fn token(&mut self, ends: &[char]) -> Result<Token, TableError> {
        self.rest = self.rest.trim_start();
        let Some(quote) = self.rest.chars().next().filter(|first| matches!(first, '\'' | '"')) else {
            let end = self.rest.find(ends).unwrap_or(self.rest.len());
            let (text, rest) = self.rest.split_at(end);
            self.rest = rest;
            return Ok(Token { text: text.trim_end().to_owned(), quoted: false });
        };
        let mut text = String::new();
        let mut letters = self.rest.char_indices().skip(1);
        while let Some((position, letter)) = letters.next() {
            match letter {
                '\\' => match letters.next() {
                    Some((_, 'n')) => text.push('\n'),
                    Some((_, 't')) => text.push('\t'),
                    Some((_, 'r')) => text.push('\r'),
                    Some((_, other)) => text.push(other),
                    None => break,
                },
                _ if letter == quote => {
                    self.rest = self.rest[position + 1..].trim_start();
                    return Ok(Token { text, quoted: true });
                }
                _ => text.push(letter),
            }
        }
        Err(malformed(self.line, "a quote is not closed on this line".to_owned()))
    }
}

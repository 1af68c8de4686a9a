//! What a reader says when a file is not what it should be, and the moves that take lenient values out of JSON.

use ml_graph::Json;
use thiserror::Error;

/// Why something could not be read. Never holds a value of the file, only names that belong to the format.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{message}")]
pub struct ReadError {
    /// One sentence.
    pub message: String,
    /// What to do.
    pub help: String,
    /// The file, with the path inside a package after `!`.
    pub file: String,
    /// 1-based line.
    pub line: Option<u64>,
    /// 1-based column in characters.
    pub column: Option<u64>,
    /// JSON pointer to the place.
    pub pointer: Option<String>,
    /// Whether the file is merely of no use to us rather than broken.
    pub unrecognised: bool,
}

impl ReadError {
    pub(crate) fn new(message: impl Into<String>, help: impl Into<String>) -> ReadError {
        ReadError {
            message: message.into(),
            help: help.into(),
            file: String::new(),
            line: None,
            column: None,
            pointer: None,
            unrecognised: false,
        }
    }

    pub(crate) fn at(mut self, pointer: impl Into<String>) -> ReadError {
        self.pointer = Some(pointer.into());
        self
    }

    pub(crate) fn in_file(mut self, file: &str) -> ReadError {
        self.file = file.to_owned();
        self
    }
}

/// The members of an object that are still to be read; what no one takes is the rest.
#[derive(Default)]
pub(crate) struct Members(Vec<(String, Json)>);

impl Members {
    /// These members.
    pub(crate) fn new(members: Vec<(String, Json)>) -> Members {
        Members(members)
    }

    /// The members of `value`, which must be an object.
    pub(crate) fn of(value: Json, pointer: &str, what: &str) -> Result<Members, ReadError> {
        match value {
            Json::Object(members) => Ok(Members(members)),
            other => Err(unexpected(&format!("{what} should be a JSON object"), &other).at(pointer)),
        }
    }

    /// Takes the member called `name`, in its own spelling or, failing that, in any case. A second one of the name stays.
    pub(crate) fn take(&mut self, name: &str) -> Option<Json> {
        let index = self
            .0
            .iter()
            .position(|(key, _)| key == name)
            .or_else(|| self.0.iter().position(|(key, _)| key.eq_ignore_ascii_case(name)))?;
        Some(self.0.remove(index).1)
    }

    /// Takes a text; null is none. Numbers and booleans count as their spelling, anything else stays where it is.
    pub(crate) fn text(&mut self, name: &str) -> Option<String> {
        match self.take(name)? {
            Json::String(text) => Some(text),
            Json::Null => None,
            value => scalar_text(&value).or_else(|| {
                self.0.push((name.to_owned(), value));
                None
            }),
        }
    }

    /// Takes a flag, which some tools write as a text; null is none, anything else stays where it is.
    pub(crate) fn flag(&mut self, name: &str) -> Option<bool> {
        let value = self.take(name).filter(|value| !value.is_null())?;
        truth(&value).or_else(|| {
            self.0.push((name.to_owned(), value));
            None
        })
    }

    /// Takes an array; null and a missing member are empty, a single object stands for an array of one.
    pub(crate) fn list(&mut self, name: &str, pointer: &str) -> Result<Vec<Json>, ReadError> {
        match self.take(name) {
            None | Some(Json::Null) => Ok(Vec::new()),
            Some(Json::Array(items)) => Ok(items),
            Some(single @ Json::Object(_)) => Ok(vec![single]),
            // What PowerShell makes of an empty list that is nested too deep for it.
            Some(Json::String(text)) if text.is_empty() => Ok(Vec::new()),
            Some(other) => {
                Err(unexpected(&format!("“{name}” should be a list"), &other).at(format!("{pointer}/{name}")))
            }
        }
    }

    /// The member called `name`, where it stands.
    pub(crate) fn peek(&self, name: &str) -> Option<&Json> {
        self.0.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    /// Whether there are none left.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Takes an array of texts; a single text stands for an array of one, and what is no text is left out.
    pub(crate) fn list_of_texts(&mut self, name: &str) -> Vec<String> {
        match self.take(name) {
            Some(Json::Array(items)) => items.iter().filter_map(scalar_text).collect(),
            Some(single) => scalar_text(&single).into_iter().collect(),
            None => Vec::new(),
        }
    }

    /// Gives back a member that turned out to be something else.
    pub(crate) fn put_back(&mut self, name: &str, value: Json) {
        self.0.push((name.to_owned(), value));
    }

    /// What no one took, in source order.
    pub(crate) fn rest(self) -> Vec<(String, Json)> {
        self.0
    }
}

/// The text of a string, number or boolean.
pub(crate) fn scalar_text(value: &Json) -> Option<String> {
    match value {
        Json::String(text) => Some(text.clone()),
        Json::Integer(number) => Some(number.to_string()),
        Json::Unsigned(number) => Some(number.to_string()),
        Json::Float(number) => Some(number.to_string()),
        Json::Bool(true) => Some("True".to_owned()),
        Json::Bool(false) => Some("False".to_owned()),
        Json::Null | Json::Array(_) | Json::Object(_) => None,
    }
}

/// The text of a member in any spelling of its name; an empty one is none.
pub(crate) fn content_of(value: &Json, name: &str) -> Option<String> {
    let text = value.get_ignoring_case(name)?.as_str()?;
    (!text.is_empty()).then(|| text.to_owned())
}

/// A flag, or a text that says one.
pub(crate) fn truth(value: &Json) -> Option<bool> {
    match value {
        Json::Bool(flag) => Some(*flag),
        Json::String(text) if text.trim().eq_ignore_ascii_case("true") => Some(true),
        Json::String(text) if text.trim().eq_ignore_ascii_case("false") => Some(false),
        _ => None,
    }
}

/// Why `found` is not what it should be.
pub(crate) fn unexpected(should: &str, found: &Json) -> ReadError {
    if is_cut_off(found) {
        return ReadError::new(
            format!(
                "{should}, but all that is left of it is a summary: PowerShell’s ConvertTo-Json had cut it off."
            ),
            "Write the file again with “ConvertTo-Json -Depth 100”; two levels is all that it writes otherwise.",
        );
    }
    ReadError::new(
        format!("{should}, but it is {}.", name_of(found)),
        "Export the file again; it was changed after the export.",
    )
}

/// Whether this is what PowerShell writes in place of an object or a list that is nested too deep for it.
pub(crate) fn is_cut_off(value: &Json) -> bool {
    value.as_str().is_some_and(|text| {
        text.starts_with("@{") || text.starts_with("System.Object") || text.starts_with("System.Collections.")
    })
}

/// For sentences.
pub(crate) fn name_of(value: &Json) -> &'static str {
    match value {
        Json::Null => "null",
        Json::Bool(_) => "true or false",
        Json::Integer(_) | Json::Unsigned(_) | Json::Float(_) => "a number",
        Json::String(_) => "a text",
        Json::Array(_) => "a list",
        Json::Object(_) => "an object",
    }
}

//! JSON text with errors that point: line, column in characters, and what is probably wrong with the file.

use crate::shape::ReadError;
use ml_graph::Json;
use serde_json::error::Category;

/// Parses `text`; depth is bounded by the parser at 127 levels.
pub(crate) fn parse(text: &str) -> Result<Json, ReadError> {
    serde_json::from_str(text).map_err(|error| explain(text, &error))
}

fn explain(text: &str, error: &serde_json::Error) -> ReadError {
    let line = error.line();
    let column = characters(text, line, error.column());
    let mut explained = if let Some(member) = headless(text) {
        ReadError::new(
            format!(
                "The beginning of the file is missing: its first line of content starts inside an object{}, not with “{{”.",
                member.map(|name| format!(" at the member “{name}”")).unwrap_or_default()
            ),
            "Export the experiment again. If nothing but the opening brace was lost, put “{” in front of the first line.",
        )
    } else if error.classify() == Category::Eof {
        ReadError::new(
            "The file ends in the middle of its JSON: the rest of it is missing.",
            "Export it again, or copy the whole file.",
        )
    } else if error.to_string().starts_with("recursion limit") {
        ReadError::new(
            "The JSON nests deeper than 127 levels, which no export does.",
            "Check where the file comes from; if it is an export, export it again.",
        )
    } else {
        ReadError::new(
            format!("The file is not valid JSON: {}.", reason(error)),
            "Export it again, or mend it at the place named.",
        )
    };
    if line > 0 {
        explained.line = Some(line as u64);
        explained.column = Some(column);
    }
    explained
}

/// Whether the text starts with a member rather than with a value; the inner option is its name when it is a name of the format.
fn headless(text: &str) -> Option<Option<&'static str>> {
    const KNOWN: [&str; 14] = [
        "ExperimentId",
        "RunId",
        "ParentExperimentId",
        "Summary",
        "Description",
        "Graph",
        "Status",
        "Etag",
        "NodeStatuses",
        "Creator",
        "ModuleNodes",
        "subscription",
        "workspaces",
        "ExperimentGraph",
    ];
    let rest = text.trim_start().strip_prefix('"')?;
    let end = rest.find('"')?;
    if !rest[end + 1..].trim_start().starts_with(':') {
        return None;
    }
    Some(KNOWN.into_iter().find(|known| *known == &rest[..end]))
}

/// The parser's reason without its position. Its sentences never quote values.
fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.split(" at line ").next().unwrap_or_default().to_owned()
}

/// The parser counts bytes; people count characters.
fn characters(text: &str, line: usize, bytes: usize) -> u64 {
    let content = text.split('\n').nth(line.saturating_sub(1)).unwrap_or_default();
    let mut end = bytes.min(content.len());
    while !content.is_char_boundary(end) {
        end -= 1;
    }
    content[..end].chars().count().max(1) as u64
}

//! JSON text with errors that point: line, column in characters, and what is probably wrong with the file.

use crate::shape::ReadError;
use ml_graph::Json;
use serde_json::error::Category;

/// Parses a part of `text`; errors say where in the whole text. Depth is bounded by the parser at 127 levels.
pub(crate) fn parse_part(text: &str, start: usize, end: usize) -> Result<Json, ReadError> {
    serde_json::from_str(&text[start..end]).map_err(|error| explain(text, start, &error))
}

fn explain(text: &str, start: usize, error: &serde_json::Error) -> ReadError {
    let (line, column) = place(text, start, error);
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

/// Line and column in the whole text of an error in the part that begins at `start`.
fn place(text: &str, start: usize, error: &serde_json::Error) -> (usize, u64) {
    if error.line() == 0 {
        return (0, 0);
    }
    let before = &text[..start];
    let lines = before.matches('\n').count();
    // On the part's first line, what stands before it counts.
    let bytes = match error.line() {
        1 => error.column() + before.len() - before.rfind('\n').map_or(0, |end| end + 1),
        _ => error.column(),
    };
    let line = lines + error.line();
    (line, characters(text, line, bytes))
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

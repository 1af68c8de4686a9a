//! Printing: results on standard output, everything else on standard error.

use crate::commands::Failure;
use ml_graph::{Diagnostic, Severity};

/// Writes a line of the result.
pub(crate) fn line(text: &str) {
    use std::io::Write;
    // A closed pipe (`| head`) is no error of ours.
    let _ = writeln!(std::io::stdout().lock(), "{text}");
}

/// Writes a long result as it is made.
pub(crate) fn stream(
    write: impl FnOnce(&mut dyn std::io::Write) -> std::io::Result<()>,
) -> std::io::Result<()> {
    match write(&mut std::io::BufWriter::new(std::io::stdout().lock())) {
        // A closed pipe (`| head`) is no error of ours.
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}

/// Writes a line for the person watching.
pub(crate) fn note(text: &str) {
    use std::io::Write;
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}

/// Writes why a command stopped.
pub(crate) fn failure(failure: &Failure) {
    for diagnostic in &failure.0 {
        note(&sentence(diagnostic));
    }
}

/// A diagnostic for people: severity, place, sentence, and what to do on a line of its own.
pub(crate) fn sentence(diagnostic: &Diagnostic) -> String {
    let mut text = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
    .to_owned();
    let place = place(diagnostic);
    if !place.is_empty() {
        text.push_str(" in ");
        text.push_str(&place);
    }
    text.push_str(": ");
    text.push_str(&diagnostic.message);
    if !diagnostic.help.is_empty() {
        text.push_str("\n  ");
        text.push_str(&diagnostic.help);
    }
    text
}

fn place(diagnostic: &Diagnostic) -> String {
    let at = &diagnostic.at;
    let mut parts = Vec::new();
    if let Some(file) = &at.file {
        let mut text = file.clone();
        if let Some(line) = at.line {
            text.push_str(&format!(":{line}"));
            if let Some(column) = at.line_column {
                text.push_str(&format!(":{column}"));
            }
        }
        parts.push(text);
    }
    if let Some(pointer) = &at.pointer {
        parts.push(pointer.clone());
    }
    if let Some(node) = &at.node {
        parts.push(format!("module {node}"));
    }
    if let Some(port) = &at.port {
        parts.push(format!("port {port}"));
    }
    if let Some(param) = &at.param {
        parts.push(format!("parameter {param}"));
    }
    if let Some(column) = &at.column {
        parts.push(format!("column {column}"));
    }
    parts.join(", ")
}

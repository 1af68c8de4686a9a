//! Defaults that changed since the R of the Studio, written out: a script that counted on them gets what it got.

use super::source::Source;
use super::token::Kind;
use crate::Finding;
use crate::edit::{Change, Edit};

/// Functions that made factors of texts unless told otherwise.
const MAKERS: [&str; 6] =
    ["data.frame", "read.csv", "read.csv2", "read.table", "read.delim", "as.data.frame"];

const FACTORS: &str = "r/strings-as-factors";
const SAMPLE: &str = "r/sample";

pub(super) fn find(source: &Source<'_>, changes: &mut Vec<Change>, warnings: &mut Vec<Finding>) {
    factors(source, changes, warnings);
    samples(source, changes);
}

fn factors(source: &Source<'_>, changes: &mut Vec<Change>, warnings: &mut Vec<Finding>) {
    // The script chose for itself.
    let chosen =
        source.calls("options").any(|(_, open, close)| names(source, open, close, "stringsAsFactors"));
    if chosen {
        return;
    }
    for maker in MAKERS {
        for (at, open, close) in source.calls(maker) {
            let line = source.line(at);
            let arguments = source.arguments(open, close);
            let Some(last) = arguments.last() else { continue };
            if names(source, open, close, "stringsAsFactors") {
                continue;
            }
            // What is passed on may say it already.
            if arguments.iter().any(|argument| source.is(argument.start, "...")) {
                warnings.push(Finding {
                    rule: FACTORS,
                    line,
                    message: format!("{maker} made factors of texts; since R 4 texts stay texts."),
                    help: "Add stringsAsFactors = TRUE where the script counts on factors.".to_owned(),
                });
                continue;
            }
            changes.push(Change {
                rule: FACTORS,
                line,
                message: format!("{maker} made factors of texts until R 4, so it is told to."),
                edits: vec![Edit::insert(source.code[last.end - 1].end, ", stringsAsFactors = TRUE")],
            });
        }
        for at in 0..source.code.len() {
            let handed =
                source.kind(at) == Some(Kind::Name) && source.is(at, maker) && !source.is(at + 1, "(");
            // Only as an argument: elsewhere it is likely a name of the script's own.
            let before = at.checked_sub(1).map_or("", |before| source.word(before));
            if handed && matches!(before, "," | "(" | "=") && matches!(source.word(at + 1), "," | ")") {
                warnings.push(Finding {
                    rule: FACTORS,
                    line: source.line(at),
                    message: format!("{maker} made factors of texts; since R 4 texts stay texts."),
                    help: "Hand on function(...) with stringsAsFactors = TRUE where the script counts on factors."
                        .to_owned(),
                });
            }
        }
    }
}

/// Since R 3.6 the same seed draws another sample, unless it is told how to draw.
fn samples(source: &Source<'_>, changes: &mut Vec<Change>) {
    if source.calls("sample").next().is_none() {
        return;
    }
    for (at, open, close) in source.calls("set.seed") {
        let arguments = source.arguments(open, close);
        let Some(last) = arguments.last() else { continue };
        let told = names(source, open, close, "sample.kind") || arguments.len() > 2;
        if !told && !arguments.iter().any(|argument| source.is(argument.start, "...")) {
            changes.push(Change {
                rule: SAMPLE,
                line: source.line(at),
                message: "Since R 3.6 the same seed draws another sample, so it is told to draw the old one."
                    .to_owned(),
                edits: vec![Edit::insert(source.code[last.end - 1].end, ", sample.kind = \"Rounding\"")],
            });
        }
    }
}

/// Whether a call gives this argument by its name.
fn names(source: &Source<'_>, open: usize, close: usize, name: &str) -> bool {
    source
        .arguments(open, close)
        .iter()
        .any(|argument| source.is(argument.start, name) || source.plain_text(argument.start) == Some(name))
}

//! Tabs and blanks at the beginning of lines: Python 2 took a tab for as many blanks as reach the next multiple of eight, Python 3
//! refuses what depends on it.

use super::rules::Found;
use super::source::Source;
use super::token::Kind;
use crate::edit::Edit;

/// A line of code and its indentation.
struct Line {
    number: usize,
    start: usize,
    end: usize,
}

pub(super) fn find(source: &Source<'_>, found: &mut Found) {
    let lines = indented(source);
    if is_consistent(source.text, &lines) {
        return;
    }
    for line in lines {
        let blanks = &source.text[line.start..line.end];
        if blanks.contains('\t') {
            let new = " ".repeat(columns(blanks).0);
            let edit = Edit::replace(line.start, line.end, new);
            found.change(
                "python/tabs",
                line.number,
                "Tabs and blanks are mixed: Python 3 takes one or the other.",
                [edit],
            );
        }
    }
}

/// The logical lines, with their indentation.
fn indented(source: &Source<'_>) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut fresh = true;
    let mut blanks = 0..0;
    for token in &source.all {
        match token.kind {
            Kind::Newline => {
                fresh = true;
                blanks = token.end..token.end;
            }
            Kind::LineBreak if fresh => blanks = token.end..token.end,
            Kind::Space if fresh => blanks = token.start..token.end,
            Kind::LineBreak | Kind::Space | Kind::Comment | Kind::Joined => {}
            _ if fresh => {
                fresh = false;
                lines.push(Line { number: token.line, start: blanks.start, end: blanks.end });
            }
            _ => {}
        }
    }
    lines
}

/// Columns with tabs of eight, and with tabs of one.
fn columns(blanks: &str) -> (usize, usize) {
    blanks.chars().fold((0, 0), |(wide, narrow), blank| match blank {
        '\t' => (wide / 8 * 8 + 8, narrow + 1),
        '\u{c}' => (0, 0),
        ' ' => (wide + 1, narrow + 1),
        _ => (wide, narrow),
    })
}

/// Whether the nesting is the same whatever a tab stands for.
fn is_consistent(text: &str, lines: &[Line]) -> bool {
    let mut open = vec![(0, 0)];
    for line in lines {
        let (wide, narrow) = columns(&text[line.start..line.end]);
        let Some(&(wide_before, narrow_before)) = open.last() else { return true };
        if wide > wide_before {
            if narrow <= narrow_before {
                return false;
            }
            open.push((wide, narrow));
            continue;
        }
        while open.len() > 1 && open.last().is_some_and(|(outer, _)| *outer > wide) {
            open.pop();
        }
        if open.last().is_some_and(|(outer, below)| *outer == wide && *below != narrow) {
            return false;
        }
    }
    true
}

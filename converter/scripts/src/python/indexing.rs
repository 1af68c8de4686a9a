//! `.ix`, which took labels and positions alike: `.loc` or `.iloc` where it can be shown which one it was.

use super::pandas::Pandas;
use super::rules::Found;
use super::token::Kind;
use crate::edit::Edit;
use std::ops::Range;

/// What an index can be.
#[derive(Clone, Copy, PartialEq, Eq)]
enum By {
    /// Everything: `:`.
    All,
    /// Labels, or true and false.
    Label,
    /// Positions, where labels are texts.
    Number,
    /// It does not show.
    Unknown,
}

const RULE: &str = "pandas/ix";

pub(super) fn find(pandas: &Pandas<'_, '_, '_>, found: &mut Found) {
    let source = pandas.context.source;
    for at in 1..source.code.len() {
        if !(source.is(at - 1, ".") && source.is(at, "ix") && source.is(at + 1, "[")) {
            continue;
        }
        let Some(close) = source.partner(at + 1) else { continue };
        let parts: Vec<By> = source.pieces(at + 2..close).iter().map(|part| by(pandas, part)).collect();
        let receiver = source.operand_start(at - 1).map(|start| start..at - 1);
        let input = receiver
            .is_some_and(|range| range.len() == 1 && pandas.frames.is_input(source.word(range.start)));
        let new = match parts.as_slice() {
            [By::Label] | [By::All | By::Label, By::Label] | [By::Label, By::All] | [By::All, By::All] => {
                "loc"
            }
            // The columns of an input have texts for names, so a number can only be a position.
            [By::All, By::Number] if input => "iloc",
            // The rows of an input have numbers for names: a number is a label, and a range includes its end.
            [By::Number] | [By::Number, By::Label | By::All] if input => "loc",
            _ => {
                found.warn(
                    RULE,
                    source.line(at),
                    "“ix” is gone from pandas, and the script does not show whether it is given labels or positions here.",
                    "Write loc for labels (a range includes its end) or iloc for positions.",
                );
                continue;
            }
        };
        let edit = Edit::replace(source.start(at), source.end(at), new);
        found.change(
            RULE,
            source.line(at),
            format!("“ix” is gone from pandas; “{new}” does the same here."),
            [edit],
        );
    }
}

fn by(pandas: &Pandas<'_, '_, '_>, part: &Range<usize>) -> By {
    let source = pandas.context.source;
    let base = source.depth(part.start);
    let outer = || part.clone().filter(|at| source.depth(*at) == base);
    if part.len() == 1 && source.is(part.start, ":") {
        return By::All;
    }
    if outer().any(|at| matches!(source.word(at), "==" | "!=" | "<" | ">" | "<=" | ">=" | "~")) {
        return By::Label;
    }
    if source.is(part.start, "(")
        && source
            .partner(part.start)
            .is_some_and(|close| source.is(close + 1, "&") || source.is(close + 1, "|"))
    {
        return By::Label;
    }
    let listed = source.is(part.start, "[") && source.partner(part.start) == Some(part.end - 1);
    let items: Vec<usize> = match listed {
        true => (part.start + 1..part.end - 1).filter(|at| !source.is(*at, ",")).collect(),
        false => outer().filter(|at| !matches!(source.word(*at), ":" | "-")).collect(),
    };
    let all = |kind: Kind| !items.is_empty() && items.iter().all(|at| source.kind(*at) == Some(kind));
    if all(Kind::Text) {
        By::Label
    } else if all(Kind::Number)
        && items.iter().all(|at| source.word(*at).bytes().all(|byte| byte.is_ascii_digit()))
    {
        // Negative ones count from the end, which labels cannot.
        if outer().any(|at| source.is(at, "-")) { By::Unknown } else { By::Number }
    } else if part.len() == 1 && pandas.frames.is_label(source.word(part.start)) {
        By::Label
    } else {
        By::Unknown
    }
}

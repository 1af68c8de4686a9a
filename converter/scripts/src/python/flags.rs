//! What a person has to look at: divisions, bytes and texts, places of the Studio's machines.

use super::rules::{Context, Found};
use super::token::Kind;
use crate::edit::Edit;

pub(super) fn find(context: &Context<'_, '_>, found: &mut Found) {
    if context.is_two() {
        division(context, found);
        decoding(context, found);
    }
    places(context, found);
    pickles(context, found);
    entry(context, found);
}

/// `/` between whole numbers gave a whole number.
fn division(context: &Context<'_, '_>, found: &mut Found) {
    let source = context.source;
    if context.imports.future.contains("division") {
        return;
    }
    let mut last = 0;
    for at in 1..source.code.len() {
        if source.kind(at) != Some(Kind::Operator) || !matches!(source.word(at), "/" | "/=") {
            continue;
        }
        let whole_number = |at: usize| {
            source.kind(at) == Some(Kind::Number) && source.word(at).bytes().all(|byte| byte.is_ascii_digit())
        };
        let fraction =
            |at: usize| source.kind(at) == Some(Kind::Number) && source.word(at).contains(['.', 'e', 'E']);
        let float = |at: usize| source.is(at, "float") && source.is(at + 1, "(");
        let left = source.operand_start(at).unwrap_or(at - 1);
        let length = |at: usize| source.is(at, "len") && source.is(at + 1, "(") && context.is_builtin("len");
        let is_length = |start: usize, end: usize| length(start) && source.partner(start + 1) == Some(end);
        let left_whole = whole_number(at - 1) && left == at - 1 || is_length(left, at - 1);
        let right_end =
            if length(at + 1) { source.partner(at + 2) } else { whole_number(at + 1).then_some(at + 1) };
        let right_whole =
            right_end.is_some_and(|end| !matches!(source.word(end + 1), "." | "[" | "(" | "**"));
        // What stands before the left operand binds weaker, or the division is part of more.
        let alone =
            left == 0 || !matches!(source.word(left - 1), "*" | "/" | "%" | "//" | "-" | "+" | "**" | "~");
        if source.is(at, "/") && left_whole && right_whole && alone {
            let edit = Edit::replace(source.start(at), source.end(at), "//");
            found.change(
                "python/division",
                source.line(at),
                "Whole numbers are divided to a whole number with “//” in Python 3.",
                [edit],
            );
            continue;
        }
        let line = source.line(at);
        if fraction(at - 1) || fraction(at + 1) || float(left) || float(at + 1) || line == last {
            continue;
        }
        last = line;
        found.warn(
            "python/division",
            line,
            "Python 2 divided whole numbers to a whole number here; Python 3 gives a fraction.",
            "Write “//” if both sides are whole numbers and the result must be one.",
        );
    }
}

fn decoding(context: &Context<'_, '_>, found: &mut Found) {
    let source = context.source;
    for name in ["decode", "encode"] {
        for call in source.method_calls(name) {
            let (message, help) = match name {
                "decode" => (
                    "Texts cannot be decoded in Python 3: they are Unicode already.",
                    "Leave it out where a text is decoded; bytes can be.",
                ),
                _ => (
                    "“encode” gives bytes in Python 3, which are no text.",
                    "Leave it out unless bytes are needed.",
                ),
            };
            found.warn("python/bytes", source.line(call.point + 1), message, help);
        }
    }
    for at in 0..source.code.len() {
        let opens = source.is(at, "urlopen") && source.is(at + 1, "(");
        if opens
            && source
                .partner(at + 1)
                .is_some_and(|close| source.is(close + 1, ".") && source.is(close + 2, "read"))
        {
            found.warn(
                "python/bytes",
                source.line(at),
                "What is read from an address are bytes in Python 3.",
                "Write .read().decode(\"utf-8\") where a text is needed.",
            );
        }
    }
}

/// Paths that only the Studio's machines had.
fn places(context: &Context<'_, '_>, found: &mut Found) {
    let source = context.source;
    for at in 0..source.code.len() {
        if !source.is_text(at) {
            continue;
        }
        let word = source
            .word(at)
            .trim_start_matches(|c: char| c.is_ascii_alphabetic())
            .trim_start_matches(['"', '\'']);
        let bytes = word.as_bytes();
        let drive = bytes.len() > 2
            && bytes[0].is_ascii_alphabetic()
            && bytes[1] == b':'
            && matches!(bytes[2], b'\\' | b'/');
        let bundle = word.contains("Script Bundle\\") || word.contains("\\Script Bundle");
        if drive || bundle {
            found.warn(
                "python/path",
                source.line(at),
                "This path is one of the Studio's Windows machines.",
                "Files of the script bundle are in “./Script Bundle/”; write other files to a temporary folder.",
            );
        }
    }
}

fn pickles(context: &Context<'_, '_>, found: &mut Found) {
    let source = context.source;
    for name in ["load", "loads"] {
        for call in source
            .method_calls(name)
            .filter(|call| matches!(source.word(call.receiver), "pickle" | "cPickle" | "joblib"))
        {
            found.warn(
                "python/pickle",
                source.line(call.point + 1),
                "What an older Python pickled may not load here: its classes changed.",
                "Open the file as “rb”, try encoding=\"latin1\", and train models again if they do not load.",
            );
        }
    }
}

fn entry(context: &Context<'_, '_>, found: &mut Found) {
    let source = context.source;
    let defines = source
        .statements
        .iter()
        .any(|statement| source.is(statement.start, "def") && source.is(statement.start + 1, "azureml_main"));
    if !defines && !source.bound.contains("azureml_main") {
        found.warn(
            "python/entry",
            1,
            "The script defines no function azureml_main.",
            "Define azureml_main(dataframe1, dataframe2) and return a data frame.",
        );
    }
}

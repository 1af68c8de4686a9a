//! Statements and spellings that Python 3 no longer reads.

use super::rules::{Context, Found};
use super::source::Source;
use super::token::Kind;
use crate::edit::Edit;
use std::ops::Range;

pub(super) fn find(context: &Context<'_, '_>, found: &mut Found) {
    let source = context.source;
    for statement in &source.statements {
        match source.word(statement.start) {
            "print" if !context.imports.future.contains("print_function") => print(context, statement, found),
            "exec" => exec(source, statement, found),
            "raise" => raise(source, statement, found),
            "except" => except(source, statement, found),
            "def" => tuple_parameters(source, statement, found),
            _ => {}
        }
        backticks(source, statement, found);
    }
    for at in 0..source.code.len() {
        match source.kind(at) {
            Some(Kind::Number) => number(source, at, found),
            Some(Kind::Text) => unicode_raw(source, at, found),
            Some(Kind::Operator) if source.is(at, "<>") => found.change(
                "python/not-equal",
                source.line(at),
                "“<>” is written “!=” in Python 3.",
                [Edit::replace(source.start(at), source.end(at), "!=")],
            ),
            Some(Kind::Name) if source.is(at, "lambda") => lambda(source, at, found),
            _ => {}
        }
    }
}

const PRINT: &str = "python/print";

fn print(context: &Context<'_, '_>, statement: &Range<usize>, found: &mut Found) {
    let source = context.source;
    let (at, next, last) = (statement.start, statement.start + 1, statement.end - 1);
    let line = source.line(at);
    let message = "print is a function in Python 3.";
    let comma = last > at && source.is(last, ",");
    let whole = source.partner(next) == Some(last) && source.is(next, "(");
    if statement.len() == 1 {
        if context.is_two() {
            found.change(PRINT, line, message, [Edit::insert(source.end(at), "()")]);
        }
    } else if source.is(next, ">>") {
        let parts = source.pieces(next + 1..statement.end);
        let Some((target, values)) = parts.split_first() else { return };
        let mut arguments: Vec<&str> = values.iter().map(|value| source.slice(value)).collect();
        let file = format!("file={}", source.slice(target));
        arguments.push(&file);
        if comma {
            arguments.push("end=\" \"");
        }
        let new = format!("({})", arguments.join(", "));
        found.change(PRINT, line, message, [Edit::replace(source.end(at), source.end(last), new)]);
    } else if whole {
        let arguments = source.arguments(next).unwrap_or_default();
        let tuple = arguments.len() != 1 || source.is(last - 1, ",");
        if context.is_two() && tuple && !arguments.iter().any(|argument| source.keyword(argument).is_some()) {
            found.warn(
                "python/print-tuple",
                line,
                "Python 2 printed a tuple here; Python 3 prints the values one after the other.",
                "Nothing to do unless something reads what is printed.",
            );
        }
    } else if starts_operand(source, next) && (context.is_two() || !source.is(next, "(")) {
        let gap = &source.text[source.end(at)..source.start(next)];
        let begin = match gap.chars().all(|c| c == ' ' || c == '\t') {
            true => Edit::replace(source.end(at), source.start(next), "("),
            false => Edit::insert(source.end(at), "("),
        };
        let end = match comma {
            true => Edit::replace(source.start(last), source.end(last), ", end=\" \")"),
            false => Edit::insert(source.end(last), ")"),
        };
        found.change(PRINT, line, message, [begin, end]);
    }
}

fn starts_operand(source: &Source<'_>, at: usize) -> bool {
    source.is_name(at)
        || matches!(source.kind(at), Some(Kind::Text | Kind::Number))
        || matches!(source.word(at), "(" | "[" | "{" | "-" | "+" | "~" | "`" | "not" | "lambda" | "await")
}

fn exec(source: &Source<'_>, statement: &Range<usize>, found: &mut Found) {
    let next = statement.start + 1;
    if statement.len() < 2 || matches!(source.word(next), "=" | "." | ",") {
        return;
    }
    found.warn(
        "python/exec",
        source.line(statement.start),
        "Code in a text is run here; it is not checked.",
        "Read that code as well.",
    );
    let base = source.depth(statement.start);
    let inside = (next..statement.end).find(|at| source.depth(*at) == base && source.is(*at, "in"));
    if inside.is_none() && source.is(next, "(") && source.partner(next) == Some(statement.end - 1) {
        return;
    }
    let mut arguments = vec![source.slice(&(next..inside.unwrap_or(statement.end)))];
    if let Some(inside) = inside {
        arguments.extend(source.pieces(inside + 1..statement.end).iter().map(|piece| source.slice(piece)));
    }
    let new = format!("({})", arguments.join(", "));
    let edit = Edit::replace(source.end(statement.start), source.end(statement.end - 1), new);
    found.change("python/exec", source.line(statement.start), "exec is a function in Python 3.", [edit]);
}

fn raise(source: &Source<'_>, statement: &Range<usize>, found: &mut Found) {
    let line = source.line(statement.start);
    if source.is_text(statement.start + 1) {
        found.warn(
            "python/raise",
            line,
            "A text is no exception, and could not be raised in Python 2.7 either.",
            "Write raise RuntimeError(\"…\").",
        );
        return;
    }
    let parts = source.pieces(statement.start + 1..statement.end);
    let [kind, value, rest @ ..] = parts.as_slice() else { return };
    let tuple = source.is(value.start, "(") && source.partner(value.start) == Some(value.end - 1);
    let nothing = source.slice(value) == "None";
    let made = source.is(kind.end - 1, ")");
    // From the comma to what follows it, on one line; else the comma alone.
    let gap = |left: usize, right: usize, new: &str| {
        let (start, end) = (source.end(left - 1), source.start(right));
        match source.text[start..end].contains(['\n', '\r']) {
            true => Edit::replace(source.start(left), source.end(left), new),
            false => Edit::replace(start, end, new),
        }
    };
    let end = source.end(value.end - 1);
    let mut edits = match (nothing, made, tuple) {
        (true, _, _) => {
            let new = if made { "" } else { "()" };
            vec![Edit::replace(source.end(kind.end - 1), end, new)]
        }
        (false, _, true) => vec![gap(kind.end, value.start, "")],
        (false, _, false) => vec![gap(kind.end, value.start, "("), Edit::insert(end, ")")],
    };
    if let Some(trace) = rest.first() {
        edits.push(gap(value.end, trace.start, ".with_traceback("));
        edits.push(Edit::insert(source.end(trace.end - 1), ")"));
    }
    found.change("python/raise", line, "An exception is raised as a call in Python 3.", edits);
}

fn except(source: &Source<'_>, statement: &Range<usize>, found: &mut Found) {
    let parts = source.pieces(statement.start + 1..statement.end);
    let [kind, name] = parts.as_slice() else { return };
    let line = source.line(statement.start);
    if name.len() == 1 && source.is_name(name.start) {
        let edit = Edit::replace(source.end(kind.end - 1), source.start(name.start), " as ");
        found.change("python/except", line, "Exceptions are named with “as” in Python 3.", [edit]);
    } else {
        found.warn(
            "python/except",
            line,
            "Python 3 can name an exception by a plain name only.",
            "Write “except … as error:” and take what is needed from error.",
        );
    }
}

fn backticks(source: &Source<'_>, statement: &Range<usize>, found: &mut Found) {
    let places: Vec<usize> = statement.clone().filter(|at| source.is(*at, "`")).collect();
    for pair in places.chunks(2) {
        let line = source.line(pair[0]);
        match *pair {
            [open, close] if source.depth(open) == source.depth(close) && close > open + 1 => found.change(
                "python/backticks",
                line,
                "Backticks are written repr() in Python 3.",
                [
                    Edit::replace(source.start(open), source.end(open), "repr("),
                    Edit::replace(source.start(close), source.end(close), ")"),
                ],
            ),
            _ => found.warn(
                "python/backticks",
                line,
                "A backtick without its partner is no Python.",
                "Remove it, or write repr().",
            ),
        }
    }
}

fn number(source: &Source<'_>, at: usize, found: &mut Found) {
    let word = source.word(at);
    let digits = word.strip_suffix(['l', 'L']).unwrap_or(word);
    let octal =
        digits.len() > 1 && digits.starts_with('0') && digits.bytes().all(|byte| byte.is_ascii_digit());
    let value = digits.trim_start_matches('0');
    let new = match octal && !value.is_empty() {
        true if value.bytes().all(|byte| byte < b'8') => format!("0o{value}"),
        true => {
            found.warn(
                "python/number",
                source.line(at),
                format!("“{word}” is a number in no Python."),
                "Write it without the leading zero.",
            );
            return;
        }
        false => digits.to_owned(),
    };
    if new != word {
        found.change(
            "python/number",
            source.line(at),
            format!("“{word}” is written “{new}” in Python 3."),
            [Edit::replace(source.start(at), source.end(at), new)],
        );
    }
}

fn unicode_raw(source: &Source<'_>, at: usize, found: &mut Found) {
    let word = source.word(at);
    if !word.get(..2).is_some_and(|prefix| prefix.eq_ignore_ascii_case("ur")) {
        return;
    }
    let line = source.line(at);
    if word.contains("\\u") || word.contains("\\U") {
        found.warn(
            "python/raw-text",
            line,
            "Python 3 has no raw text with \\u escapes in it.",
            "Write the characters themselves, or leave the “ur” out and double the other backslashes.",
        );
    } else {
        let start = source.start(at);
        found.change(
            "python/raw-text",
            line,
            "Every text is Unicode in Python 3: “ur” is written “r”.",
            [Edit::replace(start, start + 1, "")],
        );
    }
}

const TUPLE: &str = "python/tuple-parameter";

/// `def f(a, (b, c)): return b` → `def f(a, b_c): b, c = b_c; return b`.
fn tuple_parameters(source: &Source<'_>, statement: &Range<usize>, found: &mut Found) {
    let open = statement.start + 2;
    let parameters = source.arguments(open).unwrap_or_default();
    let tuples: Vec<&Range<usize>> =
        parameters.iter().filter(|parameter| source.is(parameter.start, "(")).collect();
    if tuples.is_empty() {
        return;
    }
    if let Some(edits) = taken_apart(source, open, &tuples) {
        found.change(
            TUPLE,
            source.line(statement.start),
            "Python 3 takes no parameters in brackets: the first line of the function takes them apart.",
            edits,
        );
    } else {
        found.warn(
            TUPLE,
            source.line(statement.start),
            "Python 3 takes no parameters in brackets.",
            "Give the parameter one name and take it apart in the first line of the function.",
        );
    }
}

/// Parameters in brackets under one name each, and what takes them apart before the first statement of the function; nothing where that
/// begins a block of its own, for no lines are added.
fn taken_apart(source: &Source<'_>, open: usize, tuples: &[&Range<usize>]) -> Option<Vec<Edit>> {
    let close = source.partner(open)?;
    let colon = (close + 1..source.code.len()).find(|at| source.is(*at, ":"))?;
    let first = (colon + 1..source.code.len()).find(|at| !matches!(source.kind(*at), Some(Kind::Newline)))?;
    let compound = ["if", "for", "while", "with", "try", "def", "class", "@", "async"];
    let body = source.statements.iter().find(|statement| statement.start == first)?;
    let documentation = body.len() == 1 && source.is_text(first);
    if compound.contains(&source.word(first)) {
        return None;
    }
    let mut edits = Vec::new();
    let mut apart = Vec::new();
    let mut given = Vec::new();
    for tuple in tuples {
        let whole = source.partner(tuple.start) == Some(tuple.end - 1);
        let inner = source.slice(&(tuple.start + 1..tuple.end - 1));
        let names: Vec<&str> = (tuple.start + 1..tuple.end - 1)
            .filter(|at| source.is_name(*at))
            .map(|at| source.word(at))
            .collect();
        let plain = (tuple.start + 1..tuple.end - 1)
            .all(|at| source.is_name(at) || matches!(source.word(at), "," | "(" | ")"));
        if !whole || !plain || names.is_empty() || inner.contains(['\n', '\r', '\\']) {
            return None;
        }
        let mut name = names.join("_");
        while (0..source.code.len()).any(|at| source.is(at, &name)) || given.contains(&name) {
            name.push('_');
        }
        edits.push(Edit::replace(source.start(tuple.start), source.end(tuple.end - 1), name.clone()));
        // “(a)” is a name in brackets and no tuple.
        apart.push(format!("{inner} = {name}"));
        given.push(name);
    }
    let apart = apart.join("; ");
    edits.push(match documentation {
        true => Edit::insert(source.end(first), format!("; {apart}")),
        false => Edit::insert(source.start(first), format!("{apart}; ")),
    });
    Some(edits)
}

/// `lambda (k, v): v` → `lambda k_v: k_v[1]`.
fn lambda(source: &Source<'_>, at: usize, found: &mut Found) {
    let base = source.depth(at);
    let here = |place: &usize| source.depth(*place) == base;
    let Some(colon) = (at + 1..source.code.len().min(at + 200)).find(|at| here(at) && source.is(*at, ":"))
    else {
        return;
    };
    let ends = |place: &usize| {
        source.depth(*place) < base
            || source.kind(*place) == Some(Kind::Newline)
            || (here(place) && matches!(source.word(*place), "," | ";" | "for" | ":"))
    };
    let end = (colon + 1..source.code.len()).find(ends).unwrap_or(source.code.len());
    for parameter in source.pieces(at + 1..colon) {
        if !source.is(parameter.start, "(") || source.partner(parameter.start) != Some(parameter.end - 1) {
            continue;
        }
        let inner = source.pieces(parameter.start + 1..parameter.end - 1);
        let plain = inner.iter().all(|name| name.len() == 1 && source.is_name(name.start));
        let names: Vec<&str> = inner.iter().map(|name| source.slice(name)).collect();
        let again = (colon + 1..end).any(|at| matches!(source.word(at), "for" | "lambda"));
        let line = source.line(at);
        if !plain || names.is_empty() || again {
            found.warn(
                TUPLE,
                line,
                "Python 3 takes no parameters in brackets.",
                "Give the parameter one name and take its parts by position.",
            );
            continue;
        }
        let single = names.len() == 1 && !source.is(parameter.end - 2, ",");
        let mut name = names.join("_");
        while !single && (0..source.code.len()).any(|at| source.is(at, &name)) {
            name.push('_');
        }
        let mut edits =
            vec![Edit::replace(source.start(parameter.start), source.end(parameter.end - 1), name.clone())];
        if !single {
            for at in (colon + 1..end).filter(|at| source.is_free(*at)) {
                if let Some(place) = names.iter().position(|known| source.is(at, known)) {
                    let new = format!("{name}[{place}]");
                    edits.push(Edit::replace(source.start(at), source.end(at), new));
                }
            }
        }
        found.change(
            TUPLE,
            line,
            "Python 3 takes no parameters in brackets: their parts are taken by position.",
            edits,
        );
    }
}

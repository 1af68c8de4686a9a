//! Dictionaries and sequences: what gave a list in Python 2 and gives a view or an iterator in Python 3.

use super::rules::{Context, Found};
use super::source::{Call, Source};
use crate::edit::Edit;
use std::ops::Range;

/// Methods of dictionaries that have another name now.
const VIEWS: [(&str, &str); 6] = [
    ("iteritems", "items"),
    ("iterkeys", "keys"),
    ("itervalues", "values"),
    ("viewitems", "items"),
    ("viewkeys", "keys"),
    ("viewvalues", "values"),
];

/// Functions that are content with an iterator.
const CONTENT: [&str; 22] = [
    "list",
    "tuple",
    "set",
    "frozenset",
    "dict",
    "sorted",
    "sum",
    "min",
    "max",
    "any",
    "all",
    "enumerate",
    "zip",
    "map",
    "filter",
    "iter",
    "next",
    "join",
    "OrderedDict",
    "Counter",
    "deque",
    "extend",
];

const LIST: &str = "python/list";

pub(super) fn find(context: &Context<'_, '_>, found: &mut Found) {
    let source = context.source;
    for (old, new) in VIEWS {
        for call in empty_calls(source, old).filter(|call| !source.is(call.receiver, "six")) {
            let message = format!("“{old}” is called “{new}” in Python 3.");
            let name = call.point + 1;
            let edit = Edit::replace(source.start(name), source.end(name), new);
            found.change("python/dictionary", source.line(name), message, [edit]);
        }
    }
    has_key(source, found);
    views_as_lists(source, found);
    next(context, found);
    if context.is_two() {
        for at in 0..source.code.len() {
            if source.is_free(at) && source.is(at + 1, "(") && context.is_builtin(source.word(at)) {
                iterators(source, at, found);
            }
        }
    }
    sorting(source, found);
}

fn empty_calls<'s>(source: &'s Source<'_>, name: &'s str) -> impl Iterator<Item = Call> + 's {
    source.method_calls(name).filter(|call| call.close == call.open + 1)
}

fn has_key(source: &Source<'_>, found: &mut Found) {
    for call in source.method_calls("has_key") {
        let arguments = source.arguments(call.open).unwrap_or_default();
        let [key] = arguments.as_slice() else { continue };
        let receiver = source.slice(&(call.receiver..call.point));
        let simple =
            source.is_operand(key) || source.pieces(key.clone()).len() == 1 && !has_operator(source, key);
        let key = if simple { source.slice(key).to_owned() } else { format!("({})", source.slice(key)) };
        let before = call.receiver.checked_sub(1).map_or("", |at| source.word(at));
        let after = source.word(call.close + 1);
        let enough =
            matches!(before, "" | "(" | "if" | "elif" | "while" | "and" | "or" | "return" | "\n" | "\r\n")
                && matches!(after, "" | ")" | ":" | "and" | "or" | "if" | "\n" | "\r\n");
        // “not a in b” is what a person would not write.
        let (start, new) =
            match before == "not" && matches!(after, ":" | ")" | "and" | "or" | "" | "\n" | "\r\n") {
                true => (call.receiver - 1, format!("{key} not in {receiver}")),
                false if enough => (call.receiver, format!("{key} in {receiver}")),
                false => (call.receiver, format!("({key} in {receiver})")),
            };
        found.change(
            "python/has-key",
            source.line(call.point + 1),
            "Dictionaries have no has_key in Python 3: “in” asks the same.",
            [Edit::replace(source.start(start), source.end(call.close), new)],
        );
    }
}

/// Whether an expression holds an operator outside of brackets.
fn has_operator(source: &Source<'_>, range: &Range<usize>) -> bool {
    let base = source.depth(range.start);
    range.clone().any(|at| {
        source.depth(at) == base
            && matches!(
                source.word(at),
                "and"
                    | "or"
                    | "not"
                    | "in"
                    | "is"
                    | "if"
                    | "lambda"
                    | "<"
                    | ">"
                    | "=="
                    | "!="
                    | "<="
                    | ">="
                    | "<>"
            )
    })
}

/// Puts `list( … )` around a range.
fn as_list(source: &Source<'_>, range: Range<usize>, line: usize, message: &str, found: &mut Found) {
    let edits =
        [Edit::insert(source.start(range.start), "list("), Edit::insert(source.end(range.end - 1), ")")];
    found.change(LIST, line, message, edits);
}

fn views_as_lists(source: &Source<'_>, found: &mut Found) {
    const MESSAGE: &str = "Keys, values and items of a dictionary are no list in Python 3.";
    for name in ["keys", "values", "items"] {
        for call in empty_calls(source, name) {
            let line = source.line(call.point + 1);
            let whole = call.receiver..call.close + 1;
            let after = source.word(call.close + 1);
            let before = call.receiver.checked_sub(1).map_or("", |at| source.word(at));
            let sum = after == "+" || before == "+";
            let shrinking = before == "in" && is_emptied(source, source.slice(&(call.receiver..call.point)));
            let assigned = assigned_name(source, &whole).is_some_and(|name| used_as_list(source, name));
            if after == "[" || sum || shrinking || assigned {
                as_list(source, whole, line, MESSAGE, found);
            } else if after == "."
                && matches!(source.word(call.close + 2), "sort" | "index" | "append" | "remove")
            {
                found.warn(LIST, line, MESSAGE, "Write sorted(…) or list(…) around it and keep the result.");
            }
        }
    }
}

/// Whether the script takes keys out of this dictionary anywhere.
fn is_emptied(source: &Source<'_>, dictionary: &str) -> bool {
    source.statements.iter().any(|statement| {
        let text = source.slice(statement);
        text.strip_prefix("del ").is_some_and(|rest| rest.trim_start().starts_with(&format!("{dictionary}[")))
            || text.contains(&format!("{dictionary}.pop("))
    })
}

/// The name that a statement gives to this range, which is the whole of what it assigns.
fn assigned_name<'a>(source: &Source<'a>, range: &Range<usize>) -> Option<&'a str> {
    let statement = source.statement_of(range.start)?;
    let assigns = statement.start + 2 == range.start
        && statement.end == range.end
        && source.is_name(statement.start)
        && source.is(statement.start + 1, "=");
    assigns.then(|| source.word(statement.start))
}

fn used_as_list(source: &Source<'_>, name: &str) -> bool {
    (0..source.code.len()).filter(|at| source.is(*at, name) && source.is_free(*at)).any(|at| {
        let method = source.is(at + 1, ".")
            && matches!(
                source.word(at + 2),
                "sort" | "append" | "remove" | "pop" | "insert" | "reverse" | "index" | "extend"
            );
        let shuffled = at > 1 && source.is(at - 1, "(") && source.is(at - 2, "shuffle");
        method || shuffled || matches!(source.word(at + 1), "[" | "+")
    })
}

/// `rows.next()` → `next(rows)`.
fn next(context: &Context<'_, '_>, found: &mut Found) {
    let source = context.source;
    if !context.is_builtin("next") {
        return;
    }
    for call in empty_calls(source, "next") {
        let new = format!("next({})", source.slice(&(call.receiver..call.point)));
        found.change(
            "python/next",
            source.line(call.point + 1),
            "The next item of an iterator is asked for with next() in Python 3.",
            [Edit::replace(source.start(call.receiver), source.end(call.close), new)],
        );
    }
}

/// `map`, `zip`, `filter` and `range` where a list may be needed.
fn iterators(source: &Source<'_>, at: usize, found: &mut Found) {
    let name = source.word(at);
    let (Some(close), line) = (source.partner(at + 1), source.line(at)) else { return };
    let whole = at..close + 1;
    match name {
        "map" | "zip" if !is_consumed(source, &whole) => {
            if name == "map" && source.is(at + 2, "None") {
                found.warn(
                    LIST,
                    line,
                    "map needs a function in Python 3.",
                    "Use zip, or itertools.zip_longest.",
                );
            } else {
                as_list(source, whole, line, &format!("{name} gives no list in Python 3."), found);
            }
        }
        "filter" if !is_consumed(source, &whole) => {
            let arguments = source.arguments(at + 1).unwrap_or_default();
            if let [_, given] = arguments.as_slice()
                && is_list(source, given)
            {
                as_list(source, whole, line, "filter gives no list in Python 3.", found);
            } else {
                found.warn(
                    LIST,
                    line,
                    "filter gives no list in Python 3, and no text when it is given one.",
                    "Write list(filter(…)), or \"\".join(filter(…)) for a text.",
                );
            }
        }
        "range" => {
            let sum = source.is(close + 1, "+")
                || (at > 0 && source.is(at - 1, "+") && at > 1 && !source.is(at - 2, "("));
            let changed = assigned_name(source, &whole).is_some_and(|name| {
                (0..source.code.len()).filter(|at| source.is(*at, name) && source.is_free(*at)).any(|at| {
                    let method = source.is(at + 1, ".")
                        && matches!(
                            source.word(at + 2),
                            "sort" | "append" | "remove" | "pop" | "insert" | "reverse" | "extend"
                        );
                    let set = source.is(at + 1, "[")
                        && source.partner(at + 1).is_some_and(|close| source.is(close + 1, "="));
                    method || set || source.is(at + 1, "+") || (at > 1 && source.is(at - 2, "shuffle"))
                })
            });
            if sum || changed {
                as_list(source, whole, line, "range gives no list in Python 3.", found);
            }
        }
        _ => {}
    }
}

/// Whether an expression was a list in Python 2 for certain: written as one, or what gives nothing else.
fn is_list(source: &Source<'_>, range: &Range<usize>) -> bool {
    const GIVE_LISTS: [&str; 6] = ["list", "sorted", "range", "xrange", "map", "zip"];
    const METHODS: [&str; 9] =
        ["split", "splitlines", "keys", "values", "items", "readlines", "tolist", "findall", "listdir"];
    let (first, last) = (range.start, range.end - 1);
    let whole = |open: usize| source.partner(open) == Some(last);
    if source.is(first, "[") && whole(first) {
        return true;
    }
    if GIVE_LISTS.contains(&source.word(first)) && source.is(first + 1, "(") && whole(first + 1) {
        return true;
    }
    let Some(open) = source.partner(last).filter(|open| source.is(last, ")") && *open > first + 2) else {
        return false;
    };
    METHODS.contains(&source.word(open - 1)) && source.is(open - 2, ".") && source.is_operand(range)
}

/// Whether something that takes iterators too takes this one.
fn is_consumed(source: &Source<'_>, whole: &Range<usize>) -> bool {
    let Some(before) = whole.start.checked_sub(1) else { return false };
    let after = source.word(whole.end);
    if after == "[" || after == "." || after == "+" {
        return false;
    }
    if matches!(source.word(before), "in" | "*") {
        return true;
    }
    if source.is(before, "=")
        && let Some(statement) = source.statement_of(whole.start)
    {
        // Taken apart at once.
        let targets = source.pieces(statement.start..before);
        return targets.len() > 1 && statement.end == whole.end;
    }
    let Some(open) = source.enclosing(whole.start) else { return false };
    let alone = matches!(source.word(before), "(" | ",") && matches!(after, ")" | "," | "for");
    source.is(open, "(") && open > 0 && CONTENT.contains(&source.word(open - 1)) && alone
}

/// Comparing functions, which sorting no longer takes.
fn sorting(source: &Source<'_>, found: &mut Found) {
    for at in 0..source.code.len() {
        if !matches!(source.word(at), "sort" | "sorted") || !source.is(at + 1, "(") {
            continue;
        }
        let arguments = source.arguments(at + 1).unwrap_or_default();
        if arguments.iter().any(|argument| source.keyword(argument) == Some("cmp")) {
            found.warn(
                "python/sort",
                source.line(at),
                "Sorting takes no comparing function in Python 3.",
                "Write key=functools.cmp_to_key(function).",
            );
        }
    }
}

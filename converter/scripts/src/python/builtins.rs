//! Names that Python 2 knew by itself.

use super::rules::{Context, Found};
use crate::edit::Edit;

/// Names that have another name now.
const RENAMED: [(&str, &str); 8] = [
    ("unicode", "str"),
    ("basestring", "str"),
    ("long", "int"),
    ("xrange", "range"),
    ("raw_input", "input"),
    ("unichr", "chr"),
    ("StandardError", "Exception"),
    ("file", "open"),
];

/// Names that must be imported now.
const IMPORTED: [(&str, &str); 3] = [
    ("reduce", "from functools import reduce"),
    ("reload", "from importlib import reload"),
    ("intern", "from sys import intern"),
];

/// Names that are gone, and what to do instead.
const GONE: [(&str, &str); 6] = [
    ("cmp", "Compare with <, == and >, or write (a > b) - (a < b)."),
    ("apply", "Call the function: function(*arguments)."),
    ("execfile", "Write exec(open(path).read())."),
    ("coerce", "Convert the numbers yourself."),
    ("buffer", "Use memoryview."),
    ("__metaclass__", "Write class Name(metaclass=…)."),
];

/// Methods of classes that have another name now.
const METHODS: [(&str, &str); 4] = [
    ("__nonzero__", "__bool__"),
    ("__div__", "__truediv__"),
    ("__unicode__", "__str__"),
    ("next", "__next__"),
];

pub(super) fn find(context: &Context<'_, '_>, found: &mut Found) {
    let source = context.source;
    for at in 0..source.code.len() {
        let word = source.word(at);
        let line = source.line(at);
        if at > 0 && source.is(at - 1, "def") {
            if let Some((old, new)) = METHODS.iter().find(|(old, _)| *old == word && context.is_two()) {
                found.warn(
                    "python/method",
                    line,
                    format!("Python 3 calls {new} where Python 2 called {old}."),
                    format!("Name the method {new}."),
                );
            }
            continue;
        }
        if !source.is_free(at) || !context.is_builtin(word) {
            continue;
        }
        let called = source.is(at + 1, "(");
        if let Some((old, new)) = RENAMED.iter().find(|(old, _)| *old == word)
            && (*old != "file" || called)
            && context.is_builtin(new)
        {
            let edit = Edit::replace(source.start(at), source.end(at), *new);
            found.change("python/builtin", line, format!("“{old}” is called “{new}” in Python 3."), [edit]);
            if *old == "raw_input" {
                nobody_types(line, found);
            }
        } else if let Some((name, import)) = IMPORTED.iter().find(|(name, _)| *name == word && called) {
            // Taken away as a whole: see `encoding`.
            if !(*name == "reload" && source.is(at + 2, "sys")) {
                found.imports.insert((*import).to_owned());
            }
        } else if let Some((name, help)) = GONE.iter().find(|(name, _)| *name == word) {
            if called || name.starts_with('_') {
                found.warn("python/builtin", line, format!("Python 3 has no “{name}”."), *help);
            }
        } else if word == "input" && called && context.is_two() {
            nobody_types(line, found);
        }
    }
    encoding(context, found);
}

fn nobody_types(line: usize, found: &mut Found) {
    found.warn(
        "python/input",
        line,
        "Nobody can type anything while a pipeline runs.",
        "Give the value as a constant, or in a dataset.",
    );
}

/// `reload(sys)` and `sys.setdefaultencoding(…)`: Python 3 reads and writes UTF-8 by itself.
fn encoding(context: &Context<'_, '_>, found: &mut Found) {
    let source = context.source;
    for statement in &source.statements {
        let (start, last) = (statement.start, statement.end - 1);
        let reload = statement.len() == 4
            && source.is(start, "reload")
            && context.is_builtin("reload")
            && source.is(start + 2, "sys");
        let set = source.is(start, "sys")
            && source.is(start + 2, "setdefaultencoding")
            && source.partner(start + 3) == Some(last);
        if reload || set {
            found.change(
                "python/default-encoding",
                source.line(start),
                "Python 3 needs no default encoding: its texts are Unicode.",
                [Edit::replace(source.start(start), source.end(last), "pass")],
            );
        }
    }
}

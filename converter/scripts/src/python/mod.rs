//! Python 2.7 and 3.5 with the libraries of their day, brought to Python 3 and current pandas.

mod builtins;
mod collections;
mod flags;
mod frames;
mod imports;
mod indexing;
mod layout;
mod modules;
mod moves;
mod pandas;
mod rules;
mod source;
mod syntax;
mod token;

pub(crate) use token::lines;

use crate::edit::{Edit, apply};
use crate::{Checked, Finding};
use imports::Imports;
use rules::{Context, Found};
use source::Source;
use std::collections::BTreeSet;
use token::Kind;

/// The Python that a script was written for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PythonVersion {
    /// 2.7: what differs in meaning is changed or flagged too.
    Two,
    /// 3.5.
    Three,
}

/// Longer scripts are left alone; none that a person wrote is.
const LONGEST: usize = 256 << 10;

/// How often changes inside changes are looked for.
const PASSES: usize = 40;

/// Checks a script and makes the changes that are safe. Strings and comments never change, and the result is a fixed point: checked
/// again, it stays as it is.
pub fn python(source: &str, version: PythonVersion) -> Checked {
    let mut checked = Checked { code: source.to_owned(), ..Checked::default() };
    if source.len() > LONGEST {
        checked.warnings.push(Finding {
            rule: "python/long",
            line: 1,
            message: "The script is too long to be checked.".to_owned(),
            help: "Read it by yourself.".to_owned(),
        });
        return checked;
    }
    let whole = Source::new(source);
    let broken = whole.code.iter().find(|token| token.kind == Kind::Broken).map(|token| token.line);
    if let Some(line) = broken.or((!whole.balanced).then_some(1)) {
        checked.warnings.push(Finding {
            rule: "python/broken",
            line,
            message:
                "This is no Python: a text or bracket without its end, or a character that means nothing."
                    .to_owned(),
            help: "Mend the script; it was left as it is.".to_owned(),
        });
        return checked;
    }
    let mut missing = BTreeSet::new();
    // What the changes themselves print was no tuple before.
    let is_tuple = |warning: &Finding| warning.rule == "python/print-tuple";
    let mut tuples = None;
    for _ in 0..PASSES {
        let mut found = look(&checked.code, version);
        missing.extend(found.imports);
        let printed = tuples.get_or_insert_with(|| {
            found.warnings.iter().filter(|warning| is_tuple(warning)).cloned().collect::<Vec<_>>()
        });
        found.warnings.retain(|warning| !is_tuple(warning));
        found.warnings.extend(printed.iter().cloned());
        checked.warnings = found.warnings;
        if found.changes.is_empty() {
            break;
        }
        let (code, made) = apply(&checked.code, found.changes);
        checked.code = code;
        checked.changes.extend(made.into_iter().map(|change| Finding {
            rule: change.rule,
            line: change.line,
            message: change.message,
            help: String::new(),
        }));
    }
    if !missing.is_empty() {
        import(&mut checked, missing);
    }
    checked.sort();
    checked
}

fn look(code: &str, version: PythonVersion) -> Found {
    let source = Source::new(code);
    let imports = Imports::of(&source);
    let context = Context { source: &source, imports: &imports, version };
    let mut found = Found::default();
    layout::find(&source, &mut found);
    syntax::find(&context, &mut found);
    builtins::find(&context, &mut found);
    modules::find(&context, &mut found);
    collections::find(&context, &mut found);
    pandas::find(&context, &mut found);
    flags::find(&context, &mut found);
    spare_comments(&source, &mut found);
    found
}

/// Takes back changes that would lose a comment, or a line end and with it the lines of what is said.
fn spare_comments(source: &Source<'_>, found: &mut Found) {
    let comments: Vec<(usize, usize)> = source
        .all
        .iter()
        .filter(|token| token.kind == Kind::Comment)
        .map(|token| (token.start, token.end))
        .collect();
    let loses = |edit: &Edit| {
        let first = comments.partition_point(|(_, end)| *end <= edit.start);
        let mut inside = comments[first..].iter().take_while(|(start, _)| *start < edit.end);
        inside.any(|(start, end)| !edit.text.contains(&source.text[*start..*end]))
            || lines(&source.text[edit.start..edit.end]) != lines(&edit.text)
    };
    let (kept, lost): (Vec<_>, Vec<_>) =
        std::mem::take(&mut found.changes).into_iter().partition(|change| !change.edits.iter().any(loses));
    found.changes = kept;
    for change in lost {
        found.warn(
            change.rule,
            change.line,
            change.message,
            "Change it by hand: it goes over several lines, or a comment stands in it.",
        );
    }
}

/// Puts import statements before the first statement that is no documentation and no `from __future__`.
fn import(checked: &mut Checked, missing: BTreeSet<String>) {
    let source = Source::new(&checked.code);
    let first = source.statements.iter().find(|statement| {
        let documentation = statement.len() == 1 && source.is_text(statement.start);
        let future = source.is(statement.start, "from") && source.is(statement.start + 1, "__future__");
        !documentation && !future
    });
    let (at, line) = first.map_or((0, 1), |first| (source.start(first.start), source.line(first.start)));
    // The statement may share its line with others.
    let at = checked.code[..at].rfind(['\n', '\r']).map_or(0, |end| end + 1);
    let end = if checked.code.contains("\r\n") { "\r\n" } else { "\n" };
    let lines: String = missing.iter().map(|import| format!("{import}{end}")).collect();
    checked.code.insert_str(at, &lines);
    checked.changes.extend(missing.iter().map(|import| Finding {
        rule: "python/import",
        line,
        message: format!("“{import}” was added."),
        help: String::new(),
    }));
}

#[cfg(test)]
mod tests;

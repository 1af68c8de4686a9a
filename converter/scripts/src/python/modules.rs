//! Imports of modules that moved, and the uses of what moved with them.

use super::imports::{Dotted, Import, Imported, path};
use super::moves::{DIFFERENT, GONE, MEMBERS, MODULES, Place};
use super::rules::{Context, Found};
use super::source::Source;
use crate::edit::Edit;
use std::ops::Range;

const MODULE: &str = "python/module";
const MEMBER: &str = "python/member";

pub(super) fn find(context: &Context<'_, '_>, found: &mut Found) {
    let source = context.source;
    for import in context.imports.statements.iter().filter(|import| !import.tried) {
        match &import.from {
            Some(from) => from_import(context, import, from, found),
            None => plain_import(context, import, found),
        }
    }
    let inside_import = |at: usize| {
        source
            .statement_of(at)
            .is_some_and(|statement| matches!(source.word(statement.start), "import" | "from"))
    };
    for at in 0..source.code.len() {
        if source.is_free(at) && context.imports.is_imported(source.word(at)) && !inside_import(at) {
            uses(context, at, found);
        }
    }
}

fn moved(module: &str) -> Option<&'static str> {
    MODULES.iter().find(|(old, _)| *old == module).map(|(_, new)| *new)
}

fn member(module: &str, name: &str) -> Option<Place> {
    MEMBERS.iter().find(|(of, known, _)| *of == module && *known == name).map(|(_, _, place)| *place)
}

fn message(old: &str, new: &str) -> String {
    format!("“{old}” is “{new}” now.")
}

fn replace(source: &Source<'_>, range: &Range<usize>, new: impl Into<String>) -> Edit {
    Edit::replace(source.start(range.start), source.end(range.end - 1), new)
}

/// `import urllib2, os` and the uses of `urllib2`.
fn plain_import(context: &Context<'_, '_>, import: &Import<'_>, found: &mut Found) {
    let source = context.source;
    for imported in &import.names {
        let old = path(source, &imported.name);
        let line = source.line(imported.name.start);
        gone(&old, line, found);
        let Some(new) = moved(&old) else { continue };
        let said = message(&old, new);
        if imported.alias.is_some() {
            found.change(MODULE, line, said, [replace(source, &imported.name, new)]);
            continue;
        }
        let root = new.split('.').next().unwrap_or(new);
        let free = !source.bound.contains(root) || context.imports.is_imported(root);
        let tried = context.imports.statements.iter().any(|other| {
            other.tried && other.names.iter().any(|name| name.alias.is_some_and(|alias| alias == old))
        });
        if tried {
            continue;
        }
        if free {
            let mut edits = vec![replace(source, &imported.name, new)];
            edits.extend(uses_of(source, &old, import).iter().map(|range| replace(source, range, new)));
            found.change(MODULE, line, said, edits);
        } else if !old.contains('.') {
            let new = format!("{new} as {old}");
            found.change(MODULE, line, said, [replace(source, &imported.name, new)]);
        } else {
            found.warn(
                MODULE,
                line,
                said,
                "The script uses that name for something else; change the import by hand.",
            );
        }
    }
}

/// Where a module is used by its full name, imports apart.
fn uses_of(source: &Source<'_>, module: &str, import: &Import<'_>) -> Vec<Range<usize>> {
    let length = 2 * module.split('.').count() - 1;
    let first = module.split('.').next().unwrap_or(module);
    let ranges = (0..source.code.len()).filter(|at| source.is(*at, first) && source.is_free(*at));
    let ranges = ranges.map(|at| at..at + length).filter(|range| path(source, range) == module);
    ranges.filter(|range| !import.statement.contains(&range.start)).collect()
}

fn gone(module: &str, line: usize, found: &mut Found) {
    let is =
        |known: &str| module == known || module.strip_prefix(known).is_some_and(|rest| rest.starts_with('.'));
    if let Some((known, help)) = GONE.iter().find(|(known, _)| is(known)) {
        found.warn(MODULE, line, format!("The module “{known}” is gone."), *help);
    }
}

/// `from urllib2 import urlopen`, `from sklearn import cross_validation`, `from itertools import izip, chain`.
fn from_import(context: &Context<'_, '_>, import: &Import<'_>, from: &Range<usize>, found: &mut Found) {
    let source = context.source;
    let module = path(source, from);
    let line = source.line(from.start);
    gone(&module, line, found);
    for imported in &import.names {
        let name = source.word(imported.name.start);
        different(&module, name, source.line(imported.name.start), found);
    }
    if let Some(new) = moved(&module) {
        found.change(MODULE, line, message(&module, new), [replace(source, from, new)]);
        return;
    }
    let submodule =
        |imported: &Imported<'_>| moved(&format!("{module}.{}", source.word(imported.name.start)));
    if let Some(imported) = import.names.iter().find(|imported| submodule(imported).is_some())
        && let Some(new) = submodule(imported)
    {
        let old = source.word(imported.name.start);
        let known = imported.alias.unwrap_or(old);
        let (parent, leaf) = new.rsplit_once('.').unwrap_or(("", new));
        let named = if leaf == known { leaf.to_owned() } else { format!("{leaf} as {known}") };
        let said = message(&format!("{module}.{old}"), new);
        if parent == module {
            found.change(MODULE, line, said, [replace(source, &imported.whole, named)]);
        } else if import.names.len() == 1 {
            let new = if parent.is_empty() {
                format!("import {named}")
            } else {
                format!("from {parent} import {named}")
            };
            found.change(MODULE, line, said, [replace(source, &import.statement, new)]);
        } else {
            found.warn(MODULE, line, said, "Import it by itself.");
        }
        return;
    }
    members(context, import, &module, found);
}

/// Members of a `from … import …` that moved.
fn members(context: &Context<'_, '_>, import: &Import<'_>, module: &str, found: &mut Found) {
    let source = context.source;
    let mut kept = Vec::new();
    let mut parts: Vec<String> = Vec::new();
    let mut said = Vec::new();
    for imported in &import.names {
        let old = source.word(imported.name.start);
        let known = imported.alias.unwrap_or(old);
        let named = |name: &str| if name == known { name.to_owned() } else { format!("{name} as {known}") };
        match member(module, old) {
            None => kept.push(source.slice(&imported.whole).to_owned()),
            Some(Place::Here(new)) if !new.contains('.') => {
                kept.push(named(new));
                said.push(message(old, new));
            }
            Some(Place::Here(new)) => {
                let (parent, leaf) = new.rsplit_once('.').unwrap_or(("", new));
                parts.push(format!("from {module}.{parent} import {}", named(leaf)));
                said.push(message(old, &format!("{module}.{new}")));
            }
            Some(Place::Builtin(new)) => {
                parts.push(format!("{known} = {new}"));
                said.push(message(old, new));
            }
            Some(Place::There(place, new)) => {
                let start = format!("from {place} import ");
                match parts.iter_mut().find(|part| part.starts_with(&start)) {
                    Some(part) => part.push_str(&format!(", {}", named(new))),
                    None => parts.push(format!("{start}{}", named(new))),
                }
                said.push(message(&format!("{module}.{old}"), &format!("{place}.{new}")));
            }
        }
    }
    if said.is_empty() {
        return;
    }
    let line = source.line(import.statement.start);
    if source.slice(&import.statement).contains('\n') {
        found.warn(MEMBER, line, said.join(" "), "Change the import by hand.");
        return;
    }
    if !kept.is_empty() {
        parts.insert(0, format!("from {module} import {}", kept.join(", ")));
    }
    found.change(MEMBER, line, said.join(" "), [replace(source, &import.statement, parts.join("; "))]);
}

fn different(module: &str, name: &str, line: usize, found: &mut Found) {
    if let Some((_, _, help)) = DIFFERENT.iter().find(|(of, known, _)| *of == module && *known == name) {
        found.warn(MEMBER, line, format!("“{module}.{name}” is gone, or works differently now."), *help);
    }
}

/// A dotted name that begins here.
fn uses(context: &Context<'_, '_>, at: usize, found: &mut Found) {
    let source = context.source;
    for Dotted { module, module_range, member: place, name } in context.imports.dotted(source, at) {
        let line = source.line(place);
        if !module_range.is_empty() {
            // Modules that were imported by a name of their own keep their old place in the tables.
            different(&module, &name, line, found);
            let old = MODULES.iter().filter(|(_, new)| *new == module);
            for (old, _) in old.filter(|(old, _)| old.starts_with("sklearn.")) {
                different(old, &name, line, found);
            }
        }
        let (Some(new), false) = (member(&module, &name), module_range.is_empty()) else { continue };
        let whole = module_range.start..place + 1;
        let said = |new: &str| message(&format!("{module}.{name}"), new);
        match new {
            Place::Here(new) => {
                let edit = Edit::replace(source.start(place), source.end(place), new);
                found.change(MEMBER, line, said(&format!("{module}.{new}")), [edit]);
            }
            Place::Builtin(new) if context.is_builtin(new) => {
                found.change(MEMBER, line, said(new), [replace(source, &whole, new)]);
            }
            Place::There(there, new) => {
                let new = format!("{there}.{new}");
                let root = there.split('.').next().unwrap_or(there);
                if source.bound.contains(root) && !context.imports.is_imported(root) {
                    found.warn(
                        MEMBER,
                        line,
                        said(&new),
                        "The script uses that name for something else; change it by hand.",
                    );
                } else {
                    found.imports.insert(format!("import {there}"));
                    found.change(MEMBER, line, said(&new), [replace(source, &whole, new)]);
                }
            }
            Place::Builtin(_) => {}
        }
        return;
    }
}

//! What a script imports, and what its dotted names stand for.

use super::source::Source;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// The imports of a script.
#[derive(Default)]
pub(crate) struct Imports<'a> {
    /// Names of `from __future__ import`.
    pub(crate) future: BTreeSet<&'a str>,
    /// All import statements.
    pub(crate) statements: Vec<Import<'a>>,
    /// Names that stand for modules: `np` → `numpy`, `os` → `os`.
    modules: BTreeMap<&'a str, String>,
    /// Names that stand for members of modules: `DataFrame` → `pandas`, `DataFrame`.
    members: BTreeMap<&'a str, (String, &'a str)>,
}

/// An import statement.
pub(crate) struct Import<'a> {
    pub(crate) statement: Range<usize>,
    /// The dotted name behind `from`, as a range of code; none for plain imports.
    pub(crate) from: Option<Range<usize>>,
    /// What is imported.
    pub(crate) names: Vec<Imported<'a>>,
    /// Whether another import is tried when this one fails.
    pub(crate) tried: bool,
}

/// One imported name.
pub(crate) struct Imported<'a> {
    /// The dotted name as a range of code.
    pub(crate) name: Range<usize>,
    /// The name it gets.
    pub(crate) alias: Option<&'a str>,
    /// Name and alias.
    pub(crate) whole: Range<usize>,
}

/// A dotted name and what it stands for.
pub(crate) struct Dotted {
    /// The module.
    pub(crate) module: String,
    /// The tokens that name the module; empty when the member was imported by name.
    pub(crate) module_range: Range<usize>,
    /// The token of the member.
    pub(crate) member: usize,
    /// Its name in the module.
    pub(crate) name: String,
}

impl<'a> Imports<'a> {
    pub(crate) fn of(source: &Source<'a>) -> Imports<'a> {
        let mut imports = Imports::default();
        for (place, statement) in source.statements.iter().enumerate() {
            let first = source.word(statement.start);
            let import = match first {
                "import" => None,
                "from" => statement.clone().find(|at| source.is(*at, "import")),
                _ => continue,
            };
            if first == "from" && import.is_none() {
                continue;
            }
            let mut begin = import.unwrap_or(statement.start) + 1;
            let mut end = statement.end;
            if source.is(begin, "(") && source.partner(begin) == Some(end - 1) {
                begin += 1;
                end -= 1;
            }
            let from = import.map(|import| statement.start + 1..import);
            let neighbour = |at: usize, word: &str| {
                source.statements.get(at).is_some_and(|statement| source.is(statement.start, word))
            };
            let tried = place > 0 && neighbour(place - 1, "try") && neighbour(place + 1, "except")
                || place > 0 && neighbour(place - 1, "except");
            let names = source
                .pieces(begin..end)
                .into_iter()
                .map(|whole| {
                    let named = whole.clone().find(|at| source.is(*at, "as"));
                    Imported {
                        name: whole.start..named.unwrap_or(whole.end),
                        alias: named.map(|at| source.word(at + 1)),
                        whole,
                    }
                })
                .collect();
            imports.add(source, Import { statement: statement.clone(), from, names, tried });
        }
        imports
    }

    fn add(&mut self, source: &Source<'a>, import: Import<'a>) {
        let from = import.from.as_ref().map(|from| path(source, from));
        for imported in &import.names {
            let name = path(source, &imported.name);
            match &from {
                Some(from) if from == "__future__" => {
                    self.future.insert(source.word(imported.name.start));
                }
                Some(from) => {
                    let last = source.word(imported.name.start);
                    let known = imported.alias.unwrap_or(last);
                    self.modules.insert(known, format!("{from}.{last}"));
                    self.members.insert(known, (from.clone(), last));
                }
                None => {
                    let known = imported.alias.unwrap_or(source.word(imported.name.start));
                    let stands_for = if imported.alias.is_some() { name } else { known.to_owned() };
                    self.modules.insert(known, stands_for);
                }
            }
        }
        self.statements.push(import);
    }

    /// The names by which the script knows a module.
    pub(crate) fn aliases<'s>(&'s self, module: &'s str) -> impl Iterator<Item = &'a str> + 's {
        self.modules.iter().filter(move |(_, stands_for)| *stands_for == module).map(|(name, _)| *name)
    }

    /// Whether a name stands for a module, or for something of one.
    pub(crate) fn is_imported(&self, name: &str) -> bool {
        self.modules.contains_key(name)
    }

    /// Whether the script uses a library at all.
    pub(crate) fn uses(&self, library: &str) -> bool {
        let of = |module: &str| module.split('.').next() == Some(library);
        self.modules.values().any(|module| of(module))
    }

    /// What the dotted name that begins at a free name stands for: each way to read it, the longest module first.
    pub(crate) fn dotted(&self, source: &Source<'a>, at: usize) -> Vec<Dotted> {
        let mut readings = Vec::new();
        if !source.is_free(at) {
            return readings;
        }
        let first = source.word(at);
        if let Some(module) = self.modules.get(first) {
            let mut module = module.clone();
            let mut end = at + 1;
            for _ in 0..6 {
                if !(source.is(end, ".") && source.kind(end + 1) == Some(super::token::Kind::Name)) {
                    break;
                }
                let name = source.word(end + 1);
                readings.push(Dotted {
                    module: module.clone(),
                    module_range: at..end,
                    member: end + 1,
                    name: name.to_owned(),
                });
                module = format!("{module}.{name}");
                end += 2;
            }
            readings.reverse();
        }
        if let Some((module, name)) = self.members.get(first) {
            let (module, name) = (module.clone(), (*name).to_owned());
            readings.push(Dotted { module, module_range: at..at, member: at, name });
        }
        readings
    }
}

/// A dotted name without blanks.
pub(crate) fn path(source: &Source<'_>, range: &Range<usize>) -> String {
    range.clone().map(|at| source.word(at)).collect()
}

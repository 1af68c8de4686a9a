//! The packages that a script uses, and whether the Studio had them.

use super::source::Source;
use super::token::Kind;
use std::collections::BTreeMap;

/// Package by package, which R of the Studio had it.
const TABLE: &str = include_str!("packages.csv");

/// The versions in the order of the table.
const VERSIONS: [&str; 3] = ["CRAN R 3.1.0", "Microsoft R Open 3.2.2", "Microsoft R Open 3.4.4"];

/// Packages that come with R.
const WITH_R: [&str; 14] = [
    "base",
    "compiler",
    "datasets",
    "grDevices",
    "graphics",
    "grid",
    "methods",
    "parallel",
    "splines",
    "stats",
    "stats4",
    "tcltk",
    "tools",
    "utils",
];

/// Where a package comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Availability {
    /// It is part of R.
    WithR,
    /// These versions of R in the Studio had it; today it must be installed.
    InStudio(Vec<&'static str>),
    /// The Studio did not have it: it came in the script's zip, or the script never ran.
    NotInStudio,
}

/// A package that a script uses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Package {
    /// Its name.
    pub name: String,
    /// Lines that name it.
    pub lines: Vec<usize>,
    /// Whether the script installs it by itself.
    pub installed: bool,
    /// Where it comes from.
    pub availability: Availability,
}

fn availability(name: &str) -> Availability {
    if WITH_R.contains(&name) {
        return Availability::WithR;
    }
    let row = TABLE.lines().skip(1).find(|row| row.split(',').next() == Some(name));
    match row {
        Some(row) => {
            let marks = row.split(',').skip(1).zip(VERSIONS);
            Availability::InStudio(
                marks.filter(|(mark, _)| *mark == "x").map(|(_, version)| version).collect(),
            )
        }
        None => Availability::NotInStudio,
    }
}

/// All packages, by name.
pub(super) fn find(source: &Source<'_>) -> Vec<Package> {
    let mut used: BTreeMap<String, (Vec<usize>, bool)> = BTreeMap::new();
    let mut add = |name: &str, line: usize, installs: bool| {
        let entry = used.entry(name.to_owned()).or_default();
        entry.0.push(line);
        entry.1 |= installs;
    };
    for loader in ["library", "require", "requireNamespace", "loadNamespace"] {
        for (at, open, close) in source.calls(loader) {
            let arguments = source.arguments(open, close);
            let is_named = |argument: &&std::ops::Range<usize>| {
                source.is(argument.start, "package") && source.is(argument.start + 1, "=")
            };
            let (place, end) = match (arguments.iter().find(is_named), arguments.first()) {
                (Some(named), _) => (named.start + 2, named.end),
                (None, Some(first)) => (first.start, first.end),
                (None, None) => continue,
            };
            let variable = arguments.iter().any(|argument| source.is(argument.start, "character.only"));
            let bare = !variable && !loader.ends_with("Namespace") && end == place + 1;
            if let Some(name) = source.plain_text(place) {
                add(name, source.line(at), false);
            } else if bare && source.kind(place) == Some(Kind::Name) {
                add(source.word(place).trim_matches('`'), source.line(at), false);
            }
        }
    }
    for (at, open, close) in source.calls("install.packages") {
        if let Some(first) = source.arguments(open, close).first() {
            for place in first.clone() {
                if let Some(text) = source.plain_text(place) {
                    add(file_package(text), source.line(at), true);
                }
            }
        }
    }
    for at in 1..source.code.len() {
        if matches!(source.word(at), "::" | ":::") && source.kind(at - 1) == Some(Kind::Name) {
            add(source.word(at - 1).trim_matches('`'), source.line(at), false);
        }
    }
    used.into_iter()
        .filter(|(name, _)| !name.is_empty())
        .map(|(name, (mut lines, installed))| {
            lines.sort_unstable();
            lines.dedup();
            Package { availability: availability(&name), name, lines, installed }
        })
        .collect()
}

/// The package in a file: `src/ggplot2_1.0.zip` → `ggplot2`.
fn file_package(text: &str) -> &str {
    let file = text.rsplit(['/', '\\']).next().unwrap_or(text);
    let stem =
        [".zip", ".tar.gz", ".tgz"].iter().find_map(|ending| file.strip_suffix(ending)).unwrap_or(file);
    stem.split('_').next().unwrap_or(stem)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packages_and_where_they_come_from() {
        let source = Source::new(
            "library(ggplot2); require('plyr')\nlibrary(name, character.only = TRUE) # library(no)\nx <- \"library(no)\"\n\
             install.packages(\"src/odd_1.2.zip\", lib = \".\", repos = NULL)\nlibrary(odd, lib.loc = \".\")\nstats::sd(1); library(backports)",
        );
        let found = find(&source);
        let names: Vec<(&str, &[usize])> =
            found.iter().map(|package| (package.name.as_str(), package.lines.as_slice())).collect();
        assert_eq!(
            names,
            [("backports", &[6][..]), ("ggplot2", &[1]), ("odd", &[4, 5]), ("plyr", &[1]), ("stats", &[6])]
        );
        assert_eq!(found[0].availability, Availability::InStudio(vec!["Microsoft R Open 3.4.4"]));
        assert!(found[2].installed && found[2].availability == Availability::NotInStudio);
        assert_eq!(found[4].availability, Availability::WithR);
    }

    #[test]
    fn the_table_is_whole() {
        assert_eq!(TABLE.lines().count(), 639);
        assert!(TABLE.lines().all(|row| row.split(',').count() == 4));
    }
}

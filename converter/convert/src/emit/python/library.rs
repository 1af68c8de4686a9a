//! The Python that is written: files of functions, with what they import and need of each other.
//!
//! Every file begins with a docstring and its imports, one a line; those from `shared` name other files of the library. What follows is
//! copied into the script as it stands.

use super::expression::LINE;
use std::collections::{BTreeMap, BTreeSet};

/// A file of the library.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Source {
    /// Its name without the ending; for a module that of the function, too.
    pub(crate) name: &'static str,
    /// Its text.
    pub(crate) text: &'static str,
}

/// Files by name.
macro_rules! sources {
    ($folder:literal: $($name:literal),* $(,)?) => {
        [$($crate::emit::python::library::Source {
            name: $name,
            text: include_str!(concat!("library/", $folder, "/", $name, ".py")),
        }),*]
    };
}

/// What several modules share.
pub(crate) const SHARED: &[Source] = &sources!("shared":
    "arff", "blobs", "clusters", "columns", "convert", "credentials", "databases", "dates", "expression", "features", "files", "forests", "frames", "learning", "logistic",
    "networks", "parse", "r", "reading", "results", "roles", "sources", "svmlight", "tables", "text", "types",
);

/// A keyword parameter of a function: its name, and its default as Python writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Keyword<'a> {
    pub(crate) name: &'a str,
    pub(crate) default: Option<&'a str>,
}

impl Source {
    /// The file's lines: imports, and the rest.
    fn parts(self) -> (Vec<&'static str>, &'static str) {
        let mut imports = Vec::new();
        let mut begin = 0;
        let mut in_docstring = false;
        for line in self.text.split_inclusive('\n') {
            let quotes = line.matches("\"\"\"").count();
            if in_docstring || line.starts_with("\"\"\"") {
                in_docstring ^= quotes == 1;
            } else if line.starts_with("import ") || line.starts_with("from ") {
                imports.push(line.trim_end());
            } else if !line.trim().is_empty() {
                break;
            }
            begin += line.len();
        }
        (imports, &self.text[begin..])
    }

    /// What stands below the imports.
    pub(crate) fn body(self) -> &'static str {
        self.parts().1.trim_end()
    }

    /// Imports from outside the library.
    pub(crate) fn imports(self) -> impl Iterator<Item = &'static str> {
        self.parts().0.into_iter().filter(|line| !line.starts_with("from shared."))
    }

    /// Files of the library that this one needs itself.
    fn needs(self) -> impl Iterator<Item = Source> {
        self.parts().0.into_iter().filter_map(|line| {
            let name = line.strip_prefix("from shared.")?.split(' ').next()?;
            shared(name)
        })
    }

    /// The functions, classes and constants that it defines.
    pub(crate) fn defines(self) -> impl Iterator<Item = &'static str> {
        self.body().lines().filter_map(|line| {
            let defined = line.strip_prefix("def ").or_else(|| line.strip_prefix("class "));
            let name = match defined {
                Some(rest) => rest.split(['(', ':']).next()?,
                None => line.split_once(" = ").map(|(name, _)| name)?,
            };
            let is_name = |text: &str| text.chars().all(|letter| letter.is_alphanumeric() || letter == '_');
            (!name.is_empty() && is_name(name)).then_some(name)
        })
    }

    /// The keyword parameters of the function of the file's name.
    pub(crate) fn keywords(self) -> Vec<Keyword<'static>> {
        let head = format!("def {}(", self.name);
        let Some(begin) = self.text.find(&head).map(|begin| begin + head.len()) else { return Vec::new() };
        let parameters = split_parameters(&self.text[begin..]);
        let keywords = parameters.into_iter().skip_while(|parameter| *parameter != "*").skip(1);
        keywords
            .filter(|parameter| !parameter.is_empty())
            .map(|parameter| match parameter.split_once('=') {
                Some((name, default)) => Keyword { name, default: Some(default) },
                None => Keyword { name: parameter, default: None },
            })
            .collect()
    }
}

/// The parameters up to the closing parenthesis.
fn split_parameters(text: &str) -> Vec<&str> {
    let mut parameters = Vec::new();
    let (mut begin, mut depth) = (0, 0);
    let mut quote = None;
    for (place, letter) in text.char_indices() {
        match (quote, letter) {
            (Some(open), _) if open == letter => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(letter),
            (None, '(' | '[' | '{') => depth += 1,
            (None, ',') if depth == 0 => {
                parameters.push(text[begin..place].trim());
                begin = place + 1;
            }
            (None, ')' | ']' | '}') if depth > 0 => depth -= 1,
            (None, ')') => {
                parameters.push(text[begin..place].trim());
                break;
            }
            _ => {}
        }
    }
    parameters
}

/// The shared file of this name.
pub(crate) fn shared(name: &str) -> Option<Source> {
    SHARED.iter().copied().find(|source| source.name == name)
}

/// What these files need, each after what it needs itself; the files themselves are left out.
pub(crate) fn needed(sources: &[Source]) -> Vec<Source> {
    fn visit(source: Source, seen: &mut BTreeSet<&'static str>, ordered: &mut Vec<Source>) {
        for need in source.needs() {
            if seen.insert(need.name) {
                visit(need, seen, ordered);
                ordered.push(need);
            }
        }
    }
    let mut ordered = Vec::new();
    let mut seen = BTreeSet::new();
    for source in sources {
        visit(*source, &mut seen, &mut ordered);
    }
    ordered
}

/// Packages that are not Python's own, by the name they are imported under, with the versions that the functions are written for.
const PACKAGES: [(&str, &str); 10] = [
    ("azure.core", "azure-core>=1.30"),
    ("azure.cosmos", "azure-cosmos>=4.7"),
    ("azure.data.tables", "azure-data-tables>=12.5"),
    ("impala", "impyla>=0.19"),
    ("lightgbm", "lightgbm>=4.5"),
    ("numpy", "numpy>=2.0"),
    ("pandas", "pandas>=3.0"),
    ("scipy", "scipy>=1.13"),
    ("sklearn", "scikit-learn>=1.8"),
    // SQL Server is reached through it.
    ("sqlalchemy", "pyodbc>=5.1\nsqlalchemy>=2.0"),
];

/// Imports put together as people write them: one line a module, Python's own first.
#[derive(Clone, Debug, Default)]
pub(crate) struct Imports {
    whole: BTreeSet<String>,
    names: BTreeMap<String, BTreeSet<String>>,
}

impl Imports {
    /// Adds an import line.
    pub(crate) fn add(&mut self, line: &str) {
        match line.strip_prefix("from ").and_then(|rest| rest.split_once(" import ")) {
            Some((module, names)) => {
                let names = names.split(',').map(|name| name.trim().to_owned());
                self.names.entry(module.to_owned()).or_default().extend(names);
            }
            None => {
                self.whole.insert(line.trim_start_matches("import ").to_owned());
            }
        }
    }

    /// Whether anything of this package is imported.
    fn uses(&self, package: &str) -> bool {
        self.whole.iter().chain(self.names.keys()).any(|module| is_of(module, package))
    }

    /// The requirements of the packages.
    pub(crate) fn requirements(&self) -> Vec<&'static str> {
        PACKAGES
            .iter()
            .filter(|(package, _)| self.uses(package))
            .map(|(_, requirement)| *requirement)
            .collect()
    }

    /// The names that the lines bind.
    pub(crate) fn bound(&self) -> impl Iterator<Item = &str> {
        let last = |text: &str| text.rsplit(" as ").next().map(str::len).unwrap_or_default();
        let whole = self.whole.iter().map(move |module| &module[module.len() - last(module)..]);
        whole.map(root).chain(self.names.values().flatten().map(String::as_str))
    }

    /// The lines with one more.
    pub(crate) fn lines_with(&self, line: &str) -> String {
        let mut imports = self.clone();
        imports.add(line);
        imports.lines()
    }

    /// The lines.
    pub(crate) fn lines(&self) -> String {
        let section = |outside: bool| -> Vec<String> {
            let belongs =
                |module: &str| PACKAGES.iter().any(|(package, _)| is_of(module, package)) == outside;
            let whole =
                self.whole.iter().filter(|module| belongs(module)).map(|module| format!("import {module}\n"));
            let names = self.names.iter().filter(|(module, _)| belongs(module)).map(|(module, names)| {
                let names: Vec<&str> = names.iter().map(String::as_str).collect();
                let line = format!("from {module} import {}\n", names.join(", "));
                match line.chars().count() > LINE {
                    true => format!("from {module} import (\n    {},\n)\n", names.join(",\n    ")),
                    false => line,
                }
            });
            whole.chain(names).collect()
        };
        let (own, outside) = (section(false).concat(), section(true).concat());
        [own, outside].into_iter().filter(|section| !section.is_empty()).collect::<Vec<_>>().join("\n")
    }
}

/// Whether a module, as it is imported, is part of a package.
fn is_of(module: &str, package: &str) -> bool {
    module.strip_prefix(package).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', ' ']))
}

/// The package that a module is part of.
fn root(module: &str) -> &str {
    module.split(['.', ' ']).next().unwrap_or(module)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::emit::python::modules::all;

    #[test]
    fn every_name_is_defined_once() {
        let mut known: BTreeMap<&str, &str> = BTreeMap::new();
        for source in SHARED.iter().chain(all().map(|counterpart| &counterpart.source)) {
            assert!(source.defines().count() > 0, "{}", source.name);
            for name in source.defines() {
                assert_eq!(known.insert(name, source.name), None, "{name} is defined in {} too", source.name);
            }
        }
    }

    #[test]
    fn whatever_is_needed_is_there() {
        for source in SHARED.iter().chain(all().map(|counterpart| &counterpart.source)) {
            for line in source.parts().0 {
                let Some(name) = line.strip_prefix("from shared.").and_then(|rest| rest.split(' ').next())
                else {
                    continue;
                };
                assert!(shared(name).is_some(), "{}: {line}", source.name);
            }
        }
    }

    #[test]
    fn signatures_are_read() {
        let source = Source {
            name: "f",
            text: "\"\"\"F.\"\"\"\n\nimport re\n\n\ndef f(a, b=None, *, c, d=(g(x=[1]),), e=\"a, b\"):\n    pass\n",
        };
        let keyword = |name, default| Keyword { name, default };
        assert_eq!(
            source.keywords(),
            [keyword("c", None), keyword("d", Some("(g(x=[1]),)")), keyword("e", Some("\"a, b\""))]
        );
        assert_eq!(source.imports().collect::<Vec<_>>(), ["import re"]);
        assert_eq!(source.body().lines().next(), Some("def f(a, b=None, *, c, d=(g(x=[1]),), e=\"a, b\"):"));
    }

    #[test]
    fn imports_are_put_together() {
        let mut imports = Imports::default();
        for line in [
            "import pandas as pd",
            "from sklearn.base import clone",
            "import json",
            "from sklearn.base import BaseEstimator",
            "import urllib.request",
        ] {
            imports.add(line);
        }
        assert_eq!(
            imports.lines(),
            "import json\nimport urllib.request\n\nimport pandas as pd\nfrom sklearn.base import BaseEstimator, clone\n"
        );
        assert_eq!(imports.requirements(), ["pandas>=3.0", "scikit-learn>=1.8"]);
        assert_eq!(imports.bound().collect::<Vec<_>>(), ["json", "pd", "urllib", "BaseEstimator", "clone"]);
    }
}

//! Names as Azure ML takes them: components, steps and inputs in snake case, assets likewise, endpoints with hyphens.

use std::collections::BTreeMap;

/// Longest name of a component, step, input or asset.
const LONGEST: usize = 60;
/// Lengths of endpoint names.
const ENDPOINT: std::ops::RangeInclusive<usize> = 3..=32;

/// Words that are no identifiers in Python, where every name here becomes one.
const KEYWORDS: [&str; 32] = [
    "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del", "elif", "else",
    "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal", "not",
    "or", "pass", "raise", "return", "try", "while", "with", "yield",
];

/// `text` as `[a-z][a-z0-9_]*`; `otherwise` when nothing of it remains.
pub(crate) fn snake(text: &str, otherwise: &str) -> String {
    let mut name = String::new();
    for letter in text.chars() {
        if letter.is_ascii_alphanumeric() {
            name.push(letter.to_ascii_lowercase());
        } else if !name.is_empty() && !name.ends_with('_') {
            name.push('_');
        }
        if name.len() == LONGEST {
            break;
        }
    }
    name.truncate(name.trim_end_matches('_').len());
    if name.is_empty() {
        return otherwise.to_owned();
    }
    if name.starts_with(|first: char| first.is_ascii_digit()) || KEYWORDS.contains(&name.as_str()) {
        name = format!("{otherwise}_{name}");
    }
    name
}

/// The name of an endpoint: 3 to 32 lower-case letters, digits and hyphens; `suffix` tells it from its siblings.
pub(crate) fn endpoint(text: &str, suffix: &str) -> String {
    let stem = snake(text, "pipeline").replace('_', "-");
    let room = ENDPOINT.end() - suffix.len() - 1;
    let short: String = stem.chars().take(room).collect();
    format!("{}-{suffix}", short.trim_end_matches('-'))
}

/// Names given away; each is given once.
#[derive(Debug, Default)]
pub(crate) struct Names {
    /// With the number that the next of its kind tries first.
    taken: BTreeMap<String, usize>,
}

impl Names {
    /// `text` in snake case, with a number when it is taken.
    pub(crate) fn next(&mut self, text: &str, otherwise: &str) -> String {
        let stem = snake(text, otherwise);
        let Some(&first) = self.taken.get(&stem) else {
            self.taken.insert(stem.clone(), 2);
            return stem;
        };
        let mut number = first;
        while self.taken.contains_key(&format!("{stem}_{number}")) {
            number += 1;
        }
        let name = format!("{stem}_{number}");
        self.taken.insert(stem, number + 1);
        self.taken.insert(name.clone(), 2);
        name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_keep_the_rules() {
        assert_eq!(snake("Two-Class Boosted Decision Tree", "step"), "two_class_boosted_decision_tree");
        assert_eq!(snake("日本", "step"), "step");
        assert_eq!(snake("1st step", "step"), "step_1st_step");
        assert_eq!(snake("Import", "step"), "step_import");
        let mut names = Names::default();
        assert_eq!(names.next("Clean", "step"), "clean");
        assert_eq!(names.next("clean!", "step"), "clean_2");
        for text in ["", "x", "An extraordinarily long name of an experiment", "日本"] {
            let name = endpoint(text, "online");
            assert!(ENDPOINT.contains(&name.len()), "{name}");
            assert!(name.starts_with(|first: char| first.is_ascii_lowercase()), "{name}");
        }
    }
}

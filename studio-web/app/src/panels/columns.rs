//! What a column selection picks from known columns, for the live list beside the rules. The engine decides when it runs.

use ml_graph::{ColumnSelect, ColumnSelection};
use ml_protocol::ColumnView;

/// Element types the dialog offers, as drafts spell them.
pub const TYPES: [&str; 8] =
    ["Numeric", "Integer", "Double", "String", "Boolean", "DateTime", "TimeSpan", "Categorical"];
/// Roles the dialog offers.
pub const KINDS: [&str; 4] = ["Feature", "Label", "Score", "Weight"];

/// What the rules pick.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Picked {
    /// Positions of the columns, in the order the module will see them.
    pub columns: Vec<usize>,
    /// Names that a rule mentions and no column has.
    pub unknown: Vec<String>,
}

/// Applies the rules in order.
pub fn pick(selection: &ColumnSelection, columns: &[ColumnView]) -> Picked {
    let mut picked = Picked::default();
    let mut chosen = vec![false; columns.len()];
    for rule in &selection.rules {
        let matched = matching(&rule.select, columns, &mut picked.unknown);
        if selection.keep_order_and_duplicates && !rule.exclude {
            picked.columns.extend(&matched);
        }
        for index in matched {
            chosen[index] = !rule.exclude;
        }
    }
    if selection.keep_order_and_duplicates {
        picked.columns.retain(|index| chosen[*index]);
    } else {
        picked.columns = (0..columns.len()).filter(|index| chosen[*index]).collect();
    }
    picked
}

fn matching(select: &ColumnSelect, columns: &[ColumnView], unknown: &mut Vec<String>) -> Vec<usize> {
    match select {
        ColumnSelect::All {} => (0..columns.len()).collect(),
        ColumnSelect::Names(names) => names
            .iter()
            .filter_map(|name| {
                let found = columns.iter().position(|column| column.name == *name);
                if found.is_none() && !unknown.contains(name) {
                    unknown.push(name.clone());
                }
                found
            })
            .collect(),
        ColumnSelect::Indexes(parts) => parts
            .iter()
            .filter_map(|part| interval(part))
            .flat_map(|(first, last)| first..=last.min(columns.len()))
            .filter(|position| (1..=columns.len()).contains(position))
            .map(|position| position - 1)
            .collect(),
        ColumnSelect::Types { types, kinds } => {
            let fits = |column: &ColumnView| {
                (types.is_empty() || types.iter().any(|name| has_type(column, name)))
                    && (kinds.is_empty() || kinds.iter().any(|kind| kind == "All" || *kind == column.role))
            };
            (0..columns.len()).filter(|index| fits(&columns[*index])).collect()
        }
    }
}

fn has_type(column: &ColumnView, name: &str) -> bool {
    match name {
        "All" => true,
        "Categorical" => column.categorical,
        "Numeric" => matches!(column.element_type.as_str(), "Integer" | "Double"),
        _ => column.element_type == name,
    }
}

/// `3` or `2-5`, from 1; none when it is neither.
pub fn interval(part: &str) -> Option<(usize, usize)> {
    let (first, last) = part.split_once('-').unwrap_or((part, part));
    let (first, last) = (first.trim().parse().ok()?, last.trim().parse().ok()?);
    (1 <= first && first <= last).then_some((first, last))
}

/// The selection in a few words, for the button.
pub fn describe(selection: &ColumnSelection) -> String {
    let mut text = String::new();
    for rule in &selection.rules {
        if !text.is_empty() {
            text.push_str(if rule.exclude { ", but not " } else { ", and " });
        }
        match &rule.select {
            ColumnSelect::All {} => text.push_str("all columns"),
            ColumnSelect::Names(names) if names.is_empty() => text.push_str("no column"),
            ColumnSelect::Names(names) if names.len() <= 4 => text.push_str(&names.join(", ")),
            ColumnSelect::Names(names) => {
                text.push_str(&format!("{} and {} more", names[..3].join(", "), names.len() - 3));
            }
            ColumnSelect::Indexes(parts) => text.push_str(&format!("columns {}", parts.join(", "))),
            ColumnSelect::Types { types, kinds } => {
                let words: Vec<&str> =
                    types.iter().chain(kinds).map(String::as_str).filter(|w| *w != "All").collect();
                if words.is_empty() {
                    text.push_str("all columns");
                } else {
                    text.push_str(&format!("{} columns", words.join(" or ").to_lowercase()));
                }
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use ml_graph::ColumnRule;

    fn columns() -> Vec<ColumnView> {
        [
            ("age", "Integer", false, "Feature"),
            ("city", "String", true, "Feature"),
            ("income", "Double", false, "Label"),
        ]
        .map(|(name, kind, categorical, role)| ColumnView {
            name: name.into(),
            element_type: kind.into(),
            categorical,
            role: role.into(),
        })
        .to_vec()
    }

    fn rule(exclude: bool, select: ColumnSelect) -> ColumnRule {
        ColumnRule { exclude, select }
    }

    fn types(types: &[&str], kinds: &[&str]) -> ColumnSelect {
        let owned = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        ColumnSelect::Types { types: owned(types), kinds: owned(kinds) }
    }

    #[test]
    fn rules_apply_in_order() {
        let mut selection = ColumnSelection::all();
        selection.rules.push(rule(true, types(&["Numeric"], &["Label"])));
        assert_eq!(pick(&selection, &columns()).columns, [0, 1]);
        selection.rules.push(rule(false, ColumnSelect::Indexes(vec!["3-9".into(), "x".into()])));
        assert_eq!(pick(&selection, &columns()).columns, [0, 1, 2]);
        assert_eq!(describe(&selection), "all columns, but not numeric or label columns, and columns 3-9, x");
    }

    #[test]
    fn order_and_duplicates_are_kept_on_request() {
        let mut selection = ColumnSelection::names(["income", "age", "income", "gone"]);
        assert_eq!(
            pick(&selection, &columns()),
            Picked { columns: vec![0, 2], unknown: vec!["gone".into()] }
        );
        selection.keep_order_and_duplicates = true;
        assert_eq!(pick(&selection, &columns()).columns, [2, 0, 2]);
    }

    #[test]
    fn categories_are_a_type() {
        let selection = ColumnSelection {
            rules: vec![rule(false, types(&["Categorical"], &[]))],
            keep_order_and_duplicates: false,
        };
        assert_eq!(pick(&selection, &columns()).columns, [1]);
        assert_eq!(interval("0"), None);
        assert_eq!(interval("5-2"), None);
    }
}

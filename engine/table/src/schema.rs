//! Names, types and roles without data: what can be known before a run.

use crate::{ElementType, Role, TableError};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What is known of a column without its values.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ColumnSchema {
    /// Name.
    pub name: String,
    /// Type of the values.
    pub element: ElementType,
    /// Whether it has a closed set of levels.
    #[serde(default)]
    pub categorical: bool,
    /// Role.
    #[serde(default)]
    pub role: Role,
}

impl ColumnSchema {
    /// A feature of this type, not categorical.
    pub fn new(name: impl Into<String>, element: ElementType) -> ColumnSchema {
        ColumnSchema { name: name.into(), element, categorical: false, role: Role::Feature }
    }

    /// The same in another role.
    pub fn with_role(mut self, role: Role) -> ColumnSchema {
        self.role = role;
        self
    }

    /// The same with another name.
    pub fn renamed(mut self, name: impl Into<String>) -> ColumnSchema {
        self.name = name.into();
        self
    }

    /// The same, categorical or not.
    pub fn with_categorical(mut self, categorical: bool) -> ColumnSchema {
        self.categorical = categorical;
        self
    }

    /// Its type for people: `Double`, or `Categorical String`.
    pub fn type_name(&self) -> String {
        if self.categorical { format!("Categorical {}", self.element) } else { self.element.to_string() }
    }
}

/// The columns of a dataset, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Schema {
    /// The columns.
    pub columns: Vec<ColumnSchema>,
}

impl Schema {
    /// A schema of these columns.
    pub fn new(columns: impl IntoIterator<Item = ColumnSchema>) -> Schema {
        Schema { columns: columns.into_iter().collect() }
    }

    /// Number of columns.
    pub fn len(&self) -> usize {
        self.columns.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.columns.is_empty()
    }

    /// The names in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().map(|column| column.name.as_str())
    }

    /// The column of this name.
    pub fn column(&self, name: &str) -> Option<&ColumnSchema> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// Position of the column of this name, or an error that names the nearest ones.
    pub fn position(&self, name: &str) -> Result<usize, TableError> {
        self.columns.iter().position(|column| column.name == name).ok_or_else(|| TableError::ColumnNotFound {
            name: name.to_owned(),
            nearest: nearest(name, self.names()),
        })
    }

    /// The position of each name.
    pub fn positions(&self) -> BTreeMap<&str, usize> {
        self.names().enumerate().map(|(position, name)| (name, position)).collect()
    }

    /// The first column in this role.
    pub fn with_role(&self, role: Role) -> Option<&ColumnSchema> {
        self.columns.iter().find(|column| column.role == role)
    }

    /// The columns at these positions, in this order; repeated ones get numbered names, as in a dataset.
    pub fn select(&self, positions: &[usize]) -> Schema {
        Schema::unique(positions.iter().filter_map(|&position| self.columns.get(position).cloned()))
    }

    /// A schema of these columns, where a name that was there before gets a number, as in a dataset.
    pub fn unique(columns: impl IntoIterator<Item = ColumnSchema>) -> Schema {
        let mut taken = BTreeSet::new();
        Schema::new(columns.into_iter().map(|mut column| {
            column.name = unused_name(&column.name, |name| taken.contains(name));
            taken.insert(column.name.clone());
            column
        }))
    }

    /// `name`, or the first of `name (2)`, `name (3)` … that the schema does not have yet.
    pub fn unused_name(&self, name: &str) -> String {
        unused_name(name, |candidate| self.column(candidate).is_some())
    }
}

/// `name`, or the first of `name (2)`, `name (3)` … that is not taken.
pub(crate) fn unused_name(name: &str, taken: impl Fn(&str) -> bool) -> String {
    if !taken(name) {
        return name.to_owned();
    }
    (2_u64..)
        .map(|number| format!("{name} ({number})"))
        .find(|candidate| !taken(candidate))
        .unwrap_or_default()
}

/// Up to two names that come close: at most a third of the letters differ, case aside.
pub(crate) fn nearest<'a>(name: &str, candidates: impl Iterator<Item = &'a str>) -> Vec<String> {
    let name: Vec<char> = name.trim().to_lowercase().chars().take(200).collect();
    let mut close: Vec<(usize, &str)> = candidates
        .filter_map(|candidate| {
            let letters: Vec<char> = candidate.trim().to_lowercase().chars().take(200).collect();
            let most = name.len().max(letters.len()).div_ceil(3);
            let distance =
                if name.len().abs_diff(letters.len()) > most { return None } else { edits(&name, &letters) };
            (distance <= most).then_some((distance, candidate))
        })
        .collect();
    close.sort_by_key(|(distance, _)| *distance);
    close.into_iter().take(2).map(|(_, candidate)| candidate.to_owned()).collect()
}

/// Levenshtein distance.
fn edits(left: &[char], right: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (index, l) in left.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = index + 1;
        for (position, r) in right.iter().enumerate() {
            let substituted = diagonal + usize::from(l != r);
            diagonal = row[position + 1];
            row[position + 1] = substituted.min(diagonal + 1).min(row[position] + 1);
        }
    }
    row[right.len()]
}

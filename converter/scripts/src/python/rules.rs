//! What rules find in one pass over a script.

use super::imports::Imports;
use super::source::Source;
use crate::edit::{Change, Edit};
use crate::{Finding, PythonVersion};
use std::collections::BTreeSet;

/// What a rule may look at.
pub(crate) struct Context<'a, 's> {
    pub(crate) source: &'s Source<'a>,
    pub(crate) imports: &'s Imports<'a>,
    /// The Python that the script was written for.
    pub(crate) version: PythonVersion,
}

impl Context<'_, '_> {
    /// Whether the script was written for Python 2.
    pub(crate) fn is_two(&self) -> bool {
        self.version == PythonVersion::Two
    }

    /// Whether a builtin of this name is meant when the name stands alone.
    pub(crate) fn is_builtin(&self, name: &str) -> bool {
        !self.source.bound.contains(name)
    }
}

/// What was found.
#[derive(Default)]
pub(crate) struct Found {
    pub(crate) changes: Vec<Change>,
    pub(crate) warnings: Vec<Finding>,
    /// Import statements that the script lacks.
    pub(crate) imports: BTreeSet<String>,
}

impl Found {
    pub(crate) fn change(
        &mut self,
        rule: &'static str,
        line: usize,
        message: impl Into<String>,
        edits: impl IntoIterator<Item = Edit>,
    ) {
        let edits = edits.into_iter().collect();
        self.changes.push(Change { rule, line, message: message.into(), edits });
    }

    pub(crate) fn warn(
        &mut self,
        rule: &'static str,
        line: usize,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.warnings.push(Finding { rule, line, message: message.into(), help: help.into() });
    }
}

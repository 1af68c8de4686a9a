use crate::prelude::*;

/// Counted labels by category; Studio (classic) had deprecated it.
#[derive(Clone, Debug, Params)]
pub struct BuildCountTable {}

impl Component for BuildCountTable {
    const IDENTITY: Identity = Identity {
        id: "build-count-table",
        title: "Build Count Table",
        category: "Deprecated",
        families: &["166586ff5bba46a9b46920179f179b6c"],
        names: &["Build Count Table (deprecated)"],
        deprecated: true,
        role: Role::Transform,
        ..Identity::NEW
    };
    const HELP: &'static str = include_str!("build_count_table.md");
    const DOES_NOT_RUN: Option<&'static str> =
        Some("It cannot compute here yet. Count in Apply SQL Transformation with GROUP BY.");
}

use crate::prelude::*;

/// Takes the count table out of a counting transformation.
#[derive(Clone, Debug, Params)]
pub struct ExportCountTable {}

impl Component for ExportCountTable {
    const IDENTITY: Identity = Identity {
        id: "export-count-table",
        title: "Export Count Table",
        category: "Learning with Counts",
        families: &["dfe3241804e8407d88fceadbc78e3148"],
        role: Role::Transform,
        ..Identity::NEW
    };
    const INPUTS: &'static [Port] = &[Port::transform("counting_transform", "Counting transform")];
    const OUTPUTS: &'static [Port] = &[
        Port::dataset("dracula_count_metadata", "Dracula count metadata"),
        Port::dataset("dracula_count_table", "Dracula count table"),
    ];
    const HELP: &'static str = include_str!("export_count_table.md");
    const DOES_NOT_RUN: Option<&'static str> =
        Some("It cannot compute here yet. Count in Apply SQL Transformation with GROUP BY.");
}

use crate::prelude::*;

/// Computes one statistic of each column.
#[derive(Clone, Debug, Params)]
pub struct ComputeElementaryStatistics {
    /// What is computed.
    #[param("Method")]
    method: String,
    /// The columns that are worked on.
    #[param("Column set", columns("dataset"))]
    column_set: ColumnSelection,
    /// Order of the filter; higher ones part frequencies more sharply.
    #[param("Order", default = 3, min = 1)]
    order: u32,
}

impl Component for ComputeElementaryStatistics {
    const IDENTITY: Identity = Identity {
        id: "compute-elementary-statistics",
        title: "Compute Elementary Statistics",
        category: "Statistical Functions",
        families: &["3086b8d4c89545ba8aa934f0c944d4d3"],
        role: Role::Statistics,
        ..Identity::NEW
    };
    const INPUTS: &'static [Port] = &[Port::dataset("dataset", "Dataset")];
    const OUTPUTS: &'static [Port] = &[Port::dataset("results_dataset", "Results dataset")];
    const HELP: &'static str = include_str!("compute_elementary_statistics.md");
    const DOES_NOT_RUN: Option<&'static str> =
        Some("It cannot compute here yet. Use Summarize Data, which computes most of them at once.");
}

use crate::prelude::*;

/// Applies a signal filter to columns of numbers.
#[derive(Clone, Debug, Params)]
pub struct ApplyFilter {
    /// The columns that are worked on.
    #[param("Column set", columns("dataset"))]
    column_set: ColumnSelection,
}

impl Component for ApplyFilter {
    const IDENTITY: Identity = Identity {
        id: "apply-filter",
        title: "Apply Filter",
        category: "Data Transformation / Filter",
        families: &["278e11eccb1649d4a13c54b2c9f5ce88"],
        role: Role::Transform,
        ..Identity::NEW
    };
    const INPUTS: &'static [Port] =
        &[Port::new("filter", "Filter", PortKind::Filter), Port::dataset("dataset", "Dataset")];
    const OUTPUTS: &'static [Port] = &[Port::dataset("results_dataset", "Results dataset")];
    const HELP: &'static str = include_str!("apply_filter.md");
    const DOES_NOT_RUN: Option<&'static str> =
        Some("It cannot compute here yet. Compute the filter in Execute Python Script.");
}

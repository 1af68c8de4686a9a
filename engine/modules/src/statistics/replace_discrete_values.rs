use crate::prelude::*;

/// Replaces the values of a column by scores from another one.
#[derive(Clone, Debug, Params)]
pub struct ReplaceDiscreteValues {
    /// The discrete columns.
    #[param("Discrete columns", columns("dataset"))]
    discrete_columns: ColumnSelection,
    /// The replacement columns.
    #[param("Replacement columns", columns("dataset"))]
    replacement_columns: ColumnSelection,
}

impl Component for ReplaceDiscreteValues {
    const IDENTITY: Identity = Identity {
        id: "replace-discrete-values",
        title: "Replace Discrete Values",
        category: "Statistical Functions",
        families: &["0de80e22f74e4e51a080e73806a6e00d"],
        role: Role::Statistics,
        ..Identity::NEW
    };
    const INPUTS: &'static [Port] = &[Port::dataset("dataset", "Dataset")];
    const OUTPUTS: &'static [Port] = &[
        Port::dataset("supplemented_dataset", "Supplemented dataset"),
        Port::transform("transform_function", "Transform function"),
    ];
    const HELP: &'static str = include_str!("replace_discrete_values.md");
    const DOES_NOT_RUN: Option<&'static str> =
        Some("It cannot compute here yet. Use Apply SQL Transformation with GROUP BY and join the result.");
}

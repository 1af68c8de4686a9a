use crate::prelude::*;

/// Maps the levels of categorical columns to fewer ones.
#[derive(Clone, Debug, Params)]
pub struct GroupCategoricalValues {
    /// The columns that are worked on.
    #[param("Selected columns", columns("dataset"))]
    selected_columns: ColumnSelection,
    /// Whether the new columns are added, take the place of the old ones, or come out alone.
    #[param("Output mode", default = "ResultOnly")]
    output_mode: String,
    /// The default level name.
    #[param("Default level name")]
    default_level_name: String,
    /// The new number of levels.
    #[param("New number of levels")]
    new_number_of_levels: String,
}

impl Component for GroupCategoricalValues {
    const IDENTITY: Identity = Identity {
        id: "group-categorical-values",
        title: "Group Categorical Values",
        category: "Data Transformation / Manipulation",
        families: &["cd7343261fc7480fb5f62e9a50694c96"],
        role: Role::Transform,
        ..Identity::NEW
    };
    const INPUTS: &'static [Port] = &[Port::dataset("dataset", "Dataset")];
    const OUTPUTS: &'static [Port] = &[Port::dataset("results_dataset", "Results dataset")];
    const HELP: &'static str = include_str!("group_categorical_values.md");
    const DOES_NOT_RUN: Option<&'static str> =
        Some("It cannot compute here yet. Use Apply SQL Transformation with CASE.");
}

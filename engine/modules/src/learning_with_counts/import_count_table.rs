use crate::prelude::*;

/// Makes a counting transformation from a table of counts.
#[derive(Clone, Debug, Params)]
pub struct ImportCountTable {
    /// The counting type.
    #[param("Counting type")]
    counting_type: String,
}

impl Component for ImportCountTable {
    const IDENTITY: Identity = Identity {
        id: "import-count-table",
        title: "Import Count Table",
        category: "Learning with Counts",
        families: &["db5468547d3f40da99608b56ba03ada0"],
        role: Role::Transform,
        ..Identity::NEW
    };
    const INPUTS: &'static [Port] = &[
        Port::dataset("count_metadata", "Count metadata"),
        Port::dataset("count_table", "Count table"),
        Port::dataset("counted_data_set", "Counted data set"),
    ];
    const OUTPUTS: &'static [Port] = &[Port::transform("counting_transform", "Counting transform")];
    const HELP: &'static str = include_str!("import_count_table.md");
    const DOES_NOT_RUN: Option<&'static str> =
        Some("It cannot compute here yet. Join the counts with Join Data.");
}

use crate::prelude::*;

/// Adds rows of the rarer class by interpolating between neighbours.
#[derive(Clone, Debug, Params)]
pub struct Smote {
    /// The column to predict.
    #[param("Label column", column("samples"))]
    label_column: ColumnSelection,
    /// The SMOTE percentage.
    #[param("SMOTE percentage", default = 100)]
    smote_percentage: u32,
    /// The number of nearest neighbors.
    #[param("Number of nearest neighbors", default = 1, min = 1)]
    number_of_nearest_neighbors: u32,
    /// Seed for random numbers; the same seed gives the same result.
    #[param("Random seed", default = Seed(Some(0)))]
    seed: Seed,
}

impl Component for Smote {
    const IDENTITY: Identity = Identity {
        id: "smote",
        title: "SMOTE",
        category: "Data Transformation / Manipulation",
        families: &["9f3fe1c4520e49aca1522e104169912a"],
        designer: Some("SMOTE"),
        role: Role::Transform,
        flags: Flags { deterministic: true, passes_rows_through_when_scoring: true, needs_script: None },
        ..Identity::NEW
    };
    const INPUTS: &'static [Port] = &[Port::dataset("samples", "Samples")];
    const OUTPUTS: &'static [Port] = &[Port::dataset("table", "Table").title("Results dataset")];
    const HELP: &'static str = include_str!("smote.md");
    const DOES_NOT_RUN: Option<&'static str> = Some(
        "It cannot compute here yet. Give the rows a weight column in the role Weight with Edit Metadata.",
    );
}

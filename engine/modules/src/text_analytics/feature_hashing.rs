use crate::prelude::*;

/// Makes a fixed number of columns of texts by hashing their words.
#[derive(Clone, Debug, Params)]
pub struct FeatureHashing {
    /// The column that is worked on.
    #[param("Target column", aliases("Target columns"), columns("dataset"))]
    target_column: ColumnSelection,
    /// Two to this power is the number of columns.
    #[param("Hashing bitsize", default = 10, min = 1, max = 31)]
    hashing_bitsize: u32,
    /// The longest sequence of words that counts.
    #[param("N-grams", default = 2, max = 10)]
    n_grams: u32,
}

impl Component for FeatureHashing {
    const IDENTITY: Identity = Identity {
        id: "feature-hashing",
        title: "Feature Hashing",
        category: "Text Analytics",
        families: &["c9a826602d9c411d81224d9e0b3ce92a"],
        designer: Some("Feature Hashing"),
        role: Role::Transform,
        ..Identity::NEW
    };
    const INPUTS: &'static [Port] = &[Port::dataset("dataset", "Dataset")];
    const OUTPUTS: &'static [Port] = &[Port::dataset("transformed_dataset", "Transformed dataset")];
    const HELP: &'static str = include_str!("feature_hashing.md");
    const DOES_NOT_RUN: Option<&'static str> =
        Some("It cannot compute here yet. Compute the features in Execute Python Script.");
}

use crate::prelude::*;

/// Replaces columns of numbers by the few that part the classes best.
#[derive(Clone, Debug, Params)]
pub struct FisherLinearDiscriminantAnalysis {
    /// The column with the classes.
    #[param("Class labels column", column("dataset"))]
    class_labels_column: ColumnSelection,
    /// How many combined columns come out; 0 keeps as many as there can be.
    #[param("Number of feature extractors", default = 0)]
    number_of_feature_extractors: u32,
}

impl Component for FisherLinearDiscriminantAnalysis {
    const IDENTITY: Identity = Identity {
        id: "fisher-linear-discriminant-analysis",
        title: "Fisher Linear Discriminant Analysis",
        category: "Feature Selection",
        families: &["dcaab0b259ca4becbb6679fd23540080"],
        role: Role::Transform,
        ..Identity::NEW
    };
    const INPUTS: &'static [Port] = &[Port::dataset("dataset", "Dataset")];
    const OUTPUTS: &'static [Port] = &[
        Port::dataset("transformed_features", "Transformed features"),
        Port::transform(
            "fisher_linear_discriminant_analysis_transformation",
            "Fisher linear discriminant analysis transformation",
        ),
    ];
    const HELP: &'static str = include_str!("fisher_linear_discriminant_analysis.md");
    const DOES_NOT_RUN: Option<&'static str> =
        Some("It cannot compute here yet. Compute the combination in Execute Python Script.");
}

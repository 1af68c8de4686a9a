use crate::prelude::*;

/// Replaces columns of numbers by a few that keep most of their variation.
#[derive(Clone, Debug, Params)]
pub struct PrincipalComponentAnalysis {
    /// The columns that are worked on.
    #[param("Selected columns", columns("dataset"))]
    selected_columns: ColumnSelection,
    /// The number of dimensions to reduce to.
    #[param("Number of dimensions to reduce to", min = 1)]
    number_of_dimensions_to_reduce_to: Option<u32>,
    /// Whether to normalize dense dataset to zero mean.
    #[param("Normalize dense dataset to zero mean", default = true)]
    normalize_dense_dataset_to_zero_mean: bool,
}

impl Component for PrincipalComponentAnalysis {
    const IDENTITY: Identity = Identity {
        id: "principal-component-analysis",
        title: "Principal Component Analysis",
        category: "Data Transformation / Scale and Reduce",
        families: &["8be18eb5ddd84d1285737ae10d5f72fb"],
        role: Role::Transform,
        ..Identity::NEW
    };
    const INPUTS: &'static [Port] = &[Port::dataset("dataset", "Dataset")];
    const OUTPUTS: &'static [Port] = &[
        Port::dataset("results_dataset", "Results dataset"),
        Port::transform("pca_transformation", "PCA Transformation"),
    ];
    const HELP: &'static str = include_str!("principal_component_analysis.md");
    const DOES_NOT_RUN: Option<&'static str> =
        Some("It cannot compute here yet. Compute the components in Execute Python Script.");
}

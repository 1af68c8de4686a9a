use crate::prelude::*;

/// Changes how counts become features.
#[derive(Clone, Debug, Params)]
pub struct ModifyCountTableParameters {
    /// The garbage bin threshold.
    #[param("Garbage bin threshold", default = 10.0, min = 0.0)]
    garbage_bin_threshold: f64,
    /// The additional prior pseudo examples.
    #[param("Additional prior pseudo examples", default = 42.0, min = 0.0)]
    additional_prior_pseudo_examples: f64,
    /// The laplacian noise scale.
    #[param("Laplacian noise scale", default = 0.0, min = 0.0)]
    laplacian_noise_scale: f64,
    /// The output features include.
    #[param("Output features include", default = "BothCountsAndLogOdds")]
    output_features_include: String,
    /// Whether to ignore back off column.
    #[param("Ignore back off column", default = false)]
    ignore_back_off_column: bool,
}

impl Component for ModifyCountTableParameters {
    const IDENTITY: Identity = Identity {
        id: "modify-count-table-parameters",
        title: "Modify Count Table Parameters",
        category: "Learning with Counts",
        families: &["7f7c68b0e0a4443da396b2346acc5683"],
        role: Role::Transform,
        ..Identity::NEW
    };
    const INPUTS: &'static [Port] = &[Port::transform("counting_transform", "Counting transform")];
    const OUTPUTS: &'static [Port] = &[Port::transform("modified_transform", "Modified transform")];
    const HELP: &'static str = include_str!("modify_count_table_parameters.md");
    const DOES_NOT_RUN: Option<&'static str> =
        Some("It cannot compute here yet. Compute the features in Apply SQL Transformation.");
}

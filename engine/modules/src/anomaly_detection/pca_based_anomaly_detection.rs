use crate::learning::TrainerMode;
use crate::prelude::*;

/// A learner that finds rows that do not fit the main directions of the data.
#[derive(Clone, Debug, Params)]
pub struct PcaBasedAnomalyDetection {
    /// Whether one set of values is used, or ranges that Tune Model Hyperparameters sweeps over.
    #[param("Training mode", default = TrainerMode::SingleParameter)]
    training_mode: TrainerMode,
    /// The number of components to use in PCA.
    #[param(
        "Number of components to use in PCA",
        default = 2,
        min = 1,
        when = "training_mode == single-parameter"
    )]
    number_of_components_to_use_in_pca: u32,
    /// The oversampling parameter for randomized PCA.
    #[param(
        "Oversampling parameter for randomized PCA",
        default = 2,
        when = "training_mode == single-parameter"
    )]
    oversampling_parameter_for_randomized_pca: u32,
    /// Whether to enable input feature mean normalization.
    #[param("Enable input feature mean normalization", default = false)]
    enable_input_feature_mean_normalization: bool,
    /// Values to try in a sweep: number of PCA components.
    #[param(
        "Range for number of PCA components",
        integer,
        default = "2; 4; 6; 8; 10",
        min = 1,
        max = 100,
        when = "training_mode == parameter-range"
    )]
    range_number_of_pca_components: SweepRange,
    /// Values to try in a sweep: oversampling parameter used in randomized PCA.
    #[param(
        "Range for the oversampling parameter used in randomized PCA",
        integer,
        default = "2; 4; 6; 8; 10",
        min = 1,
        max = 100,
        when = "training_mode == parameter-range"
    )]
    range_oversampling_parameter_used_in_randomized_pca: SweepRange,
}

impl Component for PcaBasedAnomalyDetection {
    const IDENTITY: Identity = Identity {
        id: "pca-based-anomaly-detection",
        title: "PCA-Based Anomaly Detection",
        category: "Anomaly Detection",
        families: &["c3822fa510954c72bd1efd43d285153a"],
        designer: Some("PCA-Based Anomaly Detection"),
        role: Role::Learner,
        ..Identity::NEW
    };
    const OUTPUTS: &'static [Port] = &[Port::untrained_model("untrained_model", "Untrained model")];
    const HELP: &'static str = include_str!("pca_based_anomaly_detection.md");
    const DOES_NOT_RUN: Option<&'static str> = Some(
        "It cannot compute here yet. Cluster the ordinary rows with K-Means Clustering and look at the distances instead.",
    );
}

use crate::learning::TrainerMode;
use crate::prelude::*;

/// A forest of trees that predicts quantiles of a number.
#[derive(Clone, Debug, Params)]
pub struct FastForestQuantileRegression {
    /// Whether one set of values is used, or ranges that Tune Model Hyperparameters sweeps over.
    #[param("Create trainer mode", default = TrainerMode::SingleParameter)]
    trainer_mode: TrainerMode,
    /// How many trees are grown.
    #[param("Number of Trees", default = 100, when = "trainer_mode == single-parameter")]
    number_of_trees: i64,
    /// The most leaves of one tree. More fit finer detail.
    #[param("Number of Leaves", default = 20, min = 2, when = "trainer_mode == single-parameter")]
    number_of_leaves: u32,
    /// The fewest rows that a leaf may have. More make smoother models.
    #[param(
        "Minimum number of training instances required to form a leaf",
        default = 10,
        when = "trainer_mode == single-parameter"
    )]
    minimum_leaf_instances: i64,
    /// Share of the rows that each tree sees.
    #[param("Bagging fraction", default = 0.7, when = "trainer_mode == single-parameter")]
    bagging_fraction: f64,
    /// Share of the features that each tree sees.
    #[param("Feature fraction", default = 0.7, when = "trainer_mode == single-parameter")]
    feature_fraction: f64,
    /// Share of the features tried at each split.
    #[param("Split fraction", default = 0.7, when = "trainer_mode == single-parameter")]
    split_fraction: f64,
    /// How many rows a leaf keeps to estimate quantiles.
    #[param("Quantile sample count", default = 100, when = "trainer_mode == single-parameter")]
    quantile_sample_count: i64,
    /// The quantiles to predict, as shares from 0 to 1 with semicolons between.
    #[param(
        "Quantiles to be estimated",
        default = "0.25; 0.5; 0.75",
        when = "trainer_mode == single-parameter"
    )]
    quantiles_to_be_estimated: String,
    /// Seed for random numbers; blank takes the run's, so that reruns agree.
    #[param("Random number seed")]
    seed: Seed,
    /// Whether a level that training did not know counts as no level; otherwise it is an error.
    #[param(
        "Allow unknown levels in categorical features",
        title = "Allow unknown categorical levels",
        default = true
    )]
    allow_unknown_levels: bool,
    /// Values to try in a sweep: number of trees.
    #[param(
        "Range for total number of trees constructed",
        title = "Number of Trees",
        aliases("Number of trees constructed"),
        integer,
        logarithmic,
        default = "16; 32; 64",
        min = 1,
        max = 256,
        when = "trainer_mode == parameter-range"
    )]
    range_total_number_of_trees_constructed: SweepRange,
    /// Values to try in a sweep: number of leaves.
    #[param(
        "Range for maximum number of leaves per tree",
        title = "Number of Leaves",
        aliases("Maximum number of leaves per tree"),
        integer,
        logarithmic,
        default = "16; 32; 64",
        min = 16,
        max = 128,
        when = "trainer_mode == parameter-range"
    )]
    range_maximum_number_of_leaves_per_tree: SweepRange,
    /// Values to try in a sweep: minimum number of training instances required to form a leaf.
    #[param(
        "Range for minimum number of training instances required to form a leaf",
        title = "Minimum number of training instances required to form a leaf",
        aliases("Minimum number of samples per leaf node"),
        integer,
        default = "1; 5; 10",
        min = 1,
        max = 10,
        when = "trainer_mode == parameter-range"
    )]
    range_minimum_leaf_instances: SweepRange,
    /// Values to try in a sweep: bagging fraction.
    #[param(
        "Range for bagging fraction",
        title = "Bagging fraction",
        default = "0.25; 0.5; 0.75",
        min = 0.25,
        max = 1.0,
        when = "trainer_mode == parameter-range"
    )]
    range_bagging_fraction: SweepRange,
    /// Values to try in a sweep: feature fraction.
    #[param(
        "Range for feature fraction",
        title = "Feature fraction",
        default = "0.25; 0.5; 0.75",
        min = 0.25,
        max = 1.0,
        when = "trainer_mode == parameter-range"
    )]
    range_feature_fraction: SweepRange,
    /// Values to try in a sweep: split fraction.
    #[param(
        "Range for split fraction",
        title = "Split fraction",
        default = "0.25; 0.5; 0.75",
        min = 0.25,
        max = 1.0,
        when = "trainer_mode == parameter-range"
    )]
    range_split_fraction: SweepRange,
    /// The quantiles to predict, as shares from 0 to 1 with semicolons between.
    #[param(
        "Required quantile values",
        title = "Quantiles to be estimated",
        default = "0.25; 0.5; 0.75",
        when = "trainer_mode == parameter-range"
    )]
    required_quantile_values: String,
    /// The sample count used to estimate the quantiles.
    #[param(
        "Sample count used to estimate the quantiles",
        default = 100,
        when = "trainer_mode == parameter-range"
    )]
    sample_count_used_to_estimate_the_quantiles: i64,
}

impl Component for FastForestQuantileRegression {
    const IDENTITY: Identity = Identity {
        id: "fast-forest-quantile-regression",
        title: "Fast Forest Quantile Regression",
        category: "Machine Learning / Initialize Model / Regression",
        families: &["b9064dc32d694e06b3076cebf324686a"],
        designer: Some("Fast Forest Quantile Regression"),
        role: Role::Learner,
        ..Identity::NEW
    };
    const OUTPUTS: &'static [Port] = &[Port::untrained_model("untrained_model", "Untrained model")];
    const HELP: &'static str = include_str!("fast_forest_quantile_regression.md");
    const DOES_NOT_RUN: Option<&'static str> =
        Some("It cannot compute here yet. Use Boosted Decision Tree Regression, which predicts the mean.");
}

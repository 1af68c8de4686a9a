//! What the three decision forest modules share: their parameters.

use super::TrainerMode;
use ml_graph::SweepRange;
use ml_macros::{Choice, Params};

/// Parameters of decision forests.
#[derive(Clone, Debug, Params)]
pub(crate) struct DecisionForestParams {
    /// Whether one set of values is used, or ranges that Tune Model Hyperparameters sweeps over.
    #[param("Create trainer mode", default = TrainerMode::SingleParameter)]
    trainer_mode: TrainerMode,
    /// Whether each tree sees its own sample of the rows or all of them.
    #[param("Resampling method", default = ResamplingMethod::BaggingResampling)]
    resampling_method: ResamplingMethod,
    /// How many trees are grown. More are slower and vary less.
    #[param("Number of decision trees", default = 8, min = 1, when = "trainer_mode == single-parameter")]
    number_of_decision_trees: u32,
    /// The most splits from the root to a leaf.
    #[param(
        "Maximum depth of the decision trees",
        default = 32,
        min = 1,
        when = "trainer_mode == single-parameter"
    )]
    maximum_depth_of_the_decision_trees: u32,
    /// How many random splits are tried at each node.
    #[param(
        "Number of random splits per node",
        default = 128,
        min = 1,
        when = "trainer_mode == single-parameter"
    )]
    number_of_random_splits_per_node: u32,
    /// The fewest rows that a leaf may have. More make smoother models.
    #[param(
        "Minimum number of samples per leaf node",
        default = 1,
        min = 1,
        when = "trainer_mode == single-parameter"
    )]
    minimum_number_of_samples_per_leaf_node: u32,
    /// Values to try in a sweep: number of decision trees.
    #[param(
        "Range for number of decision trees",
        title = "Number of decision trees",
        integer,
        logarithmic,
        default = "1; 8; 32",
        min = 1,
        max = 2147483647,
        when = "trainer_mode == parameter-range"
    )]
    range_number_of_decision_trees: SweepRange,
    /// Values to try in a sweep: maximum depth of the decision trees.
    #[param(
        "Range for the maximum depth of the decision trees",
        title = "Maximum depth of the decision trees",
        integer,
        logarithmic,
        default = "1; 16; 64",
        min = 1,
        max = 2147483647,
        when = "trainer_mode == parameter-range"
    )]
    range_maximum_depth_of_the_decision_trees: SweepRange,
    /// Values to try in a sweep: number of random splits per node.
    #[param(
        "Range for the number of random splits per node",
        title = "Number of random splits per node",
        integer,
        logarithmic,
        default = "1; 128; 1024",
        min = 1,
        max = 2147483647,
        when = "trainer_mode == parameter-range"
    )]
    range_number_of_random_splits_per_node: SweepRange,
    /// Values to try in a sweep: minimum number of samples per leaf node.
    #[param(
        "Range for the minimum number of samples per leaf node",
        title = "Minimum number of samples per leaf node",
        integer,
        logarithmic,
        default = "1; 4; 16",
        min = 1,
        max = 2147483647,
        when = "trainer_mode == parameter-range"
    )]
    range_minimum_number_of_samples_per_leaf_node: SweepRange,
    /// Whether a level that training did not know counts as no level; otherwise it is an error.
    #[param("Allow unknown values for categorical features", default = true)]
    allow_unknown_levels: bool,
}

/// Values of “Resampling method”.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
enum ResamplingMethod {
    #[choice("Bagging Resampling")]
    BaggingResampling,
    #[choice("Replicate Resampling")]
    ReplicateResampling,
}

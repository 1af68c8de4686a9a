use crate::learning::TrainerMode;
use crate::prelude::*;

/// A support vector machine with a tree of local kernels for two labels.
#[derive(Clone, Debug, Params)]
pub struct TwoClassLocallyDeepSupportVectorMachine {
    /// Whether one set of values is used, or ranges that Tune Model Hyperparameters sweeps over.
    #[param("Create trainer mode", default = TrainerMode::SingleParameter)]
    trainer_mode: TrainerMode,
    /// The depth of the tree.
    #[param("Depth of the tree", default = 3, min = 1, when = "trainer_mode == single-parameter")]
    depth_of_the_tree: u32,
    /// The lambda W.
    #[param("Lambda W", default = 0.1, min = f64::MIN_POSITIVE, when = "trainer_mode == single-parameter")]
    lambda_w: f64,
    /// The lambda Theta.
    #[param("Lambda Theta", default = 0.01, min = f64::MIN_POSITIVE, when = "trainer_mode == single-parameter")]
    lambda_theta: f64,
    /// The lambda Theta Prime.
    #[param("Lambda Theta Prime", default = 0.01, min = f64::MIN_POSITIVE, when = "trainer_mode == single-parameter")]
    lambda_theta_prime: f64,
    /// The sigmoid sharpness.
    #[param("Sigmoid sharpness", default = 1.0, min = f64::MIN_POSITIVE, when = "trainer_mode == single-parameter")]
    sigmoid_sharpness: f64,
    /// Values to try in a sweep: depth of the tree.
    #[param(
        "Range for Depth of the tree",
        title = "Depth of the tree",
        integer,
        default = "1; 3; 5; 7",
        min = 1,
        max = 2147483647,
        when = "trainer_mode == parameter-range"
    )]
    range_depth_of_the_tree: SweepRange,
    /// Values to try in a sweep: lambda w.
    #[param("Range for Lambda W", title = "Lambda W", default = "0.1; 0.01; 0.001", min = f64::MIN_POSITIVE, when = "trainer_mode == parameter-range")]
    range_lambda_w: SweepRange,
    /// Values to try in a sweep: lambda theta.
    #[param("Range for Lambda Theta", title = "Lambda Theta", default = "0.1; 0.01; 0.001", min = f64::MIN_POSITIVE, when = "trainer_mode == parameter-range")]
    range_lambda_theta: SweepRange,
    /// Values to try in a sweep: lambda theta prime.
    #[param("Range for Lambda Theta Prime", title = "Lambda Theta Prime", default = "0.1; 0.01; 0.001", min = f64::MIN_POSITIVE, when = "trainer_mode == parameter-range")]
    range_lambda_theta_prime: SweepRange,
    /// Values to try in a sweep: sigmoid sharpness.
    #[param("Range for Sigmoid sharpness", title = "Sigmoid sharpness", default = "1.0; 0.1; 0.01", min = f64::MIN_POSITIVE, when = "trainer_mode == parameter-range")]
    range_sigmoid_sharpness: SweepRange,
    /// The feature normalizer.
    #[param("Feature normalizer", default = "Min-Max normalizer")]
    feature_normalizer: String,
    /// How often training goes through the rows.
    #[param("Number of iterations", default = 15000, min = 1, when = "trainer_mode == single-parameter")]
    number_of_iterations: u32,
    /// Values to try in a sweep: number of iterations.
    #[param(
        "Range for Number of iterations",
        title = "Number of iterations",
        integer,
        default = "10000; 15000; 20000",
        min = 1,
        max = 2147483647,
        when = "trainer_mode == parameter-range"
    )]
    range_number_of_iterations: SweepRange,
    /// Seed for random numbers; blank takes the run's, so that reruns agree.
    #[param("Random number seed")]
    seed: Seed,
    /// Whether a level that training did not know counts as no level; otherwise it is an error.
    #[param("Allow unknown categorical levels", default = true)]
    allow_unknown_levels: bool,
}

impl Component for TwoClassLocallyDeepSupportVectorMachine {
    const IDENTITY: Identity = Identity {
        id: "two-class-locally-deep-support-vector-machine",
        title: "Two-Class Locally Deep Support Vector Machine",
        category: "Machine Learning / Initialize Model / Classification",
        families: &["449602816126457a9411b0bc9ffd128f"],
        role: Role::Learner,
        ..Identity::NEW
    };
    const OUTPUTS: &'static [Port] = &[Port::untrained_model("untrained_model", "Untrained model")];
    const HELP: &'static str = include_str!("two_class_locally_deep_support_vector_machine.md");
    const DOES_NOT_RUN: Option<&'static str> =
        Some("It cannot compute here yet. Use Two-Class Boosted Decision Tree or Two-Class Neural Network.");
}

use crate::learning::TrainerMode;
use crate::prelude::*;

/// A fast linear learner that tells two labels apart.
#[derive(Clone, Debug, Params)]
pub struct TwoClassAveragedPerceptron {
    /// Whether one set of values is used, or ranges that Tune Model Hyperparameters sweeps over.
    #[param("Create trainer mode", default = TrainerMode::SingleParameter)]
    trainer_mode: TrainerMode,
    /// How far the first step goes.
    #[param("Initial learning rate", title = "Learning rate", default = 1.0, min = f64::MIN_POSITIVE, when = "trainer_mode == single-parameter")]
    initial_learning_rate: f64,
    /// How often training goes through the rows at most.
    #[param(
        "Maximum number of iterations",
        default = 10,
        min = 1,
        when = "trainer_mode == single-parameter"
    )]
    maximum_number_of_iterations: u32,
    /// Values to try in a sweep: learning rate.
    #[param("Range for initial learning rate", title = "Learning rate", logarithmic, default = "0.1; 0.5; 1.0", min = f64::MIN_POSITIVE, when = "trainer_mode == parameter-range")]
    range_initial_learning_rate: SweepRange,
    /// Values to try in a sweep: maximum number of iterations.
    #[param(
        "Range for maximum number of iterations",
        title = "Maximum number of iterations",
        integer,
        logarithmic,
        default = "1; 10",
        min = 1,
        max = 2147483647,
        when = "trainer_mode == parameter-range"
    )]
    range_maximum_number_of_iterations: SweepRange,
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
}

impl Component for TwoClassAveragedPerceptron {
    const IDENTITY: Identity = Identity {
        id: "two-class-averaged-perceptron",
        title: "Two-Class Averaged Perceptron",
        category: "Machine Learning / Initialize Model / Classification",
        families: &["5ed44caa5360407dae6c7a88c491474a"],
        designer: Some("Two-Class Averaged Perceptron"),
        role: Role::Learner,
        ..Identity::NEW
    };
    const OUTPUTS: &'static [Port] = &[Port::untrained_model("untrained_model", "Untrained model")];
    const HELP: &'static str = include_str!("two_class_averaged_perceptron.md");
    const DOES_NOT_RUN: Option<&'static str> =
        Some("It cannot compute here yet. Use Two-Class Logistic Regression, which is linear too.");
}

use crate::learning::TrainerMode;
use crate::prelude::*;

/// A linear support vector machine that tells two labels apart.
#[derive(Clone, Debug, Params)]
pub struct TwoClassSupportVectorMachine {
    /// Whether one set of values is used, or ranges that Tune Model Hyperparameters sweeps over.
    #[param("Create trainer mode", default = TrainerMode::SingleParameter)]
    trainer_mode: TrainerMode,
    /// How often training goes through the rows.
    #[param("Number of iterations", default = 1, min = 1, when = "trainer_mode == single-parameter")]
    number_of_iterations: u32,
    /// Values to try in a sweep: number of iterations.
    #[param(
        "Range for number of iterations",
        title = "Number of iterations",
        integer,
        logarithmic,
        default = "1; 10; 100",
        min = 1,
        max = 2147483647,
        when = "trainer_mode == parameter-range"
    )]
    range_number_of_iterations: SweepRange,
    /// Weight of the penalty on large weights.
    #[param("The value lambda", title = "Lambda", default = 0.001, min = f64::MIN_POSITIVE, when = "trainer_mode == single-parameter")]
    the_value_lambda: f64,
    /// Values to try in a sweep: lambda.
    #[param("Range for lambda", title = "Lambda", logarithmic, default = "0.00001; 0.0001; 0.001; 0.01; 0.1", min = f64::MIN_POSITIVE, when = "trainer_mode == parameter-range")]
    range_lambda: SweepRange,
    /// Whether features are brought to one scale first.
    #[param("Normalize the features", title = "Normalize features", default = true)]
    normalize_features: bool,
    /// Whether each row is scaled to length 1 first.
    #[param("Perform a projection to the unit-ball", title = "Project to the unit-sphere", default = false)]
    project_to_the_unit_sphere: bool,
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

impl Component for TwoClassSupportVectorMachine {
    const IDENTITY: Identity = Identity {
        id: "two-class-support-vector-machine",
        title: "Two-Class Support Vector Machine",
        category: "Machine Learning / Initialize Model / Classification",
        families: &["12d8479b74b44e67b8ded32867380e20"],
        designer: Some("Two-Class Support Vector Machine"),
        role: Role::Learner,
        ..Identity::NEW
    };
    const OUTPUTS: &'static [Port] = &[Port::untrained_model("untrained_model", "Untrained model")];
    const HELP: &'static str = include_str!("two_class_support_vector_machine.md");
    const DOES_NOT_RUN: Option<&'static str> =
        Some("It cannot compute here yet. Use Two-Class Logistic Regression, which is linear too.");
}

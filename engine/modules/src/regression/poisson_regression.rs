use crate::learning::TrainerMode;
use crate::prelude::*;

/// A linear model that predicts counts.
#[derive(Clone, Debug, Params)]
pub struct PoissonRegression {
    /// Whether one set of values is used, or ranges that Tune Model Hyperparameters sweeps over.
    #[param("Create trainer mode", default = TrainerMode::SingleParameter)]
    trainer_mode: TrainerMode,
    /// How small an improvement ends training. Smaller is slower and more exact.
    #[param("Tolerance parameter for optimization convergence the lower the value the slower and more accurate the fitting", title = "Optimization tolerance", default = 1e-07, min = f64::MIN_POSITIVE, when = "trainer_mode == single-parameter")]
    optimization_tolerance: f64,
    /// Weight of the penalty on absolute weights, which makes many of them 0.
    #[param("L1 regularization weight", default = 1.0, min = 0.0, when = "trainer_mode == single-parameter")]
    l1_regularization_weight: f64,
    /// Weight of the penalty on squared weights, which keeps them small.
    #[param("L2 regularization weight", default = 1.0, min = 0.0, when = "trainer_mode == single-parameter")]
    l2_regularization_weight: f64,
    /// How many past steps the solver remembers. Fewer are faster and less exact.
    #[param(
        "Memory size for L-BFGS the lower the value the faster and less accurate the training",
        title = "Memory size for L-BFGS",
        default = 20,
        min = 1,
        when = "trainer_mode == single-parameter"
    )]
    memory_size: u32,
    /// Values to try in a sweep: optimization tolerance.
    #[param("Range for optimization tolerance", title = "Optimization tolerance", logarithmic, default = "0.00001; 0.00000001", min = f64::MIN_POSITIVE, when = "trainer_mode == parameter-range")]
    range_optimization_tolerance: SweepRange,
    /// Values to try in a sweep: L1 regularization weight.
    #[param(
        "Range for L1 regularization weight",
        title = "L1 regularization weight",
        logarithmic,
        default = "0.0; 0.01; 0.1; 1.0",
        min = 0.0,
        when = "trainer_mode == parameter-range"
    )]
    range_l1_regularization_weight: SweepRange,
    /// Values to try in a sweep: L2 regularization weight.
    #[param(
        "Range for L2 regularization weight",
        title = "L2 regularization weight",
        logarithmic,
        default = "0.01; 0.1; 1.0",
        min = 0.0,
        when = "trainer_mode == parameter-range"
    )]
    range_l2_regularization_weight: SweepRange,
    /// Values to try in a sweep: memory size for L-BFGS.
    #[param(
        "Range for memory size for L-BFGS the lower the value the faster and less accurate the training",
        title = "Memory size for L-BFGS",
        integer,
        default = "5; 20; 50",
        min = 1,
        max = 2147483647,
        when = "trainer_mode == parameter-range"
    )]
    range_memory_size: SweepRange,
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

impl Component for PoissonRegression {
    const IDENTITY: Identity = Identity {
        id: "poisson-regression",
        title: "Poisson Regression",
        category: "Machine Learning / Initialize Model / Regression",
        families: &["80e21b9d382740d8b733b53148becbc2"],
        designer: Some("Poisson Regression"),
        role: Role::Learner,
        ..Identity::NEW
    };
    const OUTPUTS: &'static [Port] = &[Port::untrained_model("untrained_model", "Untrained model")];
    const HELP: &'static str = include_str!("poisson_regression.md");
    const DOES_NOT_RUN: Option<&'static str> =
        Some("It cannot compute here yet. Use Boosted Decision Tree Regression.");
}

use crate::prelude::*;

/// A linear model that predicts a number with its uncertainty.
#[derive(Clone, Debug, Params)]
pub struct BayesianLinearRegression {
    /// Weight of the penalty on large weights.
    #[param("Regularization weight", default = 1.0, min = f64::MIN_POSITIVE)]
    regularization_weight: f64,
    /// Whether a level that training did not know counts as no level; otherwise it is an error.
    #[param(
        "Allow unknown levels in categorical features",
        title = "Allow unknown categorical levels",
        default = true
    )]
    allow_unknown_levels: bool,
}

impl Component for BayesianLinearRegression {
    const IDENTITY: Identity = Identity {
        id: "bayesian-linear-regression",
        title: "Bayesian Linear Regression",
        category: "Machine Learning / Initialize Model / Regression",
        families: &["ee12de502b344145aec023e0485da308"],
        designer: Some("Bayesian Linear Regression"),
        role: Role::Learner,
        ..Identity::NEW
    };
    const OUTPUTS: &'static [Port] = &[Port::untrained_model("untrained_model", "Untrained model")];
    const HELP: &'static str = include_str!("bayesian_linear_regression.md");
    const DOES_NOT_RUN: Option<&'static str> =
        Some("It cannot compute here yet. Use Linear Regression with an L2 weight.");
}

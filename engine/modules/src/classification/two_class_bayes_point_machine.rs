use crate::prelude::*;

/// A Bayesian linear learner that tells two labels apart.
#[derive(Clone, Debug, Params)]
pub struct TwoClassBayesPointMachine {
    /// How often training goes through the rows.
    #[param("Number of training iterations", default = 30, min = 1)]
    number_of_training_iterations: u32,
    /// Whether to include bias.
    #[param("Include bias", default = true)]
    include_bias: bool,
    /// Whether to allow unknown values in categorical features.
    #[param("Allow unknown values in categorical features", default = true)]
    allow_unknown_levels: bool,
}

impl Component for TwoClassBayesPointMachine {
    const IDENTITY: Identity = Identity {
        id: "two-class-bayes-point-machine",
        title: "Two-Class Bayes Point Machine",
        category: "Machine Learning / Initialize Model / Classification",
        families: &["a1acf84ea4d042ab99d6a4f4616b92cf"],
        role: Role::Learner,
        ..Identity::NEW
    };
    const OUTPUTS: &'static [Port] = &[Port::untrained_model("untrained_model", "Untrained model")];
    const HELP: &'static str = include_str!("two_class_bayes_point_machine.md");
    const DOES_NOT_RUN: Option<&'static str> =
        Some("It cannot compute here yet. Use Two-Class Logistic Regression, which is linear too.");
}

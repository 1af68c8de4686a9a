//! One set of values, or ranges of them.

use ml_macros::Choice;

/// Whether a learner has one set of values or ranges to sweep over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
pub enum TrainerMode {
    /// One set of values.
    #[choice("SingleParameter", title = "Single Parameter")]
    SingleParameter,
    /// Ranges of values.
    #[choice(
        "ParameterRange",
        title = "Parameter Range",
        not_yet = "Sweeping over parameter ranges does not run yet. Choose one set of values."
    )]
    ParameterRange,
}

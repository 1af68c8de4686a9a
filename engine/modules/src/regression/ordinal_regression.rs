use crate::prelude::*;

/// A learner for labels that have an order.
#[derive(Clone, Debug, Params)]
pub struct OrdinalRegression {}

impl Component for OrdinalRegression {
    const IDENTITY: Identity = Identity {
        id: "ordinal-regression",
        title: "Ordinal Regression",
        category: "Machine Learning / Initialize Model / Regression",
        families: &["ffb557f8dc7f44bd8fd0b25666dd23f1"],
        role: Role::Learner,
        ..Identity::NEW
    };
    const INPUTS: &'static [Port] = &[Port::untrained_model(
        "untrained_binary_classification_model",
        "Untrained binary classification model",
    )];
    const OUTPUTS: &'static [Port] = &[Port::untrained_model("untrained_model", "Untrained model")];
    const HELP: &'static str = include_str!("ordinal_regression.md");
    const DOES_NOT_RUN: Option<&'static str> =
        Some("It cannot compute here yet. Use a multiclass learner, which ignores the order.");
}

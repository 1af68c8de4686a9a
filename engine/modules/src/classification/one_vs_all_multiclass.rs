use crate::prelude::*;

/// Makes a multiclass learner of a two-class one: one model a label.
#[derive(Clone, Debug, Params)]
pub struct OneVsAllMulticlass {}

impl Component for OneVsAllMulticlass {
    const IDENTITY: Identity = Identity {
        id: "one-vs-all-multiclass",
        title: "One-vs-All Multiclass",
        category: "Machine Learning / Initialize Model / Classification",
        families: &["7191efaeb4b14d03a6f87205f87be664"],
        designer: Some("One-vs-All Multiclass"),
        role: Role::Learner,
        ..Identity::NEW
    };
    const INPUTS: &'static [Port] = &[Port::untrained_model(
        "untrained_binary_classification_model",
        "Untrained binary classification model",
    )];
    const OUTPUTS: &'static [Port] = &[Port::untrained_model("untrained_model", "Untrained model")];
    const HELP: &'static str = include_str!("one_vs_all_multiclass.md");
    const DOES_NOT_RUN: Option<&'static str> =
        Some("It cannot compute here yet. Use Multiclass Logistic Regression or Multiclass Neural Network.");
}

use crate::prelude::*;

/// Makes a multiclass learner of a two-class one: one model a pair of labels.
#[derive(Clone, Debug, Params)]
pub struct OneVsOneMulticlass {}

impl Component for OneVsOneMulticlass {
    const IDENTITY: Identity = Identity {
        id: "one-vs-one-multiclass",
        title: "One-vs-One Multiclass",
        category: "Machine Learning / Initialize Model / Classification",
        families: &["0fe9823826734569808ed96852c16e71"],
        designer: Some("One-vs-One Multiclass"),
        designer_only: true,
        role: Role::Learner,
        ..Identity::NEW
    };
    const INPUTS: &'static [Port] = &[Port::untrained_model(
        "untrained_binary_classification_model",
        "Untrained binary classification model",
    )];
    const OUTPUTS: &'static [Port] = &[Port::untrained_model("untrained_model", "Untrained model")];
    const HELP: &'static str = include_str!("one_vs_one_multiclass.md");
    const DOES_NOT_RUN: Option<&'static str> =
        Some("It cannot compute here yet. Use Multiclass Logistic Regression or Multiclass Neural Network.");
}

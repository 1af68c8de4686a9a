use crate::learning::decision_forest::DecisionForestParams;
use crate::prelude::*;

/// A forest of decision trees that tells several labels apart.
#[derive(Clone, Debug, Params)]
pub struct MulticlassDecisionForest {
    #[param(flatten)]
    forest: DecisionForestParams,
}

impl Component for MulticlassDecisionForest {
    const IDENTITY: Identity = Identity {
        id: "multiclass-decision-forest",
        title: "Multiclass Decision Forest",
        category: "Machine Learning / Initialize Model / Classification",
        families: &["5e70108d2e4445d986e894f37c68fe86"],
        designer: Some("Multiclass Decision Forest"),
        role: Role::Learner,
        ..Identity::NEW
    };
    const OUTPUTS: &'static [Port] = &[Port::untrained_model("untrained_model", "Untrained model")];
    const HELP: &'static str = include_str!("multiclass_decision_forest.md");
    const DOES_NOT_RUN: Option<&'static str> =
        Some("It cannot compute here yet. Use Multiclass Logistic Regression or Multiclass Neural Network.");
}

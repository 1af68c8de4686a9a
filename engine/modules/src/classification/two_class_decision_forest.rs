use crate::learning::decision_forest::DecisionForestParams;
use crate::prelude::*;

/// A forest of decision trees that tells two labels apart.
#[derive(Clone, Debug, Params)]
pub struct TwoClassDecisionForest {
    #[param(flatten)]
    forest: DecisionForestParams,
}

impl Component for TwoClassDecisionForest {
    const IDENTITY: Identity = Identity {
        id: "two-class-decision-forest",
        title: "Two-Class Decision Forest",
        category: "Machine Learning / Initialize Model / Classification",
        families: &["5a7d5466992840c8a19cd5de4882c77e"],
        designer: Some("Two-Class Decision Forest"),
        role: Role::Learner,
        ..Identity::NEW
    };
    const OUTPUTS: &'static [Port] = &[Port::untrained_model("untrained_model", "Untrained model")];
    const HELP: &'static str = include_str!("two_class_decision_forest.md");
    const DOES_NOT_RUN: Option<&'static str> =
        Some("It cannot compute here yet. Use Two-Class Boosted Decision Tree.");
}

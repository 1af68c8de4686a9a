use crate::learning::decision_forest::DecisionForestParams;
use crate::prelude::*;

/// A forest of regression trees that predicts a number.
#[derive(Clone, Debug, Params)]
pub struct DecisionForestRegression {
    #[param(flatten)]
    forest: DecisionForestParams,
}

impl Component for DecisionForestRegression {
    const IDENTITY: Identity = Identity {
        id: "decision-forest-regression",
        title: "Decision Forest Regression",
        category: "Machine Learning / Initialize Model / Regression",
        families: &["562988b2e7404e3a8131358391bad755"],
        designer: Some("Decision Forest Regression"),
        role: Role::Learner,
        ..Identity::NEW
    };
    const OUTPUTS: &'static [Port] = &[Port::untrained_model("untrained_model", "Untrained model")];
    const HELP: &'static str = include_str!("decision_forest_regression.md");
    const DOES_NOT_RUN: Option<&'static str> =
        Some("It cannot compute here yet. Use Boosted Decision Tree Regression.");
}

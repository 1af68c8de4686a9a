use crate::prelude::*;

/// Measures how good the predictions of a recommender are.
#[derive(Clone, Debug, Params)]
pub struct EvaluateRecommender {
    /// The minimum number of items that the query user and the related user must have rated in common.
    #[param(
        "Minimum number of items that the query user and the related user must have rated in common",
        default = 2,
        min = 1
    )]
    minimum_common_items: u32,
    /// The minimum number of users that the query item and the related item must have been rated by in common.
    #[param(
        "Minimum number of users that the query item and the related item must have been rated by in common",
        default = 2,
        min = 1
    )]
    minimum_common_users: u32,
}

impl Component for EvaluateRecommender {
    const IDENTITY: Identity = Identity {
        id: "evaluate-recommender",
        title: "Evaluate Recommender",
        category: "Machine Learning / Evaluate",
        families: &["9c4d0cb5213e47859cc8d29ce467b9c8", "e9ad68a7e91b4ae6800eb5ee7e22cd17"],
        designer: Some("Evaluate Recommender"),
        role: Role::Evaluator,
        ..Identity::NEW
    };
    const INPUTS: &'static [Port] =
        &[Port::dataset("test_dataset", "Test dataset"), Port::dataset("scored_dataset", "Scored dataset")];
    const OUTPUTS: &'static [Port] = &[Port::dataset("metric", "Metric")];
    const HELP: &'static str = include_str!("evaluate_recommender.md");
    const DOES_NOT_RUN: Option<&'static str> =
        Some("It cannot compute here yet. Compare predictions and ratings in Apply SQL Transformation.");
}

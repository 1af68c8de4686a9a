use crate::prelude::*;

/// Predicts ratings, items or related users with a trained Matchbox recommender.
#[derive(Clone, Debug, Params)]
pub struct ScoreMatchboxRecommender {
    /// What is predicted: ratings, items, or related users or items.
    #[param("Recommender prediction kind", default = "Item Recommendation")]
    recommender_prediction_kind: String,
    /// From which items the recommended ones are chosen.
    #[param("Recommended item selection", default = "From Rated Items (for model evaluation)")]
    recommended_item_selection: String,
    /// The related user selection.
    #[param("Related user selection", default = "From Users That Rated Items (for model evaluation)")]
    related_user_selection: String,
    /// The related item selection.
    #[param("Related item selection", default = "From Rated Items (for model evaluation)")]
    related_item_selection: String,
}

impl Component for ScoreMatchboxRecommender {
    const IDENTITY: Identity = Identity {
        id: "score-matchbox-recommender",
        title: "Score Matchbox Recommender",
        category: "Machine Learning / Score",
        families: &["555445229a1044bd884f9a91a9cec2cd"],
        designer: Some("Score SVD Recommender"),
        role: Role::Scorer,
        ..Identity::NEW
    };
    const INPUTS: &'static [Port] = &[
        Port::new("trained_matchbox_recommender", "Trained Matchbox recommender", PortKind::Recommender),
        Port::dataset("dataset_to_score", "Dataset to score"),
        Port::dataset("user_features", "User features"),
        Port::dataset("item_features", "Item features"),
    ];
    const OUTPUTS: &'static [Port] = &[Port::dataset("scored_dataset", "Scored dataset")];
    const HELP: &'static str = include_str!("score_matchbox_recommender.md");
    const DOES_NOT_RUN: Option<&'static str> = Some(
        "It cannot compute here yet. There is no replacement here yet; keep the pipeline for when there is.",
    );
}

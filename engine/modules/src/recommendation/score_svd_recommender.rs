use crate::prelude::*;

/// Predicts ratings or items with a trained SVD recommender.
#[derive(Clone, Debug, Params)]
pub struct ScoreSvdRecommender {
    /// What is predicted: ratings, items, or related users or items.
    #[param("Recommender prediction kind", default = RecommenderPredictionKind::ItemRecommendation)]
    recommender_prediction_kind: RecommenderPredictionKind,
    /// From which items the recommended ones are chosen.
    #[param("Recommended item selection", default = RecommendedItemSelection::FromRatedItemsForModelEvaluation, when = "recommender_prediction_kind == item-recommendation")]
    recommended_item_selection: RecommendedItemSelection,
    /// The maximum number of items to recommend to a user.
    #[param(
        "Maximum number of items to recommend to a user",
        default = 5,
        min = 1,
        when = "recommender_prediction_kind == item-recommendation"
    )]
    maximum_number_of_items_to_recommend_to_a_user: u32,
    /// The minimum size of the recommendation pool for a single user.
    #[param(
        "Minimum size of the recommendation pool for a single user",
        default = 2,
        min = 1,
        when = "recommended_item_selection == from-rated-items-for-model-evaluation"
    )]
    minimum_size_of_the_recommendation_pool_for_a_single_user: u32,
    /// Whether to return the predicted ratings of the items along with the labels.
    #[param(
        "Whether to return the predicted ratings of the items along with the labels",
        default = false,
        when = "recommender_prediction_kind == item-recommendation"
    )]
    return_predicted_ratings: bool,
}

/// Values of “Recommender prediction kind”.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
enum RecommenderPredictionKind {
    #[choice("Rating Prediction", title = "Rating prediction")]
    RatingPrediction,
    #[choice("Item Recommendation", title = "Item recommendation")]
    ItemRecommendation,
}

/// Values of “Recommended item selection”.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
#[expect(clippy::enum_variant_names, reason = "the names are those of exports")]
enum RecommendedItemSelection {
    #[choice("From All Items", title = "From all items")]
    FromAllItems,
    #[choice("From Rated Items (for model evaluation)", title = "From rated items (for model evaluation)")]
    FromRatedItemsForModelEvaluation,
    #[choice(
        "From Unrated Items (to suggest new items to users)",
        title = "From unrated items (to suggest new items to users)"
    )]
    FromUnratedItemsToSuggestNewItemsToUsers,
}

impl Component for ScoreSvdRecommender {
    const IDENTITY: Identity = Identity {
        id: "score-svd-recommender",
        title: "Score SVD Recommender",
        category: "Recommendation",
        families: &["d855279632bc41108e6d6738d93420d2"],
        designer: Some("Score SVD Recommender"),
        designer_only: true,
        role: Role::Scorer,
        ..Identity::NEW
    };
    const INPUTS: &'static [Port] = &[
        Port::new("trained_svd_recommendation", "Trained SVD recommendation", PortKind::Recommender),
        Port::dataset("dataset_to_score", "Dataset to score"),
        Port::dataset("training_data", "Training data").optional(),
    ];
    const OUTPUTS: &'static [Port] = &[Port::dataset("scored_dataset", "Scored dataset")];
    const HELP: &'static str = include_str!("score_svd_recommender.md");
    const DOES_NOT_RUN: Option<&'static str> = Some(
        "It cannot compute here yet. There is no replacement here yet; keep the pipeline for when there is.",
    );
}

use crate::prelude::*;

/// Trains a recommender that factorises the matrix of ratings.
#[derive(Clone, Debug, Params)]
pub struct TrainSvdRecommender {
    /// How many factors of users and items are learned.
    #[param("Number of factors", default = 200, min = 1)]
    number_of_factors: u32,
    /// How often training goes through the ratings.
    #[param("Number of recommendation algorithm iterations", default = 30, min = 1)]
    number_of_recommendation_algorithm_iterations: u32,
    /// How far each step goes. Small values need more steps.
    #[param("Learning rate", default = 0.005, min = f64::MIN_POSITIVE, max = 2.0)]
    learning_rate: f64,
}

impl Component for TrainSvdRecommender {
    const IDENTITY: Identity = Identity {
        id: "train-svd-recommender",
        title: "Train SVD Recommender",
        category: "Recommendation",
        families: &["c1355f72719943d39ee9892232760bec"],
        designer: Some("Train SVD Recommender"),
        designer_only: true,
        role: Role::Trainer,
        ..Identity::NEW
    };
    const INPUTS: &'static [Port] = &[Port::dataset(
        "training_dataset_of_user_item_rating_triples",
        "Training dataset of user-item-rating triples",
    )];
    const OUTPUTS: &'static [Port] =
        &[Port::new("trained_svd_recommendation", "Trained SVD recommendation", PortKind::Recommender)];
    const HELP: &'static str = include_str!("train_svd_recommender.md");
    const DOES_NOT_RUN: Option<&'static str> = Some(
        "It cannot compute here yet. There is no replacement here yet; keep the pipeline for when there is.",
    );
}

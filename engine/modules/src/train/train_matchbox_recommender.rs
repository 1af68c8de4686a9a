use crate::prelude::*;

/// Trains a recommender on ratings, with features of users and items.
#[derive(Clone, Debug, Params)]
pub struct TrainMatchboxRecommender {
    /// How many traits of users and items are learned.
    #[param("Number of traits", default = 10)]
    number_of_traits: u32,
    /// How often training goes through the ratings.
    #[param("Number of recommendation algorithm iterations", default = 5, min = 1)]
    number_of_recommendation_algorithm_iterations: u32,
    /// Into how many batches the ratings are dealt.
    #[param("Number of training batches", default = 4, min = 1)]
    number_of_training_batches: u32,
}

impl Component for TrainMatchboxRecommender {
    const IDENTITY: Identity = Identity {
        id: "train-matchbox-recommender",
        title: "Train Matchbox Recommender",
        category: "Machine Learning / Train",
        families: &["fa4aa69d2f1c4ba4ad5f90ea3a515b4c"],
        designer: Some("Train SVD Recommender"),
        role: Role::Trainer,
        ..Identity::NEW
    };
    const INPUTS: &'static [Port] = &[
        Port::dataset(
            "training_dataset_of_user_item_rating_triples",
            "Training dataset of user-item-rating triples",
        ),
        Port::dataset("training_dataset_of_user_features", "Training dataset of user features"),
        Port::dataset("training_dataset_of_item_features", "Training dataset of item features"),
    ];
    const OUTPUTS: &'static [Port] =
        &[Port::new("trained_matchbox_recommender", "Trained Matchbox recommender", PortKind::Recommender)];
    const HELP: &'static str = include_str!("train_matchbox_recommender.md");
    const DOES_NOT_RUN: Option<&'static str> = Some(
        "It cannot compute here yet. There is no replacement here yet; keep the pipeline for when there is.",
    );
}

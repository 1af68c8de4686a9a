//! Modules that apply models.

// <modules>: kept by `cargo xtask gen`
mod apply_transformation;
mod assign_data_to_clusters;
mod score_matchbox_recommender;
mod score_model;

pub(crate) const MODULES: &[&dyn crate::Module] = &[
    crate::entry::<apply_transformation::ApplyTransformation>(),
    crate::entry::<assign_data_to_clusters::AssignDataToClusters>(),
    crate::entry::<score_matchbox_recommender::ScoreMatchboxRecommender>(),
    crate::entry::<score_model::ScoreModel>(),
];
// </modules>

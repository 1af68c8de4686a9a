//! Recommenders.

// <modules>: kept by `cargo xtask gen`
mod score_svd_recommender;
mod train_svd_recommender;

pub(crate) const MODULES: &[&dyn crate::Module] = &[
    crate::entry::<score_svd_recommender::ScoreSvdRecommender>(),
    crate::entry::<train_svd_recommender::TrainSvdRecommender>(),
];
// </modules>

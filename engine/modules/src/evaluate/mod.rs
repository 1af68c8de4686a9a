//! Modules that judge models.

// <modules>: kept by `cargo xtask gen`
mod cross_validate_model;
mod evaluate_model;
mod evaluate_recommender;

pub(crate) const MODULES: &[&dyn crate::Module] = &[
    crate::entry::<cross_validate_model::CrossValidateModel>(),
    crate::entry::<evaluate_model::EvaluateModel>(),
    crate::entry::<evaluate_recommender::EvaluateRecommender>(),
];
// </modules>

//! Modules that apply models.

// <modules>: kept by `cargo xtask gen`
mod score_model;

pub(crate) const MODULES: &[&dyn crate::Module] = &[crate::entry::<score_model::ScoreModel>()];
// </modules>

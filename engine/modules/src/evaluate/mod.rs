//! Modules that judge models.

// <modules>: kept by `cargo xtask gen`
mod evaluate_model;

pub(crate) const MODULES: &[&dyn crate::Module] = &[crate::entry::<evaluate_model::EvaluateModel>()];
// </modules>

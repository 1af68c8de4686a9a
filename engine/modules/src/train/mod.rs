//! Modules that fit learners.

// <modules>: kept by `cargo xtask gen`
mod train_model;

pub(crate) const MODULES: &[&dyn crate::Module] = &[crate::entry::<train_model::TrainModel>()];
// </modules>

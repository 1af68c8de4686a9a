//! Learners for groups.

// <modules>: kept by `cargo xtask gen`
mod k_means_clustering;

pub(crate) const MODULES: &[&dyn crate::Module] = &[crate::entry::<k_means_clustering::KMeansClustering>()];
// </modules>

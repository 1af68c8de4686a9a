//! Choosing and combining columns by how much they say.

// <modules>: kept by `cargo xtask gen`
mod filter_based_feature_selection;
mod fisher_linear_discriminant_analysis;
mod permutation_feature_importance;

pub(crate) const MODULES: &[&dyn crate::Module] = &[
    crate::entry::<filter_based_feature_selection::FilterBasedFeatureSelection>(),
    crate::entry::<fisher_linear_discriminant_analysis::FisherLinearDiscriminantAnalysis>(),
    crate::entry::<permutation_feature_importance::PermutationFeatureImportance>(),
];
// </modules>

//! What Studio (classic) itself had deprecated.

// <modules>: kept by `cargo xtask gen`
mod apply_quantization_function;
mod assign_to_clusters;
mod build_count_table;
mod count_featurizer;
mod linear_discriminant_analysis;
mod missing_values_scrubber;

pub(crate) const MODULES: &[&dyn crate::Module] = &[
    crate::entry::<apply_quantization_function::ApplyQuantizationFunction>(),
    crate::entry::<assign_to_clusters::AssignToClusters>(),
    crate::entry::<build_count_table::BuildCountTable>(),
    crate::entry::<count_featurizer::CountFeaturizer>(),
    crate::entry::<linear_discriminant_analysis::LinearDiscriminantAnalysis>(),
    crate::entry::<missing_values_scrubber::MissingValuesScrubber>(),
];
// </modules>

//! Modules that bring columns to other scales.

// <modules>: kept by `cargo xtask gen`
mod clip_values;
mod group_data_into_bins;
mod normalize_data;
mod principal_component_analysis;

pub(crate) const MODULES: &[&dyn crate::Module] = &[
    crate::entry::<clip_values::ClipValues>(),
    crate::entry::<group_data_into_bins::GroupDataIntoBins>(),
    crate::entry::<normalize_data::NormalizeData>(),
    crate::entry::<principal_component_analysis::PrincipalComponentAnalysis>(),
];
// </modules>

//! Features from counts of labels by category.

// <modules>: kept by `cargo xtask gen`
mod build_counting_transform;
mod export_count_table;
mod import_count_table;
mod merge_count_transform;
mod modify_count_table_parameters;

pub(crate) const MODULES: &[&dyn crate::Module] = &[
    crate::entry::<build_counting_transform::BuildCountingTransform>(),
    crate::entry::<export_count_table::ExportCountTable>(),
    crate::entry::<import_count_table::ImportCountTable>(),
    crate::entry::<merge_count_transform::MergeCountTransform>(),
    crate::entry::<modify_count_table_parameters::ModifyCountTableParameters>(),
];
// </modules>

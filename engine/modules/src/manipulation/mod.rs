//! Modules that reshape and clean tables.

mod sql;

// <modules>: kept by `cargo xtask gen`
mod add_columns;
mod add_rows;
mod apply_sql_transformation;
mod clean_missing_data;
mod convert_to_indicator_values;
mod create_r_model;
mod edit_metadata;
mod group_categorical_values;
mod join_data;
mod remove_duplicate_rows;
mod select_columns_in_dataset;
mod select_columns_transform;
mod smote;

pub(crate) const MODULES: &[&dyn crate::Module] = &[
    crate::entry::<add_columns::AddColumns>(),
    crate::entry::<add_rows::AddRows>(),
    crate::entry::<apply_sql_transformation::ApplySqlTransformation>(),
    crate::entry::<clean_missing_data::CleanMissingData>(),
    crate::entry::<convert_to_indicator_values::ConvertToIndicatorValues>(),
    crate::entry::<create_r_model::CreateRModel>(),
    crate::entry::<edit_metadata::EditMetadata>(),
    crate::entry::<group_categorical_values::GroupCategoricalValues>(),
    crate::entry::<join_data::JoinData>(),
    crate::entry::<remove_duplicate_rows::RemoveDuplicateRows>(),
    crate::entry::<select_columns_in_dataset::SelectColumnsInDataset>(),
    crate::entry::<select_columns_transform::SelectColumnsTransform>(),
    crate::entry::<smote::Smote>(),
];
// </modules>

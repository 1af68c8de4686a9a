use crate::prelude::*;

/// Makes a transformation that selects the columns a dataset has.
#[derive(Clone, Debug, Params)]
pub struct SelectColumnsTransform {}

impl Component for SelectColumnsTransform {
    const IDENTITY: Identity = Identity {
        id: "select-columns-transform",
        title: "Select Columns Transform",
        category: "Data Transformation / Manipulation",
        families: &["aa517da1497843ed960ff26cf55bfa95"],
        designer: Some("Select Columns Transform"),
        role: Role::Transform,
        ..Identity::NEW
    };
    const INPUTS: &'static [Port] =
        &[Port::dataset("dataset_with_desired_columns", "Dataset with desired columns")];
    const OUTPUTS: &'static [Port] =
        &[Port::transform("columns_selection_transformation", "Columns selection transformation")];
    const HELP: &'static str = include_str!("select_columns_transform.md");
    const DOES_NOT_RUN: Option<&'static str> =
        Some("It cannot compute here yet. Use Select Columns in Dataset in both pipelines.");
}

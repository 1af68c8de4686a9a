use crate::prelude::*;

/// Keeps some columns of a dataset and leaves out the others.
#[derive(Clone, Debug, Params)]
pub struct SelectColumnsInDataset {
    /// The columns to keep: by name, by position, by type or by role.
    #[param("Select Columns", title = "Select columns", columns("dataset"), required)]
    select_columns: ColumnSelection,
}

impl Component for SelectColumnsInDataset {
    const IDENTITY: Identity = Identity {
        id: "select-columns-in-dataset",
        title: "Select Columns in Dataset",
        category: "Data Transformation / Manipulation",
        families: &["1ec722fab6234e26a44ea50c6d726223"],
        names: &["Project Columns"],
        designer: Some("Select Columns in Dataset"),
        keywords: &["project", "drop", "keep", "subset"],
        role: Role::Transform,
        ..Identity::NEW
    };
    const INPUTS: &'static [Port] = &[Port::dataset("dataset", "Dataset")];
    const OUTPUTS: &'static [Port] = &[Port::dataset("results_dataset", "Results dataset")];
    const HELP: &'static str = include_str!("select_columns_in_dataset.md");

    fn check(&self, check: &mut Check<'_>) {
        let Some(schema) = check.schema("dataset") else { return };
        if let Some(positions) = check.columns("select_columns", &self.select_columns, "dataset") {
            check.output("results_dataset", schema.select(&positions));
        }
    }

    async fn run(&self, run: &RunContext<'_>) -> Result<Outputs, Failure> {
        let dataset = run.dataset("dataset")?;
        let positions = run.columns("select_columns", &self.select_columns, dataset)?;
        Ok(Outputs::one("results_dataset", dataset.select(&positions)))
    }
}

use crate::prelude::*;
use ml_table::{Column, ColumnSchema};

/// Gives a dataset as plain columns, ready to be saved as comma-separated text.
#[derive(Clone, Debug, Params)]
pub struct ConvertToCsv {}

impl Component for ConvertToCsv {
    const IDENTITY: Identity = Identity {
        id: "convert-to-csv",
        title: "Convert to CSV",
        category: "Data Format Conversions",
        families: &["faa6ba63383c4086ba587abf26b85814"],
        designer: Some("Convert to CSV"),
        keywords: &["export", "download", "text"],
        role: Role::Transform,
        ..Identity::NEW
    };
    const INPUTS: &'static [Port] = &[Port::dataset("dataset", "Dataset")];
    const OUTPUTS: &'static [Port] = &[Port::dataset("results_dataset", "Results dataset")];
    const HELP: &'static str = include_str!("convert_to_csv.md");

    fn check(&self, check: &mut Check<'_>) {
        if let Some(schema) = check.schema("dataset") {
            let plain =
                schema.columns.iter().map(|column| ColumnSchema::new(column.name.clone(), column.element));
            check.output("results_dataset", Schema::new(plain));
        }
    }

    async fn run(&self, run: &RunContext<'_>) -> Result<Outputs, Failure> {
        let dataset = run.dataset("dataset")?;
        let plain =
            dataset.columns().iter().map(|column| Column::new(column.name(), column.values())).collect();
        Ok(Outputs::one("results_dataset", Dataset::with_rows(dataset.rows(), plain)?))
    }
}

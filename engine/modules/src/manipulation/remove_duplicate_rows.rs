use crate::prelude::*;
use std::collections::HashSet;

/// Keeps one row of those that are alike in the key columns.
#[derive(Clone, Debug, Params)]
pub struct RemoveDuplicateRows {
    /// Rows with the same values in these columns count as alike.
    #[param("Key column selection filter expression", title = "Key columns", columns("dataset"), required)]
    key_columns: ColumnSelection,
    /// Which of the alike rows stays: the first, or else the last.
    #[param("Retain first duplicate row", default = true)]
    retain_first_duplicate_row: bool,
}

impl Component for RemoveDuplicateRows {
    const IDENTITY: Identity = Identity {
        id: "remove-duplicate-rows",
        title: "Remove Duplicate Rows",
        category: "Data Transformation / Manipulation",
        families: &["02016f47e4c34a069ae516c747389e34"],
        designer: Some("Remove Duplicate Rows"),
        keywords: &["distinct", "unique", "deduplicate"],
        role: Role::Transform,
        ..Identity::NEW
    };
    const INPUTS: &'static [Port] = &[Port::dataset("dataset", "Dataset")];
    const OUTPUTS: &'static [Port] = &[Port::dataset("results_dataset", "Results dataset")];
    const HELP: &'static str = include_str!("remove_duplicate_rows.md");

    fn check(&self, check: &mut Check<'_>) {
        let Some(schema) = check.schema("dataset") else { return };
        if check.columns("key_columns", &self.key_columns, "dataset").is_some() {
            check.output("results_dataset", schema.clone());
        }
    }

    async fn run(&self, run: &RunContext<'_>) -> Result<Outputs, Failure> {
        let dataset = run.dataset("dataset")?;
        let positions = run.columns("key_columns", &self.key_columns, dataset)?;
        let mut keys = Vec::with_capacity(positions.len());
        for position in positions {
            run.checkpoint(0.0, "comparing rows").await?;
            keys.push(dataset.columns()[position].encoded());
        }
        let rows = dataset.rows();
        let mut keep = vec![true; rows];
        let mut seen: HashSet<Vec<u32>> = HashSet::new();
        for step in 0..rows {
            if step % 65_536 == 0 {
                run.checkpoint(step as f32 / rows as f32, "comparing rows").await?;
            }
            let row = if self.retain_first_duplicate_row { step } else { rows - 1 - step };
            let key: Option<Vec<u32>> = keys.iter().map(|categories| categories.code(row)).collect();
            // Nobody knows whether a missing key equals another: such rows all stay.
            keep[row] = key.is_none_or(|key| seen.insert(key));
        }
        Ok(Outputs::one("results_dataset", dataset.filter(&keep)))
    }
}

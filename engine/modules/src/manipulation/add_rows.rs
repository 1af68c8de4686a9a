use crate::prelude::*;
use ml_table::{ColumnSchema, ElementType, TableError};

/// Puts the rows of a second dataset below those of the first.
#[derive(Clone, Debug, Params)]
pub struct AddRows {}

impl Component for AddRows {
    const IDENTITY: Identity = Identity {
        id: "add-rows",
        title: "Add Rows",
        category: "Data Transformation / Manipulation",
        families: &["b2ebdabd217d491586cc5b05972f7270"],
        designer: Some("Add Rows"),
        keywords: &["concatenate", "append", "union"],
        role: Role::Transform,
        ..Identity::NEW
    };
    const INPUTS: &'static [Port] =
        &[Port::dataset("dataset1", "Dataset1"), Port::dataset("dataset2", "Dataset2")];
    const OUTPUTS: &'static [Port] = &[Port::dataset("results_dataset", "Results dataset")];
    const HELP: &'static str = include_str!("add_rows.md");

    fn check(&self, check: &mut Check<'_>) {
        let (Some(above), Some(below)) = (check.schema("dataset1"), check.schema("dataset2")) else { return };
        match together(above, below) {
            Ok(schema) => check.output("results_dataset", schema),
            Err(error) => check.report(error.to_diagnostic().at_port("dataset2")),
        }
    }

    async fn run(&self, run: &RunContext<'_>) -> Result<Outputs, Failure> {
        let (above, below) = (run.dataset("dataset1")?, run.dataset("dataset2")?);
        let dataset = above.concat(below).map_err(|error| Failure::from(error).at_port("dataset2"))?;
        Ok(Outputs::one("results_dataset", dataset))
    }
}

/// The columns of both, one below the other.
fn together(above: &Schema, below: &Schema) -> Result<Schema, TableError> {
    let (left, right) = (above.len(), below.len());
    if left != right {
        return Err(TableError::ColumnCountMismatch { left, right });
    }
    let columns = above.columns.iter().zip(&below.columns).map(|(above, below)| {
        let element = match (above.element, below.element) {
            (left, right) if left == right => left,
            (left, right) if left.is_numeric() && right.is_numeric() => ElementType::Double,
            (left, right) => {
                return Err(TableError::IncompatibleTypes {
                    column: above.name.clone(),
                    left: left.to_string(),
                    right: right.to_string(),
                });
            }
        };
        Ok(ColumnSchema { element, categorical: above.categorical && below.categorical, ..above.clone() })
    });
    columns.collect::<Result<Vec<ColumnSchema>, TableError>>().map(Schema::new)
}

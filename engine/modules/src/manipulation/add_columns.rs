use crate::prelude::*;
use ml_table::TableError;

/// Puts the columns of a second dataset to the right of those of the first.
#[derive(Clone, Debug, Params)]
pub struct AddColumns {}

impl Component for AddColumns {
    const IDENTITY: Identity = Identity {
        id: "add-columns",
        title: "Add Columns",
        category: "Data Transformation / Manipulation",
        families: &["5714a225befd438a9bb5f6fdc50a4efb"],
        designer: Some("Add Columns"),
        keywords: &["concatenate", "bind", "side by side"],
        role: Role::Transform,
        ..Identity::NEW
    };
    const INPUTS: &'static [Port] =
        &[Port::dataset("left_dataset", "Left dataset"), Port::dataset("right_dataset", "Right dataset")];
    const OUTPUTS: &'static [Port] = &[Port::dataset("combined_dataset", "Combined dataset")];
    const HELP: &'static str = include_str!("add_columns.md");

    fn check(&self, check: &mut Check<'_>) {
        if let (Some(left), Some(right)) = (check.schema("left_dataset"), check.schema("right_dataset")) {
            let columns = left.columns.iter().chain(&right.columns).cloned();
            check.output("combined_dataset", Schema::unique(columns));
        }
    }

    async fn run(&self, run: &RunContext<'_>) -> Result<Outputs, Failure> {
        let (left, right) = (run.dataset("left_dataset")?, run.dataset("right_dataset")?);
        if let Some(column) = right.columns().first().filter(|_| right.rows() != left.rows()) {
            let error = TableError::LengthMismatch {
                column: column.name().to_owned(),
                found: right.rows(),
                expected: left.rows(),
            };
            return Err(Failure::from(error).at_port("right_dataset"));
        }
        let columns = left.columns().iter().chain(right.columns()).cloned().collect();
        Ok(Outputs::one("combined_dataset", Dataset::with_rows(left.rows(), columns)?))
    }
}

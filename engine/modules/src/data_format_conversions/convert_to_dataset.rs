use crate::prelude::*;
use ml_table::{Cell, Column, TableError, Values, ValuesBuilder};

/// Brings a table into the engine's own form, and on the way marks or replaces values.
#[derive(Clone, Debug, Params)]
pub struct ConvertToDataset {
    /// What to do with the values.
    #[param("Action", default = Action::None)]
    action: Action,
    /// Values that read like this become missing.
    #[param(
        "Custom Missing Value",
        title = "Custom missing value",
        default = "?",
        when = "action == set-missing-values"
    )]
    custom_missing_value: String,
    /// Which values are replaced.
    #[param("Replace", default = Replace::Missing, when = "action == replace-values")]
    replace: Replace,
    /// Values that read like this are replaced.
    #[param("Custom Value", title = "Custom value", default = "obs", when = "replace == custom")]
    custom_value: String,
    /// What stands in their place; it must fit the type of each column where something is replaced.
    #[param("New Value", title = "New value", default = "0", when = "action == replace-values")]
    new_value: String,
}

/// What to do with values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
pub enum Action {
    /// Leave them.
    #[choice("None")]
    None,
    /// Mark some as missing.
    #[choice("SetMissingValues")]
    SetMissingValues,
    /// Replace some.
    #[choice("ReplaceValues")]
    ReplaceValues,
}

/// Which values are replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
pub enum Replace {
    /// Missing ones.
    #[choice("Missing")]
    Missing,
    /// Those of a certain content.
    #[choice("Custom")]
    Custom,
}

impl ConvertToDataset {
    fn convert(&self, column: &Column) -> Result<Column, TableError> {
        match (self.action, self.replace) {
            (Action::None, _) => Ok(column.clone()),
            (Action::SetMissingValues, _) => {
                let wanted = Wanted::new(&self.custom_missing_value, column);
                replace(column, |cell| wanted.is(cell), None)
            }
            (Action::ReplaceValues, Replace::Missing) => {
                replace(column, |cell: Cell<'_>| cell.is_missing(), Some(&self.new_value))
            }
            (Action::ReplaceValues, Replace::Custom) => {
                let wanted = Wanted::new(&self.custom_value, column);
                replace(column, |cell| wanted.is(cell), Some(&self.new_value))
            }
        }
    }
}

/// A value given as text, as it would stand in a column.
struct Wanted {
    value: Option<Values>,
}

impl Wanted {
    fn new(text: &str, column: &Column) -> Wanted {
        let value = Values::from(vec![text]).convert(column.element()).ok();
        Wanted { value: value.filter(|value| value.missing() == 0) }
    }

    fn is(&self, cell: Cell<'_>) -> bool {
        self.value.as_ref().is_some_and(|value| value.cell(0) == cell)
    }
}

/// Puts a new value, or missing, where `chosen` says so.
fn replace(
    column: &Column,
    chosen: impl Fn(Cell<'_>) -> bool,
    new: Option<&str>,
) -> Result<Column, TableError> {
    let Some(first) = column.cells().position(&chosen) else { return Ok(column.clone()) };
    let new = new.map(|new| {
        let error = || TableError::CannotConvert {
            column: column.name().to_owned(),
            row: first + 1,
            value: new.to_owned(),
            to: column.element(),
        };
        Values::from(vec![new]).convert(column.element()).map_err(|_| error())
    });
    let new = new.transpose()?;
    let new = new.as_ref().map_or(Cell::Missing, |new| new.cell(0));
    let mut builder = ValuesBuilder::new(column.element(), column.len());
    for cell in column.cells() {
        // Both come from values of the column's type.
        let _ = builder.push(if chosen(cell) { new } else { cell });
    }
    let replaced = column.with_values(builder.finish());
    Ok(if column.is_categorical() { replaced.to_categorical() } else { replaced })
}

impl Component for ConvertToDataset {
    const IDENTITY: Identity = Identity {
        id: "convert-to-dataset",
        title: "Convert to Dataset",
        category: "Data Format Conversions",
        families: &["72bf58e0fc874bb19704f1805003b975"],
        designer: Some("Convert to Dataset"),
        keywords: &["missing", "replace"],
        role: Role::Transform,
        ..Identity::NEW
    };
    const INPUTS: &'static [Port] = &[Port::dataset("dataset", "Dataset")];
    const OUTPUTS: &'static [Port] = &[Port::dataset("results_dataset", "Results dataset")];
    const HELP: &'static str = include_str!("convert_to_dataset.md");

    fn check(&self, check: &mut Check<'_>) {
        if let Some(schema) = check.schema("dataset") {
            check.output("results_dataset", schema.clone());
        }
    }

    async fn run(&self, run: &RunContext<'_>) -> Result<Outputs, Failure> {
        let dataset = run.dataset("dataset")?;
        let mut columns = Vec::with_capacity(dataset.columns().len());
        for column in dataset.columns() {
            run.checkpoint(columns.len() as f32 / dataset.columns().len() as f32, column.name()).await?;
            columns.push(self.convert(column).map_err(|error| Failure::from(error).at_param("new_value"))?);
        }
        Ok(Outputs::one("results_dataset", Dataset::with_rows(dataset.rows(), columns)?))
    }
}

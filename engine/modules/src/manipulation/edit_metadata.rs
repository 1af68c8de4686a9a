use crate::prelude::*;
use ml_table::{Cell, Column, ColumnSchema, ElementType, Role as ColumnRole, TableError, ValuesBuilder};

/// Changes names, types and roles of columns.
#[derive(Clone, Debug, Params)]
pub struct EditMetadata {
    /// The columns to change.
    #[param("Column", columns("dataset"), required)]
    column: ColumnSelection,
    /// The type to convert the values to.
    #[param("Data Type", title = "Data type", default = NewType::Unchanged)]
    data_type: NewType,
    /// Whether the columns have a closed set of levels.
    #[param("Categorical", default = NewCategorical::Unchanged)]
    categorical: NewCategorical,
    /// The part the columns play in learning.
    #[param("Fields", default = NewField::Unchanged)]
    fields: NewField,
    /// New names, with commas between them, as many as there are selected columns.
    #[param("New Column Name", title = "New column names", aliases("New column names"))]
    new_column_names: String,
    /// How dates are written, when not in one of the usual ways: dd.MM.yyyy HH:mm, for example.
    #[param("Date and time Format", title = "Date and time format", when = "data_type == date-time")]
    date_and_time_format: String,
    /// How durations are written, when not as days.hours:minutes:seconds.
    #[param("TimeSpan Format", title = "TimeSpan format", when = "data_type == time-span")]
    timespan_format: String,
}

/// Types to convert to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
pub enum NewType {
    /// As it is.
    #[choice("Unchanged")]
    Unchanged,
    /// Text.
    #[choice("String")]
    String,
    /// Whole numbers.
    #[choice("Integer")]
    Integer,
    /// Numbers.
    #[choice("Double")]
    Double,
    /// True or false.
    #[choice("Boolean")]
    Boolean,
    /// Dates.
    #[choice("DateTime")]
    DateTime,
    /// Durations.
    #[choice("TimeSpan")]
    TimeSpan,
}

/// Categorical or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
pub enum NewCategorical {
    /// As it is.
    #[choice("Unchanged")]
    Unchanged,
    /// A closed set of levels.
    #[choice("Categorical", title = "Make categorical")]
    Categorical,
    /// Any value.
    #[choice("NonCategorical", title = "Make non-categorical")]
    NonCategorical,
}

/// Roles to give or take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
pub enum NewField {
    /// As it is.
    #[choice("Unchanged")]
    Unchanged,
    /// Input of a learner.
    #[choice("Features")]
    Features,
    /// What is to be predicted.
    #[choice("Labels", title = "Label")]
    Labels,
    /// How much a row counts.
    #[choice("Weights", title = "Weight")]
    Weights,
    /// No longer an input.
    #[choice("ClearFeatures", title = "Clear feature")]
    ClearFeatures,
    /// No longer to be predicted.
    #[choice("ClearLabels", title = "Clear label")]
    ClearLabels,
    /// No longer a score.
    #[choice("ClearScores", title = "Clear score")]
    ClearScores,
    /// No longer a weight.
    #[choice("ClearWeights", title = "Clear weight")]
    ClearWeights,
}

impl EditMetadata {
    fn element(&self) -> Option<ElementType> {
        match self.data_type {
            NewType::Unchanged => None,
            NewType::String => Some(ElementType::String),
            NewType::Integer => Some(ElementType::Integer),
            NewType::Double => Some(ElementType::Double),
            NewType::Boolean => Some(ElementType::Boolean),
            NewType::DateTime => Some(ElementType::DateTime),
            NewType::TimeSpan => Some(ElementType::TimeSpan),
        }
    }

    fn role(&self, role: ColumnRole) -> ColumnRole {
        let cleared = |from: ColumnRole| if role == from { ColumnRole::None } else { role };
        match self.fields {
            NewField::Unchanged => role,
            NewField::Features => ColumnRole::Feature,
            NewField::Labels => ColumnRole::Label,
            NewField::Weights => ColumnRole::Weight,
            NewField::ClearFeatures => cleared(ColumnRole::Feature),
            NewField::ClearLabels => cleared(ColumnRole::Label),
            NewField::ClearScores => cleared(ColumnRole::Score),
            NewField::ClearWeights => cleared(ColumnRole::Weight),
        }
    }

    fn is_categorical(&self, before: bool) -> bool {
        match self.categorical {
            NewCategorical::Unchanged => before,
            NewCategorical::Categorical => true,
            NewCategorical::NonCategorical => false,
        }
    }

    /// The values in the new type.
    fn convert(&self, column: &Column, element: ElementType) -> Result<Column, TableError> {
        let format = self.date_and_time_format.trim();
        if element != ElementType::DateTime || column.element() != ElementType::String || format.is_empty() {
            return column.convert(element);
        }
        let mut builder = ValuesBuilder::new(element, column.len());
        for (row, cell) in column.cells().enumerate() {
            let text = cell.text().unwrap_or_default();
            let date = ml_table::parse_datetime_as(&text, format);
            let missing = text.trim().is_empty();
            let cell = date.filter(|_| !missing).map_or(Cell::Missing, Cell::DateTime);
            if (date.is_none() && !missing) || builder.push(cell).is_err() {
                return Err(TableError::CannotConvert {
                    column: column.name().to_owned(),
                    row: row + 1,
                    value: text.into_owned(),
                    to: element,
                });
            }
        }
        let converted = column.with_values(builder.finish());
        Ok(if column.is_categorical() { converted.to_categorical() } else { converted })
    }

    /// The schema afterwards.
    fn edited(&self, schema: &Schema, positions: &[usize]) -> Result<Schema, Box<Diagnostic>> {
        if !self.timespan_format.trim().is_empty() {
            let error = Diagnostic::error("module/not-yet", "Formats of durations are not followed yet.");
            let help = "Leave the format empty: durations are read as d.hh:mm:ss.";
            return Err(Box::new(error.help(help).at_param("timespan_format")));
        }
        let mut edited = schema.clone();
        for &position in positions {
            let column = &mut edited.columns[position];
            *column = ColumnSchema {
                name: column.name.clone(),
                element: self.element().unwrap_or(column.element),
                categorical: self.is_categorical(column.categorical),
                role: self.role(column.role),
            };
        }
        if !self.new_column_names.trim().is_empty() {
            let names: Vec<&str> = self.new_column_names.split(',').map(str::trim).collect();
            if names.len() != positions.len() {
                let (names, columns) = (names.len(), positions.len());
                let error = Diagnostic::error(
                    "error-0027",
                    format!("There are {names} new names for {columns} selected columns."),
                );
                let help = "Give one name for each selected column, with commas between them.";
                return Err(Box::new(error.help(help).at_param("new_column_names")));
            }
            for (&position, name) in positions.iter().zip(names) {
                edited.columns[position].name = name.to_owned();
            }
            let mut sorted: Vec<&str> = edited.names().collect();
            sorted.sort_unstable();
            if let Some(pair) = sorted.windows(2).find(|pair| pair[0] == pair[1] || pair[0].is_empty()) {
                let error =
                    Diagnostic::error("error-0028", format!("Two columns would be called `{}`.", pair[0]));
                return Err(Box::new(
                    error.help("Give every column a name of its own.").at_param("new_column_names"),
                ));
            }
        }
        Ok(edited)
    }
}

impl Component for EditMetadata {
    const IDENTITY: Identity = Identity {
        id: "edit-metadata",
        title: "Edit Metadata",
        category: "Data Transformation / Manipulation",
        families: &["370b6676c11c486fbf7335349f842a66"],
        names: &["Metadata Editor"],
        designer: Some("Edit Metadata"),
        keywords: &["rename", "type", "cast", "convert", "categorical", "label", "feature"],
        role: Role::Transform,
        ..Identity::NEW
    };
    const INPUTS: &'static [Port] = &[Port::dataset("dataset", "Dataset")];
    const OUTPUTS: &'static [Port] = &[Port::dataset("results_dataset", "Results dataset")];
    const HELP: &'static str = include_str!("edit_metadata.md");

    fn check(&self, check: &mut Check<'_>) {
        let Some(schema) = check.schema("dataset") else { return };
        let Some(positions) = check.columns("column", &self.column, "dataset") else { return };
        match self.edited(schema, &positions) {
            Ok(schema) => check.output("results_dataset", schema),
            Err(diagnostic) => check.report(*diagnostic),
        }
    }

    async fn run(&self, run: &RunContext<'_>) -> Result<Outputs, Failure> {
        let dataset = run.dataset("dataset")?;
        let positions = run.columns("column", &self.column, dataset)?;
        let schema = self.edited(&dataset.schema(), &positions)?;
        let mut columns = dataset.columns().to_vec();
        for position in positions {
            run.checkpoint(0.0, "converting").await?;
            let (column, wanted) = (&columns[position], &schema.columns[position]);
            let converted = self
                .convert(column, wanted.element)
                .map_err(|error| Failure::from(error).at_param("data_type"))?;
            let converted = match (converted.is_categorical(), wanted.categorical) {
                (false, true) => converted.to_categorical(),
                (true, false) => converted.to_plain(),
                _ => converted,
            };
            columns[position] = converted.renamed(wanted.name.as_str()).with_role(wanted.role);
        }
        Ok(Outputs::one("results_dataset", Dataset::with_rows(dataset.rows(), columns)?))
    }
}

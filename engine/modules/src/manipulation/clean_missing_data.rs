use crate::prelude::*;
use ml_table::{Cell, Column, ColumnSchema, ElementType, TableError, Values, ValuesBuilder};
use serde::{Deserialize, Serialize};

/// Fills in missing values, or removes the rows or columns that have them.
#[derive(Clone, Debug, Params)]
pub struct CleanMissingData {
    /// The columns to clean.
    #[param("Columns to be cleaned", columns("dataset"), default = ColumnSelection::all())]
    columns_to_be_cleaned: ColumnSelection,
    /// Columns in which a smaller share of the values is missing are left alone.
    #[param("Minimum missing value ratio", default = 0.0, min = 0.0, max = 1.0)]
    minimum_missing_value_ratio: f64,
    /// Columns in which a larger share of the values is missing are left alone.
    #[param("Maximum missing value ratio", default = 1.0, min = 0.0, max = 1.0)]
    maximum_missing_value_ratio: f64,
    /// What to do about missing values.
    #[param("Cleaning mode", default = CleaningMode::CustomSubstitutionValue)]
    cleaning_mode: CleaningMode,
    /// What to put in their place; it must fit the type of each column that has missing values.
    #[param("Replacement value", default = "0", when = "cleaning_mode == custom-substitution-value")]
    replacement_value: String,
    /// What to do with columns in which every value is missing: nothing can be learned from them to fill in.
    #[param("Cols with all missing values", title = "Columns with all missing values", default = AllMissing::Remove,
        when = "cleaning_mode == replace-using-mice | replace-with-mean | replace-with-median | replace-with-mode")]
    cols_with_all_missing_values: AllMissing,
    /// Whether to add a column for each cleaned one that says where a value was missing.
    #[param(
        "Generate missing value indicator column",
        default = false,
        when = "cleaning_mode == replace-using-mice | replace-using-probabilistic-pca | replace-with-mean | replace-with-median | replace-with-mode | custom-substitution-value"
    )]
    generate_missing_value_indicator_column: bool,
    /// How often all columns are gone through.
    #[param(
        "Number of Iterations",
        title = "Number of iterations",
        aliases("Number of iterations"),
        default = 5,
        min = 1,
        max = 10,
        when = "cleaning_mode == replace-using-mice"
    )]
    number_of_iterations: u32,
    /// How many iterations the components are fitted with.
    #[param(
        "Number of Iterations for PCA Prediction",
        title = "Number of iterations for PCA prediction",
        aliases("Number of iterations for PCA prediction"),
        default = 10,
        min = 1,
        max = 50,
        when = "cleaning_mode == replace-using-probabilistic-pca"
    )]
    number_of_iterations_for_pca_prediction: u32,
}

/// What to do about missing values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CleaningMode {
    /// Chained equations.
    #[choice(
        "Replace using MICE",
        id = "replace-using-mice",
        not_yet = "Chained equations are not implemented yet: replace with the median or mode instead."
    )]
    ReplaceUsingMice,
    /// A given value.
    #[choice("Custom substitution value")]
    CustomSubstitutionValue,
    /// The mean.
    #[choice("Replace with mean")]
    ReplaceWithMean,
    /// The median.
    #[choice("Replace with median")]
    ReplaceWithMedian,
    /// The most frequent value.
    #[choice("Replace with mode")]
    ReplaceWithMode,
    /// No such rows.
    #[choice("Remove entire row")]
    RemoveEntireRow,
    /// No such columns.
    #[choice("Remove entire column")]
    RemoveEntireColumn,
    /// Principal components.
    #[choice(
        "Replace using Probabilistic PCA",
        id = "replace-using-probabilistic-pca",
        not_yet = "Probabilistic PCA is not implemented yet: replace with the median or mode instead."
    )]
    ReplaceUsingProbabilisticPca,
}

/// What to do with columns without any value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
pub enum AllMissing {
    /// Leave them as they are.
    #[choice("Propagate")]
    Propagate,
    /// Take them out.
    #[choice("Remove")]
    Remove,
}

/// What was decided, column by column.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Cleaning {
    mode: CleaningMode,
    indicators: bool,
    columns: Vec<CleanedColumn>,
}

/// What happens to one column.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct CleanedColumn {
    name: String,
    treatment: Treatment,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Treatment {
    /// This text, read in the type of the column, stands for missing values; a number comes as one.
    Fill(String),
    /// This number does, and the column becomes one of doubles.
    FillNumber(f64),
    /// Rows with a missing value go.
    DropRows,
    /// The column goes.
    DropColumn,
    /// Nothing.
    Keep,
}

impl CleanMissingData {
    /// Whether the mode computes a number that columns of whole numbers cannot always hold.
    fn gives_numbers(&self) -> bool {
        use CleaningMode::{ReplaceWithMean, ReplaceWithMedian, ReplaceWithMode};
        matches!(self.cleaning_mode, ReplaceWithMean | ReplaceWithMedian | ReplaceWithMode)
    }

    fn check_types(&self, schema: &Schema, positions: &[usize]) -> Result<(), TableError> {
        use ElementType::{Boolean, Double, Integer};
        if !matches!(self.cleaning_mode, CleaningMode::ReplaceWithMean | CleaningMode::ReplaceWithMedian) {
            return Ok(());
        }
        for &position in positions {
            let column = &schema.columns[position];
            if !matches!(column.element, Integer | Double | Boolean) {
                return Err(TableError::WrongType {
                    column: column.name.clone(),
                    found: column.type_name(),
                    expected: "Integer, Double or Boolean".to_owned(),
                });
            }
        }
        Ok(())
    }

    /// Decides what happens to the selected columns of this dataset.
    fn fit(&self, dataset: &Dataset, positions: &[usize]) -> Cleaning {
        let columns = positions.iter().map(|&position| &dataset.columns()[position]).filter(|column| {
            let ratio = if column.is_empty() { 0.0 } else { column.missing() as f64 / column.len() as f64 };
            (self.minimum_missing_value_ratio..=self.maximum_missing_value_ratio).contains(&ratio)
        });
        Cleaning {
            mode: self.cleaning_mode,
            indicators: self.generate_missing_value_indicator_column,
            columns: columns
                .map(|column| CleanedColumn {
                    name: column.name().to_owned(),
                    treatment: self.treatment(column),
                })
                .collect(),
        }
    }

    fn treatment(&self, column: &Column) -> Treatment {
        match self.cleaning_mode {
            CleaningMode::CustomSubstitutionValue => return Treatment::Fill(self.replacement_value.clone()),
            CleaningMode::RemoveEntireRow => return Treatment::DropRows,
            CleaningMode::RemoveEntireColumn => {
                return if column.missing() > 0 { Treatment::DropColumn } else { Treatment::Keep };
            }
            _ => {}
        }
        if column.missing() == column.len() {
            // Nothing is there to take a value from.
            return match self.cols_with_all_missing_values {
                AllMissing::Remove if !column.is_empty() => Treatment::DropColumn,
                _ => Treatment::Keep,
            };
        }
        let number = |value: f64| match column.element() {
            ElementType::Boolean => Treatment::Fill(if value >= 0.5 { "true" } else { "false" }.to_owned()),
            _ => Treatment::FillNumber(value),
        };
        let mut numbers: Vec<f64> = column.cells().filter_map(Cell::number).collect();
        match self.cleaning_mode {
            CleaningMode::ReplaceWithMean => number(numbers.iter().sum::<f64>() / numbers.len() as f64),
            CleaningMode::ReplaceWithMedian => {
                numbers.sort_by(f64::total_cmp);
                number(ml_table::quantile(&numbers, 0.5).unwrap_or(f64::NAN))
            }
            _ => {
                let modes = modes(column);
                if column.element().is_numeric() {
                    let values: Vec<f64> = modes.iter().filter_map(|mode| mode.number()).collect();
                    number(values.iter().sum::<f64>() / values.len() as f64)
                } else {
                    let first = modes.first().and_then(|mode| mode.text()).unwrap_or_default();
                    Treatment::Fill(first.into_owned())
                }
            }
        }
    }
}

/// The most frequent values in rising order; several when equally frequent.
fn modes(column: &Column) -> Vec<Cell<'_>> {
    let categories = column.encoded();
    let mut counts = vec![0_usize; categories.levels().len()];
    let mut first = vec![0_usize; counts.len()];
    for row in (0..column.len()).rev() {
        if let Some(code) = categories.code(row) {
            counts[code as usize] += 1;
            first[code as usize] = row;
        }
    }
    let most = counts.iter().copied().max().unwrap_or(0);
    let mut modes: Vec<Cell<'_>> = (0..counts.len())
        .filter(|&code| counts[code] == most && most > 0)
        .map(|code| column.cell(first[code]))
        .collect();
    modes.sort();
    modes
}

impl Cleaning {
    fn fill(column: &Column, text: &str) -> Result<Column, TableError> {
        let Some(missing) = (0..column.len()).find(|&row| column.is_missing(row)) else {
            return Ok(column.clone());
        };
        let value =
            Values::from(vec![text]).convert(column.element()).ok().filter(|value| value.missing() == 0);
        let value = value.ok_or_else(|| TableError::CannotConvert {
            column: column.name().to_owned(),
            row: missing + 1,
            value: text.to_owned(),
            to: column.element(),
        })?;
        let mut builder = ValuesBuilder::new(column.element(), column.len());
        for cell in column.cells() {
            // Both come from values of the column's type.
            let _ = builder.push(if cell.is_missing() { value.cell(0) } else { cell });
        }
        let filled = column.with_values(builder.finish());
        Ok(if column.is_categorical() { filled.to_categorical() } else { filled })
    }

    fn fill_number(column: &Column, number: f64) -> Column {
        let values: Vec<f64> = column.cells().map(|cell| cell.number().unwrap_or(number)).collect();
        let filled = column.with_values(values);
        if column.is_categorical() { filled.to_categorical() } else { filled }
    }

    /// Where a value is missing.
    fn indicator(column: &Column) -> Column {
        let values: Vec<bool> = (0..column.len()).map(|row| column.is_missing(row)).collect();
        Column::new(format!("{}_IsMissing", column.name()), values)
    }
}

impl Component for CleanMissingData {
    const IDENTITY: Identity = Identity {
        id: "clean-missing-data",
        title: "Clean Missing Data",
        category: "Data Transformation / Manipulation",
        families: &["d2c5ca2f732341a39b7eda917c99f0c4"],
        designer: Some("Clean Missing Data"),
        keywords: &["impute", "fill", "null", "na", "mean", "median", "mode", "drop"],
        role: Role::Transform,
        ..Identity::NEW
    };
    const INPUTS: &'static [Port] = &[Port::dataset("dataset", "Dataset")];
    const OUTPUTS: &'static [Port] = &[
        Port::dataset("cleaned_dataset", "Cleaned dataset"),
        Port::transform("cleaning_transformation", "Cleaning transformation"),
    ];
    const HELP: &'static str = include_str!("clean_missing_data.md");
    const TRANSFORMER: Option<Transforming> = Some(Transforming::of::<Self>());

    fn check(&self, check: &mut Check<'_>) {
        check.output("cleaning_transformation", Known::Transform(None));
        let Some(schema) = check.schema("dataset") else { return };
        let Some(positions) = check.columns("columns_to_be_cleaned", &self.columns_to_be_cleaned, "dataset")
        else {
            return;
        };
        if check.accept("columns_to_be_cleaned", self.check_types(schema, &positions)).is_none() {
            return;
        }
        let everything = self.minimum_missing_value_ratio == 0.0 && self.maximum_missing_value_ratio == 1.0;
        let certain = match self.cleaning_mode {
            CleaningMode::RemoveEntireRow => true,
            CleaningMode::CustomSubstitutionValue => {
                everything || !self.generate_missing_value_indicator_column
            }
            // Which columns go, or become doubles, depends on the values.
            _ => false,
        };
        let mut cleaned = schema.clone();
        if self.gives_numbers() {
            for &position in &positions {
                let column = &mut cleaned.columns[position];
                if column.element.is_numeric() {
                    column.element = ElementType::Double;
                }
            }
        }
        let computes = self.gives_numbers() || self.cleaning_mode == CleaningMode::CustomSubstitutionValue;
        if self.generate_missing_value_indicator_column && computes {
            let indicators =
                positions.iter().map(|&position| indicator_schema(&schema.columns[position].name));
            cleaned = Schema::unique(cleaned.columns.into_iter().chain(indicators));
        }
        if certain {
            check.output("cleaned_dataset", cleaned);
        } else {
            check.likely("cleaned_dataset", cleaned);
        }
    }

    async fn run(&self, run: &RunContext<'_>) -> Result<Outputs, Failure> {
        let dataset = run.dataset("dataset")?;
        let positions = run.columns("columns_to_be_cleaned", &self.columns_to_be_cleaned, dataset)?;
        self.check_types(&dataset.schema(), &positions)
            .map_err(|error| Failure::from(error).at_param("columns_to_be_cleaned"))?;
        run.checkpoint(0.1, "looking for missing values").await?;
        let mut cleaning = self.fit(dataset, &positions);
        if !self.gives_numbers() && self.cleaning_mode != CleaningMode::CustomSubstitutionValue {
            cleaning.indicators = false;
        }
        let cleaned = CleanMissingData::transform(&cleaning, dataset, run)
            .await
            .map_err(|failure| failure.at_param("replacement_value"))?;
        let summary =
            format!("Cleans missing values in {}", ml_graph::counted(cleaning.columns.len(), "column"));
        let transform = Transform::new::<CleanMissingData>(&cleaning, summary)?;
        Ok(Outputs::one("cleaned_dataset", cleaned).and("cleaning_transformation", transform))
    }
}

fn indicator_schema(name: &str) -> ColumnSchema {
    ColumnSchema::new(format!("{name}_IsMissing"), ElementType::Boolean)
}

impl Transformer for CleanMissingData {
    type State = Cleaning;

    fn transform_schema(state: &Cleaning, schema: &Schema, check: &mut Check<'_>) -> Option<Schema> {
        let mut cleaned = schema.clone();
        let mut indicators = Vec::new();
        for column in &state.columns {
            let position = match cleaned.position(&column.name) {
                Ok(position) => position,
                Err(error) => {
                    check.report(error.to_diagnostic().at_port("dataset"));
                    return None;
                }
            };
            match column.treatment {
                Treatment::DropColumn => {
                    cleaned.columns.remove(position);
                    continue;
                }
                Treatment::FillNumber(_) => cleaned.columns[position].element = ElementType::Double,
                _ => {}
            }
            indicators.push(indicator_schema(&column.name));
        }
        if state.indicators {
            cleaned = Schema::unique(cleaned.columns.into_iter().chain(indicators));
        }
        Some(cleaned)
    }

    async fn transform(
        state: &Cleaning,
        dataset: &Dataset,
        run: &RunContext<'_>,
    ) -> Result<Dataset, Failure> {
        let mut cleaned = dataset.clone();
        let mut keep = vec![true; dataset.rows()];
        let mut indicators = Vec::new();
        for (step, decided) in state.columns.iter().enumerate() {
            run.checkpoint(step as f32 / state.columns.len() as f32, &decided.name).await?;
            let column = cleaned.column(&decided.name)?.clone();
            let filled = match &decided.treatment {
                Treatment::Fill(text) => Cleaning::fill(&column, text)?,
                Treatment::FillNumber(number) if column.numbers().is_some() => {
                    Cleaning::fill_number(&column, *number)
                }
                Treatment::FillNumber(_) => {
                    return Err(TableError::WrongType {
                        column: decided.name.clone(),
                        found: column.schema().type_name(),
                        expected: "numeric".to_owned(),
                    }
                    .into());
                }
                Treatment::DropRows => {
                    keep.iter_mut().enumerate().for_each(|(row, keep)| *keep &= !column.is_missing(row));
                    continue;
                }
                Treatment::DropColumn => {
                    cleaned = cleaned.without(&decided.name);
                    continue;
                }
                Treatment::Keep => column.clone(),
            };
            indicators.push(Cleaning::indicator(&column));
            cleaned = cleaned.with_column(filled)?;
        }
        if state.indicators {
            cleaned = cleaned.with_columns(indicators)?;
        }
        Ok(cleaned.filter(&keep))
    }
}

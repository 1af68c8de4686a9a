use crate::prelude::*;
use ml_table::{Column, ColumnSchema, ElementType};
use serde::{Deserialize, Serialize};

/// Makes a column of zeros and ones for each level of categorical columns.
#[derive(Clone, Debug, Params)]
pub struct ConvertToIndicatorValues {
    /// The categorical columns to convert.
    #[param("Categorical columns to convert", columns("dataset"), required)]
    categorical_columns_to_convert: ColumnSelection,
    /// Whether the categorical columns themselves are left out.
    #[param("Overwrite categorical columns", default = false)]
    overwrite_categorical_columns: bool,
}

/// The levels found, column by column.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Indicators {
    overwrite: bool,
    columns: Vec<IndicatorColumn>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct IndicatorColumn {
    name: String,
    levels: Vec<String>,
    /// Whether missing values have a column of their own.
    missing: bool,
}

impl IndicatorColumn {
    fn names(&self) -> impl Iterator<Item = String> {
        let missing = self.missing.then(|| format!("{}-missing", self.name));
        self.levels.iter().map(|level| format!("{}-{level}", self.name)).chain(missing)
    }
}

fn not_categorical(column: &ColumnSchema) -> Diagnostic {
    let message = format!("Column `{}` is not categorical.", column.name);
    Diagnostic::error("error-0056", message)
        .help("Make it categorical with Edit Metadata first, or leave it out of the selection.")
        .at_param("categorical_columns_to_convert")
        .at_column(column.name.clone())
}

impl Component for ConvertToIndicatorValues {
    const IDENTITY: Identity = Identity {
        id: "convert-to-indicator-values",
        title: "Convert to Indicator Values",
        category: "Data Transformation / Manipulation",
        families: &["6ea59c36f283410eb34cedfabfac39b0"],
        designer: Some("Convert to Indicator Values"),
        keywords: &["one-hot", "dummy", "encode", "categorical"],
        role: Role::Transform,
        ..Identity::NEW
    };
    const INPUTS: &'static [Port] = &[Port::dataset("dataset", "Dataset")];
    const OUTPUTS: &'static [Port] = &[
        Port::dataset("results_dataset", "Results dataset"),
        Port::transform("indicator_values_transformation", "Indicator values transformation"),
    ];
    const HELP: &'static str = include_str!("convert_to_indicator_values.md");
    const TRANSFORMER: Option<Transforming> = Some(Transforming::of::<Self>());

    fn check(&self, check: &mut Check<'_>) {
        check.output("indicator_values_transformation", Known::Transform(None));
        let Some(schema) = check.schema("dataset") else { return };
        let selection = &self.categorical_columns_to_convert;
        let Some(positions) = check.columns("categorical_columns_to_convert", selection, "dataset") else {
            return;
        };
        for column in positions.iter().map(|&position| &schema.columns[position]) {
            if !column.categorical {
                check.report(not_categorical(column));
            }
        }
    }

    async fn run(&self, run: &RunContext<'_>) -> Result<Outputs, Failure> {
        let dataset = run.dataset("dataset")?;
        let selection = &self.categorical_columns_to_convert;
        let positions = run.columns("categorical_columns_to_convert", selection, dataset)?;
        let mut columns = Vec::with_capacity(positions.len());
        for column in positions.iter().map(|&position| &dataset.columns()[position]) {
            let Some(categories) = column.categories() else {
                return Err(not_categorical(&column.schema()).into());
            };
            let mut levels: Vec<_> = categories.levels().cells().collect();
            levels.sort();
            let levels =
                levels.into_iter().filter_map(|level| level.text()).map(|level| level.into_owned()).collect();
            columns.push(IndicatorColumn {
                name: column.name().to_owned(),
                levels,
                missing: column.missing() > 0,
            });
        }
        let summary = format!("Indicator values of {}", ml_graph::counted(columns.len(), "column"));
        let indicators = Indicators { overwrite: self.overwrite_categorical_columns, columns };
        let converted = ConvertToIndicatorValues::transform(&indicators, dataset, run).await?;
        let transform = Transform::new::<ConvertToIndicatorValues>(&indicators, summary)?;
        Ok(Outputs::one("results_dataset", converted).and("indicator_values_transformation", transform))
    }
}

impl Transformer for ConvertToIndicatorValues {
    type State = Indicators;

    fn transform_schema(state: &Indicators, schema: &Schema, check: &mut Check<'_>) -> Option<Schema> {
        let mut converted = schema.clone();
        let mut added = Vec::new();
        for column in &state.columns {
            match converted.position(&column.name) {
                Ok(position) if state.overwrite => drop(converted.columns.remove(position)),
                Ok(_) => {}
                Err(error) => {
                    check.report(error.to_diagnostic().at_port("dataset"));
                    return None;
                }
            }
            added.extend(column.names().map(|name| ColumnSchema::new(name, ElementType::Integer)));
        }
        Some(Schema::unique(converted.columns.into_iter().chain(added)))
    }

    async fn transform(
        state: &Indicators,
        dataset: &Dataset,
        run: &RunContext<'_>,
    ) -> Result<Dataset, Failure> {
        let mut converted = dataset.clone();
        let mut added = Vec::new();
        for (step, decided) in state.columns.iter().enumerate() {
            let column = dataset.column(&decided.name)?;
            let categories = column.encoded();
            let present = categories.level_texts();
            for (number, name) in decided.names().enumerate() {
                run.checkpoint(step as f32 / state.columns.len() as f32, &decided.name).await?;
                // The code this level has here; a level that does not occur gives zeros only.
                let level = decided.levels.get(number);
                let code = level.and_then(|level| present.iter().position(|text| text == level));
                let is_one = |row: usize| match (level, code) {
                    (None, _) => column.is_missing(row),
                    (Some(_), None) => false,
                    (Some(_), Some(code)) => categories.code(row) == Some(code as u32),
                };
                let values: Vec<i64> = (0..column.len()).map(|row| i64::from(is_one(row))).collect();
                added.push(Column::new(name, values));
            }
            if state.overwrite {
                converted = converted.without(&decided.name);
            }
        }
        Ok(converted.with_columns(added)?)
    }
}

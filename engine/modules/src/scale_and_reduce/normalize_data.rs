use crate::prelude::*;
use ml_graph::{ColumnRule, ColumnSelect};
use ml_table::{Cell, Column, ElementType, TableError};
use serde::{Deserialize, Serialize};

/// Brings numeric columns to a common scale.
#[derive(Clone, Debug, Params)]
pub struct NormalizeData {
    /// How the values are transformed.
    #[param("Transformation method", default = Method::ZScore)]
    transformation_method: Method,
    /// The numeric columns to transform.
    #[param("Columns to transform", columns("dataset"), default = numeric_columns())]
    columns_to_transform: ColumnSelection,
    /// Whether a column of one single value becomes zero; otherwise it becomes missing, since its scale is not known.
    #[param(
        "Use 0 for constant columns when checked",
        title = "Use 0 for constant columns",
        default = true,
        when = "transformation_method == z-score | min-max | log-normal"
    )]
    use_zero_for_constant_columns: bool,
}

/// How values are transformed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// Distance from the mean in standard deviations.
    #[choice("ZScore", id = "z-score")]
    ZScore,
    /// From 0 at the smallest to 1 at the largest.
    #[choice("MinMax", id = "min-max")]
    MinMax,
    /// The logistic function.
    #[choice("Logistic")]
    Logistic,
    /// The distribution function of a log-normal distribution.
    #[choice("LogNormal", id = "log-normal")]
    LogNormal,
    /// The hyperbolic tangent.
    #[choice("Tanh")]
    Tanh,
}

/// All numeric columns.
fn numeric_columns() -> ColumnSelection {
    let select = ColumnSelect::Types { types: vec!["Numeric".to_owned()], kinds: vec!["All".to_owned()] };
    ColumnSelection { rules: vec![ColumnRule { exclude: false, select }], keep_order_and_duplicates: false }
}

/// What was fitted, column by column.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Normalization {
    method: Method,
    columns: Vec<Scale>,
}

/// `(x - shift) / width`; a width of none makes the value constant.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Scale {
    name: String,
    shift: f64,
    width: Option<f64>,
    /// What a column without width becomes; missing when none.
    constant: Option<f64>,
}

impl Scale {
    fn fit(column: &Column, method: Method, zero: bool) -> Scale {
        let numbers = column.cells().filter_map(Cell::number);
        let (shift, width) = match method {
            Method::Logistic | Method::Tanh => (0.0, 1.0),
            Method::MinMax => {
                let (low, high) = numbers.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), number| {
                    (low.min(number), high.max(number))
                });
                if low <= high { (low, high - low) } else { (0.0, 0.0) }
            }
            Method::ZScore => mean_and_deviation(&numbers.collect::<Vec<f64>>()),
            Method::LogNormal => {
                let logarithms: Vec<f64> = numbers.filter(|number| *number > 0.0).map(libm::log).collect();
                mean_and_deviation(&logarithms)
            }
        };
        Scale {
            name: column.name().to_owned(),
            shift,
            width: (width > 0.0 && width.is_finite()).then_some(width),
            constant: zero.then_some(0.0),
        }
    }

    fn apply(&self, method: Method, number: f64) -> Option<f64> {
        let Some(width) = self.width else { return self.constant };
        Some(match method {
            Method::ZScore | Method::MinMax => (number - self.shift) / width,
            Method::Logistic => 1.0 / (1.0 + libm::exp(-number)),
            Method::Tanh => libm::tanh(number),
            Method::LogNormal if number > 0.0 => {
                let standard = (libm::log(number) - self.shift) / width;
                0.5 * libm::erfc(-standard / std::f64::consts::SQRT_2)
            }
            Method::LogNormal => 0.0,
        })
    }
}

/// Mean and deviation of the population; zeros of no numbers.
fn mean_and_deviation(numbers: &[f64]) -> (f64, f64) {
    if numbers.is_empty() {
        return (0.0, 0.0);
    }
    let count = numbers.len() as f64;
    let mean = numbers.iter().sum::<f64>() / count;
    let squares: f64 = numbers.iter().map(|number| (number - mean) * (number - mean)).sum();
    // All alike: rounding in the mean must not look like a scale.
    let constant = numbers.iter().all(|number| *number == numbers[0]);
    (mean, if constant { 0.0 } else { (squares / count).sqrt() })
}

fn check_numeric(schema: &Schema, positions: &[usize]) -> Result<(), TableError> {
    match positions
        .iter()
        .map(|&position| &schema.columns[position])
        .find(|column| !column.element.is_numeric())
    {
        None => Ok(()),
        Some(column) => Err(TableError::WrongType {
            column: column.name.clone(),
            found: column.type_name(),
            expected: "numeric".to_owned(),
        }),
    }
}

impl Component for NormalizeData {
    const IDENTITY: Identity = Identity {
        id: "normalize-data",
        title: "Normalize Data",
        category: "Data Transformation / Scale and Reduce",
        families: &["986df33367484b85923d871df70d6aaf"],
        designer: Some("Normalize Data"),
        keywords: &["scale", "standardize", "zscore", "minmax", "range"],
        role: Role::Transform,
        ..Identity::NEW
    };
    const INPUTS: &'static [Port] = &[Port::dataset("dataset", "Dataset")];
    const OUTPUTS: &'static [Port] = &[
        Port::dataset("transformed_dataset", "Transformed dataset"),
        Port::transform("transformation_function", "Transformation function"),
    ];
    const HELP: &'static str = include_str!("normalize_data.md");
    const TRANSFORMER: Option<Transforming> = Some(Transforming::of::<Self>());

    fn check(&self, check: &mut Check<'_>) {
        check.output("transformation_function", Known::Transform(None));
        let Some(schema) = check.schema("dataset") else { return };
        let Some(positions) = check.columns("columns_to_transform", &self.columns_to_transform, "dataset")
        else {
            return;
        };
        if check.accept("columns_to_transform", check_numeric(schema, &positions)).is_some() {
            let mut transformed = schema.clone();
            for position in positions {
                let column = &mut transformed.columns[position];
                (column.element, column.categorical) = (ElementType::Double, false);
            }
            check.output("transformed_dataset", transformed);
        }
    }

    async fn run(&self, run: &RunContext<'_>) -> Result<Outputs, Failure> {
        let dataset = run.dataset("dataset")?;
        let positions = run.columns("columns_to_transform", &self.columns_to_transform, dataset)?;
        check_numeric(&dataset.schema(), &positions)
            .map_err(|error| Failure::from(error).at_param("columns_to_transform"))?;
        let method = self.transformation_method;
        let mut columns = Vec::with_capacity(positions.len());
        for (step, &position) in positions.iter().enumerate() {
            run.checkpoint(0.5 * step as f32 / positions.len() as f32, "fitting").await?;
            columns.push(Scale::fit(
                &dataset.columns()[position],
                method,
                self.use_zero_for_constant_columns,
            ));
        }
        let summary = format!("{method:?} of {}", ml_graph::counted(columns.len(), "column"));
        let normalization = Normalization { method, columns };
        let transformed = NormalizeData::transform(&normalization, dataset, run).await?;
        let transform = Transform::new::<NormalizeData>(&normalization, summary)?;
        Ok(Outputs::one("transformed_dataset", transformed).and("transformation_function", transform))
    }
}

impl Transformer for NormalizeData {
    type State = Normalization;

    fn transform_schema(state: &Normalization, schema: &Schema, check: &mut Check<'_>) -> Option<Schema> {
        let mut transformed = schema.clone();
        for scale in &state.columns {
            let position = schema.position(&scale.name).and_then(|position| {
                check_numeric(schema, &[position])?;
                Ok(position)
            });
            match position {
                Ok(position) => {
                    let column = &mut transformed.columns[position];
                    (column.element, column.categorical) = (ElementType::Double, false);
                }
                Err(error) => {
                    check.report(error.to_diagnostic().at_port("dataset"));
                    return None;
                }
            }
        }
        Some(transformed)
    }

    async fn transform(
        state: &Normalization,
        dataset: &Dataset,
        run: &RunContext<'_>,
    ) -> Result<Dataset, Failure> {
        let mut columns = dataset.columns().to_vec();
        let schema = dataset.schema();
        for (step, scale) in state.columns.iter().enumerate() {
            run.checkpoint(0.5 + 0.5 * step as f32 / state.columns.len() as f32, "transforming").await?;
            let position = schema.position(&scale.name)?;
            check_numeric(&schema, &[position])?;
            let column = &columns[position];
            let values: Vec<Option<f64>> = column
                .cells()
                .map(|cell| cell.number().and_then(|number| scale.apply(state.method, number)))
                .collect();
            columns[position] = column.with_values(values);
        }
        Ok(Dataset::with_rows(dataset.rows(), columns)?)
    }
}

use super::math::{Arithmetic, Basic, Comparison, Function, Rounding, Special, Trigonometric};
use crate::prelude::*;
use ml_table::{Column, ColumnSchema, ElementType, TableError};

/// Computes a function of each value of numeric columns.
#[derive(Clone, Debug, Params)]
pub struct ApplyMathOperation {
    /// The kind of function.
    #[param("Category", default = Category::Basic)]
    category: Category,
    /// The function.
    #[param("Basic math function", default = Basic::Abs, when = "category == basic")]
    basic_math_function: Basic,
    /// The comparison.
    #[param("Comparison function", default = Comparison::EqualTo, when = "category == compare")]
    comparison_function: Comparison,
    /// The operation.
    #[param("Arithmetic operation", default = Arithmetic::Add, when = "category == operations")]
    arithmetic_operation: Arithmetic,
    /// The way of rounding.
    #[param("Rounding operation", default = Rounding::Ceiling, when = "category == rounding")]
    rounding_operation: Rounding,
    /// The function.
    #[param("Special function", default = Special::Beta, when = "category == special")]
    special_function: Special,
    /// The function; angles are in radians unless its name says degrees.
    #[param("Trigonometric function", default = Trigonometric::Acos, when = "category == trigonometric")]
    trigonometric_function: Trigonometric,
    /// Whether the second argument, for functions that have one, is the same in all rows or comes from columns.
    #[param("Second argument type", default = ArgumentType::Constant, when = "category == basic | compare | operations | special")]
    second_argument_type: ArgumentType,
    /// The second argument.
    #[param("Constant second argument", default = 1.0, when = "second_argument_type == constant")]
    constant_second_argument: f64,
    /// The columns with the second argument: one, or as many as in the column set.
    #[param(
        "Second argument column set",
        columns("dataset"),
        required,
        when = "second_argument_type == column-set"
    )]
    second_argument_columns: ColumnSelection,
    /// Whether the precision is the same in all rows or comes from columns.
    #[param("Precision type", default = ArgumentType::Constant, when = "category == rounding")]
    precision_type: ArgumentType,
    /// Digits after the point, a divisor, or the step of Ceiling and Floor.
    #[param("Constant precision", default = 1.0, when = "precision_type == constant")]
    constant_precision: f64,
    /// The columns with the precision: one, or as many as in the column set.
    #[param("Precision column set", columns("dataset"), required, when = "precision_type == column-set")]
    precision_columns: ColumnSelection,
    /// The numeric columns to compute with.
    #[param("Column set", columns("dataset"), required)]
    column_set: ColumnSelection,
    /// What becomes of the results.
    #[param("Output mode", default = OutputMode::Append)]
    output_mode: OutputMode,
}

/// Kinds of functions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
pub enum Category {
    /// Powers, roots, logarithms.
    #[choice("Basic")]
    Basic,
    /// Comparisons.
    #[choice("Compare")]
    Compare,
    /// The four operations.
    #[choice("Operations")]
    Operations,
    /// Rounding.
    #[choice("Rounding")]
    Rounding,
    /// Special functions.
    #[choice("Special")]
    Special,
    /// Functions of angles.
    #[choice("Trigonometric")]
    Trigonometric,
}

/// Where a second argument comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
pub enum ArgumentType {
    /// One number.
    #[choice("Constant")]
    Constant,
    /// Columns.
    #[choice("ColumnSet", title = "Column set")]
    ColumnSet,
}

/// What becomes of results.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
pub enum OutputMode {
    /// New columns at the end.
    #[choice("Append")]
    Append,
    /// In the place of the values.
    #[choice("Inplace", title = "In place")]
    Inplace,
    /// Nothing but results.
    #[choice("ResultOnly", title = "Result only")]
    ResultOnly,
}

/// What is to be computed: columns, with a second argument each.
struct Plan {
    name: &'static str,
    function: Function,
    columns: Vec<(usize, Argument)>,
}

#[derive(Clone, Copy)]
enum Argument {
    None,
    Constant(f64),
    Column(usize),
}

impl ApplyMathOperation {
    fn function(&self) -> (&'static str, Function) {
        match self.category {
            Category::Basic => (self.basic_math_function.name(), self.basic_math_function.function()),
            Category::Compare => (self.comparison_function.name(), self.comparison_function.function()),
            Category::Operations => (self.arithmetic_operation.name(), self.arithmetic_operation.function()),
            Category::Rounding => (self.rounding_operation.name(), self.rounding_operation.function()),
            Category::Special => (self.special_function.name(), self.special_function.function()),
            Category::Trigonometric => {
                (self.trigonometric_function.name(), self.trigonometric_function.function())
            }
        }
    }

    fn plan(&self, schema: &Schema) -> Result<Plan, Box<Diagnostic>> {
        let (name, function) = self.function();
        let positions = numeric(schema, &self.column_set, "column_set")?;
        let (kind, constant, selection, param) = match self.category {
            Category::Rounding => {
                (self.precision_type, self.constant_precision, &self.precision_columns, "precision_columns")
            }
            _ => (
                self.second_argument_type,
                self.constant_second_argument,
                &self.second_argument_columns,
                "second_argument_columns",
            ),
        };
        let arguments = match (function, kind) {
            (Function::Unary(_), _) => vec![Argument::None],
            (_, ArgumentType::Constant) => vec![Argument::Constant(constant)],
            (_, ArgumentType::ColumnSet) => {
                numeric(schema, selection, param)?.into_iter().map(Argument::Column).collect()
            }
        };
        if arguments.len() != 1 && arguments.len() != positions.len() {
            let message =
                format!("There are {} columns, but {} second arguments.", positions.len(), arguments.len());
            let error = Diagnostic::error("error-0027", message);
            return Err(Box::new(
                error
                    .help("Choose one column as second argument, or as many as in the column set.")
                    .at_param(param),
            ));
        }
        let arguments = arguments.into_iter().cycle();
        Ok(Plan { name, function, columns: positions.into_iter().zip(arguments).collect() })
    }
}

/// Positions of the selected columns, all of numbers or booleans.
fn numeric(schema: &Schema, selection: &ColumnSelection, param: &str) -> Result<Vec<usize>, Box<Diagnostic>> {
    let at = |error: TableError| Box::new(error.to_diagnostic().at_param(param));
    let positions = ml_table::resolve_some(selection, schema).map_err(at)?;
    for column in positions.iter().map(|&position| &schema.columns[position]) {
        if !column.element.is_numeric() && column.element != ElementType::Boolean {
            return Err(at(TableError::WrongType {
                column: column.name.clone(),
                found: column.type_name(),
                expected: "numeric".to_owned(),
            }));
        }
    }
    Ok(positions)
}

impl Plan {
    fn element(&self) -> ElementType {
        match self.function {
            Function::Comparison(_) => ElementType::Boolean,
            Function::Unary(_) | Function::Binary(_) => ElementType::Double,
        }
    }

    /// `Pow(age_$2.0)`, `Add(age_visits)`, `Abs(age)`.
    fn result_name(&self, schema: &Schema, position: usize, argument: Argument) -> String {
        let column = &schema.columns[position].name;
        match argument {
            Argument::None => format!("{}({column})", self.name),
            Argument::Constant(constant) => format!("{}({column}_${constant:?})", self.name),
            Argument::Column(second) => format!("{}({column}_{})", self.name, schema.columns[second].name),
        }
    }

    /// The schema afterwards.
    fn schema(&self, schema: &Schema, mode: OutputMode) -> Schema {
        let results = self.columns.iter().map(|&(position, argument)| {
            ColumnSchema::new(self.result_name(schema, position, argument), self.element())
        });
        match mode {
            OutputMode::Append => Schema::unique(schema.columns.iter().cloned().chain(results)),
            OutputMode::ResultOnly => Schema::unique(results),
            OutputMode::Inplace => {
                let mut schema = schema.clone();
                for (position, _) in &self.columns {
                    let column = &mut schema.columns[*position];
                    (column.element, column.categorical) = (self.element(), false);
                }
                schema
            }
        }
    }

    /// The values of a column; missing where an argument is.
    fn compute(&self, column: &Column, second: Option<&Column>, constant: f64) -> Column {
        let rows = (0..column.len()).map(|row| {
            let value = column.cell(row).number()?;
            let second = match second {
                Some(second) => second.cell(row).number()?,
                None => constant,
            };
            Some((value, second))
        });
        match self.function {
            Function::Unary(function) => column.with_values(
                rows.map(|row| row.map(|(value, _)| function(value))).collect::<Vec<Option<f64>>>(),
            ),
            Function::Binary(function) => column.with_values(
                rows.map(|row| row.map(|(value, second)| function(value, second)))
                    .collect::<Vec<Option<f64>>>(),
            ),
            Function::Comparison(function) => column.with_values(
                rows.map(|row| row.map(|(value, second)| function(value, second)))
                    .collect::<Vec<Option<bool>>>(),
            ),
        }
    }
}

impl Component for ApplyMathOperation {
    const IDENTITY: Identity = Identity {
        id: "apply-math-operation",
        title: "Apply Math Operation",
        category: "Statistical Functions",
        families: &["6bd12c13d9c3452294d34aa44513af57"],
        designer: Some("Apply Math Operation"),
        keywords: &[
            "log",
            "add",
            "multiply",
            "round",
            "compare",
            "sin",
            "power",
            "formula",
            "computed column",
        ],
        role: Role::Transform,
        ..Identity::NEW
    };
    const INPUTS: &'static [Port] = &[Port::dataset("dataset", "Dataset")];
    const OUTPUTS: &'static [Port] = &[Port::dataset("results_dataset", "Results dataset")];
    const HELP: &'static str = include_str!("apply_math_operation.md");

    fn check(&self, check: &mut Check<'_>) {
        let Some(schema) = check.schema("dataset") else { return };
        match self.plan(schema) {
            Ok(plan) => check.output("results_dataset", plan.schema(schema, self.output_mode)),
            Err(diagnostic) => check.report(*diagnostic),
        }
    }

    async fn run(&self, run: &RunContext<'_>) -> Result<Outputs, Failure> {
        let dataset = run.dataset("dataset")?;
        let schema = dataset.schema();
        let plan = self.plan(&schema)?;
        let mut inplace = dataset.columns().to_vec();
        let mut results = Vec::with_capacity(plan.columns.len());
        for (step, &(position, argument)) in plan.columns.iter().enumerate() {
            run.checkpoint(step as f32 / plan.columns.len() as f32, plan.name).await?;
            let column = &dataset.columns()[position];
            let result = match argument {
                Argument::None => plan.compute(column, None, 0.0),
                Argument::Constant(constant) => plan.compute(column, None, constant),
                Argument::Column(second) => plan.compute(column, Some(&dataset.columns()[second]), 0.0),
            };
            results.push(Column::new(plan.result_name(&schema, position, argument), result.values()));
            inplace[position] = result;
        }
        let result = match self.output_mode {
            OutputMode::Append => dataset.with_columns(results)?,
            OutputMode::Inplace => Dataset::with_rows(dataset.rows(), inplace)?,
            OutputMode::ResultOnly => Dataset::with_rows(dataset.rows(), results)?,
        };
        Ok(Outputs::one("results_dataset", result))
    }
}

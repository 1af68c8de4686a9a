use crate::prelude::*;
use ml_table::{Cell, Column, ColumnSchema, ElementType, TableError};

/// Replaces values beyond thresholds.
#[derive(Clone, Debug, Params)]
pub struct ClipValues {
    /// Whether large values, small values or both are clipped.
    #[param("Set of thresholds", default = SetOfThresholds::ClipPeaks)]
    set_of_thresholds: SetOfThresholds,
    /// Whether the threshold is a number or a percentile of the column.
    #[param("Upper threshold", default = Threshold::Constant, when = "set_of_thresholds == clip-peaks")]
    upper_threshold: Threshold,
    /// Values above it are clipped.
    #[param("Constant value for upper threshold", default = 1.0, when = "upper_threshold == constant")]
    constant_value_for_upper_threshold: f64,
    /// Values above this percentile of the column are clipped.
    #[param(
        "Percentile number for upper threshold",
        default = 99,
        min = 1,
        max = 99,
        when = "upper_threshold == percentile"
    )]
    percentile_number_for_upper_threshold: u32,
    /// What takes the place of values above the threshold.
    #[param(
        "Upper substitute value",
        default = Substitute::Threshold,
        when = "set_of_thresholds == clip-peaks"
    )]
    upper_substitute_value: Substitute,
    /// Whether the threshold is a number or a percentile of the column.
    #[param("Lower threshold", default = Threshold::Constant, when = "set_of_thresholds == clip-sub-peaks")]
    lower_threshold: Threshold,
    /// Values below it are clipped.
    #[param("Constant value for lower threshold", default = -1.0, when = "lower_threshold == constant")]
    constant_value_for_lower_threshold: f64,
    /// Values below this percentile of the column are clipped.
    #[param(
        "Percentile number for lower threshold",
        default = 1,
        min = 1,
        max = 99,
        when = "lower_threshold == percentile"
    )]
    percentile_number_for_lower_threshold: u32,
    /// What takes the place of values below the threshold.
    #[param(
        "Lower substitute value",
        default = Substitute::Threshold,
        when = "set_of_thresholds == clip-sub-peaks"
    )]
    lower_substitute_value: Substitute,
    /// Whether both thresholds are numbers or percentiles of the column.
    #[param("Threshold", default = Threshold::Constant, when = "set_of_thresholds == clip-peaks-and-sub-peaks")]
    threshold: Threshold,
    /// Values below it are clipped.
    #[param("Constant value of lower threshold", default = -1.0, when = "threshold == constant")]
    constant_value_of_lower_threshold: f64,
    /// Values above it are clipped.
    #[param("Constant value of upper threshold", default = 1.0, when = "threshold == constant")]
    constant_value_of_upper_threshold: f64,
    /// Values below this percentile of the column are clipped.
    #[param(
        "Percentile number of lower threshold",
        default = 1,
        min = 1,
        max = 99,
        when = "threshold == percentile"
    )]
    percentile_number_of_lower_threshold: u32,
    /// Values above this percentile of the column are clipped.
    #[param(
        "Percentile number of upper threshold",
        default = 99,
        min = 1,
        max = 99,
        when = "threshold == percentile"
    )]
    percentile_number_of_upper_threshold: u32,
    /// What takes the place of values above the upper threshold.
    #[param(
        "Substitute value for peaks",
        default = Substitute::Threshold,
        when = "set_of_thresholds == clip-peaks-and-sub-peaks"
    )]
    substitute_value_for_peaks: Substitute,
    /// What takes the place of values below the lower threshold.
    #[param(
        "Substitute value for subpeaks",
        default = Substitute::Threshold,
        when = "set_of_thresholds == clip-peaks-and-sub-peaks"
    )]
    substitute_value_for_subpeaks: Substitute,
    /// The numeric columns that are clipped.
    #[param("List of columns", columns("dataset"))]
    list_of_columns: ColumnSelection,
    /// Whether the clipped values take the place of the old ones; otherwise they come in columns of their own.
    #[param("Overwrite flag", default = true)]
    overwrite_flag: bool,
    /// Whether a column says which values were clipped.
    #[param("Add indicator columns", default = false)]
    add_indicator_columns: bool,
}

/// Which values are clipped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
#[expect(clippy::enum_variant_names, reason = "the names are those of exports")]
enum SetOfThresholds {
    #[choice("ClipPeaks")]
    ClipPeaks,
    #[choice("ClipSubPeaks")]
    ClipSubPeaks,
    #[choice("ClipPeaksAndSubPeaks")]
    ClipPeaksAndSubPeaks,
}

/// How a threshold is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
enum Threshold {
    #[choice("Constant")]
    Constant,
    #[choice("Percentile")]
    Percentile,
}

/// What takes the place of a clipped value; means and medians are those of the column before it is clipped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
enum Substitute {
    #[choice("Threshold")]
    Threshold,
    #[choice("Mean")]
    Mean,
    #[choice("Median")]
    Median,
    #[choice("Missing")]
    Missing,
}

/// One threshold as it was set.
#[derive(Clone, Copy)]
struct Bound {
    threshold: Threshold,
    constant: f64,
    percentile: u32,
    substitute: Substitute,
}

impl Bound {
    /// The threshold for a column with these rising numbers, and what takes the place of values beyond it.
    fn of(self, numbers: &[f64]) -> Option<(f64, Option<f64>)> {
        let limit = match self.threshold {
            Threshold::Constant => self.constant,
            Threshold::Percentile => ml_table::quantile(numbers, f64::from(self.percentile) / 100.0)?,
        };
        let substitute = match self.substitute {
            Substitute::Threshold => Some(limit),
            Substitute::Mean => Some(numbers.iter().sum::<f64>() / numbers.len() as f64),
            Substitute::Median => ml_table::quantile(numbers, 0.5),
            Substitute::Missing => None,
        };
        Some((limit, substitute))
    }

    /// Where it lies, as far as the settings alone tell.
    fn place(self) -> f64 {
        match self.threshold {
            Threshold::Constant => self.constant,
            Threshold::Percentile => f64::from(self.percentile),
        }
    }
}

impl ClipValues {
    /// The lower and the upper threshold, those that clip.
    fn bounds(&self) -> (Option<Bound>, Option<Bound>) {
        match self.set_of_thresholds {
            SetOfThresholds::ClipPeaks => {
                let upper = Bound {
                    threshold: self.upper_threshold,
                    constant: self.constant_value_for_upper_threshold,
                    percentile: self.percentile_number_for_upper_threshold,
                    substitute: self.upper_substitute_value,
                };
                (None, Some(upper))
            }
            SetOfThresholds::ClipSubPeaks => {
                let lower = Bound {
                    threshold: self.lower_threshold,
                    constant: self.constant_value_for_lower_threshold,
                    percentile: self.percentile_number_for_lower_threshold,
                    substitute: self.lower_substitute_value,
                };
                (Some(lower), None)
            }
            SetOfThresholds::ClipPeaksAndSubPeaks => {
                let lower = Bound {
                    threshold: self.threshold,
                    constant: self.constant_value_of_lower_threshold,
                    percentile: self.percentile_number_of_lower_threshold,
                    substitute: self.substitute_value_for_subpeaks,
                };
                let upper = Bound {
                    constant: self.constant_value_of_upper_threshold,
                    percentile: self.percentile_number_of_upper_threshold,
                    substitute: self.substitute_value_for_peaks,
                    ..lower
                };
                (Some(lower), Some(upper))
            }
        }
    }

    /// The clipped numbers of a column, and which of them were clipped.
    fn clip(&self, column: &Column) -> (Vec<Option<f64>>, Vec<bool>) {
        let mut numbers: Vec<f64> =
            column.cells().filter_map(Cell::number).filter(|number| !number.is_nan()).collect();
        numbers.sort_by(f64::total_cmp);
        let (lower, upper) = self.bounds();
        let (lower, upper) =
            (lower.and_then(|bound| bound.of(&numbers)), upper.and_then(|bound| bound.of(&numbers)));
        column
            .cells()
            .map(|cell| {
                let Some(number) = cell.number() else { return (None, false) };
                match (lower, upper) {
                    (Some((limit, substitute)), _) if number < limit => (substitute, true),
                    (_, Some((limit, substitute))) if number > limit => (substitute, true),
                    _ => (Some(number), false),
                }
            })
            .unzip()
    }

    fn check_bounds(&self) -> Result<(), Diagnostic> {
        match self.bounds() {
            (Some(lower), Some(upper)) if lower.place() > upper.place() => Err(Diagnostic::error(
                "error-0002",
                format!("The lower threshold {} is above the upper one, {}.", lower.place(), upper.place()),
            )
            .help("Exchange them.")
            .at_param(match self.threshold {
                Threshold::Constant => "constant_value_of_lower_threshold",
                Threshold::Percentile => "percentile_number_of_lower_threshold",
            })),
            _ => Ok(()),
        }
    }
}

fn check_numeric(schema: &Schema, positions: &[usize]) -> Result<(), TableError> {
    let mut columns = positions.iter().map(|&position| &schema.columns[position]);
    match columns.find(|column| !column.element.is_numeric()) {
        None => Ok(()),
        Some(column) => Err(TableError::WrongType {
            column: column.name.clone(),
            found: column.type_name(),
            expected: "numeric".to_owned(),
        }),
    }
}

impl Component for ClipValues {
    const IDENTITY: Identity = Identity {
        id: "clip-values",
        title: "Clip Values",
        category: "Data Transformation / Scale and Reduce",
        families: &["cdc62e1db64f424cac09bb050918a668"],
        designer: Some("Clip Values"),
        keywords: &["outliers", "winsorize", "limit", "threshold", "percentile"],
        role: Role::Transform,
        ..Identity::NEW
    };
    const INPUTS: &'static [Port] = &[Port::dataset("dataset", "Dataset")];
    const OUTPUTS: &'static [Port] = &[Port::dataset("results_dataset", "Results dataset")];
    const HELP: &'static str = include_str!("clip_values.md");

    fn check(&self, check: &mut Check<'_>) {
        if let Err(diagnostic) = self.check_bounds() {
            check.report(diagnostic);
        }
        let Some(schema) = check.schema("dataset") else { return };
        let Some(positions) = check.columns("list_of_columns", &self.list_of_columns, "dataset") else {
            return;
        };
        if check.accept("list_of_columns", check_numeric(schema, &positions)).is_none() {
            return;
        }
        let mut columns = schema.columns.clone();
        for position in positions {
            let name = &schema.columns[position].name;
            if self.overwrite_flag {
                (columns[position].element, columns[position].categorical) = (ElementType::Double, false);
            } else {
                columns.push(ColumnSchema::new(format!("{name}_clipped_value"), ElementType::Double));
            }
            if self.add_indicator_columns {
                columns.push(ColumnSchema::new(format!("{name}_clipped"), ElementType::Boolean));
            }
        }
        check.output("results_dataset", Schema::unique(columns));
    }

    async fn run(&self, run: &RunContext<'_>) -> Result<Outputs, Failure> {
        self.check_bounds().map_err(Failure::from)?;
        let dataset = run.dataset("dataset")?;
        let positions = run.columns("list_of_columns", &self.list_of_columns, dataset)?;
        check_numeric(&dataset.schema(), &positions)
            .map_err(|error| Failure::from(error).at_param("list_of_columns"))?;
        let mut results = dataset.clone();
        let mut added = Vec::new();
        for (step, &position) in positions.iter().enumerate() {
            let column = &dataset.columns()[position];
            run.checkpoint(step as f32 / positions.len() as f32, column.name()).await?;
            let (numbers, clipped) = self.clip(column);
            if self.overwrite_flag {
                results = results.with_column(column.with_values(numbers))?;
            } else {
                added.push(Column::new(format!("{}_clipped_value", column.name()), numbers));
            }
            if self.add_indicator_columns {
                added.push(Column::new(format!("{}_clipped", column.name()), clipped));
            }
        }
        Ok(Outputs::one("results_dataset", results.with_columns(added)?))
    }
}

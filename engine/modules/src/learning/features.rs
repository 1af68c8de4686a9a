//! From columns to features, the same way in training and in scoring.

use crate::framework::{Failure, RunContext};
use ml_graph::Diagnostic;
use ml_learn::{Matrix, NO_LEVEL};
use ml_table::{Column, Dataset, ElementType, Role};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How columns become features for a learner.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct FeatureSettings {
    /// How numbers are scaled.
    pub scaling: Scaling,
    /// What stands for missing numbers.
    pub missing: MissingFeatures,
    /// Whether a level that training did not know is taken as no level (all its features 0) rather than an error.
    pub allow_unknown_levels: bool,
}

/// How numbers are scaled, with the figures of the training data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scaling {
    /// As they are.
    None,
    /// To 0 … 1.
    MinMax,
    /// To mean 0 and deviation 1 (population).
    ZScore,
}

/// What stands for missing numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MissingFeatures {
    /// NaN, which trees understand.
    Keep,
    /// The mean of the training data.
    Mean,
}

/// The fitted recipe: which columns, in which order, how.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Features {
    /// How they were made.
    pub settings: FeatureSettings,
    /// One entry a column.
    pub columns: Vec<FeatureColumn>,
}

/// A column and what it becomes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FeatureColumn {
    /// Its name.
    pub name: String,
    /// What it becomes.
    #[serde(flatten)]
    pub kind: Kind,
}

/// What a column becomes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum Kind {
    /// One feature: `(value - offset) * scale`.
    Number {
        /// Subtracted first.
        offset: f64,
        /// Multiplied by then.
        scale: f64,
        /// Mean of the training data before scaling: stands for missing values when the settings say so.
        mean: f64,
    },
    /// One 0/1 feature a level.
    Levels {
        /// The levels as text.
        levels: Vec<String>,
    },
}

/// What the features are called, in the order of the matrix: the column, with its level when there is one.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FeatureNames {
    names: Vec<String>,
}

impl FeatureNames {
    /// The name of a feature; its number when there is none of this index.
    pub fn name(&self, feature: usize) -> String {
        self.names.get(feature).cloned().unwrap_or_else(|| format!("feature {feature}"))
    }

    /// All names.
    pub fn all(&self) -> &[String] {
        &self.names
    }
}

impl Features {
    /// The recipe for these rows of these columns. Columns that cannot be features are left out with a warning.
    pub fn fit(columns: &[&Column], settings: FeatureSettings, run: &RunContext<'_>) -> Features {
        let columns = columns.iter().filter_map(|column| fit_column(column, settings, run)).collect();
        Features { settings, columns }
    }

    /// The columns that learners take when nothing else is said: features, without the label.
    pub fn default_columns<'a>(dataset: &'a Dataset, label: Option<&str>) -> Vec<&'a Column> {
        dataset.in_role(Role::Feature).filter(|column| Some(column.name()) != label).collect()
    }

    /// The features of a dataset by this recipe.
    pub fn matrix(&self, dataset: &Dataset) -> Result<Matrix, Failure> {
        let columns = self
            .columns
            .iter()
            .map(|feature| self.column(feature, dataset.column(&feature.name)?))
            .collect::<Result<Vec<_>, Failure>>()?;
        Ok(Matrix::new(dataset.rows(), columns)?)
    }

    /// What the features are called.
    pub fn names(&self) -> FeatureNames {
        let mut names = Vec::new();
        for column in &self.columns {
            match &column.kind {
                Kind::Number { .. } => names.push(column.name.clone()),
                Kind::Levels { levels } => {
                    names.extend(levels.iter().map(|level| format!("{} = {level}", column.name)));
                }
            }
        }
        FeatureNames { names }
    }

    fn column(&self, feature: &FeatureColumn, column: &Column) -> Result<ml_learn::Column, Failure> {
        match &feature.kind {
            Kind::Number { offset, scale, mean } => {
                let fill = match self.settings.missing {
                    MissingFeatures::Keep => f64::NAN,
                    MissingFeatures::Mean => *mean,
                };
                // Learners take finite numbers: one too large for single precision becomes the largest.
                let scaled = |value: f64| {
                    let difference = value - offset;
                    let scaled = match difference.is_finite() {
                        true => difference * scale,
                        false => value * scale - offset * scale,
                    };
                    scaled.clamp(f64::from(f32::MIN), f64::from(f32::MAX)) as f32
                };
                let numbers = match column.numbers() {
                    Some(numbers) => numbers,
                    None => column.convert(ElementType::Double)?.numbers().unwrap_or_default(),
                };
                let numbers = numbers.into_iter().map(|value| if value.is_finite() { value } else { fill });
                Ok(ml_learn::Column::Numbers(numbers.map(scaled).collect()))
            }
            Kind::Levels { levels } => {
                let known: BTreeMap<&str, u32> =
                    levels.iter().enumerate().map(|(code, level)| (level.as_str(), code as u32)).collect();
                let found = column.encoded();
                let codes_of_levels: Vec<Option<u32>> =
                    found.level_texts().iter().map(|level| known.get(level.as_str()).copied()).collect();
                let mut codes = Vec::with_capacity(found.len());
                for row in 0..found.len() {
                    let code = match found.code(row) {
                        None => NO_LEVEL,
                        Some(code) => match codes_of_levels[code as usize] {
                            Some(code) => code,
                            None if self.settings.allow_unknown_levels => NO_LEVEL,
                            None => return Err(unknown_level(column, row)),
                        },
                    };
                    codes.push(code);
                }
                Ok(ml_learn::Column::Levels { codes, levels: levels.len() as u32 })
            }
        }
    }
}

fn fit_column(column: &Column, settings: FeatureSettings, run: &RunContext<'_>) -> Option<FeatureColumn> {
    let kind = match column.element() {
        _ if column.is_categorical() => fit_levels(column, run)?,
        ElementType::String => fit_levels(column, run)?,
        ElementType::DateTime => {
            run.warn(
                Diagnostic::warning(
                    "learn/date-column",
                    format!(
                        "The column “{}” holds dates, which are no features: it is left out.",
                        column.name()
                    ),
                )
                .help("Derive numbers from it first, for example with Apply SQL Transformation.")
                .at_column(column.name()),
            );
            return None;
        }
        ElementType::Integer | ElementType::Double | ElementType::Boolean | ElementType::TimeSpan => {
            fit_number(column, settings.scaling)
        }
    };
    Some(FeatureColumn { name: column.name().to_owned(), kind })
}

fn fit_levels(column: &Column, run: &RunContext<'_>) -> Option<Kind> {
    let categories = column.encoded();
    // Free text and identifiers: a level of its own for most rows says nothing about other rows.
    if !column.is_categorical()
        && categories.levels().len() > 1000
        && categories.levels().len() * 2 > column.len()
    {
        run.warn(
            Diagnostic::warning(
                "learn/free-text",
                format!(
                    "The column “{}” has {} different texts in {} rows: it is left out.",
                    column.name(),
                    categories.levels().len(),
                    column.len()
                ),
            )
            .help("Make features of it first, or mark it as categorical with Edit Metadata to use it all the same.")
            .at_column(column.name()),
        );
        return None;
    }
    Some(Kind::Levels { levels: categories.level_texts() })
}

fn fit_number(column: &Column, scaling: Scaling) -> Kind {
    let numbers = column.numbers().unwrap_or_default();
    let present = || numbers.iter().copied().filter(|value| value.is_finite());
    let count = present().count();
    if count == 0 {
        return Kind::Number { offset: 0.0, scale: 1.0, mean: 0.0 };
    }
    let mut mean = present().sum::<f64>() / count as f64;
    if !mean.is_finite() {
        // The sum is too large for a number, the mean is not.
        mean = present().map(|value| value / count as f64).sum();
    }
    // Of half the width, which stays a number however wide it is.
    let inverse = |half: f64| {
        let inverse = 0.5 / half;
        if half.is_finite() && inverse.is_finite() { inverse } else { 1.0 }
    };
    let (offset, scale) = match scaling {
        Scaling::None => (0.0, 1.0),
        Scaling::MinMax => {
            let min = present().fold(f64::INFINITY, f64::min);
            let max = present().fold(f64::NEG_INFINITY, f64::max);
            (min, inverse(max / 2.0 - min / 2.0))
        }
        Scaling::ZScore => {
            let variance = present().map(|value| (value - mean) * (value - mean)).sum::<f64>() / count as f64;
            (mean, inverse(variance.sqrt() / 2.0))
        }
    };
    Kind::Number { offset, scale, mean }
}

fn unknown_level(column: &Column, row: usize) -> Failure {
    let value = column.text(row).unwrap_or_default().into_owned();
    Failure::from(
        Diagnostic::error(
            "learn/unknown-level",
            format!("The column “{}” has the value “{value}”, which the model did not see in training.", column.name()),
        )
        .help("Train with “Allow unknown levels in categorical features”, or train with data that has this value.")
        .at_column(column.name()),
    )
}

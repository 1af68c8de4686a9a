//! What can go wrong while learning or predicting.

use crate::device::DeviceError;
use crate::matrix::MatrixError;
use crate::watch::Cancelled;

/// Why a learner gave up.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum LearnError {
    /// The work was cancelled.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
    /// Columns that do not make a matrix.
    #[error(transparent)]
    Matrix(#[from] MatrixError),
    /// Nothing to learn from.
    #[error("there are no rows to learn from")]
    NoRows,
    /// Nothing to learn by.
    #[error("there are no features to learn from")]
    NoFeatures,
    /// Labels, weights or assignments that do not go with the rows.
    #[error("there are {found} {what} for {expected} rows")]
    Length {
        /// Of what, in the plural.
        what: &'static str,
        /// Number of rows.
        expected: usize,
        /// How many there are.
        found: usize,
    },
    /// A model meets data of another width.
    #[error("the model was trained on {expected} features, but the data has {found}")]
    Width {
        /// Features of the model.
        expected: usize,
        /// Features of the data.
        found: usize,
    },
    /// A setting out of its range.
    #[error("{setting} is {found}, but it must be {rule}")]
    Setting {
        /// The setting, in words.
        setting: &'static str,
        /// Its value.
        found: f64,
        /// What is allowed.
        rule: &'static str,
    },
    /// A label that is not a number, or not one of the classes.
    #[error("the label in row {row} is {found}, but it must be {rule}")]
    Label {
        /// Row, from 0.
        row: usize,
        /// The label.
        found: f64,
        /// What is allowed.
        rule: &'static str,
    },
    /// Missing numbers where the learner needs all of them.
    #[error(
        "row {row} has a missing feature value; this learner needs all of them: clean the missing data first"
    )]
    Missing {
        /// First such row, from 0.
        row: usize,
    },
    /// Too few rows for the job.
    #[error("there are {rows} rows, but {needed} are needed")]
    TooFewRows {
        /// Rows there are.
        rows: usize,
        /// Rows needed.
        needed: usize,
    },
    /// More rows than the learner can count.
    #[error("there are {rows} rows; this learner takes {most} at most")]
    TooManyRows {
        /// Rows there are.
        rows: usize,
        /// Rows it takes.
        most: usize,
    },
    /// More features than the learner can take.
    #[error("there are {features} features; this learner takes {most} at most")]
    TooManyFeatures {
        /// Features there are.
        features: usize,
        /// Features it takes.
        most: usize,
    },
    /// A model whose parts do not fit together.
    #[error("the model is damaged: its parts do not fit together")]
    Unsound,
    /// The computation left the range of numbers.
    #[error("the computation did not stay finite: {0}")]
    Diverged(&'static str),
    /// The device failed; the same work may succeed on another one.
    #[error("the compute device failed: {0}")]
    Device(#[from] DeviceError),
}

impl LearnError {
    /// Refuses `found` unless there are as many as rows.
    pub(crate) fn check_length(what: &'static str, expected: usize, found: usize) -> Result<(), LearnError> {
        if expected == found { Ok(()) } else { Err(LearnError::Length { what, expected, found }) }
    }

    /// Refuses a setting that breaks its rule.
    pub(crate) fn check_setting(
        allowed: bool,
        setting: &'static str,
        found: f64,
        rule: &'static str,
    ) -> Result<(), LearnError> {
        if allowed { Ok(()) } else { Err(LearnError::Setting { setting, found, rule }) }
    }
}

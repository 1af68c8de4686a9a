//! What a scored dataset holds: found by roles and notes, or by the names that users know when a file in between has lost them.

use super::{SCORE_NOTE, Task};
use crate::framework::Failure;
use ml_graph::Diagnostic;
use ml_table::{Column, Dataset, Role, Schema};

/// The name of the column of predicted labels and numbers.
pub const SCORED_LABELS: &str = "Scored Labels";
/// The name of the column with the probability of the positive label.
pub const SCORED_PROBABILITIES: &str = "Scored Probabilities";
/// How the names of the columns of quantiles begin; which one it is follows.
pub const QUANTILES: &str = "Scores for quantile :";
/// The name of the column of clusters.
pub const ASSIGNMENTS: &str = "Assignments";
/// How the names of the columns of distances begin; the number of the centre follows.
pub const DISTANCES: &str = "DistancesToClusterCenter no.";

/// How the name of the column with the probability of a label begins, in Studio (classic) and in the designer.
const CLASS_PROBABILITIES: [&str; 2] = ["Scored Probabilities for Class", "Scored Probabilities_"];

/// What a scored dataset holds.
#[derive(Clone, Copy, Debug)]
pub enum Scored<'a> {
    /// Two-class: the label, the probability of the positive one, and the predicted label if it is there.
    Binary {
        /// True labels.
        label: &'a Column,
        /// Probability of the positive label.
        probability: &'a Column,
        /// Predicted labels.
        predicted: Option<&'a Column>,
    },
    /// Multiclass: true and predicted labels.
    Multiclass {
        /// True labels.
        label: &'a Column,
        /// Predicted labels.
        predicted: &'a Column,
    },
    /// Regression: true and predicted numbers.
    Regression {
        /// True numbers.
        label: &'a Column,
        /// Predicted numbers.
        predicted: &'a Column,
    },
    /// Clusters and the distances to the centres, which are in the dataset.
    Clustering {
        /// Clusters.
        assignments: &'a Column,
    },
}

/// The task that the columns of a scored dataset speak of; the error says what is missing.
pub fn task_of(schema: &Schema) -> Result<Task, Box<Diagnostic>> {
    let has = |name: &str| schema.column(name).is_some();
    if has(ASSIGNMENTS) {
        return Ok(Task::Clustering);
    }
    let label = schema.with_role(Role::Label);
    let task = if has(SCORED_PROBABILITIES) {
        Task::Binary
    } else if schema.names().any(|name| CLASS_PROBABILITIES.iter().any(|start| name.starts_with(start))) {
        Task::Multiclass
    } else if let Some(predicted) = schema.column(SCORED_LABELS) {
        let numeric = |column: &ml_table::ColumnSchema| column.element.is_numeric() && !column.categorical;
        if numeric(predicted) && label.is_none_or(numeric) { Task::Regression } else { Task::Multiclass }
    } else {
        return Err(Box::new(
            Diagnostic::error("error-0025", "The dataset has no scored columns.")
                .help("Connect the output of Score Model or of Assign Data to Clusters."),
        ));
    };
    if label.is_none() {
        return Err(Box::new(
            Diagnostic::error(
                "error-0024",
                "The scored dataset has no label column to compare the scores with.",
            )
            .help("Keep the label column when scoring, or mark it as the label with Edit Metadata."),
        ));
    }
    Ok(task)
}

/// Finds the scored columns.
pub fn scored(dataset: &Dataset) -> Result<Scored<'_>, Failure> {
    let task = task_of(&dataset.schema())?;
    let predicted = find(dataset, "labels", SCORED_LABELS);
    if task == Task::Clustering {
        let assignments = find(dataset, "assignment", ASSIGNMENTS).ok_or_else(not_scored)?;
        return Ok(Scored::Clustering { assignments });
    }
    let label = dataset.in_role(Role::Label).next().ok_or_else(not_scored)?;
    Ok(match task {
        Task::Binary => {
            let probability = find(dataset, "probability", SCORED_PROBABILITIES).ok_or_else(not_scored)?;
            Scored::Binary { label, probability, predicted }
        }
        Task::Regression => Scored::Regression { label, predicted: predicted.ok_or_else(not_scored)? },
        _ => Scored::Multiclass { label, predicted: predicted.ok_or_else(not_scored)? },
    })
}

/// The column with this note that is still in the role of a score, or else the one of this name.
fn find<'a>(dataset: &'a Dataset, note: &str, name: &str) -> Option<&'a Column> {
    dataset
        .in_role(Role::Score)
        .find(|column| column.note(SCORE_NOTE) == Some(note))
        .or_else(|| dataset.get(name))
}

fn not_scored() -> Failure {
    Failure::new(
        "error-0025",
        "The dataset has no column of predicted labels.",
        "Connect the output of Score Model or of Assign Data to Clusters.",
    )
}

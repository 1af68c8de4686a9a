//! The label: from a column to codes or numbers, and from predictions back to a column of the same type.

use super::{Target, Task};
use crate::framework::Failure;
use arrow_array::UInt32Array;
use ml_table::{Categories, Column, ColumnSchema, ElementType, TableError, Values};
use serde::{Deserialize, Serialize};

/// What a model predicts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Label {
    /// The column it was learned from.
    pub column: ColumnSchema,
    /// For classes: the labels as text, in sorted order; the last of two is the positive one. For quantiles: which ones.
    pub levels: Vec<String>,
}

impl Label {
    /// The label of a task and its rows: rows with a missing label are left out. Gives the rows kept and their targets.
    pub fn learn(task: Task, column: &Column) -> Result<(Label, Vec<usize>, Target), Failure> {
        match task {
            Task::Regression | Task::Quantiles => numbers(column),
            Task::Binary | Task::Multiclass | Task::Clustering => classes(task, column),
        }
    }

    /// A column of labels from their codes; missing where the code is.
    pub fn decode(
        &self,
        name: &str,
        codes: impl IntoIterator<Item = Option<u32>>,
    ) -> Result<Column, Failure> {
        let texts = Column::new(name, Values::from(self.levels.clone()));
        let levels = texts.convert(self.column.element)?.values();
        let codes: UInt32Array = codes.into_iter().collect();
        let Some(categories) = Categories::new(codes, levels) else {
            return Err(Failure::new(
                "learn/label",
                format!("The predicted labels do not fit the labels of “{}”.", self.column.name),
                "Train the model again.",
            ));
        };
        let column = Column::categorical(name, categories);
        Ok(if self.column.categorical { column } else { column.to_plain() })
    }
}

fn numbers(column: &Column) -> Result<(Label, Vec<usize>, Target), Failure> {
    let convertible =
        matches!(column.element(), ElementType::Integer | ElementType::Double | ElementType::Boolean);
    let Some(values) = column.numbers().filter(|_| convertible) else {
        return Err(TableError::WrongType {
            column: column.name().to_owned(),
            found: column.schema().type_name(),
            expected: "numeric".to_owned(),
        }
        .into());
    };
    let kept: Vec<usize> = (0..values.len()).filter(|&row| values[row].is_finite()).collect();
    if kept.is_empty() {
        return Err(no_labels(column));
    }
    let target = Target::Numbers(kept.iter().map(|&row| values[row]).collect());
    Ok((Label { column: column.schema(), levels: Vec::new() }, kept, target))
}

fn classes(task: Task, column: &Column) -> Result<(Label, Vec<usize>, Target), Failure> {
    // Encoding the values anew sorts the levels and leaves out those that no row has.
    let categories = Categories::encode(&column.values());
    let kept: Vec<usize> = (0..categories.len()).filter(|&row| categories.code(row).is_some()).collect();
    if kept.is_empty() {
        return Err(no_labels(column));
    }
    let levels = categories.level_texts();
    let codes: Vec<u32> = kept.iter().filter_map(|&row| categories.code(row)).collect();
    let target = match task {
        Task::Binary if levels.len() != 2 => {
            return Err(Failure::new(
                "error-0083",
                format!(
                    "A two-class model needs a label column with exactly two different values, but “{}” has {}.",
                    column.name(),
                    levels.len()
                ),
                if levels.len() > 2 {
                    "Use a multiclass model, or choose another label column."
                } else {
                    "Choose another label column."
                },
            ));
        }
        Task::Binary => Target::Binary(codes.iter().map(|&code| code == 1).collect()),
        Task::Multiclass if levels.len() < 2 => {
            return Err(Failure::new(
                "error-0083",
                format!(
                    "A multiclass model needs at least two different labels, but “{}” has one.",
                    column.name()
                ),
                "Choose another label column.",
            ));
        }
        _ => Target::Classes { codes, classes: levels.len() },
    };
    Ok((Label { column: column.schema(), levels }, kept, target))
}

fn no_labels(column: &Column) -> Failure {
    Failure::new(
        "error-0134",
        format!("The label column “{}” has no value in any row.", column.name()),
        "Choose another label column, or give the rows labels.",
    )
}

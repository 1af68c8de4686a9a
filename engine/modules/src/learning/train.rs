//! Training: from a learner and a dataset to a model.

use super::{Features, Label, Target, Task, TrainedModel, Training, UntrainedModel};
use crate::framework::{Failure, RunContext};
use ml_table::{Column, Dataset, Role};

/// What of a dataset to learn from.
#[derive(Clone, Copy, Debug, Default)]
pub struct TrainOn<'a> {
    /// Name of the label column; none for clustering without one.
    pub label: Option<&'a str>,
    /// Positions of the feature columns; none for all columns in the role Feature.
    pub features: Option<&'a [usize]>,
}

/// Trains a model. Rows without a label are left out; a column in the role Weight says how much each row counts.
pub async fn train(
    untrained: &UntrainedModel,
    dataset: &Dataset,
    on: TrainOn<'_>,
    run: &RunContext<'_>,
) -> Result<TrainedModel, Failure> {
    let learner = untrained.learner()?;
    if dataset.rows() == 0 {
        return Err(Failure::new(
            "error-0021",
            "The training dataset has no rows.",
            "Check the modules before: a filter or a split may leave nothing.",
        ));
    }
    let (label, rows, target) = match on.label {
        Some(name) => {
            let (label, rows, target) = Label::learn(untrained.task, dataset.column(name)?)?;
            (Some(label), Some(rows), target)
        }
        None if untrained.task == Task::Clustering => (None, None, Target::None),
        None => {
            return Err(Failure::new(
                "error-0024",
                "No label column is chosen.",
                "Choose the column to predict.",
            ));
        }
    };
    let labelled = match rows {
        Some(rows) if rows.len() < dataset.rows() => dataset.take(&rows),
        _ => dataset.clone(),
    };
    let columns: Vec<&Column> = match on.features {
        Some(positions) => {
            positions.iter().filter_map(|&position| labelled.columns().get(position)).collect()
        }
        None => Features::default_columns(&labelled, on.label),
    };
    let features = Features::fit(&columns, learner.features(), run);
    run.checkpoint(0.0, "features are ready").await?;
    let training = Training {
        features: features.matrix(&labelled)?,
        target,
        weights: weights(&labelled),
        names: features.names(),
    };
    let fitted = learner.fit(&training, run).await?;
    Ok(TrainedModel::new(untrained, label, features, labelled.rows(), fitted))
}

/// Weights of the rows; missing and negative ones count 0.
fn weights(dataset: &Dataset) -> Option<Vec<f32>> {
    let column = dataset.in_role(Role::Weight).next()?;
    let numbers = column.numbers()?;
    Some(numbers.into_iter().map(|weight| if weight > 0.0 { weight as f32 } else { 0.0 }).collect())
}

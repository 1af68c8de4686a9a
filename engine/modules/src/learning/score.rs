//! Scoring: from a model and a dataset to scored columns, under the names that users know.

use super::scored::{ASSIGNMENTS, DISTANCES, QUANTILES, SCORED_LABELS, SCORED_PROBABILITIES};
use super::{Label, ModelShape, Scores, Task, TrainedModel};
use crate::framework::{Failure, RunContext};
use ml_table::{Column, ColumnSchema, Dataset, ElementType, Role};

/// The note that scored columns carry: `labels`, `probability`, `probability of <label>`, `quantile`, `assignment`, `distance`. Evaluation finds
/// them by it, and by their names when a file in between has lost the notes.
pub const SCORE_NOTE: &str = "score";

/// Predicts each row of a dataset.
pub async fn score(model: &TrainedModel, dataset: &Dataset, run: &RunContext<'_>) -> Result<Scores, Failure> {
    let features = model.features().matrix(dataset)?;
    run.checkpoint(0.1, "features are ready").await?;
    model.fitted().predict(&features, run).await
}

/// The columns that Score Model and Assign Data to Clusters add.
pub fn scored_columns(model: &TrainedModel, scores: &Scores) -> Result<Vec<Column>, Failure> {
    let scored = |column: Column, note: &str| column.with_role(Role::Score).with_note(SCORE_NOTE, note);
    match scores {
        Scores::Probabilities(probabilities) => {
            let label = label(model)?;
            let codes = probabilities.iter().map(|&p| p.is_finite().then_some(u32::from(p >= 0.5)));
            let mut probability = Column::new(SCORED_PROBABILITIES, finite(probabilities));
            if let [negative, positive] = label.levels.as_slice() {
                probability = probability.with_note("negative", negative).with_note("positive", positive);
            }
            Ok(vec![
                scored(label.decode(SCORED_LABELS, codes)?, "labels"),
                scored(probability, "probability"),
            ])
        }
        Scores::Classes(classes) => {
            let label = label(model)?;
            let mut columns = Vec::with_capacity(classes.len() + 1);
            for (level, probabilities) in label.levels.iter().zip(classes) {
                let name = format!("Scored Probabilities for Class \"{level}\"");
                columns.push(scored(
                    Column::new(name, finite(probabilities)),
                    &format!("probability of {level}"),
                ));
            }
            let rows = classes.first().map_or(0, Vec::len);
            let codes = (0..rows).map(|row| largest(classes.iter().map(|class| class[row])));
            columns.push(scored(label.decode(SCORED_LABELS, codes)?, "labels"));
            Ok(columns)
        }
        Scores::Numbers(numbers) => Ok(vec![scored(Column::new(SCORED_LABELS, finite(numbers)), "labels")]),
        Scores::Quantiles(quantiles) => {
            let names = label(model)?.levels.iter();
            let columns = names.zip(quantiles).map(|(name, values)| {
                scored(Column::new(format!("{QUANTILES}{name}"), finite(values)), "quantile")
            });
            Ok(columns.collect())
        }
        Scores::Clusters { assignments, distances } => {
            let clusters: Vec<i64> = assignments.iter().map(|&cluster| i64::from(cluster)).collect();
            let mut columns = vec![scored(Column::new(ASSIGNMENTS, clusters), "assignment")];
            for (centre, values) in distances.iter().enumerate() {
                let name = format!("{DISTANCES}{centre}");
                columns.push(scored(Column::new(name, finite(values)), "distance"));
            }
            Ok(columns)
        }
    }
}

/// The same without data, as far as it can be said before the model is there.
pub fn scored_schema(shape: &ModelShape) -> Option<Vec<ColumnSchema>> {
    let number = |name: &str| ColumnSchema::new(name, ElementType::Double).with_role(Role::Score);
    let labels = || shape.label.clone().map(|label| label.renamed(SCORED_LABELS).with_role(Role::Score));
    match shape.task {
        Task::Binary => Some(vec![labels()?, number(SCORED_PROBABILITIES)]),
        Task::Regression => Some(vec![number(SCORED_LABELS)]),
        Task::Quantiles => {
            let levels = shape.levels.as_ref()?;
            Some(levels.iter().map(|name| number(&format!("{QUANTILES}{name}"))).collect())
        }
        Task::Multiclass => {
            let levels = shape.levels.as_ref()?;
            let mut columns: Vec<ColumnSchema> = levels
                .iter()
                .map(|level| number(&format!("Scored Probabilities for Class \"{level}\"")))
                .collect();
            columns.push(labels()?);
            Some(columns)
        }
        // How many centres there are is the model's to say.
        Task::Clustering => None,
    }
}

/// The column that a model of this shape adds for certain, where [`scored_schema`] cannot yet name them all.
pub fn surely_scored(shape: &ModelShape) -> Option<ColumnSchema> {
    let column = match shape.task {
        Task::Clustering => ColumnSchema::new(ASSIGNMENTS, ElementType::Integer),
        Task::Quantiles => return None,
        _ => shape.label.clone()?.renamed(SCORED_LABELS),
    };
    Some(column.with_role(Role::Score))
}

fn label(model: &TrainedModel) -> Result<&Label, Failure> {
    model.label().ok_or_else(|| {
        Failure::new(
            "error-0082",
            "The trained model does not say what it predicts.",
            "Train the model again.",
        )
    })
}

fn finite(values: &[f64]) -> Vec<Option<f64>> {
    values.iter().map(|&value| value.is_finite().then_some(value)).collect()
}

/// Position of the largest value, the first of equal ones; none when there is no number.
fn largest(values: impl Iterator<Item = f64>) -> Option<u32> {
    let mut best: Option<(u32, f64)> = None;
    for (position, value) in values.enumerate() {
        if !value.is_nan() && best.is_none_or(|(_, most)| value > most) {
            best = Some((position as u32, value));
        }
    }
    best.map(|(position, _)| position)
}

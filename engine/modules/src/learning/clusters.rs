//! The table that clustering gives: each row with its cluster and its distance to every centre.

use super::{ModelShape, TrainedModel, score, scored_columns, surely_scored};
use crate::framework::{Failure, RunContext};
use ml_table::{Dataset, Schema};

/// The rows of a dataset with their clusters; without the columns of the dataset unless `append`.
pub(crate) async fn assign(
    model: &TrainedModel,
    dataset: &Dataset,
    append: bool,
    run: &RunContext<'_>,
) -> Result<Dataset, Failure> {
    let scores = score(model, dataset, run).await?;
    let kept = if append { dataset.clone() } else { Dataset::with_rows(dataset.rows(), Vec::new())? };
    Ok(kept.with_columns(scored_columns(model, &scores)?)?)
}

/// The columns of that table as far as they are known before there is a model: how many distances follow is the model's to say.
pub(crate) fn likely_schema(shape: &ModelShape, dataset: &Schema, append: bool) -> Schema {
    let mut schema = if append { dataset.clone() } else { Schema::default() };
    if let Some(column) = surely_scored(shape) {
        let name = schema.unused_name(&column.name);
        schema.columns.push(column.renamed(name));
    }
    schema
}

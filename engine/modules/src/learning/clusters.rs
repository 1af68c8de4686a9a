//! The table that clustering gives: each row with its cluster and its distance to every centre.

use super::{TrainedModel, score, scored_columns};
use crate::framework::{Failure, RunContext};
use ml_table::Dataset;

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

//! Boosted trees for two classes, with the parameters of Studio (classic): train, then predict other rows.

use crate::Result;
use crate::data::{read, timed};
use ml_learn::Unwatched;
use ml_learn::metrics::Ranking;
use ml_learn::trees::{BoostedTrees, Boosting, Objective};
use pollster::block_on;
use serde_json::{Value, json};
use std::path::Path;

/// Trains on `train`, predicts `test`.
pub fn run(folder: &Path) -> Result<Value> {
    let (features, labels) = read(folder, "train")?;
    let labels: Vec<f64> = labels.into_iter().map(f64::from).collect();
    let (test, truth) = read(folder, "test")?;
    let settings = Boosting::default();
    let fit = BoostedTrees::fit(&features, &labels, None, Objective::TwoClass, &settings, &Unwatched);
    let (model, train) = timed(|| block_on(fit));
    let model = model?;
    let (scores, predict) = timed(|| block_on(model.predict(&test, &Unwatched)));
    let positive: Vec<bool> = truth.iter().map(|&label| label > 0.5).collect();
    let auc = Ranking::new(&scores?, &positive, None)?.auc();
    Ok(json!({ "train": train, "predict": predict, "auc": auc }))
}

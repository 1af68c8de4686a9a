//! Results for people: evaluations, texts and pictures.

use ml_protocol::{Metric, OutputView};
use ml_table::{Column, Dataset};
use serde::{Deserialize, Serialize};

/// How well models did, ready to be shown; one of the evaluation views of the protocol.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Evaluation {
    /// Metrics and curves, one entry a model.
    pub view: OutputView,
}

impl Evaluation {
    /// The metrics as the table that users know: one row a model, one column a metric.
    pub fn metrics(&self) -> Dataset {
        let rows: Vec<Vec<Metric>> = match &self.view {
            OutputView::Binary { models } => models
                .iter()
                .map(|model| {
                    let mut metrics = model.metrics.clone();
                    metrics.push(Metric { name: "AUC".to_owned(), value: model.auc });
                    metrics
                })
                .collect(),
            OutputView::Multiclass { models } => models.iter().map(|model| model.metrics.clone()).collect(),
            OutputView::Regression { models } => models.iter().map(|model| model.metrics.clone()).collect(),
            OutputView::Metrics { metrics, .. } => vec![metrics.clone()],
            OutputView::Table(_) | OutputView::Model(_) | OutputView::Media { .. } => Vec::new(),
        };
        let names: Vec<&str> = rows
            .first()
            .map(|row| row.iter().map(|metric| metric.name.as_str()).collect())
            .unwrap_or_default();
        let columns = names.into_iter().map(|name| {
            let values: Vec<Option<f64>> = rows
                .iter()
                .map(|row| row.iter().find(|metric| metric.name == name).and_then(|metric| metric.value))
                .collect();
            Column::new(name, values)
        });
        Dataset::new(columns).unwrap_or_else(|_| Dataset::empty())
    }
}

/// A text or picture, such as what a script printed or drew.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Media {
    /// Media type.
    pub media: String,
    /// The text itself, or base64.
    pub content: String,
}

//! Results for people: evaluations, texts and pictures.

use ml_protocol::{Metric, OutputView};
use ml_table::{Column, Dataset};
use serde::{Deserialize, Serialize};

/// How well models did: one of the evaluation views of the protocol, and the same as a table, for it leaves through a dataset port.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(from = "Stored", into = "Stored")]
pub struct Evaluation {
    view: OutputView,
    metrics: Dataset,
}

#[derive(Serialize, Deserialize)]
struct Stored {
    view: OutputView,
}

impl From<Stored> for Evaluation {
    fn from(stored: Stored) -> Evaluation {
        Evaluation::new(stored.view)
    }
}

impl From<Evaluation> for Stored {
    fn from(evaluation: Evaluation) -> Stored {
        Stored { view: evaluation.view }
    }
}

impl Evaluation {
    /// An evaluation as it is shown.
    pub fn new(view: OutputView) -> Evaluation {
        Evaluation { metrics: metrics(&view), view }
    }

    /// Metrics and curves, one entry a model.
    pub fn view(&self) -> &OutputView {
        &self.view
    }

    /// The metrics as the table that users know: one row a model, one column a metric.
    pub fn metrics(&self) -> &Dataset {
        &self.metrics
    }
}

fn metrics(view: &OutputView) -> Dataset {
    let rows: Vec<Vec<Metric>> = match view {
        OutputView::Binary { models } => models
            .iter()
            .map(|model| {
                let auc = Metric { name: "AUC".to_owned(), value: model.auc };
                std::iter::once(auc).chain(model.metrics.iter().cloned()).collect()
            })
            .collect(),
        OutputView::Multiclass { models } => models.iter().map(|model| model.metrics.clone()).collect(),
        OutputView::Regression { models } => models.iter().map(|model| model.metrics.clone()).collect(),
        OutputView::Metrics { metrics, .. } => vec![metrics.clone()],
        OutputView::Table(_) | OutputView::Model(_) | OutputView::Media { .. } => Vec::new(),
    };
    let names: Vec<&str> =
        rows.first().map(|row| row.iter().map(|metric| metric.name.as_str()).collect()).unwrap_or_default();
    let columns = names.into_iter().map(|name| {
        let value =
            |row: &Vec<Metric>| row.iter().find(|metric| metric.name == name).and_then(|metric| metric.value);
        Column::new(name, rows.iter().map(value).collect::<Vec<Option<f64>>>())
    });
    Dataset::new(columns).unwrap_or_else(|_| Dataset::empty())
}

/// A text or picture, such as what a script printed or drew.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Media {
    /// Media type.
    pub media: String,
    /// The text itself, or base64.
    pub content: String,
}

//! Results for people: evaluations, texts and pictures.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
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

impl Media {
    /// A text.
    pub fn text(text: impl Into<String>) -> Media {
        Media { media: "text/plain".to_owned(), content: text.into() }
    }

    /// A picture.
    pub fn picture(media: impl Into<String>, bytes: &[u8]) -> Media {
        Media { media: media.into(), content: BASE64_STANDARD.encode(bytes) }
    }

    /// The bytes of its file; none when the content is no base64, as it is in a record that someone changed.
    pub fn bytes(&self) -> Option<Vec<u8>> {
        if self.media.starts_with("text/") {
            return Some(self.content.clone().into_bytes());
        }
        BASE64_STANDARD.decode(&self.content).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_come_back_and_texts_stay() {
        let picture = Media::picture("image/png", &[0x89, b'P', 0, 255]);
        assert_eq!(picture.content, "iVAA/w==");
        assert_eq!(picture.bytes(), Some(vec![0x89, b'P', 0, 255]));
        assert_eq!(Media::text("Zürich").bytes(), Some("Zürich".as_bytes().to_vec()));
        assert_eq!(Media { media: "image/png".to_owned(), content: "no base64!".to_owned() }.bytes(), None);
    }
}

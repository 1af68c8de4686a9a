//! Previews: everything a studio needs to show an output, computed where the data is.

use serde::{Deserialize, Serialize};

/// How to show an output.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "view")]
pub enum OutputView {
    /// A table.
    Table(TableView),
    /// Two-class evaluation of one or two scored datasets.
    Binary {
        /// One an evaluated dataset.
        models: Vec<BinaryEvaluation>,
    },
    /// Multiclass evaluation.
    Multiclass {
        /// One an evaluated dataset.
        models: Vec<MulticlassEvaluation>,
    },
    /// Regression evaluation.
    Regression {
        /// One an evaluated dataset.
        models: Vec<RegressionEvaluation>,
    },
    /// Numbers with names: clustering evaluation and the like.
    Metrics {
        /// In order.
        metrics: Vec<Metric>,
        /// The same as a table, when there is more than one row.
        table: Option<TableView>,
    },
    /// A model.
    Model(ModelView),
    /// Text or an image as a data address.
    Media {
        /// Media type.
        media: String,
        /// The text itself, or base64.
        content: String,
    },
}

/// A named number.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Metric {
    /// Name as classic showed it.
    pub name: String,
    /// Value; missing when undefined.
    pub value: Option<f64>,
}

/// A table: its columns and as many of its first rows as [`TablePage::length`] says. What can be said of the values of a column takes
/// longer and is asked for apart ([`crate::Request::Profile`]).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TableView {
    /// Number of rows.
    pub rows: u64,
    /// Columns in order.
    pub columns: Vec<ColumnView>,
    /// The first rows.
    pub first: TablePage,
}

/// Name, type and role of a column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ColumnView {
    /// Name.
    pub name: String,
    /// `String`, `Integer`, `Double`, `Boolean`, `DateTime`, `TimeSpan`.
    #[serde(rename = "type")]
    pub element_type: String,
    /// Whether it is categorical.
    #[serde(default)]
    pub categorical: bool,
    /// `Feature`, `Label`, `Score`, `Weight`, or empty.
    #[serde(default)]
    pub role: String,
}

/// Statistics of one column. Undefined ones are missing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ColumnProfile {
    /// Name, type, role.
    #[serde(flatten)]
    pub column: ColumnView,
    /// Number of missing values.
    pub missing: u64,
    /// Number of distinct values.
    pub unique: u64,
    /// Mean.
    pub mean: Option<f64>,
    /// Median.
    pub median: Option<f64>,
    /// Smallest.
    pub min: Option<f64>,
    /// Largest.
    pub max: Option<f64>,
    /// Sample standard deviation.
    pub standard_deviation: Option<f64>,
    /// First and third quartile.
    pub quartiles: Option<(f64, f64)>,
    /// Histogram of numbers and dates (equal widths), or the most frequent levels.
    pub histogram: Vec<Bin>,
    /// The histogram over logarithms, for positive numbers.
    #[serde(default)]
    pub log_histogram: Vec<Bin>,
}

/// One bar.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bin {
    /// Level, or the interval as text.
    pub label: String,
    /// Lower edge for numbers.
    pub from: Option<f64>,
    /// Upper edge for numbers.
    pub to: Option<f64>,
    /// How many rows.
    pub count: u64,
}

/// Rows of a table as text; `None` is missing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TablePage {
    /// First row.
    pub offset: u64,
    /// Rows in the whole table.
    pub rows: u64,
    /// Column names.
    pub columns: Vec<String>,
    /// One vector a column (not a row), as text for people.
    pub cells: Vec<Vec<Option<String>>>,
}

impl TablePage {
    /// Rows in a page of a table with so many columns: wide tables get short pages.
    pub fn length(columns: usize) -> u64 {
        (12_000 / columns.max(1) as u64).clamp(40, 400)
    }
}

/// A curve's points; both vectors have the same length.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Curve {
    /// Horizontal.
    pub x: Vec<f64>,
    /// Vertical.
    pub y: Vec<f64>,
}

/// The confusion at one threshold.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ThresholdPoint {
    /// Scores at or above it count as positive.
    pub threshold: f64,
    /// True positives.
    pub true_positives: f64,
    /// False positives.
    pub false_positives: f64,
    /// True negatives.
    pub true_negatives: f64,
    /// False negatives.
    pub false_negatives: f64,
}

/// Two-class evaluation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BinaryEvaluation {
    /// `Scored dataset` or `Scored dataset to compare`.
    pub name: String,
    /// Positive label.
    pub positive_label: String,
    /// Negative label.
    pub negative_label: String,
    /// Area under the ROC curve.
    pub auc: Option<f64>,
    /// Metrics at 0.5: accuracy, precision, recall, F1.
    pub metrics: Vec<Metric>,
    /// Confusion at about a hundred thresholds, rising; the slider moves over them.
    pub thresholds: Vec<ThresholdPoint>,
    /// False against true positive rate.
    pub roc: Curve,
    /// Recall against precision.
    pub precision_recall: Curve,
    /// Share of rows against share of positives found.
    pub lift: Curve,
}

/// Multiclass evaluation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MulticlassEvaluation {
    /// `Scored dataset` or `Scored dataset to compare`.
    pub name: String,
    /// Overall accuracy, average accuracy, micro and macro precision and recall.
    pub metrics: Vec<Metric>,
    /// Who was taken for whom.
    pub confusion: ConfusionMatrix,
}

/// Counts by actual (row) and predicted (column) class.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ConfusionMatrix {
    /// Classes.
    pub labels: Vec<String>,
    /// `counts[actual][predicted]`.
    pub counts: Vec<Vec<u64>>,
}

/// Regression evaluation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RegressionEvaluation {
    /// `Scored dataset` or `Scored dataset to compare`.
    pub name: String,
    /// The five errors.
    pub metrics: Vec<Metric>,
    /// Histogram of the absolute errors.
    pub residuals: Vec<Bin>,
}

/// A model as people can read it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ModelView {
    /// For example `Two-Class Boosted Decision Tree`.
    pub title: String,
    /// Settings and facts.
    pub facts: Vec<(String, String)>,
    /// Weights of linear models, largest absolute value first.
    #[serde(default)]
    pub weights: Vec<NamedWeight>,
    /// Trees, the first few hundred.
    #[serde(default)]
    pub trees: Vec<TreeView>,
    /// Tables such as cluster centres, whole.
    #[serde(default)]
    pub table: Option<TableView>,
}

/// A weight.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NamedWeight {
    /// Feature, with its level when one-hot.
    pub feature: String,
    /// Class, for multiclass models.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<String>,
    /// Value.
    pub weight: f64,
}

/// A decision tree; node 0 is the root.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TreeView {
    /// Nodes.
    pub nodes: Vec<TreeNodeView>,
}

/// A split or a leaf.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum TreeNodeView {
    /// `feature <= threshold` goes left.
    Split {
        /// Feature, with its level when one-hot.
        feature: String,
        /// Threshold.
        threshold: f64,
        /// Gain of the split.
        gain: f64,
        /// Left child.
        left: usize,
        /// Right child.
        right: usize,
    },
    /// A leaf.
    Leaf {
        /// Its value.
        value: f64,
        /// Training rows in it.
        count: u64,
    },
}

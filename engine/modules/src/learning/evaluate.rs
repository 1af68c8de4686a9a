//! How good scores are: from a scored dataset to the views of the protocol.

use super::scored::{DISTANCES, Scored, scored};
use crate::framework::Failure;
use ml_learn::metrics::{
    ClusterFigures, ClusteringMetrics, Confusion, MulticlassMetrics, Ranking, RegressionMetrics,
    error_histogram,
};
use ml_protocol::{
    Bin, BinaryEvaluation, ConfusionMatrix, Curve, Metric, MulticlassEvaluation, RegressionEvaluation,
    ThresholdPoint,
};
use ml_table::{Categories, Column, Dataset, ElementType, TableError};

/// Points of a curve at most: more than a screen shows.
const CURVE_POINTS: usize = 500;
/// Steps of the threshold slider.
const THRESHOLDS: usize = 101;
/// Bars of the histogram of errors.
const ERROR_BARS: usize = 20;

/// How good the scores of one dataset are.
#[derive(Clone, Debug)]
pub enum Judgement {
    /// Two-class.
    Binary(BinaryEvaluation),
    /// Multiclass.
    Multiclass(MulticlassEvaluation),
    /// Regression.
    Regression(RegressionEvaluation),
    /// Clustering: one row for all clusters together, then one a cluster.
    Clustering(Dataset),
}

/// Judges a scored dataset; rows without a label or without a score do not count. `name` tells it from others.
pub fn judge(name: &str, dataset: &Dataset) -> Result<Judgement, Failure> {
    match scored(dataset)? {
        Scored::Binary { label, probability, predicted } => {
            binary(name, label, probability, predicted).map(Judgement::Binary)
        }
        Scored::Multiclass { label, predicted } => {
            multiclass(name, label, predicted).map(Judgement::Multiclass)
        }
        Scored::Regression { label, predicted } => {
            regression(name, label, predicted).map(Judgement::Regression)
        }
        Scored::Clustering { assignments } => clustering(dataset, assignments).map(Judgement::Clustering),
    }
}

fn binary(
    name: &str,
    label: &Column,
    probability: &Column,
    predicted: Option<&Column>,
) -> Result<BinaryEvaluation, Failure> {
    let (actual, levels) = match predicted {
        Some(predicted) => {
            let (actual, _, levels) = common_levels(label, predicted)?;
            (actual, levels)
        }
        None => {
            let categories = Categories::encode(&label.values());
            ((0..label.len()).map(|row| categories.code(row)).collect(), categories.level_texts())
        }
    };
    if levels.len() > 2 {
        return Err(Failure::new(
            "error-0083",
            format!("Two-class scores need two labels, but “{}” has {}.", label.name(), levels.len()),
            "Score with a multiclass model, or correct the labels.",
        ));
    }
    // The labels of the model win over those that happen to be in the data.
    let positive_label = probability
        .note("positive")
        .map(str::to_owned)
        .or_else(|| levels.last().cloned())
        .unwrap_or_default();
    let negative_label = probability
        .note("negative")
        .map(str::to_owned)
        .or_else(|| levels.iter().find(|level| **level != positive_label).cloned())
        .unwrap_or_default();
    let probabilities = numbers(probability)?;
    let mut scores = Vec::with_capacity(label.len());
    let mut positive = Vec::with_capacity(label.len());
    for (score, code) in probabilities.into_iter().zip(actual) {
        if let (Some(code), true) = (code, score.is_finite()) {
            scores.push(score);
            positive.push(levels[code as usize] == positive_label);
        }
    }
    some_rows(scores.len())?;
    let ranking = Ranking::new(&scores, &positive, None)?;
    let confusion = ranking.confusion(0.5);
    Ok(BinaryEvaluation {
        name: name.to_owned(),
        positive_label,
        negative_label,
        auc: ranking.auc(),
        metrics: vec![
            metric("Accuracy", confusion.accuracy()),
            metric("Precision", confusion.precision()),
            metric("Recall", confusion.recall()),
            metric("F1 Score", confusion.f1()),
            metric("Average Log Loss", ranking.log_loss()),
            metric("True Positive", Some(confusion.true_positives)),
            metric("False Negative", Some(confusion.false_negatives)),
            metric("False Positive", Some(confusion.false_positives)),
            metric("True Negative", Some(confusion.true_negatives)),
        ],
        thresholds: ranking
            .thresholds(THRESHOLDS)
            .into_iter()
            .map(|threshold| threshold_point(threshold, ranking.confusion(threshold)))
            .collect(),
        roc: curve(ranking.roc(CURVE_POINTS)),
        precision_recall: curve(ranking.precision_recall(CURVE_POINTS)),
        lift: curve(ranking.lift(CURVE_POINTS)),
    })
}

fn multiclass(name: &str, label: &Column, predicted: &Column) -> Result<MulticlassEvaluation, Failure> {
    let (actual, predicted, labels) = common_levels(label, predicted)?;
    let pairs: Vec<(u32, u32)> = actual
        .into_iter()
        .zip(predicted)
        .filter_map(|(actual, predicted)| Some((actual?, predicted?)))
        .collect();
    some_rows(pairs.len())?;
    let (actual, predicted): (Vec<u32>, Vec<u32>) = pairs.into_iter().unzip();
    let metrics = MulticlassMetrics::new(&actual, &predicted, labels.len())?;
    Ok(MulticlassEvaluation {
        name: name.to_owned(),
        metrics: vec![
            metric("Overall accuracy", metrics.overall_accuracy()),
            metric("Average accuracy", metrics.average_accuracy()),
            metric("Micro-averaged precision", metrics.micro_precision()),
            metric("Macro-averaged precision", metrics.macro_precision()),
            metric("Micro-averaged recall", metrics.micro_recall()),
            metric("Macro-averaged recall", metrics.macro_recall()),
        ],
        confusion: ConfusionMatrix { labels, counts: metrics.counts },
    })
}

fn regression(name: &str, label: &Column, predicted: &Column) -> Result<RegressionEvaluation, Failure> {
    let pairs: Vec<(f64, f64)> = numbers(predicted)?
        .into_iter()
        .zip(numbers(label)?)
        .filter(|(predicted, actual)| predicted.is_finite() && actual.is_finite())
        .collect();
    some_rows(pairs.len())?;
    let (predicted, actual): (Vec<f64>, Vec<f64>) = pairs.into_iter().unzip();
    let metrics = RegressionMetrics::new(&predicted, &actual, None)?;
    let residuals = error_histogram(&predicted, &actual, ERROR_BARS)
        .into_iter()
        .map(|bar| Bin {
            label: format!("{} – {}", short(bar.from), short(bar.to)),
            from: Some(bar.from),
            to: Some(bar.to),
            count: bar.rows,
        })
        .collect();
    Ok(RegressionEvaluation {
        name: name.to_owned(),
        metrics: vec![
            metric("Mean Absolute Error", metrics.mean_absolute_error),
            metric("Root Mean Squared Error", metrics.root_mean_squared_error),
            metric("Relative Absolute Error", metrics.relative_absolute_error),
            metric("Relative Squared Error", metrics.relative_squared_error),
            metric("Coefficient of Determination", metrics.coefficient_of_determination),
        ],
        residuals,
    })
}

fn clustering(dataset: &Dataset, assignments: &Column) -> Result<Dataset, Failure> {
    let clusters = numbers(assignments)?;
    let mut distances = Vec::new();
    while let Some(column) = dataset.get(&format!("{DISTANCES}{}", distances.len())) {
        distances.push(numbers(column)?);
    }
    let kept: Vec<usize> = (0..dataset.rows())
        .filter(|&row| {
            clusters[row] >= 0.0
                && (clusters[row] as usize) < distances.len()
                && distances.iter().all(|distance| distance[row].is_finite())
        })
        .collect();
    some_rows(kept.len())?;
    let assigned: Vec<u32> = kept.iter().map(|&row| clusters[row] as u32).collect();
    let distances: Vec<Vec<f64>> =
        distances.iter().map(|distance| kept.iter().map(|&row| distance[row]).collect()).collect();
    let metrics = ClusteringMetrics::new(&assigned, &distances)?;
    let all: Vec<&ClusterFigures> = std::iter::once(&metrics.combined).chain(&metrics.clusters).collect();
    let names: Vec<String> = std::iter::once("Combined Evaluation".to_owned())
        .chain((0..metrics.clusters.len()).map(|cluster| format!("Evaluation For Cluster No.{cluster}")))
        .collect();
    let column = |name: &str, value: fn(&ClusterFigures) -> Option<f64>| {
        Column::new(name, all.iter().map(|figures| value(figures)).collect::<Vec<Option<f64>>>())
    };
    Ok(Dataset::new([
        Column::new("Result Description", names),
        column("Average Distance to Cluster Center", |figures| figures.mean_distance_to_own),
        column("Average Distance to Other Center", |figures| figures.mean_distance_to_others),
        Column::new("Number of Points", all.iter().map(|figures| figures.rows as i64).collect::<Vec<i64>>()),
        column("Maximal Distance To Cluster Center", |figures| figures.largest_distance),
    ])?)
}

type Codes = Vec<Option<u32>>;

/// Codes of both columns into the sorted labels of both.
fn common_levels(label: &Column, predicted: &Column) -> Result<(Codes, Codes, Vec<String>), Failure> {
    let both = match label.to_plain().concat(&predicted.to_plain()) {
        Ok(both) => both,
        // Labels of another type than the scores: compared as they are written.
        Err(TableError::IncompatibleTypes { .. }) => {
            let text = |column: &Column| column.to_plain().convert(ElementType::String);
            text(label)?.concat(&text(predicted)?)?
        }
        Err(error) => return Err(error.into()),
    };
    let categories = Categories::encode(&both.values());
    let codes = |rows: std::ops::Range<usize>| rows.map(|row| categories.code(row)).collect::<Codes>();
    Ok((codes(0..label.len()), codes(label.len()..both.len()), categories.level_texts()))
}

fn numbers(column: &Column) -> Result<Vec<f64>, Failure> {
    match column.numbers() {
        Some(numbers) => Ok(numbers),
        None => Ok(column.to_plain().convert(ElementType::Double)?.numbers().unwrap_or_default()),
    }
}

fn some_rows(rows: usize) -> Result<(), Failure> {
    if rows > 0 {
        return Ok(());
    }
    Err(Failure::new(
        "error-0021",
        "No row has both a label and a score.",
        "Check that the scored dataset has rows, and that their labels are not missing.",
    ))
}

fn metric(name: &str, value: Option<f64>) -> Metric {
    Metric { name: name.to_owned(), value }
}

fn curve(points: Vec<(f64, f64)>) -> Curve {
    let (x, y) = points.into_iter().unzip();
    Curve { x, y }
}

fn threshold_point(threshold: f64, confusion: Confusion) -> ThresholdPoint {
    ThresholdPoint {
        threshold,
        true_positives: confusion.true_positives,
        false_positives: confusion.false_positives,
        true_negatives: confusion.true_negatives,
        false_negatives: confusion.false_negatives,
    }
}

/// About four digits.
fn short(value: f64) -> String {
    if value == 0.0 {
        return "0".to_owned();
    }
    let decimals = (3.0 - libm::floor(libm::log10(value.abs()))).clamp(0.0, 12.0) as usize;
    let text = format!("{value:.decimals$}");
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

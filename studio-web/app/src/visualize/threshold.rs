//! What a two-class model does at a threshold.

use ml_protocol::{BinaryEvaluation, ThresholdPoint};

/// The four counts' ratios; undefined ones are missing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Rates {
    pub(super) accuracy: Option<f64>,
    pub(super) precision: Option<f64>,
    pub(super) recall: Option<f64>,
    pub(super) f1: Option<f64>,
    pub(super) false_positive_rate: Option<f64>,
    /// Share of all rows taken for positive.
    pub(super) flagged: Option<f64>,
}

/// The ratios of a confusion.
pub(super) fn rates(point: &ThresholdPoint) -> Rates {
    let ThresholdPoint { true_positives, false_positives, true_negatives, false_negatives, .. } = *point;
    let ratio = |part: f64, whole: f64| (whole > 0.0).then(|| part / whole);
    let all = true_positives + false_positives + true_negatives + false_negatives;
    Rates {
        accuracy: ratio(true_positives + true_negatives, all),
        precision: ratio(true_positives, true_positives + false_positives),
        recall: ratio(true_positives, true_positives + false_negatives),
        f1: ratio(2.0 * true_positives, 2.0 * true_positives + false_positives + false_negatives),
        false_positive_rate: ratio(false_positives, false_positives + true_negatives),
        flagged: ratio(true_positives + false_positives, all),
    }
}

/// The confusion at the threshold nearest to the wanted one.
pub(super) fn at(model: &BinaryEvaluation, threshold: f64) -> Option<ThresholdPoint> {
    let distance = |point: &&ThresholdPoint| (point.threshold - threshold).abs();
    model
        .thresholds
        .iter()
        .filter(|point| point.threshold.is_finite())
        .min_by(|a, b| distance(a).total_cmp(&distance(b)))
        .copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ml_protocol::Curve;

    fn point(threshold: f64, counts: [f64; 4]) -> ThresholdPoint {
        let [true_positives, false_positives, true_negatives, false_negatives] = counts;
        ThresholdPoint { threshold, true_positives, false_positives, true_negatives, false_negatives }
    }

    #[test]
    fn ratios_are_those_of_the_counts() {
        let rates = rates(&point(0.5, [30.0, 10.0, 50.0, 10.0]));
        assert_eq!(rates.accuracy, Some(0.8));
        assert_eq!(rates.precision, Some(0.75));
        assert_eq!(rates.recall, Some(0.75));
        assert_eq!(rates.f1, Some(0.75));
        assert_eq!(rates.flagged, Some(0.4));
        assert!(rates.false_positive_rate.is_some_and(|rate| (rate - 1.0 / 6.0).abs() < 1e-12));
    }

    #[test]
    fn nothing_flagged_has_no_precision() {
        let rates = rates(&point(1.0, [0.0, 0.0, 60.0, 40.0]));
        assert_eq!((rates.precision, rates.recall), (None, Some(0.0)));
    }

    #[test]
    fn the_nearest_threshold_counts() {
        let model = BinaryEvaluation {
            name: String::new(),
            positive_label: String::new(),
            negative_label: String::new(),
            auc: None,
            metrics: Vec::new(),
            thresholds: vec![point(0.0, [1.0; 4]), point(0.5, [2.0; 4]), point(f64::INFINITY, [3.0; 4])],
            roc: Curve::default(),
            precision_recall: Curve::default(),
            lift: Curve::default(),
        };
        assert_eq!(at(&model, 0.3).map(|point| point.threshold), Some(0.5));
        assert_eq!(at(&model, 9.0).map(|point| point.threshold), Some(0.5));
    }
}

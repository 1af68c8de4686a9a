//! Several classes.

use super::ratio;
use crate::error::LearnError;

/// Who was taken for whom, and the figures that follow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MulticlassMetrics {
    /// `counts[actual][predicted]`, in rows.
    pub counts: Vec<Vec<u64>>,
}

impl MulticlassMetrics {
    /// Counts rows by actual and predicted class, both below `classes`.
    pub fn new(actual: &[u32], predicted: &[u32], classes: usize) -> Result<MulticlassMetrics, LearnError> {
        LearnError::check_length("predictions", actual.len(), predicted.len())?;
        let mut counts = vec![vec![0; classes]; classes];
        for (row, (&actual, &predicted)) in actual.iter().zip(predicted).enumerate() {
            let place =
                counts.get_mut(actual as usize).and_then(|of_actual| of_actual.get_mut(predicted as usize));
            let Some(count) = place else {
                return Err(LearnError::Label {
                    row,
                    found: actual.max(predicted).into(),
                    rule: "a class number",
                });
            };
            *count += 1;
        }
        Ok(MulticlassMetrics { counts })
    }

    fn rows(&self) -> f64 {
        self.counts.iter().flatten().sum::<u64>() as f64
    }

    fn hits(&self, class: usize) -> f64 {
        self.counts[class][class] as f64
    }

    fn actual(&self, class: usize) -> f64 {
        self.counts[class].iter().sum::<u64>() as f64
    }

    fn predicted(&self, class: usize) -> f64 {
        self.counts.iter().map(|of_actual| of_actual[class]).sum::<u64>() as f64
    }

    /// The mean over classes.
    fn mean(&self, of_class: impl Fn(usize) -> f64) -> Option<f64> {
        if self.rows() == 0.0 {
            return None;
        }
        ratio((0..self.counts.len()).map(of_class).sum(), self.counts.len() as f64)
    }

    /// Share of rows that were right.
    pub fn overall_accuracy(&self) -> Option<f64> {
        ratio((0..self.counts.len()).map(|class| self.hits(class)).sum(), self.rows())
    }

    /// Each class against all others: the mean of these accuracies.
    pub fn average_accuracy(&self) -> Option<f64> {
        let rows = self.rows();
        self.mean(|class| {
            let wrong = self.actual(class) + self.predicted(class) - 2.0 * self.hits(class);
            (rows - wrong) / rows
        })
    }

    /// Precision over all predictions; with one label a row it equals the overall accuracy.
    pub fn micro_precision(&self) -> Option<f64> {
        self.overall_accuracy()
    }

    /// Recall over all rows; with one label a row it equals the overall accuracy.
    pub fn micro_recall(&self) -> Option<f64> {
        self.overall_accuracy()
    }

    /// The mean of the classes' precisions; a class never predicted counts as 0.
    pub fn macro_precision(&self) -> Option<f64> {
        self.mean(|class| self.class_precision(class).unwrap_or(0.0))
    }

    /// The mean of the classes' recalls; a class without rows counts as 0.
    pub fn macro_recall(&self) -> Option<f64> {
        self.mean(|class| self.class_recall(class).unwrap_or(0.0))
    }

    /// Share of rows of this class among those taken for it.
    pub fn class_precision(&self, class: usize) -> Option<f64> {
        ratio(self.hits(class), self.predicted(class))
    }

    /// Share of this class's rows that were found.
    pub fn class_recall(&self, class: usize) -> Option<f64> {
        ratio(self.hits(class), self.actual(class))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_follow_from_the_counts() {
        let metrics = MulticlassMetrics::new(&[0, 0, 1, 1, 2, 2, 2], &[0, 1, 1, 1, 2, 0, 2], 3).unwrap();
        assert_eq!(metrics.counts, [[1, 1, 0], [0, 2, 0], [1, 0, 2]]);
        let close = |found: Option<f64>, expected: f64| (found.unwrap() - expected).abs() < 1e-12;
        assert!(close(metrics.overall_accuracy(), 5.0 / 7.0) && close(metrics.micro_recall(), 5.0 / 7.0));
        assert!(close(metrics.average_accuracy(), (5.0 + 6.0 + 6.0) / 21.0));
        assert!(close(metrics.macro_precision(), (0.5 + 2.0 / 3.0 + 1.0) / 3.0));
        assert!(close(metrics.macro_recall(), (0.5 + 1.0 + 2.0 / 3.0) / 3.0));
    }

    #[test]
    fn empty_and_impossible_inputs() {
        let none = MulticlassMetrics::new(&[], &[], 3).unwrap();
        assert_eq!(
            (none.overall_accuracy(), none.average_accuracy(), none.macro_recall()),
            (None, None, None)
        );
        assert!(MulticlassMetrics::new(&[0, 3], &[0, 0], 3).is_err());
        let unseen = MulticlassMetrics::new(&[0, 0], &[0, 0], 2).unwrap();
        assert_eq!((unseen.class_precision(1), unseen.macro_precision()), (None, Some(0.5)));
    }
}

//! Two classes: confusion at a threshold, and everything that comes from ordering rows by score.

use super::{check_finite, ratio};
use crate::error::LearnError;

/// Who was taken for whom; sums of weights when rows are weighted.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Confusion {
    /// Positive and taken for it.
    pub true_positives: f64,
    /// Negative, taken for positive.
    pub false_positives: f64,
    /// Negative and taken for it.
    pub true_negatives: f64,
    /// Positive, taken for negative.
    pub false_negatives: f64,
}

impl Confusion {
    /// Share of rows that were right.
    pub fn accuracy(&self) -> Option<f64> {
        let right = self.true_positives + self.true_negatives;
        ratio(right, right + self.false_positives + self.false_negatives)
    }

    /// Share of positives among those taken for positive.
    pub fn precision(&self) -> Option<f64> {
        ratio(self.true_positives, self.true_positives + self.false_positives)
    }

    /// Share of the positives that were found.
    pub fn recall(&self) -> Option<f64> {
        ratio(self.true_positives, self.true_positives + self.false_negatives)
    }

    /// Harmonic mean of precision and recall.
    pub fn f1(&self) -> Option<f64> {
        let doubled = 2.0 * self.true_positives;
        ratio(doubled, doubled + self.false_positives + self.false_negatives)
    }
}

/// Rows with one score.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Step {
    score: f64,
    /// Weight of the positive rows with this score or a higher one.
    positives: f64,
    /// The same of the negative rows.
    negatives: f64,
}

/// Rows in order of their scores, highest first; rows with one score stay together.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranking {
    steps: Vec<Step>,
    /// Sum of the weighted logarithmic losses, and the weights.
    loss: f64,
    weight: f64,
}

impl Ranking {
    /// Orders rows by score. Higher scores should mean positive; weights are 1 unless given.
    pub fn new(scores: &[f64], positive: &[bool], weights: Option<&[f64]>) -> Result<Ranking, LearnError> {
        LearnError::check_length("labels", scores.len(), positive.len())?;
        check_finite(scores, "a finite score")?;
        if let Some(weights) = weights {
            LearnError::check_length("weights", scores.len(), weights.len())?;
            check_finite(weights, "a finite weight")?;
        }
        let mut order: Vec<u32> = (0..scores.len() as u32).collect();
        order.sort_unstable_by(|&a, &b| scores[b as usize].total_cmp(&scores[a as usize]).then(a.cmp(&b)));
        let mut steps: Vec<Step> = Vec::new();
        let [mut positives, mut negatives, mut loss] = [0.0; 3];
        for row in order {
            let row = row as usize;
            let (score, weight) = (scores[row], weights.map_or(1.0, |weights| weights[row]));
            // A certain but wrong prediction costs much, not infinitely much.
            let probability = score.clamp(1e-15, 1.0 - 1e-15);
            if positive[row] {
                positives += weight;
                loss -= weight * libm::log(probability);
            } else {
                negatives += weight;
                loss -= weight * libm::log(1.0 - probability);
            }
            let step = Step { score, positives, negatives };
            match steps.last_mut() {
                Some(last) if last.score == score => *last = step,
                _ => steps.push(step),
            }
        }
        Ok(Ranking { steps, loss, weight: positives + negatives })
    }

    fn totals(&self) -> (f64, f64) {
        self.steps.last().map_or((0.0, 0.0), |last| (last.positives, last.negatives))
    }

    /// Area under the ROC curve: the chance that a positive row scores above a negative one, ties counting half. None when one
    /// class is absent.
    pub fn auc(&self) -> Option<f64> {
        let (positives, negatives) = self.totals();
        let [mut area, mut before_positives, mut before_negatives] = [0.0; 3];
        for step in &self.steps {
            area += (step.negatives - before_negatives) * (step.positives + before_positives) / 2.0;
            (before_positives, before_negatives) = (step.positives, step.negatives);
        }
        ratio(area, positives * negatives)
    }

    /// Mean logarithmic loss, for scores that are probabilities.
    pub fn log_loss(&self) -> Option<f64> {
        let probabilities = self.steps.iter().all(|step| (0.0..=1.0).contains(&step.score));
        ratio(self.loss, self.weight).filter(|_| probabilities)
    }

    /// The confusion when scores at or above the threshold count as positive.
    pub fn confusion(&self, threshold: f64) -> Confusion {
        let (positives, negatives) = self.totals();
        let above = self.steps.partition_point(|step| step.score >= threshold);
        let (found, taken) = match above.checked_sub(1) {
            Some(last) => (self.steps[last].positives, self.steps[last].negatives),
            None => (0.0, 0.0),
        };
        Confusion {
            true_positives: found,
            false_positives: taken,
            true_negatives: negatives - taken,
            false_negatives: positives - found,
        }
    }

    /// Evenly spaced thresholds, rising: from 0 to 1 when all scores lie there, else from the lowest to the highest score.
    pub fn thresholds(&self, count: usize) -> Vec<f64> {
        let highest = self.steps.first().map_or(1.0, |step| step.score);
        let lowest = self.steps.last().map_or(0.0, |step| step.score);
        let (from, to) = if lowest >= 0.0 && highest <= 1.0 { (0.0, 1.0) } else { (lowest, highest) };
        let last = count.saturating_sub(1).max(1) as f64;
        (0..count).map(|index| from + (to - from) * (index as f64 / last)).collect()
    }

    /// The ROC curve: false positive rate, true positive rate. At most `most` points; empty when one class is absent.
    pub fn roc(&self, most: usize) -> Vec<(f64, f64)> {
        let (positives, negatives) = self.totals();
        if positives == 0.0 || negatives == 0.0 {
            return Vec::new();
        }
        let points = self.steps.iter().map(|step| (step.negatives / negatives, step.positives / positives));
        thinned(std::iter::once((0.0, 0.0)).chain(points).collect(), most)
    }

    /// Recall and precision. At most `most` points; empty without positives.
    pub fn precision_recall(&self, most: usize) -> Vec<(f64, f64)> {
        let (positives, _) = self.totals();
        if positives == 0.0 {
            return Vec::new();
        }
        let point =
            |step: &Step| (step.positives / positives, step.positives / (step.positives + step.negatives));
        let counted = self.steps.iter().filter(|step| step.positives + step.negatives > 0.0);
        let points: Vec<_> = counted.map(point).collect();
        let start = points.first().map(|&(_, precision)| (0.0, precision));
        thinned(start.into_iter().chain(points).collect(), most)
    }

    /// The gain curve: share of the rows, highest scores first, and share of the positives among them. At most `most` points.
    pub fn lift(&self, most: usize) -> Vec<(f64, f64)> {
        let (positives, negatives) = self.totals();
        if positives == 0.0 {
            return Vec::new();
        }
        let all = positives + negatives;
        let point = |step: &Step| ((step.positives + step.negatives) / all, step.positives / positives);
        thinned(std::iter::once((0.0, 0.0)).chain(self.steps.iter().map(point)).collect(), most)
    }
}

/// At most `most` points, evenly spread along the curve; first and last are kept.
fn thinned(points: Vec<(f64, f64)>, most: usize) -> Vec<(f64, f64)> {
    if points.len() <= most || most < 2 {
        return points;
    }
    let length = |a: (f64, f64), b: (f64, f64)| (b.0 - a.0).abs() + (b.1 - a.1).abs();
    let whole: f64 = points.windows(2).map(|pair| length(pair[0], pair[1])).sum();
    // Steps of this length fit `most - 2` times at most, so that there is room for both ends.
    let step = whole / (most - 2).max(1) as f64;
    let last = points.len() - 1;
    let mut kept = vec![points[0]];
    let mut since_kept = 0.0;
    for index in 1..last {
        since_kept += length(points[index - 1], points[index]);
        if since_kept >= step && kept.len() < most - 1 {
            kept.push(points[index]);
            since_kept = 0.0;
        }
    }
    kept.push(points[last]);
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    #[test]
    fn ties_count_half() {
        // Expected values: scikit-learn's roc_auc_score and log_loss.
        let ranking =
            Ranking::new(&[0.1, 0.4, 0.35, 0.8, 0.4], &[false, false, true, true, true], None).unwrap();
        assert_eq!(ranking.auc(), Some(0.75));
        assert!((ranking.log_loss().unwrap() - 0.561_088_509_422_171_9).abs() < 1e-12);
        let weighted =
            Ranking::new(&[0.1, 0.4, 0.35, 0.8], &[false, false, true, true], Some(&[1.0, 2.0, 3.0, 1.0]));
        assert!((weighted.unwrap().auc().unwrap() - 0.5).abs() < 1e-12);
    }

    #[test]
    fn areas_equal_the_chance_of_the_right_order() {
        let mut random = Random::new(2);
        let scores: Vec<f64> = (0..300).map(|_| random.below(40) as f64 / 40.0).collect();
        let positive: Vec<bool> = scores.iter().map(|&score| random.uniform() < score).collect();
        let (mut right, mut pairs) = (0.0, 0.0);
        for (a, _) in scores.iter().zip(&positive).filter(|(_, positive)| **positive) {
            for (b, _) in scores.iter().zip(&positive).filter(|(_, positive)| !**positive) {
                right += if a > b {
                    1.0
                } else if a == b {
                    0.5
                } else {
                    0.0
                };
                pairs += 1.0;
            }
        }
        let ranking = Ranking::new(&scores, &positive, None).unwrap();
        assert!((ranking.auc().unwrap() - right / pairs).abs() < 1e-12);
        let points = ranking.roc(500);
        let area: f64 = points.windows(2).map(|p| (p[1].0 - p[0].0) * (p[1].1 + p[0].1) / 2.0).sum();
        assert!((area - right / pairs).abs() < 1e-12);
    }

    #[test]
    fn confusion_counts_scores_at_the_threshold_as_positive() {
        let ranking = Ranking::new(&[0.9, 0.5, 0.5, 0.2], &[true, false, true, true], None).unwrap();
        let at_half = ranking.confusion(0.5);
        assert_eq!(
            at_half,
            Confusion {
                true_positives: 2.0,
                false_positives: 1.0,
                true_negatives: 0.0,
                false_negatives: 1.0
            }
        );
        assert_eq!(at_half.accuracy(), Some(0.5));
        assert_eq!(
            (at_half.precision(), at_half.recall(), at_half.f1()),
            (Some(2.0 / 3.0), Some(2.0 / 3.0), Some(2.0 / 3.0))
        );
        assert_eq!(ranking.confusion(1.0).precision(), None);
        assert_eq!(ranking.confusion(0.0).recall(), Some(1.0));
        assert_eq!(ranking.thresholds(3), [0.0, 0.5, 1.0]);
    }

    #[test]
    fn curves_are_thinned_but_complete() {
        let mut random = Random::new(3);
        let scores: Vec<f64> = (0..20_000).map(|_| random.uniform()).collect();
        let positive: Vec<bool> = scores.iter().map(|&score| random.uniform() < score * score).collect();
        let ranking = Ranking::new(&scores, &positive, None).unwrap();
        for curve in [ranking.roc(500), ranking.precision_recall(500), ranking.lift(500)] {
            assert!((400..=500).contains(&curve.len()), "{}", curve.len());
            assert!(curve.windows(2).all(|pair| pair[0].0 <= pair[1].0));
            assert_eq!(curve[curve.len() - 1].0, 1.0);
        }
        let points = ranking.roc(500);
        let area: f64 = points.windows(2).map(|p| (p[1].0 - p[0].0) * (p[1].1 + p[0].1) / 2.0).sum();
        assert!((area - ranking.auc().unwrap()).abs() < 1e-4);
    }

    #[test]
    fn undefined_figures_are_none() {
        let one_class = Ranking::new(&[0.5, 0.6], &[true, true], None).unwrap();
        assert_eq!((one_class.auc(), one_class.roc(9).len()), (None, 0));
        let nothing = Ranking::new(&[], &[], None).unwrap();
        assert_eq!(
            (nothing.auc(), nothing.log_loss(), nothing.confusion(0.5).accuracy()),
            (None, None, None)
        );
        assert!(nothing.lift(10).is_empty() && nothing.precision_recall(10).is_empty());
        assert_eq!(Ranking::new(&[3.0, -1.0], &[true, false], None).unwrap().log_loss(), None);
        assert!(Ranking::new(&[f64::NAN], &[true], None).is_err());
    }
}

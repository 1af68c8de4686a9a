//! From the score of a two-class model to the probability of the positive label.

use serde::{Deserialize, Serialize};

/// How a score becomes a probability.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum Calibration {
    /// The score is a probability already.
    None,
    /// Platt's: 1 / (1 + e^(slope · score + offset)). The slope of a sensible model is negative.
    Platt {
        /// Slope.
        slope: f64,
        /// Offset.
        offset: f64,
    },
    /// Pair-adjacent violators: constant on pieces, straight lines between them.
    Pieces {
        /// From where, to where, and which probability; ascending.
        pieces: Vec<[f64; 3]>,
    },
    /// Bins of equal width.
    Bins {
        /// Where the first one begins.
        start: f64,
        /// Width of each.
        width: f64,
        /// Probability in each; scores outside belong to the nearest.
        probabilities: Vec<f64>,
    },
}

/// Pieces never promise certainty.
const CERTAINTY: f64 = 1e-15;

impl Calibration {
    /// The probability of the positive label; NaN for a score that is no number.
    pub fn probability(&self, score: f64) -> f64 {
        if score.is_nan() {
            return f64::NAN;
        }
        match self {
            Calibration::None => score,
            Calibration::Platt { slope, offset } => 1.0 / (1.0 + libm::exp(slope * score + offset)),
            Calibration::Pieces { pieces } => on_pieces(pieces, score).clamp(CERTAINTY, 1.0 - CERTAINTY),
            Calibration::Bins { start, width, probabilities } => {
                // Casting holds what is below 0 or beyond every count.
                let bin = ((score - start) / width) as usize;
                let last = probabilities.len().saturating_sub(1);
                probabilities.get(bin.min(last)).copied().unwrap_or(f64::NAN)
            }
        }
    }
}

fn on_pieces(pieces: &[[f64; 3]], score: f64) -> f64 {
    let place = pieces.partition_point(|[_, end, _]| *end < score);
    let before = place.checked_sub(1).and_then(|before| pieces.get(before));
    match (before, pieces.get(place)) {
        (None, None) => 0.0,
        (Some([_, _, last]), None) => *last,
        (None, Some([_, _, first])) => *first,
        (Some(_), Some([start, _, value])) if score >= *start => *value,
        (Some([_, from, low]), Some([to, _, high])) => low + (score - from) / (to - from) * (high - low),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_gives_its_probability() {
        assert_eq!(Calibration::None.probability(0.125), 0.125);
        let platt = Calibration::Platt { slope: -2.0, offset: 0.5 };
        assert_eq!(platt.probability(0.25), 0.5);
        assert!(platt.probability(3.0) > 0.99 && platt.probability(-1e9) < 1e-9);

        let pieces = Calibration::Pieces { pieces: vec![[-1.0, 0.0, 0.2], [1.0, 2.0, 0.6]] };
        let at = |score| pieces.probability(score);
        assert_eq!([at(-9.0), at(-0.5), at(0.0), at(0.5), at(1.0), at(9.0)], [0.2, 0.2, 0.2, 0.4, 0.6, 0.6]);
        assert_eq!(Calibration::Pieces { pieces: vec![] }.probability(1.0), CERTAINTY);

        let bins = Calibration::Bins { start: -1.0, width: 0.5, probabilities: vec![0.1, 0.4, 0.9] };
        let at = |score| bins.probability(score);
        assert_eq!([at(-9.0), at(-1.0), at(-0.5), at(0.4), at(1e300)], [0.1, 0.1, 0.4, 0.9, 0.9]);
    }

    #[test]
    fn a_missing_score_has_no_probability() {
        let kinds = [
            Calibration::None,
            Calibration::Platt { slope: -1.0, offset: 0.0 },
            Calibration::Pieces { pieces: vec![[0.0, 1.0, 0.5]] },
            Calibration::Bins { start: 0.0, width: 1.0, probabilities: vec![0.5] },
        ];
        assert!(kinds.iter().all(|kind| kind.probability(f64::NAN).is_nan()));
    }
}

//! Logistic regression for two classes, softmax regression for more.
//!
//! Minimises the sum of the rows' losses, plus half the L2 weight times the squared weights, plus the L1 weight times the absolute
//! weights. Biases are not penalised.

use super::minimise::{Minimiser, Report, Smooth};
use super::model::{LinearModel, LogisticModel};
use super::products::{BLOCK_ROWS, Design};
use crate::arithmetic::exp;
use crate::error::LearnError;
use crate::matrix::Matrix;
use crate::watch::{Pace, Watch, checkpoint};

/// How to fit. The defaults are those of Studio (classic).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LogisticRegression {
    /// Weight of the absolute weights.
    pub l1: f64,
    /// Weight of the squared weights.
    pub l2: f64,
    /// Stops when the objective falls by less than this share a step.
    pub tolerance: f64,
    /// Steps remembered by L-BFGS.
    pub memory: usize,
    /// Iterations, at most.
    pub iterations: usize,
}

impl Default for LogisticRegression {
    fn default() -> LogisticRegression {
        LogisticRegression { l1: 1.0, l2: 1.0, tolerance: 1e-7, memory: 20, iterations: 10_000 }
    }
}

impl LogisticRegression {
    /// Fits rows with a class each, below `classes` (2 or more), and a weight each if given. Features must be complete; they should
    /// be of similar scale.
    pub async fn fit(
        &self,
        matrix: &Matrix,
        labels: &[u32],
        classes: usize,
        weights: Option<&[f32]>,
        watch: &dyn Watch,
    ) -> Result<LogisticModel, LearnError> {
        self.check(matrix, labels, classes, weights)?;
        checkpoint(watch, 0.0, "looking at the features").await?;
        let design = Design::new(matrix);
        design.check_complete()?;
        let outputs = if classes == 2 { 1 } else { classes };
        let features = matrix.width();
        let mut loss = Loss {
            design,
            labels,
            weights,
            features,
            outputs,
            l2: self.l2,
            scores: vec![0.0; BLOCK_ROWS * outputs],
        };
        self.minimise(&mut loss, features, outputs, watch).await
    }

    /// The model at the minimum of the smooth part with the L1 weight added.
    pub(super) async fn minimise(
        &self,
        loss: &mut impl Smooth,
        features: usize,
        outputs: usize,
        watch: &dyn Watch,
    ) -> Result<LogisticModel, LearnError> {
        let mut absolute = vec![self.l1; (features + 1) * outputs];
        absolute.iter_mut().skip(features).step_by(features + 1).for_each(|bias| *bias = 0.0);
        let minimiser =
            Minimiser { memory: self.memory, tolerance: self.tolerance, iterations: self.iterations };
        let start = vec![0.0; absolute.len()];
        let found = minimiser.minimise(loss, start, &absolute, &mut Pace::new(watch)).await?;
        let mut linear = LinearModel { features, weights: Vec::new(), biases: Vec::new() };
        for of_output in found.chunks_exact(features + 1) {
            linear.weights.extend(&of_output[..features]);
            linear.biases.push(of_output[features]);
        }
        checkpoint(watch, 1.0, "trained").await?;
        Ok(LogisticModel { linear })
    }

    pub(super) fn check(
        &self,
        matrix: &Matrix,
        labels: &[u32],
        classes: usize,
        weights: Option<&[f32]>,
    ) -> Result<(), LearnError> {
        let check = LearnError::check_setting;
        let penalty = |weight: f64| weight >= 0.0 && weight.is_finite();
        check(penalty(self.l1), "the L1 weight", self.l1, "at least 0")?;
        check(penalty(self.l2), "the L2 weight", self.l2, "at least 0")?;
        check(self.tolerance >= 0.0, "the tolerance", self.tolerance, "at least 0")?;
        check(classes >= 2, "the number of classes", classes as f64, "at least 2")?;
        if matrix.rows() == 0 {
            return Err(LearnError::NoRows);
        }
        LearnError::check_length("labels", matrix.rows(), labels.len())?;
        if let Some(row) = labels.iter().position(|&label| label as usize >= classes) {
            return Err(LearnError::Label { row, found: labels[row].into(), rule: "a class number" });
        }
        matrix.check_weights(weights)
    }
}

/// The smooth part of the objective. Its numbers are, output by output, the weights and then the bias.
struct Loss<'a> {
    design: Design<'a>,
    labels: &'a [u32],
    weights: Option<&'a [f32]>,
    features: usize,
    outputs: usize,
    l2: f64,
    scores: Vec<f64>,
}

impl Smooth for Loss<'_> {
    async fn evaluate(
        &mut self,
        at: &[f64],
        gradient: &mut [f64],
        pace: &mut Pace<'_>,
        report: &Report,
    ) -> Result<f64, LearnError> {
        let size = self.features + 1;
        gradient.fill(0.0);
        let mut loss = 0.0;
        for start in (0..self.labels.len()).step_by(BLOCK_ROWS) {
            let rows = start..self.labels.len().min(start + BLOCK_ROWS);
            let count = rows.len();
            let scores = &mut self.scores[..count * self.outputs];
            for (scores, at) in scores.chunks_exact_mut(count).zip(at.chunks_exact(size)) {
                scores.fill(at[self.features]);
                self.design.add_products(rows.clone(), &at[..self.features], scores);
            }
            let labels = &self.labels[rows.clone()];
            let weights = self.weights.map(|weights| &weights[rows.clone()]);
            loss += if self.outputs == 1 {
                two_class_loss(scores, labels, weights)
            } else {
                softmax_loss(scores, labels, weights)
            };
            // The scores have become the derivatives of the loss by the scores.
            for (slopes, gradient) in scores.chunks_exact(count).zip(gradient.chunks_exact_mut(size)) {
                self.design.add_sums(rows.clone(), slopes, &mut gradient[..self.features]);
                gradient[self.features] += slopes.iter().sum::<f64>();
            }
            let steps = 2 * self.outputs * self.design.steps(count);
            pace.spend(steps, report.fraction(), || report.message()).await?;
        }
        for (gradient, at) in gradient.chunks_exact_mut(size).zip(at.chunks_exact(size)) {
            for (gradient, &at) in gradient[..self.features].iter_mut().zip(at) {
                *gradient += self.l2 * at;
                loss += 0.5 * self.l2 * at * at;
            }
        }
        Ok(loss)
    }
}

/// The loss of some rows; their scores become its derivatives.
pub(super) fn two_class_loss(scores: &mut [f64], labels: &[u32], weights: Option<&[f32]>) -> f64 {
    let Some(weights) = weights else {
        let mut linear = 0.0;
        // The product of a block's factors, each from 1 to 2, stays a number; its logarithm is the sum of theirs.
        let mut product = 1.0;
        for (score, &label) in scores.iter_mut().zip(labels) {
            let toward = if label == 1 { -*score } else { *score };
            let small = exp(-score.abs());
            linear += toward.max(0.0);
            product *= 1.0 + small;
            let share = 1.0 / (1.0 + small);
            let positive = if *score >= 0.0 { share } else { small * share };
            *score = positive - f64::from(label);
        }
        return linear + libm::log(product);
    };
    let mut loss = 0.0;
    for ((score, &label), &weight) in scores.iter_mut().zip(labels).zip(weights) {
        let weight = f64::from(weight);
        let toward = if label == 1 { -*score } else { *score };
        let small = exp(-score.abs());
        loss += weight * (toward.max(0.0) + libm::log1p(small));
        let share = 1.0 / (1.0 + small);
        let positive = if *score >= 0.0 { share } else { small * share };
        *score = weight * (positive - f64::from(label));
    }
    loss
}

/// The same for several classes, whose scores stand class by class.
pub(super) fn softmax_loss(scores: &mut [f64], labels: &[u32], weights: Option<&[f32]>) -> f64 {
    let rows = labels.len();
    let mut loss = 0.0;
    for (row, &label) in labels.iter().enumerate() {
        let weight = weights.map_or(1.0, |weights| f64::from(weights[row]));
        let largest = scores[row..].iter().step_by(rows).copied().fold(f64::NEG_INFINITY, f64::max);
        let own = scores[label as usize * rows + row];
        let mut sum = 0.0;
        for score in scores[row..].iter_mut().step_by(rows) {
            *score = exp(*score - largest);
            sum += *score;
        }
        for score in scores[row..].iter_mut().step_by(rows) {
            *score *= weight / sum;
        }
        scores[label as usize * rows + row] -= weight;
        loss += weight * (libm::log(sum) + largest - own);
    }
    loss
}

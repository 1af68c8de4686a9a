//! Linear regression by online gradient descent: one row after the other, epoch after epoch.
//!
//! Each step solves for the row's error after the step instead of before it (Kulis and Bartlett's implicit update): for small rates the
//! same, for large ones it cannot run away.

use super::least_squares::check_targets;
use super::model::LinearModel;
use super::products::Design;
use crate::error::LearnError;
use crate::matrix::Matrix;
use crate::random::Random;
use crate::watch::{Pace, Watch, checkpoint};

/// How to fit. The defaults are those of Studio (classic).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GradientDescent {
    /// Learning rate of the first step.
    pub learning_rate: f64,
    /// Times that every row is seen.
    pub epochs: usize,
    /// Weight of the squared weights.
    pub l2: f64,
    /// Whether the rate falls with the square root of the steps done.
    pub decrease: bool,
    /// Whether the model is the mean of all steps' models rather than the last one.
    pub average: bool,
    /// Decides the order of the rows.
    pub seed: u64,
}

impl Default for GradientDescent {
    fn default() -> GradientDescent {
        GradientDescent { learning_rate: 0.1, epochs: 10, l2: 0.001, decrease: true, average: true, seed: 0 }
    }
}

impl GradientDescent {
    /// Fits rows with a number each, and a weight each if given. Features must be complete; they should be of similar scale.
    pub async fn fit(
        &self,
        matrix: &Matrix,
        targets: &[f64],
        weights: Option<&[f32]>,
        watch: &dyn Watch,
    ) -> Result<LinearModel, LearnError> {
        let rate = self.learning_rate;
        LearnError::check_setting(rate > 0.0 && rate.is_finite(), "the learning rate", rate, "above 0")?;
        let allowed = self.l2 >= 0.0 && self.l2.is_finite();
        LearnError::check_setting(allowed, "the L2 weight", self.l2, "at least 0")?;
        check_targets(matrix, targets, weights)?;
        checkpoint(watch, 0.0, "looking at the features").await?;
        Design::new(matrix).check_complete()?;
        let features = matrix.width();
        let mut pace = Pace::new(watch);
        let mut random = Random::new(self.seed);
        let mut order: Vec<u32> = (0..matrix.rows() as u32).collect();
        let mut row_values = vec![0f32; features];
        let mut model = vec![0.0; features + 1];
        let mut mean = vec![0.0; features + 1];
        let mut steps = 0.0;
        for epoch in 0..self.epochs {
            random.shuffle(&mut order);
            let fraction = epoch as f32 / self.epochs as f32;
            checkpoint(watch, fraction, &format!("epoch {} of {}", epoch + 1, self.epochs)).await?;
            for &row in &order {
                let row = row as usize;
                matrix.write_row(row, &mut row_values);
                let rate = if self.decrease { rate / f64::sqrt(1.0 + steps) } else { rate };
                let rate = 2.0 * rate * weights.map_or(1.0, |weights| f64::from(weights[row]));
                let mut prediction = model[features];
                let mut square = 1.0;
                for (&weight, &value) in model.iter().zip(&row_values) {
                    prediction += weight * f64::from(value);
                    square += f64::from(value) * f64::from(value);
                }
                let step = rate * (prediction - targets[row]) / (1.0 + rate * square);
                let shrink = 1.0 / (1.0 + rate * self.l2);
                steps += 1.0;
                for ((weight, mean), &value) in model.iter_mut().zip(&mut mean).zip(&row_values) {
                    *weight = (*weight - step * f64::from(value)) * shrink;
                    *mean += (*weight - *mean) / steps;
                }
                model[features] -= step;
                mean[features] += (model[features] - mean[features]) / steps;
                pace.spend(4 * features + 8, fraction, || format!("epoch {} of {}", epoch + 1, self.epochs))
                    .await?;
            }
        }
        let mut found = if self.average { mean } else { model };
        if found.iter().any(|value| !value.is_finite()) {
            return Err(LearnError::Diverged("the learning rate is too large for these features"));
        }
        let bias = found.pop().unwrap_or_default();
        checkpoint(watch, 1.0, "trained").await?;
        Ok(LinearModel { features, weights: found, biases: vec![bias] })
    }
}

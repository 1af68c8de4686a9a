//! Logistic and softmax regression on a GPU: scores and gradient are products of burn tensors; losses and the search are those of
//! the CPU, in double precision.

use super::logistic::{LogisticRegression, softmax_loss, two_class_loss};
use super::minimise::{Report, Smooth};
use super::model::LogisticModel;
use super::products::Design;
use crate::device::Session;
use crate::error::LearnError;
use crate::matrix::Matrix;
use crate::watch::{Pace, Watch, checkpoint};
use burn::tensor::Tensor;

impl LogisticRegression {
    /// Like [`LogisticRegression::fit`], with the products as tensors.
    pub(super) async fn fit_on_tensors(
        &self,
        session: &Session,
        matrix: &Matrix,
        labels: &[u32],
        classes: usize,
        weights: Option<&[f32]>,
        watch: &dyn Watch,
    ) -> Result<LogisticModel, LearnError> {
        self.check(matrix, labels, classes, weights)?;
        checkpoint(watch, 0.0, "moving the features to the device").await?;
        Design::new(matrix).check_complete()?;
        let (rows, features) = (matrix.rows(), matrix.width());
        let outputs = if classes == 2 { 1 } else { classes };
        let inputs = session.matrix(matrix.dense(0..rows), rows, features);
        let mut loss = TensorLoss { session, inputs, labels, weights, outputs, l2: self.l2 };
        self.minimise(&mut loss, features, outputs, watch).await
    }
}

/// The smooth part of the objective. Its numbers are, output by output, the weights and then the bias.
struct TensorLoss<'a> {
    session: &'a Session,
    /// Rows by features.
    inputs: Tensor<2>,
    labels: &'a [u32],
    weights: Option<&'a [f32]>,
    outputs: usize,
    l2: f64,
}

impl Smooth for TensorLoss<'_> {
    async fn evaluate(
        &mut self,
        at: &[f64],
        gradient: &mut [f64],
        pace: &mut Pace<'_>,
        report: &Report,
    ) -> Result<f64, LearnError> {
        let (rows, outputs) = (self.labels.len(), self.outputs);
        let features = at.len() / outputs - 1;
        let narrow = |values: &[f64]| values.iter().map(|value| *value as f32).collect::<Vec<f32>>();
        let mut scores: Vec<f64> = Vec::with_capacity(rows * outputs);
        if features > 0 {
            let of_outputs = at.chunks_exact(features + 1).flat_map(|at| narrow(&at[..features])).collect();
            let products =
                self.session.matrix(of_outputs, outputs, features).matmul(self.inputs.clone().transpose());
            scores.extend(self.session.read(products).await?.into_iter().map(f64::from));
        } else {
            scores.resize(rows * outputs, 0.0);
        }
        for (scores, at) in scores.chunks_exact_mut(rows).zip(at.chunks_exact(features + 1)) {
            scores.iter_mut().for_each(|score| *score += at[features]);
        }
        let mut loss = if outputs == 1 {
            two_class_loss_of_all(&mut scores, self.labels, self.weights)
        } else {
            softmax_loss(&mut scores, self.labels, self.weights)
        };
        // The scores have become the derivatives of the loss by the scores.
        let sums = if features > 0 {
            let slopes = self.session.matrix(narrow(&scores), outputs, rows);
            self.session.read(slopes.matmul(self.inputs.clone())).await?
        } else {
            Vec::new()
        };
        for (output, gradient) in gradient.chunks_exact_mut(features + 1).enumerate() {
            let at = &at[output * (features + 1)..][..features];
            for ((gradient, sum), at) in gradient.iter_mut().zip(&sums[output * features..]).zip(at) {
                *gradient = f64::from(*sum) + self.l2 * at;
                loss += 0.5 * self.l2 * at * at;
            }
            gradient[features] = scores[output * rows..][..rows].iter().sum();
        }
        // Every evaluation is worth a look at the watch.
        pace.spend(usize::MAX, report.fraction(), || report.message()).await?;
        Ok(loss)
    }
}

/// Block by block: the product of a block's factors must stay a number.
fn two_class_loss_of_all(scores: &mut [f64], labels: &[u32], weights: Option<&[f32]>) -> f64 {
    use super::products::BLOCK_ROWS;
    let mut loss = 0.0;
    for (block, (scores, labels)) in scores.chunks_mut(BLOCK_ROWS).zip(labels.chunks(BLOCK_ROWS)).enumerate()
    {
        let weights = weights.map(|weights| &weights[block * BLOCK_ROWS..][..labels.len()]);
        loss += two_class_loss(scores, labels, weights);
    }
    loss
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Column, Random, Unwatched};
    use pollster::block_on;

    #[test]
    fn tensors_find_the_same_minimum() {
        let mut random = Random::new(3);
        let rows = 1500;
        let numbers: Vec<f32> = (0..rows).map(|_| random.uniform() as f32).collect();
        let codes: Vec<u32> = (0..rows).map(|_| random.below(3) as u32).collect();
        let weights: Vec<f32> = (0..rows).map(|row| (row % 4) as f32).collect();
        let noise: Vec<f64> = (0..rows).map(|_| random.normal() * 0.3).collect();
        let class = |row: usize, classes: u32| {
            let score = f64::from(numbers[row]) * 2.0 + f64::from(codes[row]) * 0.4 + noise[row];
            (score.max(0.0) as u32).min(classes - 1)
        };
        let columns =
            vec![Column::Numbers(numbers.clone()), Column::Levels { codes: codes.clone(), levels: 3 }];
        let matrix = Matrix::new(rows, columns).unwrap();
        for classes in [2u32, 3] {
            let labels: Vec<u32> = (0..rows).map(|row| class(row, classes)).collect();
            for l1 in [0.0, 2.0] {
                let learner = LogisticRegression { l1, tolerance: 1e-9, ..LogisticRegression::default() };
                let (labels, classes, weights) = (&labels, classes as usize, Some(weights.as_slice()));
                let exact = block_on(learner.fit(&matrix, labels, classes, weights, &Unwatched)).unwrap();
                let session = Session::cpu();
                let tensors = learner.fit_on_tensors(&session, &matrix, labels, classes, weights, &Unwatched);
                let tensors = block_on(tensors).unwrap();
                for (a, b) in exact.linear.weights.iter().zip(&tensors.linear.weights) {
                    assert!((a - b).abs() < 5e-3, "{classes} classes, L1 {l1}: {a} {b}");
                }
            }
        }
        let none = Matrix::new(rows, vec![]).unwrap();
        let labels: Vec<u32> = (0..rows as u32).map(|row| u32::from(row % 4 == 0)).collect();
        let learner = LogisticRegression::default();
        let session = Session::cpu();
        let found = learner.fit_on_tensors(&session, &none, &labels, 2, None, &Unwatched);
        let bias = block_on(found).unwrap().linear.biases[0];
        assert!((bias - (1.0f64 / 3.0).ln()).abs() < 1e-2, "{bias}");
    }
}

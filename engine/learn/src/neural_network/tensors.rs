//! Training on burn tensors: the same steps as in plain arithmetic, a batch at a time, on whichever device the session has.

use super::model::{Layer, Output};
use super::plan::Plan;
use crate::device::Session;
use crate::{LearnError, Watch, checkpoint};
use burn::tensor::{Tensor, activation};

/// Operations between two read-backs on a GPU: they show progress, let cancellation in and look at the error flag.
const OPERATIONS_BETWEEN_READS: f64 = 2e10;

/// Batches between two read-backs, however small: a queue without end would hold all their buffers.
const BATCHES_BETWEEN_READS: usize = 64;

/// A layer on the device.
struct Weights {
    weights: Tensor<2>,
    biases: Tensor<2>,
}

/// Trains from the initial weights on; the layers.
pub(super) async fn train(
    plan: &Plan,
    session: &Session,
    watch: &dyn Watch,
) -> Result<Vec<Layer>, LearnError> {
    let (rows, width, outputs) = (plan.inputs.rows(), plan.inputs.width(), plan.outputs());
    let inputs = session.matrix(plan.inputs.dense(), rows, width);
    let targets = session.matrix(plan.targets.clone(), rows, outputs);
    let weights = plan.weights().map(|weights| session.matrix(weights.to_vec(), rows, 1));
    let upload = |layer: &Layer| {
        let columns = layer.outputs as usize;
        let inputs = layer.weights.len() / columns;
        Weights {
            weights: session.matrix(layer.weights.clone(), inputs, columns),
            biases: session.matrix(layer.biases.clone(), 1, columns),
        }
    };
    let mut trainer = Trainer { plan, layers: plan.initial.iter().map(upload).collect(), steps: Vec::new() };
    let mut orders = plan.orders();
    let every = ((OPERATIONS_BETWEEN_READS / plan.work().step) as usize).clamp(1, BATCHES_BETWEEN_READS);
    let mut batches = 0usize;
    checkpoint(watch, 0.0, "first iteration").await?;
    for pass in 0..plan.iterations {
        let order = session.indices(orders.next());
        let inputs = inputs.clone().select(0, order.clone());
        let targets = targets.clone().select(0, order.clone());
        let weights = weights.clone().map(|weights| weights.select(0, order));
        for start in (0..rows).step_by(plan.batch) {
            let end = (start + plan.batch).min(rows);
            let x = inputs.clone().slice([start..end, 0..width]);
            let y = targets.clone().slice([start..end, 0..outputs]);
            let weights = weights.clone().map(|weights| weights.slice([start..end, 0..1]));
            let found = trainer.batch(x, y.clone(), weights, end - start);
            batches += 1;
            if batches.is_multiple_of(every) || end == rows {
                let loss = session.read(mean_loss(plan.output, found, y)).await?;
                let loss = f64::from(loss.first().copied().unwrap_or(f32::NAN));
                if !loss.is_finite() {
                    return Err(LearnError::Diverged("the loss of the neural network"));
                }
                let fraction = (pass as f32 + end as f32 / rows as f32) / plan.iterations as f32;
                checkpoint(watch, fraction, &plan.message(pass, loss)).await?;
            }
        }
    }
    trainer.download(session).await
}

struct Trainer<'a> {
    plan: &'a Plan,
    layers: Vec<Weights>,
    /// The last step of each layer, when there is momentum.
    steps: Vec<Weights>,
}

impl Trainer<'_> {
    /// One step; the outputs before it.
    fn batch(
        &mut self,
        inputs: Tensor<2>,
        targets: Tensor<2>,
        weights: Option<Tensor<2>>,
        rows: usize,
    ) -> Tensor<2> {
        let last = self.layers.len() - 1;
        // The inputs of each layer.
        let mut seen = vec![inputs];
        let mut found = seen[0].clone();
        for (index, layer) in self.layers.iter().enumerate() {
            let sums = seen[index].clone().matmul(layer.weights.clone()) + layer.biases.clone();
            found = match (index == last, self.plan.output) {
                (false, _) | (true, Output::TwoClass) => activation::sigmoid(sums),
                (true, Output::MultiClass) => activation::softmax(sums, 1),
                (true, Output::Number { .. }) => sums,
            };
            if index < last {
                seen.push(found.clone());
            }
        }
        let mut delta = (targets - found.clone()).mul_scalar(self.plan.step(rows));
        if let Some(weights) = weights {
            delta = delta * weights;
        }
        let mut moves = Vec::with_capacity(self.layers.len());
        for (index, layer) in self.layers.iter().enumerate().rev() {
            let input = seen[index].clone();
            let products = Weights {
                weights: input.clone().transpose().matmul(delta.clone()),
                biases: delta.clone().sum_dim(0),
            };
            if index > 0 {
                let slope = input.clone() - input.clone() * input;
                delta = delta.matmul(layer.weights.clone().transpose()) * slope;
            }
            moves.push(products);
        }
        moves.reverse();
        self.apply(moves);
        found
    }

    fn apply(&mut self, mut moves: Vec<Weights>) {
        if self.plan.momentum > 0.0 {
            for (step, before) in moves.iter_mut().zip(&self.steps) {
                let momentum = self.plan.momentum;
                step.weights = step.weights.clone() + before.weights.clone().mul_scalar(momentum);
                step.biases = step.biases.clone() + before.biases.clone().mul_scalar(momentum);
            }
        }
        for (layer, step) in self.layers.iter_mut().zip(&moves) {
            layer.weights = layer.weights.clone() + step.weights.clone();
            layer.biases = layer.biases.clone() + step.biases.clone();
        }
        self.steps = if self.plan.momentum > 0.0 { moves } else { Vec::new() };
    }

    async fn download(self, session: &Session) -> Result<Vec<Layer>, LearnError> {
        let mut layers = Vec::with_capacity(self.layers.len());
        for (layer, initial) in self.layers.into_iter().zip(&self.plan.initial) {
            layers.push(Layer {
                outputs: initial.outputs,
                weights: session.read(layer.weights).await?,
                biases: session.read(layer.biases).await?,
            });
        }
        if layers.iter().all(Layer::is_finite) {
            Ok(layers)
        } else {
            Err(LearnError::Diverged("the weights of the neural network"))
        }
    }
}

/// Cross entropy, or half the squared error, of one batch.
fn mean_loss(output: Output, found: Tensor<2>, targets: Tensor<2>) -> Tensor<1> {
    let logarithm = |probability: Tensor<2>| probability.clamp_min(1e-12).log();
    let losses = match output {
        Output::Number { .. } => {
            let error = found - targets;
            (error.clone() * error).mul_scalar(0.5)
        }
        Output::MultiClass => (targets * logarithm(found)).neg().sum_dim(1),
        Output::TwoClass => {
            let other =
                targets.clone().neg().add_scalar(1.0) * logarithm(found.clone().neg().add_scalar(1.0));
            (targets * logarithm(found) + other).neg()
        }
    };
    losses.mean()
}

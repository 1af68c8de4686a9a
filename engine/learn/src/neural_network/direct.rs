//! Training in plain arithmetic, one row after the other.

use super::model::{Layer, Output};
use super::plan::Plan;
use crate::rows::Rows;
use crate::vectors::{add, add_all, dot, logistic, softmax};
use crate::{LearnError, Watch, checkpoint};

/// Trains from the initial weights on; the layers.
pub(super) async fn train(plan: &Plan, watch: &dyn Watch) -> Result<Vec<Layer>, LearnError> {
    let mut trainer = Trainer::new(plan);
    let mut orders = plan.orders();
    let rows = plan.inputs.rows();
    let every = plan.batches_between_checks();
    let mut batches = 0usize;
    let mut message = String::from("first iteration");
    for pass in 0..plan.iterations {
        let mut loss = 0.0;
        for (index, batch) in orders.next().chunks(plan.batch).enumerate() {
            if batches.is_multiple_of(every) {
                let within = (index * plan.batch) as f32 / rows as f32;
                checkpoint(watch, (pass as f32 + within) / plan.iterations as f32, &message).await?;
            }
            batches += 1;
            loss += trainer.batch(batch);
        }
        if !loss.is_finite() {
            return Err(LearnError::Diverged("the loss of the neural network"));
        }
        message = plan.message(pass, loss / rows as f64);
    }
    checkpoint(watch, 1.0, &message).await?;
    // The last steps may have gone too far after the loss was taken.
    if trainer.layers.iter().all(Layer::is_finite) {
        Ok(trainer.layers)
    } else {
        Err(LearnError::Diverged("the weights of the neural network"))
    }
}

/// The weights and the buffers of one batch.
struct Trainer<'a> {
    plan: &'a Plan,
    layers: Vec<Layer>,
    /// The last step of each layer, when there is momentum.
    steps: Option<Vec<Layer>>,
    /// The outputs of each layer, row by row.
    outputs: Vec<Vec<f32>>,
    /// The derivatives of the loss with respect to the sums of each layer, row by row.
    deltas: Vec<Vec<f32>>,
}

impl<'a> Trainer<'a> {
    fn new(plan: &'a Plan) -> Trainer<'a> {
        let buffers: Vec<Vec<f32>> =
            plan.initial.iter().map(|layer| vec![0.0; plan.batch * layer.outputs as usize]).collect();
        let zeros = |layer: &Layer| Layer {
            outputs: layer.outputs,
            weights: vec![0.0; layer.weights.len()],
            biases: vec![0.0; layer.biases.len()],
        };
        Trainer {
            plan,
            layers: plan.initial.clone(),
            steps: (plan.momentum > 0.0).then(|| plan.initial.iter().map(zeros).collect()),
            outputs: buffers.clone(),
            deltas: buffers,
        }
    }

    /// One step; the loss before it, summed over the rows.
    fn batch(&mut self, rows: &[u32]) -> f64 {
        for index in 0..self.layers.len() {
            self.forward(index, rows);
        }
        let loss = self.compare(rows);
        for index in (1..self.layers.len()).rev() {
            self.backward(index, rows.len());
        }
        for index in 0..self.layers.len() {
            self.step(index, rows);
        }
        loss
    }

    fn forward(&mut self, index: usize, rows: &[u32]) {
        let (before, current) = self.outputs.split_at_mut(index);
        let (layer, is_last) = (&self.layers[index], index + 1 == self.layers.len());
        let outputs = layer.outputs as usize;
        for (at, into) in current[0].chunks_exact_mut(outputs).take(rows.len()).enumerate() {
            match before.last() {
                None => layer.sums_of_row(&self.plan.inputs, rows[at] as usize, into),
                Some(inputs) => {
                    let width = self.layers[index - 1].outputs as usize;
                    layer.sums(&inputs[at * width..(at + 1) * width], into);
                }
            }
            match (is_last, self.plan.output) {
                (false, _) | (true, Output::TwoClass) => logistic(into),
                (true, Output::MultiClass) => softmax(into),
                (true, Output::Number { .. }) => {}
            }
        }
    }

    /// Derivatives of the last layer (output minus target, for all three losses), times minus the step; and the loss.
    fn compare(&mut self, rows: &[u32]) -> f64 {
        let (Some(outputs), Some(deltas)) = (self.outputs.last(), self.deltas.last_mut()) else { return 0.0 };
        let width = self.plan.outputs();
        let mut loss = 0.0;
        for (at, &row) in rows.iter().enumerate() {
            let weight = self.plan.weight(row as usize);
            let step = self.plan.step(rows.len()) * weight;
            let target = self.plan.target(row as usize);
            let output = &outputs[at * width..(at + 1) * width];
            for ((delta, output), target) in deltas[at * width..].iter_mut().zip(output).zip(target) {
                *delta = step * (target - output);
            }
            loss += f64::from(weight) * loss_of(self.plan.output, output, target);
        }
        loss
    }

    /// Derivatives of the layer before this one.
    fn backward(&mut self, index: usize, rows: usize) {
        let (before, current) = self.deltas.split_at_mut(index);
        let layer = &self.layers[index];
        let (width, outputs) = (self.layers[index - 1].outputs as usize, layer.outputs as usize);
        for at in 0..rows {
            let delta = &current[0][at * outputs..(at + 1) * outputs];
            let output = &self.outputs[index - 1][at * width..(at + 1) * width];
            let into = &mut before[index - 1][at * width..(at + 1) * width];
            for ((place, output), weights) in
                into.iter_mut().zip(output).zip(layer.weights.chunks_exact(outputs))
            {
                let error = if let ([weight], [delta]) = (weights, delta) {
                    weight * delta
                } else {
                    dot(weights, delta)
                };
                *place = error * (output * (1.0 - output));
            }
        }
    }

    /// Moves the weights of a layer.
    fn step(&mut self, index: usize, rows: &[u32]) {
        let momentum = self.plan.momentum;
        let deltas = &self.deltas[index];
        let layer = &mut self.layers[index];
        // Without momentum the step goes straight into the weights; only the rows of weights in use are touched.
        let into = match &mut self.steps {
            None => layer,
            Some(steps) => {
                let step = &mut steps[index];
                step.weights.iter_mut().chain(&mut step.biases).for_each(|value| *value *= momentum);
                step
            }
        };
        if index == 0 {
            add_products_of_inputs(into, &self.plan.inputs, rows, deltas);
        } else {
            add_products(into, &self.outputs[index - 1], rows.len(), deltas);
        }
        if let Some(steps) = &self.steps {
            let layer = &mut self.layers[index];
            add(&mut layer.weights, &steps[index].weights);
            add(&mut layer.biases, &steps[index].biases);
        }
    }
}

/// Adds the products of inputs and derivatives, and the derivatives to the biases.
fn add_products(into: &mut Layer, inputs: &[f32], rows: usize, deltas: &[f32]) {
    let outputs = into.outputs as usize;
    let width = into.weights.len() / outputs;
    if outputs == 1 {
        add_all(&mut into.weights, rows, |at| deltas[at], |at| &inputs[at * width..(at + 1) * width]);
    } else {
        for (input, weights) in into.weights.chunks_exact_mut(outputs).enumerate() {
            let delta = |at: usize| &deltas[at * outputs..(at + 1) * outputs];
            add_all(weights, rows, |at| inputs[at * width + input], delta);
        }
    }
    add_to_biases(into, rows, deltas);
}

/// The same for the features of these rows.
fn add_products_of_inputs(into: &mut Layer, inputs: &Rows, rows: &[u32], deltas: &[f32]) {
    let outputs = into.outputs as usize;
    let delta = |at: usize| &deltas[at * outputs..(at + 1) * outputs];
    for (number, &feature) in inputs.number_features().iter().enumerate() {
        let weights = &mut into.weights[feature as usize * outputs..(feature as usize + 1) * outputs];
        add_all(weights, rows.len(), |at| inputs.numbers(rows[at] as usize)[number], delta);
    }
    for (at, &row) in rows.iter().enumerate() {
        for level in inputs.levels(row as usize) {
            add(&mut into.weights[level * outputs..(level + 1) * outputs], delta(at));
        }
    }
    add_to_biases(into, rows.len(), deltas);
}

fn add_to_biases(into: &mut Layer, rows: usize, deltas: &[f32]) {
    for delta in deltas.chunks_exact(into.outputs as usize).take(rows) {
        add(&mut into.biases, delta);
    }
}

/// Cross entropy, or half the squared error.
fn loss_of(output: Output, found: &[f32], target: &[f32]) -> f64 {
    let logarithm = |probability: f32| -f64::from(libm::logf(probability.max(1e-12)));
    let terms = found.iter().zip(target);
    match output {
        Output::TwoClass => terms.map(|(p, y)| logarithm(if *y > 0.5 { *p } else { 1.0 - p })).sum(),
        Output::MultiClass => terms.filter(|(_, y)| **y > 0.5).map(|(p, _)| logarithm(*p)).sum(),
        Output::Number { .. } => terms.map(|(p, y)| f64::from(p - y).powi(2) / 2.0).sum(),
    }
}

//! All that is settled before training starts, the same on every device: scaled inputs, targets, initial weights, orders of rows,
//! batches and steps.

use super::model::{Layer, NeuralNetwork, Output, widths};
use super::normaliser::{Scaler, moments};
use super::{Labels, Settings};
use crate::device::WorkSize;
use crate::rows::Rows;
use crate::{LearnError, Matrix, Random};

/// The largest batch.
const LARGEST_BATCH: usize = 256;

/// Batches in a pass, at least, before they grow beyond the rows of a full step.
const BATCHES: usize = 1024;

/// Largest number of units in one layer.
const LARGEST_LAYER: u32 = 1 << 16;

/// What is settled before training starts.
pub(super) struct Plan {
    pub(super) inputs: Rows,
    /// What the outputs should be, row by row.
    pub(super) targets: Vec<f32>,
    /// How much each row counts, 1 on average.
    weights: Option<Vec<f32>>,
    pub(super) output: Output,
    pub(super) initial: Vec<Layer>,
    pub(super) batch: usize,
    pub(super) iterations: u32,
    pub(super) momentum: f32,
    learning_rate: f64,
    shuffle: bool,
    random: Random,
    scalers: Vec<Scaler>,
    widths: Vec<u32>,
}

impl Plan {
    pub(super) fn new(
        features: &Matrix,
        labels: Labels<'_>,
        weights: Option<&[f32]>,
        settings: &Settings,
    ) -> Result<Plan, LearnError> {
        check(settings)?;
        let rows = features.rows();
        if rows == 0 {
            return Err(LearnError::NoRows);
        }
        if features.has_missing() {
            let complete = features.complete_rows();
            let row = (0..rows).find(|row| complete.get(*row) != Some(&(*row as u32))).unwrap_or(0);
            return Err(LearnError::Missing { row });
        }
        let (targets, outputs, output) = targets(labels, rows)?;
        let scalers = Scaler::fit(features, settings.normaliser);
        let inputs = Rows::new(features, |column, value| scalers[column].apply(value));
        let mut random = Random::new(settings.seed);
        let mut initial = Vec::new();
        let mut width = inputs.width();
        for &units in settings.hidden.iter().chain([&outputs]) {
            let mut draw = |count: usize| -> Vec<f32> {
                let diameter = settings.initial_weights_diameter;
                (0..count).map(|_| ((random.uniform() - 0.5) * diameter) as f32).collect()
            };
            let weights = draw(width * units as usize);
            initial.push(Layer { outputs: units, weights, biases: draw(units as usize) });
            width = units as usize;
        }
        Ok(Plan {
            inputs,
            targets,
            weights: weights.map(|weights| proportions(weights, rows)).transpose()?,
            output,
            initial,
            batch: batch(rows, full_step_rows(output)),
            iterations: settings.iterations,
            momentum: settings.momentum as f32,
            learning_rate: settings.learning_rate,
            shuffle: settings.shuffle,
            random,
            scalers,
            widths: widths(features),
        })
    }

    /// Number of outputs.
    pub(super) fn outputs(&self) -> usize {
        self.targets.len() / self.inputs.rows()
    }

    /// What the outputs of a row should be.
    pub(super) fn target(&self, row: usize) -> &[f32] {
        let outputs = self.outputs();
        &self.targets[row * outputs..(row + 1) * outputs]
    }

    /// How much a row counts.
    pub(super) fn weight(&self, row: usize) -> f32 {
        self.weights.as_ref().map_or(1.0, |weights| weights[row])
    }

    /// How much each row counts; none when all count the same.
    #[cfg(any(feature = "gpu", test))]
    pub(super) fn weights(&self) -> Option<&[f32]> {
        self.weights.as_deref()
    }

    /// The orders of rows, one a pass.
    pub(super) fn orders(&self) -> Orders {
        Orders {
            rows: (0..self.inputs.rows() as u32).collect(),
            random: self.shuffle.then(|| self.random.clone()),
        }
    }

    /// The factor of the summed gradient of a batch of this many rows.
    pub(super) fn step(&self, rows: usize) -> f32 {
        let full = full_step_rows(self.output) as f64;
        (self.learning_rate * (full / rows as f64).min(1.0)) as f32
    }

    /// Features written out.
    pub(super) fn dense_size(&self) -> usize {
        self.inputs.rows().saturating_mul(self.inputs.width())
    }

    /// Multiplications and additions of one row in one pass, as tensors: forward, and two products backward.
    fn operations_per_row(&self, inputs: usize) -> f64 {
        let mut width = inputs;
        let mut operations = 0.0;
        for layer in &self.initial {
            operations += 6.0 * width as f64 * f64::from(layer.outputs);
            width = layer.outputs as usize;
        }
        operations
    }

    /// How much work it is as tensors.
    pub(super) fn work(&self) -> WorkSize {
        let row = self.operations_per_row(self.inputs.width());
        let total = row * self.inputs.rows() as f64 * f64::from(self.iterations);
        WorkSize { total, step: row * self.batch as f64 }
    }

    /// How many batches take a few hundredths of a second on one core.
    pub(super) fn batches_between_checks(&self) -> usize {
        let row = self.operations_per_row(self.inputs.terms());
        (4e7 / (row * self.batch as f64 + 1.0)).ceil() as usize
    }

    /// The message of a pass.
    pub(super) fn message(&self, pass: u32, loss: f64) -> String {
        format!("iteration {} of {}, loss {loss:.4}", pass + 1, self.iterations)
    }

    /// The network with these weights.
    pub(super) fn model(&self, layers: Vec<Layer>) -> NeuralNetwork {
        NeuralNetwork {
            scalers: self.scalers.clone(),
            widths: self.widths.clone(),
            layers,
            output: self.output,
        }
    }
}

/// The orders of rows, one a pass.
pub(super) struct Orders {
    rows: Vec<u32>,
    random: Option<Random>,
}

impl Orders {
    /// The order of the next pass.
    pub(super) fn next(&mut self) -> &[u32] {
        if let Some(random) = &mut self.random {
            random.shuffle(&mut self.rows);
        }
        &self.rows
    }
}

/// Rows whose gradients add up at full learning rate. Classic takes a step after each row; adding up the steps of a few rows
/// comes to the same while the weights hardly move in between. Beyond these, the mean is taken. A linear output has no bound on
/// its gradient, and so bears less.
fn full_step_rows(output: Output) -> usize {
    match output {
        Output::TwoClass | Output::MultiClass => 16,
        Output::Number { .. } => 4,
    }
}

/// Rows in a batch: those of a full step, and more when there are so many rows that steps are plenty all the same.
fn batch(rows: usize, full: usize) -> usize {
    (rows / BATCHES).next_power_of_two().clamp(full, LARGEST_BATCH).min(rows)
}

fn check(settings: &Settings) -> Result<(), LearnError> {
    let positive = |value: f64| value > 0.0 && value.is_finite();
    let check = LearnError::check_setting;
    check(positive(settings.learning_rate), "the learning rate", settings.learning_rate, "above 0")?;
    let diameter = settings.initial_weights_diameter;
    check(positive(diameter), "the initial weights diameter", diameter, "above 0")?;
    let momentum = settings.momentum;
    check((0.0..1.0).contains(&momentum), "the momentum", momentum, "at least 0 and below 1")?;
    check(settings.iterations > 0, "the number of iterations", f64::from(settings.iterations), "at least 1")?;
    settings.hidden.iter().try_for_each(|&units| {
        let allowed = (1..=LARGEST_LAYER).contains(&units);
        check(allowed, "the number of hidden nodes", f64::from(units), "from 1 to 65536")
    })
}

/// The weights with mean 1.
fn proportions(weights: &[f32], rows: usize) -> Result<Vec<f32>, LearnError> {
    LearnError::check_length("weights", rows, weights.len())?;
    let wrong = |weight: &f32| !(*weight >= 0.0 && weight.is_finite());
    if let Some(row) = weights.iter().position(wrong) {
        let found = f64::from(weights[row]);
        return Err(LearnError::Setting {
            setting: "the weight of a row",
            found,
            rule: "a number from 0 on",
        });
    }
    let mean = weights.iter().map(|weight| f64::from(*weight)).sum::<f64>() / rows as f64;
    if mean > 0.0 {
        Ok(weights.iter().map(|weight| (f64::from(*weight) / mean) as f32).collect())
    } else {
        Err(LearnError::NoRows)
    }
}

/// Targets row by row, how many a row, and what they mean.
fn targets(labels: Labels<'_>, rows: usize) -> Result<(Vec<f32>, u32, Output), LearnError> {
    match labels {
        Labels::TwoClass(labels) => {
            LearnError::check_length("labels", rows, labels.len())?;
            Ok((labels.iter().map(|label| f32::from(u8::from(*label))).collect(), 1, Output::TwoClass))
        }
        Labels::MultiClass { codes, classes } => {
            LearnError::check_length("labels", rows, codes.len())?;
            LearnError::check_setting(
                classes >= 2,
                "the number of classes",
                f64::from(classes),
                "at least 2",
            )?;
            let mut targets = vec![0.0; rows * classes as usize];
            for (row, &code) in codes.iter().enumerate() {
                if code >= classes {
                    let rule = "a class number below the number of classes";
                    return Err(LearnError::Label { row, found: f64::from(code), rule });
                }
                targets[row * classes as usize + code as usize] = 1.0;
            }
            Ok((targets, classes, Output::MultiClass))
        }
        Labels::Numbers(labels) => {
            LearnError::check_length("labels", rows, labels.len())?;
            if let Some(row) = labels.iter().position(|label| !label.is_finite()) {
                return Err(LearnError::Label { row, found: f64::from(labels[row]), rule: "a number" });
            }
            // Standardised, so that one learning rate fits labels of any size.
            let (offset, deviation) = moments(labels);
            let scale = if deviation > 0.0 { deviation } else { 1.0 };
            let targets = labels.iter().map(|label| ((f64::from(*label) - offset) / scale) as f32).collect();
            Ok((targets, 1, Output::Number { offset, scale }))
        }
    }
}

//! Neural networks: fully connected layers of logistic units, trained by stochastic gradient descent.
//!
//! Outputs and losses are classic's: one logistic unit and cross entropy for two classes, softmax and cross entropy for more, a
//! linear unit and squared error for numbers. On the CPU, training is plain arithmetic that gives the same bytes
//! on every machine and passes over absent categories; on a GPU it is the same mathematics on burn tensors. A test
//! holds the two together.

mod direct;
mod model;
mod normaliser;
mod plan;
#[cfg(any(feature = "gpu", test))]
mod tensors;
#[cfg(test)]
mod tests;

pub use model::{Layer, NeuralNetwork, Output};
pub use normaliser::{Normaliser, Scaler};

use crate::device::{self, DeviceChoice, Ran};
use crate::{LearnError, Matrix, Watch};
use plan::Plan;

/// What to learn, one label a row.
#[derive(Clone, Copy, Debug)]
pub enum Labels<'a> {
    /// Two classes; true is the positive one.
    TwoClass(&'a [bool]),
    /// Several classes.
    MultiClass {
        /// One code below `classes` a row.
        codes: &'a [u32],
        /// Number of classes, at least 2.
        classes: u32,
    },
    /// Numbers.
    Numbers(&'a [f32]),
}

/// How to learn it.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// Units of each hidden layer, from the inputs on. Empty: a linear model.
    pub hidden: Vec<u32>,
    /// Step along the gradient of one example: above 0.
    pub learning_rate: f64,
    /// Passes over the rows: at least 1.
    pub iterations: u32,
    /// Width of the interval around 0 from which the initial weights are drawn: above 0.
    pub initial_weights_diameter: f64,
    /// Share of the step before that is taken again: 0 up to, not including, 1.
    pub momentum: f64,
    /// What happens to numbers first.
    pub normaliser: Normaliser,
    /// Visit the rows in another order in each pass.
    pub shuffle: bool,
    /// Seed of initial weights and orders.
    pub seed: u64,
}

impl Default for Settings {
    /// Classic's defaults for classification; regression has a learning rate of 0.005.
    fn default() -> Settings {
        Settings {
            hidden: vec![100],
            learning_rate: 0.1,
            iterations: 100,
            initial_weights_diameter: 0.1,
            momentum: 0.0,
            normaliser: Normaliser::MinMax,
            shuffle: true,
            seed: 0,
        }
    }
}

/// Trains a network on rows without missing numbers. `weights` say how much each row counts; only their proportions matter.
///
/// # Errors
/// No rows, missing numbers, labels that do not go with the rows, a setting out of range, divergence, cancellation.
#[cfg_attr(not(feature = "gpu"), expect(unused_variables, reason = "there is only the CPU"))]
pub async fn fit(
    features: &Matrix,
    labels: Labels<'_>,
    weights: Option<&[f32]>,
    settings: &Settings,
    choice: DeviceChoice,
    watch: &dyn Watch,
) -> Result<Ran<NeuralNetwork>, LearnError> {
    let plan = Plan::new(features, labels, weights, settings)?;
    let device = device::resolve_for(choice, plan.work(), plan.dense_size()).await;
    let layers = device::with_fallback(&device, watch, async |session, watch| {
        #[cfg(feature = "gpu")]
        if session.is_gpu() {
            return tensors::train(&plan, session, watch).await;
        }
        direct::train(&plan, watch).await
    });
    Ok(layers.await?.map(|layers| plan.model(layers)))
}

/// Trains on burn tensors on the CPU: what the GPU does, for comparing the two.
#[cfg(test)]
async fn fit_on_cpu_tensors(
    features: &Matrix,
    labels: Labels<'_>,
    weights: Option<&[f32]>,
    settings: &Settings,
    watch: &dyn Watch,
) -> Result<NeuralNetwork, LearnError> {
    let plan = Plan::new(features, labels, weights, settings)?;
    let layers = tensors::train(&plan, &device::Session::cpu(), watch).await?;
    Ok(plan.model(layers))
}

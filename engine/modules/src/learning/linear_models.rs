//! What the modules of linear models share.

use super::{FeatureNames, FeatureSettings, MissingFeatures, Scaling, TrainerMode, Training, device};
use crate::framework::{Failure, RunContext};
use crate::params::Seed;
use ml_graph::SweepRange;
use ml_learn::linear::{LinearModel, LogisticModel, LogisticRegression};
use ml_macros::Params;
use ml_protocol::{ModelView, NamedWeight};

/// Weighted sums need every number; the mean stands for those that are missing.
pub(crate) fn features(scaling: Scaling, allow_unknown_levels: bool) -> FeatureSettings {
    FeatureSettings { scaling, missing: MissingFeatures::Mean, allow_unknown_levels }
}

/// Parameters of logistic regression.
#[derive(Clone, Debug, Params)]
pub(crate) struct LogisticParams {
    /// Whether one set of values is used, or ranges that Tune Model Hyperparameters sweeps over.
    #[param("Create trainer mode", default = TrainerMode::SingleParameter)]
    trainer_mode: TrainerMode,
    /// Training stops when the loss falls by less than this share a step. Smaller is more exact and takes longer.
    #[param(
        "Optimization Tolerance",
        title = "Optimization tolerance",
        default = 1e-7,
        min = f64::MIN_POSITIVE,
        when = "trainer_mode == single-parameter"
    )]
    tolerance: f64,
    /// Penalty on the absolute weights: the larger, the more weights become exactly 0.
    #[param(
        "L1 Regularization weight",
        title = "L1 regularization weight",
        aliases("L1 regularization weight"),
        default = 1.0,
        min = 0.0,
        when = "trainer_mode == single-parameter"
    )]
    l1: f64,
    /// Penalty on the squared weights: the larger, the smaller all weights, and the less single features matter.
    #[param(
        "L2 Regularizaton weight",
        title = "L2 regularization weight",
        aliases("L2 Regularization weight", "L2 regularization weight"),
        default = 1.0,
        min = 0.0,
        when = "trainer_mode == single-parameter"
    )]
    l2: f64,
    /// How many past steps the optimiser remembers. More make fewer, dearer steps.
    #[param(
        "Memory Size",
        title = "Memory size for L-BFGS",
        default = 20,
        min = 1,
        when = "trainer_mode == single-parameter"
    )]
    memory: u32,
    /// Tolerances to try.
    #[param(
        "Range for optimization tolerance",
        title = "Optimization tolerances",
        default = "0.00001; 0.00000001",
        logarithmic,
        min = f64::MIN_POSITIVE,
        when = "trainer_mode == parameter-range"
    )]
    tolerances: SweepRange,
    /// L1 weights to try.
    #[param(
        "Range for L1 regularization weight",
        title = "L1 regularization weights",
        default = "0.0; 0.01; 0.1; 1.0",
        logarithmic,
        min = 0.0,
        when = "trainer_mode == parameter-range"
    )]
    l1_range: SweepRange,
    /// L2 weights to try.
    #[param(
        "Range for L2 regularization weight",
        title = "L2 regularization weights",
        default = "0.01; 0.1; 1.0",
        logarithmic,
        min = 0.0,
        when = "trainer_mode == parameter-range"
    )]
    l2_range: SweepRange,
    /// Memory sizes to try.
    #[param(
        "Range for memory size for L-BFGS the lower the value the faster and less accurate the training",
        title = "Memory sizes for L-BFGS",
        default = "5; 20; 50",
        integer,
        min = 1,
        max = 2147483647,
        when = "trainer_mode == parameter-range"
    )]
    memories: SweepRange,
    /// Kept for reruns of exports; training begins at weights of 0 and leaves nothing to chance.
    #[param("Random number seed")]
    seed: Seed,
    /// Whether a level that training did not know counts as no level; otherwise it is an error.
    #[param(
        "Allow unknown levels in categorical features",
        title = "Allow unknown categorical levels",
        aliases("Allow unknown categorical levels"),
        default = true
    )]
    allow_unknown_levels: bool,
}

impl LogisticParams {
    /// How columns become features.
    pub(crate) fn features(&self) -> FeatureSettings {
        features(Scaling::MinMax, self.allow_unknown_levels)
    }

    /// Fits labels from 0 up to, not including, `classes`.
    pub(crate) async fn fit(
        &self,
        training: &Training,
        labels: &[u32],
        classes: usize,
        run: &RunContext<'_>,
    ) -> Result<LogisticModel, Failure> {
        let solver = LogisticRegression {
            l1: self.l1,
            l2: self.l2,
            tolerance: self.tolerance,
            memory: self.memory as usize,
            ..LogisticRegression::default()
        };
        let weights = training.weights.as_deref();
        let choice = device::choice(run);
        let ran = solver.fit_on(choice, &training.features, labels, classes, weights, run.watch).await?;
        Ok(device::report(ran, run))
    }
}

/// One vector a class.
pub(crate) fn by_class(model: &LogisticModel, probabilities: Vec<f64>) -> Vec<Vec<f64>> {
    // Two labels are told apart by one sum: the probability of the second.
    if model.linear.outputs() == 1 {
        let first = probabilities.iter().map(|probability| 1.0 - probability).collect();
        return vec![first, probabilities];
    }
    let rows = probabilities.len() / model.classes();
    if rows == 0 {
        return vec![Vec::new(); model.classes()];
    }
    probabilities.chunks_exact(rows).map(<[f64]>::to_vec).collect()
}

/// For example `12 weights`.
pub(crate) fn summary(model: &LinearModel) -> String {
    let zeros = model.weights.iter().filter(|&&weight| weight == 0.0).count();
    match zeros {
        0 => ml_graph::counted(model.weights.len(), "weight"),
        _ => format!("{}, {zeros} of them 0", ml_graph::counted(model.weights.len(), "weight")),
    }
}

/// Adds the weights, the largest first, with the bias of each output.
pub(crate) fn describe(model: &LinearModel, names: &FeatureNames, view: &mut ModelView) {
    let mut weights = std::mem::take(&mut view.weights);
    weights.reserve(model.weights.len() + model.outputs());
    let known = weights.len();
    for (output, &bias) in model.biases.iter().enumerate() {
        let class = (model.outputs() > 1).then(|| output.to_string());
        weights.push(NamedWeight { feature: "Bias".to_owned(), class: class.clone(), weight: bias });
        for (feature, &weight) in model.weights_of(output).iter().enumerate() {
            weights.push(NamedWeight { feature: names.name(feature), class: class.clone(), weight });
        }
    }
    weights[known..].sort_by(|a, b| b.weight.abs().total_cmp(&a.weight.abs()));
    view.weights = weights;
}

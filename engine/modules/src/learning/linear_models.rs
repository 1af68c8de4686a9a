//! What the modules of linear models share.

use super::{FeatureNames, FeatureSettings, MissingFeatures, Scaling, Training, device};
use crate::framework::{Failure, RunContext};
use ml_learn::linear::{LinearModel, LogisticModel, LogisticRegression};
use ml_protocol::{ModelView, NamedWeight};

/// Weighted sums need every number; the mean stands for those that are missing.
pub(crate) fn features(scaling: Scaling, allow_unknown_levels: bool) -> FeatureSettings {
    FeatureSettings { scaling, missing: MissingFeatures::Mean, allow_unknown_levels }
}

/// Parameters of logistic regression.
pub(crate) struct Logistic {
    pub(crate) tolerance: f64,
    pub(crate) l1: f64,
    pub(crate) l2: f64,
    pub(crate) memory: u32,
}

impl Logistic {
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
    let mut weights = Vec::with_capacity(model.weights.len() + model.outputs());
    for (output, &bias) in model.biases.iter().enumerate() {
        let class = (model.outputs() > 1).then(|| output.to_string());
        weights.push(NamedWeight { feature: "Bias".to_owned(), class: class.clone(), weight: bias });
        for (feature, &weight) in model.weights_of(output).iter().enumerate() {
            weights.push(NamedWeight { feature: names.name(feature), class: class.clone(), weight });
        }
    }
    weights.sort_by(|a, b| b.weight.abs().total_cmp(&a.weight.abs()));
    view.weights = weights;
}

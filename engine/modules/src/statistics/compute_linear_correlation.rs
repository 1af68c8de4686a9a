use crate::prelude::*;

/// Computes the linear correlation of each pair of columns.
#[derive(Clone, Debug, Params)]
pub struct ComputeLinearCorrelation {}

impl Component for ComputeLinearCorrelation {
    const IDENTITY: Identity = Identity {
        id: "compute-linear-correlation",
        title: "Compute Linear Correlation",
        category: "Statistical Functions",
        families: &["72a2eeb273fe43848a8b5478aba2ffb3"],
        role: Role::Statistics,
        ..Identity::NEW
    };
    const INPUTS: &'static [Port] = &[Port::dataset("dataset", "Dataset")];
    const OUTPUTS: &'static [Port] = &[Port::dataset("results_dataset", "Results dataset")];
    const HELP: &'static str = include_str!("compute_linear_correlation.md");
    const DOES_NOT_RUN: Option<&'static str> =
        Some("It cannot compute here yet. Compute it in Execute Python Script.");
}

use crate::prelude::*;

/// Reduced columns by how well they part classes; Studio (classic) had deprecated it.
#[derive(Clone, Debug, Params)]
pub struct LinearDiscriminantAnalysis {}

impl Component for LinearDiscriminantAnalysis {
    const IDENTITY: Identity = Identity {
        id: "linear-discriminant-analysis",
        title: "Linear Discriminant Analysis",
        category: "Deprecated",
        families: &["f83ba3fb6680442c89b6db418b53264c"],
        names: &["Linear Discriminant Analysis (deprecated)"],
        deprecated: true,
        role: Role::Transform,
        ..Identity::NEW
    };
    const HELP: &'static str = include_str!("linear_discriminant_analysis.md");
    const DOES_NOT_RUN: Option<&'static str> =
        Some("It cannot compute here yet. Compute the combination in Execute Python Script.");
}

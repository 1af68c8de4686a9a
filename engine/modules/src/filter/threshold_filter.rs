use crate::prelude::*;

/// Describes a filter that keeps or marks values beyond a threshold.
#[derive(Clone, Debug, Params)]
pub struct ThresholdFilter {
    /// The type.
    #[param("Type", default = "LessThan")]
    r#type: String,
    /// Whether the result marks values beyond the threshold instead of replacing them.
    #[param("Indicator", default = false)]
    indicator: bool,
    /// Scores above it mark a point as unusual.
    #[param("Level", default = 0.0)]
    level: f64,
    /// Values below it are beyond the threshold.
    #[param("Lower boundary", default = -1.0)]
    lower_boundary: f64,
    /// Values above it are beyond the threshold.
    #[param("Upper boundary", default = 1.0)]
    upper_boundary: f64,
    /// How sharply the threshold sets in.
    #[param("Alpha", default = 3.0)]
    alpha: f64,
}

impl Component for ThresholdFilter {
    const IDENTITY: Identity = Identity {
        id: "threshold-filter",
        title: "Threshold Filter",
        category: "Data Transformation / Filter",
        families: &["11fbc6ba3a9f4492b7898ef8a9320306"],
        role: Role::Other,
        ..Identity::NEW
    };
    const OUTPUTS: &'static [Port] = &[Port::new("filter", "Filter", PortKind::Filter)];
    const HELP: &'static str = include_str!("threshold_filter.md");
    const DOES_NOT_RUN: Option<&'static str> =
        Some("It cannot compute here yet. Use Apply SQL Transformation with CASE.");
}

use crate::prelude::*;

/// Describes a filter that takes the average of a moving window.
#[derive(Clone, Debug, Params)]
pub struct MovingAverageFilter {
    /// Number of samples in the window.
    #[param("Length", default = 5, min = 1)]
    length: u32,
    /// The type.
    #[param("Type")]
    r#type: String,
}

impl Component for MovingAverageFilter {
    const IDENTITY: Identity = Identity {
        id: "moving-average-filter",
        title: "Moving Average Filter",
        category: "Data Transformation / Filter",
        families: &["1889e4ca7bf7494db2ccda9940468b9e"],
        role: Role::Other,
        ..Identity::NEW
    };
    const OUTPUTS: &'static [Port] = &[Port::new("filter", "Filter", PortKind::Filter)];
    const HELP: &'static str = include_str!("moving_average_filter.md");
    const DOES_NOT_RUN: Option<&'static str> = Some(
        "It cannot compute here yet. Compute the average in Apply SQL Transformation with a window function.",
    );
}

use crate::prelude::*;

/// Describes a filter that takes the median of a moving window.
#[derive(Clone, Debug, Params)]
pub struct MedianFilter {
    /// Number of samples in the window.
    #[param("Length", default = 5, min = 1)]
    length: u32,
}

impl Component for MedianFilter {
    const IDENTITY: Identity = Identity {
        id: "median-filter",
        title: "Median Filter",
        category: "Data Transformation / Filter",
        families: &["a7974d98616d4a788966cad384b41886"],
        role: Role::Other,
        ..Identity::NEW
    };
    const OUTPUTS: &'static [Port] = &[Port::new("filter", "Filter", PortKind::Filter)];
    const HELP: &'static str = include_str!("median_filter.md");
    const DOES_NOT_RUN: Option<&'static str> =
        Some("It cannot compute here yet. Compute the filter in Execute Python Script.");
}

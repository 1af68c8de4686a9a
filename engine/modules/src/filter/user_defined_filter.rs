use crate::prelude::*;

/// Describes a filter by its own coefficients.
#[derive(Clone, Debug, Params)]
pub struct UserDefinedFilter {
    /// Whether the response of the filter is finite or infinite.
    #[param("Type of filter")]
    type_of_filter: String,
    /// Coefficients of the input samples, with commas between.
    #[param("Forward", default = "1.0")]
    forward: String,
    /// Coefficients of the earlier output samples, with commas between; for filters with an infinite response.
    #[param("Backward", default = "1.0")]
    backward: String,
}

impl Component for UserDefinedFilter {
    const IDENTITY: Identity = Identity {
        id: "user-defined-filter",
        title: "User-Defined Filter",
        category: "Data Transformation / Filter",
        families: &["53f113fe2e9d45dda421cdd7ada0567b"],
        role: Role::Other,
        ..Identity::NEW
    };
    const OUTPUTS: &'static [Port] = &[Port::new("filter", "Filter", PortKind::Filter)];
    const HELP: &'static str = include_str!("user_defined_filter.md");
    const DOES_NOT_RUN: Option<&'static str> =
        Some("It cannot compute here yet. Compute the filter in Execute Python Script.");
}

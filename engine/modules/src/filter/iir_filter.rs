use crate::prelude::*;

/// Describes a filter with an infinite impulse response.
#[derive(Clone, Debug, Params)]
pub struct IirFilter {
    /// Order of the filter; higher ones part frequencies more sharply.
    #[param("Order", default = 5, min = 4, max = 13)]
    order: u32,
    /// Which design the filter follows, for example Butterworth or Chebyshev.
    #[param("Filter kind")]
    filter_kind: String,
    /// Which frequencies pass: low ones, high ones, a band, or all but a band.
    #[param("Filter type")]
    filter_type: String,
    /// Lower frequency of the band, as a share of half the sampling rate.
    #[param("Low cutoff", default = 0.3, min = f64::MIN_POSITIVE, max = 0.9999999)]
    low_cutoff: f64,
    /// Upper frequency of the band, as a share of half the sampling rate.
    #[param("High cutoff", default = 0.7, min = f64::MIN_POSITIVE, max = 0.9999999)]
    high_cutoff: f64,
    /// How much the amplification may vary in the band that passes, in decibels.
    #[param("Ripple", default = 0.5, min = 0.0)]
    ripple: f64,
}

impl Component for IirFilter {
    const IDENTITY: Identity = Identity {
        id: "iir-filter",
        title: "IIR Filter",
        category: "Data Transformation / Filter",
        families: &["1c22cafc1da04dc59336831ee3f2860b"],
        role: Role::Other,
        ..Identity::NEW
    };
    const OUTPUTS: &'static [Port] = &[Port::new("filter", "Filter", PortKind::Filter)];
    const HELP: &'static str = include_str!("iir_filter.md");
    const DOES_NOT_RUN: Option<&'static str> =
        Some("It cannot compute here yet. Compute the filter in Execute Python Script.");
}

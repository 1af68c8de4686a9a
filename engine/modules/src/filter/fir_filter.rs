use crate::prelude::*;

/// Describes a filter with a finite impulse response.
#[derive(Clone, Debug, Params)]
pub struct FirFilter {
    /// Order of the filter; higher ones part frequencies more sharply.
    #[param("Order", default = 5, min = 4)]
    order: u32,
    /// The window that shapes the coefficients.
    #[param("Window")]
    window: String,
    /// Which frequencies pass: low ones, high ones, a band, or all but a band.
    #[param("Filter type", default = "LowPass")]
    filter_type: String,
    /// Lower frequency of the band, as a share of half the sampling rate.
    #[param("Low cutoff", default = 0.3, min = f64::MIN_POSITIVE, max = 0.9999999)]
    low_cutoff: f64,
    /// Upper frequency of the band, as a share of half the sampling rate.
    #[param("High cutoff", default = 0.7, min = f64::MIN_POSITIVE, max = 0.9999999)]
    high_cutoff: f64,
    /// Whether the coefficients are scaled.
    #[param("Scale", default = true)]
    scale: bool,
}

impl Component for FirFilter {
    const IDENTITY: Identity = Identity {
        id: "fir-filter",
        title: "FIR Filter",
        category: "Data Transformation / Filter",
        families: &["5bcfd02be3594289b75c3aa9f3e4479f"],
        role: Role::Other,
        ..Identity::NEW
    };
    const OUTPUTS: &'static [Port] = &[Port::new("filter", "Filter", PortKind::Filter)];
    const HELP: &'static str = include_str!("fir_filter.md");
    const DOES_NOT_RUN: Option<&'static str> =
        Some("It cannot compute here yet. Compute the filter in Execute Python Script.");
}

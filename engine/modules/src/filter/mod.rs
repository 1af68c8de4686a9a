//! Signal filters.

// <modules>: kept by `cargo xtask gen`
mod apply_filter;
mod fir_filter;
mod iir_filter;
mod median_filter;
mod moving_average_filter;
mod threshold_filter;
mod user_defined_filter;

pub(crate) const MODULES: &[&dyn crate::Module] = &[
    crate::entry::<apply_filter::ApplyFilter>(),
    crate::entry::<fir_filter::FirFilter>(),
    crate::entry::<iir_filter::IirFilter>(),
    crate::entry::<median_filter::MedianFilter>(),
    crate::entry::<moving_average_filter::MovingAverageFilter>(),
    crate::entry::<threshold_filter::ThresholdFilter>(),
    crate::entry::<user_defined_filter::UserDefinedFilter>(),
];
// </modules>

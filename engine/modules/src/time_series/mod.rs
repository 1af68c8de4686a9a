//! Series over time.

// <modules>: kept by `cargo xtask gen`
mod time_series_anomaly_detection;

pub(crate) const MODULES: &[&dyn crate::Module] =
    &[crate::entry::<time_series_anomaly_detection::TimeSeriesAnomalyDetection>()];
// </modules>

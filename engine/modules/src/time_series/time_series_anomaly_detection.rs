use crate::prelude::*;

/// Finds the points of a series that break with what came before.
#[derive(Clone, Debug, Params)]
pub struct TimeSeriesAnomalyDetection {
    /// The column with the values of the series.
    #[param("Value Column", column("input_data_containing_time_stamps_and_values"))]
    value_column: ColumnSelection,
    /// How many points are looked at together.
    #[param("Window Size")]
    window_size: Option<i64>,
    /// Scores above it mark a point as unusual.
    #[param("Threshold")]
    threshold: Option<f64>,
}

impl Component for TimeSeriesAnomalyDetection {
    const IDENTITY: Identity = Identity {
        id: "time-series-anomaly-detection",
        title: "Time Series Anomaly Detection",
        category: "Time Series",
        families: &["96b98cc050df46ffbc18c0665d69f3e3"],
        role: Role::Transform,
        ..Identity::NEW
    };
    const INPUTS: &'static [Port] = &[Port::dataset(
        "input_data_containing_time_stamps_and_values",
        "Input data containing time stamps and values",
    )];
    const OUTPUTS: &'static [Port] = &[Port::dataset(
        "time_series_annotated_with_anomaly_scores",
        "Time series annotated with anomaly scores",
    )];
    const HELP: &'static str = include_str!("time_series_anomaly_detection.md");
    const DOES_NOT_RUN: Option<&'static str> =
        Some("It cannot compute here yet. Compute it in Execute Python Script.");
}

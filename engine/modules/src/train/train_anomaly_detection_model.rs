use crate::prelude::*;

/// Fits an anomaly detector to ordinary rows.
#[derive(Clone, Debug, Params)]
pub struct TrainAnomalyDetectionModel {}

impl Component for TrainAnomalyDetectionModel {
    const IDENTITY: Identity = Identity {
        id: "train-anomaly-detection-model",
        title: "Train Anomaly Detection Model",
        category: "Machine Learning / Train",
        families: &["d6acbacea72d44b99878869115e02458"],
        designer: Some("Train Anomaly Detection Model"),
        role: Role::Trainer,
        ..Identity::NEW
    };
    const INPUTS: &'static [Port] =
        &[Port::untrained_model("untrained_model", "Untrained model"), Port::dataset("dataset", "Dataset")];
    const OUTPUTS: &'static [Port] = &[Port::trained_model("trained_model", "Trained model")];
    const HELP: &'static str = include_str!("train_anomaly_detection_model.md");
    const DOES_NOT_RUN: Option<&'static str> = Some(
        "It cannot compute here yet. Cluster the ordinary rows with K-Means Clustering and look at the distances instead.",
    );
}

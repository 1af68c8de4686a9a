//! Modules that fit learners.

// <modules>: kept by `cargo xtask gen`
mod sweep_clustering;
mod train_anomaly_detection_model;
mod train_clustering_model;
mod train_matchbox_recommender;
mod train_model;
mod tune_model_hyperparameters;

pub(crate) const MODULES: &[&dyn crate::Module] = &[
    crate::entry::<sweep_clustering::SweepClustering>(),
    crate::entry::<train_anomaly_detection_model::TrainAnomalyDetectionModel>(),
    crate::entry::<train_clustering_model::TrainClusteringModel>(),
    crate::entry::<train_matchbox_recommender::TrainMatchboxRecommender>(),
    crate::entry::<train_model::TrainModel>(),
    crate::entry::<tune_model_hyperparameters::TuneModelHyperparameters>(),
];
// </modules>

//! Learners that find unusual rows.

// <modules>: kept by `cargo xtask gen`
mod one_class_support_vector_machine;
mod pca_based_anomaly_detection;

pub(crate) const MODULES: &[&dyn crate::Module] = &[
    crate::entry::<one_class_support_vector_machine::OneClassSupportVectorMachine>(),
    crate::entry::<pca_based_anomaly_detection::PcaBasedAnomalyDetection>(),
];
// </modules>

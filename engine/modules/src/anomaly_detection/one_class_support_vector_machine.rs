use crate::learning::TrainerMode;
use crate::prelude::*;

/// A learner that finds rows unlike the ones it was trained on, with a support vector machine.
#[derive(Clone, Debug, Params)]
pub struct OneClassSupportVectorMachine {
    /// Whether one set of values is used, or ranges that Tune Model Hyperparameters sweeps over.
    #[param("Create trainer mode", default = TrainerMode::SingleParameter)]
    trainer_mode: TrainerMode,
    /// Upper bound on the share of training rows that count as unusual.
    #[param("nu", default = 0.1, min = f64::MIN_POSITIVE, when = "trainer_mode == single-parameter")]
    nu: f64,
    /// How small an improvement ends training.
    #[param("epsilon", min = f64::MIN_POSITIVE, when = "trainer_mode == single-parameter")]
    epsilon: Option<f64>,
    /// Values of nu to try in a sweep.
    #[param(
        "psnu",
        default = "0.001; 0.01; 0.1",
        min = 0.001,
        max = 1.0,
        when = "trainer_mode == parameter-range"
    )]
    psnu: SweepRange,
    /// Values of epsilon to try in a sweep.
    #[param(
        "psEpsilon",
        default = "0.001; 0.01; 0.1",
        min = 1e-06,
        max = 1.0,
        when = "trainer_mode == parameter-range"
    )]
    ps_epsilon: SweepRange,
}

impl Component for OneClassSupportVectorMachine {
    const IDENTITY: Identity = Identity {
        id: "one-class-support-vector-machine",
        title: "One-Class Support Vector Machine",
        category: "Anomaly Detection",
        families: &["62839cbe2ae34b64ada4ad6eba89444a"],
        role: Role::Learner,
        ..Identity::NEW
    };
    const OUTPUTS: &'static [Port] = &[Port::untrained_model("untrained_model", "Untrained model")];
    const HELP: &'static str = include_str!("one_class_support_vector_machine.md");
    const DOES_NOT_RUN: Option<&'static str> = Some(
        "It cannot compute here yet. Cluster the ordinary rows with K-Means Clustering and look at the distances instead.",
    );
}

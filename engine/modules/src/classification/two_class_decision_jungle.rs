use crate::prelude::*;

/// Decision graphs that tell two labels apart and share their nodes.
#[derive(Clone, Debug, Params)]
pub struct TwoClassDecisionJungle {
    /// Whether each tree sees its own sample of the rows or all of them.
    #[param("Resampling method", default = ResamplingMethod::BaggingResampling)]
    resampling_method: ResamplingMethod,
    /// The number of decision DAGs.
    #[param("Number of decision DAGs", default = 8, min = 1)]
    number_of_decision_dags: u32,
    /// The maximum depth of the decision DAGs.
    #[param("Maximum depth of the decision DAGs", default = 32, min = 1)]
    maximum_depth_of_the_decision_dags: u32,
    /// The maximum width of the decision DAGs.
    #[param("Maximum width of the decision DAGs", default = 128, min = 8)]
    maximum_width_of_the_decision_dags: u32,
    /// The number of optimization steps per decision DAG layer.
    #[param("Number of optimization steps per decision DAG layer", default = 2048, min = 1000)]
    number_of_optimization_steps_per_decision_dag_layer: u32,
    /// Whether a level that training did not know counts as no level; otherwise it is an error.
    #[param("Allow unknown values for categorical features", default = true)]
    allow_unknown_levels: bool,
}

/// Values of “Resampling method”.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
enum ResamplingMethod {
    #[choice("Bagging Resampling")]
    BaggingResampling,
    #[choice("Replicate Resampling")]
    ReplicateResampling,
}

impl Component for TwoClassDecisionJungle {
    const IDENTITY: Identity = Identity {
        id: "two-class-decision-jungle",
        title: "Two-Class Decision Jungle",
        category: "Machine Learning / Initialize Model / Classification",
        families: &["563cdba2de6c4082b8f818f56ffa147c"],
        role: Role::Learner,
        ..Identity::NEW
    };
    const OUTPUTS: &'static [Port] = &[Port::untrained_model("untrained_model", "Untrained model")];
    const HELP: &'static str = include_str!("two_class_decision_jungle.md");
    const DOES_NOT_RUN: Option<&'static str> =
        Some("It cannot compute here yet. Use Two-Class Boosted Decision Tree.");
}

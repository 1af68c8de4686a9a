use crate::prelude::*;

/// Trains clusterings with several settings and keeps the best.
#[derive(Clone, Debug, Params)]
pub struct SweepClustering {
    /// The metric for measuring clustering result.
    #[param("Metric for measuring clustering result", default = "Simplified Silhouette")]
    metric_for_measuring_clustering_result: String,
    /// The parameter sweeping mode.
    #[param("Specify parameter sweeping mode", default = "Random sweep")]
    parameter_sweeping_mode: String,
    /// The columns that are worked on.
    #[param("Column Set", columns("dataset"))]
    column_set: ColumnSelection,
    /// The maximum number of runs on random sweep.
    #[param("Maximum number of runs on random sweep", default = 5)]
    maximum_number_of_runs_on_random_sweep: i64,
    /// Seed for random numbers; the same seed gives the same result.
    #[param("Random seed", default = Seed(Some(0)))]
    seed: Seed,
    /// Whether to check for Append or Uncheck for Result Only.
    #[param("Check for Append or Uncheck for Result Only", default = true)]
    check_for_append_or_uncheck_for_result_only: bool,
}

impl Component for SweepClustering {
    const IDENTITY: Identity = Identity {
        id: "sweep-clustering",
        title: "Sweep Clustering",
        category: "Machine Learning / Train",
        families: &["a5cf55b243ed4989a0f4e74e866279d7"],
        role: Role::Trainer,
        ..Identity::NEW
    };
    const INPUTS: &'static [Port] = &[
        Port::new("untrained_model", "Untrained model", PortKind::UntrainedClustering),
        Port::dataset("dataset", "Dataset"),
    ];
    const OUTPUTS: &'static [Port] = &[
        Port::new("best_trained_model", "Best Trained model", PortKind::TrainedClustering),
        Port::dataset("results_dataset", "Results dataset"),
        Port::dataset("sweep_results", "Sweep results"),
    ];
    const HELP: &'static str = include_str!("sweep_clustering.md");
    const DOES_NOT_RUN: Option<&'static str> = Some(
        "It cannot compute here yet. Use Train Clustering Model with one setting, and compare by Evaluate Model.",
    );
}

use crate::prelude::*;

/// Trains a learner with several settings and keeps the best.
#[derive(Clone, Debug, Params)]
pub struct TuneModelHyperparameters {
    /// The parameter sweeping mode.
    #[param("Specify parameter sweeping mode", default = ParameterSweepingMode::RandomSweep)]
    parameter_sweeping_mode: ParameterSweepingMode,
    /// The maximum number of runs on random sweep.
    #[param(
        "Maximum number of runs on random sweep",
        default = 5,
        min = 1,
        max = 10000,
        when = "parameter_sweeping_mode == random-sweep"
    )]
    maximum_number_of_runs_on_random_sweep: u32,
    /// Seed for random numbers; the same seed gives the same result.
    #[param("Random seed", default = Seed(Some(0)), when = "parameter_sweeping_mode == random-sweep")]
    seed: Seed,
    /// The maximum number of runs on random grid.
    #[param(
        "Maximum number of runs on random grid",
        default = 5,
        min = 1,
        max = 10000,
        when = "parameter_sweeping_mode == random-grid"
    )]
    maximum_number_of_runs_on_random_grid: u32,
    /// Seed for random numbers; the same seed gives the same result.
    #[param("Random seed for random grid", title = "Random seed", default = Seed(Some(0)), when = "parameter_sweeping_mode == random-grid")]
    random_seed_for_random_grid: Seed,
    /// The column to predict.
    #[param(
        "Name or numerical index of the label column",
        title = "Label column",
        column("training_dataset")
    )]
    label_column: ColumnSelection,
    /// The metric for measuring performance for classification.
    #[param("Metric for measuring performance for classification", default = MetricForMeasuringPerformanceForClassification::Accuracy)]
    metric_for_measuring_performance_for_classification: MetricForMeasuringPerformanceForClassification,
    /// The metric for measuring performance for regression.
    #[param("Metric for measuring performance for regression", default = MetricForMeasuringPerformanceForRegression::MeanAbsoluteError)]
    metric_for_measuring_performance_for_regression: MetricForMeasuringPerformanceForRegression,
}

/// Values of “Specify parameter sweeping mode”.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
enum ParameterSweepingMode {
    #[choice("Entire grid")]
    EntireGrid,
    #[choice("Random sweep")]
    RandomSweep,
    #[choice("Random grid")]
    RandomGrid,
}

/// Values of “Metric for measuring performance for classification”.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
enum MetricForMeasuringPerformanceForClassification {
    #[choice("Accuracy")]
    Accuracy,
    #[choice("Precision")]
    Precision,
    #[choice("Recall")]
    Recall,
    #[choice("F-score")]
    FScore,
    #[choice("AUC")]
    Auc,
    #[choice("Average Log Loss")]
    AverageLogLoss,
    #[choice("Train Log Loss")]
    TrainLogLoss,
}

/// Values of “Metric for measuring performance for regression”.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
enum MetricForMeasuringPerformanceForRegression {
    #[choice("Mean absolute error")]
    MeanAbsoluteError,
    #[choice("Root of mean squared error")]
    RootOfMeanSquaredError,
    #[choice("Relative absolute error")]
    RelativeAbsoluteError,
    #[choice("Relative squared error")]
    RelativeSquaredError,
    #[choice("Coefficient of determination")]
    CoefficientOfDetermination,
}

impl Component for TuneModelHyperparameters {
    const IDENTITY: Identity = Identity {
        id: "tune-model-hyperparameters",
        title: "Tune Model Hyperparameters",
        category: "Machine Learning / Train",
        families: &["038d91b6c2f242a192151f2c20ed1b40"],
        designer: Some("Tune Model Hyperparameters"),
        role: Role::Trainer,
        ..Identity::NEW
    };
    const INPUTS: &'static [Port] = &[
        Port::untrained_model("untrained_model", "Untrained model"),
        Port::dataset("training_dataset", "Training dataset"),
        Port::dataset("validation_dataset", "Validation dataset")
            .title("Optional validation dataset")
            .optional(),
    ];
    const OUTPUTS: &'static [Port] = &[
        Port::dataset("sweep_results", "Sweep results"),
        Port::trained_model("trained_best_model", "Trained best model"),
    ];
    const HELP: &'static str = include_str!("tune_model_hyperparameters.md");
    const DOES_NOT_RUN: Option<&'static str> = Some(
        "It cannot compute here yet. Train with one setting in Train Model, and compare two by Evaluate Model.",
    );
}

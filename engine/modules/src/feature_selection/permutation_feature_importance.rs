use crate::prelude::*;

/// Measures how much a model needs each column.
#[derive(Clone, Debug, Params)]
pub struct PermutationFeatureImportance {
    /// Seed for random numbers; the same seed gives the same result.
    #[param("Random seed", default = Seed(Some(0)))]
    seed: Seed,
    /// The figure that decides how good a model is.
    #[param("Metric for measuring performance", default = MetricForMeasuringPerformance::ClassificationAccuracy)]
    metric_for_measuring_performance: MetricForMeasuringPerformance,
}

/// Values of “Metric for measuring performance”.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
enum MetricForMeasuringPerformance {
    #[choice("Accuracy", title = "Classification - Accuracy")]
    ClassificationAccuracy,
    #[choice("Precision", title = "Classification - Precision")]
    ClassificationPrecision,
    #[choice("Recall", title = "Classification - Recall")]
    ClassificationRecall,
    #[choice("Average Log Loss", title = "Classification - Average Log Loss")]
    ClassificationAverageLogLoss,
    #[choice("Mean Absolute Error", title = "Regression - Mean Absolute Error")]
    RegressionMeanAbsoluteError,
    #[choice("Root Mean Squared Error", title = "Regression - Root Mean Squared Error")]
    RegressionRootMeanSquaredError,
    #[choice("Relative Absolute Error", title = "Regression - Relative Absolute Error")]
    RegressionRelativeAbsoluteError,
    #[choice("Relative Squared Error", title = "Regression - Relative Squared Error")]
    RegressionRelativeSquaredError,
    #[choice("Coefficient of Determination", title = "Regression - Coefficient of Determination")]
    RegressionCoefficientOfDetermination,
}

impl Component for PermutationFeatureImportance {
    const IDENTITY: Identity = Identity {
        id: "permutation-feature-importance",
        title: "Permutation Feature Importance",
        category: "Feature Selection",
        families: &["2e010ee4714e44e9933e62d8c41818a9"],
        designer: Some("Permutation Feature Importance"),
        role: Role::Statistics,
        ..Identity::NEW
    };
    const INPUTS: &'static [Port] =
        &[Port::trained_model("trained_model", "Trained model"), Port::dataset("test_data", "Test data")];
    const OUTPUTS: &'static [Port] = &[Port::dataset("feature_importance", "Feature importance")];
    const HELP: &'static str = include_str!("permutation_feature_importance.md");
    const DOES_NOT_RUN: Option<&'static str> = Some(
        "It cannot compute here yet. Look at the weights or trees of the trained model, which Visualize shows.",
    );
}

use crate::prelude::*;

/// Keeps the columns that say most about a target, by a statistic of each.
#[derive(Clone, Debug, Params)]
pub struct FilterBasedFeatureSelection {
    /// Whether to operate on feature columns only.
    #[param("Operate on feature columns only", default = true)]
    operate_on_feature_columns_only: bool,
    /// The column that is worked on.
    #[param("Target column", column("dataset"))]
    target_column: ColumnSelection,
    /// How many of the best columns are kept.
    #[param("Number of desired features", default = 1)]
    number_of_desired_features: i64,
    /// The statistic that ranks the columns.
    #[param("Feature scoring method", default = FeatureScoringMethod::PearsonCorrelation)]
    feature_scoring_method: FeatureScoringMethod,
    /// The minimum number of non-zero elements.
    #[param("Minimum number of non-zero elements", default = 1, min = 1)]
    minimum_number_of_non_zero_elements: u32,
}

/// Values of “Feature scoring method”.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
enum FeatureScoringMethod {
    #[choice("PearsonCorrelation", title = "Pearson Correlation")]
    PearsonCorrelation,
    #[choice("ChiSquared", title = "Chi Squared")]
    ChiSquared,
    #[choice("MutualInformation", title = "Mutual Information")]
    MutualInformation,
    #[choice("KendallCorrelation", title = "Kendall Correlation")]
    KendallCorrelation,
    #[choice("SpearmanCorrelation", title = "Spearman Correlation")]
    SpearmanCorrelation,
    #[choice("FisherScore", title = "Fisher Score")]
    FisherScore,
    #[choice("CountBased", title = "Count Based")]
    CountBased,
}

impl Component for FilterBasedFeatureSelection {
    const IDENTITY: Identity = Identity {
        id: "filter-based-feature-selection",
        title: "Filter Based Feature Selection",
        category: "Feature Selection",
        families: &["818b356b045c412baa1294a1d2dad90f"],
        designer: Some("Filter Based Feature Selection"),
        role: Role::Transform,
        ..Identity::NEW
    };
    const INPUTS: &'static [Port] = &[Port::dataset("dataset", "Dataset").title("Input dataset")];
    const OUTPUTS: &'static [Port] =
        &[Port::dataset("filtered_dataset", "Filtered dataset"), Port::dataset("features", "Features")];
    const HELP: &'static str = include_str!("filter_based_feature_selection.md");
    const DOES_NOT_RUN: Option<&'static str> = Some(
        "It cannot compute here yet. Rank the columns in Execute Python Script, then use Select Columns in Dataset.",
    );
}

use crate::prelude::*;

/// Makes a column of each frequent sequence of words.
#[derive(Clone, Debug, Params)]
pub struct ExtractNGramFeaturesFromText {
    /// The column that holds the texts.
    #[param("Text column", column("dataset"))]
    text_column: ColumnSelection,
    /// The vocabulary mode.
    #[param("Vocabulary mode", default = VocabularyMode::Create)]
    vocabulary_mode: VocabularyMode,
    /// The longest sequence of words that becomes a feature.
    #[param("N-Grams size", title = "N-grams size", default = 1, min = 1)]
    n_grams_size: u32,
    /// The K-Skip size.
    #[param("K-Skip size", default = 0)]
    k_skip_size: u32,
    /// The weighting function.
    #[param("Weighting function", default = WeightingFunction::BinaryWeight)]
    weighting_function: WeightingFunction,
    /// The minimum word length.
    #[param("Minimum word length", default = 3, min = 1)]
    minimum_word_length: u32,
    /// The maximum word length.
    #[param("Maximum word length", default = 25, min = 2)]
    maximum_word_length: u32,
    /// The minimum n-gram document absolute frequency.
    #[param("Minimum n-gram document absolute frequency", default = 5.0, min = 1.0)]
    minimum_n_gram_document_absolute_frequency: f64,
    /// The maximum n-gram document ratio.
    #[param("Maximum n-gram document ratio", default = 1.0, min = 0.0001)]
    maximum_n_gram_document_ratio: f64,
    /// Whether to detect out-of-vocabulary rows.
    #[param("Detect out-of-vocabulary rows", default = true)]
    detect_out_of_vocabulary_rows: bool,
    /// Whether to mark begin-of-sentence.
    #[param("Mark begin-of-sentence", default = false)]
    mark_begin_of_sentence: bool,
    /// Whether to normalize n-gram feature vectors.
    #[param("Normalize n-gram feature vectors", default = false)]
    normalize_n_gram_feature_vectors: bool,
    /// Whether to use filter-based feature selection.
    #[param("Use filter-based feature selection", default = true)]
    use_filter_based_feature_selection: bool,
    /// The statistic that ranks the columns.
    #[param("Feature scoring method", default = FeatureScoringMethod::FisherScore, when = "use_filter_based_feature_selection == true")]
    feature_scoring_method: FeatureScoringMethod,
    /// The column that is worked on.
    #[param(
        "Target column",
        column("dataset"),
        when = "feature_scoring_method == pearson-correlation | mutual-information | kendall-correlation | spearman-correlation | chi-squared | fisher-score"
    )]
    target_column: ColumnSelection,
    /// How many of the best columns are kept.
    #[param(
        "Number of desired features",
        default = 1,
        min = 1,
        when = "feature_scoring_method == pearson-correlation | mutual-information | kendall-correlation | spearman-correlation | chi-squared | fisher-score"
    )]
    number_of_desired_features: u32,
    /// The minimum number of non-zero elements.
    #[param(
        "Minimum number of non-zero elements",
        default = 1,
        min = 1,
        when = "feature_scoring_method == count-based"
    )]
    minimum_number_of_non_zero_elements: u32,
}

/// Values of “Vocabulary mode”.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
enum VocabularyMode {
    #[choice("Create")]
    Create,
    #[choice("ReadOnly")]
    ReadOnly,
    #[choice("Update")]
    Update,
    #[choice("Merge")]
    Merge,
}

/// Values of “Weighting function”.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
#[expect(clippy::enum_variant_names, reason = "the names are those of exports")]
enum WeightingFunction {
    #[choice("Binary Weight")]
    BinaryWeight,
    #[choice("TF Weight")]
    TfWeight,
    #[choice("IDF Weight")]
    IdfWeight,
    #[choice("TF-IDF Weight")]
    TfIdfWeight,
    #[choice("Graph Weight")]
    GraphWeight,
}

/// Values of “Feature scoring method”.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
enum FeatureScoringMethod {
    #[choice("Pearson Correlation")]
    PearsonCorrelation,
    #[choice("Mutual Information")]
    MutualInformation,
    #[choice("Kendall Correlation")]
    KendallCorrelation,
    #[choice("Spearman Correlation")]
    SpearmanCorrelation,
    #[choice("Chi Squared")]
    ChiSquared,
    #[choice("Fisher Score")]
    FisherScore,
    #[choice("Count Based")]
    CountBased,
}

impl Component for ExtractNGramFeaturesFromText {
    const IDENTITY: Identity = Identity {
        id: "extract-n-gram-features-from-text",
        title: "Extract N-Gram Features from Text",
        category: "Text Analytics",
        families: &["a8a662d089bb48c985629b9589124c4a"],
        designer: Some("Extract N-Gram Features from Text"),
        role: Role::Transform,
        ..Identity::NEW
    };
    const INPUTS: &'static [Port] = &[
        Port::dataset("dataset", "Dataset"),
        Port::dataset("input_vocabulary", "Input vocabulary").optional(),
    ];
    const OUTPUTS: &'static [Port] = &[
        Port::dataset("results_dataset", "Results dataset"),
        Port::dataset("result_vocabulary", "Result vocabulary"),
    ];
    const HELP: &'static str = include_str!("extract_n_gram_features_from_text.md");
    const DOES_NOT_RUN: Option<&'static str> =
        Some("It cannot compute here yet. Compute the features in Execute Python Script.");
}

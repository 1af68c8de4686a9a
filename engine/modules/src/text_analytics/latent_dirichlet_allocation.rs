use crate::prelude::*;

/// Finds topics in texts.
#[derive(Clone, Debug, Params)]
pub struct LatentDirichletAllocation {
    /// The columns that are worked on.
    #[param("Target columns", title = "Target column(s)", columns("dataset"))]
    target_columns: ColumnSelection,
    /// The number of topics to model.
    #[param("Number of topics to model", default = 5, min = 1, max = 1000)]
    number_of_topics_to_model: u32,
    /// The longest sequence of words that counts.
    #[param("N-grams", default = 2, min = 1, max = 10)]
    n_grams: u32,
    /// Whether to normalize.
    #[param("Normalize", default = true)]
    normalize: bool,
    /// Whether to show all options.
    #[param("Show all options", default = false)]
    show_all_options: bool,
    /// The rho parameter.
    #[param("Rho parameter", default = 0.01, min = f64::MIN_POSITIVE, max = 1.0, when = "show_all_options == true")]
    rho_parameter: f64,
    /// The alpha parameter.
    #[param("Alpha parameter", default = 0.01, min = f64::MIN_POSITIVE, max = 1.0, when = "show_all_options == true")]
    alpha_parameter: f64,
    /// The estimated number of documents.
    #[param(
        "Estimated number of documents",
        default = 1000,
        min = 1,
        max = 2147483647,
        when = "show_all_options == true"
    )]
    estimated_number_of_documents: u32,
    /// The size of the batch.
    #[param("Size of the batch", default = 32, min = 1, max = 1024, when = "show_all_options == true")]
    size_of_the_batch: u32,
    /// The initial value of iteration used in learning rate update schedule.
    #[param(
        "Initial value of iteration count",
        title = "Initial value of iteration used in learning rate update schedule",
        default = 0,
        min = 0,
        max = 2147483647,
        when = "show_all_options == true"
    )]
    initial_value_of_iteration_count: u32,
    /// The power applied to the iteration during updates.
    #[param(
        "Power applied to the iteration during updates",
        default = 0.5,
        min = 0.5,
        max = 1.0,
        when = "show_all_options == true"
    )]
    power_applied_to_the_iteration_during_updates: f64,
    /// How often training goes through the rows.
    #[param(
        "passes",
        title = "Number of training iterations",
        default = 25,
        min = 1,
        max = 1024,
        when = "show_all_options == true"
    )]
    passes: u32,
    /// Whether to build dictionary of ngrams.
    #[param("Build dictionary of ngrams", default = true, when = "show_all_options == false")]
    build_dictionary_of_ngrams: bool,
    /// The maximum size of ngram dictionary.
    #[param(
        "Maximum size of ngram dictionary",
        default = 20000,
        min = 1,
        max = 2147483647,
        when = "build_dictionary_of_ngrams == true"
    )]
    maximum_size_of_ngram_dictionary: u32,
    /// The number of bits to use for feature hashing.
    #[param(
        "Number of hash bits",
        title = "Number of bits to use for feature hashing",
        default = 12,
        min = 1,
        max = 31,
        when = "build_dictionary_of_ngrams == false"
    )]
    number_of_hash_bits: u32,
    /// Whether to build dictionary of ngrams prior to LDA.
    #[param("Build dictionary of ngrams prior to LDA", default = true, when = "show_all_options == true")]
    build_dictionary_of_ngrams_prior_to_lda: bool,
    /// The maximum number of ngrams in dictionary.
    #[param(
        "Maximum number of ngrams in dictionary",
        default = 20000,
        min = 1,
        max = 2147483647,
        when = "build_dictionary_of_ngrams_prior_to_lda == true"
    )]
    maximum_number_of_ngrams_in_dictionary: u32,
    /// The number of hash bits.
    #[param(
        "Hash bits",
        title = "Number of hash bits",
        default = 12,
        min = 1,
        max = 31,
        when = "build_dictionary_of_ngrams_prior_to_lda == false"
    )]
    hash_bits: u32,
}

impl Component for LatentDirichletAllocation {
    const IDENTITY: Identity = Identity {
        id: "latent-dirichlet-allocation",
        title: "Latent Dirichlet Allocation",
        category: "Text Analytics",
        families: &["1aec5388415d4f7cb33fc9e9f4c0ce56", "e35a5905bd5741f4957682bfcb92f837"],
        designer: Some("Latent Dirichlet Allocation"),
        role: Role::Transform,
        ..Identity::NEW
    };
    const INPUTS: &'static [Port] = &[Port::dataset("dataset", "Dataset")];
    const OUTPUTS: &'static [Port] = &[
        Port::dataset("transformed_dataset", "Transformed dataset"),
        Port::dataset("feature_topic_matrix", "Feature topic matrix"),
        Port::transform("lda_transformation", "LDA transformation"),
    ];
    const HELP: &'static str = include_str!("latent_dirichlet_allocation.md");
    const DOES_NOT_RUN: Option<&'static str> =
        Some("It cannot compute here yet. Compute the topics in Execute Python Script.");
}

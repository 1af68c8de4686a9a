use crate::prelude::*;

/// Makes vectors of words that lie close when the words are used alike.
#[derive(Clone, Debug, Params)]
pub struct ConvertWordToVector {
    /// The column that is worked on.
    #[param("Target column", column("dataset"))]
    target_column: ColumnSelection,
    /// Whether vectors are learned or taken from a trained model.
    #[param("Word2Vec strategy", default = Word2vecStrategy::GensimWord2VecModel)]
    word2vec_strategy: Word2vecStrategy,
    /// The word2Vec Training Algorithm.
    #[param("Word2Vec Training Algorithm", default = Word2vecTrainingAlgorithm::SkipGram, when = "word2vec_strategy == gensim-word2-vec-model | gensim-fast-text-model")]
    word2vec_training_algorithm: Word2vecTrainingAlgorithm,
    /// The maximum number of words in vocabulary.
    #[param(
        "Maximum vocabulary size",
        title = "Maximum number of words in vocabulary",
        default = 10000,
        min = 10,
        max = 2147483647
    )]
    maximum_vocabulary_size: u32,
    /// The minimum count of one word.
    #[param("Minimum word count", title = "Minimum count of one word", default = 5, min = 1, max = 100)]
    minimum_word_count: u32,
    /// The length of word embedding.
    #[param(
        "Length of word embedding",
        default = 100,
        min = 10,
        max = 2000,
        when = "word2vec_strategy == gensim-word2-vec-model | gensim-fast-text-model"
    )]
    length_of_word_embedding: u32,
    /// The context window size.
    #[param(
        "Context window size",
        default = 5,
        min = 1,
        max = 100,
        when = "word2vec_strategy == gensim-word2-vec-model | gensim-fast-text-model"
    )]
    context_window_size: u32,
    /// The number of epochs.
    #[param(
        "Number of epochs",
        default = 5,
        min = 1,
        max = 1024,
        when = "word2vec_strategy == gensim-word2-vec-model | gensim-fast-text-model"
    )]
    number_of_epochs: u32,
}

/// Values of “Word2Vec strategy”.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
#[expect(clippy::enum_variant_names, reason = "the names are those of exports")]
enum Word2vecStrategy {
    #[choice("GloVe pretrained English Model", title = "GloVe pretrained English model")]
    GloVePretrainedEnglishModel,
    #[choice("Gensim Word2Vec", title = "Gensim Word2Vec model")]
    GensimWord2VecModel,
    #[choice("Gensim FastText", title = "Gensim FastText model")]
    GensimFastTextModel,
}

/// Values of “Word2Vec Training Algorithm”.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
enum Word2vecTrainingAlgorithm {
    #[choice("Skip_gram", title = "Skip-Gram")]
    SkipGram,
    #[choice("CBOW")]
    Cbow,
}

impl Component for ConvertWordToVector {
    const IDENTITY: Identity = Identity {
        id: "convert-word-to-vector",
        title: "Convert Word to Vector",
        category: "Text Analytics",
        families: &["0d1e165e3cf74d76909b9f9193951aaf"],
        designer: Some("Convert Word to Vector"),
        designer_only: true,
        role: Role::Transform,
        ..Identity::NEW
    };
    const INPUTS: &'static [Port] = &[Port::dataset("dataset", "Dataset")];
    const OUTPUTS: &'static [Port] =
        &[Port::dataset("vocabulary_with_embeddings", "Vocabulary with embeddings")];
    const HELP: &'static str = include_str!("convert_word_to_vector.md");
    const DOES_NOT_RUN: Option<&'static str> =
        Some("It cannot compute here yet. Compute them in Execute Python Script.");
}

use crate::prelude::*;

/// Cleans texts: case, stop words, numbers, addresses, signs.
#[derive(Clone, Debug, Params)]
pub struct PreprocessText {
    /// The language.
    #[param("Language", default = Language::English)]
    language: Language,
    /// The culture-language column.
    #[param("Culture-language column", column("dataset"), when = "language == english")]
    culture_language_column: ColumnSelection,
    /// The text column to clean.
    #[param("Text column to clean", column("dataset"))]
    text_column_to_clean: ColumnSelection,
    /// Whether to remove stop words.
    #[param("Remove stop words", default = true)]
    remove_stop_words: bool,
    /// Whether to use lemmatization.
    #[param("Use lemmatization", aliases("Lemmatization"), default = true)]
    use_lemmatization: bool,
    /// Whether to remove by part-of-speech.
    #[param("Remove by part-of-speech", default = false, when = "language == english")]
    remove_by_part_of_speech: bool,
    /// Whether to remove nouns.
    #[param("Remove nouns", default = true, when = "remove_by_part_of_speech == true")]
    remove_nouns: bool,
    /// Whether to remove adjectives.
    #[param("Remove adjectives", default = true, when = "remove_by_part_of_speech == true")]
    remove_adjectives: bool,
    /// Whether to remove verbs.
    #[param("Remove verbs", default = true, when = "remove_by_part_of_speech == true")]
    remove_verbs: bool,
    /// Whether to detect sentences.
    #[param("Detect sentences", default = true)]
    detect_sentences: bool,
    /// Whether to normalize case to lowercase.
    #[param("Normalize case to lowercase", default = true)]
    normalize_case_to_lowercase: bool,
    /// Whether to remove numbers.
    #[param("Remove numbers", default = true)]
    remove_numbers: bool,
    /// Whether to remove special characters.
    #[param("Remove special characters", default = true)]
    remove_special_characters: bool,
    /// Whether to remove duplicate characters.
    #[param("Remove duplicate characters", default = true)]
    remove_duplicate_characters: bool,
    /// Whether to remove email addresses.
    #[param("Remove email addresses", default = true)]
    remove_email_addresses: bool,
    /// Whether to remove URLs.
    #[param("Remove URLs", default = true)]
    remove_urls: bool,
    /// Whether to expand verb contractions.
    #[param("Expand verb contractions", default = true, when = "language == english")]
    expand_verb_contractions: bool,
    /// Whether to normalize backslashes to slashes.
    #[param("Normalize backslashes to slashes", default = true)]
    normalize_backslashes_to_slashes: bool,
    /// Whether to split tokens on special characters.
    #[param("Split tokens on special characters", default = true)]
    split_tokens_on_special_characters: bool,
    /// The custom regular expression.
    #[param("Custom regular expression")]
    custom_regular_expression: String,
    /// The custom replacement string.
    #[param("Custom replacement string")]
    custom_replacement_string: String,
}

/// Values of “Language”.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
enum Language {
    #[choice("English")]
    English,
    #[choice("Spanish")]
    Spanish,
    #[choice("French")]
    French,
    #[choice("Dutch")]
    Dutch,
    #[choice("German")]
    German,
    #[choice("Italian")]
    Italian,
}

impl Component for PreprocessText {
    const IDENTITY: Identity = Identity {
        id: "preprocess-text",
        title: "Preprocess Text",
        category: "Text Analytics",
        families: &["bf9e794a9e2b4662902a0e73b255c135"],
        designer: Some("Preprocess Text"),
        role: Role::Transform,
        ..Identity::NEW
    };
    const INPUTS: &'static [Port] =
        &[Port::dataset("dataset", "Dataset"), Port::dataset("stop_words", "Stop words").optional()];
    const OUTPUTS: &'static [Port] = &[Port::dataset("results_dataset", "Results dataset")];
    const HELP: &'static str = include_str!("preprocess_text.md");
    const DOES_NOT_RUN: Option<&'static str> = Some(
        "It cannot compute here yet. Clean the text in Execute Python Script or in Apply SQL Transformation.",
    );
}

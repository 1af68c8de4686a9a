use crate::prelude::*;

/// Finds the phrases that a text is about.
#[derive(Clone, Debug, Params)]
pub struct ExtractKeyPhrasesFromText {
    /// The culture-language column.
    #[param("Culture-language column", column("dataset"))]
    culture_language_column: ColumnSelection,
    /// The column that holds the texts.
    #[param("Text column", column("dataset"))]
    text_column: ColumnSelection,
    /// The language.
    #[param("Language", default = Language::English)]
    language: Language,
}

/// Values of “Language”.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
#[expect(clippy::enum_variant_names, reason = "the names are those of exports")]
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
    #[choice("Column contains language")]
    ColumnContainsLanguage,
}

impl Component for ExtractKeyPhrasesFromText {
    const IDENTITY: Identity = Identity {
        id: "extract-key-phrases-from-text",
        title: "Extract Key Phrases from Text",
        category: "Text Analytics",
        families: &["c08afa3658ac4a2bbc59f2a16bb4c2f3"],
        role: Role::Transform,
        ..Identity::NEW
    };
    const INPUTS: &'static [Port] = &[Port::dataset("dataset", "Dataset")];
    const OUTPUTS: &'static [Port] = &[Port::dataset("results_dataset", "Results dataset")];
    const HELP: &'static str = include_str!("extract_key_phrases_from_text.md");
    const DOES_NOT_RUN: Option<&'static str> =
        Some("It cannot compute here yet. Compute it in Execute Python Script.");
}

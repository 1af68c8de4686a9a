//! Texts.

// <modules>: kept by `cargo xtask gen`
mod convert_word_to_vector;
mod detect_languages;
mod extract_key_phrases_from_text;
mod extract_n_gram_features_from_text;
mod feature_hashing;
mod latent_dirichlet_allocation;
mod named_entity_recognition;
mod preprocess_text;
mod score_vowpal_wabbit_version_7_10_model;
mod score_vowpal_wabbit_version_7_4_model;
mod score_vowpal_wabbit_version_8_model;
mod train_vowpal_wabbit_version_7_10_model;
mod train_vowpal_wabbit_version_7_4_model;
mod train_vowpal_wabbit_version_8_model;

pub(crate) const MODULES: &[&dyn crate::Module] = &[
    crate::entry::<convert_word_to_vector::ConvertWordToVector>(),
    crate::entry::<detect_languages::DetectLanguages>(),
    crate::entry::<extract_key_phrases_from_text::ExtractKeyPhrasesFromText>(),
    crate::entry::<extract_n_gram_features_from_text::ExtractNGramFeaturesFromText>(),
    crate::entry::<feature_hashing::FeatureHashing>(),
    crate::entry::<latent_dirichlet_allocation::LatentDirichletAllocation>(),
    crate::entry::<named_entity_recognition::NamedEntityRecognition>(),
    crate::entry::<preprocess_text::PreprocessText>(),
    crate::entry::<score_vowpal_wabbit_version_7_10_model::ScoreVowpalWabbitVersion710Model>(),
    crate::entry::<score_vowpal_wabbit_version_7_4_model::ScoreVowpalWabbitVersion74Model>(),
    crate::entry::<score_vowpal_wabbit_version_8_model::ScoreVowpalWabbitVersion8Model>(),
    crate::entry::<train_vowpal_wabbit_version_7_10_model::TrainVowpalWabbitVersion710Model>(),
    crate::entry::<train_vowpal_wabbit_version_7_4_model::TrainVowpalWabbitVersion74Model>(),
    crate::entry::<train_vowpal_wabbit_version_8_model::TrainVowpalWabbitVersion8Model>(),
];
// </modules>

use crate::prelude::*;

/// Trains a model with Vowpal Wabbit 8.
#[derive(Clone, Debug, Params)]
pub struct TrainVowpalWabbitVersion8Model {
    /// Format of the training file.
    #[param("Please specify file type", default = FileType::Vw)]
    file_type: FileType,
    /// Name of the storage account.
    #[param("Azure storage account name")]
    azure_storage_account_name: String,
    /// Key of the storage account; it is kept in a vault.
    #[param("Azure storage key")]
    azure_storage_key: Option<SecretRef>,
    /// Name of the blob container.
    #[param("Azure container name")]
    azure_container_name: String,
    /// Arguments for Vowpal Wabbit, as on its command line.
    #[param("VW arguments")]
    vw_arguments: String,
    /// Name of the training file in the container.
    #[param("Name of the input VW file")]
    name_of_the_input_vw_file: String,
    /// The name of the output readable model (--readable_model) file.
    #[param("Name of the output readable model (--readable_model) file")]
    readable_model_file: String,
    /// The name of the output inverted hash (--invert_hash) file.
    #[param("Name of the output inverted hash (--invert_hash) file")]
    inverted_hash_file: String,
}

/// Values of “Please specify file type”.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
enum FileType {
    #[choice("VW")]
    Vw,
    #[choice("SVMLight")]
    Svmlight,
}

impl Component for TrainVowpalWabbitVersion8Model {
    const IDENTITY: Identity = Identity {
        id: "train-vowpal-wabbit-version-8-model",
        title: "Train Vowpal Wabbit Version 8 Model",
        category: "Text Analytics",
        families: &["86f666bbd4594117bbb04edfd566c3a9"],
        designer: Some("Train Vowpal Wabbit Model"),
        role: Role::Trainer,
        ..Identity::NEW
    };
    const OUTPUTS: &'static [Port] = &[Port::trained_model("trained_model", "Trained model")];
    const HELP: &'static str = include_str!("train_vowpal_wabbit_version_8_model.md");
    const DOES_NOT_RUN: Option<&'static str> =
        Some("It cannot compute here yet. Run Vowpal Wabbit in Execute Python Script.");
}

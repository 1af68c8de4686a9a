use crate::prelude::*;

/// Loads a trained model from a web address or from blob storage.
#[derive(Clone, Debug, Params)]
pub struct LoadTrainedModel {
    /// Whether to allow to use in RRS.
    #[param("Allow to use in RRS", default = false)]
    allow_to_use_in_rrs: bool,
    /// The data source.
    #[param("Data source", default = DataSource::AzureBlobStorage)]
    data_source: DataSource,
    /// The data source URL.
    #[param("Data source URL")]
    data_source_url: String,
    /// Name of the storage account.
    #[param("Account Name")]
    account_name: String,
    /// Key of the storage account; it is kept in a vault.
    #[param("Account key")]
    account_key: Option<SecretRef>,
    /// Path of the container, folder or blob.
    #[param("Path to container or directory or blob")]
    path_to_container_or_directory_or_blob: String,
}

/// Values of “Data source”.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
enum DataSource {
    #[choice("Web URL via HTTP")]
    WebUrlViaHttp,
    #[choice("Azure Blob Storage")]
    AzureBlobStorage,
}

impl Component for LoadTrainedModel {
    const IDENTITY: Identity = Identity {
        id: "load-trained-model",
        title: "Load Trained Model",
        category: "Data Input and Output",
        families: &["204f6baac5f34748844b1d122a76792e"],
        role: Role::Source,
        ..Identity::NEW
    };
    const OUTPUTS: &'static [Port] = &[Port::trained_model("trained_model", "Trained Model")];
    const HELP: &'static str = include_str!("load_trained_model.md");
    const DOES_NOT_RUN: Option<&'static str> = Some(
        "It cannot compute here yet. Add the trained model as an asset of the pipeline and connect that.",
    );
}

use crate::prelude::*;

/// Reads images from blob storage into a dataset.
#[derive(Clone, Debug, Params)]
pub struct ImportImages {
    /// The authentication type.
    #[param("Please specify authentication type", default = "Account")]
    authentication_type: String,
    /// Address of the images.
    #[param("URI")]
    uri: String,
    /// Name of the storage account.
    #[param("Account name")]
    account_name: String,
    /// Key of the storage account; it is kept in a vault.
    #[param("Account key")]
    account_key: Option<SecretRef>,
    /// Path of the container, folder or blob.
    #[param("Path to container, directory or blob")]
    path_to_container_directory_or_blob: String,
}

impl Component for ImportImages {
    const IDENTITY: Identity = Identity {
        id: "import-images",
        title: "Import Images",
        category: "OpenCV Library Modules",
        families: &["893f8c571d36456da47bd29ae67f5d84"],
        role: Role::Source,
        ..Identity::NEW
    };
    const OUTPUTS: &'static [Port] = &[Port::dataset("results_dataset", "Results dataset")];
    const HELP: &'static str = include_str!("import_images.md");
    const DOES_NOT_RUN: Option<&'static str> = Some(
        "It cannot compute here yet. There is no replacement here yet; keep the pipeline for when there is.",
    );
}

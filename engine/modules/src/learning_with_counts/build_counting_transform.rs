use crate::prelude::*;

/// Counts how often each label comes with each category and makes features of it.
#[derive(Clone, Debug, Params)]
pub struct BuildCountingTransform {
    /// The number of classes.
    #[param("Number of classes", default = 2, min = 2)]
    number_of_classes: u32,
    /// The bits of hash function.
    #[param("The bits of hash function", default = 20, min = 12, max = 31)]
    the_bits_of_hash_function: u32,
    /// The seed of hash function.
    #[param("The seed of hash function", default = 1)]
    the_seed_of_hash_function: i64,
    /// The module type.
    #[param("Module type", default = "Dataset")]
    module_type: String,
    /// The count table type.
    #[param("Count table type", default = "Dictionary")]
    count_table_type: String,
    /// Path of the blob inside the container.
    #[param("Blob name")]
    blob_name: String,
    /// Name of the storage account.
    #[param("Account name")]
    account_name: String,
    /// Key of the storage account; it is kept in a vault.
    #[param("Account key")]
    account_key: Option<SecretRef>,
    /// Name of the blob container.
    #[param("Container name")]
    container_name: String,
    /// Positions of the columns whose levels are counted.
    #[param("Count columns")]
    count_columns: String,
    /// The column to predict.
    #[param("Label column", default = 1, min = 1)]
    label_column: u32,
    /// The blob format.
    #[param("Blob format", default = "CSV")]
    blob_format: String,
    /// The default storage account name.
    #[param("Default storage account name")]
    default_storage_account_name: String,
    /// The default storage account key; it is kept in a vault.
    #[param("Default storage account key")]
    default_storage_account_key: Option<SecretRef>,
    /// The default container name.
    #[param("Default container name")]
    default_container_name: String,
    /// The cluster URI.
    #[param("Cluster URI")]
    cluster_uri: String,
    /// The username.
    #[param("Username")]
    username: String,
    /// The column with the labels that are counted.
    #[param("Label column index or name", columns("dataset"))]
    label_column_index_or_name: ColumnSelection,
    /// The columns whose levels are counted.
    #[param("Select columns to count", columns("dataset"))]
    select_columns_to_count: ColumnSelection,
    /// The depth of CM sketch table.
    #[param("Depth of CM sketch table", default = 4, min = 1)]
    depth_of_cm_sketch_table: u32,
    /// The width of CM sketch table.
    #[param("Width of CM sketch table", default = 20, min = 1, max = 31)]
    width_of_cm_sketch_table: u32,
    /// The column with the labels that are counted.
    #[param("Label column index or namecolumn", column("dataset"))]
    label_column_index_or_namecolumn: ColumnSelection,
}

impl Component for BuildCountingTransform {
    const IDENTITY: Identity = Identity {
        id: "build-counting-transform",
        title: "Build Counting Transform",
        category: "Learning with Counts",
        families: &["00e34943499642e58bd46fb3e3f0906e"],
        role: Role::Transform,
        ..Identity::NEW
    };
    const INPUTS: &'static [Port] = &[Port::dataset("dataset", "Dataset")];
    const OUTPUTS: &'static [Port] = &[Port::transform("counting_transform", "Counting transform")];
    const HELP: &'static str = include_str!("build_counting_transform.md");
    const DOES_NOT_RUN: Option<&'static str> = Some(
        "It cannot compute here yet. Count in Apply SQL Transformation with GROUP BY and join the counts.",
    );
}

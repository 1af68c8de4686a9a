use crate::prelude::*;

/// Writes a dataset to a store outside: blobs, tables, SQL databases.
#[derive(Clone, Debug, Params)]
pub struct ExportData {
    /// The data destination.
    #[param("Please specify data destination", default = "Blob service in Azure Storage")]
    data_destination: String,
    /// Whether a result of an earlier run may be used.
    #[param("Use cached results", default = false)]
    use_cached_results: bool,
    /// The comma separated list of columns to be saved.
    #[param("Comma separated list of columns to be saved")]
    comma_separated_list_of_columns_to_be_saved: String,
    /// The comma separated list of datatable columns.
    #[param("Comma separated list of datatable columns")]
    comma_separated_list_of_datatable_columns: String,
    /// The data Table Name.
    #[param("Data Table Name")]
    data_table_name: String,
    /// The database Name.
    #[param("Database Name")]
    database_name: String,
    /// The database Server Name.
    #[param("Database Server Name")]
    database_server_name: String,
    /// The SQL Azure Number Of Rows To Write.
    #[param("SQL Azure Number Of Rows To Write")]
    sql_azure_number_of_rows_to_write: String,
    /// The server User Account Name.
    #[param("Server User Account Name")]
    server_user_account_name: String,
    /// The server User Account Password; it is kept in a vault.
    #[param("Server User Account Password")]
    server_user_account_password: Option<SecretRef>,
    /// The treat Errors as Warnings.
    #[param("Treat Errors as Warnings")]
    treat_errors_as_warnings: String,
    /// The trust Server Certificate.
    #[param("Trust Server Certificate")]
    trust_server_certificate: String,
}

impl Component for ExportData {
    const IDENTITY: Identity = Identity {
        id: "export-data",
        title: "Export Data",
        category: "Data Input and Output",
        families: &["7a391181b6a74ad4b82de419c0d6522c"],
        designer: Some("Export Data"),
        role: Role::Sink,
        ..Identity::NEW
    };
    const INPUTS: &'static [Port] = &[Port::dataset("dataset", "Dataset")];
    const HELP: &'static str = include_str!("export_data.md");
    const DOES_NOT_RUN: Option<&'static str> = Some(
        "It cannot compute here yet. Download the dataset from the port that feeds it, or let the command-line tool write it.",
    );
}

use crate::prelude::*;
use ml_graph::DataFormat;
use ml_table::read;

/// Reads a table from a file, a web address or a storage account.
#[derive(Clone, Debug, Params)]
pub struct ImportData {
    /// Where the data is.
    #[param("Please Specify Data Source", title = "Data source", default = DataSource::AzureBlobStorage)]
    data_source: DataSource,
    /// The name of a file attached to the pipeline.
    #[param("File", when = "data_source == local-file")]
    file: String,
    /// An address beginning with http:// or https://.
    #[param("URL", when = "data_source == http")]
    url: String,
    /// How the file is laid out.
    #[param("Data Format", title = "Data format", default = WebFormat::Csv, when = "data_source == http | local-file")]
    data_format: WebFormat,
    /// Whether the first line of a CSV or TSV file names the columns.
    #[param(
        "CSV or TSV has Header Row",
        title = "CSV or TSV has header row",
        default = true,
        when = "data_source == http | local-file"
    )]
    has_header: bool,
    /// How the storage account lets you in.
    #[param("Please Specify Authentication Type", title = "Authentication type", default = Authentication::Account,
        when = "data_source == azure-blob-storage")]
    authentication: Authentication,
    /// The address of a public blob, or one with a shared access signature.
    #[param("URI", when = "authentication == public-or-sas")]
    uri: String,
    /// The storage account.
    #[param("Account Name", title = "Account name", when = "authentication == account")]
    account_name: String,
    /// The key of the storage account.
    #[param("Account Key", title = "Account key", when = "authentication == account")]
    account_key: Option<SecretRef>,
    /// The blob: container/folder/file.
    #[param("Path to container or directory or blob", when = "authentication == account")]
    path: String,
    /// How the blob is laid out.
    #[param("Blob File format", title = "Blob file format", default = BlobFormat::DelimitedText,
        when = "data_source == azure-blob-storage")]
    blob_format: BlobFormat,
    /// What stands between the fields.
    #[param("Column delimiter", default = Delimiter::Comma, when = "blob_format == delimited-text")]
    column_delimiter: Delimiter,
    /// How the characters are encoded. Found out from the file itself, so that nothing needs to be said here.
    #[param(
        "Encoding Format",
        title = "Encoding",
        default = "utf_8",
        when = "blob_format == delimited-text"
    )]
    encoding: String,
    /// Whether the first line names the columns.
    #[param(
        "File has Header Row",
        title = "File has header row",
        default = true,
        when = "blob_format == delimited-text"
    )]
    file_has_header: bool,
    /// The database server.
    #[param("Database Server Name", title = "Database server name", when = "data_source == sql-azure")]
    database_server: String,
    /// The database.
    #[param("Database Name", title = "Database name", when = "data_source == sql-azure")]
    database_name: String,
    /// The user.
    #[param(
        "Server User Account Name",
        title = "Server user account name",
        when = "data_source == sql-azure"
    )]
    database_user: String,
    /// The password of the user.
    #[param(
        "Server User Account Password",
        title = "Server user account password",
        when = "data_source == sql-azure"
    )]
    database_password: Option<SecretRef>,
    /// Whether a certificate that nobody vouches for is good enough.
    #[param(
        "Trust Server Certificate",
        title = "Trust server certificate",
        default = false,
        when = "data_source == sql-azure"
    )]
    trust_server_certificate: bool,
    /// The query whose result is read.
    #[param("Database Query", title = "Database query", script = "sql", when = "data_source == sql-azure")]
    database_query: String,
    /// Whether an earlier result may be taken instead of reading again.
    #[param("Use cached results", default = false)]
    use_cached_results: bool,
}

/// Where data comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
pub enum DataSource {
    /// A file attached to the pipeline.
    #[choice("LocalFile", title = "File attached to the pipeline")]
    LocalFile,
    /// A web address.
    #[choice("Http", title = "Web URL via HTTP")]
    Http,
    /// A blob.
    #[choice("AzureBlobStorage", title = "Azure Blob Storage")]
    AzureBlobStorage,
    /// A database.
    #[choice(
        "SqlAzure",
        title = "Azure SQL Database",
        not_yet = "Databases are not read yet: save the result of the query as a CSV file and choose “File attached to the pipeline”."
    )]
    SqlAzure,
    /// A table store.
    #[choice(
        "AzureTable",
        title = "Azure Table",
        not_yet = "Azure tables are not read yet: save the table as a CSV file and choose “File attached to the pipeline”."
    )]
    AzureTable,
    /// A Hive query.
    #[choice(
        "HiveQuery",
        title = "Hive query",
        not_yet = "Hive is not asked yet: save the result of the query as a CSV file and choose “File attached to the pipeline”."
    )]
    HiveQuery,
    /// A data feed.
    #[choice(
        "ODataFeed",
        id = "data-feed",
        title = "Data feed provider",
        not_yet = "Data feeds are not read yet: save the feed as a CSV file and choose “File attached to the pipeline”."
    )]
    DataFeed,
    /// A document database.
    #[choice(
        "DocumentDB",
        id = "document-db",
        title = "Azure Cosmos DB",
        not_yet = "Document databases are not read yet: save the result of the query as a CSV file and choose “File attached to the pipeline”."
    )]
    DocumentDb,
    /// A database behind a gateway.
    #[choice(
        "OnPremisesSqlServer",
        id = "on-premises-sql-server",
        title = "On-premises SQL Server",
        not_yet = "Databases are not read yet: save the result of the query as a CSV file and choose “File attached to the pipeline”."
    )]
    OnPremisesSqlServer,
}

/// Layouts of files at web addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
pub enum WebFormat {
    /// Commas.
    #[choice("CSV")]
    Csv,
    /// Tabs.
    #[choice("TSV")]
    Tsv,
    /// Weka's format.
    #[choice("ARFF")]
    Arff,
    /// Sparse rows.
    #[choice("SvmLight")]
    SvmLight,
}

/// Ways into a storage account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
pub enum Authentication {
    /// By account and key.
    #[choice("Account")]
    Account,
    /// Open to all, or signed.
    #[choice("PublicOrSas", title = "Public or shared access signature")]
    PublicOrSas,
}

/// Layouts of blobs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
pub enum BlobFormat {
    /// Fields with a delimiter.
    #[choice("DelimitedText", title = "Delimited text")]
    DelimitedText,
    /// Commas.
    #[choice("CSV")]
    Csv,
    /// Tabs.
    #[choice("TSV")]
    Tsv,
    /// A workbook.
    #[choice("Excel", not_yet = "Workbooks are not read yet: save the sheet as CSV.")]
    Excel,
}

/// What stands between fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
pub enum Delimiter {
    /// `,`
    #[choice("Comma")]
    Comma,
    /// A tab.
    #[choice("Tab")]
    Tab,
    /// `;`
    #[choice("Semicolon")]
    Semicolon,
    /// `|`
    #[choice("Pipe")]
    Pipe,
    /// A blank.
    #[choice("Space")]
    Space,
}

/// Where the bytes are.
enum Place<'a> {
    File(&'a str),
    Address(&'a str),
}

impl ImportData {
    /// Where to read from, and at which parameter to complain when it is not said.
    fn place(&self) -> (Place<'_>, &'static str) {
        match (self.data_source, self.authentication) {
            (DataSource::Http, _) => (Place::Address(self.url.trim()), "url"),
            (DataSource::AzureBlobStorage, Authentication::PublicOrSas) => {
                (Place::Address(self.uri.trim()), "uri")
            }
            // Account keys sign requests with the time of day; a file of the blob's name does instead.
            (DataSource::AzureBlobStorage, Authentication::Account) => {
                let path = self.path.trim();
                (Place::File(path.rsplit(['/', '\\']).next().unwrap_or(path)), "path")
            }
            _ => (Place::File(self.file.trim()), "file"),
        }
    }

    fn read(&self, bytes: &[u8]) -> Result<Dataset, ml_table::TableError> {
        let delimited =
            |delimiter: u8, header: bool| read::delimited(bytes, read::Dialect { delimiter, header });
        if self.data_source == DataSource::AzureBlobStorage {
            let delimiter = match (self.blob_format, self.column_delimiter) {
                (BlobFormat::Tsv, _) | (_, Delimiter::Tab) => b'\t',
                (BlobFormat::Csv, _) | (_, Delimiter::Comma) => b',',
                (_, Delimiter::Semicolon) => b';',
                (_, Delimiter::Pipe) => b'|',
                (_, Delimiter::Space) => b' ',
            };
            return delimited(delimiter, self.file_has_header);
        }
        match self.data_format {
            WebFormat::Csv => delimited(b',', self.has_header),
            WebFormat::Tsv => delimited(b'\t', self.has_header),
            WebFormat::Arff => read::dataset(bytes, DataFormat::Arff),
            WebFormat::SvmLight => read::dataset(bytes, DataFormat::SvmLight),
        }
    }

    fn missing_place(&self) -> Option<Diagnostic> {
        let (place, param) = self.place();
        let (Place::File(text) | Place::Address(text)) = place;
        if text.is_empty() {
            let error = Diagnostic::error("error-0003", "It is not said where the data is.");
            return Some(error.help("Name the file or the address.").at_param(param));
        }
        if let Place::Address(address) = place
            && !["http://", "https://"].iter().any(|scheme| address.to_ascii_lowercase().starts_with(scheme))
        {
            let error =
                Diagnostic::error("error-0029", "The address does not begin with http:// or https://.");
            return Some(error.help("Write the whole address.").at_param(param));
        }
        None
    }
}

impl Component for ImportData {
    const IDENTITY: Identity = Identity {
        id: "import-data",
        title: "Import Data",
        category: "Data Input and Output",
        families: &["4e1b0fe6aded4b3fa36f39b8862b9004"],
        names: &["Reader"],
        designer: Some("Import Data"),
        keywords: &["read", "load", "url", "http", "blob", "file", "csv"],
        role: Role::Source,
        flags: Flags { deterministic: false, passes_rows_through_when_scoring: false, needs_script: None },
        ..Identity::NEW
    };
    const OUTPUTS: &'static [Port] = &[Port::dataset("results_dataset", "Results dataset")];
    const HELP: &'static str = include_str!("import_data.md");

    fn check(&self, check: &mut Check<'_>) {
        if let Some(diagnostic) = self.missing_place() {
            check.report(diagnostic);
        }
    }

    async fn run(&self, run: &RunContext<'_>) -> Result<Outputs, Failure> {
        if let Some(diagnostic) = self.missing_place() {
            return Err(diagnostic.into());
        }
        let (place, param) = self.place();
        let bytes = match place {
            Place::File(name) => run.host.file(name).await,
            Place::Address(address) => run.host.fetch(address).await,
        };
        let bytes = bytes.map_err(|error| Failure::from(error).at_param(param))?;
        run.checkpoint(0.5, "reading").await?;
        Ok(Outputs::one("results_dataset", self.read(&bytes)?))
    }
}

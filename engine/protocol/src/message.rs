//! Requests and responses.

use crate::{ColumnProfile, Event, OutputView, RunState, TablePage};
use ml_graph::{Catalogue, ColumnSelection, Diagnostic, EndpointDefinition, Json, PipelineDraft};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Raised when a message changes meaning; both sides refuse another version with a sentence.
pub const VERSION: u32 = 3;

/// A stored attachment: the lower-case hexadecimal SHA-256 of its bytes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct BlobId(pub String);

/// A run, chosen by the client so that a repeated submission is the same run.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RunId(pub String);

/// Where numbers are crunched.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DeviceChoice {
    /// The GPU for work large enough to gain from a real adapter, else the CPU.
    #[default]
    Auto,
    /// The CPU.
    Cpu,
    /// The GPU; falls back to the CPU with a warning.
    Gpu,
}

/// What a client asks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "request")]
pub enum Request {
    /// First message: are we compatible, and what are you?
    Hello {
        /// The client's [`VERSION`].
        version: u32,
    },
    /// All components.
    Catalogue,
    /// Stores the attachment.
    PutBlob,
    /// The bytes of a stored attachment; the answer's attachment.
    GetBlob {
        /// Which.
        blob: BlobId,
    },
    /// Reads exports: experiment JSON, reports, zips, drafts.
    Convert(Convert),
    /// The forms in which drafts can be written.
    Targets,
    /// Writes drafts in other forms; the answer's attachment is the file, or a zip when there are several.
    Export(Export),
    /// Looks at a draft without running it: all problems at once, and the columns at each port.
    Check {
        /// The draft.
        draft: Box<PipelineDraft>,
        /// Data for its assets, by asset id.
        #[serde(default)]
        data: BTreeMap<String, DataBinding>,
    },
    /// Starts a run.
    Run(Box<Submission>),
    /// Asks a run to stop.
    Cancel {
        /// Which.
        run: RunId,
    },
    /// Events of a run after a sequence number; executors that can push do so besides.
    Events {
        /// Which.
        run: RunId,
        /// Sequence number of the last event the client has; 0 for all.
        after: u64,
    },
    /// All runs, newest first.
    Runs,
    /// One run in full.
    Record {
        /// Which.
        run: RunId,
    },
    /// Deletes a finished run.
    Delete {
        /// Which.
        run: RunId,
    },
    /// How to show an output: the beginning of a table, evaluation, model.
    View {
        /// Which run.
        run: RunId,
        /// Node or asset id.
        node: String,
        /// Port id.
        port: String,
    },
    /// Rows of an output table.
    Page {
        /// Which run.
        run: RunId,
        /// Node or asset id.
        node: String,
        /// Port id.
        port: String,
        /// First row.
        offset: u64,
        /// Number of rows.
        limit: u64,
        /// Columns; none means all.
        #[serde(default)]
        columns: Option<ColumnSelection>,
    },
    /// Statistics of some columns of an output table.
    Profile {
        /// Which run.
        run: RunId,
        /// Node or asset id.
        node: String,
        /// Port id.
        port: String,
        /// Positions of the columns, from 0; others than there are get no answer.
        columns: Vec<u64>,
    },
    /// An output as a file: the answer's attachment.
    Download {
        /// Which run.
        run: RunId,
        /// Node or asset id.
        node: String,
        /// Port id.
        port: String,
        /// File format.
        format: OutputFormat,
    },
}

/// Input of a conversion.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Convert {
    /// The files, stored before with [`Request::PutBlob`].
    pub files: Vec<InputFile>,
}

/// A named, stored file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InputFile {
    /// Name or relative path.
    pub name: String,
    /// Its bytes.
    pub blob: BlobId,
}

/// What came out of a conversion.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Converted {
    /// One draft an experiment.
    pub drafts: Vec<PipelineDraft>,
    /// Services.
    pub endpoints: Vec<EndpointDefinition>,
    /// Data files met in the input, by name.
    pub data: BTreeMap<String, DataBinding>,
    /// What was found.
    pub diagnostics: Vec<Diagnostic>,
    /// The migration report (`report.json`).
    pub report: Json,
    /// The migration report as Markdown.
    pub report_markdown: String,
}

/// Drafts to be written in other forms.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Export {
    /// What to write.
    pub pipelines: Vec<Outgoing>,
    /// What is known of the endpoints they answer at; these name their drafts by [`Outgoing::id`].
    #[serde(default)]
    pub endpoints: Vec<EndpointDefinition>,
    /// Names of [`ExportTarget`]s.
    pub targets: Vec<String>,
}

/// A draft to be written in other forms.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Outgoing {
    /// The client's own name for it.
    pub id: String,
    /// What to write.
    pub draft: PipelineDraft,
    /// Data of its assets to go along where a target has a place for it, by asset id.
    #[serde(default)]
    pub data: BTreeMap<String, DataBinding>,
    /// Its entry in the migration report, when it was converted: what was found then is said again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report: Option<Json>,
}

/// A form in which drafts can be written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportTarget {
    /// Its name, for [`Request::Export`].
    pub name: String,
    /// What people call it.
    pub title: String,
    /// Whether it is a folder of files, which comes as a zip.
    pub folder: bool,
}

/// The content of a data asset.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DataBinding {
    /// File name; says the format when nothing else does.
    pub name: String,
    /// Its bytes, stored before.
    pub blob: BlobId,
}

/// A run to start.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Submission {
    /// Chosen by the client.
    pub run: RunId,
    /// What to run.
    pub draft: PipelineDraft,
    /// Data for its assets, by asset id.
    #[serde(default)]
    pub data: BTreeMap<String, DataBinding>,
    /// Credentials, by placeholder; kept in memory for the run only.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub secrets: BTreeMap<String, Secret>,
    /// Only these nodes and what they need; empty means all.
    #[serde(default)]
    pub until: Vec<String>,
    /// Where to compute.
    #[serde(default)]
    pub device: DeviceChoice,
    /// Used where a module's seed is blank.
    #[serde(default)]
    pub seed: u64,
    /// Whether Python and R scripts may run.
    #[serde(default)]
    pub allow_scripts: bool,
    /// Values for pipeline parameters.
    #[serde(default)]
    pub parameters: BTreeMap<String, ml_graph::ParamValue>,
}

/// A credential on its way to a run. Debug output never shows it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    /// Wraps a credential.
    pub fn new(value: impl Into<String>) -> Secret {
        Secret(value.into())
    }

    /// The credential itself, for the one call that needs it.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("«redacted»")
    }
}

/// File formats of outputs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OutputFormat {
    /// Comma separated text.
    Csv,
    /// Apache Parquet (where the executor can write it).
    Parquet,
    /// Arrow IPC file.
    Arrow,
    /// JSON: models, metrics.
    Json,
}

/// What an executor answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "response")]
pub enum Response {
    /// To [`Request::Hello`].
    Hello {
        /// The executor's [`VERSION`].
        version: u32,
        /// Its name and version, for people.
        executor: String,
        /// The GPU it would use, if any.
        gpu: Option<String>,
        /// Script languages it can run (`python`, `r`).
        scripts: Vec<String>,
    },
    /// To [`Request::Catalogue`].
    Catalogue {
        /// All components.
        catalogue: Catalogue,
    },
    /// To [`Request::PutBlob`].
    Blob {
        /// Its id.
        blob: BlobId,
    },
    /// To [`Request::Convert`].
    Converted(Box<Converted>),
    /// The answer is the attachment: to [`Request::GetBlob`] and [`Request::Download`].
    File {
        /// Suggested file name.
        name: String,
        /// Media type.
        media: String,
    },
    /// To [`Request::Targets`].
    Targets {
        /// In the order to offer them.
        targets: Vec<ExportTarget>,
    },
    /// To [`Request::Export`]; the file is the attachment.
    Exported {
        /// Suggested file name.
        name: String,
        /// Media type.
        media: String,
        /// What could not be written as it was.
        diagnostics: Vec<Diagnostic>,
    },
    /// To [`Request::Check`].
    Checked {
        /// All problems, errors first.
        diagnostics: Vec<Diagnostic>,
        /// Columns at each output port, by node and port id, as far as known without running.
        columns: BTreeMap<String, BTreeMap<String, Vec<crate::ColumnView>>>,
    },
    /// To [`Request::Run`]: accepted.
    Started {
        /// The run.
        run: RunId,
    },
    /// To [`Request::Events`].
    Events {
        /// In order.
        events: Vec<Event>,
        /// State of the run now.
        state: RunState,
    },
    /// To [`Request::Runs`].
    Runs {
        /// Newest first.
        runs: Vec<RunSummary>,
    },
    /// To [`Request::Record`].
    Record(Box<RunRecord>),
    /// To [`Request::View`].
    View(Box<OutputView>),
    /// To [`Request::Page`].
    Page(TablePage),
    /// To [`Request::Profile`].
    Profiles {
        /// One a column, in the order asked.
        profiles: Vec<ColumnProfile>,
    },
    /// Done, nothing to say.
    Done,
    /// The request could not be served.
    Refused {
        /// Why, and what to do. Errors first.
        diagnostics: Vec<Diagnostic>,
    },
}

/// A response with the bytes that belong to it.
#[derive(Clone, Debug, PartialEq)]
pub struct Reply {
    /// The response.
    pub response: Response,
    /// Its attachment.
    pub attachment: Option<Vec<u8>>,
}

impl From<Response> for Reply {
    fn from(response: Response) -> Reply {
        Reply { response, attachment: None }
    }
}

/// One line of the run list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunSummary {
    /// The run.
    pub run: RunId,
    /// Name of its draft.
    pub name: String,
    /// How it stands.
    pub state: RunState,
    /// Start, milliseconds since 1970 UTC.
    pub started_ms: u64,
    /// Duration so far or in all, in milliseconds.
    pub duration_ms: u64,
}

/// What ran, on which device, how long, how many rows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunRecord {
    /// The line in the list.
    #[serde(flatten)]
    pub summary: RunSummary,
    /// The draft as it ran.
    pub draft: PipelineDraft,
    /// Device asked for.
    pub device: DeviceChoice,
    /// Seed used where a module's seed is blank.
    pub seed: u64,
    /// One record a node, in the order they ran.
    pub nodes: Vec<NodeRecord>,
    /// What went wrong or deserves a look.
    pub diagnostics: Vec<Diagnostic>,
}

/// How one node fared.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NodeRecord {
    /// Node id.
    pub node: String,
    /// Component id.
    pub component: String,
    /// Final state.
    pub state: crate::NodeState,
    /// Device that did the work, for example `CPU` or `GPU (NVIDIA …)`.
    pub device: String,
    /// Duration in milliseconds.
    pub duration_ms: u64,
    /// Its outputs by port id.
    pub outputs: BTreeMap<String, crate::OutputSummary>,
}

//! Events of a run.

use ml_graph::Diagnostic;
use serde::{Deserialize, Serialize};

/// Something that happened in a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// 1, 2, 3 … within the run.
    pub sequence: u64,
    /// Milliseconds since the run started.
    pub at_ms: u64,
    /// What happened.
    #[serde(flatten)]
    pub kind: EventKind,
}

/// The kinds of [`Event`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "event")]
pub enum EventKind {
    /// The run began; these nodes will run, in this order.
    RunStarted {
        /// Node ids.
        nodes: Vec<String>,
    },
    /// The node waits for its inputs.
    Queued {
        /// Node id.
        node: String,
    },
    /// The node computes.
    Started {
        /// Node id.
        node: String,
        /// For people: `CPU`, `GPU (…)`.
        device: String,
    },
    /// How far it is.
    Progress {
        /// Node id.
        node: String,
        /// 0 to 1.
        fraction: f32,
        /// What it is doing, for example `tree 40 of 100`.
        message: String,
    },
    /// An output can be looked at.
    Output {
        /// Node id.
        node: String,
        /// Port id.
        port: String,
        /// What it is.
        summary: OutputSummary,
    },
    /// Something to know; the node goes on.
    Warning {
        /// What.
        diagnostic: Diagnostic,
    },
    /// The node is done.
    Finished {
        /// Node id.
        node: String,
        /// Whether its outputs were reused from an earlier run.
        cached: bool,
        /// Duration in milliseconds.
        duration_ms: u64,
        /// Device that did the work.
        device: String,
    },
    /// The node failed.
    Failed {
        /// Node id.
        node: String,
        /// Why and what to do.
        diagnostic: Diagnostic,
    },
    /// The node did not run because something upstream failed or the run was cancelled.
    Skipped {
        /// Node id.
        node: String,
    },
    /// The run ended.
    RunFinished {
        /// How.
        state: RunState,
        /// Duration in milliseconds.
        duration_ms: u64,
    },
}

/// How a run stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RunState {
    /// Accepted, waiting.
    Queued,
    /// Computing.
    Running,
    /// All nodes done.
    Finished,
    /// At least one node failed.
    Failed,
    /// The user stopped it.
    Cancelled,
    /// The process died before it ended.
    Interrupted,
}

/// How a node stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NodeState {
    /// Waiting.
    Queued,
    /// Computing.
    Running,
    /// Done.
    Finished,
    /// Done earlier; reused.
    Cached,
    /// Failed.
    Failed,
    /// Not run.
    Skipped,
    /// Stopped by the user.
    Cancelled,
}

/// What an output is, in one line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OutputSummary {
    /// `dataset`, `trained-model`, `evaluation` …
    pub kind: String,
    /// For people: `1,000 rows × 12 columns`, `100 trees`.
    pub text: String,
    /// Rows, for tables.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows: Option<u64>,
    /// Columns, for tables.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub columns: Option<u64>,
    /// Hash of the content, lower-case hexadecimal.
    pub hash: String,
}

//! What a studio and whatever runs pipelines say to each other.
//!
//! One protocol, three executors: in this process, in a Web Worker, behind HTTP. A [`Request`] gets exactly one [`Response`]; a run
//! sends [`Event`]s besides. Bytes (files in, outputs out) travel beside the JSON as an attachment, so that a worker can transfer
//! them without a copy and HTTP can send them as a body.

mod event;
mod message;
mod view;

pub use event::{Event, EventKind, NodeState, OutputSummary, RunState};
pub use message::{
    BlobId, Convert, Converted, DataBinding, DeviceChoice, Export, ExportTarget, InputFile, NodeRecord,
    Outgoing, OutputFormat, Reply, Request, Response, RunId, RunRecord, RunSummary, Secret, Submission,
    VERSION,
};
pub use view::{
    Bin, BinaryEvaluation, ColumnProfile, ColumnView, ConfusionMatrix, Curve, Metric, ModelView,
    MulticlassEvaluation, NamedWeight, OutputView, RegressionEvaluation, TablePage, TableView,
    ThresholdPoint, TreeNodeView, TreeView,
};

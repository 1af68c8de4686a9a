//! How a run stands, put together from its events.

use ml_graph::Diagnostic;
use ml_protocol::{Event, EventKind, NodeState, OutputSummary, RunId, RunState};
use std::collections::{BTreeMap, BTreeSet};

/// How one node stands in a run.
#[derive(Clone, Debug, PartialEq)]
pub struct NodeProgress {
    /// Its state.
    pub state: NodeState,
    /// 0 to 1 while running.
    pub fraction: f32,
    /// What it is doing.
    pub message: String,
    /// Device that does or did the work.
    pub device: String,
    /// When it started, in milliseconds since the run did.
    pub started_ms: u64,
    /// How long it took, once done.
    pub duration_ms: Option<u64>,
    /// Its outputs by port.
    pub outputs: BTreeMap<String, OutputSummary>,
    /// Why it failed.
    pub failure: Option<Diagnostic>,
    /// What it warned of.
    pub warnings: Vec<Diagnostic>,
}

impl NodeProgress {
    fn new(state: NodeState) -> NodeProgress {
        NodeProgress {
            state,
            fraction: 0.0,
            message: String::new(),
            device: String::new(),
            started_ms: 0,
            duration_ms: None,
            outputs: BTreeMap::new(),
            failure: None,
            warnings: Vec::new(),
        }
    }
}

/// A run as the studio shows it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RunView {
    /// Which run; none before the first.
    pub run: Option<RunId>,
    /// How it stands; none before the first event.
    pub state: Option<RunState>,
    /// Nodes by id.
    pub nodes: BTreeMap<String, NodeProgress>,
    /// Everything it warned of or failed with, in order.
    pub diagnostics: Vec<Diagnostic>,
    /// Duration once it ended.
    pub duration_ms: Option<u64>,
    /// Sequence number of the last event.
    pub last: u64,
    planned: usize,
}

impl RunView {
    /// A run just submitted.
    pub fn submitted(run: RunId) -> RunView {
        RunView { run: Some(run), state: Some(RunState::Queued), ..RunView::default() }
    }

    /// Whether it still goes on.
    pub fn is_going(&self) -> bool {
        matches!(self.state, Some(RunState::Queued | RunState::Running))
    }

    /// Nodes done and nodes planned.
    pub fn progress(&self) -> (usize, usize) {
        let done = self
            .nodes
            .values()
            .filter(|node| !matches!(node.state, NodeState::Queued | NodeState::Running))
            .count();
        (done, self.planned.max(done))
    }

    /// Takes in an event; returns the nodes it changed. Events that were seen already change nothing, so that a stream may be
    /// resumed from too early.
    pub fn apply(&mut self, event: &Event) -> BTreeSet<String> {
        let mut touched = BTreeSet::new();
        if event.sequence <= self.last {
            return touched;
        }
        self.last = event.sequence;
        match &event.kind {
            EventKind::RunStarted { nodes } => {
                self.state = Some(RunState::Running);
                self.planned = nodes.len();
                for node in nodes {
                    self.nodes.entry(node.clone()).or_insert_with(|| NodeProgress::new(NodeState::Queued));
                    touched.insert(node.clone());
                }
            }
            EventKind::Queued { node } => {
                self.nodes.insert(node.clone(), NodeProgress::new(NodeState::Queued));
                touched.insert(node.clone());
            }
            EventKind::Started { node, device } => {
                let progress = self.node(node, NodeState::Running, &mut touched);
                progress.device.clone_from(device);
                progress.started_ms = event.at_ms;
                progress.fraction = 0.0;
            }
            EventKind::Progress { node, fraction, message } => {
                let progress = self.node(node, NodeState::Running, &mut touched);
                progress.fraction = if fraction.is_nan() { 0.0 } else { fraction.clamp(0.0, 1.0) };
                progress.message.clone_from(message);
            }
            EventKind::Output { node, port, summary } => {
                touched.insert(node.clone());
                self.nodes
                    .entry(node.clone())
                    .or_insert_with(|| NodeProgress::new(NodeState::Running))
                    .outputs
                    .insert(port.clone(), summary.clone());
            }
            EventKind::Warning { diagnostic } => {
                self.diagnostics.push(diagnostic.clone());
                if let Some(progress) = diagnostic.at.node.as_ref().and_then(|node| self.nodes.get_mut(node))
                {
                    progress.warnings.push(diagnostic.clone());
                    touched.extend(diagnostic.at.node.clone());
                }
            }
            EventKind::Finished { node, cached, duration_ms, device } => {
                let state = if *cached { NodeState::Cached } else { NodeState::Finished };
                let progress = self.node(node, state, &mut touched);
                progress.fraction = 1.0;
                progress.message.clear();
                progress.duration_ms = Some(*duration_ms);
                progress.device.clone_from(device);
            }
            EventKind::Failed { node, diagnostic } => {
                self.diagnostics.push(diagnostic.clone());
                let progress = self.node(node, NodeState::Failed, &mut touched);
                progress.message.clear();
                progress.failure = Some(diagnostic.clone());
            }
            EventKind::Skipped { node } => drop(self.node(node, NodeState::Skipped, &mut touched).fraction),
            EventKind::RunFinished { state, duration_ms } => {
                self.state = Some(*state);
                self.duration_ms = Some(*duration_ms);
                let left = match state {
                    RunState::Cancelled | RunState::Interrupted => NodeState::Cancelled,
                    _ => NodeState::Skipped,
                };
                // What a cancelled run skipped was cancelled with it, unless something had failed before.
                let failed = self.nodes.values().any(|node| node.state == NodeState::Failed);
                for (node, progress) in &mut self.nodes {
                    let skipped = progress.state == NodeState::Skipped && !failed;
                    if matches!(progress.state, NodeState::Queued | NodeState::Running) || skipped {
                        progress.state = left;
                        progress.message.clear();
                        touched.insert(node.clone());
                    }
                }
            }
        }
        touched
    }

    fn node(&mut self, node: &str, state: NodeState, touched: &mut BTreeSet<String>) -> &mut NodeProgress {
        touched.insert(node.to_owned());
        let progress = self.nodes.entry(node.to_owned()).or_insert_with(|| NodeProgress::new(state));
        progress.state = state;
        progress
    }
}

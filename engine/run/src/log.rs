//! What a run was asked to do and what happened in it: everything else known of a run is folded from these two.

use ml_protocol::{
    Event, EventKind, NodeRecord, NodeState, RunId, RunRecord, RunState, RunSummary, Submission,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A submission that was accepted, as it is kept: without its secrets.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Accepted {
    /// What to do.
    #[serde(flatten)]
    pub submission: Submission,
    /// When, in milliseconds since 1970 UTC.
    pub started_ms: u64,
}

impl Accepted {
    /// Keeps `submission` without its secrets.
    pub fn new(submission: &Submission, started_ms: u64) -> Accepted {
        Accepted { submission: Submission { secrets: BTreeMap::new(), ..submission.clone() }, started_ms }
    }

    /// The run.
    pub fn run(&self) -> &RunId {
        &self.submission.run
    }
}

/// How the run stands after `events`.
pub fn state(events: &[Event]) -> RunState {
    match events.last().map(|event| &event.kind) {
        None => RunState::Queued,
        Some(EventKind::RunFinished { state, .. }) => *state,
        Some(_) => RunState::Running,
    }
}

/// Whether a run in this state goes on.
pub fn is_active(state: RunState) -> bool {
    matches!(state, RunState::Queued | RunState::Running)
}

/// The line in the list of runs.
pub fn summary(accepted: &Accepted, events: &[Event], now_ms: u64) -> RunSummary {
    let duration_ms = match events.last().map(|event| &event.kind) {
        Some(EventKind::RunFinished { duration_ms, .. }) => *duration_ms,
        _ => now_ms.saturating_sub(accepted.started_ms),
    };
    RunSummary {
        run: accepted.run().clone(),
        name: accepted.submission.draft.name.clone(),
        state: state(events),
        started_ms: accepted.started_ms,
        duration_ms,
    }
}

/// The run in full.
pub fn record(accepted: &Accepted, events: &[Event], now_ms: u64) -> RunRecord {
    let mut nodes = Nodes { accepted, records: Vec::new(), places: BTreeMap::new() };
    let mut diagnostics = Vec::new();
    for event in events {
        match &event.kind {
            EventKind::Started { node, device } => {
                let record = nodes.of(node);
                record.state = NodeState::Running;
                record.device.clone_from(device);
                record.duration_ms = event.at_ms;
            }
            EventKind::Output { node, port, summary } => {
                nodes.of(node).outputs.insert(port.clone(), summary.clone());
            }
            EventKind::Finished { node, cached, duration_ms, device } => {
                let record = nodes.of(node);
                record.state = if *cached { NodeState::Cached } else { NodeState::Finished };
                record.duration_ms = *duration_ms;
                record.device.clone_from(device);
            }
            EventKind::Failed { node, diagnostic } => {
                diagnostics.push(diagnostic.clone());
                nodes.of(node).end(NodeState::Failed, event.at_ms);
            }
            EventKind::Skipped { node } => {
                let record = nodes.of(node);
                let state = match record.state {
                    NodeState::Running => NodeState::Cancelled,
                    _ => NodeState::Skipped,
                };
                record.end(state, event.at_ms);
            }
            EventKind::Warning { diagnostic } => diagnostics.push(diagnostic.clone()),
            EventKind::RunStarted { .. }
            | EventKind::Queued { .. }
            | EventKind::Progress { .. }
            | EventKind::RunFinished { .. } => {}
        }
    }
    let summary = summary(accepted, events, now_ms);
    let at_ms = events.last().map_or(0, |event| event.at_ms);
    if !is_active(summary.state) {
        for record in nodes.records.iter_mut().filter(|record| record.state == NodeState::Running) {
            record.end(NodeState::Cancelled, at_ms);
        }
    }
    RunRecord {
        summary,
        draft: accepted.submission.draft.clone(),
        device: accepted.submission.device,
        seed: accepted.submission.seed,
        nodes: nodes.records,
        diagnostics,
    }
}

struct Nodes<'a> {
    accepted: &'a Accepted,
    records: Vec<NodeRecord>,
    places: BTreeMap<String, usize>,
}

impl Nodes<'_> {
    fn of(&mut self, node: &str) -> &mut NodeRecord {
        let place = *self.places.entry(node.to_owned()).or_insert_with(|| {
            let component = self.accepted.submission.draft.node(node).map(|node| node.component.clone());
            self.records.push(NodeRecord {
                node: node.to_owned(),
                component: component.unwrap_or_default(),
                state: NodeState::Queued,
                device: String::new(),
                duration_ms: 0,
                outputs: BTreeMap::new(),
            });
            self.records.len() - 1
        });
        &mut self.records[place]
    }
}

trait End {
    fn end(&mut self, state: NodeState, at_ms: u64);
}

impl End for NodeRecord {
    /// While a node runs its duration field holds when it started.
    fn end(&mut self, state: NodeState, at_ms: u64) {
        self.duration_ms = match self.state {
            NodeState::Running => at_ms.saturating_sub(self.duration_ms),
            _ => 0,
        };
        self.state = state;
    }
}

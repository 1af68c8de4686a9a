//! Run state from events; what is kept of a document.

use crate::sample::{document, draft};
use ml_graph::Diagnostic;
use ml_protocol::{Event, EventKind, NodeState, OutputSummary, RunId, RunState};
use studio_model::{Document, RunView, SavedDocument, Summary, Viewport};

fn events(kinds: Vec<EventKind>) -> Vec<Event> {
    let numbered = kinds.into_iter().zip(1_u64..);
    numbered.map(|(kind, sequence)| Event { sequence, at_ms: sequence * 10, kind }).collect()
}

fn node(id: &str) -> String {
    id.to_owned()
}

#[test]
fn a_run_is_what_its_events_say() {
    let summary = OutputSummary {
        kind: "dataset".into(),
        text: "10 rows".into(),
        rows: Some(10),
        columns: None,
        hash: "0".into(),
    };
    let list = events(vec![
        EventKind::RunStarted { nodes: vec![node("split"), node("train"), node("score")] },
        EventKind::Started { node: node("split"), device: "CPU".into() },
        EventKind::Progress { node: node("split"), fraction: 0.5, message: "half".into() },
        EventKind::Output { node: node("split"), port: "first".into(), summary },
        EventKind::Finished { node: node("split"), cached: false, duration_ms: 20, device: "CPU".into() },
        EventKind::Started { node: node("train"), device: "CPU".into() },
        EventKind::Failed {
            node: node("train"),
            diagnostic: Diagnostic::error("error-0003", "No rows.").at_node("train"),
        },
        EventKind::Skipped { node: node("score") },
        EventKind::RunFinished { state: RunState::Failed, duration_ms: 90 },
    ]);
    let mut view = RunView::submitted(RunId("r".into()));
    assert!(view.is_going());
    view.apply(&list[0]);
    assert_eq!(view.progress(), (0, 3));
    view.apply(&list[1]);
    view.apply(&list[2]);
    assert_eq!(view.nodes["split"].state, NodeState::Running);
    assert!((view.nodes["split"].fraction - 0.5).abs() < 1e-6);
    for event in &list {
        view.apply(event);
    }
    assert_eq!(view.nodes["split"].state, NodeState::Finished);
    assert_eq!(view.nodes["split"].outputs["first"].rows, Some(10));
    assert_eq!(view.nodes["train"].failure.as_ref().map(|failure| failure.code.as_str()), Some("error-0003"));
    assert_eq!(view.nodes["score"].state, NodeState::Skipped);
    assert_eq!((view.state, view.duration_ms, view.progress()), (Some(RunState::Failed), Some(90), (3, 3)));
    let copy = view.clone();
    assert!(view.apply(&list[1]).is_empty(), "a repeated event changes nothing");
    assert_eq!(view, copy);
}

#[test]
fn cancelling_ends_what_was_going_on() {
    let list = events(vec![
        EventKind::RunStarted { nodes: vec![node("split"), node("train"), node("score")] },
        EventKind::Started { node: node("split"), device: "CPU".into() },
        EventKind::Skipped { node: node("score") },
        EventKind::RunFinished { state: RunState::Cancelled, duration_ms: 5 },
    ]);
    let mut view = RunView::submitted(RunId("r".into()));
    for event in &list {
        view.apply(event);
    }
    assert!(view.nodes.values().all(|node| node.state == NodeState::Cancelled));
    assert!(!view.is_going());
}

#[test]
fn a_stored_document_comes_back_whole() {
    let document = document();
    let mut saved = SavedDocument::of_draft(draft());
    let view = Viewport { scale: 0.7, ..Viewport::default() };
    saved.update(&document, view);
    let text = serde_json::to_string(&saved).unwrap();
    let read: SavedDocument = serde_json::from_str(&text).unwrap();
    assert_eq!(read, saved);
    let summary = Summary::of("id", &read, 5.0);
    assert_eq!((summary.modules, summary.datasets), (4, 1));
    assert!(summary.readiness.is_none());
    let restored = Document::restore(read, document.catalogue().clone());
    assert_eq!(restored.draft(), document.draft());
}

//! Asking an executor, and what one asks for again and again.

use super::Client;
use ml_graph::Diagnostic;
use ml_protocol::{
    BlobId, ColumnProfile, Event, EventKind, NodeState, OutputFormat, OutputView, Reply, Request, Response,
    RunId, RunRecord, RunState, Submission, TablePage,
};
use std::collections::{BTreeMap, BTreeSet};

pub(super) async fn ask(client: &dyn Client, request: Request) -> Response {
    ask_with(client, request, None).await.response
}

pub(super) async fn ask_with(client: &dyn Client, request: Request, attachment: Option<Vec<u8>>) -> Reply {
    match client.request(request, attachment).await {
        Ok(reply) => reply,
        Err(sentence) => panic!("the request got no answer: {sentence}"),
    }
}

/// The codes of a refusal.
pub(super) async fn refusal(client: &dyn Client, request: Request) -> Vec<Diagnostic> {
    match ask(client, request).await {
        Response::Refused { diagnostics } => {
            assert!(!diagnostics.is_empty(), "a refusal says why");
            for diagnostic in &diagnostics {
                assert!(diagnostic.message.ends_with('.'), "a sentence: {}", diagnostic.message);
            }
            diagnostics
        }
        other => panic!("not refused: {other:?}"),
    }
}

pub(super) fn codes(diagnostics: &[Diagnostic]) -> BTreeSet<&str> {
    diagnostics.iter().map(|diagnostic| diagnostic.code.as_str()).collect()
}

pub(super) async fn put(client: &dyn Client, bytes: &[u8]) -> BlobId {
    match ask_with(client, Request::PutBlob, Some(bytes.to_vec())).await.response {
        Response::Blob { blob } => blob,
        other => panic!("no blob: {other:?}"),
    }
}

pub(super) async fn start(client: &dyn Client, submission: Submission) -> RunId {
    match ask(client, Request::Run(Box::new(submission))).await {
        Response::Started { run } => run,
        other => panic!("not started: {other:?}"),
    }
}

pub(super) async fn events_after(client: &dyn Client, run: &RunId, after: u64) -> (Vec<Event>, RunState) {
    match ask(client, Request::Events { run: run.clone(), after }).await {
        Response::Events { events, state } => (events, state),
        other => panic!("no events: {other:?}"),
    }
}

/// All events of a run that ends within a minute or two.
pub(super) async fn follow(client: &dyn Client, run: &RunId) -> (Vec<Event>, RunState) {
    let mut all: Vec<Event> = Vec::new();
    for _ in 0..6_000 {
        let (events, state) = events_after(client, run, all.len() as u64).await;
        all.extend(events);
        if !crate::is_active(state) {
            return (all, state);
        }
        client.pause(20).await;
    }
    panic!("the run {} does not end", run.0);
}

pub(super) async fn run(client: &dyn Client, submission: Submission) -> (RunId, Vec<Event>, RunState) {
    let run = start(client, submission).await;
    let (events, state) = follow(client, &run).await;
    (run, events, state)
}

pub(super) async fn record(client: &dyn Client, run: &RunId) -> RunRecord {
    match ask(client, Request::Record { run: run.clone() }).await {
        Response::Record(record) => *record,
        other => panic!("no record: {other:?}"),
    }
}

pub(super) fn states(record: &RunRecord) -> BTreeMap<&str, NodeState> {
    record.nodes.iter().map(|node| (node.node.as_str(), node.state)).collect()
}

pub(super) async fn page(
    client: &dyn Client,
    run: &RunId,
    node: &str,
    port: &str,
    offset: u64,
    limit: u64,
) -> TablePage {
    let (node, port) = (node.to_owned(), port.to_owned());
    match ask(client, Request::Page { run: run.clone(), node, port, offset, limit, columns: None }).await {
        Response::Page(page) => page,
        other => panic!("no page: {other:?}"),
    }
}

pub(super) async fn view(client: &dyn Client, run: &RunId, node: &str, port: &str) -> OutputView {
    let (node, port) = (node.to_owned(), port.to_owned());
    match ask(client, Request::View { run: run.clone(), node, port }).await {
        Response::View(view) => *view,
        other => panic!("no view: {other:?}"),
    }
}

pub(super) async fn profiles(
    client: &dyn Client,
    run: &RunId,
    node: &str,
    port: &str,
    columns: &[u64],
) -> Vec<ColumnProfile> {
    let (node, port, columns) = (node.to_owned(), port.to_owned(), columns.to_vec());
    match ask(client, Request::Profile { run: run.clone(), node, port, columns }).await {
        Response::Profiles { profiles } => profiles,
        other => panic!("no profiles: {other:?}"),
    }
}

pub(super) async fn download(
    client: &dyn Client,
    run: &RunId,
    node: &str,
    port: &str,
    format: OutputFormat,
) -> (String, Vec<u8>) {
    let (node, port) = (node.to_owned(), port.to_owned());
    let reply = ask_with(client, Request::Download { run: run.clone(), node, port, format }, None).await;
    match (reply.response, reply.attachment) {
        (Response::File { name, .. }, Some(bytes)) => (name, bytes),
        (other, _) => panic!("no file: {other:?}"),
    }
}

pub(super) fn cached(events: &[Event]) -> BTreeMap<&str, bool> {
    let finished = events.iter().filter_map(|event| match &event.kind {
        EventKind::Finished { node, cached, .. } => Some((node.as_str(), *cached)),
        _ => None,
    });
    finished.collect()
}

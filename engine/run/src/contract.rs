//! What every executor must do, whatever lies between it and its client: in this process, behind HTTP, in a worker.
//!
//! A test of an executor implements [`Client`] and awaits every case of [`CASES`]. A case panics with a sentence when the contract is
//! broken. Cases share nothing but the executor's store, and each takes run ids of its own.

use ml_graph::{
    Asset, AssetKind, ColumnSelection, DataFormat, Diagnostic, Edge, Node, ParamValue, PipelineDraft, PortRef,
};
use ml_modules::LocalBoxFuture;
use ml_protocol::{
    BlobId, Convert, DataBinding, DeviceChoice, Event, EventKind, InputFile, NodeState, OutputFormat,
    OutputView, Reply, Request, Response, RunId, RunRecord, RunState, Submission, TablePage, VERSION,
};
use std::collections::{BTreeMap, BTreeSet};

/// One end of the protocol.
pub trait Client {
    /// Sends a request and waits for its answer; a transport that fails is a sentence.
    fn request<'a>(
        &'a self,
        request: Request,
        attachment: Option<Vec<u8>>,
    ) -> LocalBoxFuture<'a, Result<Reply, String>>;

    /// Waits.
    fn pause<'a>(&'a self, milliseconds: u64) -> LocalBoxFuture<'a, ()>;

    /// Whether the executor reads exports.
    fn converts(&self) -> bool {
        true
    }
}

/// A case of the contract.
pub type Case = for<'a> fn(&'a dyn Client) -> LocalBoxFuture<'a, ()>;

/// All cases, by name.
pub const CASES: &[(&str, Case)] = &[
    ("hello", |client| Box::pin(hello(client))),
    ("catalogue", |client| Box::pin(catalogue(client))),
    ("blobs have the hash of their content as name", |client| Box::pin(blobs(client))),
    ("a check finds all problems and knows the columns", |client| Box::pin(check(client))),
    ("a refused submission lists all problems", |client| Box::pin(refused_submission(client))),
    ("a run tells of itself in order", |client| Box::pin(run_to_the_end(client))),
    ("outputs can be looked at and downloaded", |client| Box::pin(outputs(client))),
    ("unchanged nodes are reused", |client| Box::pin(reuse(client))),
    ("a run can stop at a node", |client| Box::pin(until(client))),
    ("a failure stops its branch alone", |client| Box::pin(failure(client))),
    ("a run stops when it is asked to", |client| Box::pin(cancel(client))),
    ("the same submission is the same run", |client| Box::pin(repeated(client))),
    ("what is not there is refused", |client| Box::pin(unknown_run(client))),
    ("a finished run can be deleted", |client| Box::pin(delete(client))),
    ("parameters of the pipeline are set", |client| Box::pin(parameters(client))),
    ("a GPU that cannot be had is no failure", |client| Box::pin(without_gpu(client))),
    ("scripts need leave", |client| Box::pin(scripts(client))),
    ("exports are read and written", |client| Box::pin(convert(client))),
];

/// Awaits every case; says which one it is at.
pub async fn all(client: &dyn Client, mut tell: impl FnMut(&str)) {
    for (name, case) in CASES {
        tell(name);
        case(client).await;
    }
}

async fn ask(client: &dyn Client, request: Request) -> Response {
    ask_with(client, request, None).await.response
}

async fn ask_with(client: &dyn Client, request: Request, attachment: Option<Vec<u8>>) -> Reply {
    match client.request(request, attachment).await {
        Ok(reply) => reply,
        Err(sentence) => panic!("the request got no answer: {sentence}"),
    }
}

/// The codes of a refusal.
async fn refusal(client: &dyn Client, request: Request) -> Vec<Diagnostic> {
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

fn codes(diagnostics: &[Diagnostic]) -> BTreeSet<&str> {
    diagnostics.iter().map(|diagnostic| diagnostic.code.as_str()).collect()
}

async fn put(client: &dyn Client, bytes: &[u8]) -> BlobId {
    match ask_with(client, Request::PutBlob, Some(bytes.to_vec())).await.response {
        Response::Blob { blob } => blob,
        other => panic!("no blob: {other:?}"),
    }
}

/// Two hundred people; the older and richer ones buy.
fn people() -> String {
    let mut text = String::from("age,income,city,buys\n");
    for row in 0..200_u32 {
        // Spread evenly and out of order.
        let age = 18 + (row * 37) % 60;
        let income = 1_000 + (row * 7_919) % 5_000;
        let buys = age * 60 + income > 5_200 + (row * 13) % 400;
        let city = ["Köln", "東京", "Lima"][row as usize % 3];
        text.push_str(&format!("{age},{income},{city},{}\n", if buys { "yes" } else { "no" }));
    }
    text
}

fn node(id: &str, component: &str, params: &[(&str, ParamValue)]) -> Node {
    Node {
        id: id.to_owned(),
        component: component.to_owned(),
        params: params.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect(),
        ..Node::default()
    }
}

fn edge(from: (&str, &str), to: (&str, &str)) -> Edge {
    Edge { from: PortRef::new(from.0, from.1), to: PortRef::new(to.0, to.1) }
}

fn names(names: &[&str]) -> ParamValue {
    ParamValue::Columns(ColumnSelection::names(names.iter().copied()))
}

/// people → split → train, score, evaluate; and a side branch that selects columns.
fn draft() -> PipelineDraft {
    let mut draft = PipelineDraft::new("People who buy");
    draft.assets.push(Asset {
        id: "people".to_owned(),
        kind: AssetKind::Dataset,
        name: "people.csv".to_owned(),
        format: Some(DataFormat::Csv),
        location: None,
        source_id: None,
        position: None,
    });
    draft.nodes = vec![
        node("split", "split-data", &[("fraction_of_rows_in_the_first_output_dataset", 0.75.into())]),
        node("learner", "two-class-logistic-regression", &[]),
        node("train", "train-model", &[("label_column", names(&["buys"]))]),
        node("score", "score-model", &[]),
        node("evaluate", "evaluate-model", &[]),
        node("side", "select-columns-in-dataset", &[("select_columns", names(&["age", "city"]))]),
    ];
    draft.edges = vec![
        edge(("people", "output"), ("split", "dataset")),
        edge(("learner", "untrained_model"), ("train", "untrained_model")),
        edge(("split", "results_dataset1"), ("train", "dataset")),
        edge(("train", "trained_model"), ("score", "trained_model")),
        edge(("split", "results_dataset2"), ("score", "dataset")),
        edge(("score", "scored_dataset"), ("evaluate", "scored_dataset")),
        edge(("people", "output"), ("side", "dataset")),
    ];
    draft
}

async fn data(client: &dyn Client) -> BTreeMap<String, DataBinding> {
    let blob = put(client, people().as_bytes()).await;
    BTreeMap::from([("people".to_owned(), DataBinding { name: "people.csv".to_owned(), blob })])
}

async fn submission(client: &dyn Client, run: &str, draft: PipelineDraft) -> Submission {
    Submission {
        run: RunId(run.to_owned()),
        draft,
        data: data(client).await,
        secrets: BTreeMap::new(),
        until: Vec::new(),
        device: DeviceChoice::Cpu,
        seed: 7,
        allow_scripts: false,
        parameters: BTreeMap::new(),
    }
}

async fn start(client: &dyn Client, submission: Submission) -> RunId {
    match ask(client, Request::Run(Box::new(submission))).await {
        Response::Started { run } => run,
        other => panic!("not started: {other:?}"),
    }
}

async fn events_after(client: &dyn Client, run: &RunId, after: u64) -> (Vec<Event>, RunState) {
    match ask(client, Request::Events { run: run.clone(), after }).await {
        Response::Events { events, state } => (events, state),
        other => panic!("no events: {other:?}"),
    }
}

/// All events of a run that ends within a minute or two.
async fn follow(client: &dyn Client, run: &RunId) -> (Vec<Event>, RunState) {
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

async fn run(client: &dyn Client, submission: Submission) -> (RunId, Vec<Event>, RunState) {
    let run = start(client, submission).await;
    let (events, state) = follow(client, &run).await;
    (run, events, state)
}

async fn record(client: &dyn Client, run: &RunId) -> RunRecord {
    match ask(client, Request::Record { run: run.clone() }).await {
        Response::Record(record) => *record,
        other => panic!("no record: {other:?}"),
    }
}

fn states(record: &RunRecord) -> BTreeMap<&str, NodeState> {
    record.nodes.iter().map(|node| (node.node.as_str(), node.state)).collect()
}

async fn hello(client: &dyn Client) {
    match ask(client, Request::Hello { version: VERSION }).await {
        Response::Hello { version, executor, .. } => {
            assert_eq!(version, VERSION);
            assert!(!executor.is_empty(), "an executor has a name");
        }
        other => panic!("no hello: {other:?}"),
    }
    let diagnostics = refusal(client, Request::Hello { version: VERSION + 1 }).await;
    assert_eq!(codes(&diagnostics), BTreeSet::from(["run/version"]));
}

async fn catalogue(client: &dyn Client) {
    let Response::Catalogue { catalogue } = ask(client, Request::Catalogue).await else {
        panic!("no catalogue");
    };
    assert!(catalogue.get("split-data").is_some_and(|spec| spec.runs()), "Split Data runs");
    assert!(catalogue.by_name("Score Model").is_some());
}

async fn blobs(client: &dyn Client) {
    let blob = put(client, b"hello").await;
    assert_eq!(blob.0, "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824");
    assert_eq!(put(client, b"hello").await, blob);
    assert_ne!(put(client, b"").await, blob);
    refusal(
        client,
        Request::Convert(Convert {
            files: vec![InputFile { name: "gone.json".to_owned(), blob: BlobId("0".repeat(64)) }],
        }),
    )
    .await;
}

async fn check(client: &dyn Client) {
    let data = data(client).await;
    let Response::Checked { diagnostics, columns } =
        ask(client, Request::Check { draft: draft(), data: data.clone() }).await
    else {
        panic!("no check");
    };
    assert!(!diagnostics.iter().any(Diagnostic::is_error), "{diagnostics:?}");
    let columns_of = |node: &str, port: &str| -> Vec<&str> {
        columns[node][port].iter().map(|column| column.name.as_str()).collect()
    };
    assert_eq!(columns_of("people", "output"), ["age", "income", "city", "buys"]);
    assert_eq!(columns_of("side", "results_dataset"), ["age", "city"]);
    assert_eq!(
        columns_of("score", "scored_dataset"),
        ["age", "income", "city", "buys", "Scored Labels", "Scored Probabilities"]
    );
    let Response::Checked { diagnostics, .. } =
        ask(client, Request::Check { draft: broken(), data: BTreeMap::new() }).await
    else {
        panic!("no check");
    };
    all_problems(&diagnostics);
}

/// A draft with one fault of each kind.
fn broken() -> PipelineDraft {
    let mut draft = draft();
    draft.nodes.push(node("custom", "unknown", &[]));
    draft.nodes.push(node("open", "select-columns-in-dataset", &[]));
    draft.nodes.push(node(
        "bad",
        "split-data",
        &[("fraction_of_rows_in_the_first_output_dataset", 7.0.into())],
    ));
    draft.edges.push(edge(("people", "output"), ("bad", "dataset")));
    draft.edges.push(edge(("learner", "untrained_model"), ("custom", "in")));
    draft.edges.push(edge(("nowhere", "out"), ("side", "dataset")));
    draft
}

fn all_problems(diagnostics: &[Diagnostic]) {
    let codes = codes(diagnostics);
    for code in [
        "run/missing-data",
        "run/unknown-module",
        "draft/open-input",
        "draft/loose-wire",
        "draft/two-wires",
        "error-0003",
    ] {
        assert!(codes.contains(code), "{code} is missing in {codes:?}");
    }
    let fraction = diagnostics.iter().find(|diagnostic| diagnostic.at.node.as_deref() == Some("bad"));
    let fraction = fraction.unwrap_or_else(|| panic!("the fraction 7 is not found in {diagnostics:?}"));
    assert_eq!(fraction.at.param.as_deref(), Some("fraction_of_rows_in_the_first_output_dataset"));
    let severities: Vec<_> = diagnostics.iter().map(|diagnostic| diagnostic.severity).collect();
    assert!(severities.is_sorted_by(|a, b| a >= b), "errors come first");
}

async fn refused_submission(client: &dyn Client) {
    let mut submission = submission(client, "refused", broken()).await;
    submission.data.clear();
    submission.until = vec!["gone".to_owned()];
    submission.parameters.insert("unknown".to_owned(), 1.0.into());
    let diagnostics = refusal(client, Request::Run(Box::new(submission.clone()))).await;
    assert!(
        codes(&diagnostics).contains("run/until") && codes(&diagnostics).contains("run/parameter"),
        "{diagnostics:?}"
    );
    submission.until.clear();
    let diagnostics = refusal(client, Request::Run(Box::new(submission))).await;
    all_problems(&diagnostics);
    refusal(client, Request::Record { run: RunId("refused".to_owned()) }).await;
    for name in ["", "../up", "a/b", "a b"] {
        let submission = self::submission(client, name, draft()).await;
        let diagnostics = refusal(client, Request::Run(Box::new(submission))).await;
        assert_eq!(codes(&diagnostics), BTreeSet::from(["run/name"]));
    }
}

async fn run_to_the_end(client: &dyn Client) {
    let (id, events, state) = run(client, submission(client, "whole", draft()).await).await;
    assert_eq!(state, RunState::Finished, "{events:?}");
    for (index, event) in events.iter().enumerate() {
        assert_eq!(event.sequence, index as u64 + 1);
    }
    assert!(events.is_sorted_by_key(|event| event.at_ms), "times never fall");
    let EventKind::RunStarted { nodes } = &events[0].kind else { panic!("the first event is the start") };
    assert_eq!(nodes.len(), 6);
    let place = |wanted: &str| nodes.iter().position(|node| node == wanted);
    assert!(place("split") < place("train") && place("train") < place("score"), "{nodes:?}");
    assert!(
        matches!(
            events.last().map(|event| &event.kind),
            Some(EventKind::RunFinished { state: RunState::Finished, .. })
        ),
        "the last event is the end"
    );
    // Of each node: queued, started, outputs, finished, in this order.
    for id in nodes {
        let steps: Vec<&str> = events
            .iter()
            .filter_map(|event| match &event.kind {
                EventKind::Queued { node } if node == id => Some("queued"),
                EventKind::Started { node, .. } if node == id => Some("started"),
                EventKind::Output { node, .. } if node == id => Some("output"),
                EventKind::Finished { node, .. } if node == id => Some("finished"),
                _ => None,
            })
            .collect();
        let mut distinct = steps.clone();
        distinct.dedup();
        assert_eq!(distinct, ["queued", "started", "output", "finished"], "{id}: {steps:?}");
    }
    // Asked again from the middle on, the rest comes.
    let (rest, _) = events_after(client, &id, 4).await;
    assert_eq!(rest, events[4..]);
    let (rest, _) = events_after(client, &id, u64::MAX).await;
    assert!(rest.is_empty());

    let record = record(client, &id).await;
    assert_eq!(
        (record.summary.state, record.seed, record.device),
        (RunState::Finished, 7, DeviceChoice::Cpu)
    );
    assert_eq!(record.draft, draft());
    assert!(states(&record).values().all(|state| *state == NodeState::Finished), "{:?}", states(&record));
    let split = record.nodes.iter().find(|node| node.node == "split").map(|node| &node.outputs);
    assert_eq!(split.and_then(|outputs| outputs["results_dataset1"].rows), Some(150));
    assert!(record.nodes.iter().all(|node| node.device == "CPU"), "{record:?}");
    let Response::Runs { runs } = ask(client, Request::Runs).await else { panic!("no list of runs") };
    assert!(runs.iter().any(|summary| summary.run == id && summary.name == "People who buy"));
    assert!(runs.is_sorted_by(|a, b| a.started_ms >= b.started_ms), "newest first");
}

async fn page(
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

async fn view(client: &dyn Client, run: &RunId, node: &str, port: &str) -> OutputView {
    let (node, port) = (node.to_owned(), port.to_owned());
    match ask(client, Request::View { run: run.clone(), node, port }).await {
        Response::View(view) => *view,
        other => panic!("no view: {other:?}"),
    }
}

async fn download(
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

async fn outputs(client: &dyn Client) {
    let (id, _, _) = run(client, submission(client, "outputs", draft()).await).await;
    let OutputView::Table(table) = view(client, &id, "people", "output").await else { panic!("no table") };
    assert_eq!((table.rows, table.columns.len()), (200, 4));
    assert_eq!((table.columns[2].unique, table.columns[2].missing), (3, 0));

    let rows = page(client, &id, "side", "results_dataset", 2, 3).await;
    assert_eq!((rows.offset, rows.rows), (2, 200));
    assert_eq!(rows.columns, ["age", "city"]);
    assert_eq!(rows.cells[1], [Some("Lima".to_owned()), Some("Köln".to_owned()), Some("東京".to_owned())]);
    let rows = page(client, &id, "side", "results_dataset", 199, 50).await;
    assert_eq!(rows.cells[0].len(), 1);
    let rows = page(client, &id, "side", "results_dataset", 5_000, 50).await;
    assert!(rows.cells[0].is_empty());

    let OutputView::Binary { models } = view(client, &id, "evaluate", "evaluation_results").await else {
        panic!("no evaluation of two classes");
    };
    assert!(models[0].auc.is_some_and(|auc| auc > 0.9), "{:?}", models[0].auc);
    assert!(matches!(view(client, &id, "train", "trained_model").await, OutputView::Model(_)));

    let (name, bytes) = download(client, &id, "side", "results_dataset", OutputFormat::Csv).await;
    assert!(name.ends_with(".csv"), "{name}");
    let text = String::from_utf8(bytes).unwrap_or_default();
    assert!(text.starts_with("age,city") && text.contains("東京"), "{text}");
    assert_eq!(text.lines().count(), 201);
    let (_, bytes) = download(client, &id, "side", "results_dataset", OutputFormat::Arrow).await;
    assert!(bytes.starts_with(b"ARROW1"), "an Arrow file");
    let (_, bytes) = download(client, &id, "train", "trained_model", OutputFormat::Json).await;
    assert!(bytes.starts_with(b"{"), "a model in JSON");
    refusal(
        client,
        Request::Download {
            run: id.clone(),
            node: "train".to_owned(),
            port: "trained_model".to_owned(),
            format: OutputFormat::Csv,
        },
    )
    .await;
    refusal(client, Request::View { run: id, node: "train".to_owned(), port: "none".to_owned() }).await;
}

fn cached(events: &[Event]) -> BTreeMap<&str, bool> {
    let finished = events.iter().filter_map(|event| match &event.kind {
        EventKind::Finished { node, cached, .. } => Some((node.as_str(), *cached)),
        _ => None,
    });
    finished.collect()
}

async fn reuse(client: &dyn Client) {
    let (first, _, _) = run(client, submission(client, "reuse-1", draft()).await).await;
    let (second, events, state) = run(client, submission(client, "reuse-2", draft()).await).await;
    assert_eq!(state, RunState::Finished);
    assert!(
        cached(&events).values().all(|cached| *cached) && cached(&events).len() == 6,
        "{:?}",
        cached(&events)
    );
    let hashes = |record: &RunRecord| -> BTreeMap<String, Vec<String>> {
        let hashes = |node: &ml_protocol::NodeRecord| {
            node.outputs.values().map(|output| output.hash.clone()).collect()
        };
        record.nodes.iter().map(|node| (node.node.clone(), hashes(node))).collect()
    };
    assert_eq!(hashes(&record(client, &first).await), hashes(&record(client, &second).await));
    assert!(matches!(view(client, &second, "train", "trained_model").await, OutputView::Model(_)));

    let mut changed = draft();
    changed.nodes[1].params.insert("l2".to_owned(), 0.5.into());
    let (_, events, state) = run(client, submission(client, "reuse-3", changed).await).await;
    assert_eq!(state, RunState::Finished);
    let expected = [
        ("evaluate", false),
        ("learner", false),
        ("score", false),
        ("side", true),
        ("split", true),
        ("train", false),
    ];
    assert_eq!(cached(&events), BTreeMap::from(expected));
}

async fn until(client: &dyn Client) {
    let mut submission = submission(client, "until", draft()).await;
    submission.until = vec!["train".to_owned()];
    let (_, events, state) = run(client, submission).await;
    assert_eq!(state, RunState::Finished);
    assert_eq!(cached(&events).into_keys().collect::<Vec<_>>(), ["learner", "split", "train"]);
}

async fn failure(client: &dyn Client) {
    // A two-class learner cannot learn three cities; that shows only when it sees the data.
    let mut draft = draft();
    draft.nodes[2].params.insert("label_column".to_owned(), names(&["city"]));
    let (id, events, state) = run(client, submission(client, "failure", draft).await).await;
    assert_eq!(state, RunState::Failed);
    let failed = events.iter().find_map(|event| match &event.kind {
        EventKind::Failed { node, diagnostic } => Some((node.as_str(), diagnostic)),
        _ => None,
    });
    let Some((node, diagnostic)) = failed else { panic!("no node failed: {events:?}") };
    assert_eq!((node, diagnostic.at.node.as_deref()), ("train", Some("train")));
    assert!(!diagnostic.help.is_empty(), "{diagnostic:?}");
    let record = record(client, &id).await;
    let expected =
        [("evaluate", NodeState::Skipped), ("score", NodeState::Skipped), ("train", NodeState::Failed)];
    for (node, state) in expected {
        assert_eq!(states(&record)[node], state, "{node}");
    }
    for node in ["side", "split", "learner"] {
        assert!(matches!(states(&record)[node], NodeState::Finished | NodeState::Cached), "{node}");
    }
    assert!(record.diagnostics.contains(diagnostic));
}

async fn cancel(client: &dyn Client) {
    let mut long = draft();
    long.nodes[1] =
        node("learner", "two-class-neural-network", &[("iterations", ParamValue::Integer(100_000_000))]);
    let id = start(client, submission(client, "cancelled", long.clone()).await).await;
    // A second one may have to wait for its turn; it ends as well.
    let waiting = start(client, submission(client, "cancelled-2", long).await).await;
    for _ in 0..1_000 {
        let (events, _) = events_after(client, &id, 0).await;
        let training = events
            .iter()
            .any(|event| matches!(&event.kind, EventKind::Started { node, .. } if node == "train"));
        if training {
            break;
        }
        client.pause(20).await;
    }
    refusal(client, Request::Delete { run: id.clone() }).await;
    for run in [&waiting, &id] {
        assert_eq!(ask(client, Request::Cancel { run: run.clone() }).await, Response::Done);
    }
    for run in [&id, &waiting] {
        let (events, state) = follow(client, run).await;
        assert_eq!(state, RunState::Cancelled, "{events:?}");
    }
    let record = record(client, &id).await;
    assert_eq!(states(&record)["train"], NodeState::Cancelled);
    assert_eq!(states(&record)["score"], NodeState::Skipped);
    // Cancelling what has ended changes nothing.
    assert_eq!(ask(client, Request::Cancel { run: id.clone() }).await, Response::Done);
    assert_eq!(self::record(client, &id).await.summary.state, RunState::Cancelled);
}

async fn repeated(client: &dyn Client) {
    let submission = submission(client, "repeated", draft()).await;
    let (id, events, _) = run(client, submission.clone()).await;
    assert_eq!(start(client, submission.clone()).await, id);
    let (again, _) = events_after(client, &id, 0).await;
    assert_eq!(again, events, "nothing ran again");
    let other = Submission { seed: 8, ..submission };
    let diagnostics = refusal(client, Request::Run(Box::new(other))).await;
    assert_eq!(codes(&diagnostics), BTreeSet::from(["run/exists"]));
}

async fn unknown_run(client: &dyn Client) {
    let run = RunId("never".to_owned());
    let (node, port) = ("train".to_owned(), "trained_model".to_owned());
    for request in [
        Request::Cancel { run: run.clone() },
        Request::Events { run: run.clone(), after: 0 },
        Request::Record { run: run.clone() },
        Request::Delete { run: run.clone() },
        Request::View { run: run.clone(), node: node.clone(), port: port.clone() },
        Request::Page {
            run: run.clone(),
            node: node.clone(),
            port: port.clone(),
            offset: 0,
            limit: 1,
            columns: None,
        },
        Request::Download { run: run.clone(), node, port, format: OutputFormat::Csv },
    ] {
        let diagnostics = refusal(client, request).await;
        assert_eq!(codes(&diagnostics), BTreeSet::from(["run/unknown"]));
    }
}

async fn delete(client: &dyn Client) {
    let (kept, _, _) = run(client, submission(client, "kept", draft()).await).await;
    let (id, _, _) = run(client, submission(client, "deleted", draft()).await).await;
    assert_eq!(ask(client, Request::Delete { run: id.clone() }).await, Response::Done);
    refusal(client, Request::Record { run: id.clone() }).await;
    // What another run shares is still there.
    let OutputView::Table(table) = view(client, &kept, "side", "results_dataset").await else {
        panic!("no table")
    };
    assert_eq!(table.rows, 200);
    let Response::Runs { runs } = ask(client, Request::Runs).await else { panic!("no list of runs") };
    assert!(runs.iter().all(|summary| summary.run != id));
}

async fn parameters(client: &dyn Client) {
    let mut draft = draft();
    draft.parameters.push(ml_graph::PipelineParameter {
        name: "Share".to_owned(),
        value: Some(0.75.into()),
        targets: vec![ml_graph::ParameterTarget {
            node: "split".to_owned(),
            param: "fraction_of_rows_in_the_first_output_dataset".to_owned(),
        }],
        definition: None,
    });
    let mut submission = submission(client, "parameters", draft).await;
    submission.until = vec!["split".to_owned()];
    // Callers of classic's services wrote all values as text.
    submission.parameters.insert("Share".to_owned(), "0.1".into());
    let (id, _, state) = run(client, submission).await;
    assert_eq!(state, RunState::Finished);
    let record = record(client, &id).await;
    assert_eq!(record.nodes[0].outputs["results_dataset1"].rows, Some(20));
}

async fn without_gpu(client: &dyn Client) {
    let mut submission = submission(client, "gpu", draft()).await;
    submission.device = DeviceChoice::Gpu;
    // Another seed than any other case, so that nothing is reused.
    submission.seed = 4_711;
    submission.until = vec!["train".to_owned()];
    let (_, events, state) = run(client, submission).await;
    assert_eq!(state, RunState::Finished);
    let trained_on = events.iter().find_map(|event| match &event.kind {
        EventKind::Finished { node, device, .. } if node == "train" => Some(device.as_str()),
        _ => None,
    });
    let warning = events.iter().find_map(|event| match &event.kind {
        EventKind::Warning { diagnostic } if diagnostic.code == "run/device" => Some(diagnostic),
        _ => None,
    });
    if trained_on.is_some_and(|device| device.starts_with("GPU")) {
        return;
    }
    assert_eq!(trained_on, Some("CPU"));
    let warning = warning.expect("whoever asked for a GPU is told that the CPU did the work");
    assert!(warning.message.ends_with("the CPU did the work."), "{}", warning.message);
    assert_eq!(warning.at.node.as_deref(), Some("train"));
}

async fn scripts(client: &dyn Client) {
    let mut draft = PipelineDraft::new("A script");
    draft.nodes.push(node("script", "execute-python-script", &[]));
    let submission = submission(client, "script", draft).await;
    let diagnostics = refusal(client, Request::Run(Box::new(submission))).await;
    let codes = codes(&diagnostics);
    assert!(codes.contains("run/scripts-not-allowed") || codes.contains("run/no-scripts"), "{codes:?}");
}

async fn convert(client: &dyn Client) {
    if !client.converts() {
        return;
    }
    let Ok(text) = serde_json::to_vec(&draft()) else { panic!("a draft is JSON") };
    let blob = put(client, &text).await;
    let files = vec![InputFile { name: "people.draft.json".to_owned(), blob }];
    let Response::Converted(converted) = ask(client, Request::Convert(Convert { files })).await else {
        panic!("not converted");
    };
    assert_eq!(converted.drafts, [draft()]);
    assert!(!converted.report_markdown.is_empty());

    let request = Request::Export { draft: draft(), target: "classic-json".to_owned() };
    let reply = ask_with(client, request, None).await;
    assert!(
        matches!(&reply.response, Response::File { name, .. } if name.ends_with(".json")),
        "{:?}",
        reply.response
    );
    let Some(bytes) = reply.attachment else { panic!("no file") };
    let blob = put(client, &bytes).await;
    let files = vec![InputFile { name: "people.json".to_owned(), blob }];
    let Response::Converted(back) = ask(client, Request::Convert(Convert { files })).await else {
        panic!("not converted back");
    };
    assert_eq!(back.drafts.len(), 1);
    assert_eq!(back.drafts[0].nodes.len(), draft().nodes.len());
    refusal(client, Request::Export { draft: draft(), target: "papyrus".to_owned() }).await;
}

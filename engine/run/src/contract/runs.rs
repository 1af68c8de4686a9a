//! From a submission to its end: order of events, reuse, failure, cancellation.

use super::Client;
use super::client::{ask, cached, codes, events_after, follow, record, refusal, run, start, states, view};
use super::pipelines::{draft, names, node, submission};
use ml_graph::{ParamValue, PipelineDraft};
use ml_protocol::{
    DeviceChoice, EventKind, NodeState, OutputFormat, OutputView, Request, Response, RunId, RunRecord,
    RunState, Submission,
};
use std::collections::{BTreeMap, BTreeSet};

pub(super) async fn run_to_the_end(client: &dyn Client) {
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

pub(super) async fn reuse(client: &dyn Client) {
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

pub(super) async fn until(client: &dyn Client) {
    let mut submission = submission(client, "until", draft()).await;
    submission.until = vec!["train".to_owned()];
    let (_, events, state) = run(client, submission).await;
    assert_eq!(state, RunState::Finished);
    assert_eq!(cached(&events).into_keys().collect::<Vec<_>>(), ["learner", "split", "train"]);
}

pub(super) async fn failure(client: &dyn Client) {
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

pub(super) async fn cancel(client: &dyn Client) {
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

pub(super) async fn repeated(client: &dyn Client) {
    let submission = submission(client, "repeated", draft()).await;
    let (id, events, _) = run(client, submission.clone()).await;
    assert_eq!(start(client, submission.clone()).await, id);
    let (again, _) = events_after(client, &id, 0).await;
    assert_eq!(again, events, "nothing ran again");
    let other = Submission { seed: 8, ..submission };
    let diagnostics = refusal(client, Request::Run(Box::new(other))).await;
    assert_eq!(codes(&diagnostics), BTreeSet::from(["run/exists"]));
}

pub(super) async fn unknown_run(client: &dyn Client) {
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

pub(super) async fn delete(client: &dyn Client) {
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

pub(super) async fn parameters(client: &dyn Client) {
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

pub(super) async fn without_gpu(client: &dyn Client) {
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

pub(super) async fn scripts(client: &dyn Client) {
    let mut draft = PipelineDraft::new("A script");
    draft.nodes.push(node("script", "execute-python-script", &[]));
    let submission = submission(client, "script", draft).await;
    let diagnostics = refusal(client, Request::Run(Box::new(submission))).await;
    let codes = codes(&diagnostics);
    assert!(codes.contains("run/scripts-not-allowed") || codes.contains("run/no-scripts"), "{codes:?}");
}

//! The executor in this process passes the contract that the server and the worker pass, and its store survives a restart.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use ml_exports::Exports;
use ml_modules::LocalBoxFuture;
use ml_protocol::{Reply, Request, Response, RunState};
use ml_run::contract::{self, Client};
use ml_run::{DiskStore, Executor, MemoryStore, NativePlatform};
use std::time::Duration;

struct InProcess(Executor);

impl Client for InProcess {
    fn request<'a>(
        &'a self,
        request: Request,
        attachment: Option<Vec<u8>>,
    ) -> LocalBoxFuture<'a, Result<Reply, String>> {
        Box::pin(std::future::ready(Ok(self.0.request(request, attachment))))
    }

    fn pause<'a>(&'a self, milliseconds: u64) -> LocalBoxFuture<'a, ()> {
        std::thread::sleep(Duration::from_millis(milliseconds));
        Box::pin(std::future::ready(()))
    }
}

fn in_memory(workers: usize) -> InProcess {
    let platform = NativePlatform::new("test").with_workers(workers);
    InProcess(Executor::new(platform, MemoryStore::new(), Exports).unwrap())
}

#[test]
fn with_threads_and_memory() {
    pollster::block_on(contract::all(&in_memory(4), |name| println!("{name}")));
}

#[test]
fn with_one_worker() {
    pollster::block_on(contract::all(&in_memory(1), |name| println!("{name}")));
}

#[test]
fn on_disk_and_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let open = || {
        let store = DiskStore::open(folder.path())?;
        Executor::new(NativePlatform::new("test"), store, Exports)
    };
    let client = InProcess(open().unwrap());
    pollster::block_on(contract::all(&client, |name| println!("{name}")));
    assert!(open().is_err_and(|error| error.to_string().contains("another process")));
    let Response::Runs { runs: before } = client.0.request(Request::Runs, None).response else { panic!() };
    client.0.wait_idle(Duration::from_secs(5));
    drop(client);
    // Threads that worked on the last run let go of the folder a moment later.
    std::thread::sleep(Duration::from_millis(300));

    // As a process leaves a run that it did not end: without its last event, with half a line after it.
    let events = folder.path().join("runs/whole/events");
    let text = std::fs::read_to_string(&events).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    std::fs::write(&events, format!("{}\n{{\"sequence\":", lines[..lines.len() - 1].join("\n"))).unwrap();

    let again = InProcess(open().unwrap());
    let Response::Runs { runs } = again.0.request(Request::Runs, None).response else { panic!() };
    assert_eq!(runs.len(), before.len());
    for summary in &runs {
        let earlier = before.iter().find(|earlier| earlier.run == summary.run).unwrap();
        let expected = if summary.run.0 == "whole" { RunState::Interrupted } else { earlier.state };
        assert_eq!(summary.state, expected, "{}", summary.run.0);
    }
    // The interruption is kept, outputs are still there, and the cache goes on.
    let asked = Request::View {
        run: ml_protocol::RunId("whole".to_owned()),
        node: "evaluate".to_owned(),
        port: "evaluation_results".to_owned(),
    };
    assert!(matches!(again.0.request(asked, None).response, Response::View(_)));
    drop(again);
    std::thread::sleep(Duration::from_millis(50));
    let third = open().unwrap();
    let Response::Runs { runs: third } = third.request(Request::Runs, None).response else { panic!() };
    assert_eq!(
        third.iter().map(|run| run.state).collect::<Vec<_>>(),
        runs.iter().map(|run| run.state).collect::<Vec<_>>()
    );
}

#[test]
fn secrets_are_never_written() {
    let folder = tempfile::tempdir().unwrap();
    let store = DiskStore::open(folder.path()).unwrap();
    let executor = Executor::new(NativePlatform::new("test"), store, Exports).unwrap();
    let mut draft = ml_graph::PipelineDraft::new("Secret");
    draft.nodes.push(ml_graph::Node {
        id: "data".to_owned(),
        component: "enter-data-manually".to_owned(),
        params: [("data".to_owned(), "a,b\n1,2".into())].into(),
        ..ml_graph::Node::default()
    });
    let submission = ml_protocol::Submission {
        run: ml_protocol::RunId("secret".to_owned()),
        draft,
        data: Default::default(),
        secrets: [("secret://data/key".to_owned(), ml_protocol::Secret::new("canary-4711"))].into(),
        until: Vec::new(),
        device: ml_protocol::DeviceChoice::Cpu,
        seed: 0,
        allow_scripts: false,
        parameters: Default::default(),
    };
    let started = executor.request(Request::Run(Box::new(submission)), None).response;
    assert!(matches!(started, Response::Started { .. }), "{started:?}");
    executor.wait_idle(Duration::from_secs(10));
    let mut folders = vec![folder.path().to_owned()];
    let mut files = 0;
    while let Some(path) = folders.pop() {
        for entry in std::fs::read_dir(path).unwrap().flatten() {
            if entry.path().is_dir() {
                folders.push(entry.path());
            } else {
                files += 1;
                let bytes = std::fs::read(entry.path()).unwrap();
                assert!(!bytes.windows(11).any(|window| window == b"canary-4711"), "{:?}", entry.path());
            }
        }
    }
    assert!(files > 3, "the run was kept");
}

/// The bar is 100 ms on an idle machine; the test leaves room for a busy one and prints what it measured.
#[test]
fn cancelling_does_not_wait_for_the_work() {
    use ml_protocol::EventKind;
    let client = in_memory(2);
    let mut text = String::from("a,b,c,label\n");
    for row in 0..50_000_u64 {
        // Hardly any value twice, so that the learners have much to look at.
        let value = |prime: u64| (row * prime % 49_999) as f64 / 7.0;
        text.push_str(&format!("{},{},{},{}\n", value(7_919), value(104_729), value(1_299_709), row % 3 % 2));
    }
    let Response::Blob { blob } = client.0.request(Request::PutBlob, Some(text.into_bytes())).response else {
        panic!("no blob")
    };
    for (learner, parameter) in
        [("two-class-neural-network", "iterations"), ("two-class-boosted-decision-tree", "trees")]
    {
        let mut draft = ml_graph::PipelineDraft::new(learner);
        draft.assets.push(ml_graph::Asset {
            id: "data".to_owned(),
            kind: ml_graph::AssetKind::Dataset,
            name: "data.csv".to_owned(),
            format: Some(ml_graph::DataFormat::Csv),
            location: None,
            source_id: None,
            position: None,
        });
        let node = |id: &str, component: &str, params: &[(&str, ml_graph::ParamValue)]| ml_graph::Node {
            id: id.to_owned(),
            component: component.to_owned(),
            params: params.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect(),
            ..ml_graph::Node::default()
        };
        let label = ml_graph::ParamValue::Columns(ml_graph::ColumnSelection::names(["label"]));
        draft.nodes = vec![
            node("learner", learner, &[(parameter, 1_000_000.into())]),
            node("train", "train-model", &[("label_column", label)]),
        ];
        let edge = |from: (&str, &str), to: (&str, &str)| ml_graph::Edge {
            from: ml_graph::PortRef::new(from.0, from.1),
            to: ml_graph::PortRef::new(to.0, to.1),
        };
        draft.edges = vec![
            edge(("data", "output"), ("train", "dataset")),
            edge(("learner", "untrained_model"), ("train", "untrained_model")),
        ];
        let run = ml_protocol::RunId(learner.to_owned());
        let submission = ml_protocol::Submission {
            run: run.clone(),
            draft,
            data: [(
                "data".to_owned(),
                ml_protocol::DataBinding { name: "data.csv".to_owned(), blob: blob.clone() },
            )]
            .into(),
            secrets: Default::default(),
            until: Vec::new(),
            device: ml_protocol::DeviceChoice::Cpu,
            seed: 0,
            allow_scripts: false,
            parameters: Default::default(),
        };
        let started = client.0.request(Request::Run(Box::new(submission)), None).response;
        assert!(matches!(started, Response::Started { .. }), "{started:?}");
        let look = || match client.0.request(Request::Events { run: run.clone(), after: 0 }, None).response {
            Response::Events { events, state } => (events, state),
            other => panic!("no events: {other:?}"),
        };
        // In the midst of training: it tells of its progress.
        let deadline = std::time::Instant::now() + Duration::from_secs(60);
        loop {
            let (events, state) = look();
            assert!(ml_run::is_active(state), "{events:?}");
            let trains = |kind: &EventKind| matches!(kind, EventKind::Progress { node, fraction, .. } if node == "train" && *fraction > 0.0);
            if events.iter().any(|event| trains(&event.kind)) {
                break;
            }
            assert!(std::time::Instant::now() < deadline, "training does not start: {events:?}");
            std::thread::sleep(Duration::from_millis(5));
        }
        std::thread::sleep(Duration::from_millis(200));
        let asked = std::time::Instant::now();
        assert_eq!(client.0.request(Request::Cancel { run: run.clone() }, None).response, Response::Done);
        while ml_run::is_active(look().1) {
            std::thread::sleep(Duration::from_millis(1));
        }
        let took = asked.elapsed();
        assert_eq!(look().1, RunState::Cancelled);
        println!("{learner}: cancelled after {took:?}");
        assert!(took < Duration::from_secs(1), "{learner} took {took:?}");
    }
}

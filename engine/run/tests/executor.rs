//! The executor in this process passes the contract that the server and the worker pass, and its store survives a restart.

use ml_modules::LocalBoxFuture;
use ml_protocol::{Reply, Request, Response, RunState};
use ml_run::contract::{self, Client};
use ml_run::{DiskStore, Executor, MemoryStore, NativePlatform, NoConverter};
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

    fn converts(&self) -> bool {
        false
    }
}

fn in_memory(workers: usize) -> InProcess {
    let platform = NativePlatform::new("test").with_workers(workers);
    InProcess(Executor::new(platform, MemoryStore::new(), NoConverter).unwrap())
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
        Executor::new(NativePlatform::new("test"), store, NoConverter)
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
    let executor = Executor::new(NativePlatform::new("test"), store, NoConverter).unwrap();
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

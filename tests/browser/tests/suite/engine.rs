//! The engine worker by itself: the contract that every executor keeps, the same results as natively, and the GPU.

use crate::{build, sample};
use browser_tests::{Browser, Build, Outcome, Server, Size, Worker, root};
use ml_graph::PipelineDraft;
use ml_protocol::{
    Convert, DataBinding, DeviceChoice, InputFile, Request, Response, RunRecord, RunState, VERSION,
};
use std::collections::BTreeMap;
use std::process::Command;

/// An empty page of the site, for a worker to belong to.
async fn page(build: &Build) -> Outcome<(Server, Browser)> {
    let server = Server::start(build, &[]).await?;
    let browser = Browser::start(Size::SMALL).await?;
    browser.client.goto(&format!("{}/", server.origin())).await?;
    Ok((server, browser))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_worker_says_who_it_is() -> Outcome {
    let Some(build) = build() else { return Ok(()) };
    let (_server, browser) = page(&build).await?;
    let (worker, gpu) = Worker::start(&browser, "engine-cpu").await?;
    assert_eq!(gpu, None);
    let reply = worker.ask(&Request::Hello { version: VERSION }, None).await?;
    let Response::Hello { version, scripts, .. } = reply.response else { panic!("{reply:?}") };
    assert_eq!(version, VERSION);
    assert!(scripts.is_empty(), "a browser runs no Python or R");
    browser.finish().await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_worker_keeps_the_contract_of_all_executors() -> Outcome {
    let Some(build) = build() else { return Ok(()) };
    let (_server, browser) = page(&build).await?;
    let (worker, _) = Worker::start(&browser, "engine-cpu").await?;
    ml_run::contract::all(&worker, |case| println!("{case}")).await;
    browser.finish().await
}

#[tokio::test(flavor = "multi_thread")]
async fn every_sample_gives_the_same_bytes_as_natively() -> Outcome {
    let Some(build) = build() else { return Ok(()) };
    let (_server, browser) = page(&build).await?;
    let (worker, _) = Worker::start(&browser, "engine-cpu").await?;
    for name in [
        "house-prices-regression",
        "income-two-models",
        "flowers-multiclass",
        "customer-segments-clustering",
        "credit-risk-predictive",
    ] {
        let here = run(&worker, name, DeviceChoice::Cpu).await?;
        let native = run_natively(&build, name)?;
        assert_eq!(here.nodes.len(), native.nodes.len(), "{name}");
        for node in &native.nodes {
            let same = here.nodes.iter().find(|other| other.node == node.node);
            let same = same.ok_or_else(|| format!("{name}: {} did not run", node.node))?;
            for (port, output) in &node.outputs {
                let other = &same.outputs[port];
                assert_eq!(other.text, output.text, "{name}: {} {port}", node.component);
                assert_eq!(other.hash, output.hash, "{name}: {} {port} differs", node.component);
            }
        }
    }
    browser.finish().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_network_trains_on_webgpu() -> Outcome {
    let Some(build) = build() else { return Ok(()) };
    let (_server, browser) = page(&build).await?;
    let (worker, _) = Worker::start(&browser, "engine-gpu").await?;
    let record = worker.run(small_network()?, BTreeMap::new(), "webgpu", DeviceChoice::Gpu).await?;
    assert_eq!(record.summary.state, RunState::Finished, "{:?}", record.diagnostics);
    let trained =
        record.nodes.iter().find(|node| node.component == "train-model").ok_or("nothing was trained")?;
    assert!(trained.device.starts_with("GPU"), "{}", trained.device);
    browser.finish().await
}

/// Twelve rows, a network of four nodes, three epochs: enough to see that every shader runs.
fn small_network() -> Outcome<PipelineDraft> {
    let rows: String = (0..12)
        .map(|row| format!("{},{},{}\n", row % 4, row / 3, if row > 5 { "yes" } else { "no" }))
        .collect();
    let draft = serde_json::json!({
        "schema": "ml-pipeline-draft/1",
        "name": "A small network",
        "nodes": [
            { "id": "data", "component": "enter-data-manually", "title": "Data", "params": { "data_format": "csv", "data": format!("a,b,label\n{rows}"), "has_header": true } },
            { "id": "network", "component": "two-class-neural-network", "title": "Network", "params": { "hidden_nodes": "4", "iterations": 3 } },
            { "id": "train", "component": "train-model", "title": "Train", "params": { "label_column": { "columns": { "rules": [{ "names": ["label"] }] } } } },
        ],
        "edges": [
            { "from": { "node": "network", "port": "untrained_model" }, "to": { "node": "train", "port": "untrained_model" } },
            { "from": { "node": "data", "port": "dataset" }, "to": { "node": "train", "port": "dataset" } },
        ],
    });
    Ok(serde_json::from_value(draft)?)
}

/// Converts and runs a sample in the worker.
async fn run(worker: &Worker<'_>, name: &str, device: DeviceChoice) -> Outcome<RunRecord> {
    let blob = worker.put(&std::fs::read(sample(&format!("{name}.json")))?).await?;
    let convert = Convert { files: vec![InputFile { name: format!("{name}.json"), blob }] };
    let reply = worker.ask(&Request::Convert(convert), None).await?;
    let Response::Converted(converted) = reply.response else { return Err(format!("{reply:?}").into()) };
    let draft = converted.drafts.first().ok_or("no draft")?;
    let mut data = BTreeMap::new();
    for asset in &draft.assets {
        let path = root().join("fixtures/data").join(&asset.name);
        let blob = worker.put(&std::fs::read(path)?).await?;
        data.insert(asset.id.clone(), DataBinding { name: asset.name.clone(), blob });
    }
    worker.run(draft.clone(), data, name, device).await
}

/// Runs a sample with the tool.
fn run_natively(build: &Build, name: &str) -> Outcome<RunRecord> {
    let folder = tempfile::tempdir()?;
    let output = Command::new(&build.tool)
        .arg("run")
        .arg(sample(&format!("{name}.json")))
        .args(["--device", "cpu", "--out"])
        .arg(folder.path())
        .output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned().into());
    }
    Ok(serde_json::from_slice(&std::fs::read(folder.path().join("run.json"))?)?)
}

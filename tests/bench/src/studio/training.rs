//! The same training in the browser's engine worker and in the tool.

use super::{build, pipeline, wait};
use crate::Result;
use browser_tests::{Browser, Outcome, Server, Size, Worker};
use ml_protocol::{DataBinding, DeviceChoice, NodeRecord, RunRecord};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

/// Trains on `train.csv` of the folder in both, one after the other; fails when the models differ.
pub fn run(folder: &Path) -> Result<Value> {
    let build = build()?;
    let draft = pipeline::boosted_trees("train.csv");
    let file = folder.join("trees.draft.json");
    std::fs::write(&file, draft.to_string())?;
    let table = std::fs::read(folder.join("train.csv"))?;

    let out = folder.join("native");
    let output = Command::new(&build.tool)
        .arg("run")
        .arg(&file)
        .args(["--device", "cpu", "--out"])
        .arg(&out)
        .output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned().into());
    }
    let native: RunRecord = serde_json::from_slice(&std::fs::read(out.join("run.json"))?)?;
    let native = trained(&native)?;

    let browser = wait(async {
        let server = Server::start(&build, &[]).await?;
        let browser = Browser::start(Size::SMALL).await?;
        browser.client.goto(&format!("{}/", server.origin())).await?;
        let (worker, _) = Worker::start(&browser, "engine-cpu").await?;
        let blob = worker.put(&table).await?;
        let data = BTreeMap::from([("data".to_owned(), DataBinding { name: "train.csv".to_owned(), blob })]);
        let record = worker.run(serde_json::from_value(draft)?, data, "trees", DeviceChoice::Cpu).await?;
        browser.finish().await?;
        trained(&record)
    })?;
    let hash =
        |node: &NodeRecord| node.outputs.values().map(|output| output.hash.clone()).collect::<Vec<_>>();
    if hash(&browser) != hash(&native) {
        return Err("the browser trained another model than the tool".into());
    }
    let seconds = |node: &NodeRecord| node.duration_ms as f64 / 1000.0;
    Ok(json!({ "browser": seconds(&browser), "native": seconds(&native) }))
}

fn trained(record: &RunRecord) -> Outcome<NodeRecord> {
    let node = record.nodes.iter().find(|node| node.node == "train" && !node.outputs.is_empty());
    node.cloned().ok_or_else(|| {
        format!("nothing was trained: {:?} {:?}", record.summary.state, record.diagnostics).into()
    })
}

//! Running the samples from the studio: in the browser on the CPU, and on a remote compute.

use crate::{build, open, open_draft};
use browser_tests::{Browser, Outcome, Page, Size};
use serde_json::json;
use std::time::Duration;

/// No node waits or computes any more, and at least one is done.
const SETTLED: &str =
    "(() => { const states = [...document.querySelectorAll('.status')].map((mark) => mark.dataset.state);
    return states.some((state) => state === 'finished' || state === 'cached' || state === 'failed')
        && !states.some((state) => state === 'running' || state === 'queued'); })()";

/// How the nodes fared, by title, as `title: state`.
async fn states(browser: &Browser) -> Outcome<Vec<String>> {
    let script = "return [...document.querySelectorAll('.card')].filter((card) => card.querySelector('.status'))
        .map((card) => card.querySelector('.title').textContent + ': ' + card.querySelector('.status').dataset.state);";
    let states = browser.client.execute(script, Vec::new()).await?;
    Ok(states
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|state| state.as_str().map(str::to_owned))
        .collect())
}

async fn run_sample(name: &str, compute: &str) -> Outcome {
    let Some(build) = build() else { return Ok(()) };
    let (_server, browser) = open(&build, name, Size::LARGE).await?;
    browser.click("compute").await?;
    browser.click(&format!("compute-{compute}")).await?;
    browser.client.active_element().await?.send_keys("\u{E00C}").await?;
    browser.click("run").await?;
    browser.until(SETTLED, Duration::from_secs(120)).await?;
    let stem = name.trim_end_matches(".json");
    browser.screenshot(&format!("ran-{stem}-{compute}")).await?;
    let states = states(&browser).await?;
    let bad: Vec<&String> = states
        .iter()
        .filter(|state| ["failed", "skipped", "cancelled"].iter().any(|bad| state.ends_with(bad)))
        .collect();
    assert!(bad.is_empty(), "{name} on {compute}: {bad:?}");
    assert!(states.iter().filter(|state| state.ends_with("finished")).count() > 3, "{states:?}");
    // A good run leaves no problem behind.
    browser
        .until(
            "document.querySelector('[data-testid=problems]').textContent.includes('No problems')",
            Duration::from_secs(10),
        )
        .await?;
    browser.finish().await
}

#[tokio::test(flavor = "multi_thread")]
async fn two_classes_on_the_cpu() -> Outcome {
    run_sample("income-two-models.json", "cpu").await
}

#[tokio::test(flavor = "multi_thread")]
async fn two_classes_on_a_remote_compute() -> Outcome {
    run_sample("income-two-models.json", "remote").await
}

#[tokio::test(flavor = "multi_thread")]
async fn regression_chosen_automatically() -> Outcome {
    run_sample("house-prices-regression.json", "auto").await
}

#[tokio::test(flavor = "multi_thread")]
async fn many_classes_on_the_cpu() -> Outcome {
    run_sample("flowers-multiclass.json", "cpu").await
}

#[tokio::test(flavor = "multi_thread")]
async fn clusters_on_the_cpu() -> Outcome {
    run_sample("customer-segments-clustering.json", "cpu").await
}

/// The state of a node's mark.
fn state(node: &str) -> String {
    format!("document.querySelector('[data-testid=status-{node}]').dataset.state")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_takes_long_is_cancelled() -> Outcome {
    let Some(build) = build() else { return Ok(()) };
    let rows: String =
        (0..400).map(|row| format!("{},{},{}\n", row % 7, row % 11, ["no", "yes"][row % 2])).collect();
    let node = |id: &str, component: &str, x: i32, y: i32, params: serde_json::Value| json!({ "id": id, "component": component, "position": { "x": x, "y": y }, "params": params });
    let label = json!({ "columns": { "rules": [{ "names": ["label"] }] } });
    let data = json!({ "data_format": "csv", "data": format!("a,b,label\n{rows}"), "has_header": true });
    let draft = json!({
        "schema": "ml-pipeline-draft/1",
        "name": "Endless",
        "nodes": [
            node("data", "enter-data-manually", 260, 0, data),
            node("network", "two-class-neural-network", 0, 0, json!({ "iterations": 2_000_000 })),
            node("train", "train-model", 120, 140, json!({ "label_column": label })),
        ],
        "edges": [
            { "from": { "node": "network", "port": "untrained_model" }, "to": { "node": "train", "port": "untrained_model" } },
            { "from": { "node": "data", "port": "dataset" }, "to": { "node": "train", "port": "dataset" } },
        ],
    });
    let (_server, browser) = open_draft(&build, &draft, Size::SMALL).await?;
    browser.click("run").await?;
    browser.until(&format!("{} === 'running'", state("train")), Duration::from_secs(60)).await?;
    browser
        .until(
            "document.querySelector('[data-testid=run]').textContent.includes('Cancel')",
            Duration::from_secs(5),
        )
        .await?;
    browser.screenshot("running").await?;
    browser.click("run").await?;
    browser.until(&format!("{} === 'cancelled'", state("train")), Duration::from_secs(10)).await?;
    assert_eq!(browser.text("run-outcome").await?, "Cancelled");
    browser.until(&format!("{} === 'finished'", state("data")), Duration::from_secs(5)).await?;
    browser.finish().await
}

#[tokio::test(flavor = "multi_thread")]
async fn only_what_the_selection_needs_runs() -> Outcome {
    let Some(build) = build() else { return Ok(()) };
    let node = |id: &str, component: &str, y: i32, params: serde_json::Value| json!({ "id": id, "component": component, "position": { "x": 0, "y": y }, "params": params });
    let data = json!({ "data_format": "csv", "data": "a,b\n1,2\n1,2\n3,4\n", "has_header": true });
    let columns = json!({ "key_columns": { "columns": { "rules": [{ "all": {} }] } } });
    let draft = json!({
        "schema": "ml-pipeline-draft/1",
        "name": "A part",
        "nodes": [
            node("data", "enter-data-manually", 0, data),
            node("once", "remove-duplicate-rows", 140, columns),
            node("split", "split-data", 280, json!({})),
        ],
        "edges": [
            { "from": { "node": "data", "port": "dataset" }, "to": { "node": "once", "port": "dataset" } },
            { "from": { "node": "once", "port": "results_dataset" }, "to": { "node": "split", "port": "dataset" } },
        ],
    });
    let (_server, browser) = open_draft(&build, &draft, Size::SMALL).await?;
    browser.click("node-once").await?;
    browser.click("compute").await?;
    browser.click("run-selected").await?;
    browser.shown("run-outcome").await?;
    for (node, expected) in [("data", "finished"), ("once", "finished"), ("split", "none")] {
        browser.until(&format!("{} === '{expected}'", state(node)), Duration::from_secs(5)).await?;
    }
    browser.finish().await
}

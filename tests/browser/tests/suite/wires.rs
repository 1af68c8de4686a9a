//! Drawing wires: from an output to an input that takes it, and why others do not.

use crate::{build, open_draft, saved_draft};
use browser_tests::{Browser, Outcome, Page, Size};
use serde_json::{Value, json};
use std::time::Duration;

const SOON: Duration = Duration::from_secs(5);
const WIRES: &str = "document.querySelectorAll('.wires .wire').length";

/// Two splits one above the other, wired, and beside them a learner and a module that trains.
fn draft() -> Value {
    let node = |id: &str, component: &str, x: i32, y: i32| json!({ "id": id, "component": component, "position": { "x": x, "y": y } });
    json!({
        "schema": "ml-pipeline-draft/1",
        "name": "Wires",
        "nodes": [
            node("upper", "split-data", 0, 0),
            node("lower", "split-data", 0, 160),
            node("learner", "two-class-logistic-regression", 320, 0),
            node("train", "train-model", 320, 160),
        ],
        "edges": [
            { "from": { "node": "upper", "port": "results_dataset1" }, "to": { "node": "lower", "port": "dataset" } },
        ],
    })
}

/// Draws from one port to another.
async fn draw(browser: &Browser, from: &str, to: &str) -> Outcome {
    let (from, to) = (browser.shown(from).await?, browser.shown(to).await?);
    browser.drag(&from, &to).await
}

/// The last message on the page.
const MESSAGE: &str = "([...document.querySelectorAll('.toast p')].pop() || { textContent: '' }).textContent";

#[tokio::test(flavor = "multi_thread")]
async fn a_wire_joins_an_output_to_an_input_that_takes_it() -> Outcome {
    let Some(build) = build() else { return Ok(()) };
    let (_server, browser) = open_draft(&build, &draft(), Size::SMALL).await?;
    draw(&browser, "port-learner-out-untrained_model", "port-train-in-untrained_model").await?;
    browser.until(&format!("{WIRES} === 2"), SOON).await?;
    // From the input to the output works as well.
    draw(&browser, "port-train-in-dataset", "port-lower-out-results_dataset2").await?;
    browser.until(&format!("{WIRES} === 3"), SOON).await?;
    browser.screenshot("wires").await?;
    let draft = saved_draft(&browser).await?;
    let drawn: Vec<String> = draft
        .edges
        .iter()
        .map(|edge| format!("{}.{} {}.{}", edge.from.node, edge.from.port, edge.to.node, edge.to.port))
        .collect();
    assert!(drawn.contains(&"learner.untrained_model train.untrained_model".to_owned()), "{drawn:?}");
    assert!(drawn.contains(&"lower.results_dataset2 train.dataset".to_owned()), "{drawn:?}");
    browser.finish().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_wire_says_why() -> Outcome {
    let Some(build) = build() else { return Ok(()) };
    let (_server, browser) = open_draft(&build, &draft(), Size::SMALL).await?;
    for (from, to, reason) in [
        ("port-learner-out-untrained_model", "port-lower-in-dataset", "gives an untrained model"),
        ("port-lower-out-results_dataset1", "port-upper-in-dataset", "close a circle"),
        ("port-upper-out-results_dataset1", "port-lower-in-dataset", "connected already"),
    ] {
        draw(&browser, from, to).await?;
        browser.until(&format!("{MESSAGE}.includes('{reason}')"), SOON).await?;
        browser.until(&format!("{WIRES} === 1"), SOON).await?;
    }
    browser.screenshot("wire-refused").await?;
    browser.finish().await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_input_in_use_takes_the_new_wire_in_place_of_the_old() -> Outcome {
    let Some(build) = build() else { return Ok(()) };
    let (_server, browser) = open_draft(&build, &draft(), Size::SMALL).await?;
    draw(&browser, "port-upper-out-results_dataset2", "port-lower-in-dataset").await?;
    browser.until("!document.querySelector('[data-testid=undo]').disabled", SOON).await?;
    browser.until(&format!("{WIRES} === 1"), SOON).await?;
    assert_eq!(saved_draft(&browser).await?.edges[0].from.port, "results_dataset2");
    browser.click("undo").await?;
    assert_eq!(saved_draft(&browser).await?.edges[0].from.port, "results_dataset1");
    browser.finish().await
}

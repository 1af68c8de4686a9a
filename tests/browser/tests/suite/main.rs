//! What a person does in the studio, in a real headless browser, and the engine worker against the contract of all executors.

mod editing;
mod endpoints;
mod engine;
mod exporting;
mod fields;
mod incoming;
mod look;
mod migration;
mod offline;
mod opening;
mod real;
mod results;
mod running;
mod wires;

use browser_tests::{Browser, Build, Outcome, Page, Server, Size, root};
use ml_graph::PipelineDraft;
use serde_json::Value;
use std::path::PathBuf;

/// The build under test; without one the test says so and passes, which only a run outside `cargo xtask test` sees.
#[expect(clippy::print_stdout, reason = "whoever runs the tests should read it")]
fn build() -> Option<Build> {
    let build = Build::find();
    if build.is_none() {
        println!("skipped: `cargo xtask test` builds what this test needs");
    }
    build
}

/// A sample experiment by file name.
fn sample(name: &str) -> PathBuf {
    root().join("fixtures/classic").join(name)
}

/// How many cards the canvas shows.
const CARDS: &str = "document.querySelectorAll('.card[data-testid^=\"node-\"]').length";

/// The studio, opened on a draft.
async fn open_draft(build: &Build, draft: &Value, size: Size) -> Outcome<(Server, Browser)> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("test.draft.json");
    std::fs::write(&file, draft.to_string())?;
    let server = Server::start(build, &[&file]).await?;
    let browser = Browser::start(size).await?;
    browser.client.goto(server.address()).await?;
    let cards = draft["nodes"].as_array().map_or(0, Vec::len);
    browser.until(&format!("{CARDS} === {cards}"), std::time::Duration::from_secs(30)).await?;
    Ok((server, browser))
}

/// The draft as the studio would save it.
async fn saved_draft(browser: &Browser) -> Outcome<PipelineDraft> {
    let downloads = browser.downloads().await?;
    browser.click("file-menu").await?;
    browser.choose("Save as a file").await?;
    let (_, bytes) = downloads.file(".draft.json").await?;
    Ok(serde_json::from_slice(&bytes)?)
}

/// The studio, opened on a sample experiment with its data at hand.
async fn open(build: &Build, name: &str, size: Size) -> Outcome<(Server, Browser)> {
    let server = Server::start(build, &[&sample(name)]).await?;
    let browser = Browser::start(size).await?;
    browser.client.goto(server.address()).await?;
    browser.until(&format!("{CARDS} > 4"), std::time::Duration::from_secs(30)).await?;
    Ok((server, browser))
}

//! What a person does in the studio, in a real headless browser, and the engine worker against the contract of all executors.

mod editing;
mod engine;
mod look;
mod offline;
mod opening;
mod results;
mod running;

use browser_tests::{Browser, Build, Outcome, Page, Server, Size, root};
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

/// The studio, opened on a sample experiment with its data at hand.
async fn open(build: &Build, name: &str, size: Size) -> Outcome<(Server, Browser)> {
    let server = Server::start(build, &[&sample(name)]).await?;
    let browser = Browser::start(size).await?;
    browser.client.goto(server.address()).await?;
    browser.until(&format!("{CARDS} > 4"), std::time::Duration::from_secs(30)).await?;
    Ok((server, browser))
}

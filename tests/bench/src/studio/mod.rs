//! The studio in a headless browser: what a person feels of it, measured where it happens.

mod first_paint;
mod frames;
mod pipeline;
mod table;
mod training;

pub use first_paint::run as first_paint;
pub use frames::run as frames;
pub use table::run as table;
pub use training::run as training;

use crate::Result;
use browser_tests::{Browser, Build, Outcome, Page, Server};
use std::time::Duration;

/// The build to measure.
fn build() -> Result<Build> {
    Build::find().ok_or_else(|| {
        "ML_MIGRATE_SITE and ML_MIGRATE_TOOL name no build; `cargo xtask bench` makes one".into()
    })
}

/// Runs work of the harness to its end.
fn wait<T>(work: impl Future<Output = Outcome<T>>) -> Result<T> {
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(work)
}

/// Opens the studio of `server` and waits until it shows this many cards.
async fn open(browser: &Browser, server: &Server, cards: usize) -> Outcome {
    browser.client.goto(server.address()).await?;
    let shown = format!("document.querySelectorAll('.card').length === {cards}");
    browser.until(&shown, Duration::from_secs(60)).await?;
    // What comes after the first paint: the worker starts, files are copied for later.
    tokio::time::sleep(Duration::from_secs(3)).await;
    Ok(())
}

//! A large table in the studio: from the click on Visualize until its rows are on the screen.

use super::{build, open, pipeline, wait};
use crate::Result;
use browser_tests::{Browser, Page, Server, Size};
use serde_json::{Value, json};
use std::path::Path;
use std::time::Duration;

/// Clicks and looks at every frame whether the rows in view are there, with their text.
const LOOK: &str = "
    const done = arguments[arguments.length - 1];
    const started = performance.now();
    document.querySelector('[data-testid=\"visualize-results_dataset\"]').click();
    const look = () => {
        const rows = document.querySelectorAll('[data-testid=grid] .row');
        const cells = document.querySelectorAll('[data-testid=grid] .row .cell');
        const ready = rows.length > 3 && cells.length > rows.length
            && ![...cells].some((cell) => cell.classList.contains('waiting') || !cell.textContent);
        if (!ready) return requestAnimationFrame(look);
        // The frame with them has been handed over when the next one begins.
        requestAnimationFrame(() => done({
            milliseconds: performance.now() - started,
            rows: Number(document.querySelector('[data-testid=grid]').getAttribute('aria-rowcount')) - 1,
        }));
    };
    requestAnimationFrame(look);";

/// Runs a pipeline over `table.csv` of the folder in the browser and looks at the result.
pub fn run(folder: &Path) -> Result<Value> {
    let build = build()?;
    let file = folder.join("table.draft.json");
    std::fs::write(&file, pipeline::passing_on("table.csv").to_string())?;
    wait(async {
        let server = Server::start(&build, &[&file]).await?;
        let browser = Browser::start(Size::LARGE).await?;
        open(&browser, &server, 2).await?;
        browser.click("compute").await?;
        browser.click("compute-cpu").await?;
        browser.client.active_element().await?.send_keys("\u{E00C}").await?;
        browser.click("run").await?;
        let done = "document.querySelector('[data-testid=status-same]').dataset.state === 'finished'";
        browser.until(done, Duration::from_secs(60)).await?;
        browser.click("node-same").await?;
        browser.shown("visualize-results_dataset").await?;
        // Nothing of the run is still going on.
        tokio::time::sleep(Duration::from_secs(1)).await;
        let seen = browser.client.execute_async(LOOK, Vec::new()).await?;
        browser.screenshot("bench-table").await?;
        browser.finish().await?;
        Ok(
            json!({ "seconds": seen["milliseconds"].as_f64().unwrap_or(f64::MAX) / 1000.0, "rows": seen["rows"] }),
        )
    })
}

//! What the browser fetches before the studio's first page stands in place of the skeleton.

use super::{build, wait};
use crate::Result;
use browser_tests::{Browser, Page, Server, Size};
use serde_json::{Value, json};
use std::time::Duration;

/// Notes, before any script of the page runs, when the skeleton goes, and keeps all that was fetched.
const WATCH: &str = "
    performance.setResourceTimingBufferSize(10000);
    new MutationObserver((_, observer) => {
        if (!document.body || document.getElementById('skeleton') || document.readyState === 'loading') return;
        window.firstPage = performance.now();
        observer.disconnect();
    }).observe(document, { childList: true, subtree: true });";

/// Everything whose transfer had begun by then, by path: it took its share of the line.
const FETCHED: &str = "
    return [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
        .filter((entry) => entry.fetchStart <= window.firstPage)
        .map((entry) => ({
            path: new URL(entry.name).pathname,
            bytes: entry.decodedBodySize,
            complete: entry.responseEnd > 0 && entry.responseEnd <= window.firstPage,
        }));";

/// The files fetched, their sizes, and whether they were there in time.
pub fn run() -> Result<Value> {
    let build = build()?;
    let site = build.site.clone();
    wait(async {
        let server = Server::start(&build, &[]).await?;
        let browser = Browser::start(Size::SMALL).await?;
        browser.devtools("Page.enable", json!({})).await?;
        browser.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": WATCH })).await?;
        browser.client.goto(server.address()).await?;
        browser.until("window.firstPage > 0", Duration::from_secs(30)).await?;
        // What had begun then ends.
        tokio::time::sleep(Duration::from_secs(2)).await;
        let files = browser.client.execute(FETCHED, Vec::new()).await?;
        browser.finish().await?;
        Ok(json!({ "site": site, "files": files }))
    })
}

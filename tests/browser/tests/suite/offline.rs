//! After the first load the studio needs no network, and a reload loses nothing.

use crate::{CARDS, build, open};
use browser_tests::{Outcome, Page, Size, test_id};
use std::time::Duration;

#[tokio::test(flavor = "multi_thread")]
async fn a_reload_without_network_keeps_the_pipeline_and_runs_it() -> Outcome {
    let Some(build) = build() else { return Ok(()) };
    let (mut server, browser) = open(&build, "house-prices-regression.json", Size::SMALL).await?;
    // The service worker keeps page and engine once it is active.
    browser
        .until(
            "navigator.serviceWorker.controller !== null || navigator.serviceWorker.ready !== null",
            Duration::from_secs(20),
        )
        .await?;
    let ready = "const done = arguments[0]; navigator.serviceWorker.ready.then(() => done(true));";
    browser.client.execute_async(ready, Vec::new()).await?;
    let cached = "caches.keys().then((names) => Promise.all(names.map((name) => caches.open(name).then((cache) => cache.keys())))).then((lists) => lists.flat().length)";
    let wait = format!(
        "const done = arguments[0]; const look = () => {cached}.then((count) => count >= 6 ? done(count) : setTimeout(look, 200)); look();"
    );
    browser.client.execute_async(&wait, Vec::new()).await?;
    browser
        .until(
            "document.querySelector('[data-testid=saved]').textContent.toLowerCase().includes('saved')",
            Duration::from_secs(10),
        )
        .await?;
    let cards = browser.client.execute(&format!("return {CARDS};"), Vec::new()).await?;

    server.stop().await?;
    browser.client.refresh().await?;
    browser.until(&format!("{CARDS} === {cards}"), Duration::from_secs(30)).await?;
    browser.find(&test_id("run")).await?.click().await?;
    browser
        .until(
            "[...document.querySelectorAll('.status')].some((mark) => mark.dataset.state === 'finished')",
            Duration::from_secs(60),
        )
        .await?;
    browser.screenshot("offline").await?;
    // Requests that fail because the server is gone may be on the console; nothing else.
    let console = browser.console().await?;
    let other: Vec<&String> = console
        .iter()
        .filter(|line| !line.contains("ERR_CONNECTION_REFUSED") && !line.contains("Failed to load resource"))
        .collect();
    assert!(other.is_empty(), "{other:?}");
    browser.finish().await
}

//! Running the samples from the studio: in the browser on the CPU, and on a remote compute.

use crate::{build, open};
use browser_tests::{Browser, Outcome, Page, Size};
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

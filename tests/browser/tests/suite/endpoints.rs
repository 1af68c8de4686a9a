//! Services on their way in: their endpoints in a list of their own, linked to their pipelines, and still there after a reload.

use crate::{CARDS, build};
use browser_tests::{Browser, Outcome, Page, Server, Size, root};
use std::path::PathBuf;
use std::time::Duration;

const SOON: Duration = Duration::from_secs(10);
/// The engine has to load before it converts.
const PATIENCE: Duration = Duration::from_secs(60);

fn service(name: &str) -> PathBuf {
    root().join("fixtures/services").join(name)
}

/// Goes to the page of endpoints.
async fn endpoints(browser: &Browser) -> Outcome {
    let go = "[...document.querySelectorAll('.rail button')].find((button) => button.textContent.includes('Endpoints')).click()";
    browser.client.execute(go, Vec::new()).await?;
    browser.shown("endpoints").await?;
    Ok(())
}

const DETAIL: &str = "document.querySelector('[data-testid=endpoint-detail]').textContent";

#[tokio::test(flavor = "multi_thread")]
async fn a_service_shows_as_pipeline_and_endpoint_and_survives_a_reload() -> Outcome {
    let Some(build) = build() else { return Ok(()) };
    let server = Server::start(&build, &[]).await?;
    let browser = Browser::start(Size::SMALL).await?;
    browser.client.goto(server.address()).await?;
    browser.shown("open-files").await?;
    endpoints(&browser).await?;
    browser.screenshot("endpoints-empty").await?;
    browser.pick_files(browser.click("endpoints-open"), &[&service("plain.json")]).await?;
    browser.until(&format!("{CARDS} > 1"), PATIENCE).await?;
    browser.until("[...document.querySelectorAll('.toast p')].some((text) => text.textContent.includes('endpoint'))", SOON).await?;

    endpoints(&browser).await?;
    let expected: ml_graph::Json = serde_json::from_slice(&std::fs::read(service("plain.json"))?)?;
    let title =
        expected.get("properties").and_then(|part| part.get("title")).and_then(ml_graph::Json::as_str);
    browser.until(&format!("{DETAIL}.includes({:?})", title.ok_or("no title")?), SOON).await?;
    for words in ["Request and response", "Inputs", "Outputs", "Global parameters"] {
        browser.until(&format!("{DETAIL}.includes('{words}')"), SOON).await?;
    }
    browser.screenshot("endpoint").await?;

    browser.client.refresh().await?;
    browser.until(&format!("{CARDS} > 1"), SOON).await?;
    endpoints(&browser).await?;
    browser.until(&format!("{DETAIL}.includes({:?})", title.ok_or("no title")?), SOON).await?;
    browser.click("endpoint-pipeline").await?;
    browser.until(&format!("{CARDS} > 1"), SOON).await?;
    // And the pipeline knows its endpoint.
    browser
        .until("document.querySelector('[data-testid=properties]').textContent.includes('Endpoints')", SOON)
        .await?;
    browser.finish().await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_several_files_say_of_a_service_is_one_endpoint() -> Outcome {
    let Some(build) = build() else { return Ok(()) };
    let server = Server::start(&build, &[]).await?;
    let browser = Browser::start(Size::LARGE).await?;
    browser.client.goto(server.address()).await?;
    browser.shown("open-files").await?;
    let files = ["swagger.json", "classic-listing.json", "data-factory.json", "request.json"].map(service);
    let files: Vec<&std::path::Path> = files.iter().map(PathBuf::as_path).collect();
    browser.pick_files(browser.click("open-files"), &files).await?;
    // There is no pipeline among them, so their endpoints show.
    browser.until("document.querySelector('[data-testid=endpoint-detail]')", PATIENCE).await?;
    let named = "[...document.querySelectorAll('.endpoint-line strong')].filter((line) => line.textContent === 'Credit scoring').length";
    browser.until(&format!("{named} >= 1"), SOON).await?;
    let open = "[...document.querySelectorAll('.endpoint-line')].find((line) => line.textContent.includes('Credit scoring')).click()";
    browser.client.execute(open, Vec::new()).await?;
    browser.until(&format!("{DETAIL}.includes('Addresses')"), SOON).await?;
    browser.screenshot("endpoint-joined-light").await?;
    browser.prefer_dark(true).await?;
    tokio::time::sleep(Duration::from_millis(300)).await;
    browser.screenshot("endpoint-joined-dark").await?;
    browser.prefer_dark(false).await?;

    // Nothing is called so; the whole list comes back.
    let count = "document.querySelectorAll('.endpoint-line').length";
    let search = browser.shown("endpoint-search").await?;
    search.send_keys("zebra").await?;
    browser.until(&format!("{count} === 0"), SOON).await?;
    search.send_keys(&"\u{E003}".repeat(5)).await?;
    browser.until(&format!("{count} > 0"), SOON).await?;

    // Deleting can be taken back.
    let before = browser.client.execute(&format!("return {count};"), Vec::new()).await?;
    browser.find("[aria-label=\"Delete this endpoint\"]").await?.click().await?;
    browser.until(&format!("{count} < {before}"), SOON).await?;
    browser.find(".toast .button").await?.click().await?;
    browser.until(&format!("{count} === {before}"), SOON).await?;
    browser.finish().await
}

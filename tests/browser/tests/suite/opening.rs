//! Opening exports: which of several pipelines to take, what cannot be read and why, and the migration report, which must say what
//! `ml-migrate convert` writes.

use crate::{CARDS, build};
use browser_tests::{Browser, Build, Outcome, Page, Server, Size, root};
use ml_graph::Json;
use std::path::{Path, PathBuf};
use std::time::Duration;

const SOON: Duration = Duration::from_secs(30);

fn tricky(name: &str) -> PathBuf {
    root().join("fixtures/tricky").join(name)
}

/// The studio, started on a file.
async fn start(build: &Build, file: &Path) -> Outcome<(Server, Browser)> {
    let server = Server::start(build, &[file]).await?;
    let browser = Browser::start(Size::SMALL).await?;
    browser.client.goto(server.address()).await?;
    Ok((server, browser))
}

/// The modules of every experiment, as `report.json` has them: module, verdict, reasons and what to do as one line each.
async fn converted(build: &Build, file: &Path) -> Outcome<Vec<Vec<String>>> {
    let folder = tempfile::tempdir()?;
    let output = tokio::process::Command::new(&build.tool)
        .arg("convert")
        .arg(file)
        .arg("--out")
        .arg(folder.path())
        .output()
        .await?;
    let text = std::fs::read_to_string(folder.path().join("report.json"))
        .map_err(|error| format!("{error}: {}", String::from_utf8_lossy(&output.stderr)))?;
    let report: Json = serde_json::from_str(&text)?;
    let list = |of: &Json, name: &str| of.get(name).map(|list| list.items().to_vec()).unwrap_or_default();
    let text = |of: &Json, name: &str| of.get(name).and_then(Json::as_str).unwrap_or_default().to_owned();
    let sentences = |of: &Json, name: &str| {
        list(of, name).iter().filter_map(Json::as_str).map(str::to_owned).collect::<Vec<_>>().join(" ")
    };
    let line = |module: &Json| {
        format!("{}|{}|{}", text(module, "module"), sentences(module, "reasons"), sentences(module, "to_do"))
    };
    let experiments = list(&report, "experiments");
    Ok(experiments.iter().map(|experiment| list(experiment, "modules").iter().map(line).collect()).collect())
}

/// What the panel shows, in the same form, sorted.
async fn shown(browser: &Browser) -> Outcome<Vec<String>> {
    browser.find("[data-testid=\"report-line\"]").await?;
    let script = "return [...document.querySelectorAll('[data-testid=report-line]')].map((line) => {
        const cell = (index) => [...line.cells[index].querySelectorAll('p')].map((p) => p.textContent).join(' ');
        return line.cells[0].firstElementChild.textContent + '|' + cell(2) + '|' + cell(3); });";
    let lines = browser.client.execute(script, Vec::new()).await?;
    let mut lines: Vec<String> =
        lines.as_array().into_iter().flatten().filter_map(|line| line.as_str().map(str::to_owned)).collect();
    lines.sort();
    Ok(lines)
}

async fn report_agrees(name: &str) -> Outcome {
    let Some(build) = build() else { return Ok(()) };
    let file = tricky(name);
    let (_server, browser) = start(&build, &file).await?;
    browser.until(&format!("{CARDS} > 0"), SOON).await?;
    browser.find(".status-bar .status-button + .status-button").await?.click().await?;
    let mut expected = converted(&build, &file).await?.into_iter().next().unwrap_or_default();
    expected.sort();
    assert!(!expected.is_empty());
    assert_eq!(shown(&browser).await?, expected);
    browser.screenshot(&format!("report-{}", name.trim_end_matches(".json"))).await?;
    browser.finish().await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_report_of_custom_modules_is_that_of_the_tool() -> Outcome {
    report_agrees("custom-module.json").await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_report_of_credentials_is_that_of_the_tool() -> Outcome {
    report_agrees("credentials.json").await
}

#[tokio::test(flavor = "multi_thread")]
async fn of_an_inventory_report_one_chooses() -> Outcome {
    let Some(build) = build() else { return Ok(()) };
    let (_server, browser) = start(&build, &tricky("inventory-report.json")).await?;
    browser.shown("arrivals").await?;
    browser.screenshot("arrivals").await?;
    browser.click("arrival-0").await?;
    let count = "document.querySelectorAll('.arrival').length";
    browser.until(&format!("{count} > 1"), SOON).await?;
    browser.click("arrivals-open").await?;
    let lines = "document.querySelectorAll('[data-testid=migration-line]').length";
    browser.until(&format!("{lines} > 0 || {CARDS} > 0"), SOON).await?;
    browser.finish().await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_read_says_where_and_why() -> Outcome {
    let Some(build) = build() else { return Ok(()) };
    let (_server, browser) = start(&build, &tricky("no-end.json")).await?;
    let said = browser.text("arrival-problems").await?;
    assert!(said.contains("no-end.json") && said.contains("line"), "{said}");
    browser.screenshot("unreadable").await?;
    browser.click("arrivals-close").await?;
    browser.until("!document.querySelector('[data-testid=arrivals]')", SOON).await?;
    browser.finish().await
}

#[tokio::test(flavor = "multi_thread")]
async fn leaving_the_designer_with_a_menu_in_use_breaks_nothing() -> Outcome {
    let Some(build) = build() else { return Ok(()) };
    let (_server, browser) = crate::open(&build, "house-prices-regression.json", Size::SMALL).await?;
    browser.click("compute").await?;
    browser.click("compute-cpu").await?;
    let leave = "[...document.querySelectorAll('.rail button')].find((button) => button.textContent.includes('Runs')).click()";
    browser.client.execute(leave, Vec::new()).await?;
    browser.find(".runs-page").await?;
    // A page that broke down writes to the console.
    browser.finish().await
}

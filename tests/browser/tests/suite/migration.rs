//! Many pipelines at once: the page of the migration, trained models that come as files, folders, and everything exported together.

use crate::{CARDS, build, open_draft};
use browser_tests::{Browser, Build, Outcome, Page, Server, Size, root};
use ml_interop::testing::Sample;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::io::{Cursor, Read, Write};
use std::path::Path;
use std::time::Duration;

const SOON: Duration = Duration::from_secs(15);
/// The engine has to load before it converts.
const PATIENCE: Duration = Duration::from_secs(60);

const LINES: &str = "[...document.querySelectorAll('[data-testid=migration-line]')]";

/// The studio after it opened these files.
async fn opened(build: &Build, files: &[&Path]) -> Outcome<(Server, Browser)> {
    let server = Server::start(build, &[]).await?;
    let browser = Browser::start(Size::SMALL).await?;
    browser.client.goto(server.address()).await?;
    browser.shown("open-files").await?;
    browser.pick_files(browser.click("open-files"), files).await?;
    Ok((server, browser))
}

async fn names(browser: &Browser) -> Outcome<Vec<String>> {
    let script = format!("return {LINES}.map((line) => line.querySelector('.link').textContent);");
    let names = browser.client.execute(&script, Vec::new()).await?;
    Ok(names.as_array().into_iter().flatten().filter_map(|name| name.as_str().map(str::to_owned)).collect())
}

/// A zip of `count` experiments, made of those in the fixtures; some have names as people give them.
fn packed(count: usize) -> Outcome<Vec<u8>> {
    let mut experiments = Vec::new();
    for path in ["classic/flowers-multiclass.json", "tricky/custom-module.json", "tricky/credentials.json"] {
        let text = std::fs::read_to_string(root().join("fixtures").join(path))?;
        experiments.push(serde_json::from_str::<Value>(text.trim_start_matches('\u{feff}'))?);
    }
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    for place in 0..count {
        let mut experiment = experiments[place % experiments.len()].clone();
        experiment["Description"] = json!(match place {
            0 => "واردات العملاء – تنبؤ".to_owned(),
            1 => "A name that goes on and on ".repeat(8).trim().to_owned(),
            2 => "顧客の離反予測 🚀".to_owned(),
            _ => format!("Experiment {place}"),
        });
        zip.start_file(format!("workspace/{place}.json"), options)?;
        zip.write_all(experiment.to_string().as_bytes())?;
    }
    Ok(zip.finish()?.into_inner())
}

#[tokio::test(flavor = "multi_thread")]
async fn hundreds_are_listed_filtered_ordered_opened_and_exported() -> Outcome {
    let Some(build) = build() else { return Ok(()) };
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("workspace.zip");
    std::fs::write(&file, packed(300)?)?;
    let (_server, browser) = opened(&build, &[&file]).await?;
    browser.shown("arrivals").await?;
    browser.screenshot("arrivals-300").await?;
    browser.click("arrivals-open").await?;
    browser.until(&format!("{LINES}.length === 300"), PATIENCE).await?;
    for (size, name) in [
        (Size::SMALL, "1280"),
        (Size::LARGE, "1920"),
        (Size(900, 700), "900"),
        (Size(640, 360), "zoomed"),
        (Size(390, 780), "390"),
    ] {
        browser.resize(size).await?;
        browser.screenshot(&format!("migration-300-{name}")).await?;
        browser.until("document.documentElement.scrollWidth <= innerWidth", SOON).await?;
    }
    browser.resize(Size::SMALL).await?;
    browser.prefer_dark(true).await?;
    tokio::time::sleep(Duration::from_millis(300)).await;
    browser.screenshot("migration-300-dark").await?;
    browser.prefer_dark(false).await?;

    // Those that need most attention stand first; by name the other way round.
    let by_name = "[...document.querySelectorAll('.sort')].find((head) => head.textContent === 'Pipeline')";
    browser.client.execute(&format!("{by_name}.click()"), Vec::new()).await?;
    browser
        .until(&format!("{by_name}.closest('th').getAttribute('aria-sort') === 'ascending'"), SOON)
        .await?;
    let ordered = names(&browser).await?;
    let mut sorted = ordered.clone();
    sorted.sort_by_key(|name| name.to_lowercase());
    assert_eq!(ordered, sorted);
    let search = browser.shown("migration-search").await?;
    search.send_keys("experiment 17").await?;
    browser.until(&format!("{LINES}.length === 11"), SOON).await?;

    // What is listed is exported, the report with it.
    let downloads = browser.downloads().await?;
    browser.click("migration-export").await?;
    browser.shown("export-dialog").await?;
    browser.until("document.querySelector('[data-testid=target-report]')", PATIENCE).await?;
    browser.click("target-report").await?;
    browser.click("target-draft").await?;
    browser.click("export-download").await?;
    let (_, bytes) = downloads.file(".zip").await?;
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes))?;
    let mut paths = BTreeSet::new();
    for index in 0..zip.len() {
        paths.insert(zip.by_index(index)?.name()?.into_owned());
    }
    for path in [
        "report.html",
        "report.md",
        "report.csv",
        "report.json",
        "report/experiment-17.html",
        "experiment-170.draft.json",
    ] {
        assert!(paths.contains(path), "{path} is not among {paths:?}");
    }
    assert_eq!(paths.iter().filter(|path| path.ends_with(".draft.json")).count(), 11);
    let mut page = String::new();
    zip.by_name("report.html")?.read_to_string(&mut page)?;
    assert!(page.contains("11 experiments"), "the page is about what was exported");
    browser.click("export-close").await?;

    // A line opens its pipeline with the report, and a line of that goes to the module.
    browser.find("[data-testid=migration-line] .link").await?.click().await?;
    browser.find("[data-testid=report-line] .link").await?;
    browser.screenshot("migration-report").await?;
    browser.find("[data-testid=report-line] .link").await?.click().await?;
    browser.until("document.querySelector('.card[aria-selected=true], .card.selected')", SOON).await?;
    browser.finish().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_saved_model_is_told_and_scores_in_the_browser() -> Outcome {
    let Some(build) = build() else { return Ok(()) };
    let model = Sample::two_class(&["x", "y"], 0.125, &[0.5, -0.75], &[1.0, 0.5], [-1.75, 0.0625]);
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("anything.ilearner");
    std::fs::write(&file, model.bytes())?;
    let draft = json!({
        "schema": "ml-pipeline-draft/1", "name": "Moods",
        "nodes": [
            { "id": "rows", "component": "enter-data-manually", "position": { "x": 300, "y": 60 },
              "params": { "data_format": "csv", "data": "x,y\n1,2\n-3,0.5\n", "has_header": true } },
            { "id": "score", "component": "score-model", "position": { "x": 160, "y": 240 } },
        ],
        "assets": [{ "id": "model", "kind": "trained-model", "name": "Moods of people", "position": { "x": 40, "y": 60 } }],
        "edges": [
            { "from": { "node": "model", "port": "output" }, "to": { "node": "score", "port": "trained_model" } },
            { "from": { "node": "rows", "port": "dataset" }, "to": { "node": "score", "port": "dataset" } },
        ],
    });
    let folder = tempfile::tempdir()?;
    let draft_file = folder.path().join("moods.draft.json");
    std::fs::write(&draft_file, draft.to_string())?;
    let (_server, browser) = opened(&build, &[&draft_file]).await?;
    browser.until(&format!("{CARDS} === 3"), PATIENCE).await?;
    // Its name is another, but the pipeline has one model without a file.
    let canvas = browser.shown("canvas").await?;
    browser.drop_files(&canvas, &[&file]).await?;
    let attached = "[...document.querySelectorAll('.toast p')].some((text) => text.textContent.includes('is attached to “Moods of people”'))";
    browser.until(attached, PATIENCE).await?;
    browser.click("run").await?;
    browser.until("document.querySelector('[data-testid=run-outcome]')", PATIENCE).await?;
    browser.find(".card[data-testid=node-score]").await?.click().await?;
    browser.find(".properties [data-testid^=\"visualize-\"]").await?.click().await?;
    let probability = |x: f64, y: f64| {
        let score = 0.125 + 0.5 * x - 0.75 * 0.5 * y;
        1.0 / (1.0 + (-1.75 * score + 0.0625).exp())
    };
    let rows = "[...document.querySelectorAll('[data-testid=grid] .row')].map((row) => row.textContent)";
    browser.until(&format!("{rows}.length === 2"), PATIENCE).await?;
    let shown = browser.client.execute(&format!("return {rows};"), Vec::new()).await?;
    for (row, (x, y)) in [(1.0, 2.0), (-3.0, 0.5)].into_iter().enumerate() {
        let expected = format!("{:.3}", probability(x, y));
        let text = shown[row].as_str().unwrap_or_default();
        assert!(text.contains(&expected), "{expected} is not in {text}");
    }
    browser.screenshot("model-scored").await?;

    browser.find(".status-bar .status-button + .status-button").await?.click().await?;
    let told = browser.text("report-model").await?;
    assert!(
        told.contains("anything.ilearner") && told.contains("mood: bad, good") && told.contains("runs"),
        "{told}"
    );
    browser.screenshot("report-model").await?;
    browser.finish().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_model_alone_gets_a_card() -> Outcome {
    let Some(build) = build() else { return Ok(()) };
    let model = Sample::two_class(&["x"], 0.5, &[0.5], &[1.0], [-1.0, 0.0]);
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("Churn 2017.ilearner");
    std::fs::write(&file, model.bytes())?;
    let (_server, browser) = opened(&build, &[&file]).await?;
    browser.until(&format!("{CARDS} === 1"), PATIENCE).await?;
    browser.until("document.querySelector('.card .title').textContent === 'Churn 2017'", SOON).await?;
    browser.finish().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dropped_folder_is_opened_whole() -> Outcome {
    let Some(build) = build() else { return Ok(()) };
    let folder = tempfile::tempdir()?;
    let own = folder.path().join("exports of 2023");
    std::fs::create_dir_all(own.join("data"))?;
    std::fs::copy(crate::sample("house-prices-regression.json"), own.join("houses.json"))?;
    std::fs::copy(root().join("fixtures/data/houses.csv"), own.join("data/houses.csv"))?;
    std::fs::write(own.join("notes.txt"), "nothing of ours")?;
    let draft = json!({ "schema": "ml-pipeline-draft/1", "name": "Empty", "nodes": [] });
    let (_server, browser) = open_draft(&build, &draft, Size::SMALL).await?;
    let canvas = browser.shown("canvas").await?;
    browser.drop_files(&canvas, &[&own]).await?;
    browser.until(&format!("{CARDS} > 4"), PATIENCE).await?;
    browser.find(".card[data-hue=data]").await?.click().await?;
    browser
        .until("document.querySelector('[data-testid=attach-zone]').textContent.includes('houses.csv')", SOON)
        .await?;
    browser.finish().await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_help_says_what_is_supported() -> Outcome {
    let Some(build) = build() else { return Ok(()) };
    let output = tokio::process::Command::new(&build.tool).arg("supported").output().await?;
    let printed = String::from_utf8(output.stdout)?;
    let server = Server::start(&build, &[]).await?;
    let browser = Browser::start(Size::SMALL).await?;
    browser.client.goto(server.address()).await?;
    browser.shown("open-files").await?;
    let help = "[...document.querySelectorAll('.rail button')].find((button) => button.textContent.includes('Help')).click()";
    browser.client.execute(help, Vec::new()).await?;
    let tab =
        "[...document.querySelectorAll('.help .tab')].find((tab) => tab.textContent.includes('supported'))";
    browser.until(tab, SOON).await?;
    browser.client.execute(&format!("{tab}.click()"), Vec::new()).await?;
    // As many rows as the tool prints, their heads apart.
    let rows = printed.lines().filter(|line| line.starts_with("| ")).count();
    browser
        .until(&format!("document.querySelectorAll('[data-testid=supported] tr').length === {rows}"), SOON)
        .await?;
    browser.screenshot("help-supported").await?;
    // The keyboard stays inside.
    for _ in 0..6 {
        browser.client.active_element().await?.send_keys("\u{E004}").await?;
        browser.until("document.activeElement.closest('.help')", SOON).await?;
    }
    browser.finish().await
}

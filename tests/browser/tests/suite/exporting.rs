//! What leaves the studio: the draft, and the forms that other tools read.

use crate::{build, open, open_draft, saved_draft};
use browser_tests::{Browser, Outcome, Page, Size, root};
use serde_json::json;
use std::io::{Cursor, Read};
use std::time::Duration;

const SOON: Duration = Duration::from_secs(10);
/// The engine has to load before it writes.
const PATIENCE: Duration = Duration::from_secs(60);

#[tokio::test(flavor = "multi_thread")]
async fn the_saved_draft_is_the_pipeline_with_its_edits() -> Outcome {
    let Some(build) = build() else { return Ok(()) };
    let draft = json!({
        "schema": "ml-pipeline-draft/1",
        "name": "Before",
        "description": "Stays as it is: “naïve”, 数据.",
        "nodes": [
            { "id": "a", "component": "add-rows", "comment": "a note", "position": { "x": 40, "y": 60 } },
            { "id": "b", "component": "split-data", "position": { "x": 40, "y": 200 }, "params": { "splitting_mode": "split-rows" } },
        ],
        "edges": [{ "from": { "node": "a", "port": "results_dataset" }, "to": { "node": "b", "port": "dataset" } }],
        "extensions": { "kept": [1, 2, { "deep": null }] },
    });
    let (_server, browser) = open_draft(&build, &draft, Size::SMALL).await?;
    let name = browser.shown("pipeline-name").await?;
    name.click().await?;
    name.clear().await?;
    name.send_keys("After").await?;
    let mut expected: ml_graph::PipelineDraft = serde_json::from_value(draft)?;
    expected.name = "After".to_owned();
    let saved = saved_draft(&browser).await?;
    // Cards have a size in the studio, whatever the file said.
    for (node, original) in saved.nodes.iter().zip(&mut expected.nodes) {
        original.position = node.position;
        assert_eq!(node.position.map(|place| place.x), Some(40.0));
    }
    assert_eq!(saved, expected);
    browser.finish().await
}

/// Opens the dialog on what can be written.
async fn dialog(browser: &Browser) -> Outcome {
    browser.click("file-menu").await?;
    browser.choose("Export …").await?;
    browser.shown("export-dialog").await?;
    browser.until("document.querySelector('[data-testid=target-azureml]')", PATIENCE).await
}

#[tokio::test(flavor = "multi_thread")]
async fn several_forms_come_as_one_zip_with_the_data() -> Outcome {
    let Some(build) = build() else { return Ok(()) };
    let (_server, browser) = open(&build, "income-two-models.json", Size::SMALL).await?;
    let downloads = browser.downloads().await?;
    // The data goes to its dataset, so that it can go along.
    let card = browser.find(".card[data-hue=data]").await?;
    browser.drop_files(&card, &[&root().join("fixtures/data/income.csv")]).await?;
    browser.until("[...document.querySelectorAll('.toast p')].some((text) => text.textContent.includes('is attached'))", SOON).await?;
    dialog(&browser).await?;
    browser.until("document.querySelector('[data-testid=export-download]').disabled", SOON).await?;
    browser.click("target-azureml").await?;
    browser.click("target-classic-json").await?;
    browser.screenshot("export-dialog").await?;
    browser.click("export-download").await?;
    let (path, bytes) = downloads.file(".zip").await?;
    browser.shown("export-outcome").await?;
    browser.screenshot("export-written").await?;

    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes))?;
    let mut pipeline = String::new();
    zip.by_name(&format!("azureml/{stem}/pipeline.yml"))?.read_to_string(&mut pipeline)?;
    assert!(pipeline.contains("components/"), "{pipeline}");
    let mut classic = Vec::new();
    zip.by_name(&format!("{stem}.json"))?.read_to_end(&mut classic)?;
    let classic: serde_json::Value = serde_json::from_slice(&classic)?;
    assert!(classic["Graph"]["ModuleNodes"].as_array().is_some_and(|nodes| nodes.len() > 4));
    let expected = std::fs::read(root().join("fixtures/data/income.csv"))?;
    let mut copies = 0;
    for index in 0..zip.len() {
        let mut file = zip.by_index(index)?;
        if file.name()?.ends_with("/income.csv") {
            let mut rows = Vec::new();
            file.read_to_end(&mut rows)?;
            assert_eq!(rows, expected);
            copies += 1;
        }
    }
    assert!(copies > 0, "no data in {}", path.display());

    // What was chosen is chosen the next time.
    browser.click("export-close").await?;
    dialog(&browser).await?;
    browser.until("document.querySelector('[data-testid=target-azureml]').checked", SOON).await?;
    browser.finish().await
}

#[tokio::test(flavor = "multi_thread")]
async fn one_file_comes_as_it_is() -> Outcome {
    let Some(build) = build() else { return Ok(()) };
    let (_server, browser) = open(&build, "income-two-models.json", Size::SMALL).await?;
    let downloads = browser.downloads().await?;
    dialog(&browser).await?;
    browser.click("target-draft").await?;
    browser.click("export-download").await?;
    let (_, bytes) = downloads.file(".draft.json").await?;
    let draft: ml_graph::PipelineDraft = serde_json::from_slice(&bytes)?;
    assert_eq!(draft.name, browser.shown("pipeline-name").await?.prop("value").await?.unwrap_or_default());
    browser.finish().await
}

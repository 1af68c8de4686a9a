//! Files on their way in: picked, dropped, pasted, packed in a zip.

use crate::{CARDS, build, sample};
use browser_tests::{Browser, Build, Outcome, Page, Server, Size, root};
use std::io::Write;
use std::time::Duration;

const SOON: Duration = Duration::from_secs(30);

/// The studio's first page.
async fn home(build: &Build) -> Outcome<(Server, Browser)> {
    let server = Server::start(build, &[]).await?;
    let browser = Browser::start(Size::SMALL).await?;
    browser.client.goto(server.address()).await?;
    browser.find("[data-testid^=\"sample-\"]").await?;
    Ok((server, browser))
}

/// The pipeline of this name is open with its cards.
async fn is_open(browser: &Browser, name: &str) -> Outcome {
    browser.until(&format!("{CARDS} > 4"), SOON).await?;
    let title = "document.querySelector('[data-testid=pipeline-name]').value";
    browser.until(&format!("{title} === '{name}'"), SOON).await
}

/// The name of a sample, as it stands in its export.
fn name_of(file: &str) -> Outcome<String> {
    let text = std::fs::read_to_string(sample(file))?;
    let json: serde_json::Value = serde_json::from_str(text.trim_start_matches('\u{feff}'))?;
    Ok(json["Description"].as_str().unwrap_or_default().to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_picked_and_its_data_with_it() -> Outcome {
    let Some(build) = build() else { return Ok(()) };
    let (_server, browser) = home(&build).await?;
    let data = root().join("fixtures/data/houses.csv");
    let file = sample("house-prices-regression.json");
    browser.pick_files(browser.click("open-files"), &[&file, &data]).await?;
    is_open(&browser, &name_of("house-prices-regression.json")?).await?;
    // The data found its dataset by name.
    browser.find(".card[data-hue=data]").await?.click().await?;
    browser
        .until("document.querySelector('[data-testid=attach-zone]').textContent.includes('houses.csv')", SOON)
        .await?;
    browser.finish().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_dropped_on_the_window() -> Outcome {
    let Some(build) = build() else { return Ok(()) };
    let (_server, browser) = home(&build).await?;
    let hero = browser.find(".hero").await?;
    browser.drop_files(&hero, &[&sample("flowers-multiclass.json")]).await?;
    is_open(&browser, &name_of("flowers-multiclass.json")?).await?;
    browser.finish().await
}

#[tokio::test(flavor = "multi_thread")]
async fn data_dropped_on_its_card_is_attached() -> Outcome {
    let Some(build) = build() else { return Ok(()) };
    let (_server, browser) = home(&build).await?;
    browser.pick_files(browser.click("open-files"), &[&sample("flowers-multiclass.json")]).await?;
    is_open(&browser, &name_of("flowers-multiclass.json")?).await?;
    let card = browser.find(".card[data-hue=data]").await?;
    browser.drop_files(&card, &[&root().join("fixtures/data/flowers.csv")]).await?;
    card.click().await?;
    browser
        .until(
            "document.querySelector('[data-testid=attach-zone]').textContent.includes('flowers.csv')",
            SOON,
        )
        .await?;
    browser.finish().await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_text_of_an_export_is_pasted() -> Outcome {
    let Some(build) = build() else { return Ok(()) };
    let (_server, browser) = home(&build).await?;
    browser.paste(&std::fs::read_to_string(sample("house-prices-regression.json"))?).await?;
    is_open(&browser, &name_of("house-prices-regression.json")?).await?;
    browser.finish().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_zip_brings_its_experiments_and_their_data() -> Outcome {
    let Some(build) = build() else { return Ok(()) };
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("exports.zip");
    let mut zip = zip::ZipWriter::new(std::fs::File::create(&file)?);
    for (name, path) in [
        ("exports/houses.json", sample("house-prices-regression.json")),
        ("exports/flowers.json", sample("flowers-multiclass.json")),
        ("data/houses.csv", root().join("fixtures/data/houses.csv")),
    ] {
        zip.start_file(name, zip::write::SimpleFileOptions::default())?;
        zip.write_all(&std::fs::read(path)?)?;
    }
    zip.finish()?;

    let (_server, browser) = home(&build).await?;
    browser.pick_files(browser.click("open-files"), &[&file]).await?;
    browser.until("document.querySelectorAll('.arrival').length === 2", SOON).await?;
    // Take the one with data alone.
    let houses = name_of("house-prices-regression.json")?;
    let other = format!(
        "[...document.querySelectorAll('.arrival')].find((line) => !line.textContent.includes('{houses}')).querySelector('input').click()"
    );
    browser.client.execute(&other, Vec::new()).await?;
    browser.click("arrivals-open").await?;
    is_open(&browser, &houses).await?;
    browser.find(".card[data-hue=data]").await?.click().await?;
    browser
        .until("document.querySelector('[data-testid=attach-zone]').textContent.includes('houses.csv')", SOON)
        .await?;
    browser.finish().await
}

//! Exports that nobody here wrote, where they are at hand: each shows what the tool finds in it, or says in a sentence why it does not.

use crate::build;
use browser_tests::{Browser, Build, Outcome, Page, Server, Size, root};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The engine has to load before it converts, once.
const PATIENCE: Duration = Duration::from_secs(60);

/// All files below a folder, in order.
fn files(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files(&path)?);
        } else if path.extension().is_none_or(|end| end != "md") {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// What the tool finds in a file.
async fn inspected(build: &Build, file: &Path) -> Outcome<Value> {
    let output =
        tokio::process::Command::new(&build.tool).arg("inspect").arg("--json").arg(file).output().await?;
    Ok(serde_json::from_slice(&output.stdout)?)
}

/// What is wrong with the drawing: cards over one another, cards out of sight.
const DRAWING: &str = "
    const cards = [...document.querySelectorAll('.card[data-testid^=\"node-\"]')].map((card) => card.getBoundingClientRect());
    const canvas = document.querySelector('[data-testid=canvas]').getBoundingClientRect();
    const over = (one, other) => Math.min(one.right, other.right) - Math.max(one.left, other.left) > 2
        && Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > 2;
    const out = (card) => card.left < canvas.left - 1 || card.right > canvas.right + 1 || card.top < canvas.top - 1 || card.bottom > canvas.bottom + 1;
    return {
        cards: cards.length,
        wires: document.querySelectorAll('.wire').length,
        overlaps: cards.filter((card, index) => cards.slice(index + 1).some((other) => over(card, other))).length,
        outside: cards.filter(out).length,
    };";

/// Opens a file on the first page and compares.
async fn shows(browser: &Browser, build: &Build, file: &Path) -> Outcome {
    let expected = inspected(build, file).await?;
    let home = "[...document.querySelectorAll('.rail button')].find((button) => button.textContent.includes('Home')).click()";
    browser.client.execute(home, Vec::new()).await?;
    let clear = "document.querySelectorAll('.toast [aria-label=\"Close\"], .toast [aria-label=\"Dismiss\"]').forEach((button) => button.click()); return location.hash;";
    let before = browser.client.execute(clear, Vec::new()).await?;
    browser.pick_files(browser.click("open-files"), &[file]).await?;
    let list = |name: &str| expected[name].as_array().cloned().unwrap_or_default();
    let (experiments, services, models) = (list("experiments"), list("services"), list("models"));
    if let [experiment] = experiments.as_slice() {
        browser
            .until(&format!("location.hash.startsWith('#document=') && location.hash !== {before}"), PATIENCE)
            .await?;
        let count = |name: &str| experiment["counts"][name].as_u64().unwrap_or_default();
        let ports = count("service_inputs") + count("service_outputs");
        let cards =
            ["modules", "datasets", "trained_models", "transforms"].map(count).iter().sum::<u64>() + ports;
        browser
            .until(
                &format!("document.querySelectorAll('.card[data-testid^=\"node-\"]').length === {cards}"),
                PATIENCE,
            )
            .await?;
        let drawn = browser.client.execute(DRAWING, Vec::new()).await?;
        let wanted = json!({ "cards": cards, "wires": count("wires") + ports, "overlaps": 0, "outside": 0 });
        if drawn != wanted {
            return Err(format!("drawn {drawn}, but {wanted} was to be expected").into());
        }
    } else if let [service, ..] = services.as_slice() {
        let name = service["name"].as_str().unwrap_or_default();
        let title = "document.querySelector('.endpoint-title h1')";
        browser.until(&format!("{title} && {title}.textContent === {}", json!(name)), PATIENCE).await?;
    } else if let [model, ..] = models.as_slice() {
        let name = model["file"].as_str().unwrap_or_default();
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        let card = format!(
            "[...document.querySelectorAll('.card .title')].some((title) => title.textContent === {})",
            json!(stem)
        );
        browser.until(&card, PATIENCE).await?;
    } else {
        // Nothing to draw: a sentence that names the file.
        let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let said = browser.text("arrival-problems").await?;
        if !said.contains(&name) {
            return Err(format!("nothing of the file is said: {said}").into());
        }
        browser.click("arrivals-close").await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn each_export_shows_what_the_tool_finds_in_it() -> Outcome {
    let Some(build) = build() else { return Ok(()) };
    let folder = root().join("../shared/exports");
    if !folder.is_dir() {
        return Ok(());
    }
    let server = Server::start(&build, &[]).await?;
    let browser = Browser::start(Size::SMALL).await?;
    browser.client.goto(server.address()).await?;
    browser.shown("open-files").await?;
    let mut wrong = Vec::new();
    for file in files(&folder)? {
        let outcome = shows(&browser, &build, &file).await;
        let console = browser.console().await?;
        if outcome.is_err() || !console.is_empty() {
            let name = file.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            browser.screenshot(&format!("real-{name}")).await?;
            wrong.push(format!("{}: {:?} {console:?}", file.display(), outcome.err()));
            // A dialog would be in the way of the next.
            browser.client.goto("about:blank").await?;
            browser.client.goto(server.address()).await?;
            browser.shown("open-files").await?;
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    browser.finish().await
}

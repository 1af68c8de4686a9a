//! Editing: select, move, connect, refuse, delete, undo, add from the palette, change a parameter; a reload keeps it all.

use crate::{CARDS, build, open};
use browser_tests::{Browser, Outcome, Page, Size};
use std::time::Duration;

const SOON: Duration = Duration::from_secs(5);
const WIRES: &str = "document.querySelectorAll('.wire').length";

async fn count(browser: &Browser, expression: &str) -> Outcome<i64> {
    let value = browser.client.execute(&format!("return {expression};"), Vec::new()).await?;
    Ok(value.as_i64().unwrap_or(-1))
}

#[tokio::test(flavor = "multi_thread")]
async fn delete_and_undo() -> Outcome {
    let Some(build) = build() else { return Ok(()) };
    let (_server, browser) = open(&build, "income-two-models.json", Size::LARGE).await?;
    let (cards, wires) = (count(&browser, CARDS).await?, count(&browser, WIRES).await?);
    assert!(wires >= cards - 1, "{cards} cards, {wires} wires");

    browser.find(".card[aria-label*=\"Edit Metadata\"]").await?.click().await?;
    browser.client.active_element().await?.send_keys("\u{E017}").await?;
    browser.until(&format!("{CARDS} === {}", cards - 1), SOON).await?;
    browser.until(&format!("{WIRES} === {}", wires - 2), SOON).await?;
    browser.click("undo").await?;
    browser.until(&format!("{CARDS} === {cards} && {WIRES} === {wires}"), SOON).await?;
    browser.click("redo").await?;
    browser.until(&format!("{CARDS} === {}", cards - 1), SOON).await?;
    browser.click("undo").await?;
    browser.until(&format!("{CARDS} === {cards}"), SOON).await?;
    browser.finish().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_moved_card_stays_where_it_was_put() -> Outcome {
    let Some(build) = build() else { return Ok(()) };
    let (_server, browser) = open(&build, "income-two-models.json", Size::LARGE).await?;
    let card = browser.find(".card[aria-label*=\"Split Data\"]").await?;
    let before = card.rectangle().await?;
    browser.drag_by(&card, 120.0, 40.0).await?;
    let after = card.rectangle().await?;
    assert!(
        (after.0 - before.0 - 120.0).abs() < 24.0 && (after.1 - before.1 - 40.0).abs() < 24.0,
        "{before:?} {after:?}"
    );
    let place = card.attr("style").await?.unwrap_or_default();
    browser
        .until(
            "document.querySelector('[data-testid=saved]').textContent.toLowerCase().includes('saved')",
            SOON,
        )
        .await?;
    tokio::time::sleep(Duration::from_millis(1500)).await;
    browser.client.refresh().await?;
    let card = browser.find(".card[aria-label*=\"Split Data\"]").await?;
    assert_eq!(card.attr("style").await?.unwrap_or_default(), place);
    browser.finish().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_module_is_found_by_typing_and_joins_the_pipeline() -> Outcome {
    let Some(build) = build() else { return Ok(()) };
    let (_server, browser) = open(&build, "income-two-models.json", Size::LARGE).await?;
    let cards = count(&browser, CARDS).await?;
    browser.shown("palette-search").await?.send_keys("duplicate").await?;
    browser.find("[data-testid=\"palette-remove-duplicate-rows\"]").await?.click().await?;
    browser.client.active_element().await?.send_keys("\u{E007}").await?;
    browser.until(&format!("{CARDS} === {}", cards + 1), SOON).await?;
    browser.screenshot("added-from-the-palette").await?;
    browser.finish().await
}

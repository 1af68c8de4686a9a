//! How it looks: pictures at the sizes people have, light and dark, kept for people to look at; and that nothing is cut off.

use crate::{build, open};
use browser_tests::{Outcome, Page, Size};
use std::time::Duration;

#[tokio::test(flavor = "multi_thread")]
async fn the_sample_shows_as_it_was_drawn() -> Outcome {
    let Some(build) = build() else { return Ok(()) };
    let (_server, browser) = open(&build, "income-two-models.json", Size::SMALL).await?;
    for (size, name) in [(Size::SMALL, "1280x720"), (Size::LARGE, "1920x1080")] {
        browser.resize(size).await?;
        for dark in [false, true] {
            browser.prefer_dark(dark).await?;
            tokio::time::sleep(Duration::from_millis(400)).await;
            let look = if dark { "dark" } else { "light" };
            browser.screenshot(&format!("designer-{name}-{look}")).await?;
        }
        // The canvas is the hero: more than half of the width, and nothing makes the page scroll.
        browser
            .until(
                "document.querySelector('[data-testid=canvas]').getBoundingClientRect().width > innerWidth / 2",
                Duration::from_secs(2),
            )
            .await?;
        browser
            .until(
                "document.documentElement.scrollWidth <= innerWidth && document.documentElement.scrollHeight <= innerHeight",
                Duration::from_secs(2),
            )
            .await?;
    }
    // Data lies above what reads it, as drawn: every wire leads downwards in this sample.
    let (top, bottom) = ("Select Columns", "Evaluate Model");
    let above = format!(
        "(() => {{ const at = (word) => [...document.querySelectorAll('.card')].find((card) => card.textContent.includes(word)).getBoundingClientRect().top;
            return at('{top}') < at('{bottom}'); }})()"
    );
    browser.until(&above, Duration::from_secs(2)).await?;
    browser.finish().await
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_leave_the_controls_of_the_canvas_free() -> Outcome {
    let Some(build) = build() else { return Ok(()) };
    let (_server, browser) = open(&build, "income-two-models.json", Size::SMALL).await?;
    browser.find(".toast").await?;
    let free = "[...document.querySelectorAll('.zoom-bar button, .top-bar button')].every((button) => {
        const area = button.getBoundingClientRect();
        const there = document.elementFromPoint(area.x + area.width / 2, area.y + area.height / 2);
        return button.contains(there); })";
    browser.until(free, Duration::from_secs(2)).await?;
    browser.find(".toast").await?;
    browser.screenshot("message").await?;
    browser.finish().await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_home_page_offers_the_samples() -> Outcome {
    let Some(build) = build() else { return Ok(()) };
    let server = browser_tests::Server::start(&build, &[]).await?;
    let browser = browser_tests::Browser::start(Size::SMALL).await?;
    browser.client.goto(server.address()).await?;
    browser
        .until("document.querySelectorAll('[data-testid^=\"sample-\"]').length >= 6", Duration::from_secs(20))
        .await?;
    // Each experiment once, whatever else its conversion wrote.
    let once = "const cards = [...document.querySelectorAll('[data-testid^=\"sample-\"]')]; \
        return new Set(cards.map(card => card.textContent)).size === cards.length;";
    let all_differ = browser.client.execute(once, Vec::new()).await?;
    assert_eq!(all_differ, true, "a sample is offered twice");
    browser.screenshot("home-light").await?;
    browser.prefer_dark(true).await?;
    tokio::time::sleep(Duration::from_millis(300)).await;
    browser.screenshot("home-dark").await?;
    browser.find("[data-testid^=\"sample-house\"]").await?.click().await?;
    browser.until(&format!("{} > 4", crate::CARDS), Duration::from_secs(20)).await?;
    browser.finish().await
}

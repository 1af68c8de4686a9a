//! Visualize, with the real engine: tables, evaluations whose threshold moves the confusion matrix, models.

use crate::{build, open};
use browser_tests::{Browser, Outcome, Page, Server, Size};
use fantoccini::Locator;
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(60);

/// A sample after a run.
async fn ran(name: &str) -> Outcome<Option<(Server, Browser)>> {
    let Some(build) = build() else { return Ok(None) };
    let (server, browser) = open(&build, name, Size::LARGE).await?;
    browser.click("run").await?;
    browser.until("document.querySelector('[data-testid=run-outcome]')", PATIENCE).await?;
    Ok(Some((server, browser)))
}

/// Selects the first module of this title and shows its first output.
async fn visualize(browser: &Browser, title: &str) -> Outcome {
    browser.find(&format!(".card[aria-label*=\"{title}\"]")).await?.click().await?;
    browser.find(".properties [data-testid^=\"visualize-\"]").await?.click().await?;
    browser.shown("visualize").await?;
    Ok(())
}

async fn number(browser: &Browser, expression: &str) -> Outcome<f64> {
    let value = browser.client.execute(&format!("return Number({expression});"), Vec::new()).await?;
    Ok(value.as_f64().unwrap_or(f64::NAN))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_shows_its_columns_and_only_the_rows_in_view() -> Outcome {
    let Some((_server, browser)) = ran("income-two-models.json").await? else { return Ok(()) };
    visualize(&browser, "Score Model").await?;
    browser.until("document.querySelectorAll('[data-testid=grid] .row').length > 3", PATIENCE).await?;
    let size = browser.text("table-size").await?;
    assert!(size.contains("720 rows"), "{size}");
    assert!(number(&browser, "document.querySelectorAll('[data-testid=grid] .row').length").await? < 100.0);
    browser.until("document.querySelector('[data-testid=statistics] .facts')", PATIENCE).await?;
    let statistics = browser.text("statistics").await?;
    for word in ["Missing", "Unique", "Mean", "Standard deviation"] {
        assert!(statistics.contains(word), "{statistics}");
    }
    assert!(
        number(&browser, "document.querySelectorAll('[data-testid=statistics] svg.plot').length").await?
            >= 1.0
    );
    browser.until("document.querySelectorAll('.column-head .sparkline').length >= 7", PATIENCE).await?;
    browser.screenshot("result-table").await?;
    browser.finish().await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_threshold_moves_the_confusion_of_two_models() -> Outcome {
    let Some((_server, browser)) = ran("income-two-models.json").await? else { return Ok(()) };
    visualize(&browser, "Evaluate Model").await?;
    let wrong =
        "[...document.querySelectorAll('[data-testid=confusion] td.right')][0].textContent.replace(',', '')";
    browser.shown("confusion").await?;
    assert_eq!(number(&browser, "document.querySelectorAll('[data-testid=confusion]').length").await?, 2.0);
    assert_eq!(number(&browser, "document.querySelectorAll('.charts .chart').length").await?, 3.0);
    // Each curve bears the name of its learner, not that of a port.
    let legend = browser.find(".charts .legend").await?.text().await?;
    for learner in ["Two-Class Boosted Decision Tree", "Two-Class Logistic Regression"] {
        assert!(legend.contains(learner), "{legend}");
    }
    let before = number(&browser, wrong).await?;
    let slider = browser.shown("threshold").await?;
    browser.drag_by(&slider, -80.0, 0.0).await?;
    browser.until(&format!("Number({wrong}) > {before}"), Duration::from_secs(5)).await?;
    browser.click("drawer-size").await?;
    browser.screenshot("result-evaluation").await?;
    browser.finish().await
}

#[tokio::test(flavor = "multi_thread")]
async fn models_show_their_trees_and_regressions_their_errors() -> Outcome {
    let Some((_server, browser)) = ran("house-prices-regression.json").await? else { return Ok(()) };
    visualize(&browser, "Train Model").await?;
    browser.until("document.querySelector('.weights .plot')", PATIENCE).await?;
    browser.screenshot("result-weights").await?;
    // The other model is of trees.
    let cards = browser.client.find_all(Locator::Css(".card[aria-label*=\"Train Model\"]")).await?;
    cards.last().ok_or("no other model")?.click().await?;
    browser.find(".properties [data-testid^=\"visualize-\"]").await?.click().await?;
    browser.until("document.querySelector('.trees .tree-node')", PATIENCE).await?;
    // No name is wider than its box, and whoever points at one reads all of it.
    let fits = "[...document.querySelectorAll('.tree-node')].every((node) => {
        const width = node.querySelector('rect').getBBox().width;
        return node.querySelector('title').textContent.length > 0
            && [...node.querySelectorAll('text')].every((text) => text.getBBox().width <= width); })";
    browser.until(fits, Duration::from_secs(5)).await?;
    browser.screenshot("result-model").await?;
    visualize(&browser, "Evaluate Model").await?;
    browser.until("document.querySelectorAll('.evaluated .chart .bar').length > 3", PATIENCE).await?;
    browser.screenshot("result-errors").await?;
    browser.finish().await
}

#[tokio::test(flavor = "multi_thread")]
async fn clusters_show_as_a_table() -> Outcome {
    let Some((_server, browser)) = ran("customer-segments-clustering.json").await? else { return Ok(()) };
    visualize(&browser, "Assign Data to Clusters").await?;
    browser
        .until("document.querySelector('[data-testid=grid]').textContent.includes('Assignments')", PATIENCE)
        .await?;
    browser.finish().await
}

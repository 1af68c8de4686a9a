//! The property pane: what a module asks for, what it says while one types, and the columns upstream.

use crate::{build, open_draft, saved_draft};
use browser_tests::{Browser, Outcome, Page, Size};
use ml_graph::{ColumnSelect, ParamValue};
use serde_json::{Value, json};
use std::time::Duration;

const SOON: Duration = Duration::from_secs(5);
/// The engine has to load before it knows columns.
const PATIENCE: Duration = Duration::from_secs(60);

/// Some people, cleaned, a few columns of them, and a split.
fn draft() -> Value {
    let people = "age,city,income\n31,Lima,10\n45,Köln,20\n27,東京,30\n";
    let node = |id: &str, component: &str, y: i32, params: Value| json!({ "id": id, "component": component, "position": { "x": 0, "y": y }, "params": params });
    let wire = |from: (&str, &str), to: (&str, &str)| json!({ "from": { "node": from.0, "port": from.1 }, "to": { "node": to.0, "port": to.1 } });
    json!({
        "schema": "ml-pipeline-draft/1",
        "name": "Fields",
        "nodes": [
            node("people", "enter-data-manually", 0, json!({ "data_format": "csv", "data": people, "has_header": true })),
            node("some", "select-columns-in-dataset", 140, json!({})),
            node("split", "split-data", 280, json!({})),
        ],
        "edges": [
            wire(("people", "dataset"), ("some", "dataset")),
            wire(("some", "results_dataset"), ("split", "dataset")),
        ],
    })
}

/// Types into a field from nothing.
async fn type_anew(browser: &Browser, field: &str, text: &str) -> Outcome {
    let input = browser.shown(field).await?;
    input.click().await?;
    input.clear().await?;
    input.send_keys(text).await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn columns_are_picked_from_those_upstream() -> Outcome {
    let Some(build) = build() else { return Ok(()) };
    let (_server, browser) = open_draft(&build, &draft(), Size::SMALL).await?;
    browser.click("node-some").await?;
    let button = "document.querySelector('[data-testid=param-select_columns]')";
    browser.until(&format!("{button}.textContent.includes('of 3 columns')"), PATIENCE).await?;
    browser.click("param-select_columns").await?;
    browser.shown("column-dialog").await?;
    let offered =
        "[...document.querySelectorAll('.column-list .name')].map((name) => name.textContent).join()";
    browser.until(&format!("{offered} === 'age,city,income'"), SOON).await?;
    for name in ["city", "income"] {
        let tick = format!(
            "[...document.querySelectorAll('.column-list label')].find((line) => line.textContent.startsWith('{name}')).click()"
        );
        browser.client.execute(&tick, Vec::new()).await?;
    }
    assert_eq!(browser.text("columns-picked").await?, "2 of 3 columns");
    browser.screenshot("column-dialog").await?;
    browser.click("columns-done").await?;
    browser.until("!document.querySelector('[data-testid=column-dialog]')", SOON).await?;

    let draft = saved_draft(&browser).await?;
    let params = &draft.node("some").ok_or("the module is gone")?.params;
    let Some(ParamValue::Columns(selection)) = params.get("select_columns") else { panic!("{params:?}") };
    let ColumnSelect::Names(names) = &selection.rules[0].select else { panic!("{selection:?}") };
    assert_eq!(names, &["city", "income"]);
    browser.finish().await
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_show_where_they_count() -> Outcome {
    let Some(build) = build() else { return Ok(()) };
    let (_server, browser) = open_draft(&build, &draft(), Size::SMALL).await?;
    browser.click("node-split").await?;
    browser.shown("param-fraction_of_rows_in_the_first_output_dataset").await?;
    let there = |name: &str| format!("document.querySelector('[data-testid=param-{name}]')");
    let hidden = |name: &str| format!("!{}", there(name));
    browser.until(&hidden("regular_expression"), SOON).await?;
    let choose = "const mode = document.querySelector('[data-testid=param-splitting_mode]');
        mode.value = arguments[0]; mode.dispatchEvent(new Event('change', { bubbles: true }));";
    browser.client.execute(choose, vec![json!("regular-expression")]).await?;
    browser.shown("param-regular_expression").await?;
    browser.until(&hidden("fraction_of_rows_in_the_first_output_dataset"), SOON).await?;
    browser.client.execute(choose, vec![json!("split-rows")]).await?;
    browser.shown("param-fraction_of_rows_in_the_first_output_dataset").await?;
    // One setting more where the one before asks for it.
    browser.until(&hidden("stratification_key_column"), SOON).await?;
    browser.click("param-stratified_split").await?;
    browser.until(&there("stratification_key_column"), SOON).await?;
    browser.finish().await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_is_said_while_typing() -> Outcome {
    let Some(build) = build() else { return Ok(()) };
    let (_server, browser) = open_draft(&build, &draft(), Size::SMALL).await?;
    browser.click("node-split").await?;
    let field = "param-fraction_of_rows_in_the_first_output_dataset";
    let said = format!("document.getElementById('{field}-problem').textContent");
    for (text, sentence) in [
        ("7", "Enter a value from 0 to 1."),
        ("0,5", "Enter a number; decimals follow a point, not a comma."),
        ("much", "Enter a number."),
        ("0.75", ""),
    ] {
        type_anew(&browser, field, text).await?;
        browser.until(&format!("{said} === '{sentence}'"), SOON).await?;
        if text == "7" {
            browser.screenshot("field-problem").await?;
        }
    }
    let draft = saved_draft(&browser).await?;
    let params = &draft.node("split").ok_or("the module is gone")?.params;
    let value = params.get("fraction_of_rows_in_the_first_output_dataset");
    assert_eq!(value, Some(&ParamValue::Float(0.75)), "{params:?}");
    browser.finish().await
}

//! Panning, zooming and dragging among many cards: what a frame costs the page's main thread, from the browser's own tracing.
//!
//! The cost is the thread's processor time, not the clock's: in a headless browser painting in software takes the same cores, and so
//! does whatever else the machine does; a thread that waits for them does no work.

use super::{build, open, pipeline, wait};
use crate::Result;
use browser_tests::{Browser, Outcome, Page, Server, Size, test_id};
use fantoccini::actions::{
    InputSource, KeyAction, KeyActions, MOUSE_BUTTON_LEFT, MOUSE_BUTTON_MIDDLE, MouseActions, PointerAction,
    WheelAction, WheelActions,
};
use fantoccini::key::Key;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::time::Duration;

/// Steps of a gesture, one a frame.
const STEPS: i64 = 60;
const FRAME: Option<Duration> = Some(Duration::from_millis(16));
/// A task this long keeps the page from answering, in microseconds.
const LONG: f64 = 50_000.0;

/// Milliseconds a frame (median and 95th percentile) and the number of long tasks, by gesture.
pub fn run() -> Result<Value> {
    let build = build()?;
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("large.draft.json");
    std::fs::write(&file, pipeline::large().to_string())?;
    wait(async {
        let server = Server::start(&build, &[&file]).await?;
        let browser = Browser::start_traced(Size::LARGE).await?;
        open(&browser, &server, pipeline::CARDS).await?;
        let wires = format!("document.querySelectorAll('.wire').length === {}", pipeline::WIRES);
        browser.until(&wires, Duration::from_secs(5)).await?;
        let figures = measure(&browser).await?;
        browser.finish().await?;
        Ok(Value::Object(figures))
    })
}

async fn measure(browser: &Browser) -> Outcome<Map<String, Value>> {
    let mut figures = Map::new();
    let (x, y, width, height) = browser.find(&test_id("canvas")).await?.rectangle().await?;
    let middle = (x + width / 2.0, y + height / 2.0);

    browser.trace().await?;
    drag(browser, middle, MOUSE_BUTTON_MIDDLE).await?;
    figures.insert("pan".to_owned(), cost(&browser.trace().await?)?);

    zoom(browser, middle).await?;
    // Once zooming rests the cards change their look, which belongs to it.
    tokio::time::sleep(Duration::from_millis(600)).await;
    figures.insert("zoom".to_owned(), cost(&browser.trace().await?)?);

    // The card in the middle row and column, wherever panning left it.
    let card = browser.find(&test_id("node-n95")).await?.rectangle().await?;
    let card = (card.0 + card.2 / 2.0, card.1 + card.3 / 2.0);
    browser.trace().await?;
    drag(browser, card, MOUSE_BUTTON_LEFT).await?;
    figures.insert("drag one".to_owned(), cost(&browser.trace().await?)?);

    let select_all = KeyActions::new("keys".to_owned())
        .then(KeyAction::Down { value: Key::Control.into() })
        .then(KeyAction::Down { value: 'a' })
        .then(KeyAction::Up { value: 'a' })
        .then(KeyAction::Up { value: Key::Control.into() });
    browser.client.perform_actions(select_all).await?;
    let selected = format!("document.querySelectorAll('.card.selected').length === {}", pipeline::CARDS);
    browser.until(&selected, Duration::from_secs(5)).await?;
    let card = browser.find(&test_id("node-n95")).await?.rectangle().await?;
    let card = (card.0 + card.2 / 2.0, card.1 + card.3 / 2.0);
    browser.trace().await?;
    drag(browser, card, MOUSE_BUTTON_LEFT).await?;
    figures.insert("drag all".to_owned(), cost(&browser.trace().await?)?);
    Ok(figures)
}

/// Moves the mouse in a wide arc with a button down.
async fn drag(browser: &Browser, (x, y): (f64, f64), button: u64) -> Outcome {
    let to = |x, y, duration| PointerAction::MoveTo { duration, x, y };
    let mut actions =
        MouseActions::new("mouse".to_owned()).then(to(x, y, None)).then(PointerAction::Down { button });
    for step in 1..=STEPS {
        let angle = step as f64 / 10.0;
        actions = actions.then(to(x + 200.0 * angle.sin(), y + 90.0 * (1.0 - angle.cos()), FRAME));
    }
    browser.client.perform_actions(actions.then(PointerAction::Up { button })).await?;
    Ok(())
}

/// Turns the wheel in and out at one point.
async fn zoom(browser: &Browser, (x, y): (f64, f64)) -> Outcome {
    let mut actions = WheelActions::new("wheel".to_owned());
    for step in 0..STEPS {
        let delta_y = if step % 40 < 20 { -60 } else { 60 };
        actions.push(WheelAction::Scroll { duration: FRAME, x: x as i64, y: y as i64, delta_x: 0, delta_y });
    }
    browser.client.perform_actions(actions).await?;
    Ok(())
}

/// What the frames of a trace cost.
fn cost(events: &[Value]) -> Outcome<Value> {
    let named =
        |name: &'static str| events.iter().filter(move |event| event["name"] == name && event["ph"] == "X");
    let thread = |event: &Value| (event["pid"].as_i64(), event["tid"].as_i64());
    let number = |event: &Value, key: &str| event[key].as_f64().unwrap_or_default();
    // The page's main thread is the one that lays out layers most often.
    let mut threads: BTreeMap<_, usize> = BTreeMap::new();
    for event in named("Commit") {
        *threads.entry(thread(event)).or_default() += 1;
    }
    let main = threads.into_iter().max_by_key(|(_, count)| *count).ok_or("the trace holds no frame")?.0;
    let mut ends: Vec<f64> =
        named("Commit").filter(|event| thread(event) == main).map(|event| number(event, "ts")).collect();
    ends.sort_by(f64::total_cmp);
    let mut frames = vec![0.0; ends.len()];
    let mut long = 0;
    for task in named("RunTask").filter(|event| thread(event) == main) {
        let (start, took) = (number(task, "ts"), number(task, "tdur"));
        long += usize::from(took > LONG);
        // A task belongs to the frame that is handed over in it or next after it.
        if let Some(frame) = frames.get_mut(ends.partition_point(|end| *end < start)) {
            *frame += took / 1000.0;
        }
    }
    // What came before the first frame is not a frame's cost.
    frames.remove(0);
    if frames.len() < STEPS as usize / 2 {
        return Err(format!("only {} frames for {STEPS} steps", frames.len()).into());
    }
    frames.sort_by(f64::total_cmp);
    let at = |share: f64| frames[((frames.len() - 1) as f64 * share) as usize];
    Ok(json!({ "frames": frames.len(), "median": at(0.5), "p95": at(0.95), "most": at(1.0), "long": long }))
}

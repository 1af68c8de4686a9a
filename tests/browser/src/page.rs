//! The studio as a person handles it: find by test id, click, type, drag, wait until something shows.

use crate::{Browser, Outcome};
use fantoccini::actions::{InputSource, MouseActions, PointerAction};
use fantoccini::elements::Element;
use fantoccini::{Locator, actions::MOUSE_BUTTON_LEFT};
use std::time::Duration;

/// The selector of a `data-testid`.
pub fn test_id(id: &str) -> String {
    format!("[data-testid=\"{id}\"]")
}

/// Words for what a person does on a page.
pub trait Page {
    /// Waits until the element with this test id is there.
    fn shown(&self, id: &str) -> impl Future<Output = Outcome<Element>> + Send;
    /// Waits until an element that matches is there.
    fn find(&self, selector: &str) -> impl Future<Output = Outcome<Element>> + Send;
    /// Clicks the element with this test id, once it is there.
    fn click(&self, id: &str) -> impl Future<Output = Outcome> + Send;
    /// Waits until a script's expression is true.
    fn until(&self, expression: &str, patience: Duration) -> impl Future<Output = Outcome> + Send;
    /// Drags with the mouse from the middle of one element to the middle of another, in small steps.
    fn drag(&self, from: &Element, to: &Element) -> impl Future<Output = Outcome> + Send;
    /// Drags an element by so many pixels.
    fn drag_by(&self, from: &Element, x: f64, y: f64) -> impl Future<Output = Outcome> + Send;
    /// Text of the element with this test id.
    fn text(&self, id: &str) -> impl Future<Output = Outcome<String>> + Send;
}

const PATIENCE: Duration = Duration::from_secs(20);

impl Page for Browser {
    async fn shown(&self, id: &str) -> Outcome<Element> {
        self.find(&test_id(id)).await
    }

    async fn find(&self, selector: &str) -> Outcome<Element> {
        let wait = self.client.wait().at_most(PATIENCE).every(Duration::from_millis(50));
        match wait.for_element(Locator::Css(selector)).await {
            Ok(element) => Ok(element),
            Err(error) => {
                let picture = self.screenshot("missing-element").await?;
                Err(format!("{selector} does not show ({error}); see {}", picture.display()).into())
            }
        }
    }

    async fn click(&self, id: &str) -> Outcome {
        Ok(self.shown(id).await?.click().await?)
    }

    async fn until(&self, expression: &str, patience: Duration) -> Outcome {
        let script = format!("return !!({expression});");
        let started = std::time::Instant::now();
        while started.elapsed() < patience {
            if self.client.execute(&script, Vec::new()).await?.as_bool() == Some(true) {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        let picture = self.screenshot("not-in-time").await?;
        Err(format!("not true within {patience:?}: {expression}; see {}", picture.display()).into())
    }

    async fn drag(&self, from: &Element, to: &Element) -> Outcome {
        let (start, end) = (middle(from).await?, middle(to).await?);
        drag_between(self, start, end).await
    }

    async fn drag_by(&self, from: &Element, x: f64, y: f64) -> Outcome {
        let start = middle(from).await?;
        drag_between(self, start, (start.0 + x, start.1 + y)).await
    }

    async fn text(&self, id: &str) -> Outcome<String> {
        Ok(self.shown(id).await?.text().await?)
    }
}

async fn middle(element: &Element) -> Outcome<(f64, f64)> {
    let (x, y, width, height) = element.rectangle().await?;
    Ok((x + width / 2.0, y + height / 2.0))
}

async fn drag_between(browser: &Browser, start: (f64, f64), end: (f64, f64)) -> Outcome {
    const STEPS: i32 = 12;
    let point = |(x, y): (f64, f64)| PointerAction::MoveTo { duration: Some(Duration::from_millis(8)), x, y };
    let mut actions = MouseActions::new("mouse".to_owned())
        .then(point(start))
        .then(PointerAction::Down { button: MOUSE_BUTTON_LEFT });
    for step in 1..=STEPS {
        let share = f64::from(step) / f64::from(STEPS);
        let at = (start.0 + (end.0 - start.0) * share, start.1 + (end.1 - start.1) * share);
        actions = actions.then(point(at));
    }
    let actions = actions.then(PointerAction::Up { button: MOUSE_BUTTON_LEFT });
    browser.client.perform_actions(actions).await?;
    browser.client.release_actions().await?;
    Ok(())
}

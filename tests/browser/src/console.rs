//! Commands that chromedriver has beside the WebDriver standard: the console's log, and the debugging protocol.

use fantoccini::wd::WebDriverCompatibleCommand;
use http::Method;
use serde_json::{Value, json};
use url::{ParseError, Url};

/// Takes what was logged since the last time.
#[derive(Debug)]
pub(crate) enum TakeLog {
    /// The console of the page.
    Console,
    /// The browser's tracing.
    Trace,
}

impl WebDriverCompatibleCommand for TakeLog {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        base.join(&format!("session/{}/se/log", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        let log = match self {
            TakeLog::Console => "browser",
            TakeLog::Trace => "performance",
        };
        (Method::POST, Some(json!({ "type": log }).to_string()))
    }
}

/// A command of Chromium's debugging protocol.
#[derive(Debug)]
pub(crate) struct Devtools {
    pub(crate) command: String,
    pub(crate) parameters: Value,
}

impl WebDriverCompatibleCommand for Devtools {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        base.join(&format!("session/{}/goog/cdp/execute", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        let body = json!({ "cmd": self.command, "params": self.parameters });
        (Method::POST, Some(body.to_string()))
    }
}

//! A headless Chromium with a fresh profile, driven through chromedriver.

use crate::Outcome;
use crate::console::TakeLog;
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;
use tempfile::TempDir;
use tokio::process::{Child, Command};

/// Width and height of the page in CSS pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size(pub u32, pub u32);

impl Size {
    /// A small laptop.
    pub const SMALL: Size = Size(1280, 720);
    /// A desktop screen.
    pub const LARGE: Size = Size(1920, 1080);
}

/// A browser of its own for one test.
pub struct Browser {
    /// The session, for all that the harness has no word for.
    pub client: Client,
    driver: Child,
    shots: PathBuf,
    _profile: TempDir,
}

impl Browser {
    /// Starts one. WebGPU is there, as a software adapter.
    pub async fn start(size: Size) -> Outcome<Browser> {
        Browser::launch(size, capabilities(size)).await
    }

    /// Starts one that keeps a trace of what its threads do; [`Browser::trace`] takes it.
    pub async fn start_traced(size: Size) -> Outcome<Browser> {
        let mut capabilities = capabilities(size);
        capabilities["goog:loggingPrefs"]["performance"] = json!("ALL");
        capabilities["goog:chromeOptions"]["perfLoggingPrefs"] = json!({
            "enableNetwork": false,
            "enablePage": false,
            "traceCategories": "devtools.timeline,disabled-by-default-devtools.timeline",
        });
        Browser::launch(size, capabilities).await
    }

    async fn launch(size: Size, mut capabilities: Value) -> Outcome<Browser> {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let driver = Command::new("chromedriver")
            .arg(format!("--port={port}"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()?;
        let profile = tempfile::tempdir()?;
        if let Some(arguments) = capabilities["goog:chromeOptions"]["args"].as_array_mut() {
            arguments.push(json!(format!("--user-data-dir={}", profile.path().display())));
        }
        let capabilities = capabilities.as_object().cloned().unwrap_or_default();
        let address = format!("http://127.0.0.1:{port}");
        let mut last = None;
        for _ in 0..100 {
            let mut builder = ClientBuilder::new(HttpConnector::new());
            builder.capabilities(capabilities.clone());
            match builder.connect(&address).await {
                Ok(client) => {
                    let shots = std::env::var_os("ML_MIGRATE_SHOTS")
                        .map_or_else(|| std::env::temp_dir().join("ml-migrate-shots"), PathBuf::from);
                    std::fs::create_dir_all(&shots)?;
                    let browser = Browser { client, driver, shots, _profile: profile };
                    browser.resize(size).await?;
                    return Ok(browser);
                }
                // The driver is not listening yet.
                Err(error) => last = Some(error),
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        Err(format!("no browser: {last:?}").into())
    }

    /// Gives the page itself this size, whatever the window takes for its frame.
    pub async fn resize(&self, Size(width, height): Size) -> Outcome {
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.devtools("Emulation.setDeviceMetricsOverride", metrics).await.map(|_| ())
    }

    /// Whether the page prefers a dark look.
    pub async fn prefer_dark(&self, dark: bool) -> Outcome {
        let value = if dark { "dark" } else { "light" };
        let features = json!({ "features": [{ "name": "prefers-color-scheme", "value": value }] });
        self.devtools("Emulation.setEmulatedMedia", features).await.map(|_| ())
    }

    /// Cuts or restores the network.
    pub async fn offline(&self, offline: bool) -> Outcome {
        self.devtools("Network.enable", json!({})).await?;
        let conditions =
            json!({ "offline": offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 });
        self.devtools("Network.emulateNetworkConditions", conditions).await.map(|_| ())
    }

    /// A command of the browser's own debugging protocol.
    pub async fn devtools(&self, command: &str, parameters: Value) -> Outcome<Value> {
        let call = crate::console::Devtools { command: command.to_owned(), parameters };
        Ok(self.client.issue_cmd(call).await?)
    }

    /// Keeps a picture of the page as `<name>.png`; gives back where.
    pub async fn screenshot(&self, name: &str) -> Outcome<PathBuf> {
        let path = self.shots.join(format!("{name}.png"));
        std::fs::write(&path, self.client.screenshot().await?)?;
        Ok(path)
    }

    /// What the page wrote on the console since the last call, errors and warnings only.
    pub async fn console(&self) -> Outcome<Vec<String>> {
        let log = self.client.issue_cmd(TakeLog::Console).await?;
        let entries = log.as_array().cloned().unwrap_or_default();
        Ok(entries
            .iter()
            .filter(|entry| matches!(entry["level"].as_str(), Some("SEVERE" | "WARNING")))
            .map(|entry| entry["message"].as_str().unwrap_or_default().to_owned())
            .collect())
    }

    /// What the browser's threads did since the last call, as trace events; of a browser started for it.
    pub async fn trace(&self) -> Outcome<Vec<Value>> {
        let mut events = Vec::new();
        // The driver ends a recording in one call and hands it out in the next.
        for _ in 0..4 {
            let log = self.client.issue_cmd(TakeLog::Trace).await?;
            for entry in log.as_array().into_iter().flatten() {
                let message = entry["message"].as_str().unwrap_or_default();
                let mut message: Value = serde_json::from_str(message)?;
                if message["message"]["method"] == "Tracing.dataCollected" {
                    events.push(message["message"]["params"].take());
                }
            }
        }
        Ok(events)
    }

    /// Ends the session; fails when the console holds anything.
    pub async fn finish(mut self) -> Outcome {
        let console = self.console().await?;
        self.client.clone().close().await?;
        self.driver.kill().await?;
        if console.is_empty() {
            Ok(())
        } else {
            Err(format!("the console is not empty: {console:#?}").into())
        }
    }
}

fn capabilities(Size(width, height): Size) -> Value {
    let options = json!({
        "args": [
            "--headless=new",
            "--no-sandbox",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-quic",
            "--disable-dev-shm-usage",
            "--hide-scrollbars",
            "--enable-unsafe-webgpu",
            "--use-webgpu-adapter=swiftshader",
            format!("--window-size={width},{height}"),
        ],
    });
    json!({
        "browserName": "chrome",
        "goog:chromeOptions": options,
        "goog:loggingPrefs": { "browser": "ALL" },
        "timeouts": { "script": 300_000, "pageLoad": 60_000 },
    })
}

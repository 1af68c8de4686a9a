//! The tool as a server, on a free port of loopback.

use crate::{Build, Outcome};
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

/// A running `ml-migrate studio` or `serve`; it ends with this value.
pub struct Server {
    process: Child,
    address: String,
    _store: TempDir,
}

impl Server {
    /// Serves the studio, opened on these files.
    pub async fn start(build: &Build, files: &[&Path]) -> Outcome<Server> {
        let store = tempfile::tempdir()?;
        let mut command = Command::new(&build.tool);
        command.arg("studio").args(files).args(["--port", "0", "--no-open", "--assets"]).arg(&build.site);
        // Runs are kept where the user's data is; a test has its own such place.
        command.env("XDG_DATA_HOME", store.path());
        let mut process =
            command.stdout(Stdio::piped()).stderr(Stdio::inherit()).kill_on_drop(true).spawn()?;
        let output = process.stdout.take().ok_or("no output of the server")?;
        let mut lines = BufReader::new(output).lines();
        let address = tokio::time::timeout(Duration::from_secs(20), async {
            while let Some(line) = lines.next_line().await? {
                if let Some(start) = line.find("http://") {
                    let address = line[start..].split_whitespace().next().unwrap_or_default().to_owned();
                    return Ok::<_, std::io::Error>(Some(address));
                }
            }
            Ok(None)
        })
        .await??
        .ok_or("the server ended without naming its address")?;
        // What it prints later must not fill the pipe.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        Ok(Server { process, address, _store: store })
    }

    /// The address that opens the studio, with its fragment.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// The address without path and fragment, no slash at the end.
    pub fn origin(&self) -> &str {
        let end = self.address.char_indices().filter(|(_, character)| *character == '/').nth(2);
        end.map_or(self.address.as_str(), |(index, _)| &self.address[..index])
    }

    /// The token of the fragment.
    pub fn token(&self) -> Option<&str> {
        let (_, fragment) = self.address.split_once('#')?;
        fragment.split('&').find_map(|part| part.strip_prefix("token="))
    }

    /// Ends it, as when the network is cut.
    pub async fn stop(&mut self) -> Outcome {
        self.process.kill().await?;
        Ok(())
    }
}

//! Files into the page and out of it: picked, dropped, pasted, downloaded.

use crate::{Browser, Outcome, Page};
use fantoccini::Locator;
use fantoccini::elements::Element;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// Where the page's downloads arrive.
pub struct Downloads {
    folder: TempDir,
}

/// Takes the place of the system's dialog: the field that the page would have opened stands in it instead.
const INSTEAD_OF_THE_DIALOG: &str = "
    const click = HTMLInputElement.prototype.click;
    HTMLInputElement.prototype.click = function () {
        if (this.type !== 'file') return click.call(this);
        this.dataset.testid = 'picked-files';
        document.body.append(this);
    };";

impl Browser {
    /// Picks these files in the dialog that `open` makes the page open.
    pub async fn pick_files(&self, open: impl Future<Output = Outcome>, files: &[&Path]) -> Outcome {
        self.client.execute(INSTEAD_OF_THE_DIALOG, Vec::new()).await?;
        open.await?;
        let field = self.shown("picked-files").await?;
        field.send_keys(&paths(files)?.join("\n")).await?;
        self.client
            .execute("document.querySelector('[data-testid=picked-files]').remove();", Vec::new())
            .await?;
        Ok(())
    }

    /// Drops these files on the middle of an element, as from the system's file manager.
    pub async fn drop_files(&self, target: &Element, files: &[&Path]) -> Outcome {
        let (x, y, width, height) = target.rectangle().await?;
        let data = json!({ "items": [], "files": paths(files)?, "dragOperationsMask": 1 });
        for kind in ["dragEnter", "dragOver", "drop"] {
            let event = json!({ "type": kind, "x": x + width / 2.0, "y": y + height / 2.0, "data": data });
            self.devtools("Input.dispatchDragEvent", event).await?;
        }
        Ok(())
    }

    /// Pastes a text, as if it came from another program.
    pub async fn paste(&self, text: &str) -> Outcome {
        let allowed = json!({ "permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"] });
        self.devtools("Browser.grantPermissions", allowed).await?;
        let write = "const done = arguments[1]; navigator.clipboard.writeText(arguments[0]).then(() => done(true), (error) => done(String(error)));";
        let written = self.client.execute_async(write, vec![json!(text)]).await?;
        if written != Value::Bool(true) {
            return Err(format!("the clipboard takes nothing: {written}").into());
        }
        for kind in ["keyDown", "keyUp"] {
            let event = json!({
                "type": kind, "modifiers": 2, "key": "v", "code": "KeyV", "windowsVirtualKeyCode": 86,
                "commands": if kind == "keyDown" { vec!["paste"] } else { vec![] },
            });
            self.devtools("Input.dispatchKeyEvent", event).await?;
        }
        Ok(())
    }

    /// Lets the page download into a folder of this test's own.
    pub async fn downloads(&self) -> Outcome<Downloads> {
        let folder = tempfile::tempdir()?;
        let behavior = json!({ "behavior": "allow", "downloadPath": folder.path() });
        self.devtools("Browser.setDownloadBehavior", behavior).await?;
        Ok(Downloads { folder })
    }

    /// Chooses an entry of the menu that is open.
    pub async fn choose(&self, entry: &str) -> Outcome {
        let path = format!("//*[@role='menu']//button[contains(., '{entry}')]");
        Ok(self.client.wait().for_element(Locator::XPath(&path)).await?.click().await?)
    }
}

impl Downloads {
    /// The one file with this ending, once it is there whole, and its content.
    pub async fn file(&self, ending: &str) -> Outcome<(PathBuf, Vec<u8>)> {
        let begin = Instant::now();
        while begin.elapsed() < Duration::from_secs(30) {
            for entry in std::fs::read_dir(self.folder.path())? {
                let path = entry?.path();
                // The browser gives a file its name when it has all of it.
                if path.to_string_lossy().ends_with(ending) {
                    let bytes = std::fs::read(&path)?;
                    return Ok((path, bytes));
                }
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Err(format!("nothing that ends with {ending} was downloaded").into())
    }
}

fn paths(files: &[&Path]) -> Outcome<Vec<String>> {
    files.iter().map(|file| Ok(file.canonicalize()?.to_string_lossy().into_owned())).collect()
}

//! The README's tables of what is supported, as the tool prints them.

use crate::modules::{Generated, Result, replace};
use crate::{process, workspace};
use std::path::PathBuf;

const MARKERS: (&str, &str) = ("<!-- supported: kept by `cargo xtask gen` -->\n", "<!-- /supported -->\n");

/// Writes the tables when they are stale; gives the README then.
pub fn generate() -> Result<Option<PathBuf>> {
    let path = workspace::root().join("README.md");
    let text = std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}.", path.display()))?;
    let mut tool = process::cargo(&["run", "--quiet", "--package", "ml-migrate", "--", "supported"]);
    let tables = process::output(&mut tool)?;
    let readme = Generated { wanted: replace(&path, &text, MARKERS, &tables)?, path };
    if !readme.is_stale() {
        return Ok(None);
    }
    std::fs::write(&readme.path, &readme.wanted)
        .map_err(|error| format!("{} cannot be written: {error}.", readme.path.display()))?;
    Ok(Some(readme.path))
}

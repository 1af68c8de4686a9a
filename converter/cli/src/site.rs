//! Where the studio's files and the runs are on this machine.

use std::path::{Path, PathBuf};

/// The studio's folder: as given, or beside this program, or where a build of the workspace leaves it.
pub(crate) fn assets(given: Option<&Path>) -> Option<PathBuf> {
    if let Some(folder) = given {
        return Some(folder.to_owned());
    }
    let program = std::env::current_exe().ok()?;
    let beside = program.parent()?;
    // `target/release/ml-migrate` and `target/studio`.
    [beside.join("studio"), beside.parent()?.join("studio")]
        .into_iter()
        .find(|folder| folder.join("index.html").is_file())
}

/// The user's folder for runs; none when the system tells of no home.
pub(crate) fn store() -> Option<PathBuf> {
    let folder =
        |variable: &str| std::env::var_os(variable).filter(|value| !value.is_empty()).map(PathBuf::from);
    let data = if cfg!(windows) {
        folder("LOCALAPPDATA")
    } else if cfg!(target_os = "macos") {
        folder("HOME").map(|home| home.join("Library/Application Support"))
    } else {
        folder("XDG_DATA_HOME").or_else(|| folder("HOME").map(|home| home.join(".local/share")))
    };
    data.map(|data| data.join("ml-migrate").join("runs"))
}

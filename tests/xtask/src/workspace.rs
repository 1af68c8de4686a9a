//! Where things lie.

use std::path::{Path, PathBuf};

/// The root of the workspace.
pub fn root() -> &'static Path {
    // tests/xtask is two folders below the root.
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here)
}

/// Cargo's target folder.
pub fn target() -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(folder) => root().join(folder),
        None => root().join("target"),
    }
}

/// The studio as browsers load it: page, styles, workers, samples.
pub fn site() -> PathBuf {
    target().join("studio")
}

/// The command-line tool, built for release.
pub fn tool() -> PathBuf {
    target().join("release").join(format!("ml-migrate{}", std::env::consts::EXE_SUFFIX))
}

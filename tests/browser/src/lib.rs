//! The harness of the tests in a real browser: it starts the tool as a server and a headless Chromium, drives the studio as a
//! person would, keeps screenshots, and fails a test that left anything on the browser's console.
//!
//! The tests need the release build of tool and studio; `cargo xtask test` makes it and says where it is. Without it they skip
//! themselves with a printed sentence.

mod browser;
mod console;
mod files;
mod page;
mod server;
mod worker;

pub use browser::{Browser, Size};
pub use files::Downloads;
pub use page::{Page, test_id};
pub use server::Server;
pub use worker::Worker;

use std::path::PathBuf;

/// What the tests need of the build.
#[derive(Clone, Debug)]
pub struct Build {
    /// The studio's static files.
    pub site: PathBuf,
    /// The command-line tool.
    pub tool: PathBuf,
}

/// A failure of the harness or a check, as a sentence.
pub type Outcome<T = ()> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

impl Build {
    /// The build that `cargo xtask test` made; `None` where there is none.
    pub fn find() -> Option<Build> {
        let folder = |name| std::env::var_os(name).map(PathBuf::from).filter(|path| path.exists());
        Some(Build { site: folder("ML_MIGRATE_SITE")?, tool: folder("ML_MIGRATE_TOOL")? })
    }
}

/// The root of the workspace.
pub fn root() -> PathBuf {
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).map(std::path::Path::to_owned).unwrap_or(here)
}

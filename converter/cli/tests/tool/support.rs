//! Calling the tool.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

pub fn tool(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_ml-migrate")).args(arguments).output().unwrap()
}

pub fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures")
}

pub fn text(path: &Path) -> String {
    path.to_str().unwrap().to_owned()
}

pub fn all_text(output: &Output) -> String {
    String::from_utf8_lossy(&[&output.stdout[..], &output.stderr[..]].concat()).into_owned()
}

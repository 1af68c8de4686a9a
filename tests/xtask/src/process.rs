//! Running other programs.

use crate::workspace;
use std::process::{Command, Stdio};

/// What went wrong, as a sentence for people.
pub type Result<T> = std::result::Result<T, String>;

/// A cargo call in the workspace, with the cargo that runs us.
pub fn cargo(arguments: &[&str]) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(workspace::root()).args(arguments);
    // What cargo tells us about this package is none of the other build scripts' business: some would run again for it.
    for (name, _) in std::env::vars_os() {
        if OURS.iter().any(|ours| name.to_string_lossy().starts_with(ours)) {
            command.env_remove(name);
        }
    }
    command
}

/// Beginnings of the variables that `cargo run` sets for the program it runs.
const OURS: [&str; 4] = ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_", "CARGO_CRATE_"];

/// Runs `command` to its end, showing its output.
pub fn run(command: &mut Command) -> Result<()> {
    let status = command.status().map_err(|error| format!("{} does not start: {error}.", name(command)))?;
    if status.success() { Ok(()) } else { Err(format!("`{}` failed ({status}).", line(command))) }
}

/// Runs `command` silently; whether it succeeded.
pub fn succeeds(command: &mut Command) -> bool {
    command.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}

/// Runs `command` and gives what it printed.
pub fn output(command: &mut Command) -> Result<String> {
    let output = command.output().map_err(|error| format!("{} does not start: {error}.", name(command)))?;
    if !output.status.success() {
        return Err(format!("`{}` failed: {}", line(command), String::from_utf8_lossy(&output.stderr)));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

fn name(command: &Command) -> String {
    command.get_program().to_string_lossy().into_owned()
}

fn line(command: &Command) -> String {
    let words = command.get_args().map(|word| word.to_string_lossy().into_owned());
    std::iter::once(name(command)).chain(words).collect::<Vec<_>>().join(" ")
}

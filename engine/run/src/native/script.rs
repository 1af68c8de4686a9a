//! Runs scripts of the user in a child process, through the installed `python3` or `Rscript`.
//!
//! The child has the user's rights: whoever runs a pipeline allows it first. It gets its data in files and is killed, with whatever it
//! started, when the run is cancelled.

use super::frames;
use crate::platform::Stop;
use ml_graph::ScriptLanguage;
use ml_modules::{HostError, ScriptOutcome, ScriptRequest};
use std::fs::{self, File};
use std::io;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::OnceLock;
use std::time::Duration;

/// An interpreter and how to feed it.
struct Interpreter {
    /// Id in the protocol.
    id: &'static str,
    /// For people.
    name: &'static str,
    /// Environment variable that names another program.
    variable: &'static str,
    program: &'static str,
    arguments: &'static [&'static str],
    driver: (&'static str, &'static str),
    script: &'static str,
    /// Folders beside the script under which it looks for the files of its bundle.
    bundle: &'static [&'static str],
    /// Whether whole numbers travel as 8-byte integers.
    integers: bool,
}

const PYTHON: Interpreter = Interpreter {
    id: "python",
    name: "Python",
    variable: "ML_MIGRATE_PYTHON",
    program: "python3",
    arguments: &["-B"],
    driver: ("driver.py", include_str!("driver.py")),
    script: "script.py",
    bundle: &["Script Bundle"],
    integers: true,
};

const R: Interpreter = Interpreter {
    id: "r",
    name: "R",
    variable: "ML_MIGRATE_RSCRIPT",
    program: "Rscript",
    arguments: &["--vanilla"],
    driver: ("driver.R", include_str!("driver.R")),
    script: "script.R",
    // The Studio's name, then its successor's.
    bundle: &["src", "Script Bundle"],
    integers: false,
};

impl Interpreter {
    fn program(&self) -> std::ffi::OsString {
        std::env::var_os(self.variable).unwrap_or_else(|| self.program.into())
    }

    fn is_installed(&self) -> bool {
        let tried = Command::new(self.program())
            .arg("--version")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        tried.is_ok_and(|status| status.success())
    }
}

/// Languages whose interpreter is installed; looked up once.
pub(super) fn installed() -> &'static [String] {
    static INSTALLED: OnceLock<Vec<String>> = OnceLock::new();
    INSTALLED.get_or_init(|| {
        [PYTHON, R].iter().filter(|known| known.is_installed()).map(|known| known.id.to_owned()).collect()
    })
}

/// Runs a script and waits for it.
pub(super) fn run(request: &ScriptRequest, stop: Stop<'_>) -> Result<ScriptOutcome, HostError> {
    let interpreter = match request.language {
        ScriptLanguage::Python => PYTHON,
        ScriptLanguage::R => R,
        ScriptLanguage::Sql | ScriptLanguage::NetSharp => {
            return Err(HostError::refused(
                "run/no-scripts",
                "This language has no interpreter.",
                "Use Python or R.",
            ));
        }
    };
    let folder = tempfile::Builder::new().prefix("ml-migrate-").tempdir().map_err(broken)?;
    prepare(&interpreter, request, folder.path())?;
    let log = folder.path().join("log");
    let mut child = start(&interpreter, folder.path(), &log)?;
    let status = wait(&mut child, stop)?;
    let log = String::from_utf8_lossy(&fs::read(&log).unwrap_or_default()).into_owned();
    if let Ok(error) = fs::read_to_string(folder.path().join("error")) {
        return Err(fault(&interpreter, &error, &log));
    }
    if !status.success() {
        let error = format!("script\nThe interpreter ended with {status}.");
        return Err(fault(&interpreter, &error, &log));
    }
    collect(&interpreter, folder.path(), log)
}

fn prepare(interpreter: &Interpreter, request: &ScriptRequest, folder: &Path) -> Result<(), HostError> {
    let (name, driver) = interpreter.driver;
    fs::write(folder.join(name), driver).map_err(broken)?;
    // Exports carry the line ends of Windows.
    fs::write(folder.join(interpreter.script), request.code.replace("\r\n", "\n")).map_err(broken)?;
    for frame in &request.inputs {
        frames::write(&frame.dataset, &folder.join(frame.port.to_string()), interpreter.integers)
            .map_err(broken)?;
    }
    if let Some(seed) = request.seed {
        fs::write(folder.join("seed"), seed.to_string()).map_err(broken)?;
    }
    if let Some(bytes) = &request.bundle {
        for name in interpreter.bundle {
            super::bundle::unpack(bytes, &folder.join(name))?;
        }
    }
    for (path, bytes) in &request.files {
        for name in interpreter.bundle {
            super::bundle::put(&folder.join(name), path, bytes)?;
        }
    }
    Ok(())
}

fn start(interpreter: &Interpreter, folder: &Path, log: &Path) -> Result<Child, HostError> {
    let output = File::create(log).map_err(broken)?;
    let errors = output.try_clone().map_err(broken)?;
    let mut command = Command::new(interpreter.program());
    command
        .args(interpreter.arguments)
        .arg(folder.join(interpreter.driver.0))
        .arg(folder)
        .current_dir(folder)
        .env("MPLBACKEND", "Agg")
        .env("PYTHONIOENCODING", "utf-8")
        // Texts are UTF-8 and sort the same wherever the script runs.
        .env("LC_ALL", if cfg!(target_os = "macos") { "en_US.UTF-8" } else { "C.UTF-8" })
        .stdin(Stdio::null())
        .stdout(output)
        .stderr(errors);
    #[cfg(unix)]
    {
        // A group of its own, so that everything the script starts ends with it.
        use std::os::unix::process::CommandExt;
        command.process_group(0);
    }
    command.spawn().map_err(|error| {
        let program = interpreter.program();
        HostError::failed(
            "run/no-interpreter",
            format!("{} cannot be started ({}: {error}).", interpreter.name, program.to_string_lossy()),
            format!("Install it, or name its program in {}.", interpreter.variable),
        )
    })
}

fn wait(child: &mut Child, stop: Stop<'_>) -> Result<ExitStatus, HostError> {
    loop {
        if let Some(status) = child.try_wait().map_err(broken)? {
            return Ok(status);
        }
        if stop() {
            end(child);
            return Err(HostError::Cancelled);
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Kills the child and whatever it started.
fn end(child: &mut Child) {
    #[cfg(unix)]
    {
        let group = format!("-{}", child.id());
        let _ = Command::new("kill").args(["-KILL", "--", &group]).stderr(Stdio::null()).status();
    }
    let _ = child.kill();
    let _ = child.wait();
}

fn collect(interpreter: &Interpreter, folder: &Path, log: String) -> Result<ScriptOutcome, HostError> {
    let mut outcome = ScriptOutcome { log, ..ScriptOutcome::default() };
    for number in 1.. {
        let result = folder.join(format!("result{number}"));
        if !result.is_dir() {
            break;
        }
        let dataset = frames::read(&result, interpreter.integers).map_err(|error| {
            HostError::failed(
                "error-0085",
                format!("The data frame {number} that the script returned cannot be taken: {error}."),
                "Return data frames whose columns have names and hold numbers, texts, booleans or dates.",
            )
        })?;
        outcome.datasets.push(dataset);
    }
    let mut pictures: Vec<_> = fs::read_dir(folder)
        .map_err(broken)?
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "png"))
        .collect();
    pictures.sort();
    for picture in pictures {
        outcome.images.push(("image/png".to_owned(), fs::read(picture).map_err(broken)?));
    }
    Ok(outcome)
}

/// What the driver wrote into `error`: a line with the kind, then the sentence.
fn fault(interpreter: &Interpreter, error: &str, log: &str) -> HostError {
    let (kind, message) = error.split_once('\n').unwrap_or(("script", error));
    let message = message.trim();
    match kind {
        "packages" => HostError::failed(
            "run/no-pandas",
            format!("Scripts need pandas, but {message} is missing."),
            format!(
                "Install it with “python3 -m pip install pandas”, or name another Python in {}.",
                interpreter.variable
            ),
        ),
        "result" => HostError::failed("error-0085", message, "Correct the script."),
        _ => {
            let last: Vec<&str> = log.lines().rev().take(12).collect();
            let last: Vec<&str> = last.into_iter().rev().collect();
            let help = if last.is_empty() {
                "Correct the script.".to_owned()
            } else {
                format!("Correct the script. It last printed:\n{}", last.join("\n"))
            };
            HostError::failed(
                "error-0085",
                format!("The {} script failed: {}", interpreter.name, crate::sentence(&message)),
                help,
            )
        }
    }
}

fn broken(error: io::Error) -> HostError {
    HostError::failed(
        "run/script-files",
        format!("The script's files cannot be written or read: {error}."),
        "Look at free space and permissions of the folder for temporary files.",
    )
}

#[cfg(test)]
mod tests;

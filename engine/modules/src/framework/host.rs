//! What a module may ask of the place it runs in. Modules touch no file, network or process themselves.

use super::LocalBoxFuture;
use ml_graph::{Diagnostic, ScriptLanguage, SecretRef};
use ml_protocol::Secret;
use ml_table::Dataset;

/// Files, addresses, scripts and credentials, as far as the place allows.
pub trait Host {
    /// The bytes of a file that the user attached under this name.
    fn file<'a>(&'a self, name: &'a str) -> LocalBoxFuture<'a, Result<Vec<u8>, HostError>>;

    /// What an HTTP(S) address answers to GET.
    fn fetch<'a>(&'a self, address: &'a str) -> LocalBoxFuture<'a, Result<Vec<u8>, HostError>>;

    /// Runs a script and waits for it.
    fn run_script<'a>(
        &'a self,
        request: ScriptRequest,
    ) -> LocalBoxFuture<'a, Result<ScriptOutcome, HostError>>;

    /// A credential of the vault.
    fn secret(&self, secret: &SecretRef) -> Result<Secret, HostError>;
}

/// A dataset under the name a script knows it by.
#[derive(Clone, Debug)]
pub struct Frame {
    /// Which of the dataset inputs it came in by, counted from 1.
    pub port: usize,
    /// `dataframe1`, `dataset1` …
    pub name: String,
    /// Its content.
    pub dataset: Dataset,
}

/// A script to run.
#[derive(Clone, Debug)]
pub struct ScriptRequest {
    /// Its language: Python or R.
    pub language: ScriptLanguage,
    /// The code, following classic's contract: `azureml_main(dataframe1, dataframe2)`.
    pub code: String,
    /// Connected inputs in the order of the ports.
    pub inputs: Vec<Frame>,
    /// A zip with further files and packages.
    pub bundle: Option<Vec<u8>>,
    /// Files that its code is read from, by path inside the folder of the bundle.
    pub files: Vec<(String, Vec<u8>)>,
    /// Seed for the script's random numbers (R's `set.seed`), when the module has one.
    pub seed: Option<u32>,
    /// The interpreter asked for, for example `Python 3.6 (Anaconda)`; informative.
    pub version: String,
}

/// What a script gave back.
#[derive(Clone, Debug, Default)]
pub struct ScriptOutcome {
    /// Datasets in the order it returned them.
    pub datasets: Vec<Dataset>,
    /// What it printed.
    pub log: String,
    /// Pictures it drew: media type and bytes.
    pub images: Vec<(String, Vec<u8>)>,
}

/// Why the host did not do it.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum HostError {
    /// The work was cancelled meanwhile.
    #[error("cancelled")]
    Cancelled,
    /// The host does not do this, or not without the user's leave.
    #[error("{}", .0.message)]
    Refused(Box<Diagnostic>),
    /// It tried and failed.
    #[error("{}", .0.message)]
    Failed(Box<Diagnostic>),
}

impl HostError {
    /// A refusal: what is refused and what to do.
    pub fn refused(code: &str, message: impl Into<String>, help: impl Into<String>) -> HostError {
        HostError::Refused(Box::new(Diagnostic::error(code, message).help(help)))
    }

    /// A failure: what went wrong and what to do.
    pub fn failed(code: &str, message: impl Into<String>, help: impl Into<String>) -> HostError {
        HostError::Failed(Box::new(Diagnostic::error(code, message).help(help)))
    }
}

impl From<HostError> for super::Failure {
    fn from(error: HostError) -> super::Failure {
        match error {
            HostError::Cancelled => super::Failure::Cancelled,
            HostError::Refused(diagnostic) | HostError::Failed(diagnostic) => {
                super::Failure::Failed(diagnostic)
            }
        }
    }
}

/// A host that refuses everything: for tests, and where nothing outside the pipeline may be touched.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoHost;

impl Host for NoHost {
    fn file<'a>(&'a self, name: &'a str) -> LocalBoxFuture<'a, Result<Vec<u8>, HostError>> {
        let error = HostError::refused(
            "run/no-files",
            format!("No file is attached as “{name}”."),
            "Attach the file.",
        );
        Box::pin(std::future::ready(Err(error)))
    }

    fn fetch<'a>(&'a self, address: &'a str) -> LocalBoxFuture<'a, Result<Vec<u8>, HostError>> {
        let error = HostError::refused(
            "run/no-network",
            format!("Addresses cannot be read here: “{address}”."),
            "Download the file and attach it.",
        );
        Box::pin(std::future::ready(Err(error)))
    }

    fn run_script<'a>(&'a self, _: ScriptRequest) -> LocalBoxFuture<'a, Result<ScriptOutcome, HostError>> {
        let error = HostError::refused(
            "run/no-scripts",
            "Scripts cannot run here.",
            "Run the pipeline with the command-line tool or a server that allows scripts.",
        );
        Box::pin(std::future::ready(Err(error)))
    }

    fn secret(&self, secret: &SecretRef) -> Result<Secret, HostError> {
        Err(HostError::refused(
            "run/no-secret",
            format!("The credential {} was not given.", secret.0),
            "Give the credential for this run.",
        ))
    }
}

//! What modules may touch outside their inputs: the run's files, addresses, scripts and credentials.

use crate::platform::Platform;
use crate::run::Run;
use crate::store::Store;
use ml_graph::SecretRef;
use ml_modules::{Host, HostError, LocalBoxFuture, ScriptOutcome, ScriptRequest};
use ml_protocol::Secret;
use std::collections::BTreeMap;

/// The host of one run.
pub(crate) struct RunHost<'a> {
    pub(crate) run: &'a Run,
    pub(crate) secrets: &'a BTreeMap<String, Secret>,
    pub(crate) store: &'a dyn Store,
    pub(crate) platform: &'a dyn Platform,
}

impl Host for RunHost<'_> {
    fn file<'a>(&'a self, name: &'a str) -> LocalBoxFuture<'a, Result<Vec<u8>, HostError>> {
        Box::pin(std::future::ready(self.read(name)))
    }

    fn fetch<'a>(&'a self, address: &'a str) -> LocalBoxFuture<'a, Result<Vec<u8>, HostError>> {
        let web = ["http://", "https://"].iter().any(|scheme| {
            address.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
        });
        if !web {
            let refused = HostError::refused(
                "run/address",
                "Only addresses that begin with http:// or https:// can be read.",
                "Give such an address, or attach the file.",
            );
            return Box::pin(std::future::ready(Err(refused)));
        }
        Box::pin(async move { self.platform.fetch(address, &|| self.run.is_cancelled()).await })
    }

    fn run_script<'a>(
        &'a self,
        request: ScriptRequest,
    ) -> LocalBoxFuture<'a, Result<ScriptOutcome, HostError>> {
        if !self.run.accepted.submission.allow_scripts {
            let refused = HostError::refused(
                "run/scripts-not-allowed",
                "Scripts were not allowed for this run.",
                "Read the code, then allow scripts.",
            );
            return Box::pin(std::future::ready(Err(refused)));
        }
        Box::pin(async move { self.platform.run_script(request, &|| self.run.is_cancelled()).await })
    }

    fn secret(&self, secret: &SecretRef) -> Result<Secret, HostError> {
        self.secrets.get(&secret.0).cloned().ok_or_else(|| {
            HostError::refused(
                "run/secret",
                format!("The credential {} was not given.", secret.0),
                "Give it for this run; it is kept in memory only.",
            )
        })
    }
}

impl RunHost<'_> {
    /// A file by the id of its asset, by its own name, or by its asset's name.
    fn read(&self, name: &str) -> Result<Vec<u8>, HostError> {
        let submission = &self.run.accepted.submission;
        let binding = submission
            .data
            .get(name)
            .or_else(|| submission.data.values().find(|binding| binding.name == name))
            .or_else(|| {
                let asset = submission.draft.assets.iter().find(|asset| asset.name == name)?;
                submission.data.get(&asset.id)
            });
        let Some(binding) = binding else {
            return Err(HostError::refused(
                "run/missing-data",
                format!("No file is attached as “{name}”."),
                "Attach the file to the pipeline.",
            ));
        };
        match self.store.blob(&binding.blob) {
            Ok(Some(bytes)) => Ok(bytes.to_vec()),
            Ok(None) => Err(HostError::failed(
                "run/data-gone",
                format!("The data of “{name}” has not been sent to this executor."),
                "Attach the file again.",
            )),
            Err(error) => Err(HostError::Failed(Box::new(error.to_diagnostic()))),
        }
    }
}

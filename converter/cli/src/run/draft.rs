//! The pipeline to run: a draft, or an export that is converted in memory.

use crate::commands::{Failure, inputs};
use crate::engine::catalogue;
use ml_convert::{Converter, DataFile, Limits};
use ml_graph::{Diagnostic, PipelineDraft};
use ml_protocol::Secret;
use std::collections::BTreeMap;
use std::path::Path;

/// A pipeline and what came with it.
pub(crate) struct Opened {
    pub(crate) draft: PipelineDraft,
    /// Credentials of the export it was read from.
    pub(crate) secrets: BTreeMap<String, Secret>,
    /// Data files of the package it was read from.
    pub(crate) data: Vec<DataFile>,
}

/// Reads the one pipeline in a file.
pub(crate) fn open(path: &Path) -> Result<Opened, Failure> {
    let name = path.display().to_string();
    let bytes = std::fs::read(path).map_err(|error| {
        Diagnostic::error("cli/file", format!("The file cannot be read: {error}."))
            .help("Give the path of a draft or an exported experiment.")
            .in_file(&name)
    })?;
    let limits = Limits::default();
    let mut converter = Converter::new(catalogue(), limits.clone());
    let root = path.parent().unwrap_or(std::path::Path::new(""));
    let mut converted = converter.convert_whole(&name, &bytes, &mut inputs::beside(path, root, &limits));
    if converted.drafts.len() > 1 {
        let names: Vec<String> =
            converted.drafts.iter().map(|converted| format!("“{}”", converted.draft.name)).collect();
        return Err(Diagnostic::error(
            "cli/several",
            format!("The file holds {} pipelines: {}.", names.len(), names.join(", ")),
        )
        .help("Write them as drafts with “ml-migrate convert”, then run one of those.")
        .in_file(&name)
        .into());
    }
    let Some(found) = converted.drafts.pop() else {
        let mut errors: Vec<Diagnostic> =
            converted.diagnostics.into_iter().filter(Diagnostic::is_error).collect();
        if errors.is_empty() {
            errors.push(
                Diagnostic::error("cli/no-pipeline", "There is no pipeline in this file.")
                    .help("“ml-migrate inspect” says what is in it.")
                    .in_file(&name),
            );
        }
        return Err(Failure(errors));
    };
    let secrets = found
        .vault
        .addresses()
        .filter_map(|place| Some((place.to_owned(), Secret::new(found.vault.reveal(place)?))))
        .collect();
    Ok(Opened { draft: found.draft, secrets, data: converted.data })
}

//! From drafts to files of other tools, one folder or file a target.

pub mod azureml;
mod classic;
mod yaml;

use crate::index::Index;
use ml_graph::{Catalogue, Diagnostic, Json, PipelineDraft};

pub use classic::to_classic;

/// A written file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exported {
    /// Suggested file name.
    pub name: String,
    /// Media type.
    pub media: &'static str,
    /// Content.
    pub bytes: Vec<u8>,
}

/// The targets that [`export`] knows, with a word for people.
pub const TARGETS: [(&str, &str); 2] =
    [("draft", "Pipeline draft"), ("classic-json", "Experiment JSON of Studio (classic)")];

/// Writes a draft for `target`, one of [`TARGETS`].
///
/// # Errors
/// When there is no such target.
pub fn export(draft: &PipelineDraft, target: &str, catalogue: &Catalogue) -> Result<Exported, Diagnostic> {
    let stem = crate::file_stem(&draft.name);
    let written = match target {
        "draft" => serde_json::to_vec_pretty(draft).map(|bytes| (format!("{stem}.draft.json"), bytes)),
        "classic-json" => {
            let json: Json = to_classic(draft, catalogue);
            serde_json::to_vec_pretty(&json).map(|bytes| (format!("{stem}.json"), bytes))
        }
        _ => {
            let known: Vec<&str> = TARGETS.iter().map(|(id, _)| *id).collect();
            return Err(Diagnostic::error(
                "export/unknown-target",
                format!("There is no export to “{target}”."),
            )
            .help(format!("Choose one of: {}.", known.join(", "))));
        }
    };
    match written {
        Ok((name, mut bytes)) => {
            bytes.push(b'\n');
            Ok(Exported { name, media: "application/json", bytes })
        }
        Err(error) => {
            Err(Diagnostic::error("export/json", format!("The draft cannot be written as JSON: {error}.")))
        }
    }
}

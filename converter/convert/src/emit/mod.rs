//! From drafts to files of other tools, one folder or file a target.

mod azureml;
mod classic;
mod designer;
mod folder;
mod mlops;
mod own;
mod pack;
mod python;
mod request;
mod yaml;

use crate::index::Index;
use ml_graph::{Catalogue, Diagnostic, Json, PipelineDraft};

pub use azureml::{Expected, setting};
pub(crate) use azureml::{experiment_name, usual};
pub use classic::to_classic;
pub use folder::{DataFolder, Emitted, File, FolderTarget, Material, SampleRows, Samples};
pub(crate) use own::from_json as own_from_json;
pub use own::own_module;
pub use pack::{AssetFile, Pack};
pub(crate) use request::sample_request;

/// A written file.
#[derive(Clone, Debug, PartialEq)]
pub struct Exported {
    /// Suggested file name.
    pub name: String,
    /// Media type.
    pub media: &'static str,
    /// Content.
    pub bytes: Vec<u8>,
    /// What could not be written as it was.
    pub diagnostics: Vec<Diagnostic>,
}

/// The targets that are one JSON file, with a word for people.
const FILES: [(&str, &str); 2] =
    [("draft", "Pipeline draft"), ("classic-json", "Experiment JSON of Studio (classic)")];

/// The targets that are a folder of files.
pub const FOLDERS: &[FolderTarget] = &[
    FolderTarget { name: "azureml", title: "Azure Machine Learning (v2)", write: azureml::azureml },
    FolderTarget {
        name: "designer",
        title: "Designer of Azure Machine Learning (v1)",
        write: designer::designer,
    },
    FolderTarget {
        name: "mlops",
        title: "Repository with workflows that train, evaluate and deploy",
        write: mlops::mlops,
    },
    FolderTarget { name: "python", title: "Python: script and notebook", write: python::python },
];

/// The targets that [`export`] knows: names, with a word for people.
pub fn targets() -> impl Iterator<Item = (&'static str, &'static str)> {
    FILES.into_iter().chain(FOLDERS.iter().map(|target| (target.name, target.title)))
}

/// Writes a draft for `target`, one of [`targets`]; a folder of files comes as a zip.
///
/// # Errors
/// When there is no such target.
pub fn export(draft: &PipelineDraft, target: &str, catalogue: &Catalogue) -> Result<Exported, Diagnostic> {
    let stem = crate::file_stem(&draft.name);
    if let Some(folder) = FOLDERS.iter().find(|folder| folder.name == target) {
        let emitted = (folder.write)(&Material::new(draft, catalogue));
        let name = format!("{stem}.{target}.zip");
        let bytes = emitted.to_zip(&stem)?;
        return Ok(Exported { name, media: "application/zip", bytes, diagnostics: emitted.diagnostics });
    }
    let written = match target {
        "draft" => serde_json::to_vec_pretty(draft).map(|bytes| (format!("{stem}.draft.json"), bytes)),
        "classic-json" => {
            let json: Json = to_classic(draft, catalogue);
            serde_json::to_vec_pretty(&json).map(|bytes| (format!("{stem}.json"), bytes))
        }
        _ => {
            let known: Vec<&str> = targets().map(|(name, _)| name).collect();
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
            Ok(Exported { name, media: "application/json", bytes, diagnostics: Vec::new() })
        }
        Err(error) => {
            Err(Diagnostic::error("export/json", format!("The draft cannot be written as JSON: {error}.")))
        }
    }
}

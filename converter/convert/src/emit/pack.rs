//! Several forms of a draft in one zip, the data that belongs into them included.

use super::{Emitted, Exported, FOLDERS, Material, export};
use ml_graph::{Catalogue, Diagnostic, EndpointDefinition, PipelineDraft};
use std::collections::BTreeSet;
use std::io::{Cursor, Write};
use zip::ZipWriter;
use zip::result::ZipError;
use zip::write::SimpleFileOptions;

/// A file of a dataset, model or transformation that goes along.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssetFile {
    /// Name of the dataset, model or transformation.
    pub asset: String,
    /// Name of the file.
    pub name: String,
    /// Content.
    pub bytes: Vec<u8>,
}

/// Writes a draft, with what is known of its endpoints, for several `targets`. One that is a single file comes as it is, everything
/// else as a zip.
///
/// # Errors
/// When there is no target, or one that does not exist.
pub fn export_all(
    draft: &PipelineDraft,
    targets: &[String],
    data: &[AssetFile],
    endpoints: &[EndpointDefinition],
    catalogue: &Catalogue,
) -> Result<Exported, Diagnostic> {
    let stem = crate::file_stem(&draft.name);
    let name = match targets {
        [] => {
            return Err(Diagnostic::error("export/no-target", "Nothing was chosen to be written.")
                .help("Choose at least one form."));
        }
        [one] if FOLDERS.iter().any(|folder| folder.name == *one) => format!("{stem}.{one}.zip"),
        [one] => return export(draft, one, catalogue),
        _ => format!("{stem}.zip"),
    };
    let mut pack = Pack::new();
    let mut diagnostics = Vec::new();
    for target in targets {
        let Some(folder) = FOLDERS.iter().find(|folder| folder.name == *target) else {
            let file = export(draft, target, catalogue)?;
            pack.file(&format!("{stem}/{}", file.name), &file.bytes, false)?;
            diagnostics.extend(file.diagnostics);
            continue;
        };
        let emitted = (folder.write)(&Material { endpoints, ..Material::new(draft, catalogue) });
        let root = if targets.len() == 1 { stem.clone() } else { format!("{stem}/{target}") };
        pack.emitted(&root, &emitted, data)?;
        diagnostics.extend(emitted.diagnostics);
    }
    // What two targets cannot say need not be read twice.
    let mut seen = BTreeSet::new();
    diagnostics.retain(|diagnostic| {
        seen.insert((diagnostic.code.clone(), diagnostic.message.clone(), diagnostic.at.node.clone()))
    });
    Ok(Exported { name, media: "application/zip", bytes: pack.finish()?, diagnostics })
}

/// A zip being written: the same bytes for the same files.
pub(super) struct Pack {
    zip: ZipWriter<Cursor<Vec<u8>>>,
}

impl Pack {
    pub(super) fn new() -> Pack {
        Pack { zip: ZipWriter::new(Cursor::new(Vec::new())) }
    }

    /// Adds the files of a target below `root`, each file of data in the folders that want it.
    pub(super) fn emitted(
        &mut self,
        root: &str,
        emitted: &Emitted,
        data: &[AssetFile],
    ) -> Result<(), Diagnostic> {
        for file in &emitted.files {
            self.file(&format!("{root}/{}", file.path), &file.bytes, file.executable)?;
        }
        for place in &emitted.data {
            let found = data.iter().find(|file| file.asset == place.name);
            for folder in &place.folders {
                match found {
                    Some(file) => {
                        self.file(&format!("{root}/{folder}/{}", file.name), &file.bytes, false)?;
                    }
                    None => self.folder(&format!("{root}/{folder}"))?,
                }
            }
        }
        Ok(())
    }

    fn file(&mut self, path: &str, bytes: &[u8], executable: bool) -> Result<(), Diagnostic> {
        let mode = if executable { 0o755 } else { 0o644 };
        let options = options().unix_permissions(mode);
        self.zip.start_file(path, options).map_err(unpacked)?;
        self.zip.write_all(bytes).map_err(|error| unpacked(error.into()))
    }

    fn folder(&mut self, path: &str) -> Result<(), Diagnostic> {
        self.zip.add_directory(path, options()).map_err(unpacked)
    }

    pub(super) fn finish(self) -> Result<Vec<u8>, Diagnostic> {
        self.zip.finish().map(Cursor::into_inner).map_err(unpacked)
    }
}

/// No time of writing: it would change the bytes each time.
fn options() -> SimpleFileOptions {
    SimpleFileOptions::default().last_modified_time(zip::DateTime::default())
}

fn unpacked(error: ZipError) -> Diagnostic {
    Diagnostic::error("export/zip", format!("The files cannot be packed as a zip: {error}."))
}

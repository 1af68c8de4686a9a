//! Files of a conversion in one zip, the data that belongs into its folders included.

use super::Emitted;
use ml_graph::Diagnostic;
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

/// A zip being written: the same bytes for the same files.
pub struct Pack {
    zip: ZipWriter<Cursor<Vec<u8>>>,
    /// Paths taken: several drafts, or several places in one, may use the same file.
    taken: BTreeSet<String>,
}

impl Default for Pack {
    fn default() -> Pack {
        Pack::new()
    }
}

impl std::fmt::Debug for Pack {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Pack")
    }
}

impl Pack {
    /// An empty one.
    pub fn new() -> Pack {
        Pack { zip: ZipWriter::new(Cursor::new(Vec::new())), taken: BTreeSet::new() }
    }

    /// Adds the files of a target below `root`, each file of data in the folders that want it.
    ///
    /// # Errors
    /// When the zip cannot be made.
    pub fn emitted(&mut self, root: &str, emitted: &Emitted, data: &[AssetFile]) -> Result<(), Diagnostic> {
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

    /// Adds a file, unless there is one of this path.
    ///
    /// # Errors
    /// When the zip cannot be made.
    pub fn file(&mut self, path: &str, bytes: &[u8], executable: bool) -> Result<(), Diagnostic> {
        if !self.taken.insert(path.to_owned()) {
            return Ok(());
        }
        let mode = if executable { 0o755 } else { 0o644 };
        let options = options().unix_permissions(mode);
        self.zip.start_file(path, options).map_err(unpacked)?;
        self.zip.write_all(bytes).map_err(|error| unpacked(error.into()))
    }

    fn folder(&mut self, path: &str) -> Result<(), Diagnostic> {
        if !self.taken.insert(format!("{path}/")) {
            return Ok(());
        }
        self.zip.add_directory(path, options()).map_err(unpacked)
    }

    /// The zip.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn finish(self) -> Result<Vec<u8>, Diagnostic> {
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

//! A custom module: a package of one description and the code it names.

use crate::r_module;
use crate::shape::ReadError;
use ml_graph::{CustomFile, Json};

/// The files of a package that may be a custom module.
#[derive(Default)]
pub(super) struct CustomFiles {
    /// Descriptions and the folders they stand in.
    descriptions: Vec<(String, String)>,
    files: Vec<(String, CustomFile)>,
    bytes: usize,
}

/// Bytes of a custom module that a draft carries: its code, and the packages of R that came with it.
const MOST_CODE: usize = 16 << 20;

impl CustomFiles {
    pub(super) fn take(&mut self, entry: &str, content: &[u8]) {
        self.bytes = self.bytes.saturating_add(content.len());
        if self.bytes > MOST_CODE {
            return;
        }
        // Notes that macOS puts into packages.
        if entry.starts_with("__MACOSX/") {
            return;
        }
        let is_xml = entry.to_ascii_lowercase().ends_with(".xml");
        match r_module::custom_file(content.to_vec()) {
            CustomFile::Text(text) if is_xml && r_module::is_description(&text) => {
                let folder = entry.rfind('/').map_or("", |end| &entry[..=end]);
                self.descriptions.push((folder.to_owned(), text));
            }
            file => self.files.push((entry.to_owned(), file)),
        }
    }

    /// The module, when the package is one: all of it in one folder, which some packed along.
    pub(super) fn finish(self) -> Option<Result<Json, ReadError>> {
        let [(folder, description)] = <[(String, String); 1]>::try_from(self.descriptions).ok()?;
        let below = |(name, file): (String, CustomFile)| Some((name.strip_prefix(&folder)?.to_owned(), file));
        let files: Vec<_> = self.files.into_iter().map(below).collect::<Option<_>>()?;
        if self.bytes > MOST_CODE {
            return Some(Err(ReadError::new(
                format!("The files of the custom module come to more than {} MiB.", MOST_CODE >> 20),
                "Take data and packages that are not needed out of the zip.",
            )));
        }
        Some(Ok(r_module::package(description, files)))
    }
}

//! A custom module: a package of one description and the code it names.

use crate::{r_module, text};
use ml_graph::Json;

/// The files of a package that may be a custom module.
#[derive(Default)]
pub(super) struct CustomFiles {
    descriptions: Vec<String>,
    files: Vec<(String, String)>,
    bytes: usize,
}

/// Text files of a custom module that a draft carries.
const MOST_CODE: usize = 4 << 20;

impl CustomFiles {
    pub(super) fn take(&mut self, entry: &str, content: &[u8]) {
        self.bytes = self.bytes.saturating_add(content.len());
        if self.bytes > MOST_CODE {
            return;
        }
        // Code of the Studio's days may be in Windows' letters, but holds no zero bytes.
        if content.contains(&0) {
            return;
        }
        let text = text::decode(content).into_owned();
        let is_xml = entry.to_ascii_lowercase().ends_with(".xml") && !entry.contains('/');
        if is_xml && r_module::is_description(&text) {
            self.descriptions.push(text);
        } else {
            self.files.push((entry.to_owned(), text));
        }
    }

    /// The module, when the package is one.
    pub(super) fn finish(self) -> Option<Json> {
        let [description] = <[String; 1]>::try_from(self.descriptions).ok()?;
        (self.bytes <= MOST_CODE).then(|| r_module::package(description, self.files))
    }
}

//! Modules that are not in the catalogue: what a module listing or a package says of them travels with the drafts that use them.

use crate::{Catalogue, ComponentSpec, PipelineDraft, ScriptLanguage};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// A module of a customer's own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CustomComponent {
    /// What it is; its id is the `component` of the nodes that are it.
    pub spec: ComponentSpec,
    /// Its code, when that came along.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<CustomCode>,
}

/// The code of a [`CustomComponent`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomCode {
    /// Its language.
    pub language: ScriptLanguage,
    /// The file that holds the entry point.
    pub source_file: String,
    /// The function that is called: inputs and arguments by the ids of ports and parameters, outputs in the order of the ports.
    pub entry_point: String,
    /// Its files by path, the source file among them.
    pub files: BTreeMap<String, CustomFile>,
}

/// A file of a [`CustomCode`]. In JSON a text is a string, anything else `{"base64": …}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum CustomFile {
    /// Text.
    Text(String),
    /// Data, packages, pictures.
    Binary {
        /// Its bytes.
        #[serde(rename = "base64", serialize_with = "write", deserialize_with = "read")]
        bytes: Vec<u8>,
    },
}

impl CustomFile {
    /// What the file holds.
    pub fn bytes(&self) -> &[u8] {
        match self {
            CustomFile::Text(text) => text.as_bytes(),
            CustomFile::Binary { bytes } => bytes,
        }
    }
}

fn write<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&BASE64_STANDARD.encode(bytes))
}

fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
    let text = Cow::<str>::deserialize(deserializer)?;
    BASE64_STANDARD.decode(&*text).map_err(|_| serde::de::Error::custom("a file of the module is no base64"))
}

impl Catalogue {
    /// This catalogue and the modules that a draft brings along.
    pub fn with_own<'a>(&'a self, draft: &PipelineDraft) -> Cow<'a, Catalogue> {
        if draft.components.is_empty() {
            return Cow::Borrowed(self);
        }
        let own = draft.components.iter().map(|component| &component.spec);
        let own = own.filter(|spec| self.get(&spec.id).is_none()).cloned();
        Cow::Owned(Catalogue::new(self.components().iter().cloned().chain(own).collect()))
    }
}

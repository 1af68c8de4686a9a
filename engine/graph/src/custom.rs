//! Modules that are not in the catalogue: what a module listing or a package says of them travels with the drafts that use them.

use crate::{Catalogue, ComponentSpec, PipelineDraft, ScriptLanguage};
use serde::{Deserialize, Serialize};
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
    /// Text files by path, the source file among them.
    pub files: BTreeMap<String, String>,
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

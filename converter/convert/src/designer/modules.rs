//! Which component a module of a workspace is: ids there are the workspace's own, so names and families have to tell.

use super::form;
use crate::index::Index;
use ml_classic::{DesignerModule, DesignerNode};
use ml_graph::{ComponentSpec, Json};
use std::collections::BTreeMap;

/// What listings say of modules, by id in lower case.
#[derive(Debug, Default)]
pub(crate) struct Modules(BTreeMap<String, DesignerModule>);

/// What is known of a node's module.
pub(crate) struct Known<'a, 'm> {
    pub(crate) spec: Option<&'a ComponentSpec>,
    pub(crate) listed: Option<&'m DesignerModule>,
}

impl Modules {
    /// Learns from a listing; an id already known stays.
    pub(crate) fn learn(&mut self, module: DesignerModule) {
        for id in &module.ids {
            self.0.entry(id.to_ascii_lowercase()).or_insert_with(|| module.clone());
        }
    }

    /// The name of the module with this id, when a listing has it.
    pub(super) fn name_of(&self, id: &str) -> Option<&str> {
        self.0.get(&id.to_ascii_lowercase()).map(|module| module.name.as_str())
    }

    /// What the module of a node is.
    pub(crate) fn of<'a>(&self, node: &DesignerNode, index: &'a Index<'_>) -> Known<'a, '_> {
        let listed = self.0.get(&node.module_id.to_ascii_lowercase());
        let family = node
            .other
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case("FamilyId"))
            .and_then(|(_, value)| Json::as_str(value))
            .or_else(|| listed.and_then(|module| module.family.as_deref()));
        let spec = symbolic(&node.module_id, index)
            .or_else(|| family_in(&node.module_id, index))
            .or_else(|| family_in(family?, index))
            .or_else(|| index.named(&listed?.name))
            .or_else(|| index.named(node.name.as_deref()?));
        Known { spec, listed }
    }
}

/// The component of an id that we wrote.
fn symbolic<'a>(id: &str, index: &'a Index<'_>) -> Option<&'a ComponentSpec> {
    index.id(id.strip_prefix(form::SYMBOLIC)?)
}

/// The component whose family id is a part of an id: `<workspace>.<family>.<instance>`, a path, or a bare GUID.
fn family_in<'a>(id: &str, index: &'a Index<'_>) -> Option<&'a ComponentSpec> {
    id.split(['.', '/', ':']).find_map(|part| {
        let digits: String = part.chars().filter(|letter| !"{}-".contains(*letter)).collect();
        (digits.len() == 32).then(|| index.family(&digits)).flatten()
    })
}

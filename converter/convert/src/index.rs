//! The catalogue, looked up by what exports call things.

use ml_graph::{Catalogue, ComponentSpec, Node, ParamKind, ParamSpec, PortSpec};
use std::collections::{BTreeMap, BTreeSet};

/// Components by family id, and what of the catalogue is a credential.
#[derive(Debug)]
pub(crate) struct Index<'a> {
    families: BTreeMap<String, &'a ComponentSpec>,
    /// By the letters of every name that a component goes by.
    names: BTreeMap<String, &'a ComponentSpec>,
    /// Names of credential parameters, in lower case.
    pub(crate) credentials: BTreeSet<String>,
    catalogue: &'a Catalogue,
}

impl<'a> Index<'a> {
    pub(crate) fn of(catalogue: &'a Catalogue) -> Index<'a> {
        let mut families = BTreeMap::new();
        let mut names = BTreeMap::new();
        let mut credentials = BTreeSet::new();
        // A component's own titles come before what others call it.
        for spec in catalogue.components() {
            names.entry(letters(&spec.title)).or_insert(spec);
        }
        for spec in catalogue.components() {
            for name in spec.classic.designer.iter().chain(&spec.classic.names) {
                names.entry(letters(name)).or_insert(spec);
            }
        }
        for spec in catalogue.components() {
            for family in &spec.classic.family_ids {
                families.entry(family.to_ascii_lowercase()).or_insert(spec);
            }
            for param in spec.params.iter().filter(|param| param.kind == ParamKind::Secret) {
                credentials.insert(param.id.to_lowercase());
                credentials.extend(spellings(param).map(str::to_lowercase));
            }
        }
        Index { families, names, credentials, catalogue }
    }

    /// The component of a family.
    pub(crate) fn family(&self, family: &str) -> Option<&'a ComponentSpec> {
        match self.families.get(family) {
            Some(spec) => Some(spec),
            None => self.families.get(&family.to_ascii_lowercase()).copied(),
        }
    }

    /// The component with this id.
    pub(crate) fn id(&self, id: &str) -> Option<&'a ComponentSpec> {
        self.catalogue.get(id)
    }

    /// The component of this name, in whatever spelling.
    pub(crate) fn named(&self, name: &str) -> Option<&'a ComponentSpec> {
        self.names.get(&letters(name)).copied()
    }

    /// The component of a node of a draft.
    pub(crate) fn component(&self, node: &Node) -> Option<&'a ComponentSpec> {
        self.catalogue.get(&node.component)
    }
}

/// What of a name counts when spellings differ: letters and digits, in lower case.
pub(crate) fn letters(name: &str) -> String {
    name.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn spellings(param: &ParamSpec) -> impl Iterator<Item = &str> {
    std::iter::once(param.classic.name.as_str()).chain(param.classic.aliases.iter().map(String::as_str))
}

/// The parameter that an export calls `name`: by its own spelling first, then in any case.
pub(crate) fn param<'a>(spec: &'a ComponentSpec, name: &str) -> Option<&'a ParamSpec> {
    spec.params.iter().find(|param| spellings(param).any(|known| known == name)).or_else(|| {
        spec.params.iter().find(|param| spellings(param).any(|known| known.eq_ignore_ascii_case(name)))
    })
}

/// The port that an export calls `name`.
pub(crate) fn port<'a>(ports: &'a [PortSpec], name: &str) -> Option<&'a PortSpec> {
    ports
        .iter()
        .find(|port| port.classic_name == name)
        .or_else(|| ports.iter().find(|port| port.classic_name.eq_ignore_ascii_case(name)))
}

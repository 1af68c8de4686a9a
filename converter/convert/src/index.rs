//! The catalogue, looked up by what exports call things.

use crate::custom::Customs;
use ml_classic::{BUILT_IN_WORKSPACE, DescribedModule, ModuleNode};
use ml_graph::{
    Catalogue, ComponentSpec, CustomComponent, Node, ParamKind, ParamSpec, PipelineDraft, PortSpec,
};
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
    /// Modules of customers' own that something described.
    pub(crate) customs: Customs,
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
        Index { families, names, credentials, catalogue, customs: Customs::default() }
    }

    /// With the modules that a draft brings along.
    pub(crate) fn with_own(mut self, draft: &PipelineDraft) -> Index<'a> {
        draft.components.iter().for_each(|component| self.customs.learn_component(component));
        self
    }

    /// Takes in an entry of a module listing; what it says to be a credential is one wherever it stands.
    pub(crate) fn learn_module(&mut self, module: &DescribedModule) {
        if let Some(spec) = self.customs.learn(module) {
            let secrets = spec.params.iter().filter(|param| param.kind == ParamKind::Secret);
            self.credentials.extend(secrets.flat_map(spellings).map(str::to_lowercase));
        }
    }

    /// The component of this name, in whatever spelling.
    pub(crate) fn named(&self, name: &str) -> Option<&'a ComponentSpec> {
        self.names.get(&letters(name)).copied()
    }

    /// The component of a family.
    pub(crate) fn family(&self, family: &str) -> Option<&ComponentSpec> {
        let known = self.families.get(family).or_else(|| self.families.get(&family.to_ascii_lowercase()));
        known.copied().or_else(|| self.customs.family(family))
    }

    /// The component of a module: by its family, or, for a customer's own, by the package that has its ports and parameters.
    pub(crate) fn module(&self, node: &ModuleNode) -> Option<&ComponentSpec> {
        let own = || node.workspace().is_some_and(|workspace| workspace != BUILT_IN_WORKSPACE);
        let alike = || own().then(|| self.customs.alike(node)).flatten();
        node.family().and_then(|family| self.family(family)).or_else(alike)
    }

    /// The component with this id, customers' own included.
    pub(crate) fn id(&self, id: &str) -> Option<&ComponentSpec> {
        self.catalogue.get(id).or_else(|| self.customs.get(id).map(|component| &component.spec))
    }

    /// The component of a node of a draft.
    pub(crate) fn component(&self, node: &Node) -> Option<&ComponentSpec> {
        self.id(&node.component)
    }

    /// The modules of customers' own that a draft uses, in the order of use.
    pub(crate) fn own_of(&self, draft: &PipelineDraft) -> Vec<CustomComponent> {
        let mut met = BTreeSet::new();
        let used = draft.nodes.iter().filter(|node| met.insert(node.component.as_str()));
        used.filter_map(|node| self.customs.get(&node.component).cloned()).collect()
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

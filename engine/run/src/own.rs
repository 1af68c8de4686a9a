//! The modules of a draft: those of the catalogue, and those that it brings along.

use ml_graph::{Catalogue, ComponentSpec, PipelineDraft};
use ml_modules::{CustomModule, Module};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Modules by component id.
pub(crate) struct Modules {
    catalogue: Cow<'static, Catalogue>,
    own: BTreeMap<String, CustomModule>,
}

impl Modules {
    /// Those that a draft can use.
    pub(crate) fn of(catalogue: &'static Catalogue, draft: &PipelineDraft) -> Modules {
        let own = draft.components.iter().filter(|component| catalogue.get(&component.spec.id).is_none());
        Modules {
            catalogue: catalogue.with_own(draft),
            own: own
                .map(|component| (component.spec.id.clone(), CustomModule::new(component.clone())))
                .collect(),
        }
    }

    /// All of them as data.
    pub(crate) fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    /// A module and what it is.
    pub(crate) fn get(&self, component: &str) -> Option<(&ComponentSpec, &dyn Module)> {
        let module = match ml_modules::module(component) {
            Some(module) => module,
            None => self.own.get(component).map(|own| own as &dyn Module)?,
        };
        Some((self.catalogue.get(component)?, module))
    }
}

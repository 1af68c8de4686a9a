//! The designer of Azure Machine Learning (v1): the pipeline draft that the official guide has people draw again by hand.
//!
//! ```text
//! README.md             what is here, what failed and why, how to send it
//! pipeline_draft.json   PipelineDraftEntity with its GraphDraftEntity, layout and studioMigrationInfo
//! modules.json          the symbolic module ids in it and the components they stand for
//! resolve.py            puts a workspace's own module ids in their place
//! modules/              modules of the customer's own: what they are, and their code
//! ```
//!
//! A module without a component in the designer stays in the graph, under an id that resolves to nothing, and counts as failed.

mod draft;
mod guide;

use super::{Emitted, Material, own};
use crate::designer::form;
use crate::index::Index;
use crate::report::designer;
use ml_graph::{ComponentSpec, Diagnostic, Node, counted};

/// A module as this target sees it.
pub(crate) struct Module<'a> {
    pub(crate) node: &'a Node,
    pub(crate) spec: Option<&'a ComponentSpec>,
    /// What people call it.
    pub(crate) title: &'a str,
    /// Why it has no component; none when it has one.
    pub(crate) failed: Option<String>,
    /// What its component does not take over, in sentences.
    pub(crate) losses: Vec<String>,
}

impl<'a> Module<'a> {
    fn of(node: &'a Node, index: &'a Index<'_>) -> Module<'a> {
        let spec = index.component(node);
        let title = match spec {
            Some(spec) if node.title.is_empty() => &spec.title,
            _ => &node.title,
        };
        let own = index.customs.get(&node.component);
        let failed = match spec {
            Some(_) if own.is_some_and(|own| own.code.is_some()) => Some(format!(
                "It is a module of your own, and the designer takes none. Its code is in `{}`: call its function from Execute R Script.",
                folder(&node.component)
            )),
            Some(_) if own.is_some() => Some(
                "It is a module of your own, whose code a listing does not hold, and the designer takes none."
                    .to_owned(),
            ),
            Some(spec) => designer::without_component(spec),
            None => Some(
                "It is a module of your own workspace, or one that the catalogue does not have.".to_owned(),
            ),
        };
        let losses = match (spec, &failed) {
            (Some(spec), None) => designer::losses(node, spec),
            _ => Vec::new(),
        };
        Module { node, spec, title, failed, losses }
    }

    /// The id that stands for the workspace's: its own when it has one already.
    pub(crate) fn id(&self, own_ids: bool) -> String {
        let origin = self.node.origin.as_ref().and_then(|origin| origin.module_id.as_deref());
        match self.spec {
            Some(spec) if !own_ids || origin.is_none() => format!("{}{}", form::SYMBOLIC, spec.id),
            _ => origin.unwrap_or_default().to_owned(),
        }
    }
}

/// Writes the draft for the designer.
pub(crate) fn designer(material: &Material<'_>) -> Emitted {
    let Material { draft, catalogue, .. } = *material;
    let index = Index::of(catalogue).with_own(draft);
    let modules: Vec<Module<'_>> = draft.nodes.iter().map(|node| Module::of(node, &index)).collect();
    let mut diagnostics: Vec<Diagnostic> = modules
        .iter()
        .filter_map(|module| {
            let reason = module.failed.as_ref()?;
            Some(
                Diagnostic::warning(
                    "export/no-component",
                    format!("“{}” has failed: {reason}", module.title),
                )
                .help(
                    "It stays in the draft without a component. Replace it there, or use the target azureml.",
                )
                .at_node(&module.node.id),
            )
        })
        .collect();
    let written = draft::write(draft, &modules, &mut diagnostics);
    let mut files = vec![guide::readme(draft, &modules), guide::modules(&modules)];
    files.extend(draft.components.iter().flat_map(|own| own::files(own, &folder(&own.spec.id))));
    files.extend([written, guide::resolver()]);
    Emitted { files, data: Vec::new(), diagnostics }
}

/// The folder of a customer's own module.
fn folder(component: &str) -> String {
    format!("modules/{component}")
}

/// “3 modules, 1 of them failed”, for people.
pub(crate) fn summary(modules: &[Module<'_>]) -> String {
    let failed = modules.iter().filter(|module| module.failed.is_some()).count();
    let all = counted(modules.len(), "module");
    match failed {
        0 => format!("{all}, each with its component"),
        failed => format!("{all}, {failed} of them without a component in the designer"),
    }
}

//! What is wrong with the pipeline as it stands: wiring, parameters, missing data and modules that do not run.

use crate::{DataFile, item, validate};
use ml_graph::{Catalogue, Diagnostic, PipelineDraft, Severity, Status, Structure};
use std::collections::BTreeMap;

/// Problems that show without an engine. Linear in nodes and parameters, so that it runs after every edit.
pub fn local(
    draft: &PipelineDraft,
    catalogue: &Catalogue,
    data: &BTreeMap<String, DataFile>,
) -> Vec<Diagnostic> {
    // Without a catalogue nothing is known to be wrong.
    if catalogue.components().is_empty() {
        return Vec::new();
    }
    let mut found = Structure::of(draft).check(catalogue);
    for node in &draft.nodes {
        let title = item::title_of(draft, catalogue, &node.id);
        let Some(spec) = catalogue.get(&node.component) else {
            found.push(
                Diagnostic::error(
                    "draft/unknown-module",
                    format!("“{title}” is a module that the studio does not know."),
                )
                .help("Replace it with a module from the palette, for example one that runs a Python script.")
                .at_node(&node.id),
            );
            continue;
        };
        if let Status::DoesNotRun { reason } = &spec.status {
            found.push(
                Diagnostic::error("run/not-yet", format!("“{title}” does not run yet: {reason}"))
                    .help("Replace or remove it; the other modules run without it.")
                    .at_node(&node.id),
            );
        }
        for param in &spec.params {
            let given = node.params.get(&param.id);
            if !spec.is_visible(param, &node.params) {
                continue;
            }
            let problem = given
                .and_then(|value| validate::param_problem(param, value))
                .or_else(|| validate::required_problem(spec, param, &node.params));
            if let Some(problem) = problem {
                found.push(
                    Diagnostic::error("draft/parameter", format!("“{title}”, {}: {problem}", param.title))
                        .at_node(&node.id)
                        .at_param(&param.id),
                );
            }
        }
    }
    let missing = draft.assets.iter().filter(|asset| {
        let elsewhere = asset.location.as_deref().is_some_and(|at| at.starts_with("http"));
        !data.contains_key(&asset.id) && !elsewhere
    });
    for asset in missing.filter(|asset| draft.edges.iter().any(|edge| edge.from.node == asset.id)) {
        found.push(
            Diagnostic::error("run/missing-data", format!("“{}” has no file attached.", asset.name))
                .help("Drop the file on it, or choose one in its properties.")
                .at_node(&asset.id),
        );
    }
    sorted(found)
}

/// Both lists without repetition, errors first. A finding counts as repeated when code and place agree.
pub fn merge(local: Vec<Diagnostic>, engine: &[Diagnostic]) -> Vec<Diagnostic> {
    let mut all = local;
    for diagnostic in engine {
        let same = |other: &Diagnostic| {
            other.at.node == diagnostic.at.node
                && other.at.port == diagnostic.at.port
                && other.at.param == diagnostic.at.param
                && (other.code == diagnostic.code || other.message == diagnostic.message)
        };
        if !all.iter().any(same) {
            all.push(diagnostic.clone());
        }
    }
    sorted(all)
}

fn sorted(mut found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    found.sort_by_key(|diagnostic| std::cmp::Reverse(diagnostic.severity));
    found
}

/// Problems counted and found by node.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Problems {
    all: Vec<Diagnostic>,
}

impl Problems {
    /// Of these diagnostics, errors first.
    pub fn of(all: Vec<Diagnostic>) -> Problems {
        Problems { all }
    }

    /// All of them.
    pub fn all(&self) -> &[Diagnostic] {
        &self.all
    }

    /// How many are of this severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.all.iter().filter(|diagnostic| diagnostic.severity == severity).count()
    }

    /// The worst one at each node that has any above a note.
    pub fn worst_by_node(&self) -> BTreeMap<String, (Severity, String)> {
        let mut worst: BTreeMap<String, (Severity, String)> = BTreeMap::new();
        for diagnostic in self.all.iter().filter(|diagnostic| diagnostic.severity > Severity::Info) {
            let Some(node) = &diagnostic.at.node else { continue };
            let known = worst.get(node).map(|(severity, _)| *severity);
            if known.is_none_or(|known| diagnostic.severity > known) {
                worst.insert(node.clone(), (diagnostic.severity, diagnostic.message.clone()));
            }
        }
        worst
    }
}

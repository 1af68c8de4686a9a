//! Definitions that were met already: lists, records of calls and exports made twice repeat them.

use super::last_segment;
use ml_classic::{ServiceDefinition, ServicePayload};
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

/// Definitions with a graph, and the files of their drafts.
#[derive(Debug, Default)]
pub(crate) struct Definitions(HashMap<u64, Vec<Seen>>);

#[derive(Debug)]
struct Seen {
    id: Option<String>,
    file: String,
}

/// What a definition is known by.
#[derive(Debug)]
pub(crate) struct Known {
    graph: Option<u64>,
    id: Option<String>,
}

impl Definitions {
    /// What the definition is known by.
    pub(crate) fn known_by(service: &ServiceDefinition) -> Known {
        let graph = matches!(&service.payload, ServicePayload::Graph { nodes, .. } if !nodes.is_empty());
        let id = service.id.as_deref().or(service.name.as_deref()).filter(|id| !id.is_empty());
        Known { graph: graph.then(|| fingerprint(service)), id: id.map(str::to_lowercase) }
    }

    /// The file of the draft that was made of the same graph of the same service.
    pub(crate) fn file_of(&self, known: &Known) -> Option<String> {
        let seen = self.0.get(&known.graph?)?;
        let same = |seen: &&Seen| match (&seen.id, &known.id) {
            (Some(a), Some(b)) => a == b || last_segment(a) == b || last_segment(b) == a,
            // What was sent to make it has no id yet.
            _ => true,
        };
        seen.iter().find(same).map(|seen| seen.file.clone())
    }

    /// Remembers the draft of a definition.
    pub(crate) fn add(&mut self, known: Known, file: &str) {
        if let Some(graph) = known.graph {
            let seen = Seen { id: known.id, file: file.to_owned() };
            self.0.entry(graph).or_default().push(seen);
        }
    }
}

/// Of everything that makes the draft: equal definitions have equal ones.
fn fingerprint(service: &ServiceDefinition) -> u64 {
    let mut hasher = DefaultHasher::new();
    let ServiceDefinition { title, payload, assets, input, output, parameters, .. } = service;
    format!("{title:?}{payload:?}{assets:?}{input:?}{output:?}{parameters:?}").hash(&mut hasher);
    hasher.finish()
}

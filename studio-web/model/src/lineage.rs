//! Which model a scored table comes from, in the words on the canvas: evaluations are told apart by their learners.

use crate::item;
use ml_graph::{Catalogue, Edge, PipelineDraft, PortKind, Structure};
use std::collections::BTreeSet;

/// What people call the model behind each table that enters `node`, in the order of its inputs; none behind a table that no model made.
///
/// Learners of the same title are told apart by their comments, else by numbers.
pub fn models_behind(draft: &PipelineDraft, catalogue: &Catalogue, node: &str) -> Vec<Option<String>> {
    let structure = Structure::of(draft);
    let Some(node) = draft.node(node) else { return Vec::new() };
    let inputs = item::inputs_of(draft, catalogue, node);
    let edges = inputs.iter().filter_map(|input| {
        structure.incoming(&node.id).iter().find(|edge| edge.to.port == input.id).copied()
    });
    let found: Vec<Option<&str>> = edges.map(|edge| origin(&structure, catalogue, edge)).collect();
    let titles: Vec<Option<String>> =
        found.iter().map(|id| id.map(|id| item::title_of(draft, catalogue, id))).collect();
    let name = |(index, title): (usize, &Option<String>)| {
        let title = title.as_ref()?;
        let others = titles.iter().filter(|other| *other == &Some(title.clone())).count();
        if others == 1 {
            return Some(title.clone());
        }
        let comment = found[index].and_then(|id| draft.node(id)).map_or("", |node| node.comment.trim());
        Some(match comment.lines().next() {
            Some(line) if !line.is_empty() => format!("{title} ({line})"),
            _ => format!("{title} {}", index + 1),
        })
    };
    titles.iter().enumerate().map(name).collect()
}

/// The learner, or the model that was saved, behind a wire: models are followed to where they come from; tables up to the first module
/// that also takes a model.
fn origin<'a>(structure: &Structure<'a>, catalogue: &Catalogue, edge: &'a Edge) -> Option<&'a str> {
    let mut node = edge.from.node.as_str();
    let mut seen = BTreeSet::new();
    let mut through_model = false;
    // A draft may hold a circle.
    while seen.insert(node) {
        let incoming = structure.incoming(node);
        let of_kind = |wanted: fn(PortKind) -> bool| {
            incoming.iter().find(|edge| structure.input_kind(&edge.to, catalogue).is_some_and(wanted))
        };
        match (of_kind(is_model), of_kind(|kind| kind == PortKind::Dataset)) {
            (Some(model), _) => {
                through_model = true;
                node = &model.from.node;
            }
            (None, Some(table)) if !through_model => node = &table.from.node,
            (None, _) => break,
        }
    }
    through_model.then_some(node)
}

fn is_model(kind: PortKind) -> bool {
    matches!(
        kind,
        PortKind::UntrainedModel
            | PortKind::TrainedModel
            | PortKind::UntrainedClustering
            | PortKind::TrainedClustering
            | PortKind::Recommender
    )
}

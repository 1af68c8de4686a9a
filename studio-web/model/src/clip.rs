//! Copied items: what travels through the clipboard, and how it lands.

use crate::change::Editor;
use crate::command::free_id;
use crate::{DataFile, GRID, Point, Rect};
use ml_graph::{Asset, Edge, Node, PipelineDraft, Position};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The value of a clip's `schema` member.
const SCHEMA: &str = "ml-pipeline-clip/1";

/// Modules and datasets with the wires between them. Secrets are references, so a clip never holds one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Clip {
    schema: String,
    #[serde(default)]
    nodes: Vec<Node>,
    #[serde(default)]
    assets: Vec<Asset>,
    #[serde(default)]
    edges: Vec<Edge>,
    #[serde(default)]
    data: BTreeMap<String, DataFile>,
}

impl Clip {
    /// Copies `items` and the wires between them.
    pub fn of(draft: &PipelineDraft, data: &BTreeMap<String, DataFile>, items: &BTreeSet<String>) -> Clip {
        let edges = draft
            .edges
            .iter()
            .filter(|edge| items.contains(&edge.from.node) && items.contains(&edge.to.node));
        Clip::with_edges(draft, data, items, edges.cloned().collect())
    }

    /// Copies `items` with every wire into them, from outside too.
    pub(crate) fn duplicate_of(
        draft: &PipelineDraft,
        data: &BTreeMap<String, DataFile>,
        items: &BTreeSet<String>,
    ) -> Clip {
        let edges = draft.edges.iter().filter(|edge| items.contains(&edge.to.node));
        Clip::with_edges(draft, data, items, edges.cloned().collect())
    }

    fn with_edges(
        draft: &PipelineDraft,
        data: &BTreeMap<String, DataFile>,
        items: &BTreeSet<String>,
        edges: Vec<Edge>,
    ) -> Clip {
        Clip {
            schema: SCHEMA.to_owned(),
            nodes: draft.nodes.iter().filter(|node| items.contains(&node.id)).cloned().collect(),
            assets: draft.assets.iter().filter(|asset| items.contains(&asset.id)).cloned().collect(),
            edges,
            data: data
                .iter()
                .filter(|(asset, _)| items.contains(*asset))
                .map(|(asset, file)| (asset.clone(), file.clone()))
                .collect(),
        }
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty() && self.assets.is_empty()
    }

    /// As text for the clipboard.
    pub fn to_text(&self) -> String {
        crate::json::indent(&serde_json::to_string(self).unwrap_or_default())
    }

    /// Reads what [`Clip::to_text`] wrote; none for any other text.
    pub fn from_text(text: &str) -> Option<Clip> {
        let clip: Clip = crate::json::read(text).ok()?;
        (clip.schema == SCHEMA).then_some(clip)
    }

    /// Adds its items under free ids, around `at` or beside their originals; returns the new ids.
    pub(crate) fn paste(self, editor: &mut Editor<'_>, at: Option<Point>) -> Vec<String> {
        let corners = self.positions();
        let shift = match (at, Rect::around_cards(corners)) {
            (Some(at), Some(area)) => {
                let corner = Point::new(at.x - area.width / 2.0, at.y - area.height / 2.0).snapped();
                Point::new(corner.x - area.x, corner.y - area.y)
            }
            // Below the original, without covering it.
            _ => Point::new(4.0 * GRID, 8.0 * GRID),
        };
        let moved = |position: Option<Position>| {
            let old = position.unwrap_or_default();
            Some(Position { x: old.x + shift.x, y: old.y + shift.y, ..old })
        };
        let mut renamed: BTreeMap<String, String> = BTreeMap::new();
        for asset in self.assets {
            let id = free_id(editor.draft(), &asset.id);
            renamed.insert(asset.id.clone(), id.clone());
            let file = self.data.get(&asset.id).cloned();
            editor.add_asset(Asset { id: id.clone(), position: moved(asset.position), ..asset });
            editor.set_data(&id, file);
        }
        for node in self.nodes {
            let id = free_id(editor.draft(), &node.id);
            renamed.insert(node.id.clone(), id.clone());
            editor.add_node(Node { id, position: moved(node.position), ..node });
        }
        for mut edge in self.edges {
            let Some(to) = renamed.get(&edge.to.node) else { continue };
            edge.to.node.clone_from(to);
            if let Some(from) = renamed.get(&edge.from.node) {
                edge.from.node.clone_from(from);
            }
            editor.add_edge(edge);
        }
        renamed.into_values().collect()
    }

    fn positions(&self) -> Vec<Point> {
        let nodes = self.nodes.iter().map(|node| node.position);
        let assets = self.assets.iter().map(|asset| asset.position);
        nodes
            .chain(assets)
            .map(|position| {
                position.map_or_else(Point::default, |position| Point::new(position.x, position.y))
            })
            .collect()
    }
}

//! Pipelines to measure with.

use serde_json::{Value, json};

/// Cards and wires of [`large`].
pub const CARDS: usize = 200;
/// See [`CARDS`].
pub const WIRES: usize = 300;

const COLUMNS: usize = 10;

/// Two hundred cards in rows of ten, each but the first row wired to the card above it, more than half also to one beside that.
pub fn large() -> Value {
    let nodes: Vec<Value> = (0..CARDS)
        .map(|index| {
            let (x, y) = (index % COLUMNS * 260, index / COLUMNS * 130);
            json!({
                "id": format!("n{index}"), "component": "add-columns", "title": format!("Add Columns {index}"),
                "position": { "x": x, "y": y },
            })
        })
        .collect();
    let straight = (COLUMNS..CARDS).map(|to| (to - COLUMNS, to, "left_dataset"));
    let across = (COLUMNS..CARDS).map(|to| {
        let above = to / COLUMNS - 1;
        (above * COLUMNS + (to + 3) % COLUMNS, to, "right_dataset")
    });
    let edges: Vec<Value> = straight
        .chain(across)
        .take(WIRES)
        .map(|(from, to, port)| {
            json!({
                "from": { "node": format!("n{from}"), "port": "combined_dataset" },
                "to": { "node": format!("n{to}"), "port": port },
            })
        })
        .collect();
    draft(nodes, Vec::new(), edges)
}

/// A table and a module that passes it on.
pub fn passing_on(file: &str) -> Value {
    let nodes = vec![
        json!({ "id": "same", "component": "convert-to-dataset", "title": "Same", "position": { "x": 0, "y": 120 } }),
    ];
    let edges = vec![
        json!({ "from": { "node": "data", "port": "output" }, "to": { "node": "same", "port": "dataset" } }),
    ];
    draft(nodes, vec![asset(file)], edges)
}

/// Boosted trees on a table with a column `label`, with the parameters of Studio (classic).
pub fn boosted_trees(file: &str) -> Value {
    let label = json!({ "columns": { "rules": [{ "names": ["label"] }] } });
    let nodes = vec![
        json!({ "id": "trees", "component": "two-class-boosted-decision-tree" }),
        json!({ "id": "train", "component": "train-model", "params": { "label_column": label } }),
    ];
    let edges = vec![
        json!({ "from": { "node": "trees", "port": "untrained_model" }, "to": { "node": "train", "port": "untrained_model" } }),
        json!({ "from": { "node": "data", "port": "output" }, "to": { "node": "train", "port": "dataset" } }),
    ];
    draft(nodes, vec![asset(file)], edges)
}

fn asset(file: &str) -> Value {
    json!({ "id": "data", "kind": "dataset", "name": file, "format": "csv", "position": { "x": 0, "y": 0 } })
}

fn draft(nodes: Vec<Value>, assets: Vec<Value>, edges: Vec<Value>) -> Value {
    json!({ "schema": "ml-pipeline-draft/1", "name": "Measured", "nodes": nodes, "assets": assets, "edges": edges })
}

//! The pipelines that the cases submit, and their data.

use super::Client;
use super::client::put;
use ml_graph::{
    Asset, AssetKind, ColumnSelection, DataFormat, Edge, Node, ParamValue, PipelineDraft, PortRef,
};
use ml_protocol::{DataBinding, DeviceChoice, RunId, Submission};
use std::collections::BTreeMap;

/// Two hundred people; the older and richer ones buy.
pub(super) fn people() -> String {
    let mut text = String::from("age,income,city,buys\n");
    for row in 0..200_u32 {
        // Spread evenly and out of order.
        let age = 18 + (row * 37) % 60;
        let income = 1_000 + (row * 7_919) % 5_000;
        let buys = age * 60 + income > 5_200 + (row * 13) % 400;
        let city = ["Köln", "東京", "Lima"][row as usize % 3];
        text.push_str(&format!("{age},{income},{city},{}\n", if buys { "yes" } else { "no" }));
    }
    text
}

pub(super) fn node(id: &str, component: &str, params: &[(&str, ParamValue)]) -> Node {
    Node {
        id: id.to_owned(),
        component: component.to_owned(),
        params: params.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect(),
        ..Node::default()
    }
}

pub(super) fn edge(from: (&str, &str), to: (&str, &str)) -> Edge {
    Edge { from: PortRef::new(from.0, from.1), to: PortRef::new(to.0, to.1) }
}

pub(super) fn names(names: &[&str]) -> ParamValue {
    ParamValue::Columns(ColumnSelection::names(names.iter().copied()))
}

/// people → split → train, score, evaluate; and a side branch that selects columns.
pub(super) fn draft() -> PipelineDraft {
    let mut draft = PipelineDraft::new("People who buy");
    draft.assets.push(Asset {
        id: "people".to_owned(),
        kind: AssetKind::Dataset,
        name: "people.csv".to_owned(),
        format: Some(DataFormat::Csv),
        location: None,
        source_id: None,
        position: None,
    });
    draft.nodes = vec![
        node("split", "split-data", &[("fraction_of_rows_in_the_first_output_dataset", 0.75.into())]),
        node("learner", "two-class-logistic-regression", &[]),
        node("train", "train-model", &[("label_column", names(&["buys"]))]),
        node("score", "score-model", &[]),
        node("evaluate", "evaluate-model", &[]),
        node("side", "select-columns-in-dataset", &[("select_columns", names(&["age", "city"]))]),
    ];
    draft.edges = vec![
        edge(("people", "output"), ("split", "dataset")),
        edge(("learner", "untrained_model"), ("train", "untrained_model")),
        edge(("split", "results_dataset1"), ("train", "dataset")),
        edge(("train", "trained_model"), ("score", "trained_model")),
        edge(("split", "results_dataset2"), ("score", "dataset")),
        edge(("score", "scored_dataset"), ("evaluate", "scored_dataset")),
        edge(("people", "output"), ("side", "dataset")),
    ];
    draft
}

pub(super) async fn data(client: &dyn Client) -> BTreeMap<String, DataBinding> {
    let blob = put(client, people().as_bytes()).await;
    BTreeMap::from([("people".to_owned(), DataBinding { name: "people.csv".to_owned(), blob })])
}

pub(super) async fn submission(client: &dyn Client, run: &str, draft: PipelineDraft) -> Submission {
    Submission {
        run: RunId(run.to_owned()),
        draft,
        data: data(client).await,
        secrets: BTreeMap::new(),
        until: Vec::new(),
        device: DeviceChoice::Cpu,
        seed: 7,
        allow_scripts: false,
        parameters: BTreeMap::new(),
    }
}

/// A draft with one fault of each kind.
pub(super) fn broken() -> PipelineDraft {
    let mut draft = draft();
    draft.nodes.push(node("custom", "unknown", &[]));
    draft.nodes.push(node("open", "select-columns-in-dataset", &[]));
    draft.nodes.push(node(
        "bad",
        "split-data",
        &[("fraction_of_rows_in_the_first_output_dataset", 7.0.into())],
    ));
    draft.edges.push(edge(("people", "output"), ("bad", "dataset")));
    draft.edges.push(edge(("learner", "untrained_model"), ("custom", "in")));
    draft.edges.push(edge(("nowhere", "out"), ("side", "dataset")));
    draft
}

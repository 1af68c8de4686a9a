//! The predictive experiment of a training experiment, as a graph.

use crate::support::{catalogue, convert_one, fixture};
use ml_convert::{KnownData, Predictive, PredictiveError, predictive};
use ml_graph::{
    AssetKind, Diagnostic, Edge, InterfacePort, Node, PipelineDraft, PortRef, Severity, Structure,
};
use std::collections::BTreeMap;

fn training(name: &str) -> PipelineDraft {
    convert_one(&fixture(&format!("classic/{name}.json"))).drafts.remove(0).draft
}

fn make(draft: &PipelineDraft, node: Option<&str>) -> Result<Predictive, PredictiveError> {
    predictive(draft, catalogue(), node, &KnownData::default())
}

fn node(id: &str, component: &str) -> Node {
    Node { id: id.to_owned(), component: component.to_owned(), ..Node::default() }
}

fn edge(from: (&str, &str), to: (&str, &str)) -> Edge {
    Edge { from: PortRef::new(from.0, from.1), to: PortRef::new(to.0, to.1) }
}

fn dataset(id: &str) -> ml_graph::Asset {
    ml_graph::Asset {
        id: id.to_owned(),
        kind: AssetKind::Dataset,
        name: format!("{id}.csv"),
        format: None,
        location: None,
        source_id: None,
        position: None,
    }
}

/// A learner and a trainer on a dataset, no scorer.
fn trainer_alone() -> PipelineDraft {
    let mut draft = PipelineDraft::new("Alone [Training Exp.]");
    draft.assets.push(dataset("rows"));
    draft.nodes = vec![node("learner", "linear-regression"), node("train", "train-model")];
    draft.edges = vec![
        edge(("learner", "untrained_model"), ("train", "untrained_model")),
        edge(("rows", "output"), ("train", "dataset")),
    ];
    draft
}

/// Wiring faults that matter.
fn faults(draft: &PipelineDraft) -> Vec<Diagnostic> {
    let found = Structure::of(draft).check(catalogue());
    found.into_iter().filter(|found| found.severity == Severity::Error).collect()
}

/// `component <- component:port`, one wire a line.
fn wires(draft: &PipelineDraft) -> String {
    let name = |id: &str| {
        let asset = draft.asset(id).map(|asset| format!("[{}]", asset.name));
        asset.unwrap_or_else(|| draft.node(id).map_or_else(|| id.to_owned(), |node| node.component.clone()))
    };
    let mut text: String = draft
        .edges
        .iter()
        .map(|edge| {
            format!(
                "{}:{} <- {}:{}\n",
                name(&edge.to.node),
                edge.to.port,
                name(&edge.from.node),
                edge.from.port
            )
        })
        .collect();
    for input in &draft.interface.inputs {
        text.push_str(&format!("{}:{} <- {}\n", name(&input.port.node), input.port.port, input.name));
    }
    for output in &draft.interface.outputs {
        text.push_str(&format!("{} <- {}:{}\n", output.name, name(&output.port.node), output.port.port));
    }
    text
}

#[test]
fn fitted_parts_become_saved_ones() {
    let draft = training("house-prices-regression");
    let scorers: Vec<&Node> = draft.nodes.iter().filter(|node| node.component == "score-model").collect();
    let made = make(&draft, Some(&scorers[0].id)).unwrap();
    assert_eq!(faults(&made.draft), []);
    insta::assert_snapshot!(wires(&made.draft));
    let kinds: Vec<AssetKind> = made.saved.iter().map(|saved| saved.kind).collect();
    assert_eq!(
        kinds,
        [AssetKind::Transform, AssetKind::Transform, AssetKind::Transform, AssetKind::TrainedModel]
    );
    for saved in &made.saved {
        assert!(draft.node(&saved.output.node).is_some());
        assert_eq!(made.draft.asset(&saved.asset).unwrap().name, saved.name);
    }
    assert_eq!(made.draft.name, "House prices: regression [Predictive Exp.]");
    assert_eq!(made.endpoint.inputs[0].name, "input1");
    assert!(made.left_out.len() >= 6, "{:?}", made.left_out);
}

#[test]
fn a_trainer_without_a_scorer_gets_one() {
    let made = make(&trainer_alone(), None).unwrap();
    assert_eq!(faults(&made.draft), []);
    insta::assert_snapshot!(wires(&made.draft), @r"
    score-model:dataset <- [rows.csv]:output
    score-model:trained_model <- [Alone [trained model]]:output
    score-model:dataset <- input1
    output1 <- score-model:scored_dataset
    ");
    assert_eq!(made.left_out, ["learner", "train"]);
}

#[test]
fn a_source_that_feeds_several_modules_takes_callers_rows_at_each() {
    let mut draft = trainer_alone();
    draft.nodes.push(node("left", "select-columns-in-dataset"));
    draft.nodes.push(node("right", "remove-duplicate-rows"));
    draft.nodes.push(node("both", "add-columns"));
    draft.edges.retain(|edge| edge.from.node != "rows");
    draft.edges.extend([
        edge(("rows", "output"), ("left", "dataset")),
        edge(("rows", "output"), ("right", "dataset")),
        edge(("left", "results_dataset"), ("both", "left_dataset")),
        edge(("right", "results_dataset"), ("both", "right_dataset")),
        edge(("both", "combined_dataset"), ("train", "dataset")),
    ]);
    let made = make(&draft, Some("train")).unwrap();
    assert_eq!(faults(&made.draft), []);
    let bound: Vec<(&str, &str)> = made
        .draft
        .interface
        .inputs
        .iter()
        .map(|input| (input.name.as_str(), input.port.node.as_str()))
        .collect();
    assert_eq!(bound, [("input1", "left"), ("input1", "right")]);
    assert_eq!(made.endpoint.inputs.len(), 1, "callers send the rows once");
}

#[test]
fn other_data_stays_and_is_named() {
    let mut draft = trainer_alone();
    draft.assets.push(dataset("codes"));
    draft.nodes.push(node("join", "join-data"));
    draft.edges.retain(|edge| edge.from.node != "rows");
    draft.edges.extend([
        edge(("rows", "output"), ("join", "dataset1")),
        edge(("codes", "output"), ("join", "dataset2")),
        edge(("join", "results_dataset"), ("train", "dataset")),
    ]);
    let made = make(&draft, None).unwrap();
    assert_eq!(made.draft.interface.inputs[0].port, PortRef::new("join", "dataset1"));
    let said = made.diagnostics.iter().find(|found| found.code == "predictive/other-data").unwrap();
    assert!(said.message.contains("codes.csv"), "{said:?}");
}

#[test]
fn a_model_on_the_scores_of_another_is_the_one() {
    let mut draft = trainer_alone();
    draft.nodes.extend([
        node("score", "score-model"),
        node("learner 2", "linear-regression"),
        node("train 2", "train-model"),
        node("score 2", "score-model"),
    ]);
    draft.edges.extend([
        edge(("train", "trained_model"), ("score", "trained_model")),
        edge(("rows", "output"), ("score", "dataset")),
        edge(("learner 2", "untrained_model"), ("train 2", "untrained_model")),
        edge(("score", "scored_dataset"), ("train 2", "dataset")),
        edge(("train 2", "trained_model"), ("score 2", "trained_model")),
        edge(("score", "scored_dataset"), ("score 2", "dataset")),
    ]);
    let made = make(&draft, None).unwrap();
    assert_eq!(made.saved.len(), 2);
    assert_eq!(made.draft.interface.outputs[0].port.node, "score 2");
    assert_eq!(made.draft.interface.inputs[0].port, PortRef::new("score", "dataset"));
    let names: Vec<&str> = made.saved.iter().map(|saved| saved.name.as_str()).collect();
    assert_eq!(names, ["Alone [trained model]", "Alone [trained model] 2"]);
}

#[test]
fn ports_that_training_served_keep_their_names() {
    let mut draft = trainer_alone();
    draft.interface.inputs.push(InterfacePort {
        id: "in".to_owned(),
        name: "people".to_owned(),
        port: PortRef::new("train", "dataset"),
        position: None,
    });
    // Bound to the trainer, which is gone: the usual name.
    assert_eq!(make(&draft, None).unwrap().draft.interface.inputs[0].name, "input1");
    draft.nodes.push(node("select", "select-columns-in-dataset"));
    draft.edges.retain(|edge| edge.from.node != "rows");
    draft.edges.push(edge(("select", "results_dataset"), ("train", "dataset")));
    draft.interface.inputs[0].port = PortRef::new("select", "dataset");
    let made = make(&draft, None).unwrap();
    assert_eq!(made.draft.interface.inputs[0].name, "people");
    assert_eq!(faults(&made.draft), [], "an input of the service may stay open");
}

#[test]
fn faults_are_typed() {
    assert_eq!(make(&PipelineDraft::new(""), None), Err(PredictiveError::NoModel));
    let missing = PredictiveError::NoSuchNode { node: "x".to_owned() };
    assert_eq!(make(&PipelineDraft::new(""), Some("x")), Err(missing));
    let mut draft = trainer_alone();
    draft.edges.retain(|edge| edge.from.node != "rows");
    assert_eq!(make(&draft, None), Err(PredictiveError::NoData { title: "Train Model".to_owned() }));
    let mut draft = trainer_alone();
    draft.nodes.push(node("score", "score-model"));
    let no_model = PredictiveError::NoModelConnected { title: "Score Model".to_owned() };
    assert_eq!(make(&draft, Some("score")), Err(no_model));
    draft.edges.push(edge(("train", "trained_model"), ("score", "trained_model")));
    assert_eq!(make(&draft, None), Err(PredictiveError::NoData { title: "Score Model".to_owned() }));
    let made = make(&trainer_alone(), None).unwrap();
    assert!(matches!(make(&made.draft, None), Err(PredictiveError::AlreadyPredictive { .. })));
    // Rows that go in circles come from nowhere; nothing hangs.
    let mut draft = trainer_alone();
    draft.nodes.extend([node("a", "split-data"), node("b", "split-data")]);
    draft.edges.retain(|edge| edge.from.node != "rows");
    draft.edges.extend([
        edge(("a", "results_dataset1"), ("b", "dataset")),
        edge(("b", "results_dataset1"), ("a", "dataset")),
        edge(("b", "results_dataset2"), ("train", "dataset")),
    ]);
    assert!(make(&draft, None).is_ok_and(|made| made.draft.nodes.len() <= 3));
}

#[test]
fn every_module_of_the_catalogue_has_its_part() {
    let names = |test: fn(&ml_graph::ComponentSpec) -> bool| -> Vec<&str> {
        catalogue().components().iter().filter(|spec| test(spec)).map(|spec| spec.id.as_str()).collect()
    };
    insta::assert_snapshot!(names(|spec| spec.fitted_transform().is_some()).join("\n"));
    insta::assert_snapshot!(names(|spec| spec.fitted_model().is_some()).join("\n"));
    let passing = names(|spec| spec.flags.passes_rows_through_when_scoring);
    assert_eq!(passing, ["partition-and-sample", "smote", "split-data"]);
    for kind in [
        ml_graph::PortKind::Transform,
        ml_graph::PortKind::TrainedModel,
        ml_graph::PortKind::TrainedClustering,
    ] {
        assert!(catalogue().applier(kind).is_some_and(|spec| spec.runs()), "{kind:?}");
    }
}

#[test]
fn large_graphs_take_time_in_proportion() {
    let mut draft = trainer_alone();
    draft.edges.retain(|edge| edge.from.node != "rows");
    let mut last = ("rows".to_owned(), "output");
    for number in 0..20_000 {
        let (component, out) = match number % 3 {
            0 => ("split-data", "results_dataset1"),
            1 => ("remove-duplicate-rows", "results_dataset"),
            _ => ("normalize-data", "transformed_dataset"),
        };
        let id = format!("n{number}");
        draft.nodes.push(node(&id, component));
        draft.edges.push(edge((&last.0, last.1), (&id, "dataset")));
        last = (id, out);
    }
    draft.edges.push(edge((&last.0, last.1), ("train", "dataset")));
    let started = std::time::Instant::now();
    let made = make(&draft, None).unwrap();
    assert!(started.elapsed().as_secs() < 10, "{:?}", started.elapsed());
    assert_eq!(made.saved.len(), 6_666 + 1);
    let ids: BTreeMap<&str, ()> = made.draft.nodes.iter().map(|node| (node.id.as_str(), ())).collect();
    assert_eq!(ids.len(), made.draft.nodes.len());
}

//! A small catalogue and pipeline that the tests share.

use ml_graph::{
    Asset, AssetKind, Catalogue, ClassicIdentity, ClassicParam, ComponentSpec, Edge, Flags, Node, ParamKind,
    ParamSpec, ParamValue, PipelineDraft, PortKind, PortRef, PortSpec, Position, Role, Status,
};
use std::collections::BTreeMap;
use std::sync::Arc;
use studio_model::Document;

pub fn component(
    id: &str,
    title: &str,
    role: Role,
    inputs: &[(&str, PortKind)],
    outputs: &[(&str, PortKind)],
) -> ComponentSpec {
    let ports = |list: &[(&str, PortKind)]| {
        list.iter()
            .map(|(id, kind)| PortSpec {
                id: (*id).to_owned(),
                title: id.replace('_', " "),
                classic_name: (*id).to_owned(),
                kind: *kind,
                optional: false,
            })
            .collect()
    };
    ComponentSpec {
        id: id.to_owned(),
        version: 1,
        title: title.to_owned(),
        summary: format!("What {title} does."),
        category: "Machine Learning / Train".to_owned(),
        keywords: Vec::new(),
        help: String::new(),
        inputs: ports(inputs),
        outputs: ports(outputs),
        params: Vec::new(),
        classic: ClassicIdentity::default(),
        role,
        flags: Flags::default(),
        status: Status::Runs,
    }
}

pub fn catalogue() -> Catalogue {
    use PortKind::{Dataset, TrainedModel, UntrainedModel};
    let mut split = component(
        "split-data",
        "Split Data",
        Role::Transform,
        &[("dataset", Dataset)],
        &[("first", Dataset), ("second", Dataset)],
    );
    split.params.push(ParamSpec {
        id: "fraction".to_owned(),
        title: "Fraction".to_owned(),
        help: String::new(),
        kind: ParamKind::Float { min: Some(0.0), max: Some(1.0) },
        default: Some(ParamValue::Float(0.5)),
        required: true,
        when: None,
        classic: ClassicParam::default(),
    });
    split.category = "Data Transformation / Sample and Split".to_owned();
    let mut forest = component(
        "decision-forest",
        "Two-Class Decision Forest",
        Role::Learner,
        &[],
        &[("model", UntrainedModel)],
    );
    forest.status = Status::DoesNotRun { reason: "forests are not built yet.".to_owned() };
    forest.classic.names = vec!["Random Forest Classification".to_owned()];
    Catalogue::new(vec![
        split,
        forest,
        component(
            "boosted-tree",
            "Two-Class Boosted Decision Tree",
            Role::Learner,
            &[],
            &[("model", UntrainedModel)],
        ),
        component(
            "train-model",
            "Train Model",
            Role::Trainer,
            &[("untrained_model", UntrainedModel), ("dataset", Dataset)],
            &[("trained_model", TrainedModel)],
        ),
        component(
            "score-model",
            "Score Model",
            Role::Scorer,
            &[("trained_model", TrainedModel), ("dataset", Dataset)],
            &[("scored", Dataset)],
        ),
    ])
}

pub fn node(id: &str, component: &str, x: f64, y: f64) -> Node {
    Node {
        id: id.to_owned(),
        component: component.to_owned(),
        position: Some(Position { x, y, width: 220.0, height: 52.0 }),
        ..Node::default()
    }
}

pub fn edge(from: (&str, &str), to: (&str, &str)) -> Edge {
    Edge { from: PortRef::new(from.0, from.1), to: PortRef::new(to.0, to.1) }
}

pub fn draft() -> PipelineDraft {
    let mut draft = PipelineDraft::new("Sample");
    draft.assets.push(Asset {
        id: "data".to_owned(),
        kind: AssetKind::Dataset,
        name: "income.csv".to_owned(),
        format: None,
        location: None,
        source_id: None,
        position: Some(Position { x: 300.0, y: 0.0, width: 220.0, height: 52.0 }),
    });
    draft.nodes = vec![
        node("split", "split-data", 300.0, 100.0),
        node("tree", "boosted-tree", 0.0, 100.0),
        node("train", "train-model", 150.0, 200.0),
        node("score", "score-model", 300.0, 300.0),
    ];
    draft.edges = vec![
        edge(("data", "output"), ("split", "dataset")),
        edge(("tree", "model"), ("train", "untrained_model")),
        edge(("split", "first"), ("train", "dataset")),
        edge(("train", "trained_model"), ("score", "trained_model")),
        edge(("split", "second"), ("score", "dataset")),
    ];
    draft
}

pub fn document() -> Document {
    Document::open(draft(), BTreeMap::new(), Arc::new(catalogue()))
}

//! Commands, undo, refusals, clipboard.

use crate::sample::{catalogue, document, draft};
use ml_graph::{AssetKind, ParamValue, PortKind, PortRef};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use studio_model::{Clip, Command, DataFile, Document, EditError, Point, Refusal, Selection, Wire, WireEnd};

fn set(ids: &[&str]) -> BTreeSet<String> {
    ids.iter().map(|id| (*id).to_owned()).collect()
}

fn file(name: &str) -> DataFile {
    DataFile { name: name.to_owned(), size: 3, blob: "00".repeat(32) }
}

#[test]
fn deleting_a_module_takes_its_wires_and_undo_brings_them_back_in_place() {
    let mut document = document();
    let before = document.draft().clone();
    document.apply(Command::Delete { items: set(&["split"]), wires: BTreeSet::new() }).unwrap();
    assert_eq!(document.draft().nodes.len(), 3);
    assert_eq!(document.draft().edges.len(), 2, "only the wires that touch nothing deleted stay");
    assert!(document.undo());
    assert_eq!(*document.draft(), before);
    assert!(document.redo());
    assert_eq!(document.draft().nodes.len(), 3);
}

#[test]
fn typing_into_a_field_is_one_step_until_it_is_left() {
    let mut document = document();
    for value in [0.6, 0.65, 0.7] {
        let value = Some(ParamValue::Float(value));
        document.apply(Command::SetParam { node: "split".into(), param: "fraction".into(), value }).unwrap();
    }
    document.seal();
    let value = Some(ParamValue::Float(0.8));
    document.apply(Command::SetParam { node: "split".into(), param: "fraction".into(), value }).unwrap();
    let now = |document: &Document| document.draft().node("split").unwrap().params.get("fraction").cloned();
    assert_eq!(now(&document), Some(ParamValue::Float(0.8)));
    document.undo();
    assert_eq!(now(&document), Some(ParamValue::Float(0.7)));
    document.undo();
    assert_eq!(now(&document), None);
    assert!(!document.undo());
}

#[test]
fn a_wire_replaces_the_one_in_the_input() {
    let mut document = document();
    let (from, to) = (PortRef::new("split", "first"), PortRef::new("score", "dataset"));
    document.apply(Command::Connect { from: from.clone(), to: to.clone() }).unwrap();
    let into: Vec<_> = document.draft().edges.iter().filter(|edge| edge.to == to).collect();
    assert_eq!(into.len(), 1);
    assert_eq!(into[0].from, from);
    document.undo();
    assert_eq!(*document.draft(), draft());
}

#[test]
fn impossible_wires_are_refused_with_the_reason() {
    let mut document = document();
    let refusal = |document: &mut Document, from: (&str, &str), to: (&str, &str)| {
        let command = Command::Connect { from: PortRef::new(from.0, from.1), to: PortRef::new(to.0, to.1) };
        match document.apply(command) {
            Err(EditError::Wire(refusal)) => refusal,
            other => panic!("expected a refusal, got {other:?}"),
        }
    };
    let kinds = refusal(&mut document, ("tree", "model"), ("score", "dataset"));
    assert!(matches!(kinds, Refusal::Kind { given: PortKind::UntrainedModel, taken: PortKind::Dataset, .. }));
    assert_eq!(
        kinds.to_string(),
        "This output gives an untrained model, but the input “dataset” takes a dataset."
    );
    assert_eq!(refusal(&mut document, ("split", "first"), ("split", "dataset")), Refusal::SameModule);
    assert!(matches!(
        refusal(&mut document, ("score", "scored"), ("split", "dataset")),
        Refusal::Circle { .. }
    ));
    assert_eq!(refusal(&mut document, ("split", "first"), ("train", "dataset")), Refusal::Exists);
    assert_eq!(refusal(&mut document, ("split", "third"), ("train", "dataset")), Refusal::NoPort);
    assert_eq!(*document.draft(), draft(), "a refused wire changes nothing");
}

#[test]
fn every_target_says_yes_or_why_not_exactly_as_the_command_would() {
    let document = document();
    let from = PortRef::new("split", "second");
    let targets = studio_model::wire_targets(document.draft(), document.catalogue(), &from);
    assert_eq!(targets.len(), 4, "all inputs of the other modules");
    for (to, verdict) in targets {
        let mut copy = document.clone();
        let done = copy.apply(Command::Connect { from: from.clone(), to: to.clone() });
        assert_eq!(done.is_ok(), verdict.is_ok(), "{to:?}");
    }
}

#[test]
fn a_module_added_from_a_port_is_wired_to_it() {
    let mut document = document();
    let wire = Some(WireEnd::Output(PortRef::new("train", "trained_model")));
    let command = Command::AddModule { component: "score-model".into(), at: Point::new(0.0, 400.0), wire };
    let outcome = document.apply(command).unwrap();
    assert_eq!(outcome.created, ["score-model"]);
    let edge = document.draft().edges.last().unwrap();
    assert_eq!(
        (edge.from.node.as_str(), edge.to.node.as_str(), edge.to.port.as_str()),
        ("train", "score-model", "trained_model")
    );
    assert_eq!(document.selection().only_item(), Some("score-model"));
    let unknown = Command::AddModule { component: "no-such".into(), at: Point::default(), wire: None };
    assert_eq!(document.apply(unknown), Err(EditError::NoComponent("no-such".into())));
}

#[test]
fn a_clip_keeps_inner_wires_and_travels_as_text() {
    let mut document = document();
    document.apply(Command::AttachData { asset: "data".into(), file: Some(file("income.csv")) }).unwrap();
    let items = set(&["data", "split", "train"]);
    let clip = Clip::of(document.draft(), document.data(), &items);
    let clip = Clip::from_text(&clip.to_text()).expect("its own text");
    assert!(Clip::from_text("{\"schema\":\"something-else\"}").is_none());
    let outcome = document.apply(Command::Paste { clip, at: None }).unwrap();
    assert_eq!(outcome.created.len(), 3);
    let pasted: BTreeSet<&str> = outcome.created.iter().map(String::as_str).collect();
    let inner: Vec<_> = document
        .draft()
        .edges
        .iter()
        .filter(|edge| pasted.contains(edge.from.node.as_str()) && pasted.contains(edge.to.node.as_str()))
        .collect();
    assert_eq!(inner.len(), 2, "data → split and split → train");
    assert_eq!(document.draft().edges.len(), 7, "no wire from outside");
    let copy = pasted.iter().find(|id| id.starts_with("data")).unwrap();
    assert_eq!(document.data().get(*copy), Some(&file("income.csv")));
}

#[test]
fn a_duplicate_keeps_the_wires_that_feed_it() {
    let mut document = document();
    let outcome = document.apply(Command::Duplicate { items: set(&["train"]) }).unwrap();
    let copy = &outcome.created[0];
    let fed: Vec<_> = document.draft().edges.iter().filter(|edge| edge.to.node == *copy).collect();
    assert_eq!(fed.len(), 2);
    assert!(document.draft().edges.iter().all(|edge| edge.from.node != *copy));
}

#[test]
fn empty_names_are_refused_where_a_name_is_needed() {
    let mut document = document();
    let command = Command::Rename { item: "data".into(), title: "  ".into() };
    assert_eq!(document.apply(command), Err(EditError::EmptyName));
    document.apply(Command::Rename { item: "split".into(), title: "Seventy".into() }).unwrap();
    assert_eq!(document.items()[1].title, "Seventy");
    document.apply(Command::Rename { item: "split".into(), title: String::new() }).unwrap();
    assert_eq!(document.items()[1].title, "Split Data");
}

#[test]
fn selection_follows_what_exists() {
    let mut document = document();
    document.select(Selection::of_items(["split", "gone"]));
    assert_eq!(document.selection().items, set(&["split"]));
    document.apply(Command::Delete { items: set(&["split"]), wires: BTreeSet::new() }).unwrap();
    assert!(document.selection().is_empty());
    document.undo();
    assert_eq!(document.selection().items, set(&["split"]), "undo selects what it brought back");
}

/// Any command, on ids that mostly exist.
fn command() -> impl Strategy<Value = Command> {
    let item = prop::sample::select(vec!["data", "split", "tree", "train", "score", "train-2", "gone"]);
    let items = prop::collection::btree_set(item.clone().prop_map(str::to_owned), 0..3);
    let point = (-500.0..500.0_f64, -500.0..500.0_f64).prop_map(|(x, y)| Point::new(x, y));
    let output = prop::sample::select(vec![
        PortRef::new("data", "output"),
        PortRef::new("split", "first"),
        PortRef::new("tree", "model"),
        PortRef::new("train", "trained_model"),
    ]);
    let input = prop::sample::select(vec![
        PortRef::new("split", "dataset"),
        PortRef::new("train", "dataset"),
        PortRef::new("train", "untrained_model"),
        PortRef::new("score", "trained_model"),
        PortRef::new("score", "dataset"),
    ]);
    let wire = (output.clone(), input.clone()).prop_map(|(from, to)| Wire { from, to, service: false });
    let module = prop::sample::select(vec!["split-data", "train-model", "score-model"]);
    prop_oneof![
        (module, point.clone(), prop::option::of(output.clone().prop_map(WireEnd::Output)))
            .prop_map(|(component, at, wire)| Command::AddModule { component: component.into(), at, wire }),
        (items.clone(), prop::collection::btree_set(wire, 0..2))
            .prop_map(|(items, wires)| Command::Delete { items, wires }),
        (item.clone(), point.clone()).prop_map(|(id, to)| Command::Move { items: vec![(id.into(), to)] }),
        (output, input).prop_map(|(from, to)| Command::Connect { from, to }),
        (item.clone(), "[a-z]{0,3}").prop_map(|(item, title)| Command::Rename { item: item.into(), title }),
        (item.clone(), "[a-z]{0,3}").prop_map(|(node, text)| Command::Comment { node: node.into(), text }),
        (item.clone(), prop::option::of(0.0..1.0_f64)).prop_map(|(node, value)| Command::SetParam {
            node: node.into(),
            param: "fraction".into(),
            value: value.map(ParamValue::Float),
        }),
        "[a-z]{0,4}".prop_map(Command::SetName),
        items.clone().prop_map(|items| Command::Duplicate { items }),
        items.prop_map(|items| Command::AutoLayout { items }),
        (item, any::<bool>()).prop_map(|(asset, attach)| Command::AttachData {
            asset: asset.into(),
            file: attach.then(|| file("a.csv")),
        }),
        point.prop_map(|at| Command::AddAsset {
            kind: AssetKind::Dataset,
            name: "New data".into(),
            format: None,
            file: Some(file("b.csv")),
            at
        }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    /// Doing anything and undoing all of it is doing nothing; redoing all of it is doing it once.
    #[test]
    fn undo_is_the_inverse_of_everything(commands in prop::collection::vec(command(), 1..24)) {
        let mut document = document();
        let (draft, data) = (document.draft().clone(), document.data().clone());
        for command in commands {
            let before = document.draft().clone();
            if document.apply(command).is_err() {
                prop_assert_eq!(document.draft(), &before, "a refused command changed something");
            }
        }
        let (after, after_data) = (document.draft().clone(), document.data().clone());
        while document.undo() {}
        prop_assert_eq!(document.draft(), &draft);
        prop_assert_eq!(document.data(), &data);
        while document.redo() {}
        prop_assert_eq!(document.draft(), &after);
        prop_assert_eq!(document.data(), &after_data);
    }

    /// Whatever is done, ids stay unique and wires have both ends.
    #[test]
    fn edits_keep_the_draft_whole(commands in prop::collection::vec(command(), 1..24)) {
        let mut document = Document::open(draft(), BTreeMap::new(), Arc::new(catalogue()));
        for command in commands {
            let _ = document.apply(command);
        }
        let found = ml_graph::Structure::of(document.draft()).check(document.catalogue());
        let broken = ["draft/duplicate-id", "draft/loose-wire", "draft/two-wires", "draft/cycle", "draft/kind-mismatch"];
        let broken: Vec<_> = found.into_iter().filter(|one| broken.contains(&one.code.as_str())).collect();
        prop_assert!(broken.is_empty(), "{broken:?}");
        let ids: BTreeSet<String> = document.items().into_iter().map(|item| item.id).collect();
        prop_assert!(document.data().keys().all(|asset| ids.contains(asset)));
    }
}

//! Two drafts compared: by what they do, whatever their ids.

use ml_graph::*;
use proptest::prelude::*;
use std::collections::BTreeMap;

fn catalogue() -> Catalogue {
    let port = |id: &str| PortSpec {
        id: id.into(),
        title: id.into(),
        classic_name: id.into(),
        kind: PortKind::Dataset,
        optional: true,
    };
    let spec = |id: &str| ComponentSpec {
        id: id.into(),
        version: 1,
        title: id.to_uppercase(),
        summary: String::new(),
        category: String::new(),
        keywords: Vec::new(),
        help: String::new(),
        inputs: vec![port("in"), port("in2")],
        outputs: vec![port("out")],
        params: vec![ParamSpec {
            id: "rate".into(),
            title: "Rate".into(),
            help: String::new(),
            kind: ParamKind::Float { min: None, max: None },
            default: Some(ParamValue::Float(0.5)),
            required: false,
            when: None,
            classic: ClassicParam::default(),
        }],
        classic: ClassicIdentity::default(),
        role: Role::Transform,
        flags: Flags::default(),
        status: Status::Runs,
    };
    Catalogue::new(vec![spec("clean"), spec("split"), spec("train")])
}

fn node(id: &str, component: &str) -> Node {
    Node { id: id.into(), component: component.into(), ..Node::default() }
}

fn edge(from: &str, to: &str) -> Edge {
    let (to, port) = to.split_once(':').unwrap_or((to, "in"));
    Edge {
        from: PortRef::new(from, if from.starts_with('d') { "output" } else { "out" }),
        to: PortRef::new(to, port),
    }
}

fn asset(id: &str, name: &str) -> Asset {
    Asset {
        id: id.into(),
        kind: AssetKind::Dataset,
        name: name.into(),
        format: None,
        location: None,
        source_id: None,
        position: None,
    }
}

fn chain() -> PipelineDraft {
    let mut draft = PipelineDraft::new("Chain");
    draft.assets = vec![asset("d1", "people.csv")];
    draft.nodes = vec![node("a", "clean"), node("b", "split"), node("c", "train"), node("e", "train")];
    draft.edges = vec![edge("d1", "a"), edge("a", "b"), edge("b", "c"), edge("b", "e:in2")];
    draft
}

#[test]
fn a_draft_is_no_different_from_itself() {
    assert_eq!(difference(&chain(), &chain(), &catalogue()), Difference::default());
    let empty = PipelineDraft::new("");
    assert!(difference(&empty, &empty, &catalogue()).is_empty());
}

#[test]
fn a_parameter_that_is_not_set_has_its_default() {
    let (first, mut second) = (chain(), chain());
    second.nodes[0].params.insert("rate".into(), ParamValue::Float(0.5));
    assert!(difference(&first, &second, &catalogue()).is_empty());
    second.nodes[0].params.insert("rate".into(), ParamValue::Integer(1));
    let found = difference(&first, &second, &catalogue());
    assert_eq!(found.len(), 1);
    let change = &found.nodes.changed[0].params["rate"];
    assert_eq!((&change.from, &change.to), (&Some(ParamValue::Float(0.5)), &Some(ParamValue::Integer(1))));
    let mut third = second.clone();
    third.nodes[0].params.insert("rate".into(), ParamValue::Float(1.0));
    assert!(difference(&second, &third, &catalogue()).is_empty(), "a whole number may be written either way");
}

#[test]
fn look_alikes_are_told_apart_by_their_wires_and_parameters() {
    // Two chains of the same modules; the second draft has other ids, in another order, and one more module.
    let mut first = PipelineDraft::new("Twins");
    first.assets = vec![asset("d1", "north.csv"), asset("d2", "south.csv")];
    first.nodes = vec![node("a1", "clean"), node("b1", "train"), node("a2", "clean"), node("b2", "train")];
    first.edges = vec![edge("d1", "a1"), edge("a1", "b1"), edge("d2", "a2"), edge("a2", "b2")];
    let mut second = PipelineDraft::new("Twins");
    second.assets = vec![asset("d9", "south.csv"), asset("d8", "north.csv")];
    second.nodes = vec![
        node("w", "train"),
        node("x", "clean"),
        node("y", "clean"),
        node("z", "train"),
        node("new", "split"),
    ];
    second.edges = vec![edge("d9", "x"), edge("x", "w"), edge("d8", "y"), edge("y", "z"), edge("z", "new")];
    second.nodes[0].params.insert("rate".into(), ParamValue::Float(0.9));
    let found = difference(&first, &second, &catalogue());
    assert_eq!(found.nodes.added, [node("new", "split")]);
    assert_eq!(found.edges.added, [edge("b1", "new")]);
    assert_eq!(found.nodes.changed.len(), 1);
    assert_eq!((found.nodes.changed[0].id.as_str(), found.nodes.changed[0].other_id.as_str()), ("b2", "w"));
    assert_eq!(found.len(), 3, "{found:?}");
}

#[test]
fn chains_of_one_module_line_up() {
    let chain = |prefix: &str, length: usize| {
        let mut draft = PipelineDraft::new("Long");
        draft.nodes = (0..length).map(|place| node(&format!("{prefix}{place}"), "clean")).collect();
        draft.edges = (1..length)
            .map(|place| edge(&format!("{prefix}{}", place - 1), &format!("{prefix}{place}")))
            .collect();
        draft
    };
    let mut other = chain("y", 3000);
    other.nodes.reverse();
    let found = difference(&chain("x", 3000), &other, &catalogue());
    assert!(found.is_empty(), "{}", found.len());
    // Two of them, from one source.
    let twins = |prefix: &str| {
        let mut draft = chain(prefix, 40);
        draft.edges.remove(19);
        draft
    };
    let mut other = twins("y");
    other.nodes.rotate_left(17);
    assert!(difference(&twins("x"), &other, &catalogue()).is_empty());
}

#[test]
fn every_kind_of_difference_is_told() {
    let first = {
        let mut draft = chain();
        draft.parameters.push(PipelineParameter {
            name: "Rate".into(),
            value: Some(ParamValue::Float(0.5)),
            targets: vec![ParameterTarget { node: "a".into(), param: "rate".into() }],
            definition: None,
        });
        draft.interface.outputs.push(InterfacePort {
            id: "o".into(),
            name: "output1".into(),
            port: PortRef::new("c", "out"),
            position: None,
        });
        draft
    };
    let mut second = first.clone();
    second.name = "Other".into();
    second.tags.push("new".into());
    second.nodes[1].component = "clean".into();
    second.nodes[2].comment = "look".into();
    second.nodes[3].position = Some(Position { x: 1.0, ..Position::default() });
    second.assets[0].format = Some(DataFormat::Csv);
    second.edges.pop();
    second.parameters[0].value = Some(ParamValue::Float(0.7));
    second.interface.outputs[0].name = "scores".into();
    let found = difference(&first, &second, &catalogue());
    assert!(found.name.is_some() && found.tags.is_some() && found.description.is_none());
    assert_eq!(found.nodes.changed.len(), 2);
    assert!(found.nodes.changed[0].component.is_some());
    assert_eq!(found.assets.changed.len(), 1);
    assert_eq!((found.edges.removed.len(), found.edges.added.len()), (1, 0));
    assert_eq!(found.parameters.changed.len(), 1);
    assert_eq!((found.outputs.removed.len(), found.outputs.added.len()), (1, 1));
    assert_eq!(found.moved.len(), 1);
    assert_eq!(found.len(), 9, "positions do not count");
}

/// The first draft changed as a difference says.
fn apply(draft: &PipelineDraft, found: &Difference) -> PipelineDraft {
    fn swap<T: PartialEq + Clone, C>(items: &mut Vec<T>, changes: &Changes<T, C>) {
        for gone in &changes.removed {
            let place = items.iter().position(|item| item == gone).expect("what is removed was there");
            items.remove(place);
        }
        items.extend(changes.added.iter().cloned());
    }
    let mut draft = draft.clone();
    if let Some(name) = &found.name {
        draft.name.clone_from(&name.to);
    }
    swap(&mut draft.nodes, &found.nodes);
    swap(&mut draft.assets, &found.assets);
    swap(&mut draft.edges, &found.edges);
    swap(&mut draft.parameters, &found.parameters);
    swap(&mut draft.interface.inputs, &found.inputs);
    swap(&mut draft.interface.outputs, &found.outputs);
    for change in &found.nodes.changed {
        let node =
            draft.nodes.iter_mut().find(|node| node.id == change.id).expect("what is changed is there");
        for (text, change) in [
            (&mut node.component, &change.component),
            (&mut node.title, &change.title),
            (&mut node.comment, &change.comment),
        ] {
            if let Some(change) = change {
                text.clone_from(&change.to);
            }
        }
        for (name, change) in &change.params {
            match &change.to {
                Some(value) => node.params.insert(name.clone(), value.clone()),
                None => node.params.remove(name),
            };
        }
    }
    for change in &found.assets.changed {
        let asset =
            draft.assets.iter_mut().find(|asset| asset.id == change.id).expect("what is changed is there");
        *asset = change.asset.to.clone();
    }
    for change in &found.parameters.changed {
        let parameter = draft
            .parameters
            .iter_mut()
            .find(|parameter| parameter.name == change.name)
            .expect("what is changed is there");
        if let Some(value) = &change.value {
            parameter.value.clone_from(&value.to);
        }
        if let Some(targets) = &change.targets {
            parameter.targets.clone_from(&targets.to);
        }
    }
    draft
}

fn a_draft(prefix: &'static str) -> impl Strategy<Value = PipelineDraft> {
    let nodes = proptest::collection::vec((0usize..3, 0usize..3, proptest::option::of(0u8..3)), 0..7);
    let edges = proptest::collection::vec((0usize..9, 0usize..7, any::<bool>()), 0..9);
    let shared = any::<bool>();
    (nodes, 0usize..3, edges, shared, "[a-c]?").prop_map(move |(nodes, assets, edges, shared, name)| {
        let prefix = if shared { "n" } else { prefix };
        let mut draft = PipelineDraft::new(name);
        for (place, (component, title, rate)) in nodes.into_iter().enumerate() {
            let mut node = node(&format!("{prefix}{place}"), ["clean", "split", "train"][component]);
            node.title = ["", "One", "Two"][title].into();
            node.params = rate
                .map(|rate| ("rate".to_owned(), ParamValue::Float(f64::from(rate) / 4.0)))
                .into_iter()
                .collect::<BTreeMap<_, _>>();
            draft.nodes.push(node);
        }
        draft.assets = (0..assets)
            .map(|place| asset(&format!("d{prefix}{place}"), ["x.csv", "y.csv", "x.csv"][place]))
            .collect();
        for (from, to, second) in edges {
            let port = if second { "in2" } else { "in" };
            let Some(to) = draft.nodes.get(to) else { continue };
            let from = match (draft.nodes.get(from), draft.assets.get(from.saturating_sub(6))) {
                (Some(node), _) => PortRef::new(&node.id, "out"),
                (None, Some(asset)) => PortRef::new(&asset.id, Asset::OUTPUT),
                (None, None) => PortRef::new("nowhere", "out"),
            };
            draft.edges.push(Edge { from, to: PortRef::new(&to.id, port) });
        }
        if let Some(node) = draft.nodes.first() {
            let target = ParameterTarget { node: node.id.clone(), param: "rate".into() };
            draft.parameters.push(PipelineParameter {
                name: "Rate".into(),
                value: None,
                targets: vec![target],
                definition: None,
            });
            let port = PortRef::new(&node.id, "out");
            draft.interface.outputs.push(InterfacePort {
                id: "o".into(),
                name: "output1".into(),
                port,
                position: None,
            });
        }
        draft
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_differs_from_itself(draft in a_draft("a")) {
        prop_assert_eq!(difference(&draft, &draft, &catalogue()), Difference::default());
    }

    #[test]
    fn a_difference_turns_the_first_into_the_second(first in a_draft("a"), second in a_draft("b")) {
        let found = difference(&first, &second, &catalogue());
        let applied = apply(&first, &found);
        prop_assert_eq!(difference(&applied, &second, &catalogue()), Difference::default());
        // And the other way round there is as much.
        let back = difference(&second, &first, &catalogue());
        prop_assert_eq!(back.is_empty(), found.is_empty());
    }
}

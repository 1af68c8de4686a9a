//! A draft survives a round trip through JSON, and its structure finds order and faults.

use ml_graph::*;
use proptest::prelude::*;

fn draft(edges: &[(usize, usize)], nodes: usize) -> PipelineDraft {
    let mut draft = PipelineDraft::new("test");
    draft.nodes = (0..nodes)
        .map(|index| Node { id: format!("n{index}"), component: UNKNOWN_COMPONENT.into(), ..Node::default() })
        .collect();
    draft.edges = edges
        .iter()
        .map(|(from, to)| Edge {
            from: PortRef::new(format!("n{from}"), "out"),
            to: PortRef::new(format!("n{to}"), format!("in{from}")),
        })
        .collect();
    draft
}

#[test]
fn every_parameter_value_survives_json() {
    let values = [
        ParamValue::Null,
        ParamValue::Bool(true),
        ParamValue::Integer(-3),
        ParamValue::Float(0.1),
        ParamValue::Text("größe; {\"columns\": 1}".into()),
        ParamValue::Columns(ColumnSelection::names(["a", "b c"])),
        ParamValue::Columns(ColumnSelection::all()),
        ParamValue::Columns(ColumnSelection {
            rules: vec![
                ColumnRule { exclude: false, select: ColumnSelect::Indexes(vec!["2-5".into()]) },
                ColumnRule {
                    exclude: true,
                    select: ColumnSelect::Types { types: vec!["String".into()], kinds: vec![] },
                },
            ],
            keep_order_and_duplicates: true,
        }),
        ParamValue::Range(SweepRange::Literal("1; 2".into())),
        ParamValue::Range(SweepRange::Builder(RangeBuilder {
            min: 0.1,
            max: 1.0,
            count: 3,
            logarithmic: true,
            literal: None,
        })),
        ParamValue::Secret(SecretRef("secret://node/key".into())),
    ];
    for value in values {
        let text = serde_json::to_string(&value).unwrap();
        assert_eq!(serde_json::from_str::<ParamValue>(&text).unwrap(), value, "{text}");
    }
}

#[test]
fn an_object_that_is_no_parameter_value_is_refused_with_a_sentence() {
    let error = serde_json::from_str::<ParamValue>("{\"colums\": 1}").unwrap_err().to_string();
    assert!(error.contains("one key `columns`, `range` or `secret`"), "{error}");
}

#[test]
fn a_cycle_is_named() {
    let cyclic = draft(&[(0, 1), (1, 2), (2, 1)], 4);
    let error = Structure::of(&cyclic).order().unwrap_err();
    assert_eq!(error.cycle, ["n1", "n2"]);
    let found = Structure::of(&cyclic).check(&Catalogue::default());
    assert!(found.iter().any(|diagnostic| diagnostic.code == "draft/cycle"));
    // Of a large one, the sentence names a few.
    let edges: Vec<(usize, usize)> = (0..100).map(|node| (node, (node + 1) % 100)).collect();
    let error = Structure::of(&draft(&edges, 100)).order().unwrap_err();
    assert_eq!(error.cycle.len(), 100);
    assert!(error.to_string().ends_with(" and 92 more"), "{error}");
}

#[test]
fn loose_wires_and_duplicate_ids_are_found() {
    let mut loose = draft(&[(0, 7)], 2);
    loose.nodes.push(loose.nodes[0].clone());
    let codes: Vec<String> =
        Structure::of(&loose).check(&Catalogue::default()).into_iter().map(|d| d.code).collect();
    assert_eq!(codes, ["draft/duplicate-id", "draft/loose-wire"]);
}

fn json() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::Bool),
        any::<i64>().prop_map(Json::Integer),
        (i64::MAX as u64 + 1..=u64::MAX).prop_map(Json::Unsigned),
        any::<String>().prop_map(Json::String),
    ];
    leaf.prop_recursive(4, 32, 6, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..6).prop_map(Json::Array),
            proptest::collection::vec((any::<String>(), inner), 0..6).prop_map(Json::Object),
        ]
    })
}

proptest! {
    #[test]
    fn json_keeps_order_and_duplicate_keys(value in json()) {
        let text = serde_json::to_string(&value).unwrap();
        prop_assert_eq!(serde_json::from_str::<Json>(&text).unwrap(), value);
    }

    #[test]
    fn order_puts_every_node_after_what_feeds_it(edges in proptest::collection::vec((0usize..20, 0usize..20), 0..60)) {
        let forward: Vec<(usize, usize)> = edges.into_iter().filter(|(from, to)| from < to).collect();
        let draft = draft(&forward, 20);
        let structure = Structure::of(&draft);
        let order = structure.order().unwrap();
        prop_assert_eq!(order.len(), 20);
        for edge in &draft.edges {
            let place = |id: &str| order.iter().position(|other| *other == id).unwrap();
            prop_assert!(place(&edge.from.node) < place(&edge.to.node));
        }
    }
}

#[test]
fn a_catalogue_in_any_order_finds_its_components() {
    let spec = |id: &str| {
        serde_json::json!({
        "id": id, "version": 1, "title": id, "summary": "", "category": "Test",
        "classic": {}, "role": "transform", "status": { "state": "runs" },
        })
    };
    let text = serde_json::json!([spec("c"), spec("a"), spec("b")]).to_string();
    let catalogue: Catalogue = serde_json::from_str(&text).unwrap();
    for id in ["a", "b", "c"] {
        assert_eq!(catalogue.get(id).map(|spec| spec.id.as_str()), Some(id));
    }
    let again: Catalogue = serde_json::from_str(&serde_json::to_string(&catalogue).unwrap()).unwrap();
    assert_eq!(again, catalogue);
}

#[test]
fn counts_read_as_people_write_them() {
    assert_eq!(counted(0, "row"), "0 rows");
    assert_eq!(counted(1, "column"), "1 column");
    assert_eq!(counted(999, "row"), "999 rows");
    assert_eq!(counted(1_234_567, "row"), "1,234,567 rows");
}

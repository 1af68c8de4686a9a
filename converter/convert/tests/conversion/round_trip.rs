//! Draft → classic → draft is the identity on what classic can express.

use crate::support::{catalogue, convert_one, convert_text, json_files, real_exports, root};
use ml_convert::{SourceFile, to_classic};
use ml_graph::*;
use proptest::prelude::*;

fn again(draft: &PipelineDraft) -> PipelineDraft {
    let text = serde_json::to_string(&to_classic(draft, catalogue())).unwrap();
    let mut result = convert_text("again.json", text);
    assert_eq!(result.drafts.len(), 1, "{:?}", result.diagnostics);
    result.drafts.remove(0).draft
}

/// The format a draft was read from is not part of what classic expresses.
fn without_format(mut draft: PipelineDraft) -> PipelineDraft {
    if let Some(source) = &mut draft.source {
        source.format = String::new();
    }
    draft
}

fn same(before: &PipelineDraft, after: &PipelineDraft, name: &str) {
    let text = |draft: &PipelineDraft| serde_json::to_string_pretty(&without_format(draft.clone())).unwrap();
    let (before, after) = (text(before), text(after));
    if before != after {
        let line = before.lines().zip(after.lines()).position(|(a, b)| a != b).unwrap_or(0);
        let around =
            |text: &str| text.lines().skip(line.saturating_sub(6)).take(14).collect::<Vec<_>>().join("\n");
        panic!("{name} differs\nbefore:\n{}\nafter:\n{}", around(&before), around(&after));
    }
}

#[test]
fn of_every_file_we_have() {
    let mut files: Vec<SourceFile> = real_exports();
    for folder in ["fixtures/classic", "fixtures/tricky"] {
        files.extend(json_files(&root().join(folder)));
    }
    let mut drafts = 0;
    for file in files {
        for converted in convert_one(&file).drafts {
            same(&converted.draft, &again(&converted.draft), &file.name);
            drafts += 1;
        }
    }
    assert!(drafts >= 10, "{drafts}");
}

/// A value that the parameter can have.
fn value(kind: &ParamKind) -> BoxedStrategy<ParamValue> {
    let text = "[a-zA-Zäß日 ,;:'\"<>&%{}=#_-]{0,12}";
    match kind {
        ParamKind::Bool => any::<bool>().prop_map(ParamValue::Bool).boxed(),
        ParamKind::Integer { .. } => (-1000i64..1000).prop_map(ParamValue::Integer).boxed(),
        ParamKind::Seed => {
            prop_oneof![Just(ParamValue::Null), (0i64..1 << 32).prop_map(ParamValue::Integer)].boxed()
        }
        ParamKind::Float { .. } => {
            prop_oneof![(-1e9..1e9f64), (1e-12..1e-6f64)].prop_map(ParamValue::Float).boxed()
        }
        ParamKind::Text { .. } | ParamKind::Script { .. } => text.prop_map(ParamValue::Text).boxed(),
        ParamKind::Choice { options } => {
            let ids: Vec<String> = options.iter().map(|option| option.id.clone()).collect();
            proptest::sample::select(ids).prop_map(ParamValue::Text).boxed()
        }
        ParamKind::Columns { .. } => {
            let rule = (any::<bool>(), proptest::collection::vec(text, 0..3), 0..4).prop_map(
                |(exclude, names, which)| ColumnRule {
                    exclude,
                    select: match which {
                        0 => ColumnSelect::All {},
                        1 => ColumnSelect::Names(names),
                        2 => ColumnSelect::Indexes(vec!["1".into(), "3-5".into()]),
                        _ => ColumnSelect::Types { types: vec!["Numeric".into()], kinds: names },
                    },
                },
            );
            (proptest::collection::vec(rule, 1..4), any::<bool>())
                .prop_map(|(rules, keep_order_and_duplicates)| {
                    ParamValue::Columns(ColumnSelection { rules, keep_order_and_duplicates })
                })
                .boxed()
        }
        ParamKind::Range { .. } => prop_oneof![
            Just(ParamValue::Range(SweepRange::Literal("1; 2; 4".into()))),
            (1u32..50, any::<bool>()).prop_map(|(count, logarithmic)| {
                ParamValue::Range(SweepRange::Builder(RangeBuilder {
                    min: 0.5,
                    max: 8.0,
                    count,
                    logarithmic,
                    literal: None,
                }))
            }),
        ]
        .boxed(),
        ParamKind::Secret => Just(ParamValue::Secret(SecretRef("secret://n/key".into()))).boxed(),
    }
}

fn a_node(number: usize) -> impl Strategy<Value = Node> {
    let specs: Vec<&'static ComponentSpec> =
        catalogue().components().iter().filter(|spec| !spec.classic.family_ids.is_empty()).collect();
    (proptest::sample::select(specs), "[a-z<&' ]{0,10}", proptest::option::of((-500..500i32, 0..900i32)))
        .prop_flat_map(move |(spec, comment, place)| {
            let params: Vec<_> = spec
                .params
                .iter()
                .map(|param| proptest::option::of((Just(param.id.clone()), value(&param.kind))))
                .collect();
            params.prop_map(move |params| Node {
                id: format!("node-{number}"),
                component: spec.id.clone(),
                title: String::new(),
                comment: comment.clone(),
                params: params.into_iter().flatten().collect(),
                position: place.map(|(x, y)| Position {
                    x: f64::from(x),
                    y: f64::from(y),
                    width: 200.0,
                    height: 200.5,
                }),
                origin: None,
            })
        })
}

/// A draft of modules with any parameters, wired at random.
pub(crate) fn a_draft() -> impl Strategy<Value = PipelineDraft> {
    let nodes: Vec<_> = (0..6).map(a_node).collect();
    (
        nodes,
        proptest::collection::vec((0usize..6, 0usize..6, 0usize..4, 0usize..4), 0..8),
        "[A-Za-z äß]{1,12}",
    )
        .prop_map(|(nodes, wires, name)| {
            let mut draft = PipelineDraft::new(name);
            draft.description = "a summary".into();
            draft.tags = vec!["one".into()];
            for (from, to, output, input) in wires {
                let spec = |node: &Node| catalogue().get(&node.component).unwrap();
                let output = spec(&nodes[from]).outputs.get(output);
                let input = spec(&nodes[to]).inputs.get(input);
                if let (Some(output), Some(input)) = (output, input) {
                    draft.edges.push(Edge {
                        from: PortRef::new(&nodes[from].id, &output.id),
                        to: PortRef::new(&nodes[to].id, &input.id),
                    });
                }
            }
            draft.nodes = nodes;
            draft
        })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn of_drafts_made_in_the_studio(draft in a_draft()) {
        let once = again(&draft);
        // What the first trip adds is where the nodes come from; all the rest is as it was.
        let mut bare = once.clone();
        bare.source = None;
        bare.extensions.clear();
        for node in &mut bare.nodes {
            node.origin = None;
        }
        same(&draft, &bare, "the first trip");
        same(&once, &again(&once), "the second trip");
    }
}

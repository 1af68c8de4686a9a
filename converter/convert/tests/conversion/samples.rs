//! Our own samples and tricky files, against `fixtures/manifest.toml`.

use crate::support::{catalogue, convert_one, root};
use ml_convert::SourceFile;
use ml_graph::{ParamValue, Structure};
use std::collections::BTreeMap;

/// The manifest, read by hand: `[[case]]` tables of `key = value` lines.
fn cases() -> Vec<BTreeMap<String, String>> {
    let text = std::fs::read_to_string(root().join("fixtures/manifest.toml")).unwrap();
    let mut cases: Vec<BTreeMap<String, String>> = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
        if line == "[[case]]" {
            cases.push(BTreeMap::new());
        } else if let (Some(case), Some((key, value))) = (cases.last_mut(), line.split_once(" = ")) {
            case.insert(key.to_owned(), value.trim_matches('"').to_owned());
        }
    }
    cases
}

#[test]
fn the_manifest_is_right_and_complete() {
    let cases = cases();
    for case in &cases {
        let name = &case["source"];
        let file = SourceFile {
            name: name.clone(),
            bytes: std::fs::read(root().join("fixtures").join(name)).unwrap(),
        };
        let result = convert_one(&file);
        let sum = |count: fn(&ml_graph::PipelineDraft) -> usize| {
            result.drafts.iter().map(|converted| count(&converted.draft)).sum::<usize>().to_string()
        };
        let actual: BTreeMap<&str, String> = BTreeMap::from([
            ("experiments", result.drafts.len().to_string()),
            ("modules", sum(|draft| draft.nodes.len())),
            ("wires", sum(|draft| draft.edges.len())),
            ("datasets", sum(|draft| draft.assets.len())),
            (
                "parameters",
                sum(|draft| {
                    draft
                        .nodes
                        .iter()
                        .map(|node| {
                            node.params.len() + node.origin.as_ref().map_or(0, |origin| origin.params.len())
                        })
                        .sum()
                }),
            ),
            ("service_ports", sum(|draft| draft.interface.inputs.len() + draft.interface.outputs.len())),
            ("service_parameters", sum(|draft| draft.parameters.len())),
            (
                "secrets",
                result.drafts.iter().map(|converted| converted.vault.len()).sum::<usize>().to_string(),
            ),
            ("endpoints", result.endpoints.len().to_string()),
            (
                "endpoint_secrets",
                result.endpoints.iter().map(|converted| converted.vault.len()).sum::<usize>().to_string(),
            ),
            (
                "diagnostics",
                result.diagnostics.iter().map(|found| found.code.as_str()).collect::<Vec<_>>().join(", "),
            ),
        ]);
        for (key, expected) in case.iter().filter(|(key, _)| *key != "source" && *key != "about") {
            assert_eq!(&actual[key.as_str()], expected, "{name}: {key} ({:?})", result.diagnostics);
        }
    }
    for folder in ["classic", "tricky", "services", "designer"] {
        for entry in std::fs::read_dir(root().join("fixtures").join(folder)).unwrap() {
            let name = format!("{folder}/{}", entry.unwrap().file_name().to_string_lossy());
            assert!(cases.iter().any(|case| case["source"] == name), "{name} is not in the manifest");
        }
    }
}

/// A sample shows what works: everything known, typed, wired, and its data there.
#[test]
fn samples_are_understood_to_the_last_parameter() {
    for entry in std::fs::read_dir(root().join("fixtures/classic")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let result = convert_one(&SourceFile { name: name.clone(), bytes: std::fs::read(&path).unwrap() });
        assert!(result.diagnostics.is_empty(), "{name}: {:?}", result.diagnostics);
        let draft = &result.drafts[0].draft;
        for node in &draft.nodes {
            let spec = catalogue().get(&node.component).unwrap_or_else(|| panic!("{name}: {}", node.id));
            let origin = node.origin.as_ref().unwrap();
            assert!(origin.params.is_empty(), "{name}: {} does not know {:?}", spec.title, origin.params);
            assert!(origin.inputs.is_empty() && origin.outputs.is_empty(), "{name}: ports of {}", spec.title);
            assert!(node.position.is_some());
        }
        let faults = Structure::of(draft).check(catalogue());
        assert!(faults.is_empty(), "{name}: {faults:?}");
        for asset in &draft.assets {
            assert!(root().join("fixtures/data").join(&asset.name).is_file(), "{name}: {}", asset.name);
        }
        assert!(result.drafts[0].vault.is_empty(), "{name}: {:?}", result.drafts[0].vault);
    }
}

#[test]
fn parameters_become_values_of_their_kind() {
    let bytes = std::fs::read(root().join("fixtures/classic/credit-risk-predictive.json")).unwrap();
    let draft = convert_one(&SourceFile { name: "credit".into(), bytes }).drafts.remove(0).draft;
    let split = draft.nodes.iter().find(|node| node.component == "split-data").unwrap();
    assert!(split.params.values().any(|value| *value == ParamValue::Float(0.7)), "{:?}", split.params);
    assert!(split.params.values().any(|value| *value == ParamValue::Bool(true)), "{:?}", split.params);
    let share = draft.parameters.iter().find(|parameter| parameter.name == "Training share").unwrap();
    assert_eq!(share.value, Some(ParamValue::Float(0.7)));
    assert_eq!(share.targets.len(), 1);
    assert_eq!(share.targets[0].node, split.id);
    assert_eq!(split.params[&share.targets[0].param], ParamValue::Float(0.7));
}

//! Every real export: an independent walk over its JSON counts what the draft must hold.

use crate::support::{catalogue, convert_one, list, real_exports, tree};
use ml_convert::to_classic;
use ml_graph::{AssetKind, Json, PipelineDraft, Structure};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

fn positions(xml: &Value) -> Vec<(String, Vec<f64>)> {
    // A walk by text search, so that it shares nothing with the XML reader under test.
    let text = xml.as_str().unwrap_or_default();
    text.split("<NodePosition ")
        .skip(1)
        .map(|element| {
            let attribute = |name: &str| {
                element.split(&format!("{name}='")).nth(1).unwrap().split('\'').next().unwrap().to_owned()
            };
            (
                attribute("Node"),
                attribute("Position").split(',').map(|number| number.parse().unwrap()).collect(),
            )
        })
        .collect()
}

fn check(name: &str, source: &Value, draft: &PipelineDraft) {
    let nodes = list(source, &["Graph", "ModuleNodes"]);
    assert_eq!(draft.nodes.len(), nodes.len(), "{name}: modules");
    let mut assets: BTreeSet<(&str, &str)> = BTreeSet::new();
    let mut asset_wires = 0;
    let mut linked = 0;
    for (node, source) in draft.nodes.iter().zip(nodes) {
        assert_eq!(node.id, source["Id"], "{name}");
        let origin = node.origin.as_ref().unwrap();
        assert_eq!(origin.module_id.as_deref(), source["ModuleId"].as_str(), "{name}");
        assert_eq!(node.comment, source["Comment"].as_str().unwrap_or_default(), "{name}: comment");
        let parameters = source["ModuleParameters"].as_array().unwrap();
        assert_eq!(
            node.params.len() + origin.params.len(),
            parameters.len(),
            "{name}: parameters of {}",
            node.id
        );
        linked +=
            parameters.iter().filter(|parameter| parameter["LinkedGlobalParameter"].is_string()).count();
        let spec = catalogue().get(&node.component);
        for (list, names, ports) in [
            ("InputPortsInternal", &origin.inputs, spec.map(|spec| &spec.inputs)),
            ("OutputPortsInternal", &origin.outputs, spec.map(|spec| &spec.outputs)),
        ] {
            let none = if list.starts_with("Input") { "$no_inputs" } else { "$no_outputs" };
            let known: Vec<&str> = if names.is_empty() && !origin.other.contains_key(none) {
                ports.into_iter().flatten().map(|port| port.classic_name.as_str()).collect()
            } else {
                names.iter().map(String::as_str).collect()
            };
            let expected: Vec<&str> =
                source[list].as_array().unwrap().iter().map(|port| port["Name"].as_str().unwrap()).collect();
            assert_eq!(known, expected, "{name}: {list} of {}", node.id);
        }
        for port in source["InputPortsInternal"].as_array().unwrap() {
            for key in ["DataSourceId", "TrainedModelId", "TransformModuleId"] {
                if let Some(id) = port[key].as_str() {
                    assets.insert((key, id));
                    asset_wires += 1;
                }
            }
        }
    }
    assert_eq!(
        draft.edges.len(),
        list(source, &["Graph", "EdgesInternal"]).len() + asset_wires,
        "{name}: wires"
    );
    let targets: usize = draft.parameters.iter().map(|parameter| parameter.targets.len()).sum();
    assert_eq!(targets, linked, "{name}: linked parameters");

    let ids: BTreeSet<&str> = nodes.iter().map(|node| node["Id"].as_str().unwrap()).collect();
    let places = positions(&source["Graph"]["SerializedClientData"]);
    let orphans = places
        .iter()
        .filter(|(id, _)| !ids.contains(id.as_str()) && !assets.iter().any(|(_, asset)| asset == id))
        .count();
    assert_eq!(draft.assets.len(), assets.len() + orphans, "{name}: assets");
    let mut standing: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    for (id, position) in draft
        .nodes
        .iter()
        .map(|node| (node.id.as_str(), node.position))
        .chain(draft.assets.iter().map(|asset| (asset.id.as_str(), asset.position)))
    {
        if let Some(at) = position {
            standing.insert(id, vec![at.x, at.y, at.width, at.height]);
        }
    }
    assert_eq!(standing.len(), places.len(), "{name}: positions");
    for (id, place) in &places {
        assert_eq!(standing.get(id.as_str()), Some(place), "{name}: position of {id}");
    }

    let inputs = list(source, &["WebService", "Inputs"]);
    let outputs = list(source, &["WebService", "Outputs"]);
    let named =
        |ports: &[ml_graph::InterfacePort]| ports.iter().map(|port| port.name.clone()).collect::<Vec<_>>();
    let expected = |ports: &[Value]| {
        ports.iter().map(|port| port["Name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(named(&draft.interface.inputs), expected(inputs), "{name}: service inputs");
    assert_eq!(named(&draft.interface.outputs), expected(outputs), "{name}: service outputs");
    let service_places = positions(&source["WebService"]["SerializedClientData"]);
    let ports = draft.interface.inputs.iter().chain(&draft.interface.outputs);
    assert_eq!(
        ports.filter(|port| port.position.is_some()).count(),
        service_places.len(),
        "{name}: service positions"
    );
    let parameters = list(source, &["WebService", "Parameters"]);
    assert_eq!(
        draft.parameters.iter().filter(|parameter| parameter.definition.is_some()).count(),
        parameters.len(),
        "{name}: service parameters"
    );
    assert_eq!(draft.name, source["Description"].as_str().unwrap_or_default());
    assert_eq!(draft.source.as_ref().unwrap().experiment_id.as_deref(), source["ExperimentId"].as_str());

    // Every top-level member is somewhere.
    let kept = draft.extensions["classic"].get("experiment").unwrap();
    for key in source.as_object().unwrap().keys() {
        let own =
            ["ExperimentId", "Description", "Summary", "Graph", "Etag", "WebService", "Tags", "DataSources"];
        assert!(own.contains(&key.as_str()) || kept.get(key).is_some(), "{name}: {key}");
    }
}

#[test]
fn every_real_export_is_in_its_draft() {
    for file in real_exports() {
        if file.name.contains("truncated") {
            continue;
        }
        let result = convert_one(&file);
        assert_eq!(result.drafts.len(), 1, "{}: {:?}", file.name, result.diagnostics);
        check(&file.name, &tree(&file), &result.drafts[0].draft);
        let faults: Vec<_> = Structure::of(&result.drafts[0].draft).check(catalogue());
        let loose: Vec<_> = faults.iter().filter(|fault| fault.code == "draft/loose-wire").collect();
        assert!(loose.is_empty(), "{}: {loose:?}", file.name);
    }
}

/// Graph members as a set of texts, without what order means nothing.
fn parameters(node: &Value) -> Vec<(String, String, String)> {
    node["ModuleParameters"]
        .as_array()
        .unwrap()
        .iter()
        .map(|parameter| {
            let text = |key: &str| parameter[key].to_string();
            (text("Name"), text("ValueType"), text("LinkedGlobalParameter"))
        })
        .collect()
}

#[test]
fn written_back_it_is_the_same_graph() {
    for file in real_exports() {
        if file.name.contains("truncated") {
            continue;
        }
        let result = convert_one(&file);
        let converted = &result.drafts[0];
        let text = serde_json::to_string(&to_classic(&converted.draft, catalogue())).unwrap();
        let back: Value = serde_json::from_str(&text).unwrap();
        let source = tree(&file);
        for (before, after) in
            list(&source, &["Graph", "ModuleNodes"]).iter().zip(list(&back, &["Graph", "ModuleNodes"]))
        {
            assert_eq!(parameters(before), parameters(after), "{}: {}", file.name, before["Id"]);
            for (before, after) in
                list(before, &["ModuleParameters"]).iter().zip(list(after, &["ModuleParameters"]))
            {
                let sealed = after["Value"].as_str().is_some_and(|value| value.contains("secret://"));
                assert!(sealed || before["Value"] == after["Value"], "{}: {before} {after}", file.name);
            }
            for key in [
                "InputPortsInternal",
                "OutputPortsInternal",
                "Comment",
                "CommentCollapsed",
                "Language",
                "Version",
                "UsePreviousResults",
                "IsPartOfPartialRun",
            ] {
                assert_eq!(before[key], after[key], "{}: {key} of {}", file.name, before["Id"]);
            }
        }
        assert_eq!(source["Graph"]["EdgesInternal"], back["Graph"]["EdgesInternal"], "{}", file.name);
        for key in ["Inputs", "Outputs", "IsWebServiceExperiment", "ArmWebServiceId"] {
            assert_eq!(source["WebService"][key], back["WebService"][key], "{}: {key}", file.name);
        }
        for key in source.as_object().unwrap().keys() {
            assert!(back.get(key).is_some(), "{}: {key}", file.name);
        }
        let sort = |xml: &Value| {
            let mut places = positions(xml);
            places.sort_by(|a, b| a.0.cmp(&b.0));
            places
        };
        assert_eq!(
            sort(&source["Graph"]["SerializedClientData"]),
            sort(&back["Graph"]["SerializedClientData"])
        );
    }
}

#[test]
fn the_export_without_its_beginning_says_where_and_why() {
    for file in real_exports().into_iter().filter(|file| file.name.contains("truncated")) {
        let result = convert_one(&file);
        assert!(result.drafts.is_empty());
        let [error] = &result.diagnostics[..] else { panic!("{:?}", result.diagnostics) };
        assert!(error.message.starts_with("The beginning of the file is missing"), "{}", error.message);
        assert!(error.message.contains("ExperimentId"));
        assert_eq!((error.at.line, error.at.line_column), (Some(3), Some(17)));
        assert!(!error.help.is_empty());
    }
}

#[test]
fn credentials_of_real_exports_are_out() {
    for file in real_exports() {
        let result = convert_one(&file);
        let Some(converted) = result.drafts.first() else { continue };
        let mut written = serde_json::to_string(&converted.draft).unwrap();
        written.push_str(&result.report.to_markdown());
        written.push_str(&serde_json::to_string(&result.report).unwrap());
        written.push_str(&format!("{result:?}"));
        for address in converted.vault.addresses() {
            let value = converted.vault.reveal(address).unwrap();
            if value.len() > 6 {
                assert!(!written.contains(value), "{}: {address}", file.name);
            }
        }
        // By shape, whatever the vault caught.
        assert!(!written.contains("sig%3D") && !written.contains("&signature="), "{}", file.name);
        let statuses =
            converted.draft.extensions["classic"].get("experiment").and_then(|kept| kept.get("NodeStatuses"));
        for status in statuses.map_or(&[][..], Json::items) {
            for endpoint in status.get("OutputEndpoints").map_or(&[][..], Json::items) {
                let credential = endpoint.get("AccessCredential").and_then(Json::as_str).unwrap();
                assert!(credential.starts_with("secret://"), "{credential}");
            }
        }
    }
}

#[test]
fn datasets_no_module_uses_stay_on_the_canvas() {
    let found = real_exports().iter().filter(|file| file.name.contains("__AML@")).any(|file| {
        let draft = convert_one(file).drafts.remove(0).draft;
        let asset = &draft.assets[0];
        assert_eq!((asset.kind, asset.name.as_str()), (AssetKind::Dataset, "dataset-89d09382"));
        asset.position.is_some()
    });
    assert!(found || real_exports().is_empty());
}

//! Pipelines of the designer (v1): read in every wrapping, written, and read again.

use crate::support::{
    catalogue, convert_all, convert_one, convert_text, fixture, json_files, real_exports, root, tree,
};
use ml_convert::{Emitted, FOLDERS, Material, SourceFile};
use ml_graph::{Json, ParamValue, PipelineDraft};
use proptest::prelude::*;
use serde_json::json;

fn one(file: &SourceFile) -> PipelineDraft {
    let mut result = convert_one(file);
    assert_eq!(result.drafts.len(), 1, "{}: {:?}", file.name, result.diagnostics);
    result.drafts.remove(0).draft
}

fn emitted(draft: &PipelineDraft) -> Emitted {
    let target = FOLDERS.iter().find(|target| target.name == "designer").unwrap();
    (target.write)(&Material::new(draft, catalogue()))
}

fn text<'a>(emitted: &'a Emitted, path: &str) -> &'a str {
    emitted
        .files
        .iter()
        .find(|file| file.path == path)
        .unwrap_or_else(|| panic!("no {path}"))
        .as_text()
        .unwrap()
}

/// To the designer and back.
fn again(draft: &PipelineDraft) -> PipelineDraft {
    let written = text(&emitted(draft), "pipeline_draft.json").to_owned();
    one(&SourceFile { name: "again.json".to_owned(), bytes: written.into_bytes() })
}

fn pretty(draft: &PipelineDraft) -> String {
    serde_json::to_string_pretty(draft).unwrap()
}

/// What a graph of the designer has no place for: ids of modules in Studio (classic) and how it spelled their members, unwired ports of
/// unknown modules, ids and places of service ports, definitions of parameters, and whatever else only Studio (classic) had.
fn shared(mut draft: PipelineDraft) -> PipelineDraft {
    draft.source = draft.source.map(|source| ml_graph::Source {
        workspace_id: source.workspace_id,
        experiment_id: source.experiment_id,
        ..ml_graph::Source::default()
    });
    draft.extensions.clear();
    for node in &mut draft.nodes {
        if let Some(origin) = node.origin.take() {
            let known = catalogue().get(&node.component).is_some();
            node.origin = Some(ml_graph::Origin {
                // The first family stands for those that a module had under other names.
                family_id: None,
                module_id: origin.module_id.filter(|_| !known),
                params: origin.params,
                ..ml_graph::Origin::default()
            });
        }
    }
    // A parameter that the interface of an experiment does not list has no value there; the designer's graph needs one.
    for parameter in &mut draft.parameters {
        parameter.definition = None;
        parameter.value = None;
    }
    for port in draft.interface.inputs.iter_mut().chain(&mut draft.interface.outputs) {
        port.id.clear();
        port.position = None;
    }
    draft
}

fn assert_same(before: &PipelineDraft, after: &PipelineDraft, name: &str) {
    let (before, after) = (pretty(before), pretty(after));
    if before != after {
        let line = before.lines().zip(after.lines()).position(|(a, b)| a != b).unwrap_or(0);
        let around =
            |text: &str| text.lines().skip(line.saturating_sub(8)).take(16).collect::<Vec<_>>().join("\n");
        panic!("{name} differs\nbefore:\n{}\nafter:\n{}", around(&before), around(&after));
    }
}

#[test]
fn a_draft_is_understood_to_the_last_parameter() {
    let result = convert_one(&fixture("designer/draft.json"));
    let converted = &result.drafts[0];
    let draft = &converted.draft;
    assert_eq!(draft.name, "Credit risk, designer");
    assert_eq!(draft.tags, ["risk", "team"]);
    let components: Vec<&str> = draft.nodes.iter().map(|node| node.component.as_str()).collect();
    assert_eq!(
        components,
        [
            "clean-missing-data",
            "split-data",
            "two-class-logistic-regression",
            "train-model",
            "score-model",
            "evaluate-model",
            "unknown"
        ]
    );
    let titles: Vec<&str> = draft.nodes.iter().map(|node| node.title.as_str()).collect();
    assert_eq!(titles, ["", "Hold some rows back", "", "", "", "", "Risk desk export"]);
    assert_eq!(draft.nodes[0].comment, "Ages that nobody asked for");
    assert_eq!(draft.nodes[0].params["replacement_value"], ParamValue::from("no answer"));
    let share = &draft.nodes[1].params["fraction_of_rows_in_the_first_output_dataset"];
    assert_eq!(*share, ParamValue::Float(0.8));
    let parameter = &draft.parameters[0];
    assert_eq!(
        (parameter.name.as_str(), &parameter.value),
        ("training_share", &Some(ParamValue::Float(0.8)))
    );
    assert_eq!(parameter.targets[0].node, "2b7744de");
    assert_eq!(draft.interface.inputs[0].name, "WebServiceInput0");
    assert_eq!(draft.interface.inputs[0].port, ml_graph::PortRef::new("c6b20e57", "dataset"));
    assert_eq!(draft.interface.outputs[0].port, ml_graph::PortRef::new("c6b20e57", "scored_dataset"));
    assert!(draft.nodes.iter().all(|node| node.position.is_some()) && draft.assets[0].position.is_some());
    assert_eq!(draft.assets[0].name, "credit.csv");
    assert_eq!(draft.edges[0].to, ml_graph::PortRef::new("9f31c0aa", "dataset"));
    let unknown = draft.nodes[6].origin.as_ref().unwrap();
    assert_eq!(unknown.params["Target"], Json::from("scores/daily"));
    assert_eq!(unknown.inputs, ["Rows"]);
    let faults = ml_graph::Structure::of(draft).check(catalogue());
    assert!(faults.is_empty(), "{faults:?}");
}

#[test]
fn credentials_behind_parameters_of_the_pipeline_are_known() {
    let result = convert_one(&fixture("designer/draft.json"));
    let vault = &result.drafts[0].vault;
    let values: Vec<&str> = vault.addresses().filter_map(|address| vault.reveal(address)).collect();
    assert!(values.contains(&"made-up-canary-desk"), "{:?}", vault.addresses().collect::<Vec<_>>());
    let draft = &result.drafts[0].draft;
    let access = draft.parameters.iter().find(|parameter| parameter.name == "desk_access").unwrap();
    assert!(matches!(access.value, Some(ParamValue::Secret(_))), "{:?}", access.value);
    assert_eq!(access.targets[0].param, "Token");
    assert!(!pretty(draft).contains("made-up-canary"));
}

#[test]
fn every_wrapping_gives_the_same_draft() {
    let draft = one(&fixture("designer/draft.json"));
    let published = one(&fixture("designer/published.json"));
    // A published graph does not name its modules: their ids are their families', and no name is kept.
    let mut unnamed = shared(draft.clone());
    for node in &mut unnamed.nodes {
        if node.component == "unknown" {
            node.title.clone_from(&published.nodes.iter().find(|other| other.id == node.id).unwrap().title);
        } else {
            node.title.clear();
        }
    }
    let bare = |mut draft: PipelineDraft| {
        draft.source = None;
        draft
    };
    assert_same(&bare(unnamed), &bare(shared(published)), "published");

    let parts = ["designer/graph.json", "designer/modules.json", "designer/entity.json"].map(fixture);
    let result = convert_all(&parts);
    assert_eq!(result.drafts.len(), 1);
    let found: Vec<&str> = result.diagnostics.iter().map(|found| found.code.as_str()).collect();
    assert_eq!(found, ["convert/unknown-module"], "{:?}", result.diagnostics);
    let joined = shared(result.drafts[0].draft.clone());
    let mut expected = shared(draft);
    for node in &mut expected.nodes {
        if node.component != "unknown" {
            node.title.clear();
        }
    }
    assert_same(&bare(expected), &bare(joined), "apart");
    assert!(!format!("{result:?}").contains("made-up-canary"));
}

#[test]
fn what_the_designer_gave_goes_back_as_it_was() {
    for name in ["designer/draft.json", "designer/published.json", "designer/graph.json"] {
        let draft = one(&fixture(name));
        let mut back = again(&draft);
        back.source.as_mut().unwrap().format.clone_from(&draft.source.as_ref().unwrap().format);
        assert_same(&draft, &back, name);
    }
}

/// One parameter of the pipeline has one value in the designer: a blank that it sets takes that value, and so do modules whose own differs.
fn take_what_parameters_fill(before: &mut PipelineDraft, after: &mut PipelineDraft) {
    for parameter in before.parameters.clone() {
        let value = |draft: &PipelineDraft, target: &ml_graph::ParameterTarget| {
            draft.node(&target.node).and_then(|node| node.params.get(&target.param)).cloned()
        };
        let values: Vec<_> = parameter.targets.iter().map(|target| value(before, target)).collect();
        let differ = values.iter().any(|value| *value != values[0]);
        for target in &parameter.targets {
            let node = before.nodes.iter_mut().find(|node| node.id == target.node).unwrap();
            let other = after.nodes.iter_mut().find(|node| node.id == target.node).unwrap();
            if differ || matches!(node.params.get(&target.param), None | Some(ParamValue::Null)) {
                node.params.remove(&target.param);
                other.params.remove(&target.param);
            }
            let (node, other) = (node.origin.as_mut().unwrap(), other.origin.as_mut().unwrap());
            if node.params.get(&target.param).is_some_and(Json::is_null) {
                node.params.remove(&target.param);
                other.params.remove(&target.param);
            }
        }
    }
}

#[test]
fn experiments_of_classic_come_back_from_the_designer() {
    let mut files: Vec<SourceFile> = real_exports();
    for folder in ["fixtures/classic", "fixtures/tricky"] {
        files.extend(json_files(&root().join(folder)));
    }
    let mut drafts = 0;
    for file in files {
        for converted in convert_one(&file).drafts {
            let (mut before, mut after) = (shared(converted.draft.clone()), shared(again(&converted.draft)));
            take_what_parameters_fill(&mut before, &mut after);
            assert_same(&before, &after, &file.name);
            drafts += 1;
        }
    }
    assert!(drafts >= 10, "{drafts}");
}

#[test]
fn modules_without_a_component_fail_with_a_reason() {
    let mut draft = PipelineDraft::new("Jungle");
    let node = |id: &str, component: &str| ml_graph::Node {
        id: id.to_owned(),
        component: component.to_owned(),
        ..ml_graph::Node::default()
    };
    draft.nodes = vec![node("a", "split-data"), node("b", "two-class-decision-jungle"), node("c", "unknown")];
    let emitted = emitted(&draft);
    let written: serde_json::Value = serde_json::from_str(text(&emitted, "pipeline_draft.json")).unwrap();
    assert_eq!(written["studioMigrationInfo"]["failedNodeIdList"], json!(["b", "c"]));
    let reason = written["studioMigrationInfo"]["failedNodes"][0]["reason"].as_str().unwrap();
    assert!(reason.contains("no such component"), "{reason}");
    assert_eq!(written["GraphDraft"]["ModuleNodes"].as_array().unwrap().len(), 3, "they stay in the graph");
    assert_eq!(emitted.diagnostics.len(), 2);
    let symbols: serde_json::Value = serde_json::from_str(text(&emitted, "modules.json")).unwrap();
    assert_eq!(symbols["module:split-data"]["name"], "Split Data");
    assert_eq!(symbols.as_object().unwrap().len(), 1);
    let back = again(&draft);
    let components: Vec<&str> = back.nodes.iter().map(|node| node.component.as_str()).collect();
    assert_eq!(components, ["split-data", "two-class-decision-jungle", "unknown"]);
}

#[test]
fn every_component_comes_back() {
    let mut draft = PipelineDraft::new("All");
    draft.nodes = catalogue()
        .components()
        .iter()
        .map(|spec| ml_graph::Node {
            id: spec.id.clone(),
            component: spec.id.clone(),
            ..ml_graph::Node::default()
        })
        .collect();
    let back = again(&draft);
    for node in &back.nodes {
        assert_eq!(node.component, node.id);
        assert!(node.title.is_empty(), "{}: {}", node.id, node.title);
    }
}

#[test]
fn the_draft_for_people() {
    let emitted = emitted(&one(&fixture("classic/credit-risk-predictive.json")));
    insta::assert_snapshot!(text(&emitted, "README.md"));
    insta::assert_snapshot!(text(&emitted, "pipeline_draft.json"));
}

#[test]
fn symbolic_ids_resolve() {
    if std::process::Command::new("python3").arg("--version").output().is_err() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    for file in emitted(&one(&fixture("classic/credit-risk-predictive.json"))).files {
        std::fs::write(folder.path().join(&file.path), &file.bytes).unwrap();
    }
    let resolve = |workspace: &std::path::Path| {
        std::process::Command::new("python3")
            .arg(folder.path().join("resolve.py"))
            .arg(workspace)
            .output()
            .unwrap()
    };
    // A listing knows some of them, and says which it does not know.
    let output = resolve(&root().join("fixtures/designer/modules.json"));
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(String::from_utf8_lossy(&output.stderr).contains("not in"), "{output:?}");
    let resolved = std::fs::read(folder.path().join("pipeline_draft.resolved.json")).unwrap();
    let resolved: serde_json::Value = serde_json::from_slice(&resolved).unwrap();
    let split = resolved["GraphDraft"]["ModuleNodes"]
        .as_array()
        .unwrap()
        .iter()
        .find(|node| node["Name"] == "Split Data")
        .unwrap();
    assert!(!split["ModuleId"].as_str().unwrap().starts_with("module:"), "{split}");
    // A graph knows them as well.
    let graph = folder.path().join("workspace.json");
    std::fs::copy(root().join("fixtures/designer/draft.json"), &graph).unwrap();
    assert!(String::from_utf8_lossy(&resolve(&graph).stdout).contains("written"));
}

#[test]
fn damage_is_named_and_placed() {
    for (source, pointer) in [
        (json!({"ModuleNodes": [{"ModuleId": "x"}], "DatasetNodes": []}), "/ModuleNodes/0"),
        (json!({"ModuleNodes": "canary", "DatasetNodes": []}), "/ModuleNodes"),
        (json!({"ModuleNodes": [], "Edges": [7], "DatasetNodes": []}), "/Edges/0"),
        (json!({"ModuleNodes": [], "DatasetNodes": [], "GraphLayout": {"NodeLayouts": [1]}}), ""),
    ] {
        let result = convert_text("broken.json", source.to_string());
        assert!(result.drafts.is_empty());
        assert_eq!(result.diagnostics.len(), 1, "{:?}", result.diagnostics);
        assert!(result.diagnostics[0].is_error() && !format!("{result:?}").contains("canary"));
        assert_eq!(result.diagnostics[0].at.pointer.as_deref().unwrap_or(""), pointer);
    }
    // An empty one is a pipeline without modules.
    let empty =
        convert_text("empty.json", json!({"ModuleNodes": [], "DatasetNodes": [], "Edges": []}).to_string());
    assert_eq!(empty.drafts.len(), 1, "{:?}", empty.diagnostics);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn drafts_made_in_the_studio_come_back_from_the_designer(draft in crate::round_trip::a_draft()) {
        let once = again(&draft);
        let mut bare = once.clone();
        bare.source = None;
        bare.extensions.clear();
        bare.nodes.iter_mut().for_each(|node| node.origin = None);
        assert_same(&draft, &bare, "the first trip");
        assert_same(&once, &again(&once), "the second trip");
    }
}

#[test]
fn service_ports_on_the_canvas_are_the_interface() {
    let port = |id: &str, module: &str, name: &str| json!({"Id": id, "ModuleId": module, "Name": name, "ModuleParameters": []});
    let wire = |from: [&str; 2], to: [&str; 2]| json!({"SourceOutputPort": {"NodeId": from[0], "PortName": from[1]}, "DestinationInputPort": {"NodeId": to[0], "PortName": to[1]}});
    let mut named = port("i2", "m-in", "");
    named["ModuleParameters"] = json!([{"Name": "Name", "Value": "more rows", "ValueType": "Literal"}]);
    let graph = json!({
        "ModuleNodes": [
            port("i1", "m-in", "Web Service Input"), named,
            port("s", "m-join", "Add Rows"), port("o1", "m-out", "Web Service Output")],
        "DatasetNodes": [],
        "Edges": [
            wire(["i1", "Output"], ["s", "Dataset1"]), wire(["i2", "Output"], ["s", "Dataset2"]),
            wire(["s", "Results_dataset"], ["o1", "Input"])],
        "GraphLayout": {"NodeLayouts": {"i1": {"X": 10, "Y": 20, "Width": 300, "Height": 80}, "s": {"X": 10, "Y": 150}}}
    });
    let listing =
        json!([{"ModuleId": "m-in", "Data": {"Name": "Web Service Input", "ModuleExecutionType": "None"}}]);
    let files = [
        SourceFile { name: "a.json".into(), bytes: graph.to_string().into_bytes() },
        SourceFile { name: "b.json".into(), bytes: listing.to_string().into_bytes() },
    ];
    let result = convert_all(&files);
    let draft = &result.drafts[0].draft;
    assert_eq!(draft.nodes.len(), 1, "{:?}", result.diagnostics);
    assert!(draft.edges.is_empty() && !result.diagnostics.iter().any(|said| said.code.contains("loose")));
    let ports = |ports: &[ml_graph::InterfacePort]| -> Vec<(String, String)> {
        ports
            .iter()
            .map(|port| (port.name.clone(), format!("{}:{}", port.port.node, port.port.port)))
            .collect()
    };
    let pairs = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
        pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect()
    };
    assert_eq!(
        ports(&draft.interface.inputs),
        pairs(&[("WebServiceInput0", "s:dataset1"), ("more rows", "s:dataset2")])
    );
    assert_eq!(ports(&draft.interface.outputs), pairs(&[("WebServiceOutput0", "s:results_dataset")]));
    assert_eq!(draft.interface.inputs[0].position.map(|place| place.y), Some(20.0));
    let kept = draft.extensions["designer"].get("port_nodes").map_or(0, |kept| kept.items().len());
    assert_eq!(kept, 3);
}

#[test]
fn pipeline_endpoints_are_joined_to_their_pipeline() {
    let published = tree(&fixture("designer/published.json"));
    let of = &published["Entity"][0]["PipelineEntity"]["Id"];
    let endpoint = |versions: serde_json::Value| {
        json!({"Name": "weekly scores", "DefaultVersion": "1", "Description": "all customers", "PipelineVersionList": versions,
            "Url": "https://westeurope.api.azureml.ms/pipelines/v1.0/x/PipelineEndpointSubmit/Id/e1",
            "Id": "e1", "Etag": "\"1\"", "CreatedDate": "2020-05-01T10:00:00Z", "LastModifiedDate": null, "EntityStatus": "Active",
            "Properties": {}, "SwaggerUrl": "https://westeurope.api.azureml.ms/swagger", "tags": null})
    };
    let listed = json!({"Entity": [
        endpoint(json!([{"Version": "0", "PipelineId": "gone"}, {"Version": "1", "PipelineId": of}])), ],
        "ContinuationToken": null});
    let files = [
        SourceFile { name: "endpoints.json".into(), bytes: listed.to_string().into_bytes() },
        SourceFile { name: "pipeline.json".into(), bytes: published.to_string().into_bytes() },
    ];
    let result = convert_all(&files);
    assert_eq!((result.drafts.len(), result.endpoints.len()), (1, 1), "{:?}", result.diagnostics);
    let found = &result.endpoints[0].endpoint;
    assert_eq!((found.name.as_str(), found.kind), ("weekly scores", ml_graph::EndpointKind::Batch));
    assert_eq!(found.draft.as_deref(), Some(result.drafts[0].file.as_str()));
    assert_eq!(found.original_addresses.len(), 2);
    assert_eq!(found.parameters.len(), result.drafts[0].draft.parameters.len());
    // Alone it is an endpoint all the same.
    let alone = convert_text("endpoint.json", endpoint(json!([])).to_string());
    assert_eq!(alone.endpoints[0].endpoint.draft, None);
}

//! Web services: real definitions against an independent walk, pairs of the same logic, and what is said of one service in many files.

use crate::support::{catalogue, convert_all, convert_one, convert_text, fixture, real_files};
use ml_convert::{Conversion, SourceFile};
use ml_graph::{
    AddressPurpose, AssetKind, ConsumerKind, EndpointKind, Node, ParamValue, PipelineDraft, Structure,
};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// A member in any case; an independent reading of what the reader under test does.
fn get<'a>(value: &'a Value, key: &str) -> &'a Value {
    let found =
        value.as_object().and_then(|members| members.iter().find(|(name, _)| name.eq_ignore_ascii_case(key)));
    found.map_or(&Value::Null, |(_, value)| value)
}

fn members(value: &Value) -> Vec<(&String, &Value)> {
    value.as_object().map(|members| members.iter().collect()).unwrap_or_default()
}

/// A file as a plain tree, with or without a byte order mark.
fn parsed(file: &SourceFile) -> Value {
    let text = String::from_utf8(file.bytes.clone()).unwrap();
    serde_json::from_str(text.trim_start_matches('\u{feff}')).unwrap()
}

/// The definitions among the real files: those with a package.
fn definitions() -> Vec<(SourceFile, Value)> {
    let all = real_files("arm_webservices").into_iter().map(|file| {
        let value = parsed(&file);
        (file, value)
    });
    all.filter(|(_, value)| !get(get(value, "properties"), "package").is_null()).collect()
}

fn check(name: &str, source: &Value, result: &Conversion) {
    assert_eq!((result.drafts.len(), result.endpoints.len()), (1, 1), "{name}: {:?}", result.diagnostics);
    let draft = &result.drafts[0].draft;
    let endpoint = &result.endpoints[0].endpoint;
    let properties = get(source, "properties");
    let (package, assets) = (get(properties, "package"), get(properties, "assets"));
    let is_file = |node: &Value| {
        get(get(assets, get(node, "assetId").as_str().unwrap_or_default()), "type") == "Resource"
    };
    let nodes = members(get(package, "nodes"));
    let modules: Vec<_> = nodes
        .iter()
        .filter(|(_, node)| {
            get(node, "inputId").is_null() && get(node, "outputId").is_null() && !is_file(node)
        })
        .collect();
    let files: Vec<_> = nodes.iter().filter(|(_, node)| is_file(node)).collect();
    assert_eq!(draft.nodes.len(), modules.len(), "{name}: modules");
    assert_eq!(draft.assets.len(), files.len(), "{name}: files");
    for (id, node) in &modules {
        let lifted = draft.node(id).unwrap_or_else(|| panic!("{name}: {id}"));
        let origin = lifted.origin.as_ref().unwrap();
        let parameters = members(get(node, "parameters"));
        assert_eq!(lifted.params.len() + origin.params.len(), parameters.len(), "{name}: parameters of {id}");
        let asset = get(assets, get(node, "assetId").as_str().unwrap_or_default());
        let module =
            get(get(asset, "locationInfo"), "uri").as_str().and_then(|uri| uri.strip_prefix("aml://module/"));
        assert_eq!(origin.module_id.as_deref(), module, "{name}: module of {id}");
    }
    for (id, node) in &files {
        let asset = draft.asset(id).unwrap();
        let source = get(assets, get(node, "assetId").as_str().unwrap());
        assert_eq!(asset.name, get(source, "name").as_str().unwrap(), "{name}");
        assert_eq!(asset.location.as_deref(), get(get(source, "locationInfo"), "uri").as_str(), "{name}");
        assert_eq!(asset.kind, AssetKind::TrainedModel, "{name}");
    }
    let ports = |key: &str| nodes.iter().filter(|(_, node)| !get(node, key).is_null()).count();
    assert_eq!(draft.interface.inputs.len(), ports("inputId"), "{name}: inputs");
    assert_eq!(draft.interface.outputs.len(), ports("outputId"), "{name}: outputs");
    let edges = get(package, "edges").as_array().map_or(0, Vec::len);
    let loose = draft.extensions.get("classic").and_then(|kept| kept.get("loose_edges"));
    let loose = loose.map_or(0, |loose| loose.items().len());
    let bound = draft
        .interface
        .inputs
        .iter()
        .chain(&draft.interface.outputs)
        .filter(|port| !port.port.node.is_empty());
    assert_eq!(draft.edges.len() + bound.count() + loose, edges, "{name}: wires");

    let globals = members(get(package, "graphParameters"));
    let values = members(get(properties, "parameters"));
    let names: BTreeSet<String> =
        globals.iter().chain(&values).map(|(name, _)| name.to_lowercase()).collect();
    assert_eq!(draft.parameters.len(), names.len(), "{name}: parameters");
    for (parameter, value) in &values {
        let lifted =
            draft.parameters.iter().find(|known| known.name.eq_ignore_ascii_case(parameter)).unwrap();
        let value = if value.is_object() { get(value, "value") } else { value };
        let same = match &lifted.value {
            Some(ParamValue::Text(text)) => Some(text.as_str()) == value.as_str(),
            Some(ParamValue::Integer(number)) => Some(number.to_string().as_str()) == value.as_str(),
            Some(ParamValue::Secret(_)) => true,
            other => panic!("{name}: {parameter}: {other:?}"),
        };
        assert!(same, "{name}: {parameter}");
    }
    let links: usize =
        globals.iter().map(|(_, global)| get(global, "links").as_array().map_or(0, Vec::len)).sum();
    let targets: usize = draft.parameters.iter().map(|parameter| parameter.targets.len()).sum();
    let loose = draft.extensions.get("service").and_then(|kept| kept.get("links"));
    assert_eq!(targets + loose.map_or(0, |loose| loose.items().len()), links, "{name}: links");

    for (key, ports) in [("input", &endpoint.inputs), ("output", &endpoint.outputs)] {
        let described = members(get(get(properties, key), "properties"));
        for (port, schema) in &described {
            let known = ports.iter().find(|known| known.name == **port).unwrap();
            let mut columns: Vec<&String> =
                members(get(schema, "properties")).iter().map(|(name, _)| *name).collect();
            let mut names: Vec<&String> = known.columns.iter().map(|column| &column.name).collect();
            names.sort();
            columns.sort();
            assert_eq!(names, columns, "{name}: columns of {port}");
        }
        assert!(ports.len() >= described.len(), "{name}: {key}");
    }
    let calls = get(get(properties, "realtimeConfiguration"), "maxConcurrentCalls").as_u64();
    assert_eq!(endpoint.settings.max_concurrent_calls.map(u64::from), calls, "{name}: concurrency");
    assert_eq!(endpoint.draft.as_deref(), Some(result.drafts[0].file.as_str()), "{name}");
    let kept = serde_json::to_string(endpoint).unwrap() + &serde_json::to_string(draft).unwrap();
    for (key, value) in members(properties) {
        let empty = value.is_null() || value.as_str() == Some("");
        if let (false, Some(text)) = (empty || key == "packageType", value.as_str()) {
            let text = serde_json::to_string(text).unwrap();
            assert!(
                kept.contains(&text) || ["true", "false"].contains(&value.as_str().unwrap()),
                "{name}: {key}"
            );
        }
    }
}

#[test]
fn every_real_definition_is_in_its_draft_and_endpoint() {
    let all = definitions();
    for (file, source) in &all {
        let result = convert_one(file);
        check(&file.name, source, &result);
        let errors: Vec<_> = result.diagnostics.iter().filter(|found| found.is_error()).collect();
        assert!(errors.is_empty(), "{}: {errors:?}", file.name);
    }
    assert!(all.is_empty() || all.len() >= 24, "{}", all.len());
}

#[test]
fn modules_of_real_definitions_are_known_and_wired() {
    for (file, _) in definitions() {
        // A made-up file of a client library's tests, whose modules are nowhere.
        if file.name.contains("sdk-for-net") {
            continue;
        }
        let result = convert_one(&file);
        let draft = &result.drafts[0].draft;
        assert!(draft.nodes.iter().all(|node| node.component != "unknown"), "{}", file.name);
        let faults = Structure::of(draft).check(catalogue());
        let loose: Vec<_> = faults.iter().filter(|fault| fault.code == "draft/loose-wire").collect();
        assert!(loose.is_empty(), "{}: {loose:?}", file.name);
    }
}

#[test]
fn plans_and_workspaces_of_real_templates_are_kept() {
    for (part, kinds) in [
        ("commitmentplans", &["Microsoft.MachineLearning/commitmentPlans"][..]),
        (
            "azureml.json",
            &[
                "Microsoft.MachineLearning/workspaces",
                "Microsoft.Storage/storageAccounts",
                "Microsoft.MachineLearning/commitmentPlans",
            ][..],
        ),
    ] {
        for file in real_files("arm_webservices").iter().filter(|file| file.name.contains(part)) {
            let result = convert_one(file);
            let found: Vec<&str> = result
                .report
                .resources
                .iter()
                .map(|resource| resource.kind.as_str())
                .filter(|kind| *kind != "template")
                .collect();
            assert_eq!(found, kinds, "{}", file.name);
            assert!(result.diagnostics.iter().all(|found| !found.is_error()), "{:?}", result.diagnostics);
            // Its parameter has a default, so the expression came to a value.
            if part == "azureml.json" {
                assert_eq!(result.report.resources[0].name, "stworkspacename");
            }
        }
    }
}

/// The parameters of a node with defaults filled in, credentials alike whether there was one or not.
fn effective(node: &Node) -> BTreeMap<String, String> {
    let spec = catalogue().get(&node.component).unwrap();
    let mut values = BTreeMap::new();
    for param in &spec.params {
        let value = node.params.get(&param.id).or(param.default.as_ref());
        let text = match value {
            _ if param.kind == ml_graph::ParamKind::Secret => continue,
            Some(ParamValue::Secret(_)) => continue,
            None | Some(ParamValue::Null) => String::new(),
            Some(ParamValue::Text(text)) => text.clone(),
            Some(value) => serde_json::to_string(value).unwrap(),
        };
        values.insert(param.id.clone(), text);
    }
    for (name, value) in node.origin.iter().flat_map(|origin| &origin.params) {
        values.insert(name.clone(), serde_json::to_string(value).unwrap());
    }
    values
}

/// Modules of a draft without those that a service input makes superfluous.
fn served(draft: &PipelineDraft) -> Vec<&Node> {
    let inputs: BTreeSet<_> = draft.interface.inputs.iter().map(|input| &input.port).collect();
    let edges: Vec<_> = draft.edges.iter().filter(|edge| !inputs.contains(&edge.to)).collect();
    let dropped = |node: &&Node| {
        !draft.interface.inputs.is_empty()
            && edges.iter().all(|edge| edge.from.node != node.id)
            && draft.edges.iter().any(|edge| edge.from.node == node.id)
    };
    draft.nodes.iter().filter(|node| !dropped(node)).collect()
}

/// Pairs nodes of two drafts by their component and the fewest different values; wires then tell whether that was right.
fn pair<'a>(a: &'a PipelineDraft, b: &'a PipelineDraft) -> Vec<(&'a Node, &'a Node)> {
    let mut free: Vec<&Node> = served(b);
    let mut pairs = Vec::new();
    for node in served(a) {
        let own = effective(node);
        let place =
            (0..free.len()).filter(|place| free[*place].component == node.component).min_by_key(|place| {
                effective(free[*place]).iter().filter(|(name, value)| own.get(*name) != Some(value)).count()
            });
        pairs.push((node, free.remove(place.unwrap_or_else(|| panic!("no partner for {}", node.component)))));
    }
    assert!(free.is_empty(), "{free:?}");
    pairs
}

/// Asserts that two drafts are the same up to ids, positions and port nodes, but for the parameters in `edited`.
fn same(a: &PipelineDraft, b: &PipelineDraft, edited: &[&str]) {
    let pairs = pair(a, b);
    let names: BTreeMap<&str, &str> = pairs.iter().map(|(a, b)| (a.id.as_str(), b.id.as_str())).collect();
    for (a, b) in &pairs {
        let (left, right) = (effective(a), effective(b));
        let keys: BTreeSet<&String> = left.keys().chain(right.keys()).collect();
        for key in keys {
            let differs = left.get(key) != right.get(key);
            assert!(
                !differs || edited.contains(&key.as_str()),
                "{}: {key}: {:?} {:?}",
                a.component,
                left.get(key),
                right.get(key)
            );
        }
    }
    let wires = |draft: &PipelineDraft, rename: bool| -> BTreeSet<(String, String, String, String)> {
        let kept: BTreeSet<&str> = served(draft).iter().map(|node| node.id.as_str()).collect();
        let inputs: BTreeSet<_> = draft.interface.inputs.iter().map(|input| &input.port).collect();
        let edges = draft
            .edges
            .iter()
            .filter(|edge| !inputs.contains(&edge.to) && kept.contains(edge.to.node.as_str()));
        edges
            .map(|edge| {
                let asset = draft.asset(&edge.from.node).map(|asset| format!("{:?}", asset.kind));
                let name = |id: &str| {
                    let renamed = if rename { names.get(id).copied() } else { Some(id) };
                    asset.clone().filter(|_| id == edge.from.node).or(renamed.map(str::to_owned)).unwrap()
                };
                (name(&edge.from.node), edge.from.port.clone(), name(&edge.to.node), edge.to.port.clone())
            })
            .collect()
    };
    assert_eq!(wires(a, true), wires(b, false));
    let ports = |draft: &PipelineDraft, rename: bool| -> Vec<(String, String, String)> {
        let all = draft.interface.inputs.iter().chain(&draft.interface.outputs);
        let id = |id: &str| if rename { names[id].to_owned() } else { id.to_owned() };
        all.map(|port| (port.name.clone(), id(&port.port.node), port.port.port.clone())).collect()
    };
    assert_eq!(ports(a, true), ports(b, false));
    // Credentials are parameters of experiments alone: Studio left them out of services.
    let parameters =
        |draft: &PipelineDraft, rename: bool| -> BTreeMap<String, (String, BTreeSet<(String, String)>)> {
            let secret = |parameter: &&ml_graph::PipelineParameter| {
                let kind = parameter
                    .definition
                    .as_ref()
                    .and_then(|definition| definition.get_ignoring_case("ParameterType"));
                kind.and_then(ml_graph::Json::as_str) == Some("Credential")
            };
            draft
                .parameters
                .iter()
                .filter(|parameter| !secret(parameter))
                .map(|parameter| {
                    let targets = parameter.targets.iter().map(|target| {
                        let id =
                            if rename { names[target.node.as_str()].to_owned() } else { target.node.clone() };
                        (id, target.param.clone())
                    });
                    let value = serde_json::to_string(&parameter.value).unwrap();
                    (parameter.name.clone(), (value, targets.collect()))
                })
                .collect()
        };
    assert_eq!(parameters(a, true), parameters(b, false));
}

#[test]
fn real_pairs_give_the_same_draft() {
    // What their authors changed between the two exports stands beside each pair; a walk over the sources found nothing else.
    let pairs = [
        ("TopicsExperiment@dc50cc5", "TopicsWebService@eaf4cd7", 13),
        ("EntityRecognitionExperiment@3ccd843", "EntityWebService@2a4b02c", 8),
        ("TopicImagesExperiment@a2eb650", "TopicImagesWebService@22a689f", 2),
        ("AML@68f54a4", "SentimentAnalysisWebServiceNew@a8739ea", 1),
    ];
    let (experiments, services) = (real_files("experiments"), real_files("arm_webservices"));
    for (experiment, service, modules) in pairs {
        let find = |files: &[SourceFile], name: &str| {
            files.iter().find(|file| file.name.contains(name)).map(convert_one)
        };
        let (Some(a), Some(b)) = (find(&experiments, experiment), find(&services, service)) else { continue };
        let (a, b) = (&a.drafts[0].draft, &b.drafts[0].draft);
        assert_eq!(served(b).len(), modules, "{service}");
        same(a, b, &edited(experiment));
    }
}

/// Parameters whose values the authors edited between two exports of the real pairs.
fn edited(experiment: &str) -> Vec<&'static str> {
    let names: &[&str] = match experiment.split('@').next().unwrap() {
        "TopicsExperiment" | "TopicImagesExperiment" => {
            &["Database Server Name", "Database Name", "Data Table Name", "Database Query"]
        }
        "EntityRecognitionExperiment" => &[
            "Database Server Name",
            "Database Name",
            "Database Query",
            "R Script",
            "SQL Query Script",
            "SQL Azure Number Of Rows To Write",
        ],
        _ => &[],
    };
    let specs = catalogue().components().iter();
    let ids = specs.flat_map(|spec| &spec.params).filter(|param| {
        std::iter::once(&param.classic.name)
            .chain(&param.classic.aliases)
            .any(|known| names.contains(&known.as_str()))
    });
    ids.map(|param| param.id.as_str()).chain(names.iter().copied()).collect()
}

#[test]
fn the_same_service_in_every_dialect_is_the_same_draft() {
    let experiment = convert_one(&fixture("services/experiment.json"));
    let experiment = &experiment.drafts[0].draft;
    for dialect in ["plain", "deployed", "pascal"] {
        let result = convert_one(&fixture(&format!("services/{dialect}.json")));
        same(experiment, &result.drafts[0].draft, &[]);
        let endpoint = &result.endpoints[0].endpoint;
        assert_eq!(
            (endpoint.inputs[0].columns.len(), endpoint.outputs[0].columns.len()),
            (3, 5),
            "{dialect}"
        );
        assert_eq!(endpoint.outputs[0].columns[3].levels, ["good", "bad"]);
        assert!(endpoint.inputs[0].columns[2].nullable && !endpoint.inputs[0].columns[0].nullable);
        assert_eq!(endpoint.inputs[0].columns[0].element_type, "Double");
        assert_eq!(
            (endpoint.settings.max_concurrent_calls, endpoint.settings.read_only),
            (Some(20), Some(false))
        );
        let sample = endpoint.sample_request.as_ref().unwrap();
        let table = sample.get("Inputs").and_then(|inputs| inputs.get("input1")).unwrap();
        assert_eq!(table.get("ColumnNames").unwrap().items().len(), 3);
        assert_eq!(endpoint.resources[0].name, "Credit [trained model]");
    }
    let template = convert_one(&fixture("services/template.json"));
    for (number, converted) in template.drafts.iter().enumerate() {
        assert_eq!(converted.draft.name, format!("Credit scoring {}", number + 1));
        assert_eq!(converted.draft.description, "[in brackets]");
        let mut draft = converted.draft.clone();
        // Only a deployment knows the value.
        assert_eq!(draft.parameters[0].value, Some(ParamValue::Text("[parameters('age')]".into())));
        draft.parameters[0].value.clone_from(&experiment.parameters[0].value);
        same(experiment, &draft, &[]);
    }
    let account = template.endpoints[0].endpoint.settings.storage_account.clone().unwrap();
    assert_eq!(account.name, "riskstore");
    assert!(account.key.is_some());
    let kinds: Vec<&str> = template.report.resources.iter().map(|resource| resource.kind.as_str()).collect();
    assert_eq!(
        kinds,
        ["Microsoft.MachineLearning/commitmentPlans", "Microsoft.MachineLearning/workspaces", "template"]
    );
}

#[test]
fn all_that_is_said_of_a_service_comes_together() {
    let names =
        ["experiment", "classic-listing", "swagger", "request", "job", "data-factory", "stream-analytics"];
    let files: Vec<SourceFile> = names.iter().map(|name| fixture(&format!("services/{name}.json"))).collect();
    let forwards = convert_all(&files);
    let backwards = convert_all(&files.into_iter().rev().collect::<Vec<_>>());
    for result in [forwards, backwards] {
        let [converted] = &result.endpoints[..] else { panic!("{:#?}", result.endpoints) };
        let endpoint = &converted.endpoint;
        assert_eq!(endpoint.name, "Credit scoring");
        assert_eq!(endpoint.kind, EndpointKind::Realtime);
        assert_eq!(endpoint.draft.as_deref(), Some("credit-scoring-service.draft.json"));
        assert_eq!((endpoint.inputs.len(), endpoint.outputs.len(), endpoint.parameters.len()), (1, 1, 1));
        assert_eq!(endpoint.inputs[0].columns.len(), 3);
        assert_eq!(endpoint.settings.keys.keys().collect::<Vec<_>>(), ["primary", "secondary"]);
        assert_eq!(endpoint.settings.throttle_level.as_deref(), Some("Low"));
        assert_eq!(
            endpoint.resources[0].location.as_deref(),
            Some("https://riskstore.blob.core.windows.net/assets/model.ilearner")
        );
        assert!(endpoint.sample_request.is_some() && endpoint.sample_batch_request.is_some());
        let kinds: BTreeSet<ConsumerKind> = endpoint.consumers.iter().map(|consumer| consumer.kind).collect();
        assert_eq!(kinds.len(), 4);
        let purposes: BTreeSet<AddressPurpose> =
            endpoint.original_addresses.iter().map(|address| address.purpose).collect();
        assert_eq!(purposes.len(), 4, "{:?}", endpoint.original_addresses);
        let source = endpoint.source.as_ref().unwrap();
        assert_eq!(source.formats.len(), 5, "{:?}", source.formats);
        assert!(source.experiment_id.is_some());
        for address in converted.vault.addresses() {
            let value = converted.vault.reveal(address).unwrap();
            let known = ["made-up-canary", "MadeUpCanary", "AccountKey=TWFkZ"];
            assert!(known.iter().any(|known| value.contains(known)), "{address}");
        }
    }
}

#[test]
fn a_deployed_definition_finds_its_experiment() {
    for dialect in ["deployed", "encrypted"] {
        let result =
            convert_all(&[fixture("services/experiment.json"), fixture(&format!("services/{dialect}.json"))]);
        let endpoint = &result.endpoints[0].endpoint;
        assert_eq!(endpoint.experiment.as_deref(), Some("credit-scoring-service.draft.json"));
        assert_eq!(endpoint.draft.as_deref(), Some("credit-scoring-service-2.draft.json"));
    }
}

#[test]
fn a_real_description_finds_its_experiment() {
    let (experiments, classic) = (real_files("experiments"), real_files("classic_webservices"));
    let files: Vec<SourceFile> = experiments
        .into_iter()
        .filter(|file| file.name.ends_with("__train.json"))
        .chain(classic.into_iter().filter(|file| file.name.contains("swagger.api")))
        .collect();
    if files.len() < 2 {
        return;
    }
    let result = convert_all(&files);
    let endpoint = &result.endpoints[0].endpoint;
    assert_eq!(endpoint.draft.as_deref(), Some("vox-train-experiment.draft.json"));
    assert_eq!(endpoint.kind, EndpointKind::Batch);
    let source = parsed(&files[1]);
    let definitions = &source["definitions"];
    for output in &endpoint.outputs {
        let item = &definitions[format!("{}Item", output.name)]["properties"];
        assert_eq!(output.columns.len(), item.as_object().map_or(0, serde_json::Map::len), "{}", output.name);
    }
    assert_eq!(endpoint.outputs.len(), 4);
    assert_eq!(endpoint.parameters.len(), 5);
    let workers = endpoint.parameters.iter().find(|parameter| parameter.name == "Total workers").unwrap();
    assert_eq!((workers.minimum, workers.maximum), (Some(1.0), Some(100.0)));
}

#[test]
fn real_jobs_are_batch_endpoints_without_their_keys() {
    for file in real_files("classic_webservices") {
        if !(file.name.contains("register") || file.name.contains("vox_train_bes")) {
            continue;
        }
        let result = convert_one(&file);
        let endpoint = &result.endpoints[0].endpoint;
        assert_eq!((endpoint.kind, endpoint.outputs.len()), (EndpointKind::Batch, 4), "{}", file.name);
        assert!(!serde_json::to_string(endpoint).unwrap().contains("AccountKey=U2"), "{}", file.name);
        assert_eq!(result.endpoints[0].vault.len(), 4);
    }
}

#[test]
fn a_description_of_something_else_is_no_service() {
    for file in real_files("classic_webservices").iter().filter(|file| file.name.contains("endpointapi")) {
        let result = convert_one(file);
        assert!(result.endpoints.is_empty());
        assert_eq!(result.diagnostics[0].code, "convert/not-recognised");
    }
}

/// A service of two modules with these nodes and edges beside them.
fn small(nodes: &str, edges: &str) -> Conversion {
    let module = |family: &str| {
        format!(
            r#"{{"type": "Module", "locationInfo": {{"uri": "aml://module/506153734175476c4f62416c57734963.{family}.v1"}}}}"#
        )
    };
    let (select, score) =
        (module("1ec722fab6234e26a44ea50c6d726223"), module("401b4f92e7244d5abe81d5b0ff9bdb33"));
    convert_text(
        "small.json",
        format!(
            r#"{{"packageType": "graph", "title": "Small", "assets": {{"a": {select}, "b": {score}}},
                "package": {{"nodes": {{"x:1": {{"assetId": "a"}}, "x": {{"assetId": "b"}}, {nodes}}}, "edges": [{edges}]}}}}"#
        ),
    )
}

#[test]
fn ids_with_colons_and_inputs_that_feed_several_modules() {
    let result = small(
        r#""in": {"inputId": "input1"}, "out": {"outputId": "output1"}"#,
        r#"{"sourceNodeId": "x:1", "targetNodeId": "x", "targetPortId": "dataset"},
           {"sourceNodeId": "in", "targetNodeId": "x:1"}, {"sourceNodeId": "in", "targetNodeId": "x", "targetPortId": "Dataset"},
           {"sourceNodeId": "x", "targetNodeId": "out"}"#,
    );
    assert!(result.diagnostics.is_empty(), "{:?}", result.diagnostics);
    let draft = &result.drafts[0].draft;
    let [edge] = &draft.edges[..] else { panic!("{:?}", draft.edges) };
    // A port that is not named is the only one there is, and names are alike in any case.
    let port = |component: &str, input: bool| {
        let spec = catalogue().get(component).unwrap();
        if input { spec.inputs.last().unwrap().id.clone() } else { spec.outputs[0].id.clone() }
    };
    let (from, to) = (&draft.node("x:1").unwrap().component, &draft.node("x").unwrap().component);
    assert_eq!((edge.from.node.as_str(), &edge.from.port), ("x:1", &port(from, false)));
    assert_eq!((edge.to.node.as_str(), &edge.to.port), ("x", &port(to, true)));
    let inputs: Vec<_> = draft
        .interface
        .inputs
        .iter()
        .map(|port| (port.id.as_str(), port.name.as_str(), port.port.node.as_str()))
        .collect();
    assert_eq!(inputs, [("in", "input1", "x:1"), ("in#2", "input1", "x")]);
    assert_eq!(result.endpoints[0].endpoint.inputs.len(), 1);
}

#[test]
fn wires_that_lead_nowhere_are_kept_and_named() {
    let result = small(
        r#""in": {"inputId": "input1"}, "out": {"outputId": "output1"}, "file": {"assetId": "missing"}"#,
        r#"{"sourceNodeId": "in", "targetNodeId": "out"}, {"sourceNodeId": "x", "targetNodeId": "nowhere", "targetPortId": "p"}"#,
    );
    let codes: BTreeSet<&str> = result.diagnostics.iter().map(|found| found.code.as_str()).collect();
    assert_eq!(
        codes,
        BTreeSet::from(["convert/loose-service-port", "convert/loose-wire", "convert/no-module"])
    );
    let draft = &result.drafts[0].draft;
    let loose = draft.extensions["classic"].get("loose_edges").unwrap().items().len();
    assert_eq!((draft.nodes.len(), draft.edges.len() + loose), (3, 2));
}

#[test]
fn empty_and_broken_definitions_are_answered() {
    for text in [
        r#"{"packageType": "Graph"}"#,
        r#"{"packageType": "Graph", "package": {}}"#,
        r#"{"properties": {"package": {"nodes": null, "edges": null}, "input": null, "assets": null}}"#,
        r#"{"type": "Microsoft.MachineLearning/webServices", "properties": null}"#,
        r#"{"type": "Microsoft.MachineLearning/webServices", "properties": "[variables('x')]"}"#,
        r#"{"properties": {"package": {"nodes": {"a": 1}, "edges": []}}}"#,
        r#"{"properties": {"package": {"nodes": {}, "edges": "x"}}}"#,
        r#"{"properties": {"package": "text"}}"#,
    ] {
        let result = convert_text("odd.json", text);
        assert_eq!(
            result.endpoints.len() + result.diagnostics.iter().filter(|found| found.is_error()).count(),
            1,
            "{text}: {:?}",
            result.diagnostics
        );
        assert!(result.diagnostics.iter().all(|found| !found.message.is_empty() && !found.help.is_empty()));
    }
}

mod hostile {
    use super::{convert_text, fixture};
    use proptest::prelude::*;
    use serde_json::Value;

    const FILES: [&str; 8] = [
        "plain",
        "deployed",
        "classic-listing",
        "swagger",
        "request",
        "job",
        "data-factory",
        "stream-analytics",
    ];

    /// Replaces the value that a walk meets at `place`.
    fn replace(value: &mut Value, place: &mut usize, with: &Value) {
        if *place == 0 {
            *value = with.clone();
            *place = usize::MAX;
            return;
        }
        *place -= 1;
        match value {
            Value::Array(items) => items.iter_mut().for_each(|item| replace(item, place, with)),
            Value::Object(members) => members.iter_mut().for_each(|(_, item)| replace(item, place, with)),
            _ => {}
        }
    }

    proptest! {
        #[test]
        fn a_service_with_any_part_replaced_is_answered(file in 0..FILES.len(), place in 1usize..160, kind in 0usize..6) {
            let source = fixture(&format!("services/{}.json", FILES[file]));
            let mut value: Value = serde_json::from_slice(&source.bytes).unwrap();
            let with = [Value::Null, Value::from(-1), Value::from("x"), Value::from(true), serde_json::json!([[]]), serde_json::json!({"a": {}})];
            let mut left = place;
            replace(&mut value, &mut left, &with[kind]);
            let result = convert_text("changed.json", value.to_string());
            prop_assert!(!result.endpoints.is_empty() || !result.drafts.is_empty() || !result.diagnostics.is_empty() || !result.report.resources.is_empty());
        }
    }
}

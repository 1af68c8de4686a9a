//! Files as people kept them: recorded, wrapped, shown on a screen, cut off, written by hand.

use crate::support::{convert_all, convert_one, convert_text, fixture, json_files, root, tree};
use ml_convert::{Conversion, SourceFile};
use ml_graph::{ConsumerKind, EndpointKind};
use proptest::prelude::*;
use serde_json::{Value, json};

fn sample() -> SourceFile {
    json_files(&root().join("fixtures/classic"))
        .into_iter()
        .find(|file| file.name.starts_with("credit"))
        .unwrap()
}

/// All that is written of a conversion.
fn written(result: &Conversion) -> String {
    let drafts = result.drafts.iter().map(|one| serde_json::to_string(&one.draft).unwrap());
    let endpoints = result.endpoints.iter().map(|one| serde_json::to_string(&one.endpoint).unwrap());
    let said = result.diagnostics.iter().map(|said| serde_json::to_string(said).unwrap());
    drafts.chain(endpoints).chain(said).collect::<String>() + &serde_json::to_string(&result.report).unwrap()
}

#[test]
fn an_experiment_is_found_wherever_it_was_kept() {
    let file = sample();
    let text = String::from_utf8(file.bytes.clone()).unwrap();
    let source = tree(&file);
    let minified = source.to_string();
    let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=utf-8\r\n\r\n";
    let by_hand = text
        .replacen("\"Description\":", "/* renamed\n twice */ Description: ", 1)
        .replacen("\"IsLeaf\"", "// a leaf, it's\n\"IsLeaf\"", 1)
        .trim_end()
        .strip_suffix('}')
        .unwrap()
        .to_owned()
        + ", }";
    let report = json!({"workspaces": [{"experiments": [{"id": "e", "details": minified}]}]});
    let recording = json!({"log": {"entries": [{
        "request": {"url": "https://studioapi.azureml.net/api/x", "headers": [{"name": "x-ms-token", "value": "t"}]},
        "response": {"status": 200, "content": {"mimeType": "application/json", "text": minified}}}]}});
    let kept: Vec<(&str, String)> = vec![
        ("JSON in a text", Value::from(minified.as_str()).to_string()),
        ("in a text in a text", Value::from(Value::from(minified.as_str()).to_string()).to_string()),
        ("with the head of the answer", format!("{head}{text}")),
        ("with it, in one line", format!("{head}{minified}")),
        ("by name", json!({"mine": source}).to_string()),
        ("as a value", json!({"value": source, "Count": 1}).to_string()),
        ("in lists", json!([[source]]).to_string()),
        ("by hand", by_hand),
        ("details in a text", report.to_string()),
        ("recorded", recording.to_string()),
        (
            "report by name",
            json!({"report": {"subscription": {}, "workspaces": [{"experiments": [{"details": source}]}]}})
                .to_string(),
        ),
    ];
    let expected = convert_one(&file).drafts.remove(0).draft;
    for (how, text) in kept {
        let result = convert_text("kept.json", text);
        assert_eq!(result.drafts.len(), 1, "{how}: {:?}", result.diagnostics);
        let draft = &result.drafts[0].draft;
        assert_eq!(draft.name, expected.name, "{how}");
        assert_eq!((&draft.nodes, &draft.edges), (&expected.nodes, &expected.edges), "{how}");
    }
}

#[test]
fn experiments_one_after_another_are_all_read() {
    let text = String::from_utf8(sample().bytes).unwrap();
    let line = tree(&sample()).to_string();
    for several in [format!("{line}\n{line}\n"), format!("{text}\u{feff}{text}"), format!("{line}{text}")] {
        let result = convert_text("log.json", several);
        assert_eq!(result.drafts.len(), 2, "{:?}", result.diagnostics);
    }
    // What breaks off does not take the first with it, and is named.
    let cut = format!("{line}\n{}", &line[..line.find("EdgesInternal").unwrap()]);
    let result = convert_text("log.json", cut);
    assert_eq!(result.drafts.len(), 1);
    let error = &result.diagnostics[0];
    assert!(error.message.contains("ends in the middle"), "{}", error.message);
    assert_eq!((error.at.line, error.at.pointer.as_deref()), (Some(2), Some("/1")));
}

/// What PowerShell writes when it is told to go no deeper.
fn cut_off(value: &Value, depth: usize) -> Value {
    match (value, depth.checked_sub(1)) {
        (Value::Object(members), Some(depth)) => {
            members.iter().map(|(name, inner)| (name.clone(), cut_off(inner, depth))).collect()
        }
        (Value::Array(items), Some(depth)) => items.iter().map(|item| cut_off(item, depth)).collect(),
        (Value::Object(members), None) => {
            let names: Vec<String> = members.keys().map(|name| format!("{name}=")).collect();
            json!(format!("@{{{}}}", names.join("; ")))
        }
        (Value::Array(items), None) if items.is_empty() => json!(""),
        (Value::Array(items), None) => {
            let shown: Vec<String> = items.iter().map(|item| cut_off(item, 0).to_string()).collect();
            json!(shown.join(" ").replace('"', ""))
        }
        (other, _) => other.clone(),
    }
}

#[test]
fn what_was_cut_off_says_so() {
    let source = tree(&sample());
    let service = tree(&fixture("services/encrypted.json"));
    let report = json!({"subscription": {"id": "s"}, "workspaces": [{"id": "w", "experiments": [{"id": "e", "details": source}]}], "newwebservices": [service]});
    for whole in [&source, &service, &report] {
        for depth in 1..=5 {
            let text = cut_off(whole, depth).to_string();
            let cut = text.contains("@{");
            let result = convert_text("cut.json", text);
            let said = result.diagnostics.iter().any(|said| said.help.contains("-Depth 100"));
            assert!(said || !cut, "{depth}: {:?}", result.diagnostics);
        }
    }
}

#[test]
fn listings_that_powershell_showed_are_read() {
    let shown = "\r\n\r\nName                  : default\r\nDescription           : for\r\n                        all\r\nWebServiceId          : eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee\r\nWorkspaceId           : 7d3c0a51f0e64d6c9b1f2a8e5c4d3b2a\r\nPrimaryKey            : shown-canary-1==\r\nSecondaryKey          : shown-canary-2==\r\nApiLocation           : https://example.services.azureml.net/workspaces/7d3c0a51f0e64d6c9b1f2a8e5c4d3b2a/services/eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee\r\nPreventUpdate         : False\r\nMaxConcurrentCalls    : 20\r\nThrottleLevel         : High\r\nResources             : {Model [trained model]}\r\n\r\n\r\n";
    let utf16: Vec<u8> =
        [0xFEFFu16].into_iter().chain(shown.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    for bytes in [shown.as_bytes().to_vec(), utf16] {
        let result = convert_text("endpoints.txt", bytes);
        assert_eq!(result.endpoints.len(), 1, "{:?}", result.diagnostics);
        let endpoint = &result.endpoints[0].endpoint;
        assert_eq!(endpoint.description, "forall");
        assert_eq!(endpoint.settings.max_concurrent_calls, Some(20));
        assert_eq!(endpoint.settings.read_only, Some(false));
        assert_eq!(endpoint.settings.keys.len(), 2);
        assert!(!written(&result).contains("shown-canary"));
    }
    let datasets = "Id         : w.1.v1-default-1\nName       : one.csv\nDataTypeId : GenericCSV\n\nId         : w.2.v1-default-1\nName       : two.csv\nDataTypeId : GenericCSV\n";
    let mut source = tree(&sample());
    let id = source["DataSources"][0]["Id"].as_str().unwrap().to_owned();
    source.as_object_mut().unwrap().remove("DataSources");
    let files = [
        SourceFile { name: "a.json".into(), bytes: source.to_string().into_bytes() },
        SourceFile { name: "b.txt".into(), bytes: datasets.replace("w.2.v1-default-1", &id).into_bytes() },
    ];
    assert_eq!(convert_all(&files).drafts[0].draft.assets[0].name, "two.csv");
}

#[test]
fn the_first_version_of_data_factory_is_known() {
    let address = "https://example.services.azureml.net/workspaces/w/services/s1/jobs";
    let dump = format!(
        r#"{{
  "linkedServices": [{{"name": "Scoring", "properties": {{"type": "AzureMLLinkedService", "mlEndpoint": "{address}", "apiKey": "factory-canary-1"}}}},],
  tables: [{{"name": "Rows", "properties": {{"location": {{"type": "AzureBlobLocation"}}}}}}, ],
  pipelines: [{{"name": "Weekly", "properties": {{"activities": [
    {{"name": "Score", "type": "AzureMLBatchScoringActivity", "linkedServiceName": "Scoring",
      "transformation": {{"webServiceParameters": {{"Start": "$$Text.Format('{{0:yyyy}}', SliceStart)", "Account Key": "factory-canary-2"}}}}}},
  ]}}}}]
}}"#
    );
    let result = convert_text("factory.json", dump);
    assert_eq!(result.endpoints.len(), 1, "{:?}", result.diagnostics);
    let endpoint = &result.endpoints[0].endpoint;
    let consumers: Vec<_> = endpoint.consumers.iter().map(|one| (one.name.as_str(), one.kind)).collect();
    assert_eq!(
        consumers,
        [
            ("Scoring", ConsumerKind::DataFactoryLinkedService),
            ("Score", ConsumerKind::DataFactoryBatchExecution)
        ]
    );
    let parameters: Vec<&str> = endpoint.parameters.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(parameters, ["Start", "Account Key"]);
    assert_eq!(endpoint.original_addresses[0].url, address);
    assert!(!written(&result).contains("factory-canary"));
}

#[test]
fn what_replaces_a_model_finds_the_service() {
    let id = "/subscriptions/S/resourceGroups/G/providers/Microsoft.MachineLearning/webServices/Retrained";
    let mut service = tree(&fixture("services/deployed.json"));
    service["id"] = json!(id);
    let linked = json!({"name": "Update", "properties": {"type": "AzureML", "typeProperties": {
        "mlEndpoint": "https://example.services.azureml.net/subscriptions/S/services/other/jobs",
        "updateResourceEndpoint": format!("https://management.azure.com{}?api-version=2016-05-01-preview", id.to_lowercase()),
        "apiKey": {"type": "SecureString", "value": "linked-canary"}}}});
    let result = convert_text("both.json", json!({"service": service, "linked": linked}).to_string());
    assert_eq!((result.drafts.len(), result.endpoints.len()), (1, 1), "{:?}", result.diagnostics);
    assert_eq!(result.endpoints[0].endpoint.consumers[0].name, "Update");
    assert!(!written(&result).contains("linked-canary"));
}

#[test]
fn a_service_that_was_recorded_several_times_is_one() {
    let service = tree(&fixture("services/deployed.json"));
    let mut sent = service.clone();
    for key in ["id", "name", "type"] {
        sent.as_object_mut().unwrap().remove(key);
    }
    sent["properties"]["storageAccount"] = json!({"name": "store", "key": "recorded-canary-1"});
    let call = |request: String, answer: String| json!({"RequestUri": "/subscriptions/s/x", "RequestBody": request, "RequestHeaders": {"Authorization": ["Bearer recorded-canary-2"]}, "ResponseBody": answer, "StatusCode": 200});
    let recording = json!({"Entries": [
        call(sent.to_string(), service.to_string()),
        call(String::new(), json!({"value": [service]}).to_string()),
        call(String::new(), json!({"key1": "recorded-canary-3"}).to_string()),
    ]});
    let example = json!({
        "parameters": {"webServiceName": "n", "createOrUpdatePayload": sent},
        "responses": {"200": {"headers": {}, "body": service}, "201": {"body": service}}
    });
    let alone = convert_text("alone.json", service.to_string());
    for text in [recording.to_string(), example.to_string()] {
        let result = convert_text("recorded.json", text);
        assert_eq!((result.drafts.len(), result.endpoints.len()), (1, 1), "{:?}", result.diagnostics);
        assert_eq!(result.drafts[0].draft.nodes, alone.drafts[0].draft.nodes);
        let endpoint = &result.endpoints[0].endpoint;
        let source = endpoint.source.as_ref().unwrap();
        assert_eq!(source.resource_id, alone.endpoints[0].endpoint.source.as_ref().unwrap().resource_id);
        assert_eq!(endpoint.settings.storage_account.as_ref().unwrap().name, "store");
        assert!(!written(&result).contains("recorded-canary"));
    }
    // The same graph under another id is another service.
    let mut other = service.clone();
    other["id"] =
        json!("/subscriptions/s/resourceGroups/g/providers/Microsoft.MachineLearning/webServices/other");
    let result = convert_text("two.json", json!([service, other]).to_string());
    assert_eq!((result.drafts.len(), result.endpoints.len()), (2, 2));
}

#[test]
fn recorded_calls_know_their_service() {
    let address = "https://example.services.azureml.net/workspaces/7d3c0a51f0e64d6c9b1f2a8e5c4d3b2a/services/s9/execute?api-version=2.0";
    let body = json!({"Inputs": {"input1": {"ColumnNames": ["a", "b"], "Values": [["1", "2"]]}}, "GlobalParameters": {"p": "1"}});
    let collection = json!({"info": {"name": "c"}, "item": [{"name": "score", "request": {
        "method": "POST", "header": [{"key": "Authorization", "value": "Bearer called-canary-123456789"}],
        "body": {"mode": "raw", "raw": body.to_string()}, "url": {"raw": address, "host": ["x"]}}}]});
    let message = format!(
        "POST {address} HTTP/1.1\r\nAuthorization: Bearer called-canary-123456789\r\nContent-Type: application/json\r\n\r\n{body}"
    );
    for text in [collection.to_string(), message] {
        let result = convert_text("calls.json", text);
        assert_eq!(result.endpoints.len(), 1, "{:?}", result.diagnostics);
        let endpoint = &result.endpoints[0].endpoint;
        assert_eq!(endpoint.kind, EndpointKind::Realtime);
        assert_eq!(endpoint.original_addresses[0].url, address);
        assert_eq!(endpoint.inputs[0].columns.len(), 2);
        assert_eq!(endpoint.parameters[0].name, "p");
        assert!(!written(&result).contains("called-canary"));
    }
}

#[test]
fn templates_are_known_by_what_they_do() {
    let mut service = tree(&fixture("services/deployed.json"));
    service["type"] = json!("Microsoft.MachineLearning/webServices");
    service["name"] = json!("[parameters('name')]");
    service.as_object_mut().unwrap().remove("id");
    let template = json!({"parameters": {"name": {"type": "string"}}, "resources": [service]});
    let values = json!({"name": {"value": "deployed-here"}});
    let asked = json!({"properties": {"mode": "Incremental", "template": template, "parameters": values}});
    let nested = json!({"$schema": "https://schema.management.azure.com/schemas/2015-01-01/deploymentTemplate.json#", "resources": [
        {"type": "Microsoft.Resources/deployments", "name": "inner", "properties": {"template": template, "parameters": values}}]});
    for (text, name) in
        [(&template, "[parameters('name')]"), (&asked, "deployed-here"), (&nested, "deployed-here")]
    {
        for text in [text.to_string(), json!({"template": text}).to_string()] {
            let result = convert_text("deploy.json", text);
            assert_eq!((result.drafts.len(), result.endpoints.len()), (1, 1), "{:?}", result.diagnostics);
            let source = result.endpoints[0].endpoint.source.as_ref().unwrap();
            assert_eq!(source.resource_id.as_deref(), Some(name));
        }
    }
}

#[test]
fn what_a_report_says_of_workspaces_is_kept_without_keys() {
    let workspace = |name: &str| {
        json!({
        "id": "w", "name": name, "location": "West Europe",
        "info": {"properties": {"workspaceId": "w", "keyVaultIdentifierId": ""}},
        "details": {"AuthorizationToken": {"PrimaryToken": "report-canary-1", "SecondaryToken": "report-canary-2"}},
        "projects": [{"name": "P"}], "experiments": [], "datasources": []})
    };
    let report = json!({"subscription": {"id": "s", "name": "Ours"}, "workspaces": [workspace("A"), workspace("B")], "newwebservices": []});
    let result = convert_text("report.json", report.to_string());
    let kept: Vec<_> =
        result.report.resources.iter().map(|one| (one.kind.as_str(), one.name.as_str())).collect();
    assert_eq!(kept, [("workspace", "A"), ("workspace", "B"), ("subscription", "Ours")]);
    assert_eq!(result.report.resources[0].secrets.len(), 2);
    assert!(!written(&result).contains("report-canary"));
}

#[test]
fn other_files_stay_what_they_are() {
    for (name, text) in [
        ("package.json", r#"{"name": "web", "package": "x", "dependencies": {"a": "1"}}"#),
        (
            "settings.json",
            r#"{"workspace": {"id": "w", "authorization_token": "other-canary-1", "api_endpoint": "https://x"}}"#,
        ),
        ("notes.txt", "one : two\nthree : four\n"),
        ("answer.txt", "HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\n{}"),
        ("text.json", "\"only a text\""),
    ] {
        let result = convert_text(name, text);
        assert!(result.drafts.is_empty() && result.endpoints.is_empty(), "{name}");
        assert!(!written(&result).contains("other-canary"), "{name}");
    }
}

#[test]
fn listings_of_all_kinds_are_answered() {
    let entry = |number: u32| json!({"ExperimentId": format!("w.f-id.{number:032x}"), "Description": "e", "Etag": "x", "Category": "user"});
    let result = convert_text("experiments.json", json!([entry(1), entry(2), entry(3)]).to_string());
    let said: Vec<&str> = result.diagnostics.iter().map(|said| said.message.as_str()).collect();
    assert_eq!(said, ["This is a list of 3 experiments without their graphs: their names alone."]);
    let workspace = json!({"WorkspaceId": "w", "FriendlyName": "Ours", "Type": "Production", "AuthorizationToken": {"PrimaryToken": "listed-canary-1", "SecondaryToken": "listed-canary-2"}});
    let project = json!({"ProjectId": "p", "Name": "Both", "Experiments": [{"ExperimentId": "w.f-id.1", "Role": "Training"}]});
    let order = json!({"Resources": [{"Name": "M [trained model]", "Location": {"BaseLocation": "https://x/", "RelativeLocation": "m.ilearner", "SasBlobToken": "?sig=listed-canary-3"}}]});
    for (listed, kind, name) in
        [(&workspace, "workspace", "Ours"), (&project, "project", "Both"), (&order, "", "")]
    {
        for text in [listed.to_string(), json!([listed, listed]).to_string()] {
            let result = convert_text("listed.json", text);
            assert!(result.diagnostics.is_empty(), "{:?}", result.diagnostics);
            let kept = &result.report.resources[0];
            assert_eq!((kept.kind.as_str(), kept.name.as_str()), (kind, name));
            assert!(!written(&result).contains("listed-canary"));
        }
    }
}

#[test]
fn programs_that_call_a_service_show_the_call() {
    let program = "# call\nimport json\ndata = {\n  'Inputs': {'input1': {'ColumnNames': ['a', 'b'], 'Values': [['1', '2'], ]}, },\n  'GlobalParameters': {}\n}\nurl = 'https://example.services.azureml.net/workspaces/w/services/s7/execute?api-version=2.0'\napi_key = 'program-canary'\n";
    let result = convert_text("client.py", program);
    assert_eq!(result.endpoints.len(), 1, "{:?}", result.diagnostics);
    assert_eq!(result.endpoints[0].endpoint.inputs[0].columns.len(), 2);
    assert!(!written(&result).contains("program-canary"));
}

#[test]
fn the_template_of_a_factory_keeps_its_names() {
    let name = |part: &str| format!("[concat(parameters('factoryName'), '/{part}')]");
    let template = json!({
        "$schema": "http://schema.management.azure.com/schemas/2015-01-01/deploymentTemplate.json#", "contentVersion": "1.0.0.0",
        "parameters": {"factoryName": {"type": "string"}, "Scoring_apiKey": {"type": "secureString"},
            "address": {"type": "string", "defaultValue": "https://example.services.azureml.net/workspaces/w/services/s8/jobs"}},
        "resources": [
            {"type": "Microsoft.DataFactory/factories/linkedServices", "name": name("Scoring"), "properties": {"type": "AzureML",
                "typeProperties": {"mlEndpoint": "[parameters('address')]", "apiKey": {"type": "SecureString", "value": "[parameters('Scoring_apiKey')]"}}}},
            {"type": "Microsoft.DataFactory/factories/pipelines", "name": name("Weekly"), "properties": {"activities": [
                {"name": "Each", "type": "ForEach", "typeProperties": {"activities": [
                    {"name": "Score", "type": "AzureMLBatchExecution", "linkedServiceName": {"referenceName": "Scoring"},
                        "typeProperties": {"globalParameters": {"Start": {"value": "@item()", "type": "Expression"}}}}]}}]}}]});
    let result = convert_text("ARMTemplateForFactory.json", template.to_string());
    assert_eq!(result.endpoints.len(), 1, "{:?}", result.diagnostics);
    let consumers: Vec<_> =
        result.endpoints[0].endpoint.consumers.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(consumers, ["Scoring", "Score"]);
    assert_eq!(result.endpoints[0].endpoint.parameters[0].name, "Start");
}

#[test]
fn what_runs_a_pipeline_finds_its_endpoint() {
    let endpoint = json!({"Id": "e1", "Name": "weekly", "DefaultVersion": "0", "PipelineVersionList": [{"Version": "0", "PipelineId": "p1"}], "SwaggerUrl": null});
    let activity = |name: &str, id: &str| {
        json!({"name": name, "type": "AzureMLExecutePipeline", "linkedServiceName": {"referenceName": "ws", "type": "LinkedServiceReference"},
        "typeProperties": {"mlPipelineEndpointId": id, "mlPipelineParameters": {"rate": "0.1"}}})
    };
    let factory =
        json!({"name": "P", "properties": {"activities": [activity("Run", "E1"), activity("Other", "e2")]}});
    let result = convert_text("all.json", json!([endpoint, factory]).to_string());
    assert_eq!(result.endpoints.len(), 2, "{:?}", result.diagnostics);
    let weekly = &result.endpoints[0].endpoint;
    assert_eq!((weekly.name.as_str(), weekly.consumers.len()), ("weekly", 1));
    assert_eq!(weekly.consumers[0].kind, ConsumerKind::DataFactoryExecutePipeline);
    assert_eq!(weekly.parameters[0].name, "rate");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn pieces_of_files_in_any_order_are_answered(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..30)) {
        let result = convert_text("pieces.txt", pieces.concat());
        let taken = result.drafts.len() + result.endpoints.len() + result.data.len() + result.report.resources.len();
        prop_assert!(taken + result.diagnostics.len() > 0, "{pieces:?}");
    }
}

const PIECES: &[&str] = &[
    "HTTP/1.1 200 OK\n",
    "POST https://x.azureml.net/services/s/execute HTTP/1.1\r\n",
    "A: b\n",
    "\n",
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    "'",
    "\"",
    "\\",
    "Id : x\n",
    "Name : y\n",
    "     z\n",
    "{\"Inputs\": {\"a\": []}",
    "'Inputs'",
    "\"ModuleNodes\"",
    "/*",
    "*/",
    "//",
    "https://x.azureml.net/services/s/jobs",
    "\u{feff}",
    "u'",
    "True",
    "ü",
    "\"{\\\"a\\\": 1}\"",
    "@{a=b}",
    "{\"package\": {\"nodes\": {}}}",
];

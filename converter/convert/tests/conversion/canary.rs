//! Credentials planted wherever a source can hold one never come out again, except in the vault.

use crate::support::{catalogue, convert_text, json_files, root, tree};
use ml_convert::{Conversion, export};
use serde_json::{Value, json};

/// 64 bytes in base64, different for each number: the shape of a storage key.
fn account_key(number: usize) -> String {
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let text: String =
        (0..86).map(|place| char::from(alphabet[(place * 7 + number * 13 + place * place) % 64])).collect();
    format!("{text}==")
}

fn everything_written(result: &Conversion) -> String {
    let mut written = format!("{result:?}\n{}\n", result.report.to_markdown());
    written.push_str(&serde_json::to_string(&result.report).unwrap());
    for converted in &result.endpoints {
        written.push_str(&converted.file);
        written.push_str(&serde_json::to_string(&converted.endpoint).unwrap());
    }
    for converted in &result.drafts {
        written.push_str(&serde_json::to_string(&converted.draft).unwrap());
        for target in ["draft", "classic-json"] {
            let file = export(&converted.draft, target, catalogue()).unwrap();
            written.push_str(&file.name);
            written.push_str(&String::from_utf8(file.bytes).unwrap());
        }
        for target in ml_convert::FOLDERS {
            let emitted = (target.write)(&ml_convert::Material::new(&converted.draft, catalogue()));
            for file in &emitted.files {
                written.push_str(&file.path);
                written.push_str(&String::from_utf8_lossy(&file.bytes));
            }
            written.push_str(&format!("{:?}", emitted.diagnostics));
        }
    }
    written
}

/// Puts a credential into every text that is long enough to be free text, and counts them.
fn plant(value: &mut Value, key: &str, planted: &mut Vec<String>) {
    match value {
        Value::String(text) => {
            // These hold ids and names of the format; a credential there would be no export any more.
            let fixed = [
                "Id",
                "ModuleId",
                "NodeId",
                "PortId",
                "SourceOutputPortId",
                "DestinationInputPortId",
                "ExperimentId",
                "DataSourceId",
                "SerializedClientData",
                "ValueType",
                "ParameterType",
                "$type",
                "DataTypeId",
                "FamilyId",
            ];
            if fixed.contains(&key) || (key == "Value" && text.starts_with("%7B")) {
                return;
            }
            let secret = account_key(planted.len());
            let number = planted.len() % 4;
            *text = match number {
                0 => format!("{text} AccountName=x;AccountKey={secret};"),
                1 => format!("{text} {secret}"),
                2 => format!("{text}\nkey <- \"{secret}\""),
                _ => format!("{text} ?sv=1&sig={secret}&x"),
            };
            planted.push(secret);
        }
        Value::Array(items) => items.iter_mut().for_each(|item| plant(item, key, planted)),
        Value::Object(members) => members.iter_mut().for_each(|(key, item)| plant(item, key, planted)),
        _ => {}
    }
}

#[test]
fn no_planted_credential_comes_out() {
    let mut all = 0;
    for file in json_files(&root().join("fixtures/classic")) {
        let mut source = tree(&file);
        let mut planted = Vec::new();
        plant(&mut source, "", &mut planted);
        let result = convert_text(&file.name, source.to_string());
        assert_eq!(result.drafts.len(), 1, "{}: {:?}", file.name, result.diagnostics);
        let written = everything_written(&result);
        for secret in &planted {
            assert!(!written.contains(secret.as_str()), "{}: {secret}", file.name);
        }
        let vault = &result.drafts[0].vault;
        let kept: Vec<&str> = vault.addresses().filter_map(|address| vault.reveal(address)).collect();
        for secret in &planted {
            assert!(kept.iter().any(|value| value.contains(secret.as_str())), "lost: {secret}");
        }
        all += planted.len();
    }
    assert!(all > 500, "{all}");
}

/// Puts a credential into every text of a service that is no id, name or address of the format.
fn plant_in_service(value: &mut Value, key: &str, planted: &mut Vec<String>) {
    const FIXED: [&str; 34] = [
        "assetId",
        "inputId",
        "outputId",
        "sourceNodeId",
        "sourcePortId",
        "targetNodeId",
        "targetPortId",
        "nodeId",
        "parameterKey",
        "type",
        "uri",
        "packageType",
        "$schema",
        "contentVersion",
        "$ref",
        "in",
        "swagger",
        "host",
        "basePath",
        "schemes",
        "format",
        "name",
        "id",
        "WebServiceId",
        "WorkspaceId",
        "ApiLocation",
        "ExperimentLocation",
        "mlEndpoint",
        "endpoint",
        "referenceName",
        "url",
        "certificateThumbprint",
        "x-endpoint-name",
        "swaggerLocation",
    ];
    match value {
        Value::String(text) => {
            let selection = text.starts_with("%7B") || text.starts_with("{\"isFilter");
            let expression = text.starts_with('[');
            if FIXED.iter().any(|fixed| fixed.eq_ignore_ascii_case(key)) || selection || expression {
                return;
            }
            let secret = account_key(planted.len());
            *text = match planted.len() % 3 {
                0 => format!("{text} AccountName=x;AccountKey={secret};"),
                1 => format!("{text} {secret}"),
                _ => format!("{text} ?sv=1&sig={secret}&x"),
            };
            planted.push(secret);
        }
        Value::Array(items) => items.iter_mut().for_each(|item| plant_in_service(item, key, planted)),
        Value::Object(members) => {
            members.iter_mut().for_each(|(key, item)| plant_in_service(item, key, planted))
        }
        _ => {}
    }
}

#[test]
fn no_credential_comes_out_of_services() {
    let mut all = 0;
    for file in json_files(&root().join("fixtures/services")) {
        // As it is: its canaries stand where only credentials do.
        let written = everything_written(&crate::support::convert_one(&file));
        for canary in ["made-up-canary", "MadeUpCanary", "TWFkZVVwQ2FuYXJ5", "bWFkZS11cC1jYW5hcnk"] {
            assert!(!written.contains(canary), "{}: {canary}", file.name);
        }
        let text = match file.bytes.strip_prefix(&[0xFF, 0xFE]) {
            Some(units) => {
                let units: Vec<u16> =
                    units.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
                String::from_utf16(&units).unwrap()
            }
            None => String::from_utf8(file.bytes.clone()).unwrap(),
        };
        let mut source: Value = serde_json::from_str(&text).unwrap();
        let mut planted = Vec::new();
        plant_in_service(&mut source, "", &mut planted);
        let result = convert_text(&file.name, source.to_string());
        let errors: Vec<_> = result.diagnostics.iter().filter(|found| found.is_error()).collect();
        assert!(
            errors.is_empty() && !(result.drafts.is_empty() && result.endpoints.is_empty()),
            "{}: {errors:?}",
            file.name
        );
        let written = everything_written(&result);
        for secret in &planted {
            assert!(!written.contains(secret.as_str()), "{}: {secret}", file.name);
        }
        all += planted.len();
    }
    assert!(all > 100, "{all}");
}

#[test]
fn no_credential_comes_out_of_the_designer() {
    const FIXED: [&str; 13] = [
        "id",
        "moduleid",
        "nodeid",
        "portname",
        "graphportname",
        "graphdraftid",
        "graphid",
        "datasetid",
        "valuetype",
        "moduletype",
        "datatypeshortname",
        "type",
        "name",
    ];
    fn plant(value: &mut Value, key: &str, planted: &mut Vec<String>) {
        match value {
            Value::String(text) => {
                if FIXED.contains(&key.to_ascii_lowercase().as_str()) || text.contains("isFilter") {
                    return;
                }
                let secret = account_key(planted.len());
                *text = match planted.len() % 3 {
                    0 => format!("{text} AccountName=x;AccountKey={secret};"),
                    1 => format!("{text} {secret}"),
                    _ => format!("{text} ?sv=1&sig={secret}&x"),
                };
                planted.push(secret);
            }
            Value::Array(items) => items.iter_mut().for_each(|item| plant(item, key, planted)),
            // What a value is a reference to is a name.
            Value::Object(members) => {
                let reference = members.iter().any(|(_, value)| value == "GraphParameterName");
                for (key, item) in
                    members.iter_mut().filter(|(key, _)| !(reference && key.eq_ignore_ascii_case("value")))
                {
                    plant(item, key, planted);
                }
            }
            _ => {}
        }
    }
    let mut all = 0;
    for file in json_files(&root().join("fixtures/designer")) {
        let written = everything_written(&crate::support::convert_one(&file));
        assert!(!written.contains("made-up-canary"), "{}", file.name);
        let mut source = tree(&file);
        let mut planted = Vec::new();
        plant(&mut source, "", &mut planted);
        let result = convert_text(&file.name, source.to_string());
        let written = everything_written(&result);
        for secret in &planted {
            assert!(!written.contains(secret.as_str()), "{}: {secret}", file.name);
        }
        all += planted.len();
    }
    assert!(all > 100, "{all}");
    // A credential that claims to be the name of a parameter is none, unless there is such a parameter.
    let source = json!({"ModuleNodes": [{"Id": "n", "ModuleId": "m", "ModuleParameters": [
        {"Name": "Account Key", "Value": "canary-1", "ValueType": "GraphParameterName"},
        {"Name": "Account Key", "ValueType": "Concatenate", "AssignmentsToConcatenate": [
            {"Value": "canary-2", "ValueType": "Literal"}, {"Value": "half", "ValueType": "GraphParameterName"}]},
    ]}], "DatasetNodes": [], "EntityInterface": {"Parameters": [{"Name": "half", "DefaultValue": "canary-3"}]}});
    let written = everything_written(&convert_text("names.json", source.to_string()));
    assert!(!written.contains("canary-"), "{written}");
}

#[test]
fn no_credential_comes_out_of_a_pipeline_that_a_person_edited() {
    /// Into every text of the notes that is no id.
    fn plant(value: &mut Value, key: &str, planted: &mut Vec<String>) {
        const FIXED: [&str; 12] = [
            "schema",
            "id",
            "module",
            "component",
            "kind",
            "node",
            "port",
            "format",
            "family_id",
            "module_id",
            "source_id",
            "param",
        ];
        match value {
            Value::String(text) if !FIXED.contains(&key) => {
                planted.push(account_key(planted.len()));
                *text = format!("{text} {}", planted[planted.len() - 1]);
            }
            Value::Array(items) => items.iter_mut().for_each(|item| plant(item, key, planted)),
            Value::Object(members) => members.iter_mut().for_each(|(key, item)| plant(item, key, planted)),
            _ => {}
        }
    }
    let mut all = 0;
    for file in json_files(&root().join("fixtures/classic")) {
        let draft = crate::support::convert_one(&file).drafts.remove(0).draft;
        let target = ml_convert::FOLDERS.iter().find(|target| target.name == "azureml").unwrap();
        let mut planted = Vec::new();
        let files: Vec<ml_convert::SourceFile> = (target.write)(&ml_convert::Material::new(&draft, catalogue()))
            .files
            .into_iter()
            .map(|file| {
                let mut text = String::from_utf8(file.bytes).unwrap();
                if file.path.starts_with("settings/") {
                    planted.push(account_key(planted.len()));
                    text = format!("{text}\n-- {}\n", planted[planted.len() - 1]);
                } else if file.path == "ml-migrate.json" {
                    let mut notes: Value = serde_json::from_str(&text).unwrap();
                    plant(&mut notes, "", &mut planted);
                    text = notes.to_string();
                } else if file.path == "pipeline.yml" {
                    let line = text.lines().find(|line| line.starts_with("description:")).unwrap().to_owned();
                    planted.push(account_key(planted.len()));
                    text = text.replace(&line, &format!("description: {}", planted[planted.len() - 1]));
                    planted.push("made-up-canary-in-yaml".to_owned());
                    text = text.replace("\njobs:\n", "\njobs:\n  mine:\n    component: ./mine.yml\n    inputs:\n      account_key: made-up-canary-in-yaml\n");
                }
                ml_convert::SourceFile { name: file.path, bytes: text.into_bytes() }
            })
            .collect();
        let result = crate::support::convert_all(&files);
        assert_eq!(result.drafts.len(), 1, "{}: {:?}", file.name, result.diagnostics);
        let written = everything_written(&result);
        for secret in &planted {
            assert!(!written.contains(secret.as_str()), "{}: {secret}", file.name);
        }
        all += planted.len();
    }
    assert!(all > 200, "{all}");
}

#[test]
fn credentials_that_a_template_puts_together_are_out() {
    let source = json!({
        "$schema": "https://schema.management.azure.com/schemas/2015-01-01/deploymentTemplate.json#",
        "parameters": {"innocent": {"type": "securestring", "defaultValue": "canary-1"}},
        "variables": {"half": "canary-", "other": "[concat(variables('half'), '2')]", "again": "canary-2"},
        "resources": [{
            "type": "Microsoft.MachineLearning/webServices", "name": "[concat('s-', parameters('innocent'))]",
            "properties": {"packageType": "Graph", "title": "t", "package": {"nodes": {"n": {"assetId": "a", "parameters": {
                "Server User Account Password": {"value": "[variables('other')]", "certificateThumbprint": ""},
                "Harmless": "[parameters('innocent')]",
            }}}, "edges": []}, "assets": {}, "storageAccount": {"name": "x", "key": "[concat('can', 'ary-3')]"}},
        }],
    });
    let result = convert_text("template.json", source.to_string());
    let written = everything_written(&result);
    for canary in ["canary-1", "canary-2", "canary-3"] {
        assert!(!written.contains(canary), "{canary}: {written}");
    }
    let vault = &result.drafts[0].vault;
    assert_eq!(vault.reveal("secret://n/server_user_account_password"), Some("canary-2"));
}

#[test]
fn credentials_are_known_by_name_type_and_mark() {
    let parameter = |name: &str, value: &str| json!({"Name": name, "Value": value, "ValueType": "Literal", "LinkedGlobalParameter": null});
    let source = json!({
        "ExperimentId": "w.f-id.1", "Description": "names",
        "Graph": {
            "ModuleNodes": [{
                "Id": "n-1", "ModuleId": "0123.4567.v1",
                "ModuleParameters": [
                    parameter("storage_key", "canary-1"), parameter("Account Key", "canary-2"), parameter("user PASSWORD", "canary-3"),
                    parameter("workspace_key", "canary-4"), parameter("ConnectionString", "canary-5"), parameter("API-Key", "canary-6"),
                    {"Name": "odd", "Value": "canary-7", "ValueType": "PlaceHolder", "LinkedGlobalParameter": null},
                    {"Name": "odd too", "Value": "canary-8", "ValueType": "Literal", "IsSensitiveField": true},
                ],
                "InputPortsInternal": [], "OutputPortsInternal": [],
            }],
            "EdgesInternal": [],
        },
        "NodeStatuses": [{"OutputEndpoints": [{"AccessCredential": "canary-9"}], "AuthorizationToken": "canary-10"}],
        "WebService": {"Parameters": [
            {"Name": "anything", "Value": "canary-11", "ParameterDefinition": {"ParameterType": "Credential", "DefaultValue": "canary-12"}},
        ]},
    });
    let result = convert_text("names.json", source.to_string());
    let written = everything_written(&result);
    assert!(!written.contains("canary-"), "{written}");
    assert_eq!(result.drafts[0].vault.len(), 12);
    assert_eq!(result.drafts[0].vault.reveal("secret://n-1/storage_key"), Some("canary-1"));
    assert_eq!(result.report.totals.secrets, 12);
    assert!(result.report.to_markdown().contains("secret://n-1/storage"));
}

#[test]
fn errors_never_quote_the_file() {
    for text in [
        "{\"Graph\": {\"ModuleNodes\": \"canary-secret\"}}",
        "{\"Graph\": {\"ModuleNodes\": [\"canary-secret\"]}}",
        "{\"AccountKey\": \"canary-secret\"",
        "\"canary-secret\": 1}",
        "{\"schema\": \"ml-pipeline-draft/1\", \"name\": \"x\", \"nodes\": \"canary-secret\"}",
        "[\"canary-secret\"]",
    ] {
        let result = convert_text("broken.json", text);
        assert!(!result.diagnostics.is_empty(), "{text}");
        assert!(!format!("{result:?}").contains("canary"), "{result:?}");
    }
}

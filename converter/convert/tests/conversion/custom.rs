//! Customers' own modules: typed by a module listing, or by the package that they were made from.

use crate::support::{catalogue, convert_all, convert_text, real_exports, zipped};
use ml_convert::{Conversion, SourceFile, Verdict, to_classic};
use ml_graph::{Json, ParamKind, ParamValue, PortKind};
use serde_json::json;
use std::io::Write;

const FAMILY: &str = "0123456789abcdef0123456789abcdef";

fn source(name: &str, bytes: impl Into<Vec<u8>>) -> SourceFile {
    SourceFile { name: name.to_owned(), bytes: bytes.into() }
}

/// An experiment with one custom module.
fn experiment(inputs: &[&str], outputs: &[&str], parameters: &[(&str, &str)]) -> SourceFile {
    let port = |name: &&str| json!({"Name": name, "NodeId": "n-1"});
    let parameter = |(name, value): &(&str, &str)| json!({"Name": name, "Value": value, "ValueType": "Literal", "LinkedGlobalParameter": null});
    let node = json!({
        "Id": "n-1", "ModuleId": format!("ws1.{FAMILY}.v1-default-7"),
        "ModuleParameters": parameters.iter().map(parameter).collect::<Vec<_>>(),
        "InputPortsInternal": inputs.iter().map(port).collect::<Vec<_>>(),
        "OutputPortsInternal": outputs.iter().map(port).collect::<Vec<_>>(),
    });
    let text = json!({"ExperimentId": "w.f-id.1", "Description": "own", "Graph": {"ModuleNodes": [node], "EdgesInternal": []}});
    source("experiment.json", text.to_string())
}

fn listing() -> SourceFile {
    let text = json!([{
        "Id": format!("ws1.{FAMILY}.v1-default-9"), "FamilyId": FAMILY, "Name": "Score Texts", "Description": "Scores texts.\nSlowly.",
        "Category": "Text", "ServiceVersion": 3, "IsLatest": true, "IsDeterministic": true, "Owner": "us",
        "ModuleInterface": {
            "InputPorts": [{"Name": "Texts", "FriendlyName": "The texts", "IsOptional": false, "Types": ["DataTableDotNet"]}],
            "OutputPorts": [{"Name": "Model", "FriendlyName": null, "Type": "ILearnerDotNet"}],
            "Parameters": [
                {"Name": "Text column", "FriendlyName": "Column", "ParameterType": "ColumnPicker", "ColumnPickerFor": "Texts", "SingleColumnSelection": true, "IsOptional": false},
                {"Name": "Depth", "ParameterType": "Int", "DefaultValue": "3", "HasDefaultValue": true, "ParameterRules": [{"Min": 1, "Max": 9}]},
                {"Name": "Mode", "ParameterType": "Mode", "DefaultValue": "fast", "HasDefaultValue": true, "ModeValuesInfo": {
                    "fast": {"InterfaceString": "fast", "DisplayValue": "Fast", "Parameters": []},
                    "slow": {"InterfaceString": "slow", "DisplayValue": "Slow", "Parameters": [{"Name": "Patience", "ParameterType": "Double", "DefaultValue": "0.5", "HasDefaultValue": true}]},
                }},
                {"Name": "Key", "ParameterType": "Credential", "DefaultValue": "canary-default"},
            ],
        },
    }]);
    source("modules.json", text.to_string())
}

#[test]
fn a_listing_types_custom_modules() {
    let node = experiment(
        &["Texts"],
        &["Model"],
        &[("Depth", "7"), ("Mode", "slow"), ("Patience", "0.25"), ("Key", "canary-key")],
    );
    // Whatever comes first.
    for files in [[listing(), node.clone()], [node, listing()]] {
        let result = convert_all(&files);
        let draft = &result.drafts[0].draft;
        let [own] = draft.components.as_slice() else { panic!("{:?}", draft.components) };
        assert_eq!(own.spec.title, "Score Texts");
        assert_eq!(draft.nodes[0].component, own.spec.id);
        assert_eq!(
            (own.spec.inputs[0].kind, own.spec.outputs[0].kind),
            (PortKind::Dataset, PortKind::TrainedModel)
        );
        assert_eq!(own.spec.inputs[0].title, "The texts");
        let params = &draft.nodes[0].params;
        assert_eq!(params["Depth"], ParamValue::Integer(7));
        assert_eq!(params["Mode"], ParamValue::from("slow"));
        assert_eq!(params["Patience"], ParamValue::Float(0.25));
        assert!(matches!(params["Key"], ParamValue::Secret(_)), "{params:?}");
        let patience = own.spec.param("Patience").unwrap();
        assert_eq!(patience.when.as_ref().unwrap().param, "Mode");
        assert_eq!(own.spec.param("Depth").unwrap().kind, ParamKind::Integer { min: Some(1), max: Some(9) });
        let module = &result.drafts[0].report.modules[0];
        assert_eq!((module.module.as_str(), module.verdict), ("Score Texts", Verdict::CannotRun));
        assert!(
            module.reasons.iter().any(|reason| reason.contains("Its code is not part")),
            "{:?}",
            module.reasons
        );
        let written = format!("{result:?}{}", serde_json::to_string(draft).unwrap());
        assert!(!written.contains("canary"), "{written}");
    }
}

const XML: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<Module name="Scale Columns" isDeterministic="true">
  <Owner>us</Owner><Description>Multiplies columns.</Description>
  <Language name="R" sourceFile="scale.R" entryPoint="scaleColumns"/>
  <Ports>
    <Output id="scaled" name="Scaled" type="DataTable"/><Output id="sums" type="DataTable"/><Output id="picture" type="Visualization"/>
    <Input id="frame" name="Frame" type="DataTable"/><Input id="other" type="DataTable" isOptional="true"/>
  </Ports>
  <Arguments>
    <Arg id="by" name="Factor" type="double"><Properties default="2"/></Arg>
    <Arg id="columns" type="ColumnPicker"><Properties portId="frame"/></Arg>
  </Arguments>
</Module>"#;

fn package(xml: &str) -> SourceFile {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in [
        ("scale.xml", xml),
        (
            "scale.R",
            "password <- \"canary-Pa55\"\nscaleColumns <- function(frame, other, by, columns) frame\n",
        ),
        ("lib/help.R", "x <- 1\n"),
    ] {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    }
    source("scale.zip", zip.finish().unwrap().into_inner())
}

#[test]
fn a_package_makes_its_module_run() {
    let node =
        experiment(&["frame", "other"], &["scaled", "sums", "picture"], &[("by", "1.5"), ("columns", "")]);
    let result = convert_all(&[node, package(XML)]);
    let draft = &result.drafts[0].draft;
    let own = &draft.components[0];
    let code = own.code.as_ref().unwrap();
    assert_eq!((code.source_file.as_str(), code.entry_point.as_str()), ("scale.R", "scaleColumns"));
    assert_eq!(code.files.keys().collect::<Vec<_>>(), ["lib/help.R", "scale.R"]);
    assert_eq!(own.spec.inputs.iter().map(|port| port.optional).collect::<Vec<_>>(), [false, true]);
    assert_eq!(draft.nodes[0].params["by"], ParamValue::Float(1.5));
    assert!(result.drafts[0].report.modules[0].reasons.iter().any(|reason| reason.contains("R script runs")));
    // A password in the code is a place.
    let said: Vec<&str> = result.diagnostics.iter().map(|found| found.code.as_str()).collect();
    assert!(said.contains(&"convert/credential"), "{said:?}");
    let written = format!("{result:?}{}", serde_json::to_string(draft).unwrap());
    assert!(!written.contains("canary"), "{written}");
    // The draft alone says as much as when it was converted.
    let again = convert_text("own.draft.json", serde_json::to_string(draft).unwrap());
    assert_eq!(again.drafts[0].draft, *draft);
    assert_eq!(again.drafts[0].report.modules, result.drafts[0].report.modules);
    // Classic gets its parameters back as they were.
    let classic = to_classic(draft, catalogue());
    let node = &classic.get("Graph").unwrap().get("ModuleNodes").unwrap().items()[0];
    let values: Vec<&str> = node
        .get("ModuleParameters")
        .unwrap()
        .items()
        .iter()
        .map(|parameter| parameter.get("Value").and_then(Json::as_str).unwrap())
        .collect();
    assert_eq!(values, ["1.5", ""]);
    assert_eq!(
        node.get("ModuleId").and_then(Json::as_str),
        Some("ws1.0123456789abcdef0123456789abcdef.v1-default-7")
    );
}

#[test]
fn bytes_of_a_package_come_along_whatever_they_look_like() {
    // In base64, 64 bytes have the shape of an account key.
    let bytes: Vec<u8> = (0..64_u8).map(|byte| byte.wrapping_mul(181)).collect();
    let code: &[u8] = b"scaleColumns <- function(frame, other, by, columns) frame\n";
    let packed = zipped(&[("scale.xml", XML.as_bytes()), ("scale.R", code), ("tables/codes.bin", &bytes)]);
    let node =
        experiment(&["frame", "other"], &["scaled", "sums", "picture"], &[("by", "1.5"), ("columns", "")]);
    let result = convert_all(&[node, source("scale.zip", packed)]);
    let draft = &result.drafts[0].draft;
    let carried = |draft: &ml_graph::PipelineDraft| {
        draft.components[0].code.as_ref().unwrap().files["tables/codes.bin"].bytes().to_vec()
    };
    assert_eq!(carried(draft), bytes);
    let again = convert_text("own.draft.json", serde_json::to_string(draft).unwrap());
    assert_eq!(carried(&again.drafts[0].draft), bytes);
}

#[test]
fn a_package_with_its_folder_is_the_same_module() {
    let code: &[u8] = b"scaleColumns <- function(frame, other, by, columns) frame\n";
    let packed = |folder: &str, more: &[(&str, &[u8])]| {
        let names = ["scale.xml", "scale.R", "lib/help.R"].map(|name| format!("{folder}{name}"));
        let mut entries: Vec<(&str, &[u8])> =
            names.iter().map(String::as_str).zip([XML.as_bytes(), code, b"x <- 1\n"]).collect();
        entries.extend_from_slice(more);
        source("scale.zip", zipped(&entries))
    };
    let node =
        experiment(&["frame", "other"], &["scaled", "sums", "picture"], &[("by", "1.5"), ("columns", "")]);
    let plain = convert_all(&[node.clone(), packed("", &[])]);
    let folder = convert_all(&[node.clone(), packed("Scale/", &[("__MACOSX/Scale/._scale.R", b"\0\x05")])]);
    assert_eq!(plain.drafts[0].draft.components, folder.drafts[0].draft.components);
    assert_eq!(folder.drafts[0].draft.components.len(), 1);
    // Beside other things it is no package of its own.
    let mixed = convert_all(&[packed("Scale/", &[("experiment.json", &node.bytes)])]);
    assert_eq!(mixed.drafts.len(), 1);
}

#[test]
fn a_package_of_another_shape_types_nothing() {
    let node = experiment(&["frame"], &["scaled", "sums", "picture"], &[("by", "1.5"), ("columns", "")]);
    let result = convert_all(&[package(XML), node]);
    assert_eq!(result.drafts[0].draft.nodes[0].component, "unknown");
    assert!(result.drafts[0].draft.components.is_empty());
}

#[test]
fn broken_descriptions_are_errors_with_a_reason() {
    let said = |result: &Conversion| {
        result.diagnostics.iter().map(|found| found.message.clone()).collect::<Vec<_>>().join(" ")
    };
    let named = |xml: &str| said(&convert_all(&[package(xml)]));
    assert!(named(&XML.replace("scale.R", "other.R")).contains("holds no file “other.R”"));
    assert!(named(&XML.replace("name=\"R\"", "name=\"Python\"")).contains("written in “Python”"));
    assert!(named(&XML.replace("</Ports>", "")).contains("not well formed"));
    assert!(
        named(&XML.replace("<Module ", "<!DOCTYPE m [<!ENTITY a \"b\">]><Module "))
            .contains("declares entities")
    );
    let listing = convert_text("modules.json", r#"[{"Id": "x", "ModuleInterface": {"InputPorts": 5}}]"#);
    assert!(said(&listing).contains("FamilyId"), "{}", said(&listing));
    let listing =
        convert_text("modules.json", r#"[{"FamilyId": "x", "ModuleInterface": {"InputPorts": 5}}]"#);
    assert!(said(&listing).contains("should be a list"), "{}", said(&listing));
}

#[test]
fn a_listing_made_of_a_real_experiment_types_all_of_it() {
    for file in real_exports().into_iter().filter(|file| file.name.ends_with("train.json")) {
        let source: serde_json::Value = serde_json::from_slice(&file.bytes).unwrap();
        let nodes = source["Graph"]["ModuleNodes"].as_array().unwrap();
        let ports = |node: &serde_json::Value, list: &str| -> Vec<serde_json::Value> {
            node[list].as_array().unwrap().iter().map(|port| json!({"Name": port["Name"], "Types": ["DataTableDotNet"], "Type": "DataTableDotNet"})).collect()
        };
        let modules: Vec<serde_json::Value> = nodes
            .iter()
            .filter(|node| !node["ModuleId"].as_str().unwrap().starts_with(ml_graph_workspace()))
            .map(|node| {
                let parameters: Vec<_> = node["ModuleParameters"].as_array().unwrap().iter().map(|parameter| json!({"Name": parameter["Name"], "ParameterType": "String", "IsOptional": true})).collect();
                json!({"Id": node["ModuleId"], "Name": "Custom", "IsLatest": true, "ModuleInterface": {
                    "InputPorts": ports(node, "InputPortsInternal"), "OutputPorts": ports(node, "OutputPortsInternal"), "Parameters": parameters,
                }})
            })
            .collect();
        let result = convert_all(&[
            crate::custom::source("modules.json", serde_json::to_vec(&modules).unwrap()),
            file,
        ]);
        let draft = &result.drafts[0].draft;
        assert!(draft.nodes.iter().all(|node| node.component != "unknown"));
        assert_eq!(draft.components.len(), 7);
        let back = serde_json::to_value(to_classic(draft, catalogue())).unwrap();
        for (old, new) in nodes.iter().zip(back["Graph"]["ModuleNodes"].as_array().unwrap()) {
            assert_eq!(
                old["ModuleParameters"].as_array().unwrap().len(),
                new["ModuleParameters"].as_array().unwrap().len()
            );
            assert_eq!(
                old["InputPortsInternal"].as_array().unwrap().len(),
                new["InputPortsInternal"].as_array().unwrap().len()
            );
        }
    }
}

fn ml_graph_workspace() -> &'static str {
    "506153734175476c4f62416c57734963"
}

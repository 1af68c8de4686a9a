//! What Azure ML's own loader lets pass: unknown fields, inputs that a component does not have, values outside of what it allows,
//! references to nothing.

use super::yaml;
use crate::support::files;
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Kinds by their schema: required fields, then others that are known.
const KINDS: &[(&str, &[&str], &[&str])] = &[
    (
        "pipelineJob",
        &["type", "jobs"],
        &["display_name", "experiment_name", "description", "tags", "settings", "inputs", "outputs"],
    ),
    (
        "commandComponent",
        &["name", "type", "command", "environment"],
        &["version", "display_name", "description", "is_deterministic", "inputs", "outputs", "code"],
    ),
    (
        "pipelineComponent",
        &["name", "type", "jobs"],
        &["version", "display_name", "description", "inputs", "outputs"],
    ),
    ("data", &["name", "version", "path", "type"], &["description"]),
    ("model", &["name", "version", "path", "type"], &["description"]),
    ("environment", &["name", "version", "build"], &["description"]),
    (
        "amlCompute",
        &["name", "type", "size"],
        &["min_instances", "max_instances", "idle_time_before_scale_down"],
    ),
    ("azureBlob", &["name", "type", "account_name", "container_name"], &["credentials", "description"]),
    ("managedOnlineEndpoint", &["name", "auth_mode"], &["description", "tags"]),
    (
        "managedOnlineDeployment",
        &["name", "endpoint_name", "model", "environment", "instance_type", "instance_count"],
        &[
            "code_configuration",
            "request_settings",
            "readiness_probe",
            "liveness_probe",
            "data_collector",
            "app_insights_enabled",
        ],
    ),
    ("batchEndpoint", &["name", "auth_mode"], &["description", "defaults"]),
    ("pipelineComponentBatchDeployment", &["name", "endpoint_name", "type", "component"], &["settings"]),
    ("schedule", &["name", "trigger", "create_job"], &["display_name"]),
    ("monitorSchedule", &["name", "trigger", "create_monitor"], &["display_name"]),
];

/// Everything that is wrong in the folder of an experiment.
pub fn faults(folder: &Path) -> Vec<String> {
    faults_of(folder, &files(folder))
}

/// The same for some of the files of a folder, which are all that is registered.
pub fn faults_of(folder: &Path, files: &[PathBuf]) -> Vec<String> {
    let mut faults = Vec::new();
    let documents: Vec<(&PathBuf, Value)> = files
        .iter()
        .filter(|path| path.extension().is_some_and(|extension| extension == "yml"))
        .map(|path| (path, yaml(path)))
        .collect();
    let mut registered: BTreeSet<String> = BTreeSet::new();
    for (_, document) in &documents {
        if let (Some(name), Some(version)) = (document["name"].as_str(), document["version"].as_str()) {
            registered.insert(format!("azureml:{name}:{version}"));
            registered.insert(format!("azureml:{name}@latest"));
        }
        if let (Some(name), "amlcompute") =
            (document["name"].as_str(), document["type"].as_str().unwrap_or(""))
        {
            registered.insert(format!("azureml:{name}"));
        }
        if let (Some(name), Some(endpoint)) = (document["name"].as_str(), document["endpoint_name"].as_str())
        {
            registered.insert(format!("azureml:{endpoint}:{name}"));
        }
    }
    for (path, document) in &documents {
        let mut say =
            |fault: String| faults.push(format!("{}: {fault}", path.strip_prefix(folder).unwrap().display()));
        let Some(kind) = document["$schema"].as_str().and_then(|schema| {
            schema.strip_prefix("https://azuremlschemas.azureedge.net/latest/")?.strip_suffix(".schema.json")
        }) else {
            say("no schema".to_owned());
            continue;
        };
        let Some((_, required, known)) = KINDS.iter().find(|(name, _, _)| *name == kind) else {
            say(format!("unknown kind {kind}"));
            continue;
        };
        for field in required.iter().filter(|field| document[**field].is_null()) {
            say(format!("“{field}” is missing"));
        }
        for field in document.as_object().unwrap().keys() {
            if field != "$schema" && !required.contains(&field.as_str()) && !known.contains(&field.as_str()) {
                say(format!("there is no “{field}”"));
            }
        }
        name(kind, document, &mut say);
        references(document, path, &registered, &mut say);
        if kind == "commandComponent" {
            component(document, &mut say);
        }
        if ["pipelineJob", "pipelineComponent"].contains(&kind) {
            pipeline(path, document, &mut say);
        }
    }
    faults
}

fn name(kind: &str, document: &Value, say: &mut impl FnMut(String)) {
    let Some(name) = document["name"].as_str() else { return };
    let begins = name.starts_with(|letter: char| letter.is_ascii_lowercase());
    let (letters, lengths) = match kind {
        "commandComponent" | "pipelineComponent" => ("_", 1..=255),
        "managedOnlineEndpoint" | "batchEndpoint" => ("-", 3..=32),
        _ => ("-_", 1..=255),
    };
    let valid = name
        .chars()
        .all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letters.contains(letter));
    if !begins || !valid || !lengths.contains(&name.len()) {
        say(format!("“{name}” is no name for a {kind}"));
    }
}

/// Names of other resources and files must lead somewhere.
fn references(value: &Value, file: &Path, registered: &BTreeSet<String>, say: &mut impl FnMut(String)) {
    match value {
        Value::String(text)
            if text.starts_with("azureml:")
                && !text.starts_with("azureml://")
                && !registered.contains(text) =>
        {
            say(format!("{text} is not registered by any file"));
        }
        Value::String(text)
            if (text.starts_with("./") || text.starts_with("../"))
                && !file.parent().unwrap().join(text).exists() =>
        {
            say(format!("{text} does not exist"));
        }
        Value::Array(items) => items.iter().for_each(|item| references(item, file, registered, say)),
        Value::Object(members) => members.values().for_each(|item| references(item, file, registered, say)),
        _ => {}
    }
}

fn component(document: &Value, say: &mut impl FnMut(String)) {
    let command = document["command"].as_str().unwrap_or_default();
    for side in ["inputs", "outputs"] {
        let declared: BTreeSet<&str> =
            document[side].as_object().into_iter().flatten().map(|(name, _)| name.as_str()).collect();
        let used: BTreeSet<&str> = command
            .split(&format!("${{{{{side}."))
            .skip(1)
            .filter_map(|rest| rest.split("}}").next())
            .collect();
        if declared != used {
            say(format!("{side} declared {declared:?} and used {used:?}"));
        }
    }
    for (name, input) in document["inputs"].as_object().into_iter().flatten() {
        let optional = input["optional"].as_bool().unwrap_or(false);
        let in_brackets = command
            .split("$[[")
            .skip(1)
            .any(|part| part.split("]]").next().unwrap_or_default().contains(&format!("inputs.{name}}}")));
        if optional != in_brackets {
            say(format!("“{name}” is optional: {optional}, in brackets: {in_brackets}"));
        }
        if let Some(default) = input.get("default") {
            allowed(name, input, default, say);
        }
    }
}

/// Whether a value is one that an input takes.
fn allowed(name: &str, input: &Value, value: &Value, say: &mut impl FnMut(String)) {
    let fits = match input["type"].as_str().unwrap_or_default() {
        "string" => {
            value.is_string() && input["enum"].as_array().is_none_or(|options| options.contains(value))
        }
        "integer" => value.is_i64() && within(input, value),
        "number" => value.is_number() && within(input, value),
        "boolean" => value.is_boolean(),
        "uri_folder" => value["type"] == "uri_folder" && value["path"].is_string(),
        "uri_file" => value["type"] == "uri_file" && value["path"].is_string(),
        other => {
            say(format!("“{name}” has the type {other}"));
            true
        }
    };
    if !fits {
        say(format!("“{name}” cannot be {value}: {input}"));
    }
}

fn within(input: &Value, value: &Value) -> bool {
    let number = value.as_f64().unwrap_or(f64::NAN);
    input["min"].as_f64().is_none_or(|min| number >= min)
        && input["max"].as_f64().is_none_or(|max| number <= max)
}

fn pipeline(path: &Path, document: &Value, say: &mut impl FnMut(String)) {
    let parents = document["inputs"].as_object().cloned().unwrap_or_default();
    let results = document["outputs"].as_object().cloned().unwrap_or_default();
    let jobs = document["jobs"].as_object().cloned().unwrap_or_default();
    let components: Vec<(&String, Value)> = jobs
        .iter()
        .filter_map(|(step, job)| {
            let file = path.parent()?.join(job["component"].as_str()?);
            file.exists().then(|| (step, yaml(&file)))
        })
        .collect();
    let mut given = BTreeSet::new();
    for (step, component) in &components {
        let job = &jobs[*step];
        let inputs = component["inputs"].as_object().cloned().unwrap_or_default();
        for (name, value) in job["inputs"].as_object().into_iter().flatten() {
            let Some(input) = inputs.get(name) else {
                say(format!("{step}: its component has no input “{name}”"));
                continue;
            };
            let bound = value.as_str().and_then(|text| text.strip_prefix("${{parent.")?.strip_suffix("}}"));
            match bound.map(|bound| bound.split('.').collect::<Vec<&str>>()).as_deref() {
                None => allowed(name, input, value, say),
                Some(["inputs", parent]) => match parents.get(*parent) {
                    None => say(format!("{step}: there is no pipeline input “{parent}”")),
                    Some(parent) if parent["path"].is_string() => allowed(name, input, parent, say),
                    Some(parent) if parent["type"].is_string() => {
                        if parent["type"] != input["type"] {
                            say(format!("{step}: “{name}” gets {parent}"));
                        }
                    }
                    Some(literal) => allowed(name, input, literal, say),
                },
                Some(["jobs", other, "outputs", output]) => {
                    let known = components.iter().find(|(name, _)| name == other);
                    if known.is_none_or(|(_, component)| component["outputs"][*output].is_null()) {
                        say(format!("{step}: there is no output {other}.{output}"));
                    }
                }
                Some(other) => say(format!("{step}: {other:?} is no binding")),
            }
        }
        for (name, input) in &inputs {
            let missing =
                input["optional"] != true && input.get("default").is_none() && job["inputs"][name].is_null();
            if missing {
                say(format!("{step}: “{name}” is not given"));
            }
        }
        for (port, value) in job["outputs"].as_object().into_iter().flatten() {
            let result =
                value.as_str().and_then(|text| text.strip_prefix("${{parent.outputs.")?.strip_suffix("}}"));
            match result {
                Some(result) if results.contains_key(result) && !component["outputs"][port].is_null() => {
                    if !given.insert(result.to_owned()) {
                        say(format!("two steps give the output “{result}”"));
                    }
                }
                _ => say(format!("{step}: the output “{port}” goes to {value}")),
            }
        }
    }
    for result in results.keys().filter(|result| !given.contains(*result)) {
        say(format!("no step gives the output “{result}”"));
    }
}

//! Runs a `pipeline.yml` here as the service would: each step's command line, as it is written, once its inputs are there.

use super::yaml;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Runs all steps of `pipeline.yml`; gives the folder that holds `<step>/<output>`.
pub(super) fn run(folder: &Path, out: &Path) -> PathBuf {
    run_file(folder, &folder.join("pipeline.yml"), out)
}

/// Runs all steps of a pipeline whose data lies in `folder/data`.
pub fn run_file(folder: &Path, file: &Path, out: &Path) -> PathBuf {
    let pipeline = yaml(file);
    let at = file.parent().unwrap();
    let mut inputs = BTreeMap::new();
    for (name, input) in members(&pipeline["inputs"]) {
        let value = match input["path"].as_str() {
            Some(reference) => asset(folder, reference),
            None => word(input),
        };
        inputs.insert(name.clone(), value);
    }
    let jobs = pipeline["jobs"].as_object().unwrap();
    let mut waiting: Vec<&String> = jobs.keys().collect();
    let mut done: BTreeMap<String, PathBuf> = BTreeMap::new();
    while !waiting.is_empty() {
        let before = waiting.len();
        waiting.retain(|name| {
            let Some(given) = bind(&jobs[*name], &inputs, &done) else { return true };
            step(at, name, &jobs[*name], given, out, &mut done);
            false
        });
        assert!(waiting.len() < before, "no step can run: {waiting:?}");
    }
    out.to_owned()
}

fn members(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

/// The folder of a registered asset: that of the file which registers it.
fn asset(folder: &Path, reference: &str) -> String {
    let (name, version) = reference.strip_prefix("azureml:").unwrap().rsplit_once(':').unwrap();
    let file = folder.join(format!("data/{name}.yml"));
    let data = yaml(&file);
    assert_eq!(data["name"], name);
    assert_eq!(data["version"], version);
    let path = file.parent().unwrap().join(data["path"].as_str().unwrap());
    assert!(path.is_dir(), "{} is missing", path.display());
    path.to_str().unwrap().to_owned()
}

/// A literal as the service writes it into a command line.
fn word(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Bool(true) => "True".to_owned(),
        Value::Bool(false) => "False".to_owned(),
        other => other.to_string(),
    }
}

/// The inputs of a step, when all that it waits for is there.
fn bind(
    job: &Value,
    inputs: &BTreeMap<String, String>,
    done: &BTreeMap<String, PathBuf>,
) -> Option<BTreeMap<String, String>> {
    let mut given = BTreeMap::new();
    for (name, value) in members(&job["inputs"]) {
        let bound = value.as_str().and_then(|text| text.strip_prefix("${{parent.")?.strip_suffix("}}"));
        let value = match bound.map(|path| path.split('.').collect::<Vec<&str>>()).as_deref() {
            Some(["inputs", input]) => inputs[*input].clone(),
            Some(["jobs", step, "outputs", output]) => {
                done.get(*step)?.join(output).to_str().unwrap().to_owned()
            }
            Some(other) => panic!("{name} is bound to {other:?}"),
            None => word(value),
        };
        given.insert(name.clone(), value);
    }
    Some(given)
}

fn step(
    folder: &Path,
    name: &str,
    job: &Value,
    mut given: BTreeMap<String, String>,
    out: &Path,
    done: &mut BTreeMap<String, PathBuf>,
) {
    let file = folder.join(job["component"].as_str().unwrap());
    let component = yaml(&file);
    for (input, declared) in members(&component["inputs"]) {
        if let Some(default) = declared.get("default") {
            given.entry(input.clone()).or_insert_with(|| word(default));
        }
    }
    let outputs: Map<String, Value> = component["outputs"].as_object().cloned().unwrap_or_default();
    let place = out.join(name);
    for output in outputs.keys() {
        std::fs::create_dir_all(place.join(output)).unwrap();
    }
    let command = fill(component["command"].as_str().unwrap(), &given, &place);
    let code = match component["code"].as_str() {
        Some(code) => file.parent().unwrap().join(code),
        None => place.clone(),
    };
    let tools = Path::new(env!("CARGO_BIN_EXE_ml-migrate")).parent().unwrap();
    let path = format!("{}:{}", tools.display(), std::env::var("PATH").unwrap());
    let output =
        Command::new("sh").args(["-c", &command]).current_dir(code).env("PATH", path).output().unwrap();
    assert!(output.status.success(), "{name}: {command}\n{}", String::from_utf8_lossy(&output.stderr));
    done.insert(name.to_owned(), place);
}

/// The command line with inputs and outputs put in; optional parts only where their input is given.
fn fill(command: &str, given: &BTreeMap<String, String>, place: &Path) -> String {
    let mut text = String::new();
    let mut rest = command;
    while let Some(begin) = rest.find("$[[") {
        let end = begin + rest[begin..].find("]]").expect("an optional part ends");
        text.push_str(&rest[..begin]);
        let part = &rest[begin + 3..end];
        let input = part.split("${{inputs.").nth(1).and_then(|rest| rest.split("}}").next()).unwrap();
        if given.contains_key(input) {
            text.push_str(part);
        }
        rest = &rest[end + 2..];
    }
    text.push_str(rest);
    for (name, value) in given {
        text = text.replace(&format!("${{{{inputs.{name}}}}}"), value);
    }
    while let Some(begin) = text.find("${{outputs.") {
        let end = begin + text[begin..].find("}}").expect("a placeholder ends");
        let folder = place.join(&text[begin + 11..end]);
        text.replace_range(begin..end + 2, folder.to_str().unwrap());
    }
    assert!(!text.contains("${{"), "{text}");
    text
}

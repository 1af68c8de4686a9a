//! The folder for Azure Machine Learning: every file is valid, and the pipeline in it gives here what `run` gives.

mod local;
mod strict;

pub use local::run_file;
pub use strict::{faults, faults_of};

use crate::support::{all_text, files, fixtures, text, tool};
use serde_json::Value;
use std::path::{Path, PathBuf};

/// A YAML file as JSON.
pub fn yaml(path: &Path) -> Value {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_saphyr::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}\n{text}", path.display()))
}

/// Converts a file or folder; gives the folders of its experiments.
fn emitted(source: &Path, out: &Path) -> Vec<PathBuf> {
    let output = tool(&["convert", &text(source), "--out", &text(out), "--to", "azureml"]);
    assert_ne!(output.status.code(), Some(101), "{}", all_text(&output));
    let mut folders: Vec<PathBuf> =
        std::fs::read_dir(out.join("azureml")).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    folders
}

#[test]
fn every_file_is_valid() {
    let out = tempfile::tempdir().unwrap();
    let folders = emitted(&fixtures().join("classic"), out.path());
    assert_eq!(folders.len(), 6);
    for folder in folders {
        assert_eq!(strict::faults(&folder), Vec::<String>::new(), "{}", folder.display());
    }
}

#[test]
fn a_folder_reads_back_to_the_draft_it_was_written_from() {
    let out = tempfile::tempdir().unwrap();
    let first = text(&out.path().join("first"));
    let source = text(&fixtures().join("classic"));
    let output = tool(&["convert", &source, "--out", &first, "--to", "draft,azureml"]);
    assert!(output.status.success(), "{}", all_text(&output));
    let second = out.path().join("second");
    let folders = text(&out.path().join("first/azureml"));
    let output = tool(&["convert", &folders, "--out", &text(&second), "--to", "draft"]);
    assert!(output.status.success(), "{}", all_text(&output));
    let drafts = |folder: &Path| -> Vec<(PathBuf, Vec<u8>)> {
        let draft = |path: &PathBuf| path.to_string_lossy().ends_with(".draft.json");
        let own = files(folder).into_iter().filter(|path| path.parent() == Some(folder)).filter(draft);
        own.map(|path| (PathBuf::from(path.file_name().unwrap()), std::fs::read(&path).unwrap())).collect()
    };
    let (before, after) = (drafts(&out.path().join("first")), drafts(&second));
    assert_eq!(before.len(), 6);
    assert!(before == after, "{:?}", after.iter().map(|(name, _)| name).collect::<Vec<_>>());
    // One file named by itself finds the others beside it.
    let third = text(&out.path().join("third"));
    let file = text(&out.path().join("first/azureml/sales-sql-and-python/pipeline.yml"));
    let output = tool(&["convert", &file, "--out", &third, "--to", "draft"]);
    assert!(output.status.success(), "{}", all_text(&output));
    let name = Path::new("sales-sql-and-python.draft.json");
    let alone = std::fs::read(out.path().join("third").join(name)).unwrap();
    assert!(before.iter().any(|(known, bytes)| known == name && *bytes == alone));
}

#[test]
fn steps_run_as_written_and_give_what_a_run_gives() {
    for sample in [
        "income-two-models",
        "house-prices-regression",
        "customer-segments-clustering",
        "credit-risk-predictive",
    ] {
        let out = tempfile::tempdir().unwrap();
        let source = fixtures().join(format!("classic/{sample}.json"));
        let [folder] = &emitted(&source, out.path())[..] else { panic!("{sample}: not one folder") };
        let steps = local::run(folder, &out.path().join("steps"));
        compare(&source, &out.path().join("whole"), &steps, &[]);
    }
}

#[test]
fn scripts_and_entered_data_run_as_written() {
    let pandas = std::process::Command::new("python3").args(["-c", "import pandas"]).output();
    if !pandas.is_ok_and(|output| output.status.success()) {
        return;
    }
    let out = tempfile::tempdir().unwrap();
    let source = fixtures().join("classic/sales-sql-python.json");
    let [folder] = &emitted(&source, out.path())[..] else { panic!("not one folder") };
    let steps = local::run(folder, &out.path().join("steps"));
    compare(&source, &out.path().join("whole"), &steps, &["--allow-scripts"]);
}

/// Every file that a run of the whole writes is there among the steps, byte for byte.
fn compare(source: &Path, whole: &Path, steps: &Path, more: &[&str]) {
    let (source, out) = (text(source), text(whole));
    let arguments = [&["run", &source, "--out", &out, "--device", "cpu"][..], more].concat();
    let output = tool(&arguments);
    assert!(output.status.success(), "{}", all_text(&output));
    let mut compared = 0;
    for entry in std::fs::read_dir(whole).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let parts: Vec<&str> = name.rsplitn(3, '.').collect();
        let [extension, port, label] = parts[..] else { continue };
        let folder = steps.join(snake(label)).join(port);
        let files: Vec<PathBuf> =
            std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        // CSV is for people; the tables themselves are compared as Parquet, metrics as JSON.
        if extension == "csv" {
            continue;
        }
        let same = files.iter().find(|file| file.extension().is_some_and(|known| known == extension));
        let same = same.unwrap_or_else(|| panic!("{name}: nothing like it in {files:?}"));
        assert!(std::fs::read(&path).unwrap() == std::fs::read(same).unwrap(), "{name} differs");
        compared += 1;
    }
    assert!(compared > 4, "{compared} files compared");
}

fn snake(label: &str) -> String {
    let words: Vec<String> = label
        .split(|letter: char| !letter.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    words.join("_")
}

#[test]
fn the_scoring_script_answers_as_classic_did() {
    if std::process::Command::new("python3").arg("--version").output().is_err() {
        return;
    }
    let out = tempfile::tempdir().unwrap();
    let [folder] = &emitted(&fixtures().join("classic/credit-risk-predictive.json"), out.path())[..] else {
        panic!("not one folder")
    };
    let sample = folder.join("endpoints/online/sample-request.json");
    let request: Value = serde_json::from_slice(&std::fs::read(&sample).unwrap()).unwrap();
    let columns = request["Inputs"]["input1"]["ColumnNames"].as_array().unwrap();
    assert!(columns.contains(&Value::from("age")), "{request}");
    let program = "import json, os, sys\n\
        sys.path.insert(0, sys.argv[1])\n\
        import score\n\
        score.init()\n\
        request = json.load(open(sys.argv[2]))\n\
        print(json.dumps(score.run(json.dumps(request))))\n\
        table = request['Inputs']['input1']\n\
        rows = [dict(zip(table['ColumnNames'], row)) for row in table['Values']]\n\
        print(json.dumps(score.run(json.dumps({'Inputs': {'input1': rows}}))))\n\
        print(json.dumps(score.run(json.dumps({'Inputs': {'input2': rows}}))))\n";
    let tools = Path::new(env!("CARGO_BIN_EXE_ml-migrate")).parent().unwrap();
    let output = std::process::Command::new("python3")
        .args(["-c", program, &text(&folder.join("endpoints/online/code")), &text(&sample)])
        .env("PATH", format!("{}:{}", tools.display(), std::env::var("PATH").unwrap()))
        .env("AZUREML_MODEL_DIR", folder.join("endpoints/online"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", all_text(&output));
    let answers: Vec<Value> = String::from_utf8(output.stdout)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let table = &answers[0]["Results"]["output1"]["value"];
    assert_eq!(
        table["ColumnNames"],
        serde_json::json!(["Scored Labels", "Scored Probabilities"]),
        "{}",
        answers[0]
    );
    assert_eq!(table["Values"].as_array().unwrap().len(), 1);
    assert_eq!(answers[1]["Results"]["output1"][0]["Scored Labels"], table["Values"][0][0]);
    assert!(answers[2]["error"]["message"].as_str().unwrap().contains("input2"), "{}", answers[2]);
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let (first, second) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let source = fixtures().join("classic/credit-risk-predictive.json");
    emitted(&source, first.path());
    emitted(&source, second.path());
    let mut waiting = vec![PathBuf::new()];
    let mut files = 0;
    while let Some(below) = waiting.pop() {
        for entry in std::fs::read_dir(first.path().join(&below)).unwrap() {
            let entry = entry.unwrap();
            let below = below.join(entry.file_name());
            if entry.path().is_dir() {
                waiting.push(below);
            } else {
                files += 1;
                let other = std::fs::read(second.path().join(&below)).unwrap();
                assert!(std::fs::read(entry.path()).unwrap() == other, "{}", below.display());
            }
        }
    }
    assert!(files > 20, "{files}");
}

#[test]
fn targets_that_are_not_there_are_refused_by_name() {
    let out = tempfile::tempdir().unwrap();
    let source = text(&fixtures().join("classic/flowers-multiclass.json"));
    for (target, words) in [("designer", "not built yet"), ("asure", "there is no target “asure”")] {
        let output =
            tool(&["convert", &source, "--out", &text(out.path()), "--to", &format!("draft,{target}")]);
        assert_eq!(output.status.code(), Some(2));
        assert!(all_text(&output).contains(words), "{}", all_text(&output));
    }
    assert_eq!(std::fs::read_dir(out.path()).unwrap().count(), 0);
}

#[test]
fn credentials_become_references() {
    let out = tempfile::tempdir().unwrap();
    let source = out.path().join("reads-blobs.json");
    std::fs::write(&source, READS_BLOBS).unwrap();
    let [folder] = &emitted(&source, out.path())[..] else { panic!("not one folder") };
    assert_eq!(strict::faults(folder), Vec::<String>::new());
    let mut references = 0;
    for path in files(folder) {
        let written = std::fs::read_to_string(&path).unwrap();
        references += usize::from(written.contains("keyvault://weather-readings-account-key"));
        assert!(!written.contains("MadeUpCanary"), "{}", path.display());
    }
    assert_eq!(references, 2, "the datastore and its body");
    let signed = yaml(&folder.join("datastores/weather_readings_2.yml"));
    assert_eq!(signed["credentials"]["sas_token"], "keyvault://weather-readings-2-sas-token");
    let step = &yaml(&folder.join("pipeline.yml"))["jobs"]["import_data_2"];
    assert_eq!(
        step["inputs"]["attached_file"]["path"],
        "azureml://datastores/weather_readings_2/paths/b.csv"
    );
    assert_eq!(step["inputs"]["authentication"], "account", "so the module reads the file it is handed");
    assert!(step["inputs"]["uri"].is_null(), "{step}");
    let datastore = yaml(&folder.join("datastores/weather_readings.yml"));
    assert_eq!(datastore["account_name"], "weather");
    assert_eq!(datastore["container_name"], "readings");
    let step = &yaml(&folder.join("pipeline.yml"))["jobs"]["import_data"];
    assert_eq!(
        step["inputs"]["attached_file"]["path"],
        "azureml://datastores/weather_readings/paths/2021/daily.csv"
    );
}

/// A pipeline with an account key and a shared access signature, as one that was put together by hand would have them.
const READS_BLOBS: &str = r#"{
  "schema": "ml-pipeline-draft/1",
  "name": "Reads blobs",
  "nodes": [
    {"id": "a", "component": "import-data", "params": {
      "data_source": "azure-blob-storage", "authentication": "account", "account_name": "weather",
      "account_key": "MadeUpCanaryKeyOne+abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789abcdef==",
      "path": "readings/2021/daily.csv"}},
    {"id": "b", "component": "import-data", "params": {
      "data_source": "azure-blob-storage", "authentication": "public-or-sas",
      "uri": "https://weather.blob.core.windows.net/readings/b.csv?sv=2020-08-04&sig=MadeUpCanarySignature%3D"}}
  ]
}"#;

#[test]
fn an_open_input_leaves_the_files_valid() {
    let out = tempfile::tempdir().unwrap();
    let source = out.path().join("open.json");
    let draft = r#"{"schema": "ml-pipeline-draft/1", "name": "Open", "nodes": [{"id": "a", "component": "split-data"}]}"#;
    std::fs::write(&source, draft).unwrap();
    let [folder] = &emitted(&source, out.path())[..] else { panic!("not one folder") };
    assert_eq!(strict::faults(folder), Vec::<String>::new());
    let component = yaml(&folder.join("components/split_data.yml"));
    assert_eq!(component["inputs"]["dataset"]["optional"], true);
}

#[test]
fn what_no_file_can_hold_is_said_and_the_rest_is_valid() {
    let out = tempfile::tempdir().unwrap();
    let folders = emitted(&fixtures().join("tricky"), out.path());
    assert!(folders.len() > 4, "{folders:?}");
    for folder in folders {
        assert_eq!(strict::faults(&folder), Vec::<String>::new(), "{}", folder.display());
    }
}

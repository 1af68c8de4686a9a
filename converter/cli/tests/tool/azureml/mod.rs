//! The folder for Azure Machine Learning: every file is valid, and the pipeline in it gives here what `run` gives.

mod local;
mod strict;

use crate::support::{all_text, fixtures, text, tool};
use serde_json::Value;
use std::path::{Path, PathBuf};

/// A YAML file as JSON.
fn yaml(path: &Path) -> Value {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_saphyr::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}\n{text}", path.display()))
}

/// Converts a file or folder; gives the folders of its experiments.
fn emitted(source: &Path, out: &Path) -> Vec<PathBuf> {
    let output = tool(&["convert", &text(source), "--out", &text(out), "--to", "azureml"]);
    assert!(output.status.success(), "{}", all_text(&output));
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
fn steps_run_as_written_and_give_what_a_run_gives() {
    for sample in ["income-two-models", "house-prices-regression", "customer-segments-clustering", "credit-risk-predictive"] {
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
        let output = tool(&["convert", &source, "--out", &text(out.path()), "--to", &format!("draft,{target}")]);
        assert_eq!(output.status.code(), Some(2));
        assert!(all_text(&output).contains(words), "{}", all_text(&output));
    }
    assert_eq!(std::fs::read_dir(out.path()).unwrap().count(), 0);
}

#[test]
fn credentials_become_references() {
    let out = tempfile::tempdir().unwrap();
    let folders = emitted(&fixtures().join("tricky/credentials.json"), out.path());
    let planted = ["Made-Up-Canary-1", "MadeUpCanarySignature2", "MadeUpCanarySignature3", "made-up-canary-4"];
    let mut references = 0;
    for folder in folders {
        assert_eq!(strict::faults(&folder), Vec::<String>::new());
        for path in strict::files(&folder) {
            let written = std::fs::read_to_string(&path).unwrap();
            references += usize::from(written.contains("keyvault://"));
            assert!(planted.iter().all(|secret| !written.contains(secret)), "{}", path.display());
        }
    }
    assert!(references > 0);
}

//! What an executor exports after it converted is what the tool writes of the same files, byte for byte.

use crate::models::moods;
use crate::support::{all_text, files, fixtures};
use ml_exports::Exports;
use ml_graph::Json;
use ml_protocol::{Convert, Export, InputFile, Outgoing, Request, Response};
use ml_run::{Executor, MemoryStore, NativePlatform};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read, Write};
use std::path::Path;
use std::process::Command;

const TARGETS: [&str; 6] = ["draft", "azureml", "designer", "python", "mlops", "report"];

/// Everything that the tool writes of the files of a folder.
fn written(folder: &Path, names: &[String]) -> BTreeMap<String, Vec<u8>> {
    let out = tempfile::tempdir().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_ml-migrate"))
        .current_dir(folder)
        .arg("convert")
        .args(names)
        .args(["--to", &TARGETS.join(","), "--out"])
        .arg(out.path())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", all_text(&output));
    let path = |file: &Path| {
        let path = file.strip_prefix(out.path()).unwrap();
        path.components().map(|part| part.as_os_str().to_str().unwrap()).collect::<Vec<_>>().join("/")
    };
    files(out.path()).iter().map(|file| (path(file), std::fs::read(file).unwrap())).collect()
}

/// Everything that an executor exports of them.
fn exported(folder: &Path, names: &[String]) -> BTreeMap<String, Vec<u8>> {
    let executor = Executor::new(NativePlatform::new("test"), MemoryStore::new(), Exports).unwrap();
    let file = |name: &String| {
        let bytes = std::fs::read(folder.join(name)).unwrap();
        match executor.request(Request::PutBlob, Some(bytes)).response {
            Response::Blob { blob } => InputFile { name: name.clone(), blob },
            other => panic!("{other:?}"),
        }
    };
    let convert = Convert { files: names.iter().map(file).collect() };
    let Response::Converted(converted) = executor.request(Request::Convert(convert), None).response else {
        panic!("not converted")
    };
    let entries = converted.report.get("experiments").map(|list| list.items().to_vec()).unwrap_or_default();
    let outgoing = |(draft, entry): (&ml_graph::PipelineDraft, &Json)| Outgoing {
        id: entry.get("draft").and_then(Json::as_str).unwrap().to_owned(),
        draft: draft.clone(),
        data: draft
            .assets
            .iter()
            .filter_map(|asset| Some((asset.id.clone(), converted.data.get(&asset.name)?.clone())))
            .collect(),
        report: Some(entry.clone()),
    };
    let export = Export {
        pipelines: converted.drafts.iter().zip(&entries).map(outgoing).collect(),
        endpoints: converted.endpoints.clone(),
        targets: TARGETS.map(str::to_owned).to_vec(),
    };
    let reply = executor.request(Request::Export(export), None);
    let (Response::Exported { .. }, Some(bytes)) = (&reply.response, reply.attachment) else {
        panic!("{:?}", reply.response)
    };
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut found = BTreeMap::new();
    for index in 0..zip.len() {
        let mut entry = zip.by_index(index).unwrap();
        if entry.is_file() {
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).unwrap();
            found.insert(entry.name().unwrap().into_owned(), bytes);
        }
    }
    found
}

/// Compares both, for inputs given by name and content.
fn agree(inputs: &[(&str, Vec<u8>)], expected: &[&str]) {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in inputs {
        std::fs::write(folder.path().join(name), bytes).unwrap();
    }
    let names: Vec<String> = inputs.iter().map(|(name, _)| (*name).to_owned()).collect();
    let (written, exported) = (written(folder.path(), &names), exported(folder.path(), &names));
    let (mine, theirs): (BTreeSet<_>, BTreeSet<_>) = (exported.keys().collect(), written.keys().collect());
    let apart: Vec<_> = mine.symmetric_difference(&theirs).collect();
    assert!(apart.is_empty(), "only one of them writes {apart:#?}");
    for path in expected {
        assert!(written.contains_key(*path), "{path} is not among {theirs:#?}");
    }
    for (path, bytes) in &written {
        let [mine, theirs] = [&exported[path], bytes].map(|bytes| String::from_utf8_lossy(bytes));
        // Which files there were on the way in is not known on the way out.
        let counts = |line: &&str| path != "report.json" || !line.starts_with("  \"files\": ");
        let [mine, theirs] =
            [mine, theirs].map(|text| text.lines().filter(counts).collect::<Vec<_>>().join("\n"));
        assert!(mine == theirs, "{path} differs:\n{}", difference(&mine, &theirs));
    }
}

/// The first line that differs.
fn difference(mine: &str, theirs: &str) -> String {
    let pairs = mine.lines().zip(theirs.lines());
    let first = pairs.enumerate().find(|(_, (mine, theirs))| mine != theirs);
    first.map(|(line, (mine, theirs))| format!("line {}\n  {mine}\n  {theirs}", line + 1)).unwrap_or_default()
}

fn fixture(path: &str) -> Vec<u8> {
    std::fs::read(fixtures().join(path)).unwrap()
}

#[test]
fn training_experiments_with_their_data() {
    let inputs = [
        ("income.json", fixture("classic/income-two-models.json")),
        ("income.csv", fixture("data/income.csv")),
        ("credentials.json", fixture("tricky/credentials.json")),
        ("custom.json", fixture("tricky/custom-module.json")),
    ];
    agree(&inputs, &["report.html", "report.md", "report.csv", "report.json", "income.csv"]);
}

#[test]
fn services_with_their_endpoints_and_rows() {
    let inputs = [
        ("credit.json", fixture("classic/credit-risk-predictive.json")),
        ("credit.csv", fixture("data/credit.csv")),
        ("plain.json", fixture("services/plain.json")),
    ];
    agree(&inputs, &["report.html"]);
}

#[test]
fn trained_models() {
    let (experiment, model) = moods();
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in [("moods.json", experiment.as_bytes()), ("anything.ilearner", &model)] {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    let bytes = zip.finish().unwrap().into_inner();
    agree(&[("moods.zip", bytes)], &["report.html", "python/moods-of-texts/data/anything.ilearner"]);
}

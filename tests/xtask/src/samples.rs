//! What the tool itself makes for the site: the catalogue, and the sample gallery, which is every experiment in
//! `fixtures/classic` converted, with its data beside.

use crate::browser::{copy, create, write};
use crate::process::{Result, output, run};
use crate::workspace;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Writes the catalogue, so that palette and property pane need no engine, and the tables of what is supported, for the help.
pub fn catalogue() -> Result<()> {
    let catalogue = output(Command::new(workspace::tool()).args(["modules", "--json"]))?;
    write(&workspace::site().join("catalogue.json"), catalogue.as_bytes())?;
    let supported = output(Command::new(workspace::tool()).arg("supported"))?;
    write(&workspace::site().join("supported.md"), supported.as_bytes())
}

/// Converts the samples into `samples/` of the site and lists them in `samples/index.json`.
pub fn convert() -> Result<()> {
    let folder = workspace::site().join("samples");
    create(&folder)?;
    let drafts = workspace::target().join("samples");
    if drafts.exists() {
        std::fs::remove_dir_all(&drafts)
            .map_err(|error| format!("Cannot clear {}: {error}.", drafts.display()))?;
    }
    run(Command::new(workspace::tool())
        .arg("convert")
        .arg(workspace::root().join("fixtures/classic"))
        .args(["--to", "draft", "--out"])
        .arg(&drafts)
        .stdout(std::process::Stdio::null()))?;
    let mut entries = Vec::new();
    for path in files(&drafts) {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if !name.ends_with(".draft.json") {
            continue;
        }
        let text = std::fs::read_to_string(&path)
            .map_err(|error| format!("Cannot read {}: {error}.", path.display()))?;
        let draft: Value = serde_json::from_str(&text)
            .map_err(|error| format!("{} is no draft: {error}.", path.display()))?;
        copy(&path, &folder.join(&name))?;
        entries.push(json!({
            "name": draft["name"],
            "summary": draft["description"].as_str().unwrap_or_default(),
            "path": name,
            "data": data_of(&draft, &folder)?,
        }));
    }
    entries.sort_by_key(|entry| entry["path"].as_str().map(str::to_owned));
    let index = serde_json::to_vec_pretty(&entries)
        .map_err(|error| format!("Cannot write the sample list: {error}."))?;
    write(&folder.join("index.json"), &index)
}

/// Copies the data files of a draft beside it and lists them.
fn data_of(draft: &Value, folder: &Path) -> Result<Vec<Value>> {
    let mut data = Vec::new();
    for asset in draft["assets"].as_array().into_iter().flatten() {
        let name = asset["name"].as_str().unwrap_or_default();
        for extension in ["", ".csv", ".tsv", ".arff", ".svmlight"] {
            let file = format!("{name}{extension}");
            let source = workspace::root().join("fixtures/data").join(&file);
            if !name.is_empty() && source.is_file() {
                copy(&source, &folder.join("data").join(&file))?;
                data.push(json!({ "asset": asset["id"], "name": file, "path": format!("data/{file}") }));
                break;
            }
        }
    }
    Ok(data)
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            if entry.path().is_dir() { folders.push(entry.path()) } else { found.push(entry.path()) }
        }
    }
    found.sort();
    found
}

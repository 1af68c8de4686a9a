//! Pipelines of Azure ML: the job, a component, a file with a value, the notes beside them. The parts of an input are divided by a byte that
//! no text has.

use super::limits;
use crate::{Files, Target, mutate};
use ml_convert::{Material, SourceFile, convert};

pub(crate) const TARGET: Target = Target {
    name: "pipeline",
    about: "pipelines of Azure ML: YAML, components, notes",
    longest: 32 << 10,
    // A short step of a pipeline is a module of a draft.
    memory_a_byte: 4000,
    run,
    seeds,
    mutate: None,
    dictionary: include_str!("../../dictionaries/pipelines.dict"),
};

/// The files that parts become; the job names the others.
const NAMES: [&str; 4] = ["pipeline.yml", "components/a.yml", "settings/a.txt", "ml-migrate.json"];

fn run(bytes: &[u8]) {
    let parts = bytes.split(|&byte| byte == mutate::json::DIVIDER);
    let files: Vec<SourceFile> = parts
        .zip(NAMES)
        .map(|(bytes, name)| SourceFile { name: name.to_owned(), bytes: bytes.to_vec() })
        .collect();
    let catalogue = ml_modules::catalogue();
    let conversion = convert(&files, catalogue, &limits());
    for converted in &conversion.drafts {
        let azureml = ml_convert::FOLDERS.iter().find(|target| target.name == "azureml");
        let written = azureml.map(|target| (target.write)(&Material::new(&converted.draft, catalogue)));
        assert!(written.is_some_and(|written| !written.files.is_empty()));
    }
}

fn seeds(files: &Files) -> Vec<Vec<u8>> {
    let catalogue = ml_modules::catalogue();
    let azureml = ml_convert::FOLDERS.iter().find(|target| target.name == "azureml");
    let mut seeds = Vec::new();
    for bytes in files.ending(".json") {
        let file = SourceFile { name: "seed.json".to_owned(), bytes: bytes.to_vec() };
        for converted in convert(&[file], catalogue, &limits()).drafts {
            let Some(target) = azureml else { continue };
            let emitted = (target.write)(&Material::new(&converted.draft, catalogue));
            let text = |wanted: &str| {
                emitted.files.iter().find(|file| file.path.starts_with(wanted)).map(|file| file.text.clone())
            };
            let component = emitted.files.iter().find(|file| file.path.starts_with("components/"));
            let name = component.map_or("", |file| file.path.as_str());
            let job = text("pipeline.yml").unwrap_or_default().replace(name, NAMES[1]);
            let parts = [
                job,
                text("components/").unwrap_or_default(),
                text("settings/").unwrap_or_default(),
                text("ml-migrate.json").unwrap_or_default(),
            ];
            seeds.push(parts.join(&char::from(mutate::json::DIVIDER).to_string()).into_bytes());
        }
    }
    seeds.push(b"type: pipeline\njobs:\n  a: {type: command, component: ./components/a.yml, inputs: {x: &x [1, *x]}}\n".to_vec());
    seeds
}

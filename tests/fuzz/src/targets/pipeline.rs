//! Pipelines of Azure Machine Learning in YAML, with the files that they name. The files of an input are divided by a byte that no text
//! has; the first line of each is its path, and the first of them is the pipeline.

use super::limits;
use crate::mutate::json::DIVIDER;
use crate::{Files, Target};
use ml_convert::{FOLDERS, Limits, Material, SourceFile, convert};

pub(crate) const TARGET: Target = Target {
    name: "pipeline",
    about: "pipelines of Azure Machine Learning in YAML, with the files that they name",
    longest: 32 << 10,
    memory_a_byte: 4000,
    run,
    seeds,
    mutate: None,
    dictionary: include_str!("../../dictionaries/pipelines.dict"),
};

fn run(bytes: &[u8]) {
    let files: Vec<SourceFile> = bytes
        .split(|&byte| byte == DIVIDER)
        .map(|part| {
            let end = part.iter().position(|&byte| byte == b'\n').unwrap_or(part.len());
            SourceFile {
                name: String::from_utf8_lossy(&part[..end]).into_owned(),
                bytes: part.get(end + 1..).unwrap_or_default().to_vec(),
            }
        })
        .collect();
    let conversion = convert(&files, ml_modules::catalogue(), &limits());
    for converted in &conversion.drafts {
        assert!(serde_json::to_string(&converted.draft).is_ok(), "a draft that cannot be written");
    }
}

/// What our own emitter makes of our experiments.
fn seeds(files: &Files) -> Vec<Vec<u8>> {
    let catalogue = ml_modules::catalogue();
    let experiments: Vec<SourceFile> = files
        .ending(".json")
        .map(|bytes| SourceFile { name: "experiment.json".to_owned(), bytes: bytes.to_vec() })
        .collect();
    let mut seeds = Vec::new();
    for experiment in experiments {
        for converted in convert(&[experiment], catalogue, &Limits::default()).drafts {
            let Some(folder) = FOLDERS.iter().find(|folder| folder.name == "azureml") else { continue };
            let mut written = (folder.write)(&Material::new(&converted.draft, catalogue)).files;
            written.retain(|file| {
                ["pipeline.yml", "components/", "settings/"].iter().any(|start| file.path.starts_with(start))
            });
            written.sort_by_key(|file| file.path != "pipeline.yml");
            let parts: Vec<Vec<u8>> =
                written.iter().map(|file| [file.path.as_bytes(), b"\n", &file.bytes].concat()).collect();
            seeds.push(parts.join(&[DIVIDER][..]));
            // The job alone is short enough of every experiment.
            seeds.extend(parts.into_iter().next());
        }
    }
    seeds
}

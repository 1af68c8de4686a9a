//! The whole conversion, from files to drafts, every target and the report. The files of an input are divided by a byte that no text has.

use super::limits;
use crate::{Files, Target, mutate};
use ml_convert::{Conversion, Material, SourceFile, convert};
use ml_graph::PipelineDraft;

pub(crate) const TARGET: Target = Target {
    name: "conversion",
    about: "whole conversions, from files to every target and the report",
    longest: 48 << 10,
    memory_a_byte: 4000,
    run,
    seeds,
    mutate: Some(mutate::json::documents),
    dictionary: include_str!("../../dictionaries/exports.dict"),
};

fn run(bytes: &[u8]) {
    let parts = bytes.split(|&byte| byte == mutate::json::DIVIDER).enumerate();
    let files: Vec<SourceFile> = parts
        .map(|(number, bytes)| SourceFile { name: format!("{number}.json"), bytes: bytes.to_vec() })
        .collect();
    let catalogue = ml_modules::catalogue();
    let Conversion { drafts, endpoints, report, .. } = convert(&files, catalogue, &limits());
    assert_eq!(report.experiments.len(), drafts.len(), "an experiment the report does not speak of");
    for converted in &drafts {
        let draft = &converted.draft;
        let text = serde_json::to_string(draft).unwrap_or_default();
        let again: Result<PipelineDraft, _> = serde_json::from_str(&text);
        assert!(again.is_ok_and(|again| again == *draft), "a draft does not read as it was written");
        let _ = converted.report.to_html(draft);
        let _ = ml_convert::to_classic(draft, catalogue);
        for target in ml_convert::FOLDERS {
            let _ = (target.write)(&Material::new(draft, catalogue));
        }
    }
    for converted in &endpoints {
        assert!(serde_json::to_string(&converted.endpoint).is_ok(), "an endpoint that cannot be written");
    }
    let _ = (report.to_json(), report.to_markdown());
}

fn seeds(files: &Files) -> Vec<Vec<u8>> {
    let divider = [mutate::json::DIVIDER];
    let documents: Vec<Vec<u8>> =
        files.documents().filter_map(|document| serde_json::to_vec(&document).ok()).collect();
    let mut seeds = documents.clone();
    // Files that may speak of one another: those that follow each other in a folder.
    seeds.extend(documents.windows(3).map(|three| three.join(&divider[..])));
    seeds
}

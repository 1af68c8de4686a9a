//! Exports in JSON: what is in a file, and each thing found in it read by its own reader.

use super::limits;
use crate::{Files, Target, mutate};
use ml_classic::{
    Call, Content, DescribedModule, DesignerKind, DesignerPipeline, Experiment, ManagedEndpoint,
    ManagedService, ModulePackage, PipelineJob, ServiceDefinition, ServiceDescription, ServiceKind, Template,
    TemplateValues, consumers,
};

pub(crate) const TARGET: Target = Target {
    name: "json",
    about: "exports in JSON: experiments, services, reports, listings",
    longest: 32 << 10,
    memory_a_byte: 2000,
    run,
    seeds,
    mutate: Some(mutate::json::document),
    dictionary: include_str!("../../dictionaries/exports.dict"),
};

fn run(bytes: &[u8]) {
    let limits = limits();
    let reading = ml_classic::read("fuzz.json", bytes, &limits);
    assert!(!reading.found.is_empty() || !reading.errors.is_empty(), "a file without an answer");
    for found in reading.found {
        let place = &found.pointer;
        match found.content {
            Content::Experiment(json) => drop(Experiment::from_json(json, place, &limits)),
            Content::Service { kind, json } => match kind {
                ServiceKind::Definition => drop(ServiceDefinition::from_json(json, place, &limits)),
                ServiceKind::Template => drop(Template::from_json(json, place).map(|it| it.evaluate(place))),
                ServiceKind::Managed => drop(ManagedService::from_json(json, place)),
                ServiceKind::Endpoint => drop(ManagedEndpoint::from_json(json, place)),
                ServiceKind::Swagger => drop(ServiceDescription::from_json(json, place)),
                ServiceKind::Call => drop(Call::from_json(json, place)),
                ServiceKind::Consumers => drop(consumers(&json)),
                ServiceKind::TemplateValues => drop(TemplateValues::from_json(json, place)),
                ServiceKind::Resource => {}
            },
            Content::Modules(modules) => {
                modules.into_iter().for_each(|json| drop(DescribedModule::from_json(json, place)));
            }
            Content::Package(json) => drop(ModulePackage::from_json(&json)),
            Content::Designer { kind: DesignerKind::Pipeline, json } => {
                drop(DesignerPipeline::from_json(json, place, &limits));
            }
            Content::Pipeline(json) => drop(PipelineJob::from_json(json, place, &limits)),
            Content::Designer { .. }
            | Content::Listing(_)
            | Content::Draft(_)
            | Content::Endpoint(_)
            | Content::Part
            | Content::Data { .. }
            | Content::Inventory(_) => {}
        }
    }
}

fn seeds(files: &Files) -> Vec<Vec<u8>> {
    let mut seeds: Vec<Vec<u8>> = files.ending(".json").map(<[u8]>::to_vec).collect();
    // Large ones again with little white space, so that more of them is short enough.
    seeds.extend(files.documents().filter_map(|document| serde_json::to_vec(&document).ok()));
    // In the encodings that PowerShell wrote.
    let texts: Vec<String> =
        files.documents().filter_map(|document| serde_json::to_string(&document).ok()).collect();
    for text in texts.iter().filter(|text| text.len() < 8 << 10) {
        let words = || std::iter::once(0xFEFF).chain(text.encode_utf16());
        seeds.push(words().flat_map(u16::to_le_bytes).collect());
        seeds.push(words().flat_map(u16::to_be_bytes).collect());
    }
    seeds
}

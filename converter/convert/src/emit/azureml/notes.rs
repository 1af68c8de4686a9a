//! `ml-migrate.json`: what the pipeline has and its YAML has no place for.

use super::arm::of_map;
use super::plan::{Binding, Plan};
use super::values::Literal;
use super::{File, component, pipeline};
use crate::azureml;
use crate::extras::member;
use crate::index::Index;
use ml_classic::{BESIDE, Limits, Member, PipelineJob};
use ml_graph::{Catalogue, Json};
use std::collections::BTreeMap;

/// The file, made against what the reader will find in the others.
pub(super) fn file(plan: &Plan<'_>, catalogue: &Catalogue) -> Option<File> {
    let limits = Limits { nodes: usize::MAX, ..Limits::default() };
    let job = PipelineJob::from_json(gathered(plan), "", &limits).ok()?;
    let pieces = azureml::Pieces {
        steps: plan.steps.iter().map(|step| step.node).collect(),
        parameters: plan
            .parameters
            .iter()
            .map(|parameter| (parameter.name.clone(), parameter.place))
            .collect(),
    };
    Some(File::text(
        BESIDE,
        azureml::notes(plan.draft, &job, &pieces, &Index::of(catalogue).with_own(plan.draft)),
    ))
}

/// The pipeline as the reader gathers it.
fn gathered(plan: &Plan<'_>) -> Json {
    let path = |name: &str| format!("./components/{name}.yml");
    let components = plan
        .components
        .iter()
        .map(|component| (path(&component.name), of_map(&component::document(component))));
    let texts: BTreeMap<&str, &str> =
        plan.settings.iter().map(|file| (file.name.as_str(), file.text.as_ref())).collect();
    let mut settings: BTreeMap<String, Vec<(String, Json)>> = BTreeMap::new();
    for step in &plan.steps {
        let component = plan.component(step);
        for file in component.settings.iter().filter_map(|setting| setting.file.as_ref()) {
            let given = step.inputs.iter().find(|(name, _)| name == file);
            if let Some((_, Binding::Value(Literal::Text(file)))) = given
                && let Some(text) = texts.get(file.as_str())
            {
                settings.entry(path(&component.name)).or_default().push(member(file, *text));
            }
        }
    }
    let data = plan
        .data
        .iter()
        .map(|data| (data.name.clone(), Json::Object(vec![member("description", data.asset.name.as_str())])));
    let object =
        |member: Member, members: Vec<(String, Json)>| (member.name().to_owned(), Json::Object(members));
    let settings = settings.into_iter().map(|(path, files)| (path, Json::Object(files)));
    Json::Object(vec![
        (Member::Job.name().to_owned(), of_map(&pipeline::document(plan))),
        object(Member::Components, components.collect()),
        object(Member::Settings, settings.collect()),
        object(Member::Data, data.collect()),
    ])
}

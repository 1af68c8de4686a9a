//! The job, member by member.

use super::command::ModuleCommand;
use super::gather::Member;
use crate::experiment::Other;
use crate::limits::Limits;
use crate::shape::{Members, ReadError};
use ml_graph::Json;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A pipeline's job.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PipelineJob {
    /// The name people know.
    pub name: Option<String>,
    /// The name of the experiment that its runs count to.
    pub experiment: Option<String>,
    /// What it is for.
    pub description: Option<String>,
    /// Labels.
    pub tags: Vec<(String, Json)>,
    /// What it takes.
    pub inputs: Vec<(String, JobInput)>,
    /// What it gives.
    pub outputs: Vec<(String, Json)>,
    /// Its steps in the order of the file.
    pub steps: Vec<JobStep>,
    /// What stands in [`super::BESIDE`].
    pub beside: Option<Json>,
    /// Everything else.
    pub other: Other,
}

/// An input of the pipeline.
#[derive(Clone, Debug, PartialEq)]
pub enum JobInput {
    /// A value.
    Value(Json),
    /// Data, a model: its type, its path, and what its definition calls it.
    Asset {
        /// `uri_folder`, `mltable`, `custom_model`, …
        kind: String,
        /// `azureml:name:version`, a path, an address.
        path: String,
        /// What the file of the asset says of it.
        title: Option<String>,
    },
}

/// A step.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct JobStep {
    /// Its name, unique in the pipeline.
    pub name: String,
    /// What it runs; steps of one component share it.
    pub component: Arc<JobComponent>,
    /// Inputs: bindings, values, data.
    pub inputs: Vec<(String, Json)>,
    /// Outputs that are outputs of the pipeline.
    pub outputs: Vec<(String, Json)>,
    /// Everything else.
    pub other: Other,
}

/// What a step runs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct JobComponent {
    /// How the step names it: a path, something registered; none when it stands in the step.
    pub reference: Option<String>,
    /// Its title.
    pub title: Option<String>,
    /// The command, when it is our engine's.
    pub command: Option<ModuleCommand>,
    /// Defaults of its inputs, as far as it states some.
    pub defaults: BTreeMap<String, Json>,
    /// Its outputs.
    pub outputs: Vec<String>,
    /// Values that stand in files, by the file's name.
    pub settings: BTreeMap<String, String>,
    /// The customer's own module that it runs, as a draft carries it.
    pub own: Option<Json>,
    /// The component as it stood.
    pub json: Option<Json>,
}

impl PipelineJob {
    /// Reads what [`super::gather()`] put together. `pointer` is where it stands in its file.
    ///
    /// # Errors
    /// When a member has a shape that no pipeline has, or there are more steps than `limits` allows; the error points at it.
    pub fn from_json(value: Json, pointer: &str, limits: &Limits) -> Result<PipelineJob, ReadError> {
        let mut all = Members::of(value, pointer, "The pipeline")?;
        let mut part = |member: Member| all.take(member.name()).unwrap_or_default();
        let (job, components, settings, modules, data, beside) = (
            part(Member::Job),
            part(Member::Components),
            part(Member::Settings),
            part(Member::Modules),
            part(Member::Data),
            part(Member::Beside),
        );
        let mut job = Members::of(job, pointer, "The pipeline")?;
        let steps = object(&mut job, "jobs", pointer)?;
        if steps.len() > limits.nodes {
            return Err(ReadError::new(
                format!("The pipeline has {} steps; at most {} are read.", steps.len(), limits.nodes),
                "Split the pipeline, or raise the limit.",
            )
            .at(format!("{pointer}/jobs")));
        }
        let mut known: BTreeMap<String, Arc<JobComponent>> = BTreeMap::new();
        for (reference, json) in components.members() {
            let files = settings.get(reference).map_or(&[][..], Json::members);
            let files =
                files.iter().filter_map(|(name, text)| Some((name.clone(), text.as_str()?.to_owned())));
            let own = modules.get(reference).cloned();
            let component =
                JobComponent { own, ..component(Some(reference.clone()), Some(json), files.collect()) };
            known.insert(reference.clone(), Arc::new(component));
        }
        let steps = steps
            .into_iter()
            .map(|(name, json)| step(name, json, &known, pointer))
            .collect::<Result<Vec<JobStep>, ReadError>>()?;
        let inputs = object(&mut job, "inputs", pointer)?.into_iter().map(|(name, json)| {
            let input = input(json, &data);
            (name, input)
        });
        let inputs = inputs.collect();
        Ok(PipelineJob {
            name: job.text("display_name"),
            experiment: job.text("experiment_name"),
            description: job.text("description"),
            tags: object(&mut job, "tags", pointer)?,
            inputs,
            outputs: object(&mut job, "outputs", pointer)?,
            steps,
            beside: Some(beside).filter(|beside| !beside.is_null()),
            other: job.rest(),
        })
    }
}

/// Members of a member; null and a missing one have none.
fn object(members: &mut Members, name: &str, pointer: &str) -> Result<Vec<(String, Json)>, ReadError> {
    match members.take(name) {
        None | Some(Json::Null) => Ok(Vec::new()),
        Some(value) => {
            let pointer = format!("{pointer}/{name}");
            Ok(Members::of(value, &pointer, &format!("“{name}”"))?.rest())
        }
    }
}

fn input(json: Json, data: &Json) -> JobInput {
    let text = |key: &str| json.get(key).and_then(Json::as_str).map(str::to_owned);
    let literal = ["string", "integer", "number", "boolean"];
    match (text("type"), text("path")) {
        (kind, Some(path)) => {
            let registered = path.strip_prefix("azureml:").and_then(|rest| rest.split([':', '@']).next());
            let definition = registered.and_then(|name| data.get(name));
            JobInput::Asset {
                kind: kind.unwrap_or_else(|| "uri_folder".to_owned()),
                title: definition
                    .and_then(|asset| asset.get("description"))
                    .and_then(Json::as_str)
                    .filter(|title| !title.is_empty())
                    .map(str::to_owned),
                path,
            }
        }
        (Some(kind), None) if !literal.contains(&kind.as_str()) => {
            JobInput::Asset { kind, path: String::new(), title: None }
        }
        (Some(_), None) => {
            let value = ["default", "value"].into_iter().find_map(|key| json.get(key).cloned());
            JobInput::Value(value.unwrap_or_default())
        }
        (None, None) => JobInput::Value(json),
    }
}

fn step(
    name: String,
    json: Json,
    known: &BTreeMap<String, Arc<JobComponent>>,
    pointer: &str,
) -> Result<JobStep, ReadError> {
    let place = format!("{pointer}/jobs/{name}");
    let mut members = Members::of(json, &place, "A step")?;
    let component = match members.take("component") {
        Some(Json::String(reference)) => match known.get(&reference) {
            Some(component) => Arc::clone(component),
            None => Arc::new(component(Some(reference), None, BTreeMap::new())),
        },
        Some(inline @ Json::Object(_)) => Arc::new(component(None, Some(&inline), BTreeMap::new())),
        // A command, sweep or pipeline that stands in the step itself.
        Some(_) | None => Arc::default(),
    };
    Ok(JobStep {
        name,
        component,
        inputs: object(&mut members, "inputs", &place)?,
        outputs: object(&mut members, "outputs", &place)?,
        other: members.rest(),
    })
}

fn component(
    reference: Option<String>,
    json: Option<&Json>,
    settings: BTreeMap<String, String>,
) -> JobComponent {
    let Some(json) = json else { return JobComponent { reference, ..JobComponent::default() } };
    let text = |key: &str| json.get(key).and_then(Json::as_str);
    let inputs = json.get("inputs").map_or(&[][..], Json::members);
    JobComponent {
        reference,
        title: text("display_name").or_else(|| text("name")).map(str::to_owned),
        command: text("command").and_then(ModuleCommand::parse),
        defaults: inputs
            .iter()
            .filter_map(|(name, input)| Some((name.clone(), input.get("default")?.clone())))
            .collect(),
        outputs: json
            .get("outputs")
            .map_or(&[][..], Json::members)
            .iter()
            .map(|(name, _)| name.clone())
            .collect(),
        settings,
        own: None,
        json: Some(json.clone()),
    }
}

/// What a binding names: the parts after `parent` of `${{parent.inputs.x}}` or `${{parent.jobs.step.outputs.port}}`.
pub fn bound(value: &Json) -> Option<Vec<&str>> {
    // A binding may come with a mode, under its path.
    let text = value.as_str().or_else(|| value.get("path").and_then(Json::as_str))?;
    let inner = text.trim().strip_prefix("${{")?.strip_suffix("}}")?.trim();
    let mut parts = inner.split('.');
    (parts.next()? == "parent").then(|| parts.collect())
}

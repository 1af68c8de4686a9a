//! `pipeline.yml`, the experiment as it was drawn, and the same as a component, for batch endpoints.

use super::plan::{Binding, Parameter, Plan, Step};
use super::{COMPUTE, File, schema};
use crate::azureml::{EXPERIMENT_TAG, WORKSPACE_TAG};
use crate::emit::yaml::{Map, Yaml};
use std::collections::{BTreeMap, BTreeSet};

/// The folder of the batch endpoint's files.
pub(crate) const BATCH: &str = "endpoints/batch";

/// `pipeline.yml`.
pub(crate) fn job(plan: &Plan<'_>) -> File {
    let head = format!(
        "{}: the experiment as it was drawn.\nSubmit it with: az ml job create --file pipeline.yml",
        title(plan)
    );
    File::text("pipeline.yml", document(plan).document(&head))
}

/// The pipeline job.
pub(crate) fn document(plan: &Plan<'_>) -> Map {
    let draft = plan.draft;
    let mut inputs = Map::new();
    for data in &plan.data {
        inputs = inputs.with(&data.name, asset(&data.name));
    }
    for name in drawn_inputs(plan) {
        inputs = inputs
            .note("What callers of the service send; an example for this run.")
            .with(&name, asset(&name));
    }
    for parameter in &plan.parameters {
        inputs = inputs.with(&parameter.name, parameter.value.to_yaml());
    }
    let outputs = plan.outputs.iter().fold(Map::new(), |map, output| {
        map.note(&output.title).with(&output.name, Map::new().with("type", "uri_folder"))
    });
    let jobs = plan
        .steps
        .iter()
        .fold(Map::new(), |map, step| map.gap().note(step_note(step)).with(&step.name, of_job(plan, step)));
    Map::new()
        .with("$schema", schema("pipelineJob"))
        .with("type", "pipeline")
        .gap()
        .with("display_name", title(plan))
        .with("experiment_name", &plan.name)
        .with_some("description", &draft.description)
        .with_some("tags", tags(plan))
        .gap()
        .with("settings", settings())
        .gap()
        .with_some("inputs", inputs)
        .gap()
        .with_some("outputs", outputs)
        .gap()
        .with("jobs", jobs)
}

/// The settings of every job here.
pub(crate) fn settings() -> Map {
    Map::new().with("default_compute", format!("azureml:{COMPUTE}")).with("continue_on_step_failure", false)
}

/// Service inputs that nothing else feeds in the drawing: the pipeline needs data for them.
pub(crate) fn drawn_inputs(plan: &Plan<'_>) -> BTreeSet<String> {
    let bindings = plan.steps.iter().flat_map(|step| &step.inputs);
    bindings
        .filter_map(|(_, binding)| match binding {
            Binding::Service { input, drawn: None } => Some(input.clone()),
            _ => None,
        })
        .collect()
}

fn of_job(plan: &Plan<'_>, step: &Step<'_>) -> Map {
    let bind = |binding: &Binding| match binding {
        Binding::Pipeline(name) | Binding::Service { input: name, drawn: None } => parent_input(name),
        Binding::Service { drawn: Some(drawn), .. } => bound(drawn),
        other => bound(other),
    };
    let outputs = step
        .outputs
        .iter()
        .fold(Map::new(), |map, (port, output)| map.with(port, format!("${{{{parent.outputs.{output}}}}}")));
    of_step(plan, step, "./components", bind, outputs)
}

/// `endpoints/batch/pipeline-component.yml`: what the service ran, with its inputs and outputs.
pub(crate) fn component(plan: &Plan<'_>) -> File {
    let head = format!(
        "{}: what the batch service ran, as one component.\nService inputs are inputs here; data that never changes is named at the steps that read it.",
        title(plan)
    );
    File::text(format!("{BATCH}/pipeline-component.yml"), component_document(plan).document(&head))
}

/// The pipeline component.
pub(crate) fn component_document(plan: &Plan<'_>) -> Map {
    let mut inputs = Map::new();
    let service: BTreeMap<&str, &str> =
        plan.service.inputs.iter().map(|(name, title)| (name.as_str(), title.as_str())).collect();
    for (name, title) in service {
        inputs = inputs.with(
            name,
            Map::new()
                .with("type", "uri_folder")
                .with("description", format!("A folder with one file: the rows of “{title}”.")),
        );
    }
    for Parameter { name, title, declaration, value, .. } in &plan.parameters {
        inputs = inputs
            .with(name, declaration.clone().with("default", value.to_yaml()).with("description", *title));
    }
    let needed = service_steps(plan);
    let fixed: BTreeSet<&str> = plan.data.iter().map(|data| data.name.as_str()).collect();
    let served: BTreeSet<&str> = plan.service.outputs.iter().map(|(name, _)| name.as_str()).collect();
    let outputs: Map = plan.service.outputs.iter().fold(Map::new(), |map, (name, title)| {
        map.with(name, Map::new().with("type", "uri_folder").with("description", title))
    });
    let jobs =
        plan.steps.iter().filter(|step| needed.contains(step.name.as_str())).fold(Map::new(), |map, step| {
            map.gap().note(step_note(step)).with(&step.name, of_service(plan, step, &fixed, &served))
        });
    Map::new()
        .with("$schema", schema("pipelineComponent"))
        .with("type", "pipeline")
        .gap()
        .with("name", format!("{}_service", plan.name))
        .with("version", "1")
        .with("display_name", title(plan))
        .with_some("description", &plan.draft.description)
        .gap()
        .with_some("inputs", inputs)
        .gap()
        .with_some("outputs", outputs)
        .gap()
        .with("jobs", jobs)
}

/// The steps that service outputs come from; all of them without service outputs.
fn service_steps<'p>(plan: &'p Plan<'_>) -> BTreeSet<&'p str> {
    let served: BTreeSet<&str> = plan.service.outputs.iter().map(|(name, _)| name.as_str()).collect();
    let gives = |step: &&Step<'_>| step.outputs.iter().any(|(_, output)| served.contains(output.as_str()));
    let mut needed: BTreeSet<&str> = plan.steps.iter().filter(gives).map(|step| step.name.as_str()).collect();
    if needed.is_empty() {
        return plan.steps.iter().map(|step| step.name.as_str()).collect();
    }
    // Steps stand in order: whoever feeds a needed one comes before it.
    for step in plan.steps.iter().rev() {
        if !needed.contains(step.name.as_str()) {
            continue;
        }
        for (_, binding) in &step.inputs {
            if let Binding::Step { step, .. } = binding {
                needed.insert(step);
            }
        }
    }
    needed
}

/// A step in the service: `fixed` data never changes, `served` outputs are the service's.
fn of_service(plan: &Plan<'_>, step: &Step<'_>, fixed: &BTreeSet<&str>, served: &BTreeSet<&str>) -> Map {
    let bind = |binding: &Binding| match binding {
        Binding::Pipeline(name) if fixed.contains(name.as_str()) => asset(name).into(),
        Binding::Pipeline(name) | Binding::Service { input: name, .. } => parent_input(name),
        other => bound(other),
    };
    let outputs = step
        .outputs
        .iter()
        .filter(|(_, output)| served.contains(output.as_str()))
        .fold(Map::new(), |map, (port, output)| map.with(port, format!("${{{{parent.outputs.{output}}}}}")));
    of_step(plan, step, "../../components", bind, outputs)
}

fn of_step(
    plan: &Plan<'_>,
    step: &Step<'_>,
    components: &str,
    bind: impl Fn(&Binding) -> Yaml,
    outputs: Map,
) -> Map {
    let inputs = step.inputs.iter().fold(Map::new(), |map, (name, binding)| map.with(name, bind(binding)));
    Map::new()
        .with("type", "command")
        .with("component", format!("{components}/{}.yml", plan.component(step).name))
        .with_some("inputs", inputs)
        .with_some("outputs", outputs)
}

/// A binding that is the same wherever the step stands.
fn bound(binding: &Binding) -> Yaml {
    match binding {
        Binding::Step { step, output } => format!("${{{{parent.jobs.{step}.outputs.{output}}}}}").into(),
        Binding::Pipeline(name) => parent_input(name),
        Binding::Service { input, .. } => parent_input(input),
        Binding::Address(address) => Map::new().with("type", "uri_file").with("path", address).into(),
        Binding::Value(value) => value.to_yaml(),
    }
}

fn parent_input(name: &str) -> Yaml {
    format!("${{{{parent.inputs.{name}}}}}").into()
}

fn asset(name: &str) -> Map {
    Map::new().with("type", "uri_folder").with("path", format!("azureml:{name}:1"))
}

/// What its author wrote on a module.
fn step_note(step: &Step<'_>) -> String {
    step.node.comment.clone()
}

pub(crate) fn title<'a>(plan: &'a Plan<'_>) -> &'a str {
    if plan.draft.name.trim().is_empty() { "Pipeline" } else { &plan.draft.name }
}

/// Where it came from.
pub(crate) fn tags(plan: &Plan<'_>) -> Map {
    let source = plan.draft.source.as_ref();
    let mut map = Map::new();
    for (name, value) in [
        (WORKSPACE_TAG, source.and_then(|source| source.workspace_id.as_deref())),
        (EXPERIMENT_TAG, source.and_then(|source| source.experiment_id.as_deref())),
    ] {
        if let Some(value) = value {
            map = map.with(name, value);
        }
    }
    map
}

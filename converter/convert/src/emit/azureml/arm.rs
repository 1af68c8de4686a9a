//! `arm/`: the same resources as bodies for the management REST interface.
//!
//! A file's path is the resource's path below the workspace: `PUT {workspace}/<path without .json>`, where `{workspace}` is the
//! workspace's resource id, in bodies too. `{storage}` stands for where the folder was uploaded to. The bodies are made from the same
//! documents as the YAML files, so that both say the same.

use super::endpoint::{self, Online};
use super::pipeline::{component_document, document, drawn_inputs};
use super::plan::{Binding, Component, Plan, Step};
use super::storage::Access;
use super::{COMPUTE, ENVIRONMENT, File, component, resources, service};
use crate::emit::yaml::{Map, Yaml, number};
use ml_graph::Json;
use std::collections::{BTreeMap, BTreeSet};

/// The version of the interface that these bodies are for.
pub(crate) const VERSION: &str = "2025-12-01";
const WORKSPACE: &str = "{workspace}";
const STORAGE: &str = "{storage}";

/// All bodies.
pub(crate) fn files(plan: &Plan<'_>) -> Vec<File> {
    let mut bodies = vec![
        (format!("computes/{COMPUTE}"), compute()),
        (format!("environments/{ENVIRONMENT}/versions/1"), environment()),
        (format!("jobs/{}", plan.name), properties(job(plan))),
        (format!("schedules/{}_weekly", plan.name), properties(schedule(plan))),
    ];
    for known in &plan.components {
        let spec = spec(&component::document(known), known.code().as_deref());
        let version = known.spec.map_or(1, |spec| spec.version);
        bodies.push((format!("components/{}/versions/{version}", known.name), component_body(spec)));
    }
    let folders: BTreeSet<String> = plan.components.iter().filter_map(Component::code).collect();
    for folder in &folders {
        bodies.push((code(folder), properties(object([("codeUri", text(format!("{STORAGE}/{folder}")))]))));
    }
    for entry in resources::data(plan) {
        bodies.push((
            format!("data/{}/versions/1", entry.name),
            properties(object([
                ("description", text(entry.title)),
                ("dataType", text("uri_folder")),
                ("dataUri", text(format!("{STORAGE}/data/{}", entry.name))),
            ])),
        ));
    }
    for store in &plan.datastores.all {
        let (kind, member) = match store.access {
            Access::Key => ("AccountKey", "key"),
            Access::Signature => ("Sas", "sasToken"),
        };
        bodies.push((
            format!("datastores/{}", store.name),
            properties(object([
                ("datastoreType", text("AzureBlob")),
                ("accountName", text(&store.account)),
                ("containerName", text(&store.container)),
                ("endpoint", text("core.windows.net")),
                ("protocol", text("https")),
                (
                    "credentials",
                    object([
                        ("credentialsType", text(kind)),
                        (
                            "secrets",
                            object([
                                ("secretsType", text(kind)),
                                (member, text(format!("keyvault://{}", store.secret))),
                            ]),
                        ),
                    ]),
                ),
            ])),
        ));
    }
    if service::is_online(plan) {
        bodies.extend(online(plan));
    }
    if service::is_batch(plan) {
        bodies.extend(batch(plan));
    }
    bodies.into_iter().map(|(path, body)| File::text(format!("arm/{path}.json"), pretty(&body))).collect()
}

fn pretty(body: &Json) -> String {
    let mut text = serde_json::to_string_pretty(body).unwrap_or_default();
    text.push('\n');
    text
}

fn object<const N: usize>(members: [(&str, Json); N]) -> Json {
    Json::Object(members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

fn text(text: impl Into<String>) -> Json {
    Json::String(text.into())
}

fn properties(body: Json) -> Json {
    object([("properties", body)])
}

/// A document as JSON. What callers fill in is text in this interface, numbers and truth values included.
fn json(value: &Yaml) -> Json {
    match value {
        Yaml::Text(text) => Json::String(text.clone()),
        Yaml::Folded(lines) => Json::String(lines.join(" ")),
        Yaml::Integer(value) => Json::Integer(*value),
        Yaml::Float(value) => Json::Float(*value),
        Yaml::Bool(value) => Json::Bool(*value),
        Yaml::List(items) => Json::Array(items.iter().map(json).collect()),
        Yaml::Map(map) => of_map(map),
    }
}

pub(super) fn of_map(map: &Map) -> Json {
    Json::Object(map.members().map(|(key, value)| (key.to_owned(), json(value))).collect())
}

/// The code asset that a folder becomes.
fn code(folder: &str) -> String {
    format!("codes/{}/versions/1", folder.rsplit('/').next().unwrap_or(folder))
}

/// A component's document as its specification, with the `folder` that it takes along.
fn spec(map: &Map, folder: Option<&str>) -> Json {
    let members = map.members().map(|(key, value)| {
        let value = match (key, value) {
            ("inputs", Yaml::Map(inputs)) => Json::Object(
                inputs
                    .members()
                    .map(|(name, input)| {
                        let Yaml::Map(input) = input else { return (name.to_owned(), json(input)) };
                        let members = input.members().map(|(key, value)| match key {
                            "default" | "min" | "max" => (key.to_owned(), as_text(value)),
                            _ => (key.to_owned(), json(value)),
                        });
                        (name.to_owned(), Json::Object(members.collect()))
                    })
                    .collect(),
            ),
            ("environment", _) => text(format!("{WORKSPACE}/environments/{ENVIRONMENT}/versions/1")),
            ("code", _) => folder.map_or(Json::Null, |folder| text(format!("{WORKSPACE}/{}", code(folder)))),
            _ => json(value),
        };
        (key.to_owned(), value)
    });
    Json::Object(members.collect())
}

/// A value as the service keeps it.
fn as_text(value: &Yaml) -> Json {
    Json::String(match value {
        Yaml::Integer(value) => value.to_string(),
        Yaml::Float(value) => number(*value),
        Yaml::Bool(true) => "True".to_owned(),
        Yaml::Bool(false) => "False".to_owned(),
        Yaml::Text(text) => text.clone(),
        _ => String::new(),
    })
}

fn component_body(spec: Json) -> Json {
    properties(object([("componentSpec", spec), ("isAnonymous", Json::Bool(false))]))
}

fn component_id(plan: &Plan<'_>, step: &Step<'_>) -> String {
    let known = plan.component(step);
    format!("{WORKSPACE}/components/{}/versions/{}", known.name, known.spec.map_or(1, |spec| spec.version))
}

fn compute_id() -> Json {
    text(format!("{WORKSPACE}/computes/{COMPUTE}"))
}

/// A member of a document, when it is there.
fn member<'m>(map: &'m Map, key: &str) -> Option<&'m Yaml> {
    map.members().find(|(known, _)| *known == key).map(|(_, value)| value)
}

fn job(plan: &Plan<'_>) -> Json {
    let map = document(plan);
    let kept = |name: &str| member(&map, name).map_or_else(|| text(""), json);
    let drawn = drawn_inputs(plan);
    let folders = plan.data.iter().map(|data| &data.name).chain(&drawn).map(|name| {
        let body = object([
            ("jobInputType", text("uri_folder")),
            ("uri", text(format!("{WORKSPACE}/data/{name}/versions/1"))),
        ]);
        (name.clone(), body)
    });
    let literals = plan.parameters.iter().map(|parameter| {
        let body = object([("jobInputType", text("literal")), ("value", text(parameter.value.to_text()))]);
        (parameter.name.clone(), body)
    });
    let outputs = plan
        .outputs
        .iter()
        .map(|output| (output.name.clone(), object([("jobOutputType", text("uri_folder"))])))
        .collect();
    let tags = member(&map, "tags").map_or_else(|| object([]), json);
    object([
        ("jobType", text("Pipeline")),
        ("displayName", kept("display_name")),
        ("experimentName", kept("experiment_name")),
        ("description", kept("description")),
        ("tags", tags),
        (
            "settings",
            object([("default_compute", compute_id()), ("continue_on_step_failure", Json::Bool(false))]),
        ),
        ("inputs", Json::Object(folders.chain(literals).collect())),
        ("outputs", Json::Object(outputs)),
        (
            "jobs",
            Json::Object(plan.steps.iter().map(|step| (step.name.clone(), job_step(plan, step))).collect()),
        ),
    ])
}

fn job_step(plan: &Plan<'_>, step: &Step<'_>) -> Json {
    // Inside of steps this interface spells its members with underscores.
    let literal = |value: String| object([("job_input_type", text("literal")), ("value", text(value))]);
    let bind = |binding: &Binding| -> Json {
        let mut binding = binding;
        while let Binding::Service { drawn: Some(drawn), .. } = binding {
            binding = drawn;
        }
        match binding {
            Binding::Step { step, output } => {
                literal(format!("${{{{parent.jobs.{step}.outputs.{output}}}}}"))
            }
            Binding::Pipeline(name) | Binding::Service { input: name, .. } => {
                literal(format!("${{{{parent.inputs.{name}}}}}"))
            }
            Binding::Address(address) => {
                object([("job_input_type", text("uri_file")), ("uri", text(address))])
            }
            Binding::Value(value) => literal(value.to_text()),
        }
    };
    let outputs = step.outputs.iter().map(|(port, output)| {
        let value = text(format!("${{{{parent.outputs.{output}}}}}"));
        (port.clone(), object([("type", text("literal")), ("value", value)]))
    });
    object([
        ("name", text(&step.name)),
        ("type", text("command")),
        ("componentId", text(component_id(plan, step))),
        (
            "inputs",
            Json::Object(step.inputs.iter().map(|(name, binding)| (name.clone(), bind(binding))).collect()),
        ),
        ("outputs", Json::Object(outputs.collect())),
    ])
}

fn schedule(plan: &Plan<'_>) -> Json {
    let map = resources::schedule_document(plan);
    object([
        ("displayName", member(&map, "display_name").map_or_else(|| text(""), json)),
        ("action", object([("actionType", text("CreateJob")), ("jobDefinition", job(plan))])),
        ("trigger", trigger(&map)),
    ])
}

fn trigger(map: &Map) -> Json {
    let Some(Yaml::Map(trigger)) = member(map, "trigger") else { return Json::Null };
    let mut members = vec![("triggerType".to_owned(), text("Recurrence"))];
    for (key, value) in trigger.members() {
        match (key, value) {
            ("type", _) => {}
            ("schedule", Yaml::Map(schedule)) => {
                let parts = schedule.members().map(|(key, value)| {
                    let key = if key == "week_days" { "weekDays" } else { key };
                    (key.to_owned(), json(value))
                });
                members.push(("schedule".to_owned(), Json::Object(parts.collect())));
            }
            ("time_zone", value) => members.push(("timeZone".to_owned(), json(value))),
            (key, value) => members.push((key.to_owned(), json(value))),
        }
    }
    if !members.iter().any(|(key, _)| key == "timeZone") {
        members.push(("timeZone".to_owned(), text("UTC")));
    }
    Json::Object(members)
}

fn compute() -> Json {
    let map = resources::compute_document();
    let kept = |name: &str| member(&map, name).map_or(Json::Null, json);
    let idle = kept("idle_time_before_scale_down").as_f64().unwrap_or(0.0) as i64;
    properties(object([
        ("computeType", text("AmlCompute")),
        (
            "properties",
            object([
                ("vmSize", kept("size")),
                (
                    "scaleSettings",
                    object([
                        ("minNodeCount", kept("min_instances")),
                        ("maxNodeCount", kept("max_instances")),
                        ("nodeIdleTimeBeforeScaleDown", text(duration(idle))),
                    ]),
                ),
            ]),
        ),
    ]))
}

/// Seconds as an ISO 8601 duration.
fn duration(seconds: i64) -> String {
    match (seconds / 60, seconds % 60) {
        (0, seconds) => format!("PT{seconds}S"),
        (minutes, 0) => format!("PT{minutes}M"),
        (minutes, seconds) => format!("PT{minutes}M{seconds}S"),
    }
}

fn environment() -> Json {
    let description =
        member(&resources::environment_document(), "description").map_or_else(|| text(""), json);
    properties(object([
        (
            "build",
            object([
                ("contextUri", text(format!("{STORAGE}/environment"))),
                ("dockerfilePath", text("Dockerfile")),
            ]),
        ),
        ("description", description),
    ]))
}

fn online(plan: &Plan<'_>) -> Vec<(String, Json)> {
    let model = service::model_name(plan);
    let endpoints = endpoint::online(plan);
    let Some(first) = endpoints.first() else { return Vec::new() };
    let mut bodies: Vec<(String, Json)> =
        endpoints.iter().flat_map(|online| online_bodies(plan, online, &model)).collect();
    bodies.extend([
        (
            format!("models/{model}/versions/1"),
            properties(object([
                ("modelType", text("custom_model")),
                ("modelUri", text(format!("{STORAGE}/{}", service::MODEL))),
            ])),
        ),
        (
            "codes/score/versions/1".to_owned(),
            properties(object([("codeUri", text(format!("{STORAGE}/endpoints/online/code")))])),
        ),
    ]);
    if let Some(reference) = service::reference(plan) {
        bodies.push((format!("schedules/{}_drift", plan.name), properties(monitor(plan, first, reference))));
        bodies.push((
            format!("data/{reference}_table/versions/1"),
            properties(object([
                ("dataType", text("mltable")),
                ("dataUri", text(format!("{STORAGE}/data/{reference}"))),
            ])),
        ));
    }
    bodies
}

/// An online endpoint and its deployment.
fn online_bodies(plan: &Plan<'_>, online: &Online<'_>, model: &str) -> [(String, Json); 2] {
    let deployment = service::online_deployment(plan, online);
    let in_seconds = |probe: &str| {
        let Some(Yaml::Map(map)) = member(&deployment, probe) else { return Json::Null };
        let members = map.members().map(|(key, value)| match (key, value) {
            ("initial_delay", Yaml::Integer(value)) => ("initialDelay".to_owned(), text(duration(*value))),
            ("failure_threshold", value) => ("failureThreshold".to_owned(), json(value)),
            (key, Yaml::Integer(value)) => (key.to_owned(), text(duration(*value))),
            (key, value) => (key.to_owned(), json(value)),
        });
        Json::Object(members.collect())
    };
    let enabled = || object([("dataCollectionMode", text("Enabled"))]);
    let collections = service::COLLECTIONS.iter().map(|name| ((*name).to_owned(), enabled()));
    let location = || ("location", text("{location}"));
    let mut members = vec![
        ("endpointComputeType", text("Managed")),
        ("model", text(format!("{WORKSPACE}/models/{model}/versions/1"))),
        ("environmentId", text(format!("{WORKSPACE}/environments/{ENVIRONMENT}/versions/1"))),
        (
            "codeConfiguration",
            object([
                ("codeId", text(format!("{WORKSPACE}/codes/score/versions/1"))),
                ("scoringScript", text("score.py")),
            ]),
        ),
        ("instanceType", member(&deployment, "instance_type").map_or(Json::Null, json)),
        (
            "requestSettings",
            object([
                ("requestTimeout", text("PT1M")),
                ("maxConcurrentRequestsPerInstance", Json::Integer(online.calls_per_instance())),
            ]),
        ),
        ("livenessProbe", in_seconds("liveness_probe")),
        ("readinessProbe", in_seconds("readiness_probe")),
        ("dataCollector", object([("collections", Json::Object(collections.collect()))])),
    ];
    if let Some(logs) = online.logs() {
        members.push(("appInsightsEnabled", Json::Bool(logs)));
    }
    let members = members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    let endpoint = object([
        location(),
        ("identity", object([("type", text("SystemAssigned"))])),
        (
            "properties",
            object([("description", text(&online.definition.description)), ("authMode", text("Key"))]),
        ),
    ]);
    let body = object([
        location(),
        ("sku", object([("name", text("Default")), ("capacity", Json::Integer(online.instances()))])),
        ("properties", Json::Object(members)),
    ]);
    let name = &online.name;
    [
        (format!("onlineEndpoints/{name}"), endpoint),
        (format!("onlineEndpoints/{name}/deployments/{}", service::DEPLOYMENT), body),
    ]
}

fn monitor(plan: &Plan<'_>, online: &Online<'_>, reference: &str) -> Json {
    let map = service::monitor(plan, online, reference);
    let threshold = |kind: &str, metric: &str, value: f64| {
        object([
            ("dataType", text(kind)),
            ("metric", text(metric)),
            ("threshold", object([("value", Json::Float(value))])),
        ])
    };
    let signal = object([
        ("signalType", text("DataDrift")),
        (
            "referenceData",
            object([
                ("inputDataType", text("Fixed")),
                ("dataContext", text("training")),
                ("jobInputType", text("mltable")),
                ("uri", text(format!("{WORKSPACE}/data/{reference}_table/versions/1"))),
            ]),
        ),
        ("features", object([("filterType", text("AllFeatures"))])),
        (
            "metricThresholds",
            Json::Array(vec![
                threshold("Numerical", "jensenShannonDistance", service::NUMERICAL_DRIFT),
                threshold("Categorical", "pearsonsChiSquaredTest", service::CATEGORICAL_DRIFT),
            ]),
        ),
    ]);
    object([
        ("displayName", member(&map, "display_name").map_or_else(|| text(""), json)),
        (
            "action",
            object([
                ("actionType", text("CreateMonitor")),
                (
                    "monitorDefinition",
                    object([
                        (
                            "computeConfiguration",
                            object([
                                ("computeType", text("ServerlessSpark")),
                                ("runtimeVersion", text("3.4")),
                                ("instanceType", text("standard_e4s_v3")),
                                ("computeIdentity", object([("computeIdentityType", text("AmlToken"))])),
                            ]),
                        ),
                        (
                            "monitoringTarget",
                            object([
                                ("taskType", text(service::task(plan))),
                                (
                                    "deploymentId",
                                    text(format!("azureml:{}:{}", online.name, service::DEPLOYMENT)),
                                ),
                            ]),
                        ),
                        ("signals", object([("data_drift", signal)])),
                    ]),
                ),
            ]),
        ),
        ("trigger", trigger(&map)),
    ])
}

fn batch(plan: &Plan<'_>) -> Vec<(String, Json)> {
    let endpoint = service::batch_name(plan);
    let name = format!("{}_service", plan.name);
    let mut specification = spec(&component_document(plan), None);
    let steps: BTreeMap<&str, &Step<'_>> = plan.steps.iter().map(|step| (step.name.as_str(), step)).collect();
    if let Json::Object(members) = &mut specification {
        // Steps name registered components here, not files.
        if let Some((_, Json::Object(jobs))) = members.iter_mut().find(|(key, _)| key == "jobs") {
            for (step, job) in jobs {
                if let (Json::Object(members), Some(known)) = (job, steps.get(step.as_str())) {
                    for (key, value) in members.iter_mut().filter(|(key, _)| key == "component") {
                        "componentId".clone_into(key);
                        *value = text(component_id(plan, known));
                    }
                }
            }
        }
    }
    let location = ("location", text("{location}"));
    vec![
        (format!("components/{name}/versions/1"), component_body(specification)),
        (
            format!("batchEndpoints/{endpoint}"),
            object([
                location.clone(),
                (
                    "properties",
                    object([
                        ("description", text(&plan.draft.description)),
                        ("authMode", text("aadToken")),
                        ("defaults", object([("deploymentName", text(service::BATCH_DEPLOYMENT))])),
                    ]),
                ),
            ]),
        ),
        (
            format!("batchEndpoints/{endpoint}/deployments/{}", service::BATCH_DEPLOYMENT),
            object([
                location,
                (
                    "properties",
                    object([(
                        "deploymentConfiguration",
                        object([
                            ("deploymentConfigurationType", text("PipelineComponent")),
                            (
                                "componentId",
                                object([
                                    ("referenceType", text("Id")),
                                    ("assetId", text(format!("{WORKSPACE}/components/{name}/versions/1"))),
                                ]),
                            ),
                            (
                                "settings",
                                object([
                                    ("default_compute", text(COMPUTE)),
                                    ("continue_on_step_failure", Json::Bool(false)),
                                ]),
                            ),
                        ]),
                    )]),
                ),
            ]),
        ),
    ]
}

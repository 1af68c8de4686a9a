//! The web service of a draft: an online endpoint that answers classic's requests, a batch endpoint, a drift monitor.

use super::endpoint::{Online, known_request, online, openapi, with_rows};
use super::pipeline::{BATCH, component, title};
use super::plan::Plan;
use super::{COMPUTE, ENVIRONMENT, File, Samples, names, schema};
use crate::emit::sample_request;
use crate::emit::yaml::Map;
use ml_graph::{Asset, AssetKind, Json, Role, ScriptLanguage, Structure, counted};
use std::collections::BTreeSet;

const ONLINE: &str = "endpoints/online";
/// The folder that is registered as the service's model.
pub(crate) const MODEL: &str = "endpoints/online/model";
/// The online deployment.
pub(crate) const DEPLOYMENT: &str = "blue";
/// The batch deployment.
pub(crate) const BATCH_DEPLOYMENT: &str = "pipeline";
const DRAFT: &str = "pipeline.draft.json";
/// Where drift begins: distance of distributions of numbers, probability of equal categories.
pub(crate) const NUMERICAL_DRIFT: f64 = 0.1;
pub(crate) const CATEGORICAL_DRIFT: f64 = 0.05;
/// What is collected of the traffic, by the names that monitors know.
pub(crate) const COLLECTIONS: [&str; 2] = ["model_inputs", "model_outputs"];

/// Whether there is something to call and something to answer.
pub(crate) fn is_online(plan: &Plan<'_>) -> bool {
    !online(plan).is_empty()
}

/// Whether there is a batch service: every service of Studio (classic) took files too.
pub(crate) fn is_batch(plan: &Plan<'_>) -> bool {
    !plan.endpoints.is_empty()
}

/// The name of the batch endpoint.
pub(crate) fn batch_name(plan: &Plan<'_>) -> String {
    let title = plan.endpoints.first().map_or_else(|| plan.name.clone(), |definition| definition.title());
    names::endpoint(&title, "batch")
}

/// All files; none for a draft that is no service.
pub(crate) fn files(plan: &Plan<'_>, samples: &Samples) -> Vec<File> {
    let mut files = Vec::new();
    let endpoints = online(plan);
    let example = example(plan, samples);
    for online in &endpoints {
        files.extend(of_endpoint(plan, online, &example));
    }
    if let Some(first) = endpoints.first() {
        files.extend([
            File::text(
                format!("{ONLINE}/model.yml"),
                model(plan).document("The pipeline with its data, registered as a model."),
            ),
            File::text(format!("{ONLINE}/code/score.py"), include_str!("templates/score.py")),
            File::text(format!("{ONLINE}/code/swagger3.json"), json(&openapi(first))),
            File::text(format!("{MODEL}/sample-request.json"), json(&request(plan, first, &example))),
            File::text(format!("{MODEL}/service.json"), json(&service(plan, first))),
            File::text(format!("{MODEL}/{DRAFT}"), draft(plan)),
        ]);
        if let Some(reference) = reference(plan) {
            files.push(File::text(
                "monitor.yml",
                monitor(plan, first, reference).document(&format!(
                    "Watches whether what callers send drifts away from the data of the experiment.\nStart it once the endpoint has had traffic for some days:\naz ml data create --file data/{reference}_table.yml\naz ml schedule create --file monitor.yml",
                )),
            ));
            files.push(File::text(
                format!("data/{reference}_table.yml"),
                table(reference).document("The same data as a table, for the drift monitor."),
            ));
            files.push(File::text(format!("data/{reference}/MLTable"), ml_table()));
        }
    }
    if is_batch(plan) {
        files.extend([
            File::text(
                format!("{BATCH}/endpoint.yml"),
                batch_endpoint(plan).document(&format!("{}: the batch service.", title(plan))),
            ),
            File::text(
                format!("{BATCH}/deployment.yml"),
                batch_deployment(plan).document("Runs the pipeline component on the caller's folders."),
            ),
            component(plan),
        ]);
    }
    files
}

/// The files of one online endpoint.
fn of_endpoint(plan: &Plan<'_>, online: &Online<'_>, example: &Json) -> [File; 3] {
    let folder = &online.folder;
    [
        File::text(
            format!("{folder}/endpoint.yml"),
            online_endpoint(online)
                .document(&format!("{}: the address that clients call.", online.definition.title())),
        ),
        File::text(
            format!("{folder}/deployment.yml"),
            online_deployment(plan, online).document("What answers at the endpoint."),
        ),
        File::text(format!("{folder}/sample-request.json"), json(&request(plan, online, example))),
    ]
}

/// The online endpoint.
pub(crate) fn online_endpoint(online: &Online<'_>) -> Map {
    let source = online.definition.source.as_ref();
    let tags = [
        ("classic_service", source.and_then(|source| source.service_id.as_deref())),
        ("classic_endpoint", source.and_then(|source| source.endpoint.as_deref())),
    ];
    let tags =
        tags.into_iter().fold(Map::new(), |map, (name, value)| map.with_some(name, value.unwrap_or("")));
    Map::new()
        .with("$schema", schema("managedOnlineEndpoint"))
        .with("name", &online.name)
        .with_some("description", &online.definition.description)
        .with("auth_mode", "key")
        .with_some("tags", tags)
}

/// The online deployment.
pub(crate) fn online_deployment(plan: &Plan<'_>, online: &Online<'_>) -> Map {
    // Every endpoint answers with the same script.
    let code = if online.folder == ONLINE { "./code" } else { "../online/code" };
    let mut map = Map::new()
        .with("$schema", schema("managedOnlineDeployment"))
        .with("name", DEPLOYMENT)
        .with("endpoint_name", &online.name)
        .with("model", format!("azureml:{}:1", model_name(plan)))
        .with("code_configuration", Map::new().with("code", code).with("scoring_script", "score.py"))
        .with("environment", format!("azureml:{ENVIRONMENT}:1"))
        .with("instance_type", "Standard_DS3_v2")
        .with("instance_count", online.instances());
    if let Some(logs) = online.logs() {
        map = map.note("As the diagnostics of the old service.").with("app_insights_enabled", logs);
    }
    let calls = match online.definition.settings.max_concurrent_calls {
        Some(calls) => format!(
            "The old service took {} at a time. An instance runs the pipeline for one of them; the others wait.",
            counted(calls as usize, "call")
        ),
        None => "A request runs the pipeline; one at a time for each instance.".to_owned(),
    };
    map.gap()
        .note(calls)
        .with(
            "request_settings",
            Map::new()
                .with("request_timeout_ms", 60_000_i64)
                .with("max_concurrent_requests_per_instance", online.calls_per_instance()),
        )
        .note("The first start computes what never changes.")
        .with("readiness_probe", probe())
        .with("liveness_probe", probe())
        .gap()
        .note("What the monitor looks at; score.py hands it over.")
        .with(
            "data_collector",
            Map::new().with(
                "collections",
                COLLECTIONS
                    .iter()
                    .fold(Map::new(), |map, name| map.with(*name, Map::new().with("enabled", "true"))),
            ),
        )
}

fn probe() -> Map {
    Map::new()
        .with("initial_delay", 60_i64)
        .with("period", 30_i64)
        .with("timeout", 10_i64)
        .with("failure_threshold", 20_i64)
}

pub(crate) fn model_name(plan: &Plan<'_>) -> String {
    format!("{}_service", plan.name)
}

/// The model.
pub(crate) fn model(plan: &Plan<'_>) -> Map {
    Map::new()
        .with("$schema", schema("model"))
        .with("name", model_name(plan))
        .with("version", "1")
        .with("type", "custom_model")
        .with("description", title(plan))
        .with("path", "./model")
}

/// The batch endpoint.
pub(crate) fn batch_endpoint(plan: &Plan<'_>) -> Map {
    Map::new()
        .with("$schema", schema("batchEndpoint"))
        .with("name", batch_name(plan))
        .with_some("description", &plan.draft.description)
        .with("auth_mode", "aad_token")
        .with("defaults", Map::new().with("deployment_name", BATCH_DEPLOYMENT))
}

/// The batch deployment.
pub(crate) fn batch_deployment(plan: &Plan<'_>) -> Map {
    Map::new()
        .with("$schema", schema("pipelineComponentBatchDeployment"))
        .with("name", BATCH_DEPLOYMENT)
        .with("endpoint_name", batch_name(plan))
        .with("type", "pipeline")
        .with("component", "./pipeline-component.yml")
        .with("settings", Map::new().with("default_compute", COMPUTE).with("continue_on_step_failure", false))
}

/// A dataset to hold traffic against: the first that is a table of text.
pub(crate) fn reference<'p>(plan: &'p Plan<'_>) -> Option<&'p str> {
    use ml_graph::DataFormat;
    let is_csv = |asset: &Asset| {
        asset.kind == AssetKind::Dataset && matches!(asset.format, None | Some(DataFormat::Csv))
    };
    plan.data.iter().find(|data| is_csv(data.asset)).map(|data| data.name.as_str())
}

fn table(reference: &str) -> Map {
    Map::new()
        .with("$schema", schema("data"))
        .with("name", format!("{reference}_table"))
        .with("version", "1")
        .with("type", "mltable")
        .with("path", format!("./{reference}"))
}

fn ml_table() -> String {
    Map::new()
        .with("type", "mltable")
        .with("paths", vec![Map::new().with("pattern", "./*.csv").into()])
        .with(
            "transformations",
            vec![
                Map::new()
                    .with(
                        "read_delimited",
                        Map::new()
                            .with("delimiter", ",")
                            .with("encoding", "utf8")
                            .with("header", "all_files_same_headers"),
                    )
                    .into(),
            ],
        )
        .document("How the files of this folder are read as a table.")
}

/// What the service predicts, as far as its learners tell.
pub(crate) fn task(plan: &Plan<'_>) -> &'static str {
    let mut learners = plan.components.iter().filter_map(|component| component.spec);
    let regression = learners
        .any(|spec| spec.role == Role::Learner && spec.category.to_lowercase().contains("regression"));
    if regression { "regression" } else { "classification" }
}

/// The drift monitor.
pub(crate) fn monitor(plan: &Plan<'_>, online: &Online<'_>, reference: &str) -> Map {
    let signal = Map::new()
        .with("type", "data_drift")
        .with(
            "reference_data",
            Map::new()
                .with(
                    "input_data",
                    Map::new().with("type", "mltable").with("path", format!("azureml:{reference}_table:1")),
                )
                .with("data_context", "training"),
        )
        .with("features", "all_features")
        .with(
            "metric_thresholds",
            Map::new()
                .with("numerical", Map::new().with("jensen_shannon_distance", NUMERICAL_DRIFT))
                .with("categorical", Map::new().with("pearsons_chi_squared_test", CATEGORICAL_DRIFT)),
        );
    Map::new()
        .with("$schema", schema("monitorSchedule"))
        .with("name", format!("{}_drift", plan.name))
        .with("display_name", format!("{}, drift", title(plan)))
        .gap()
        .with(
            "trigger",
            Map::new().with("type", "recurrence").with("frequency", "day").with("interval", 1_i64).with(
                "schedule",
                Map::new().with("hours", vec![4_i64.into()]).with("minutes", vec![0_i64.into()]),
            ),
        )
        .gap()
        .with(
            "create_monitor",
            Map::new()
                .with(
                    "compute",
                    Map::new().with("instance_type", "standard_e4s_v3").with("runtime_version", "3.4"),
                )
                .with(
                    "monitoring_target",
                    Map::new()
                        .with("ml_task", task(plan))
                        .with("endpoint_deployment_id", format!("azureml:{}:{DEPLOYMENT}", online.name)),
                )
                .with("monitoring_signals", Map::new().with("data_drift", signal)),
        )
}

/// What the scoring script needs to know.
fn service(plan: &Plan<'_>, online: &Online<'_>) -> Json {
    let interface = &plan.draft.interface;
    let named = |pairs: Vec<(String, Json)>| Json::Object(pairs);
    let until: BTreeSet<&str> = interface.outputs.iter().map(|output| output.port.node.as_str()).collect();
    let structure = Structure::of(plan.draft);
    let runs = structure.upstream_of(until.iter().copied());
    let scripts = plan.steps.iter().any(|step| {
        let language = plan.component(step).spec.and_then(|spec| spec.flags.needs_script);
        matches!(language, Some(ScriptLanguage::Python | ScriptLanguage::R)) && runs.contains(&step.node.id)
    });
    named(vec![
        ("draft".to_owned(), DRAFT.into()),
        (
            "inputs".to_owned(),
            Json::Array(
                plan.service
                    .inputs
                    .iter()
                    .map(|(_, title)| title.as_str())
                    .filter(new())
                    .map(Json::from)
                    .collect(),
            ),
        ),
        (
            "outputs".to_owned(),
            named(
                interface
                    .outputs
                    .iter()
                    .map(|output| (output.name.clone(), format!("{}.csv", output.name).as_str().into()))
                    .collect(),
            ),
        ),
        ("until".to_owned(), Json::Array(until.into_iter().map(Into::into).collect())),
        (
            "parameters".to_owned(),
            Json::Array(
                plan.draft.parameters.iter().map(|parameter| parameter.name.as_str().into()).collect(),
            ),
        ),
        ("types".to_owned(), types(online)),
        ("scripts".to_owned(), Json::Bool(scripts)),
    ])
}

/// The types of the answer's columns, as far as they are known.
fn types(online: &Online<'_>) -> Json {
    let typed = online.definition.outputs.iter().filter(|port| !port.columns.is_empty());
    let of_port = typed.map(|port| {
        let columns = port.columns.iter();
        let types = columns.map(|column| (column.name.clone(), Json::from(column.element_type.as_str())));
        (port.name.clone(), Json::Object(types.collect()))
    });
    Json::Object(of_port.collect())
}

/// Lets each name through once.
fn new<'t>() -> impl FnMut(&&'t str) -> bool {
    let mut seen = BTreeSet::new();
    move |name| seen.insert(*name)
}

/// The example request: the one that came with the service, else one of rows at hand.
pub(crate) fn request(plan: &Plan<'_>, online: &Online<'_>, example: &Json) -> Json {
    known_request(plan, online.definition, example).unwrap_or_else(|| with_rows(example, online.definition))
}

/// A request in classic's form; with rows where some are at hand.
pub(crate) fn example(plan: &Plan<'_>, samples: &Samples) -> Json {
    let parameters = plan.parameters.iter().map(|parameter| {
        let value = match &parameter.value {
            super::values::Literal::Integer(value) => Json::Integer(*value),
            super::values::Literal::Float(value) => Json::Float(*value),
            super::values::Literal::Bool(value) => Json::Bool(*value),
            super::values::Literal::Text(text) => Json::String(text.clone()),
        };
        (parameter.title.to_owned(), value)
    });
    sample_request(&plan.draft.interface, samples, parameters)
}

/// The draft, which is what runs.
fn draft(plan: &Plan<'_>) -> String {
    json(&crate::convert::as_json(plan.draft))
}

fn json(value: &Json) -> String {
    let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.push('\n');
    text
}

//! The web service of a draft: an online endpoint that answers classic's requests, a batch endpoint, a drift monitor.

use super::pipeline::{BATCH, component, title};
use super::plan::Plan;
use super::{COMPUTE, ENVIRONMENT, File, SampleRows, names, schema};
use crate::emit::yaml::Map;
use ml_graph::{Asset, AssetKind, Json, PortRef, Role, ScriptLanguage, Structure};
use std::collections::{BTreeMap, BTreeSet};

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

/// Whether there is something to call and something to answer.
pub(crate) fn is_online(plan: &Plan<'_>) -> bool {
    !plan.service.inputs.is_empty() && !plan.service.outputs.is_empty()
}

/// Whether there is a batch service.
pub(crate) fn is_batch(plan: &Plan<'_>) -> bool {
    !plan.service.is_empty()
}

/// The name of the online endpoint.
pub(crate) fn online_name(plan: &Plan<'_>) -> String {
    names::endpoint(&plan.name, "online")
}

/// The name of the batch endpoint.
pub(crate) fn batch_name(plan: &Plan<'_>) -> String {
    names::endpoint(&plan.name, "batch")
}

/// All files; none for a draft that is no service.
pub(crate) fn files(plan: &Plan<'_>, samples: &BTreeMap<PortRef, SampleRows>) -> Vec<File> {
    let mut files = Vec::new();
    if is_online(plan) {
        let sample = json(&sample_request(plan, samples));
        files.extend([
            File::text(
                format!("{ONLINE}/endpoint.yml"),
                online_endpoint(plan).document(&format!("{}: the address that clients call.", title(plan))),
            ),
            File::text(
                format!("{ONLINE}/deployment.yml"),
                online_deployment(plan).document("What answers at the endpoint."),
            ),
            File::text(
                format!("{ONLINE}/model.yml"),
                model(plan).document("The pipeline with its data, registered as a model."),
            ),
            File::text(format!("{ONLINE}/code/score.py"), include_str!("templates/score.py").to_owned()),
            File::text(format!("{ONLINE}/sample-request.json"), sample.clone()),
            File::text(format!("{MODEL}/sample-request.json"), sample),
            File::text(format!("{MODEL}/service.json"), json(&service(plan))),
            File::text(format!("{MODEL}/{DRAFT}"), draft(plan)),
        ]);
        if let Some(reference) = reference(plan) {
            files.push(File::text(
                "monitor.yml",
                monitor(plan, reference).document(&format!(
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

/// The online endpoint.
pub(crate) fn online_endpoint(plan: &Plan<'_>) -> Map {
    Map::new()
        .with("$schema", schema("managedOnlineEndpoint"))
        .with("name", online_name(plan))
        .with_some("description", &plan.draft.description)
        .with("auth_mode", "key")
}

/// The online deployment.
pub(crate) fn online_deployment(plan: &Plan<'_>) -> Map {
    Map::new()
        .with("$schema", schema("managedOnlineDeployment"))
        .with("name", DEPLOYMENT)
        .with("endpoint_name", online_name(plan))
        .with("model", format!("azureml:{}:1", model_name(plan)))
        .with("code_configuration", Map::new().with("code", "./code").with("scoring_script", "score.py"))
        .with("environment", format!("azureml:{ENVIRONMENT}:1"))
        .with("instance_type", "Standard_DS3_v2")
        .with("instance_count", 1_i64)
        .gap()
        .note("A request runs the pipeline; one at a time for each instance.")
        .with(
            "request_settings",
            Map::new()
                .with("request_timeout_ms", 60_000_i64)
                .with("max_concurrent_requests_per_instance", 1_i64),
        )
        .note("The first start computes what never changes.")
        .with("readiness_probe", probe())
        .with("liveness_probe", probe())
        .gap()
        .note("What the monitor looks at.")
        .with(
            "data_collector",
            Map::new().with(
                "collections",
                Map::new()
                    .with("request", Map::new().with("enabled", "true"))
                    .with("response", Map::new().with("enabled", "true")),
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

fn model_name(plan: &Plan<'_>) -> String {
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
pub(crate) fn monitor(plan: &Plan<'_>, reference: &str) -> Map {
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
                    Map::new().with("ml_task", task(plan)).with(
                        "endpoint_deployment_id",
                        format!("azureml:{}:{DEPLOYMENT}", online_name(plan)),
                    ),
                )
                .with("monitoring_signals", Map::new().with("data_drift", signal)),
        )
}

/// What the scoring script needs to know.
fn service(plan: &Plan<'_>) -> Json {
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
            Json::Array(interface.inputs.iter().map(|input| input.name.as_str().into()).collect()),
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
        ("scripts".to_owned(), Json::Bool(scripts)),
    ])
}

/// A request in classic's form; with rows where some are at hand.
fn sample_request(plan: &Plan<'_>, samples: &BTreeMap<PortRef, SampleRows>) -> Json {
    let draft = plan.draft;
    let table = |input: &ml_graph::InterfacePort| {
        let rows = samples.get(&input.port).cloned().unwrap_or_default();
        let cell = |cell: Option<String>| cell.map_or(Json::Null, Json::String);
        let values =
            rows.rows.into_iter().map(|row| Json::Array(row.into_iter().map(cell).collect())).collect();
        Json::Object(vec![
            ("ColumnNames".to_owned(), Json::Array(rows.columns.into_iter().map(Json::String).collect())),
            ("Values".to_owned(), Json::Array(values)),
        ])
    };
    let parameters = plan.parameters.iter().map(|parameter| {
        let value = match &parameter.value {
            super::values::Literal::Integer(value) => Json::Integer(*value),
            super::values::Literal::Float(value) => Json::Float(*value),
            super::values::Literal::Bool(value) => Json::Bool(*value),
            super::values::Literal::Text(text) => Json::String(text.clone()),
        };
        (parameter.title.to_owned(), value)
    });
    Json::Object(vec![
        (
            "Inputs".to_owned(),
            Json::Object(
                draft.interface.inputs.iter().map(|input| (input.name.clone(), table(input))).collect(),
            ),
        ),
        ("GlobalParameters".to_owned(), Json::Object(parameters.collect())),
    ])
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

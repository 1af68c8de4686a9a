//! `clients/<endpoint>/README.md`: what changes for the clients of a service, request and answer side by side.

use super::super::endpoint::Online;
use super::super::guide::plain;
use super::super::plan::Plan;
use super::super::service;
use super::request::{input_name, inputs, output_name};
use ml_graph::{ConsumerKind, EndpointDefinition, Json};
use std::collections::BTreeSet;
use std::fmt::Write;

/// Writing to a string cannot fail; the result is dropped.
macro_rules! line {
    ($out:expr) => { $out.push('\n') };
    ($out:expr, $($part:tt)*) => {{ let _ = writeln!($out, $($part)*); }};
}

/// The page of one endpoint; `online` is what answers to requests, with one in each form.
pub(super) fn readme(
    plan: &Plan<'_>,
    definition: &EndpointDefinition,
    online: Option<(&Online<'_>, &Json, &Json)>,
) -> String {
    let mut out = String::new();
    line!(out, "# Clients of {}", plain(&definition.title()));
    if let Some((online, classic, new)) = online {
        requests(&mut out, plan, definition, online, classic, new);
    }
    batch(&mut out, plan, definition);
    callers(&mut out, definition);
    let end = out.trim_end().len();
    out.truncate(end);
    out.push('\n');
    out
}

fn requests(
    out: &mut String,
    plan: &Plan<'_>,
    definition: &EndpointDefinition,
    online: &Online<'_>,
    classic: &Json,
    new: &Json,
) {
    line!(out);
    line!(
        out,
        "The endpoint `{}` takes requests as Studio (classic) did and answers alike: for an old client only address and key change. It takes the new form too, for clients that are written anew.",
        online.name
    );
    line!(out);
    line!(out, "| File | Calls it from |");
    line!(out, "|---|---|");
    for (file, from) in [
        ("curl.sh", "a shell, with curl"),
        ("client.py", "Python"),
        ("Client.cs", "C#"),
        ("client.R", "R"),
        ("client.mjs", "JavaScript (Node.js)"),
    ] {
        line!(out, "| `{file}` | {from} |");
    }
    line!(out);
    line!(out, "Each takes the address and a key from the environment:");
    line!(out);
    line!(out, "```sh");
    line!(
        out,
        "export SCORING_URI=$(az ml online-endpoint show --name {} --query scoring_uri --output tsv)",
        online.name
    );
    line!(
        out,
        "export ENDPOINT_KEY=$(az ml online-endpoint get-credentials --name {} --query primaryKey --output tsv)",
        online.name
    );
    line!(out, "```");
    heading(out, "What changes");
    line!(out, "| | Studio (classic) | Here, in the old form | Here, in the new form |");
    line!(out, "|---|---|---|---|");
    let here = format!("`https://{}.REGION.inference.ml.azure.com/score`", online.name);
    let was = definition
        .original_addresses
        .iter()
        .find(|address| address.purpose == ml_graph::AddressPurpose::Execute);
    let was = was.map_or_else(
        || "`https://REGION.services.azureml.net/workspaces/…/services/…/execute?api-version=2.0`".to_owned(),
        |address| format!("`{}`", address.url.replace(['`', '|'], "")),
    );
    line!(out, "| Address | {was} | {here} | the same |");
    line!(
        out,
        "| Parameters of the address | `api-version`, `details`, `format` | none; what stands there is ignored | none |"
    );
    line!(
        out,
        "| Header | `Authorization: Bearer` and a key of the service | `Authorization: Bearer` and a key of the endpoint | the same |"
    );
    for (place, name) in inputs(plan).into_iter().enumerate() {
        line!(out, "| Input | `{0}` | `{0}` | `{1}` |", code(name), input_name(place));
    }
    line!(
        out,
        "| Rows of a request | `ColumnNames` and `Values`, or a record a row | either | a record a row |"
    );
    line!(
        out,
        "| Cells of a request | text: `\"41\"` | text or what it means: `\"41\"`, `41` | what it means: `41`, `true`, `null` |"
    );
    for (place, (_, name)) in plan.service.outputs.iter().enumerate() {
        line!(out, "| Output | `{0}` | `{0}` | `{1}` |", code(name), output_name(place));
    }
    line!(
        out,
        "| Rows of an answer | as those of the request: `ColumnNames` and `Values` below `value`, or a record a row | the same | a record a row |"
    );
    line!(out, "| Cells of an answer | text: `\"0.92\"` | text | numbers, truth values and `null`: `0.92` |");
    line!(out, "| `ColumnTypes` in an answer | with `details=true` | never | never |");
    if !definition.parameters.is_empty() {
        let names: Vec<String> =
            definition.parameters.iter().map(|known| format!("`{}`", code(&known.name))).collect();
        line!(out, "| `GlobalParameters` | {0} | {0} | {0} |", names.join(", "));
    }
    line!(
        out,
        "| Faults | `error` with `code`, `message` and `details`, and a status of 400 or more | `error` with `code` and `message`, and the status 400 | the same |"
    );
    line!(out);
    line!(out, "A request in the old form:");
    json(out, classic);
    line!(out, "The same in the new form:");
    json(out, new);
    columns(out, definition);
}

fn columns(out: &mut String, definition: &EndpointDefinition) {
    let ports = [("takes", &definition.inputs), ("gives", &definition.outputs)];
    for (verb, ports) in ports {
        for port in ports.iter().filter(|port| !port.columns.is_empty()) {
            line!(out, "`{}` {verb}:", code(&port.name));
            line!(out);
            line!(out, "| Column | Type | May be missing |");
            line!(out, "|---|---|---|");
            for column in &port.columns {
                let missing = if column.nullable { "yes" } else { "" };
                line!(out, "| {} | {} | {missing} |", plain(&column.name), plain(&column.element_type));
            }
            line!(out);
        }
    }
}

fn batch(out: &mut String, plan: &Plan<'_>, definition: &EndpointDefinition) {
    if !service::is_batch(plan) {
        return;
    }
    let endpoint = service::batch_name(plan);
    heading(out, "Files instead of requests");
    line!(out, "What was a batch job (`POST …/jobs`) is a call of the batch endpoint `{endpoint}`:");
    line!(out);
    line!(out, "```sh");
    line!(out, "az ml batch-endpoint invoke --name {endpoint} --file job.yml");
    line!(out, "```");
    line!(out);
    line!(out, "| | Studio (classic) | Here |");
    line!(out, "|---|---|---|");
    line!(out, "| Starting | `POST …/jobs`, then `POST …/jobs/ID/start` | one call |");
    line!(out, "| Following | `GET …/jobs/ID` | `az ml job show --name NAME`, or `az ml job stream` |");
    line!(out, "| Stopping | `DELETE …/jobs/ID` | `az ml job cancel --name NAME` |");
    line!(
        out,
        "| Where files are | `ConnectionString` and `RelativeLocation` | `path`, an address in a datastore: `azureml://datastores/NAME/paths/FOLDER` |"
    );
    line!(out, "| Who may call | a key | a sign-in (Microsoft Entra ID) |");
    line!(out);
    line!(out, "`job.yml`, with one folder an input, which holds one file:");
    line!(out);
    line!(out, "```yaml");
    if plan.service.inputs.is_empty() {
        line!(out, "inputs: {{}}");
    } else {
        line!(out, "inputs:");
    }
    let mut seen = BTreeSet::new();
    for (name, _) in plan.service.inputs.iter().filter(|(name, _)| seen.insert(name)) {
        line!(out, "  {name}:");
        line!(out, "    type: uri_folder");
        line!(out, "    path: azureml://datastores/NAME/paths/FOLDER");
    }
    if !plan.service.outputs.is_empty() {
        line!(out, "outputs:");
    }
    for (name, _) in &plan.service.outputs {
        line!(out, "  {name}:");
        line!(out, "    type: uri_folder");
        line!(out, "    path: azureml://datastores/NAME/paths/FOLDER");
    }
    line!(out, "```");
    if let Some(sample) = &definition.sample_batch_request {
        line!(out);
        line!(out, "A job of the old service, whose places go there:");
        json(out, sample);
    }
}

fn callers(out: &mut String, definition: &EndpointDefinition) {
    if definition.consumers.is_empty() && definition.original_addresses.is_empty() {
        return;
    }
    heading(out, "What called the old service");
    for address in &definition.original_addresses {
        line!(out, "- `{}`", address.url.replace('`', ""));
    }
    for consumer in &definition.consumers {
        let (what, todo) = match consumer.kind {
            ConsumerKind::DataFactoryLinkedService => {
                ("the linked service", "replace it by one of the type AzureMLService")
            }
            ConsumerKind::DataFactoryBatchExecution => (
                "the activity",
                "let a Web activity call the batch endpoint, or an “Azure ML Execute Pipeline” activity",
            ),
            ConsumerKind::DataFactoryUpdateResource => (
                "the activity",
                "register the new model and update the deployment instead; nothing replaces a model in place",
            ),
            ConsumerKind::DataFactoryExecutePipeline => (
                "the activity",
                "let it run the pipeline as it is published now, or let a Web activity call the batch endpoint",
            ),
            ConsumerKind::StreamAnalyticsFunction => (
                "the function",
                "make it a function of the type “Azure ML Service” with the new address and key",
            ),
        };
        line!(out, "- {what} {}: {todo}", plain(&consumer.name));
    }
}

fn heading(out: &mut String, title: &str) {
    let end = out.trim_end().len();
    out.truncate(end);
    line!(out, "\n\n## {title}\n");
}

fn json(out: &mut String, value: &Json) {
    line!(out);
    line!(out, "```json");
    line!(out, "{}", serde_json::to_string_pretty(value).unwrap_or_default().replace("```", "\\u0060``"));
    line!(out, "```");
    line!(out);
}

/// A name inside of a code span of a table.
fn code(name: &str) -> String {
    name.chars()
        .map(|letter| if letter.is_control() || "`|".contains(letter) { ' ' } else { letter })
        .collect()
}

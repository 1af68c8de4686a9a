//! Endpoints of services: what each takes and gives, who called it, and what changes for those that did.

use super::html::escape;
use super::markdown::inline;
use super::{ServiceReport, table};
use ml_graph::counted;
use std::fmt::Write;

const HEADS: [&str; 8] =
    ["Service", "Kind", "Takes", "Gives", "Parameters", "Called by", "Answered by", "Definition"];

/// What callers meet: with Studio (classic), and with what the target `azureml` deploys.
const CHANGES: [(&str, &str, &str); 8] = [
    ("Address", "…services.azureml.net/…/execute", "the scoring address of the endpoint"),
    ("Key", "Authorization: Bearer, the key of the service", "the same header, the key of the endpoint"),
    (
        "Request",
        "Inputs and GlobalParameters; rows as ColumnNames and Values, or a record a row",
        "the same; the names WebServiceInput0 and numbers instead of text are taken too",
    ),
    ("Answer", "Results, rows in the form of the request, every cell text", "the same"),
    ("ColumnTypes", "with details=true", "never"),
    ("Faults", "error with code, message and details", "error with code and message, status 400"),
    (
        "Batch jobs",
        "POST jobs, POST jobs/ID/start, GET jobs/ID",
        "one call of the batch endpoint; the job shows in the workspace",
    ),
    (
        "Files of batch jobs",
        "ConnectionString and RelativeLocation",
        "a path in a datastore; who calls signs in instead of giving a key",
    ),
];

impl ServiceReport {
    fn columns(&self) -> [String; 8] {
        let ports = |ports: &[(String, usize)]| {
            let port = |(name, columns): &(String, usize)| match columns {
                0 => name.clone(),
                columns => format!("{name} ({})", counted(*columns, "column")),
            };
            ports.iter().map(port).collect::<Vec<_>>().join(", ")
        };
        [
            self.name.clone(),
            self.kind.to_owned(),
            ports(&self.inputs),
            ports(&self.outputs),
            self.parameters.join(", "),
            self.consumers.join(", "),
            self.draft.clone().unwrap_or_else(|| "no graph found".to_owned()),
            self.endpoint.clone(),
        ]
    }
}

const CHANGE_HEADS: [&str; 3] = ["", "Studio (classic)", "Azure ML"];

fn changes() -> impl Iterator<Item = [String; 3]> {
    CHANGES.into_iter().map(|(what, before, after)| [what, before, after].map(str::to_owned))
}

/// Credentials of services: the file of the definition, and the place.
fn secrets(services: &[ServiceReport]) -> impl Iterator<Item = (&str, &str)> {
    services.iter().flat_map(|service| {
        service.secrets.iter().map(|address| (service.endpoint.as_str(), address.as_str()))
    })
}

/// The section of `report.md`.
pub(super) fn markdown(out: &mut String, services: &[ServiceReport]) {
    if services.is_empty() {
        return;
    }
    out.push_str("\n## Services\n\n");
    table::markdown(out, HEADS, services.iter().map(ServiceReport::columns));
    out.push_str("\nWhat changes for those that call them, once the target `azureml` is deployed; its folder `clients/` has a call in five languages:\n\n");
    table::markdown(out, CHANGE_HEADS, changes());
    let mut found = secrets(services).peekable();
    if found.peek().is_some() {
        out.push_str(
            "\nCredentials of services were found at these places; their values are in no file:\n\n",
        );
        for (file, address) in found {
            let _ = writeln!(out, "- {}: `{}`", inline(file), address.replace('`', "'"));
        }
    }
}

/// The section of the overview.
pub(super) fn html(out: &mut String, services: &[ServiceReport]) {
    if services.is_empty() {
        return;
    }
    out.push_str("<h2 id=\"services\">Services</h2>\n");
    table::html(out, HEADS, services.iter().map(ServiceReport::columns));
    out.push_str("<h3>What changes for those that call them</h3>\n<p>Once the target azureml is deployed; its folder clients/ has a call in five languages.</p>\n");
    table::html(out, CHANGE_HEADS, changes());
    let found: Vec<String> = secrets(services)
        .map(|(file, address)| format!("<li>{}: <code>{}</code></li>\n", escape(file), escape(address)))
        .collect();
    if !found.is_empty() {
        let _ = writeln!(
            out,
            "<h3>Credentials of services</h3>\n<p>Found at these places; their values are in no file.</p>\n<ul>{}</ul>",
            found.concat()
        );
    }
}

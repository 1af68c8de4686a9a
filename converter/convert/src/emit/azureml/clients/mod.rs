//! `clients/<endpoint>/`: how to call the service from a shell, Python, C#, R and JavaScript, and what changes for its old clients.
//!
//! They belong to this target, for they call what it deploys. Keys come from the environment; no file holds one.

mod guide;
mod request;

use super::endpoint::{Online, online};
use super::plan::Plan;
use super::service;
use crate::emit::{File, Samples};
use ml_graph::{EndpointDefinition, Json};

/// The clients: name of the file, text with gaps, and whether it is a program to start.
const CLIENTS: [(&str, &str, bool); 5] = [
    ("curl.sh", include_str!("../templates/clients/curl.sh"), true),
    ("client.py", include_str!("../templates/clients/client.py"), false),
    ("client.mjs", include_str!("../templates/clients/client.mjs"), false),
    ("Client.cs", include_str!("../templates/clients/Client.cs"), false),
    ("client.R", include_str!("../templates/clients/client.R"), false),
];

/// All files; none for a draft that is no service.
pub(crate) fn files(plan: &Plan<'_>, samples: &Samples) -> Vec<File> {
    let example = service::example(plan, samples);
    let endpoints = online(plan);
    let mut files = Vec::new();
    for online in &endpoints {
        let classic = service::request(plan, online, &example);
        let new = request::in_new_form(plan, online.definition, &classic);
        files.extend(of_online(online, &classic, &new));
        let folder = folder(&online.name);
        let readme = guide::readme(plan, online.definition, Some((online, &classic, &new)));
        files.push(File::text(format!("{folder}/README.md"), readme));
    }
    // Services that only ever took files.
    let batch = plan.endpoints.iter().filter(|known| !endpoints.iter().any(|online| same(online, known)));
    for definition in batch.take(1) {
        let folder = folder(&service::batch_name(plan));
        files.push(File::text(format!("{folder}/README.md"), guide::readme(plan, definition, None)));
    }
    files
}

fn folder(endpoint: &str) -> String {
    format!("clients/{endpoint}")
}

fn same(online: &Online<'_>, definition: &EndpointDefinition) -> bool {
    std::ptr::eq(online.definition, definition)
}

fn of_online(online: &Online<'_>, classic: &Json, new: &Json) -> Vec<File> {
    let fill = |text: &str| {
        text.replace("{title}", &in_comment(&online.definition.title()))
            .replace("{endpoint}", &online.name)
            .replace("{classic}", &pretty(classic))
            .replace("{new}", &pretty(new))
            .replace("{classic_quoted}", &pretty(classic).replace('"', "\"\""))
            .replace("{new_quoted}", &pretty(new).replace('"', "\"\""))
    };
    CLIENTS
        .iter()
        .map(|(name, text, executable)| File {
            executable: *executable,
            ..File::text(format!("{}/{name}", folder(&online.name)), fill(text))
        })
        .collect()
}

/// A title where a comment of any language takes it.
fn in_comment(title: &str) -> String {
    let plain = title
        .chars()
        .map(|letter| if letter.is_control() || "\"\\*/".contains(letter) { ' ' } else { letter });
    plain.collect::<String>().split_whitespace().collect::<Vec<&str>>().join(" ")
}

/// JSON as text that ends no text of any of the languages: brackets that end a raw text of R are spelled out.
fn pretty(value: &Json) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default().replace(")-", "\\u0029-")
}

//! `README.md` and `deploy.sh`: what is in the folder, and the commands in order.

use super::endpoint::{self, Online};
use super::pipeline::title;
use super::plan::Plan;
use super::{COMPUTE, File, resources, service};
use ml_graph::counted;
use std::fmt::Write;

/// Both.
pub(crate) fn files(plan: &Plan<'_>) -> Vec<File> {
    let script = File { executable: true, ..File::text("deploy.sh", script(plan)) };
    vec![File::text("README.md", readme(plan)), script]
}

/// Writing to a string cannot fail; the result is dropped.
macro_rules! line {
    ($out:expr) => { $out.push('\n') };
    ($out:expr, $($part:tt)*) => {{ let _ = writeln!($out, $($part)*); }};
}

/// Names come from [`super::names`]: nothing in them needs quotes.
fn script(plan: &Plan<'_>) -> String {
    let mut out = String::new();
    line!(out, "#!/bin/sh");
    line!(out, "# Sets up what the pipeline needs in a workspace and submits it.");
    line!(
        out,
        "# Needs the Azure CLI with its “ml” extension, logged in, and the defaults for group and workspace set:"
    );
    line!(out, "#   az configure --defaults group=GROUP workspace=WORKSPACE");
    line!(out, "set -eu");
    line!(out, "cd \"$(dirname \"$0\")\"");
    line!(out);
    line!(out, "# The engine, built for Linux.");
    line!(out, "[ -f environment/ml-migrate ] || cp \"$(command -v ml-migrate)\" environment/ml-migrate");
    line!(out, "az ml environment create --file environment/environment.yml");
    line!(out, "az ml compute create --file compute.yml");
    if !plan.datastores.all.is_empty() {
        line!(out);
        line!(out, "# What opens storage comes from your Key Vault.");
        line!(out, ": \"${{KEY_VAULT:?Set KEY_VAULT to the name of your Key Vault.}}\"");
        for store in &plan.datastores.all {
            line!(
                out,
                "az ml datastore create --file datastores/{}.yml --set credentials.{}=\"$(az keyvault secret show --vault-name \"$KEY_VAULT\" --name {} --query value --output tsv)\"",
                store.name,
                store.access.member(),
                store.secret
            );
        }
    }
    let data = resources::data(plan);
    if !data.is_empty() {
        line!(out);
        line!(out, "# Data: each folder must hold its file.");
        for entry in &data {
            line!(out, "az ml data create --file data/{}.yml", entry.name);
        }
    }
    line!(out);
    line!(out, "az ml job create --file pipeline.yml");
    let endpoints = endpoint::online(plan);
    if !endpoints.is_empty() {
        line!(out);
        line!(out, "# The web service.");
        line!(out, "az ml model create --file endpoints/online/model.yml");
    }
    for Online { name, folder, .. } in &endpoints {
        line!(out, "az ml online-endpoint create --file {folder}/endpoint.yml");
        line!(out, "az ml online-deployment create --file {folder}/deployment.yml --all-traffic");
        line!(out, "az ml online-endpoint invoke --name {name} --request-file {folder}/sample-request.json");
    }
    if service::is_batch(plan) {
        line!(out);
        line!(out, "# The batch service.");
        line!(out, "az ml batch-endpoint create --file endpoints/batch/endpoint.yml");
        line!(out, "az ml batch-deployment create --file endpoints/batch/deployment.yml --set-default");
    }
    out
}

fn readme(plan: &Plan<'_>) -> String {
    let mut out = String::new();
    line!(out, "# {}", plain(title(plan)));
    line!(out);
    line!(
        out,
        "The experiment for Azure Machine Learning: {} as {} of {}, run by the ml-migrate engine.",
        counted(plan.draft.nodes.len(), "module"),
        counted(plan.steps.len(), "step"),
        counted(plan.components.len(), "command component")
    );
    line!(out);
    line!(out, "`./deploy.sh` registers everything in order and submits the pipeline. Before that:");
    line!(out);
    for entry in resources::data(plan) {
        line!(
            out,
            "- put the file of “{}” into `data/{}/`, alone, unless it is there already",
            plain(entry.title),
            entry.name
        );
    }
    for store in &plan.datastores.all {
        line!(
            out,
            "- put the {} of the storage account {} into your Key Vault as `{}`, and set `KEY_VAULT` to its name",
            store.access.describe(),
            plain(&store.account),
            store.secret
        );
    }
    line!(out, "- have a Linux build of `ml-migrate` on the path, or in `environment/`");
    for diagnostic in &plan.diagnostics {
        line!(out, "- {} {}", plain(&diagnostic.message), plain(&diagnostic.help));
    }
    line!(out);
    line!(out, "| File | What it is |");
    line!(out, "|---|---|");
    line!(out, "| `pipeline.yml` | the pipeline: its inputs, and one step a module |");
    line!(
        out,
        "| `components/` | one command component a module; the same file serves every step of the module |"
    );
    if !plan.settings.is_empty() {
        line!(out, "| `settings/` | scripts and long settings, named after their steps |");
    }
    line!(
        out,
        "| `{}` | what YAML has no place for (positions, notes, ids): with it `ml-migrate convert` reads this folder back whole. Edit the YAML; what it says counts |",
        ml_classic::BESIDE
    );
    line!(out, "| `environment/` | the image that steps run in |");
    line!(out, "| `compute.yml` | the cluster `{COMPUTE}` |");
    if !resources::data(plan).is_empty() {
        line!(out, "| `data/` | data assets |");
    }
    if !plan.datastores.all.is_empty() {
        line!(out, "| `datastores/` | storage that modules named; keys are references to a Key Vault |");
    }
    if service::is_online(plan) {
        line!(out, "| `endpoints/online/` | the web service: it takes and gives what its clients know |");
        line!(out, "| `monitor.yml` | a monitor of data drift, for later |");
    }
    if service::is_batch(plan) {
        line!(out, "| `endpoints/batch/` | the batch service: the pipeline as a component |");
    }
    if service::is_batch(plan) {
        line!(
            out,
            "| `clients/` | how to call the service from other programs, and what changes for those that did |"
        );
    }
    line!(out, "| `schedule.yml` | the pipeline every week, for later |");
    line!(
        out,
        "| `arm/` | the same resources as bodies for the management REST interface, version {}: `PUT {{workspace}}/<path without .json>`, with the workspace's resource id for `{{workspace}}`, its region for `{{location}}` and the address of this folder in storage for `{{storage}}` |",
        super::arm::VERSION
    );
    if plan.data.is_empty() && plan.datastores.all.is_empty() {
        return out;
    }
    line!(out);
    line!(
        out,
        "A step reads folders and writes folders: a table as `dataset.arrow` (exact) and `dataset.parquet`, a model as JSON."
    );
    out
}

/// Text of the source as text of a Markdown document.
pub(crate) fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\r' | '\n' | '\t' => plain.push(' '),
            '<' => plain.push_str("&lt;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '#' | '|' => {
                plain.push('\\');
                plain.push(letter);
            }
            other => plain.push(other),
        }
    }
    plain
}

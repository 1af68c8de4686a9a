//! `mlops/scripts/`: what the workflows start, and `names.sh`, the only one that differs from project to project.

use super::{Project, Service, TRAINING, relocate, script};
use crate::emit::azureml::{COMPUTE, ENVIRONMENT};
use crate::emit::folder::File;
use std::collections::BTreeSet;
use std::fmt::Write;

const FOLDER: &str = "mlops/scripts";

/// Writing to a string cannot fail; the result is dropped.
macro_rules! line {
    ($out:expr) => { $out.push('\n') };
    ($out:expr, $($part:tt)*) => {{ let _ = writeln!($out, $($part)*); }};
}

/// All scripts that there is something to do for.
pub(super) fn files(project: &Project<'_>) -> Vec<File> {
    let mut files = vec![
        File::text(format!("{FOLDER}/common.sh"), include_str!("templates/common.sh")),
        File::text(format!("{FOLDER}/names.sh"), names(project)),
    ];
    let mut add = |name: &str, text: &str| files.push(script(&format!("{FOLDER}/{name}"), text.to_owned()));
    if project.trains() || project.services.is_empty() {
        add("train.sh", include_str!("templates/train.sh"));
    }
    if project.trains() {
        add("evaluate.sh", include_str!("templates/evaluate.sh"));
    }
    if project.services.iter().any(|service| !service.folder.online.is_empty()) {
        add("register.sh", include_str!("templates/register.sh"));
        add("deploy-online.sh", include_str!("templates/deploy-online.sh"));
    }
    if project.services.iter().any(|service| service.folder.batch.is_some()) {
        add("deploy-batch.sh", include_str!("templates/deploy-batch.sh"));
    }
    if project.trains() {
        files.push(File::text(format!("{FOLDER}/evaluate.py"), include_str!("templates/evaluate.py")));
    }
    files
}

/// `names.sh`. Names come from the target `azureml`: nothing in them needs quotes.
fn names(project: &Project<'_>) -> String {
    let Project { training, services, .. } = project;
    let mut out = String::new();
    line!(out, "# Names of this project.");
    line!(out, "ENVIRONMENT={ENVIRONMENT}");
    line!(out, "COMPUTE={COMPUTE}");
    line!(out, "# Data of the training pipeline.");
    line!(out, "DATA=\"{}\"", training.data.join(" "));
    datastores(&mut out, project);
    match services.as_slice() {
        [] => {}
        [one] => {
            line!(out);
            service(&mut out, one, "");
        }
        several => {
            let known: Vec<&str> = several.iter().filter_map(|service| service.name.as_deref()).collect();
            line!(out);
            line!(
                out,
                "# The service that a script is about: set SERVICE to one of these, or the first is meant."
            );
            line!(out, "# {}", known.join(", "));
            line!(out, "SERVICE=\"${{SERVICE:-{}}}\"", known.first().unwrap_or(&""));
            line!(out, "case \"$SERVICE\" in");
            for one in several {
                line!(out, "{})", one.name.as_deref().unwrap_or_default());
                service(&mut out, one, "    ");
                line!(out, "    ;;");
            }
            line!(out, "*)");
            line!(out, "    echo \"There is no service $SERVICE; there are {}.\" >&2", known.join(", "));
            line!(out, "    exit 1");
            line!(out, "    ;;");
            line!(out, "esac");
        }
    }
    out
}

/// The names of one service.
fn service(out: &mut String, service: &Service, indent: &str) {
    let Service { folder, saved, evaluation, .. } = service;
    let of_runs: BTreeSet<&str> = saved.iter().map(|(_, data)| data.as_str()).collect();
    let data = folder.read_by_service.iter().map(String::as_str).filter(|name| !of_runs.contains(name));
    let data: Vec<&str> = data.collect();
    let results: Vec<&str> = saved.iter().map(|(result, _)| result.as_str()).collect();
    if !service.title.is_empty() {
        line!(out, "{indent}# {}.", service.title.replace(['\n', '\r'], " "));
    }
    line!(out, "{indent}# Where its files are, and its registered model.");
    line!(out, "{indent}DEPLOY={}", service.place());
    line!(out, "{indent}MODEL={}", folder.model);
    if let Some(batch) = &folder.batch {
        line!(out, "{indent}BATCH={batch}");
    }
    line!(out, "{indent}# Other data that the batch service reads.");
    line!(out, "{indent}SERVICE_DATA=\"{}\"", data.join(" "));
    line!(out, "{indent}# Results of a training run that the service is made of.");
    line!(out, "{indent}SAVED=\"{}\"", results.join(" "));
    if !saved.is_empty() {
        line!(out, "{indent}# The result that judges the model, and the row of it that is about the model.");
        let (result, row) = evaluation.as_ref().map_or(("", 0), |(result, row)| (result.as_str(), *row));
        line!(out, "{indent}EVALUATION={result}");
        line!(out, "{indent}EVALUATION_ROW={row}");
    }
    line!(out, "{indent}# Runs a command for each online endpoint: its name, and the folder of its files.");
    line!(out, "{indent}each_endpoint() {{");
    for (name, place) in &folder.online {
        let places = service.places();
        let places: Vec<(&str, &str)> = places.iter().map(|(from, to)| (*from, to.as_str())).collect();
        line!(out, "{indent}    \"$1\" {name} {}", relocate::place(place, &places).unwrap_or_default());
    }
    line!(out, "{indent}    :");
    line!(out, "{indent}}}");
    if !saved.is_empty() {
        line!(
            out,
            "{indent}# Runs a command for each saved result: its name, and the data asset that it is for the batch service."
        );
        line!(out, "{indent}each_saved() {{");
        for (result, data) in saved {
            line!(out, "{indent}    \"$1\" {result} {data}");
        }
        line!(out, "{indent}}}");
    }
}

fn datastores(out: &mut String, project: &Project<'_>) {
    let folder = relocate::place("datastores", TRAINING).unwrap_or_default();
    line!(out);
    line!(out, "# Registers datastores; what opens them comes from the Key Vault.");
    line!(out, "register_datastores() {{");
    if project.training.datastores.is_empty() {
        line!(out, "    :");
    } else {
        line!(out, "    : \"${{KEY_VAULT:?Set KEY_VAULT to the name of your Key Vault.}}\"");
    }
    for (name, member, secret) in &project.training.datastores {
        line!(
            out,
            "    az ml datastore create --file {folder}/{name}.yml --output none --set \"credentials.{member}=$("
        );
        line!(
            out,
            "        az keyvault secret show --vault-name \"$KEY_VAULT\" --name {secret} --query value --output tsv"
        );
        line!(out, "    )\"");
    }
    line!(out, "}}");
}

//! `mlops/scripts/`: what the workflows start, and `names.sh`, the only one that differs from project to project.

use super::{Project, SERVICE, TRAINING, relocate, script};
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
    if project.trains() || project.service.is_none() {
        add("train.sh", include_str!("templates/train.sh"));
    }
    if project.trains() {
        add("evaluate.sh", include_str!("templates/evaluate.sh"));
    }
    if let Some(service) = &project.service {
        if !service.online.is_empty() {
            add("register.sh", include_str!("templates/register.sh"));
            add("deploy-online.sh", include_str!("templates/deploy-online.sh"));
        }
        if service.batch.is_some() {
            add("deploy-batch.sh", include_str!("templates/deploy-batch.sh"));
        }
    }
    if project.trains() {
        files.push(File::text(format!("{FOLDER}/evaluate.py"), include_str!("templates/evaluate.py")));
    }
    files
}

/// `names.sh`. Names come from the target `azureml`: nothing in them needs quotes.
fn names(project: &Project<'_>) -> String {
    let Project { training, service, saved, evaluation, .. } = project;
    let mut out = String::new();
    line!(out, "# Names of this project.");
    line!(out, "ENVIRONMENT={ENVIRONMENT}");
    line!(out, "COMPUTE={COMPUTE}");
    line!(out, "# Data of the training pipeline.");
    line!(out, "DATA=\"{}\"", training.data.join(" "));
    if let Some(service) = service {
        line!(out, "# The registered model of the service.");
        line!(out, "MODEL={}", service.model);
        if let Some(batch) = &service.batch {
            line!(out, "BATCH={batch}");
        }
        let saved: BTreeSet<&str> = saved.iter().map(|(_, data)| data.as_str()).collect();
        // Rows that callers send are no data of the service.
        let data: Vec<&str> =
            service.data.iter().map(String::as_str).filter(|name| !saved.contains(name)).collect();
        line!(out, "# Other data that the batch service reads.");
        line!(out, "SERVICE_DATA=\"{}\"", data.join(" "));
    }
    let results: Vec<&str> = saved.iter().map(|(result, _)| result.as_str()).collect();
    line!(out, "# Results of a training run that the service is made of.");
    line!(out, "SAVED=\"{}\"", results.join(" "));
    if project.trains() {
        line!(out, "# The result that judges the model, and the row of it that is about the model.");
        let (result, row) = evaluation.as_ref().map_or(("", 0), |(result, row)| (result.as_str(), *row));
        line!(out, "EVALUATION={result}");
        line!(out, "EVALUATION_ROW={row}");
    }
    datastores(&mut out, project);
    if let Some(service) = service {
        line!(out);
        line!(out, "# Runs a command for each online endpoint: its name, and the folder of its files.");
        line!(out, "each_endpoint() {{");
        for (name, folder) in &service.online {
            let folder = relocate::place(folder, SERVICE).unwrap_or_default();
            line!(out, "    \"$1\" {name} {folder}");
        }
        line!(out, "    :");
        line!(out, "}}");
    }
    if !saved.is_empty() {
        line!(out);
        line!(
            out,
            "# Runs a command for each saved result: its name, and the data asset that it is for the batch service."
        );
        line!(out, "each_saved() {{");
        for (result, data) in saved {
            line!(out, "    \"$1\" {result} {data}");
        }
        line!(out, "}}");
    }
    out
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

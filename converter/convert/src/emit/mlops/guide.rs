//! `README.md` and the two configurations.

use super::Project;
use crate::emit::azureml::plain;
use crate::emit::folder::File;
use crate::emit::yaml::Map;
use ml_graph::Diagnostic;
use std::fmt::Write;

/// Writing to a string cannot fail; the result is dropped.
macro_rules! line {
    ($out:expr) => { $out.push('\n') };
    ($out:expr, $($part:tt)*) => {{ let _ = writeln!($out, $($part)*); }};
}

/// All of them.
pub(super) fn files(project: &Project<'_>, diagnostics: &[Diagnostic]) -> [File; 4] {
    [
        File::text("README.md", readme(project, diagnostics)),
        config(project, "dev", "development: every branch but main"),
        config(project, "prod", "production: the branch main"),
        // The engine is too large for Git itself; data may be.
        File::text(
            ".gitattributes",
            "data-science/environment/ml-migrate filter=lfs diff=lfs merge=lfs -text\n",
        ),
    ]
}

fn config(project: &Project<'_>, word: &str, what: &str) -> File {
    let name = project.training.name.replace('_', "-");
    let map = Map::new()
        .with("resource_group", format!("rg-{name}-{word}"))
        .with("aml_workspace", format!("mlw-{name}-{word}"));
    let head = format!("The workspace for {what}. Put the names of yours here.");
    File::text(format!("config-infra-{word}.yml"), map.document(&head))
}

fn readme(project: &Project<'_>, diagnostics: &[Diagnostic]) -> String {
    let mut out = String::new();
    line!(out, "# {}", plain(project.title()));
    line!(out);
    match (project.trains(), project.services.len()) {
        (true, 2..) => line!(
            out,
            "A repository that trains the models on every change and every Monday, compares each with the one that answers in its place, and deploys what is better: beside the old one first, then with 10, 50 and 100 % of the traffic."
        ),
        (true, _) => line!(
            out,
            "A repository that trains the model on every change and every Monday, compares it with the one that answers, and deploys what is better: beside the old one first, then with 10, 50 and 100 % of the traffic."
        ),
        (false, 1..) => line!(
            out,
            "A repository that deploys the service on every change: beside the old deployment first, then with 10, 50 and 100 % of the traffic. It trains nothing; convert the training experiment to have that too."
        ),
        (false, 0) => {
            line!(
                out,
                "A repository that runs the pipeline on every change. It trains no model, so there is nothing to deploy."
            );
        }
    }
    line!(out);
    line!(out, "## Before the first run");
    line!(out);
    line!(
        out,
        "1. Put the names of your workspaces into `config-infra-dev.yml` and `config-infra-prod.yml`."
    );
    line!(
        out,
        "2. Put a Linux build of `ml-migrate` into `data-science/environment/` and commit it with Git LFS."
    );
    let mut step = 3;
    if !project.training.data.is_empty() {
        line!(
            out,
            "{step}. See that each folder below `data/` holds its file, alone: {}. Saved models come from the training run.",
            project.training.data.iter().map(|name| format!("`{name}`")).collect::<Vec<String>>().join(", ")
        );
        step += 1;
    }
    if !project.training.datastores.is_empty() {
        line!(
            out,
            "{step}. Put what opens your storage into your Key Vault, and set the variable `KEY_VAULT` of the repository (or pipeline) to its name:"
        );
        for (name, _, secret) in &project.training.datastores {
            line!(out, "   - `{secret}` for the datastore `{name}`");
        }
        step += 1;
    }
    line!(
        out,
        "{step}. GitHub: let an app registration trust the repository (OpenID Connect), give it the role Contributor in the resource group, and set the secrets `AZURE_CLIENT_ID`, `AZURE_TENANT_ID` and `AZURE_SUBSCRIPTION_ID`. Make the environments `production` and `development`, and name there who must agree to a deployment."
    );
    line!(
        out,
        "   Azure DevOps: make a connection to Azure and set the variable `SERVICE_CONNECTION` of the pipeline to its name. Make the environments `production` and `development` under Pipelines, and name under Approvals and checks who must agree to a deployment."
    );
    if !diagnostics.is_empty() {
        line!(out);
        line!(out, "To look at:");
        line!(out);
        for diagnostic in diagnostics {
            line!(out, "- {} {}", plain(&diagnostic.message), plain(&diagnostic.help));
        }
    }
    line!(out);
    line!(out, "## What is here");
    line!(out);
    line!(out, "| Place | What it is |");
    line!(out, "|---|---|");
    line!(out, "| `.github/workflows/` | the flow for GitHub Actions |");
    line!(out, "| `mlops/devops-pipelines/` | the same for Azure DevOps; remove the one you do not use |");
    line!(out, "| `mlops/scripts/` | the steps of both; each also runs by hand, after `az login` |");
    line!(
        out,
        "| `mlops/azureml/train/` | the pipeline, its cluster, and a schedule for those without workflows |"
    );
    for service in project.services.iter().filter(|service| service.name.is_some()) {
        line!(out, "| `{}/` | the service of the model of {} |", service.place(), plain(&service.title));
    }
    if !project.services.is_empty() {
        line!(
            out,
            "| `mlops/azureml/deploy/` | endpoints and deployments, the scoring script, the components of the batch service, the monitor of drift |"
        );
        line!(out, "| `clients/` | how to call the service, and what changes for those that did |");
    }
    if !project.training.datastores.is_empty() {
        line!(out, "| `mlops/azureml/datastores/` | storage that modules named |");
    }
    line!(out, "| `data-science/` | components, scripts and settings of the steps, the environment |");
    line!(out, "| `data/` | data assets |");
    if project.trains() {
        line!(out);
        line!(out, "## How a new model gets in");
        line!(out);
        line!(out, "1. `train.sh` runs the pipeline.");
        if project.services.len() > 1 {
            line!(
                out,
                "   What follows happens for each service; `SERVICE=NAME` before a script says for which."
            );
        }
        for service in &project.services {
            let of = match service.name.as_deref() {
                Some(name) => format!(" For `{name}`, it"),
                None => " It".to_owned(),
            };
            match &service.evaluation {
                Some((result, row)) => line!(
                    out,
                    "2. `evaluate.sh` decides.{of} takes row {} of the result `{result}` and compares it with the tags of the newest registered model. Which metric decides, and by how much, stands in `evaluate.py`.",
                    row + 1
                ),
                None => {
                    line!(
                        out,
                        "2. `evaluate.sh` decides.{of} takes every new model: the experiment does not evaluate it."
                    )
                }
            }
        }
        line!(
            out,
            "3. `register.sh` puts the model and transformations of the run beside the predictive pipeline, and registers them as one model."
        );
        line!(
            out,
            "4. `deploy-online.sh` deploys it under the colour that does not answer, tries it, and shifts the traffic. A try that fails on the way gives all traffic back."
        );
        line!(out);
        line!(
            out,
            "To train on new data, put it into its folder below `data/` and raise the `version` in its file and in `pipeline.yml`."
        );
    }
    out
}

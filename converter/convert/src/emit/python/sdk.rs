//! `azureml_sdk.py`: the pipeline for Azure Machine Learning, written with its Python SDK instead of YAML.
//!
//! It stands on the components of the azureml target, and is drawn from the same plan.

use super::expression::{Expression, text};
use super::script::literal;
use crate::emit::azureml::COMPUTE;
use crate::emit::azureml::plan::{Binding, Parameter, Plan, Step};
use crate::emit::folder::File;
use std::collections::BTreeSet;
use std::fmt::Write;

/// What stands before the pipeline.
const HEAD: &str = r#"
from pathlib import Path

from azure.ai.ml import Input, MLClient, dsl, load_component
from azure.identity import DefaultAzureCredential

HERE = Path(__file__).resolve().parent
COMPONENTS = HERE.parent.parent / "azureml" / HERE.name / "components"


def component(name):
    """A component of the azureml target, by its file."""
    return load_component(source=COMPONENTS / f"{name}.yml")


def folder(name):
    """A registered folder of data."""
    return Input(type="uri_folder", path=f"azureml:{name}:1")
"#;

/// The script.
pub(crate) fn file(plan: &Plan<'_>) -> File {
    let title = if plan.draft.name.trim().is_empty() { "Pipeline" } else { plan.draft.name.trim() };
    let mut out = format!(
        "\"\"\"{}: the pipeline for Azure Machine Learning, with the Python SDK.\n\n\
         Needs azure-ai-ml and azure-identity, the folder of the azureml target as it was written, and what its\n\
         deploy.sh sets up before it submits: environment, compute and data. A config.json names the workspace.\n\"\"\"\n",
        title.replace('\\', "\\\\").replace('"', "'").replace('\n', " ")
    );
    out.push_str(HEAD);
    line!(out, "\n");
    let decorator = Expression::call(
        "@dsl.pipeline",
        [
            ("name", text(&plan.name)),
            ("display_name", text(title)),
            ("description", text(plan.draft.description.trim())),
            ("default_compute", text(COMPUTE)),
        ]
        .into_iter()
        .filter(|(_, value)| value != "\"\"")
        .map(|(keyword, value)| (keyword.to_owned(), Expression::plain(value))),
    );
    line!(out, "{}", decorator.written(0, "", ""));
    let data = inputs(plan);
    let variables = Variables::new(plan, &data);
    let parameters = data.iter().map(|name| (String::new(), Expression::plain(name))).chain(
        plan.parameters
            .iter()
            .map(|Parameter { name, value, .. }| (name.clone(), Expression::plain(literal(value)))),
    );
    line!(out, "{}", Expression::call(&plan.name, parameters).written(0, "def ", ":"));
    for step in &plan.steps {
        let before = format!("{} = ", variables.of(&step.name));
        line!(out, "{}", variables.call(plan, step).written(1, &before, ""));
    }
    let outputs = plan.steps.iter().flat_map(|step| {
        let place = variables.of(&step.name);
        step.outputs
            .iter()
            .map(move |(port, output)| (output.clone(), Expression::plain(format!("{place}.outputs.{port}"))))
    });
    line!(out, "{}", Expression::dictionary(outputs).written(1, "return ", ""));
    line!(out, "\n\nif __name__ == \"__main__\":");
    let folders =
        data.iter().map(|name| (name.clone(), Expression::plain(format!("folder({})", text(name)))));
    line!(out, "{}", Expression::call(&plan.name, folders).written(1, "job = ", ""));
    line!(out, "    client = MLClient.from_config(DefaultAzureCredential())");
    let submit = Expression::call(
        "client.jobs.create_or_update",
        [("", "job".to_owned()), ("experiment_name", text(&plan.name))]
            .map(|(keyword, value)| (keyword.to_owned(), Expression::plain(value))),
    );
    line!(out, "{}", submit.written(1, "submitted = ", ""));
    line!(out, "    print(submitted.studio_url)");
    File::text("azureml_sdk.py", out)
}

/// Data and service inputs that steps read.
fn inputs(plan: &Plan<'_>) -> Vec<String> {
    let mut names: Vec<String> = plan.data.iter().map(|data| data.name.clone()).collect();
    names.extend(crate::emit::azureml::drawn_inputs(plan));
    names
}

/// Variables of the steps by name. A step that is called like an input of the pipeline, or like something of the script, gets another one.
struct Variables<'p> {
    taken: BTreeSet<&'p str>,
}

impl<'p> Variables<'p> {
    fn new(plan: &'p Plan<'_>, inputs: &'p [String]) -> Variables<'p> {
        let parameters = plan.parameters.iter().map(|parameter| parameter.name.as_str());
        let taken = inputs.iter().map(String::as_str).chain(parameters).chain(["component", "dsl", "folder"]);
        Variables { taken: taken.collect() }
    }

    fn of(&self, step: &str) -> String {
        if self.taken.contains(step) { format!("{step}_step") } else { step.to_owned() }
    }

    fn call(&self, plan: &Plan<'_>, step: &Step<'_>) -> Expression {
        let inputs = step.inputs.iter().map(|(name, binding)| (name.clone(), self.bound(binding)));
        Expression::call(&format!("component({})", text(&plan.component(step).name)), inputs)
    }

    fn bound(&self, binding: &Binding) -> Expression {
        match binding {
            Binding::Step { step, output } => {
                Expression::plain(format!("{}.outputs.{output}", self.of(step)))
            }
            Binding::Service { drawn: Some(drawn), .. } => self.bound(drawn),
            Binding::Pipeline(name) | Binding::Service { input: name, drawn: None } => {
                Expression::plain(name)
            }
            Binding::Address(address) => Expression::call(
                "Input",
                [("type", "uri_file"), ("path", address)]
                    .map(|(keyword, value)| (keyword.to_owned(), Expression::plain(text(value)))),
            ),
            Binding::Value(value) => Expression::plain(literal(value)),
        }
    }
}

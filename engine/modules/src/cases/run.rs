//! Runs cases, wherever the engine runs.

use super::compare;
use super::document::{Case, Ingredient, Recipe, Source, TableOptions, cases};
use crate::framework::{
    Host, HostError, Inputs, Known, LocalBoxFuture, Module, NoHost, Notes, Outputs, ParamValues, RunContext,
    ScriptOutcome, ScriptRequest, Value,
};
use ml_graph::{Diagnostic, SecretRef};
use ml_learn::Watch;
use ml_protocol::{DeviceChoice, Secret};
use ml_table::read::{Dialect, delimited};
use ml_table::{Dataset, ElementType, Role};
use std::collections::BTreeMap;

/// How a case went.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// The module.
    pub module: String,
    /// The case; empty when the document itself cannot be read.
    pub case: String,
    /// What went wrong; none when nothing did.
    pub failure: Option<String>,
}

/// Runs the cases of every module that runs.
pub async fn run_all(watch: &dyn Watch) -> Vec<Outcome> {
    let mut outcomes = Vec::new();
    for module in crate::modules().iter().filter(|module| module.spec().runs()) {
        let outcome = |case: &str, failure: Option<String>| Outcome {
            module: module.id().to_owned(),
            case: case.to_owned(),
            failure,
        };
        match cases(module.document()) {
            Err(problem) => outcomes.push(outcome("", Some(problem))),
            Ok(cases) => {
                for case in &cases {
                    outcomes.push(outcome(&case.title, run_case(*module, case, watch).await.err()));
                }
            }
        }
    }
    outcomes
}

/// Runs a case; the error says what differs from what it expects.
pub async fn run_case(module: &dyn Module, case: &Case, watch: &dyn Watch) -> Result<(), String> {
    let host = CaseHost { files: &case.files };
    let mut inputs = Inputs::new();
    for (port, source) in &case.inputs {
        let value = match source {
            Source::Table { csv, options } => Value::Dataset(table(csv, options)?),
            Source::Recipe(recipe) => cook(recipe, watch).await?,
        };
        inputs.insert(port.clone(), value);
    }
    let known: BTreeMap<String, Known> =
        inputs.iter().map(|(port, value)| (port.clone(), Known::of(value))).collect();
    let checked = module.check(&case.params, &known);
    let mut found = checked.diagnostics.clone();
    let mut outputs = Outputs::default();
    if !checked.has_errors() {
        let (result, warnings) = run(module, &case.params, &inputs, &host, watch).await;
        found.extend(warnings);
        match result {
            Ok(values) => outputs = values,
            Err(diagnostic) => found.push(diagnostic),
        }
    }
    compare_diagnostics(case.diagnostics.as_deref().unwrap_or_default(), &found)?;
    if found.iter().any(Diagnostic::is_error) {
        return Ok(());
    }
    for (port, known) in &checked.outputs {
        if let (Known::Dataset(schema), Some(Value::Dataset(dataset))) = (known, outputs.get(port))
            && *schema != dataset.schema()
        {
            let expected: Vec<String> =
                Dataset::from_schema(schema).map(|empty| compare::columns(&empty)).unwrap_or_default();
            return Err(format!(
                "the check promised for {port}: {expected:?}, but {:?} came out",
                compare::columns(dataset)
            ));
        }
    }
    for (port, (expected, tolerance)) in &case.outputs {
        let dataset = dataset_on(&outputs, port)?;
        if let Some(difference) = compare::tables(expected, &dataset, *tolerance) {
            return Err(format!("{port}: {difference}"));
        }
    }
    for (port, expected) in &case.columns {
        let columns = compare::columns(&dataset_on(&outputs, port)?);
        if columns != *expected {
            return Err(format!("{port}: expected the columns {expected:?}, but found {columns:?}"));
        }
    }
    Ok(())
}

async fn run(
    module: &dyn Module,
    params: &ParamValues,
    inputs: &Inputs,
    host: &dyn Host,
    watch: &dyn Watch,
) -> (Result<Outputs, Diagnostic>, Vec<Diagnostic>) {
    let notes = Notes::default();
    let context = RunContext { inputs, seed: 0, device: DeviceChoice::Cpu, watch, host, notes: &notes };
    let result = module.run(params, &context).await.map_err(|failure| {
        failure.diagnostic().cloned().unwrap_or_else(|| Diagnostic::error("run/cancelled", "Cancelled."))
    });
    (result, notes.warnings())
}

async fn cook(recipe: &Recipe, watch: &dyn Watch) -> Result<Value, String> {
    let module = crate::module(&recipe.component)
        .ok_or_else(|| format!("there is no module “{}”", recipe.component))?;
    let mut inputs = Inputs::new();
    for (port, ingredient) in &recipe.inputs {
        let value = match ingredient {
            Ingredient::Lines(lines) => Value::Dataset(table(&lines.join("\n"), &TableOptions::default())?),
            Ingredient::Recipe(recipe) => Box::pin(cook(recipe, watch)).await?,
        };
        inputs.insert(port.clone(), value);
    }
    let (result, _) = run(module, &recipe.params, &inputs, &NoHost, watch).await;
    let outputs = result.map_err(|diagnostic| format!("{}: {}", recipe.component, diagnostic.message))?;
    let value = match &recipe.output {
        Some(port) => outputs.get(port).cloned(),
        None => outputs.values().values().next().cloned(),
    };
    value.ok_or_else(|| format!("{} gave no such output", recipe.component))
}

fn table(csv: &str, options: &TableOptions) -> Result<Dataset, String> {
    let say = |error: ml_table::TableError| error.to_string();
    let mut dataset = delimited(csv.as_bytes(), Dialect::COMMA).map_err(say)?;
    for (name, element) in &options.types {
        let element =
            ElementType::from_name(element).ok_or_else(|| format!("there is no type “{element}”"))?;
        let column = dataset.column(name).and_then(|column| column.convert(element)).map_err(say)?;
        dataset = dataset.with_column(column).map_err(say)?;
    }
    for name in &options.categorical {
        let column = dataset.column(name).map_err(say)?.to_categorical();
        dataset = dataset.with_column(column).map_err(say)?;
    }
    for (name, role) in &options.roles {
        let role = match role.as_str() {
            "None" => Role::None,
            name => Role::from_name(name).ok_or_else(|| format!("there is no role “{name}”"))?,
        };
        let column = dataset.column(name).map_err(say)?.with_role(role);
        dataset = dataset.with_column(column).map_err(say)?;
    }
    Ok(dataset)
}

fn dataset_on(outputs: &Outputs, port: &str) -> Result<Dataset, String> {
    match outputs.get(port) {
        Some(Value::Dataset(dataset)) => Ok(dataset.clone()),
        Some(Value::Evaluation(evaluation)) => Ok(evaluation.metrics().clone()),
        Some(other) => Err(format!("{port} gives a {}, not a table", other.name())),
        None => Err(format!("nothing comes out of {port}")),
    }
}

/// Every line is found, and every error and warning has its line.
fn compare_diagnostics(expected: &[String], found: &[Diagnostic]) -> Result<(), String> {
    let fits = |line: &str, diagnostic: &Diagnostic| match line.split_once(": ") {
        Some((code, part)) => diagnostic.code == code.trim() && diagnostic.message.contains(part.trim()),
        None => diagnostic.code == line.trim(),
    };
    let described: Vec<String> =
        found.iter().map(|found| format!("{}: {}", found.code, found.message)).collect();
    for line in expected {
        if !found.iter().any(|diagnostic| fits(line, diagnostic)) {
            return Err(format!("expected “{line}”, but found {described:?}"));
        }
    }
    match found.iter().find(|diagnostic| !expected.iter().any(|line| fits(line, diagnostic))) {
        Some(diagnostic) => Err(format!("did not expect “{}: {}”", diagnostic.code, diagnostic.message)),
        None => Ok(()),
    }
}

/// Knows the files and addresses of a case, and nothing else.
struct CaseHost<'a> {
    files: &'a BTreeMap<String, Vec<u8>>,
}

impl Host for CaseHost<'_> {
    fn file<'a>(&'a self, name: &'a str) -> LocalBoxFuture<'a, Result<Vec<u8>, HostError>> {
        match self.files.get(name) {
            Some(bytes) => Box::pin(std::future::ready(Ok(bytes.clone()))),
            None => NoHost.file(name),
        }
    }

    fn fetch<'a>(&'a self, address: &'a str) -> LocalBoxFuture<'a, Result<Vec<u8>, HostError>> {
        match self.files.get(address) {
            Some(bytes) => Box::pin(std::future::ready(Ok(bytes.clone()))),
            None => NoHost.fetch(address),
        }
    }

    fn run_script<'a>(
        &'a self,
        request: ScriptRequest,
    ) -> LocalBoxFuture<'a, Result<ScriptOutcome, HostError>> {
        NoHost.run_script(request)
    }

    fn secret(&self, secret: &SecretRef) -> Result<Secret, HostError> {
        NoHost.secret(secret)
    }
}

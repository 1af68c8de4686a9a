//! `ml-migrate modules`: lists the modules, or explains one.

use super::Failure;
use crate::engine::catalogue;
use crate::terminal::line;
use ml_graph::{ComponentSpec, Diagnostic, ParamKind, ParamSpec, ParamValue, PortSpec, Status};
use std::collections::BTreeMap;
use std::process::ExitCode;

/// Arguments of `ml-migrate modules`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// A module: its id or any of its names.
    name: Option<String>,
    /// Write JSON.
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(arguments: Arguments) -> Result<ExitCode, Failure> {
    match arguments.name {
        Some(name) => {
            let spec = find(&name)?;
            if arguments.json { json(spec)? } else { explain(spec) }
        }
        None if arguments.json => json(catalogue())?,
        None => list(),
    }
    Ok(ExitCode::SUCCESS)
}

fn find(name: &str) -> Result<&'static ComponentSpec, Failure> {
    let found = catalogue().get(&name.to_lowercase()).or_else(|| catalogue().by_name(name));
    found.ok_or_else(|| {
        let names = catalogue().components().iter().flat_map(|spec| [spec.id.as_str(), spec.title.as_str()]);
        let help = match ml_modules::params::nearest(name, names) {
            Some(near) => format!("Did you mean “{near}”?"),
            None => "“ml-migrate modules” lists them all.".to_owned(),
        };
        Diagnostic::error("cli/unknown-module", format!("There is no module “{name}”.")).help(help).into()
    })
}

fn json(value: &impl serde::Serialize) -> Result<(), Failure> {
    let text = serde_json::to_string(value)
        .map_err(|error| Diagnostic::error("cli/json", format!("The modules cannot be written: {error}.")))?;
    line(&text);
    Ok(())
}

fn list() {
    let mut categories: BTreeMap<&str, Vec<&ComponentSpec>> = BTreeMap::new();
    for spec in catalogue().components() {
        categories.entry(&spec.category).or_default().push(spec);
    }
    let width = catalogue().components().iter().map(|spec| spec.id.chars().count()).max().unwrap_or(0);
    for (category, mut specs) in categories {
        specs.sort_by(|a, b| a.title.cmp(&b.title));
        line(category);
        for spec in specs {
            let mark = if spec.runs() { ' ' } else { '-' };
            line(&format!("  {mark} {:<width$}  {}", spec.id, spec.summary));
        }
    }
    let all = catalogue().components().len();
    let run = catalogue().components().iter().filter(|spec| spec.runs()).count();
    line(&format!("{all} modules; {run} run, those marked - do not run yet."));
}

fn explain(spec: &ComponentSpec) {
    line(&format!("{} ({})", spec.title, spec.id));
    line(&format!("{}  ·  {}", spec.category, spec.summary));
    if let Status::DoesNotRun { reason } = &spec.status {
        line(&format!("Does not run yet: {reason}"));
    }
    ports("Inputs", &spec.inputs);
    ports("Outputs", &spec.outputs);
    if !spec.params.is_empty() {
        line("\nParameters");
        for param in &spec.params {
            explain_param(param);
        }
    }
    if !spec.help.trim().is_empty() {
        line("");
        line(spec.help.trim());
    }
}

fn ports(title: &str, ports: &[PortSpec]) {
    if ports.is_empty() {
        return;
    }
    line(&format!("\n{title}"));
    for port in ports {
        let optional = if port.optional { ", optional" } else { "" };
        line(&format!("  {}  {} ({}{optional})", port.id, port.title, port.kind.describe()));
    }
}

fn explain_param(param: &ParamSpec) {
    let default = match &param.default {
        Some(value) => format!(", default {}", value_text(value)),
        None if param.required => ", required".to_owned(),
        None => String::new(),
    };
    line(&format!("  {}  {} ({}{default})", param.id, param.title, kind(&param.kind)));
    if !param.help.is_empty() {
        line(&format!("      {}", param.help));
    }
    if let Some(condition) = &param.when {
        let values: Vec<String> = condition.values.iter().map(value_text).collect();
        line(&format!("      Only with {} = {}.", condition.param, values.join(" or ")));
    }
    if let ParamKind::Choice { options } = &param.kind {
        for option in options {
            let not_yet = option.not_yet.as_ref().map(|reason| format!(" – does not run yet: {reason}"));
            line(&format!("      {}  {}{}", option.id, option.title, not_yet.unwrap_or_default()));
        }
    }
}

fn kind(kind: &ParamKind) -> String {
    fn range<T: std::fmt::Display>(what: &str, min: &Option<T>, max: &Option<T>) -> String {
        match (min, max) {
            (Some(min), Some(max)) => format!("{what}, {min} to {max}"),
            (Some(min), None) => format!("{what}, at least {min}"),
            (None, Some(max)) => format!("{what}, at most {max}"),
            (None, None) => what.to_owned(),
        }
    }
    match kind {
        ParamKind::Bool => "true or false".to_owned(),
        ParamKind::Integer { min, max } => range("whole number", min, max),
        ParamKind::Float { min: Some(f64::MIN_POSITIVE), max } => range("number above 0", &None, max),
        ParamKind::Float { min, max } => range("number", min, max),
        ParamKind::Seed => "seed".to_owned(),
        ParamKind::Text { .. } => "text".to_owned(),
        ParamKind::Choice { .. } => "choice".to_owned(),
        ParamKind::Columns { single: true, port } => format!("a column of {port}"),
        ParamKind::Columns { port, .. } => format!("columns of {port}"),
        ParamKind::Range { .. } => "range to sweep".to_owned(),
        ParamKind::Script { .. } => "script".to_owned(),
        ParamKind::Secret => "credential".to_owned(),
    }
}

fn value_text(value: &ParamValue) -> String {
    match value {
        ParamValue::Text(text) if text.is_empty() => "empty".to_owned(),
        ParamValue::Text(text) => text.lines().next().unwrap_or_default().to_owned(),
        other => serde_json::to_string(other).unwrap_or_default(),
    }
}

//! `components/<name>.yml`: a module as a command component, which runs `ml-migrate module` on folders.

use super::plan::{Component, Plan, Setting};
use super::values::Way;
use super::{ENVIRONMENT, File, schema};
use crate::azureml::UNKNOWN;
use crate::emit::yaml::{Map, Yaml};
use ml_graph::Status;

/// The file of one component.
pub(crate) fn file(component: &Component<'_>) -> File {
    let head = match component.spec {
        Some(spec) => format!("{}: {}", spec.title, spec.summary),
        None => format!(
            "{}: a module of your own workspace, which an export does not contain.\nWrite a command that does its work, and submit the pipeline then.",
            component.title
        ),
    };
    let reason = match component.spec.map(|spec| &spec.status) {
        Some(Status::DoesNotRun { reason }) => format!("\nIt does not run yet. {reason}"),
        _ => String::new(),
    };
    File::text(format!("components/{}.yml", component.name), document(component).document(&(head + &reason)))
}

/// The component.
pub(crate) fn document(component: &Component<'_>) -> Map {
    let spec = component.spec;
    let version = spec.map_or(1, |spec| spec.version);
    let mut map = Map::new()
        .with("$schema", schema("commandComponent"))
        .with("type", "command")
        .gap()
        .with("name", &component.name)
        .with("version", version.to_string())
        .with("display_name", &component.title)
        .with_some("description", spec.map_or("", |spec| spec.summary.as_str()))
        .with("is_deterministic", spec.is_none_or(|spec| spec.flags.deterministic))
        .gap()
        .with_some("inputs", inputs(component))
        .gap()
        .with_some("outputs", outputs(component))
        .gap()
        .with("environment", format!("azureml:{ENVIRONMENT}:1"));
    if let Some(folder) = component.code() {
        let note = match component.own {
            Some(_) => "The module's own files, with what a step sets in a file.",
            None => "Scripts and long settings, one file a step.",
        };
        map = map.note(note).with("code", format!("../{folder}"));
    }
    map.with("command", Yaml::Folded(command(component)))
}

fn inputs(component: &Component<'_>) -> Map {
    let mut map = Map::new();
    for port in &component.inputs {
        let mut input = Map::new().with("type", "uri_folder");
        if port.optional {
            input = input.with("optional", true);
        }
        map = map.with(&port.name, input.with("description", &port.title));
    }
    for setting in &component.settings {
        if !matches!(setting.way, Way::File(_)) {
            map = map.with(&setting.name, declaration(setting));
        }
        if let Some(file) = &setting.file {
            let description = format!("Name of the file with “{}”.", setting.param.title);
            map = map.with(file, optional_text(description));
        }
    }
    if let Some(name) = &component.blank {
        map = map.with(
            name,
            optional_text("Parameters that are left blank although they have a default.".to_owned()),
        );
    }
    if let Some(name) = &component.attached {
        let file = Map::new().with("type", "uri_file").with("optional", true);
        map = map.with(name, file.with("description", "The file that the module reads."));
    }
    map
}

fn optional_text(description: String) -> Map {
    Map::new().with("type", "string").with("optional", true).with("description", description)
}

fn declaration(setting: &Setting<'_>) -> Map {
    let mut map = setting.declaration();
    match default(setting) {
        Some(default) => map = map.with("default", default.to_yaml()),
        None if !setting.required => map = map.with("optional", true),
        None => {}
    }
    map.with("description", description(setting))
}

/// The default that the component states. One that a file replaces must not be given beside it.
fn default<'a>(setting: &'a Setting<'_>) -> Option<&'a super::values::Literal> {
    setting.default.as_ref().filter(|_| setting.file.is_none())
}

fn description(setting: &Setting<'_>) -> String {
    let param = setting.param;
    if param.help.is_empty() { param.title.clone() } else { format!("{}: {}", param.title, param.help) }
}

fn outputs(component: &Component<'_>) -> Map {
    component.outputs.iter().fold(Map::new(), |map, port| {
        map.with(&port.name, Map::new().with("type", "uri_folder").with("description", &port.title))
    })
}

/// The command, one option a line.
fn command(component: &Component<'_>) -> Vec<String> {
    let module = match component.spec {
        Some(spec) => spec.id.clone(),
        None => format!("{UNKNOWN}{}", component.name),
    };
    let mut lines = vec![format!("ml-migrate module {module}")];
    if component.own.is_some() {
        lines.push("--own .".to_owned());
    }
    let option = |option: String, optional: bool| if optional { format!("$[[{option}]]") } else { option };
    for port in &component.inputs {
        lines.push(option(format!("--input \"{}=${{{{inputs.{}}}}}\"", port.id, port.name), port.optional));
    }
    for setting in &component.settings {
        let id = &setting.param.id;
        if !matches!(setting.way, Way::File(_)) {
            let given = setting.required || default(setting).is_some();
            let quote = if setting.way == Way::Quoted { "\"" } else { "" };
            lines.push(option(format!("--set {quote}{id}=${{{{inputs.{}}}}}{quote}", setting.name), !given));
        }
        if let Some(file) = &setting.file {
            lines.push(option(format!("--set-file {id}=${{{{inputs.{file}}}}}"), true));
        }
    }
    if let Some(name) = &component.blank {
        lines.push(option(format!("--blank ${{{{inputs.{name}}}}}"), true));
    }
    if let Some(name) = &component.attached {
        lines.push(option(format!("--attach \"${{{{inputs.{name}}}}}\""), true));
    }
    for port in &component.outputs {
        lines.push(format!("--output \"{}=${{{{outputs.{}}}}}\"", port.id, port.name));
    }
    let script = component.spec.and_then(|spec| spec.flags.needs_script);
    if script.is_some() {
        // Whoever submits the pipeline has read its scripts.
        lines.push("--allow-scripts".to_owned());
    }
    lines
}

/// All components.
pub(crate) fn files(plan: &Plan<'_>) -> Vec<File> {
    plan.components.iter().map(file).collect()
}

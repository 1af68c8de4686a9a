//! From a job to a draft: what the YAML says, no more.

use crate::emit::setting;
use crate::index::Index;
use ml_classic::{JobInput, JobStep, ModuleCommand, PipelineJob, bound};
use ml_graph::{
    Asset, AssetKind, ComponentSpec, Diagnostic, Edge, Json, Node, Origin, ParamValue, ParameterTarget,
    PipelineDraft, PipelineParameter, PortRef, Source, UNKNOWN_COMPONENT,
};
use std::collections::{BTreeMap, BTreeSet};

/// The member of a draft's extensions and of a node's origin that holds what only the job has.
pub(crate) const EXTENSION: &str = "azureml";
/// Begins the command of a component whose module the catalogue does not have.
pub(crate) const UNKNOWN: &str = "unknown-";
/// Tags that say where an experiment came from.
pub(crate) const WORKSPACE_TAG: &str = "classic_workspace";
/// See [`WORKSPACE_TAG`].
pub(crate) const EXPERIMENT_TAG: &str = "classic_experiment";

/// The draft, its nodes called like their steps and its assets like their inputs, and what there is to say.
pub(crate) fn lift(job: &PipelineJob, index: &Index<'_>) -> (PipelineDraft, Vec<Diagnostic>) {
    let mut lifter = Lifter {
        job,
        draft: PipelineDraft::new(job.name.clone().unwrap_or_default()),
        diagnostics: Vec::new(),
        steps: job.steps.iter().map(|step| (step.name.as_str(), step)).collect(),
        assets: BTreeMap::new(),
        places: BTreeMap::new(),
        read: BTreeMap::new(),
    };
    lifter.head();
    lifter.inputs();
    for step in &job.steps {
        lifter.step(step, index);
    }
    lifter.ports_read_by_others();
    (lifter.draft, lifter.diagnostics)
}

struct Lifter<'a> {
    job: &'a PipelineJob,
    draft: PipelineDraft,
    diagnostics: Vec<Diagnostic>,
    steps: BTreeMap<&'a str, &'a JobStep>,
    /// Inputs of the pipeline that are assets, and the ids of these.
    assets: BTreeMap<&'a str, String>,
    /// Inputs of the pipeline that are values: their place among the parameters, and the value.
    places: BTreeMap<&'a str, (usize, &'a Json)>,
    /// Outputs of foreign steps that other steps read.
    read: BTreeMap<String, BTreeSet<String>>,
}

/// Where an input's value comes from.
enum From<'a> {
    Step { step: &'a str, output: &'a str },
    Input(&'a str),
    Nothing,
}

fn from(value: &Json) -> From<'_> {
    match bound(value).as_deref() {
        Some(["jobs", step, "outputs", output]) => From::Step { step, output },
        Some(["inputs", input]) => From::Input(input),
        _ => From::Nothing,
    }
}

impl<'a> Lifter<'a> {
    fn head(&mut self) {
        let job = self.job;
        self.draft.description = job.description.clone().unwrap_or_default();
        let tag = |name: &str| {
            job.tags
                .iter()
                .find(|(known, _)| known == name)
                .and_then(|(_, value)| value.as_str())
                .map(str::to_owned)
        };
        self.draft.source = Some(Source {
            format: "azureml-pipeline".to_owned(),
            workspace_id: tag(WORKSPACE_TAG),
            experiment_id: tag(EXPERIMENT_TAG),
            ..Source::default()
        });
        for (name, value) in
            job.tags.iter().filter(|(name, _)| name != WORKSPACE_TAG && name != EXPERIMENT_TAG)
        {
            let text = crate::value::raw_text(value).unwrap_or_default();
            self.draft.tags.push(if text.is_empty() { name.clone() } else { format!("{name}: {text}") });
        }
        let mut kept: Vec<(String, Json)> =
            job.other.iter().filter(|(name, value)| !crate::emit::usual(name, value)).cloned().collect();
        let outputs =
            job.outputs.iter().filter(|(_, output)| output.members().iter().any(|(key, _)| key != "type"));
        let outputs: Vec<(String, Json)> = outputs.cloned().collect();
        if !outputs.is_empty() {
            kept.push(("outputs".to_owned(), Json::Object(outputs)));
        }
        let usual = crate::emit::experiment_name(&self.draft.name);
        kept.extend(
            job.experiment
                .as_ref()
                .filter(|name| **name != usual)
                .map(|name| ("experiment_name".to_owned(), Json::String(name.clone()))),
        );
        if !kept.is_empty() {
            self.draft.extensions.insert(EXTENSION.to_owned(), Json::Object(kept));
        }
    }

    fn inputs(&mut self) {
        for (name, input) in &self.job.inputs {
            match input {
                JobInput::Asset { kind, path, title } => {
                    // Steps and inputs may share a name; modules and assets may not share an id.
                    let id = if self.steps.contains_key(name.as_str()) {
                        format!("inputs.{name}")
                    } else {
                        name.clone()
                    };
                    self.draft.assets.push(asset(&id, kind, path, title.as_deref()));
                    self.assets.insert(name, id);
                }
                JobInput::Value(value) => {
                    self.places.insert(name, (self.draft.parameters.len(), value));
                    self.draft.parameters.push(PipelineParameter {
                        name: name.clone(),
                        value: literal(value),
                        targets: Vec::new(),
                        definition: None,
                    });
                }
            }
        }
    }

    fn step(&mut self, step: &'a JobStep, index: &Index<'_>) {
        match &step.component.command {
            Some(command) => self.ours(step, command, index),
            None => self.foreign(step),
        }
    }

    /// A step that runs our engine.
    fn ours(&mut self, step: &'a JobStep, command: &'a ModuleCommand, index: &Index<'_>) {
        let spec = index.id(&command.module);
        let component = &step.component;
        let mut node = Node {
            id: step.name.clone(),
            component: spec.map_or(UNKNOWN_COMPONENT, |spec| &spec.id).to_owned(),
            ..Node::default()
        };
        let mut origin = Origin::default();
        if spec.is_none() {
            node.title = component.title.clone().unwrap_or_default();
            origin.inputs = command.ports.iter().map(|(port, _)| port.clone()).collect();
            origin.outputs = command.outputs.iter().map(|(port, _)| port.clone()).collect();
            if !command.module.starts_with(UNKNOWN) {
                self.say(
                    "convert/unknown-module",
                    format!("The catalogue has no module “{}”.", command.module),
                    "It is kept with its wires. Convert it with the version of ml-migrate that wrote it.",
                    step,
                );
            }
        }
        for (name, value) in &step.inputs {
            let is = |pairs: &'a [(String, String)]| {
                pairs.iter().find(|(_, input)| input == name).map(|(id, _)| id)
            };
            if let Some(port) = is(&command.ports) {
                self.wire(step, name, value, port);
            } else if let Some(id) = is(&command.set) {
                self.set(&mut node, spec, id, value);
            } else if let Some(id) = is(&command.files) {
                self.file(&mut node, spec, id, value, step);
            } else if command.blank.as_ref() == Some(name) {
                for id in value.as_str().unwrap_or_default().split(',').filter(|id| !id.is_empty()) {
                    node.params.insert(id.to_owned(), ParamValue::Null);
                }
            } else if command.attached.as_ref() != Some(name) {
                origin.params.insert(name.clone(), value.clone());
                self.say(
                    "convert/unknown-parameter",
                    format!("The component of this step has no input “{name}”; its value is kept but changes nothing."),
                    "Compare the step with its component.",
                    step,
                );
            }
        }
        if let Some(spec) = spec {
            self.stated_defaults(&mut node, spec, step, command);
        }
        keep_others(step, &mut origin);
        node.origin = Some(origin).filter(|origin| *origin != Origin::default());
        self.draft.nodes.push(node);
    }

    /// Defaults that a component states and the catalogue does not: a person changed them there.
    fn stated_defaults(
        &self,
        node: &mut Node,
        spec: &ComponentSpec,
        step: &JobStep,
        command: &ModuleCommand,
    ) {
        for (id, input) in &command.set {
            let Some(default) = step.component.defaults.get(input) else { continue };
            if node.params.contains_key(id) {
                continue;
            }
            let Some(param) = spec.param(id) else { continue };
            let value = crate::value::raw_text(default).and_then(|text| setting(param, &text).ok());
            if let Some(value) = value.filter(|value| !same(Some(value), param.default.as_ref())) {
                node.params.insert(id.clone(), value);
            }
        }
    }

    /// A step that runs something else.
    fn foreign(&mut self, step: &'a JobStep) {
        let component = &step.component;
        let shown =
            step.other.iter().find(|(name, _)| name == "display_name").and_then(|(_, value)| value.as_str());
        let title = shown.map(str::to_owned).or_else(|| component.title.clone());
        let mut origin = Origin {
            module_id: component.reference.clone(),
            outputs: component.outputs.clone(),
            ..Origin::default()
        };
        for (name, value) in &step.inputs {
            match from(value) {
                From::Input(input) if self.places.contains_key(input) => {
                    let target = ParameterTarget { node: step.name.clone(), param: name.clone() };
                    let (place, value) = self.places[input];
                    self.draft.parameters[place].targets.push(target);
                    origin.params.insert(name.clone(), value.clone());
                }
                From::Nothing if !matches!(value, Json::Object(_)) => {
                    origin.params.insert(name.clone(), value.clone());
                }
                _ => {
                    origin.inputs.push(name.clone());
                    self.wire(step, name, value, name);
                }
            }
        }
        keep_others(step, &mut origin);
        if let Some(json) = &component.json {
            origin.other.insert("component".to_owned(), json.clone());
        }
        self.say(
            "convert/foreign-component",
            format!("“{}” runs a component that ml-migrate did not write.", title.as_ref().unwrap_or(&step.name)),
            "It is kept whole, with its wires, and does not run here. Replace it with a module that does its work.",
            step,
        );
        self.draft.nodes.push(Node {
            id: step.name.clone(),
            component: UNKNOWN_COMPONENT.to_owned(),
            title: title.unwrap_or_else(|| step.name.clone()),
            origin: Some(origin),
            ..Node::default()
        });
    }

    fn wire(&mut self, step: &JobStep, name: &str, value: &Json, port: &str) {
        let to = PortRef::new(&step.name, port);
        let start = match from(value) {
            From::Step { step: other, output } => match self.steps.get(other) {
                Some(other) => {
                    let port = other.component.command.as_ref().map_or(Some(output), |command| {
                        command
                            .outputs
                            .iter()
                            .find(|(_, known)| known == output)
                            .map(|(port, _)| port.as_str())
                    });
                    if other.component.command.is_none() {
                        self.read.entry(other.name.clone()).or_default().insert(output.to_owned());
                    }
                    Some(PortRef::new(&other.name, port.unwrap_or(output)))
                }
                None => None,
            },
            From::Input(input) => self.assets.get(input).map(|id| PortRef::new(id, Asset::OUTPUT)),
            // Data that is named at the step itself.
            From::Nothing => value.get("path").and_then(Json::as_str).map(|path| {
                let id = format!("{}.{name}", step.name);
                let kind = value.get("type").and_then(Json::as_str).unwrap_or("uri_folder");
                self.draft.assets.push(asset(&id, kind, path, None));
                PortRef::new(id, Asset::OUTPUT)
            }),
        };
        match start {
            Some(from) => self.draft.edges.push(Edge { from, to }),
            None => self.say(
                "convert/loose-wire",
                format!("The input “{name}” is bound to nothing that the pipeline has."),
                "Bind it to an output of a step or to an input of the pipeline.",
                step,
            ),
        }
    }

    /// A parameter that stands in the step, or that an input of the pipeline sets.
    fn set(&mut self, node: &mut Node, spec: Option<&ComponentSpec>, id: &str, value: &Json) {
        let value = match from(value) {
            From::Input(input) => {
                let Some((place, value)) = self.places.get(input) else { return };
                let target = ParameterTarget { node: node.id.clone(), param: id.to_owned() };
                self.draft.parameters[*place].targets.push(target);
                *value
            }
            _ => value,
        };
        if let Some(text) = crate::value::raw_text(value) {
            self.put(node, spec, id, &text);
        }
    }

    fn file(
        &mut self,
        node: &mut Node,
        spec: Option<&ComponentSpec>,
        id: &str,
        value: &Json,
        step: &JobStep,
    ) {
        let text = value.as_str().and_then(|file| step.component.settings.get(file));
        if let Some(text) = text {
            self.put(node, spec, id, text);
        }
    }

    fn put(&mut self, node: &mut Node, spec: Option<&ComponentSpec>, id: &str, text: &str) {
        let value = match spec.and_then(|spec| spec.param(id)) {
            Some(param) => match setting(param, text) {
                Ok(value) => value,
                Err(fault) => {
                    self.diagnostics.push(
                        Diagnostic::warning(
                            "convert/value-not-understood",
                            format!("“{}” must be {}; the default counts.", param.title, fault.expected),
                        )
                        .help(fault.help)
                        .at_node(&node.id)
                        .at_param(id),
                    );
                    return;
                }
            },
            None => ParamValue::Text(text.to_owned()),
        };
        node.params.insert(id.to_owned(), value);
    }

    /// Outputs of foreign steps that their component does not list.
    fn ports_read_by_others(&mut self) {
        for node in &mut self.draft.nodes {
            let (Some(read), Some(origin)) = (self.read.get(&node.id), &mut node.origin) else { continue };
            for output in read {
                if !origin.outputs.contains(output) {
                    origin.outputs.push(output.clone());
                }
            }
        }
    }

    fn say(&mut self, code: &str, message: String, help: &str, step: &JobStep) {
        self.diagnostics.push(Diagnostic::warning(code, message).help(help).at_node(&step.name));
    }
}

/// Members of a step that no module has: compute, limits, a command of its own.
fn keep_others(step: &JobStep, origin: &mut Origin) {
    let other =
        step.other.iter().filter(|(name, value)| !(name == "type" && value.as_str() == Some("command")));
    let other: Vec<(String, Json)> = other.cloned().collect();
    if !other.is_empty() {
        origin.other.insert(EXTENSION.to_owned(), Json::Object(other));
    }
}

fn asset(id: &str, kind: &str, path: &str, title: Option<&str>) -> Asset {
    let registered = path.strip_prefix("azureml:").filter(|rest| !rest.starts_with("//"));
    let name = registered.and_then(|rest| rest.split([':', '@']).next());
    let file = path.trim_end_matches('/').rsplit('/').next().filter(|name| !name.is_empty());
    Asset {
        id: id.to_owned(),
        kind: if kind.ends_with("_model") { AssetKind::TrainedModel } else { AssetKind::Dataset },
        name: title.or(name).or(file).unwrap_or(id).to_owned(),
        format: None,
        location: Some(path.to_owned()).filter(|path| registered.is_none() && !path.is_empty()),
        source_id: None,
        position: None,
    }
}

fn literal(value: &Json) -> Option<ParamValue> {
    match value {
        Json::Bool(value) => Some(ParamValue::Bool(*value)),
        Json::Integer(value) => Some(ParamValue::Integer(*value)),
        Json::Unsigned(value) => Some(ParamValue::Float(*value as f64)),
        Json::Float(value) => Some(ParamValue::Float(*value)),
        Json::String(text) => Some(ParamValue::Text(text.clone())),
        Json::Null | Json::Array(_) | Json::Object(_) => None,
    }
}

/// Whether two values count as one; a whole number may be written either way.
fn same(a: Option<&ParamValue>, b: Option<&ParamValue>) -> bool {
    a == b
        || matches!((a.and_then(ParamValue::as_f64), b.and_then(ParamValue::as_f64)), (Some(a), Some(b)) if a == b)
}

//! What a draft comes to in Azure ML: components, steps, pipeline inputs and outputs, all named. Every file is written from this.

use super::names::Names;
use super::storage::{Datastores, Place};
use super::values::{Literal, Way, Written, declare, is_blank, literal, way, written};
use crate::emit::yaml::Map;
use ml_graph::{
    Asset, AssetKind, Catalogue, ComponentSpec, Diagnostic, EndpointDefinition, Interface, Node, ParamSpec,
    ParamValue, PipelineDraft, PortRef, Role, Structure,
};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// The whole.
#[derive(Debug)]
pub(crate) struct Plan<'a> {
    pub(crate) draft: &'a PipelineDraft,
    /// What is known of the endpoints it answers at.
    pub(crate) endpoints: Vec<Cow<'a, EndpointDefinition>>,
    /// The draft's name in snake case.
    pub(crate) name: String,
    pub(crate) components: Vec<Component<'a>>,
    pub(crate) steps: Vec<Step<'a>>,
    /// What the pipeline reads.
    pub(crate) data: Vec<Data<'a>>,
    /// What callers may set.
    pub(crate) parameters: Vec<Parameter<'a>>,
    /// Outputs of modules that are to be results whatever else they are.
    wanted: &'a BTreeSet<PortRef>,
    /// Results that the pipeline shows, by name.
    pub(crate) outputs: Vec<PipelineOutput>,
    pub(crate) service: Service,
    pub(crate) datastores: Datastores,
    /// Places of the service outputs that a step gives.
    served: BTreeSet<usize>,
    /// Scripts, long texts and structured values: file name and content.
    pub(crate) settings: Vec<(String, Cow<'a, str>)>,
    pub(crate) diagnostics: Vec<Diagnostic>,
}

/// A module used.
#[derive(Debug)]
pub(crate) struct Component<'a> {
    /// What tells it from others.
    key: String,
    pub(crate) name: String,
    /// None for a module that the catalogue does not have.
    pub(crate) spec: Option<&'a ComponentSpec>,
    pub(crate) title: String,
    /// Ports: name here, id in the catalogue or name in the source.
    pub(crate) inputs: Vec<Port>,
    pub(crate) outputs: Vec<Port>,
    pub(crate) settings: Vec<Setting<'a>>,
    /// The input for files that a source reads by name.
    pub(crate) attached: Option<String>,
    /// The input that lists blank parameters, when a step leaves some blank.
    pub(crate) blank: Option<String>,
}

/// A port of a component.
#[derive(Debug)]
pub(crate) struct Port {
    pub(crate) name: String,
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) optional: bool,
}

/// A parameter of a component.
#[derive(Debug)]
pub(crate) struct Setting<'a> {
    pub(crate) name: String,
    pub(crate) param: &'a ParamSpec,
    pub(crate) way: Way,
    pub(crate) default: Option<Literal>,
    /// Every step gives it.
    pub(crate) required: bool,
    /// The input for the name of a file with its value, when a step has it in one.
    pub(crate) file: Option<String>,
}

impl Setting<'_> {
    /// Its declaration.
    pub(crate) fn declaration(&self) -> Map {
        declare(self.param)
    }
}

/// A node.
#[derive(Debug)]
pub(crate) struct Step<'a> {
    pub(crate) node: &'a Node,
    pub(crate) name: String,
    /// Place among the components.
    pub(crate) component: usize,
    /// Inputs and parameters in the component's order.
    pub(crate) inputs: Vec<(String, Binding)>,
    /// Outputs that are outputs of the pipeline too.
    pub(crate) outputs: Vec<(String, String)>,
}

/// Where an input comes from.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Binding {
    /// An output of another step.
    Step { step: String, output: String },
    /// An input of the pipeline.
    Pipeline(String),
    /// A service input: in the pipeline as drawn it has what stands here, in the service it is an input.
    Service { input: String, drawn: Option<Box<Binding>> },
    /// A file in a datastore.
    Address(String),
    /// A value.
    Value(Literal),
}

/// A dataset, model or transformation that the pipeline reads.
#[derive(Debug)]
pub(crate) struct Data<'a> {
    pub(crate) name: String,
    pub(crate) asset: &'a Asset,
}

/// A pipeline parameter.
#[derive(Debug)]
pub(crate) struct Parameter<'a> {
    pub(crate) name: String,
    /// Its place in the draft.
    pub(crate) place: usize,
    pub(crate) title: &'a str,
    pub(crate) declaration: Map,
    pub(crate) value: Literal,
}

/// A result of the pipeline.
#[derive(Debug)]
pub(crate) struct PipelineOutput {
    pub(crate) name: String,
    pub(crate) title: String,
}

/// The service interface: name here and name for callers, one a binding of the draft; bindings of one input have one name.
#[derive(Debug, Default)]
pub(crate) struct Service {
    pub(crate) inputs: Vec<(String, String)>,
    pub(crate) outputs: Vec<(String, String)>,
}

impl<'a> Plan<'a> {
    /// Plans.
    pub(crate) fn new(
        draft: &'a PipelineDraft,
        catalogue: &'a Catalogue,
        endpoints: &'a [EndpointDefinition],
    ) -> Plan<'a> {
        const NOTHING_MORE: &BTreeSet<PortRef> = &BTreeSet::new();
        Plan::giving(draft, catalogue, endpoints, NOTHING_MORE)
    }

    /// Plans so that outputs of modules which are `wanted` are results of the pipeline.
    pub(crate) fn giving(
        draft: &'a PipelineDraft,
        catalogue: &'a Catalogue,
        endpoints: &'a [EndpointDefinition],
        wanted: &'a BTreeSet<PortRef>,
    ) -> Plan<'a> {
        let mut names = Names::default();
        let data: Vec<Data<'a>> = draft
            .assets
            .iter()
            .map(|asset| {
                let otherwise = match asset.kind {
                    AssetKind::Dataset => "dataset",
                    AssetKind::TrainedModel => "trained_model",
                    AssetKind::Transform => "transformation",
                };
                Data { name: names.next(&asset.name, otherwise), asset }
            })
            .collect();
        let service = service(&draft.interface, &mut names);
        let mut diagnostics = Vec::new();
        let parameters = parameters(draft, catalogue, &mut names, &mut diagnostics);
        let components = components(draft, catalogue);
        let mut plan = Plan {
            draft,
            endpoints: super::endpoint::definitions(draft, endpoints),
            name: super::names::snake(&draft.name, "pipeline"),
            components,
            steps: Vec::new(),
            data,
            parameters,
            wanted,
            outputs: Vec::new(),
            service,
            datastores: Datastores::default(),
            served: BTreeSet::new(),
            settings: Vec::new(),
            diagnostics,
        };
        plan.steps(catalogue);
        plan
    }

    /// The results of the pipeline, by the output that gives them.
    pub(crate) fn results(&self) -> impl Iterator<Item = (PortRef, &str)> {
        self.steps.iter().flat_map(|step| {
            let ports = &self.component(step).outputs;
            step.outputs.iter().filter_map(|(name, result)| {
                let port = ports.iter().find(|port| port.name == *name)?;
                Some((PortRef::new(&step.node.id, &port.id), result.as_str()))
            })
        })
    }

    /// The component of a step.
    pub(crate) fn component(&self, step: &Step<'_>) -> &Component<'a> {
        &self.components[step.component]
    }

    fn steps(&mut self, catalogue: &'a Catalogue) {
        let draft = self.draft;
        let structure = Structure::of(draft);
        let order = structure.order().unwrap_or_else(|error| {
            self.diagnostics.push(
                Diagnostic::error("export/cycle", format!("The pipeline cannot be submitted: {error}."))
                    .help("Remove one wire of the circle and convert again."),
            );
            draft.nodes.iter().map(|node| node.id.as_str()).collect()
        });
        let nodes: BTreeMap<&str, &Node> =
            draft.nodes.iter().rev().map(|node| (node.id.as_str(), node)).collect();
        let places: BTreeMap<String, usize> = self
            .components
            .iter()
            .enumerate()
            .map(|(place, component)| (component.key.clone(), place))
            .collect();
        let mut names = Names::default();
        let mut met = BTreeSet::new();
        let ordered: Vec<(&'a Node, String, usize)> = order
            .into_iter()
            // A circle is told node by node, ids that are there twice among them.
            .filter(|id| met.insert(*id))
            .filter_map(|id| {
                let node = *nodes.get(id)?;
                let place = *places.get(&key(node, catalogue))?;
                let title = if node.title.is_empty() { &self.components[place].title } else { &node.title };
                Some((node, names.next(title, "step"), place))
            })
            .collect();
        let wiring = Wiring::of(self, &ordered);
        let mut outputs = Names::default();
        let mut steps = Vec::with_capacity(ordered.len());
        for (node, name, place) in &ordered {
            let mut inputs = wiring.inputs(node, &self.components[*place]);
            // An export may leave open what its module needs; the pipeline can be submitted, and the module says what is missing.
            for port in &mut self.components[*place].inputs {
                port.optional |= !inputs.iter().any(|(input, _)| *input == port.name);
            }
            let mut handed = Vec::new();
            let instead = self.storage(node, *place, &mut handed);
            self.settings(node, name, *place, &wiring, &instead, &mut inputs);
            inputs.extend(handed);
            let promoted = self.promote(node, name, *place, &structure, &mut outputs);
            steps.push(Step { node, name: name.clone(), component: *place, inputs, outputs: promoted });
        }
        self.steps = steps;
        self.settle_outputs();
    }

    /// The parameters of a step.
    fn settings(
        &mut self,
        node: &'a Node,
        step: &str,
        place: usize,
        wiring: &Wiring<'_>,
        instead: &BTreeMap<&str, ParamValue>,
        inputs: &mut Vec<(String, Binding)>,
    ) {
        let component = &mut self.components[place];
        let mut blank = Vec::new();
        let mut files = 0;
        for setting in &mut component.settings {
            if let Some(parameter) = wiring.set.get(&(node.id.as_str(), setting.param.id.as_str())) {
                inputs.push((setting.name.clone(), Binding::Pipeline(parameter.clone())));
                continue;
            }
            if let Some(value) = instead.get(setting.param.id.as_str()) {
                inputs.extend(
                    literal(setting.param, value).map(|value| (setting.name.clone(), Binding::Value(value))),
                );
                continue;
            }
            let value = node.params.get(&setting.param.id);
            // The address that the handed file was at.
            let holds_secret = |text: &str| text.contains(crate::value::SECRET);
            if !instead.is_empty() && value.and_then(ParamValue::as_text).is_some_and(holds_secret) {
                setting.required = false;
                continue;
            }
            if value.is_some_and(is_blank) && setting.param.default.is_some() {
                blank.push(setting.param.id.clone());
            }
            let Some(value) = value.filter(|value| !is_blank(value)) else {
                setting.required = false;
                continue;
            };
            match written(setting.param, value) {
                Some(Written::Value(value)) if setting.default.as_ref() == Some(&value) => {}
                Some(Written::Value(value)) => inputs.push((setting.name.clone(), Binding::Value(value))),
                Some(Written::File(extension, text)) => {
                    setting.required = false;
                    // The first file of a step is called like the step.
                    let file = match files {
                        0 => format!("{step}.{extension}"),
                        _ => format!("{step}.{}.{extension}", setting.name),
                    };
                    files += 1;
                    let input = setting.file.get_or_insert_with(|| format!("{}_file", setting.name)).clone();
                    inputs.push((input, Binding::Value(Literal::Text(file.clone()))));
                    self.settings.push((file, text));
                }
                None => {
                    setting.required = false;
                    self.diagnostics.push(
                        Diagnostic::warning(
                            "export/value",
                            format!("“{}” has a value that its module does not take.", setting.param.title),
                        )
                        .help("Set it in pipeline.yml.")
                        .at_node(&node.id)
                        .at_param(&setting.param.id),
                    );
                }
            }
        }
        if !blank.is_empty() {
            let name = component.blank.get_or_insert_with(|| "blank_parameters".to_owned());
            inputs.push((name.clone(), Binding::Value(Literal::Text(blank.join(",")))));
        }
    }

    /// Where a module reads or writes outside: what it is handed, and settings that go with it by their ids.
    fn storage(
        &mut self,
        node: &Node,
        place: usize,
        inputs: &mut Vec<(String, Binding)>,
    ) -> BTreeMap<&'a str, ParamValue> {
        let component = &mut self.components[place];
        let mut settings = BTreeMap::new();
        match self.datastores.place(node, component.spec) {
            Some(Place::Blob { address, instead }) => {
                let Some(spec) = component.spec.filter(|spec| spec.role == Role::Source) else {
                    return settings;
                };
                let name = component.attached.get_or_insert_with(|| "attached_file".to_owned());
                inputs.push((name.clone(), Binding::Address(address)));
                for (name, value) in instead {
                    let param =
                        spec.params.iter().find(|param| param.classic.name.eq_ignore_ascii_case(name));
                    if let Some(param) = param
                        && let Some(value) = crate::value::parse(&param.kind, &value)
                    {
                        settings.insert(param.id.as_str(), value);
                    }
                }
            }
            Some(Place::Database(server)) => self.diagnostics.push(
                Diagnostic::warning(
                    "export/database",
                    format!(
                        "“{}” uses the database on {server}, for which Azure ML has no datastore.",
                        component.title
                    ),
                )
                .help("Let Data Factory copy the table to blob storage, and read it from there.")
                .at_node(&node.id),
            ),
            None => {}
        }
        settings
    }

    /// Results that people look for: service outputs, trained models, and what nothing else reads.
    fn promote(
        &mut self,
        node: &Node,
        step: &str,
        place: usize,
        structure: &Structure<'_>,
        names: &mut Names,
    ) -> Vec<(String, String)> {
        let component = &self.components[place];
        let role = component.spec.map(|spec| spec.role);
        let last = structure.outgoing(&node.id).is_empty();
        let mut promoted = Vec::new();
        for port in &component.outputs {
            let here = PortRef::new(&node.id, &port.id);
            let served = self.draft.interface.outputs.iter().position(|output| output.port == here);
            if let Some(place) = served {
                let (name, title) = self.service.outputs[place].clone();
                let name = names.next(&name, "output");
                self.service.outputs[place].0.clone_from(&name);
                self.served.insert(place);
                promoted.push((port.name.clone(), name.clone()));
                self.outputs.push(PipelineOutput { name, title });
            } else if last
                || role == Some(Role::Trainer) && port.id.contains("model")
                || self.wanted.contains(&here)
            {
                let name = names.next(&format!("{step} {}", port.name), "output");
                promoted.push((port.name.clone(), name.clone()));
                let title = format!("{} of {}", port.title, component.title);
                self.outputs.push(PipelineOutput { name, title });
            }
        }
        promoted
    }

    /// Shows the service outputs that a step gives, and says which have none.
    fn settle_outputs(&mut self) {
        let shown: BTreeSet<&str> = self.outputs.iter().map(|output| output.name.as_str()).collect();
        let (kept, lost): (Vec<_>, Vec<_>) = std::mem::take(&mut self.service.outputs)
            .into_iter()
            .enumerate()
            .partition(|(place, (name, _))| shown.contains(name.as_str()) && self.served.contains(place));
        self.service.outputs = kept.into_iter().map(|(_, output)| output).collect();
        for (_, (_, title)) in lost {
            self.diagnostics.push(
                Diagnostic::warning(
                    "export/service-output",
                    format!("The service output “{title}” has no output of a module to itself."),
                )
                .help("Bind each service output to an output of its own."),
            );
        }
    }
}

/// What feeds inputs and sets parameters.
struct Wiring<'p> {
    /// The binding of every fed input.
    fed: BTreeMap<(&'p str, &'p str), Binding>,
    /// The service input bound to an input.
    served: BTreeMap<(&'p str, &'p str), String>,
    /// The pipeline parameter that sets a parameter of a node.
    set: BTreeMap<(&'p str, &'p str), String>,
}

impl<'p> Wiring<'p> {
    fn of(plan: &Plan<'p>, ordered: &'p [(&'p Node, String, usize)]) -> Wiring<'p> {
        let draft = plan.draft;
        let steps: BTreeMap<&str, (&str, usize)> =
            ordered.iter().map(|(node, name, place)| (node.id.as_str(), (name.as_str(), *place))).collect();
        let data: BTreeMap<&str, &str> =
            plan.data.iter().map(|data| (data.asset.id.as_str(), data.name.as_str())).collect();
        let mut fed = BTreeMap::new();
        for edge in &draft.edges {
            let from = &edge.from;
            let binding = if let Some((step, place)) = steps.get(from.node.as_str()) {
                let ports = &plan.components[*place].outputs;
                ports
                    .iter()
                    .find(|port| port.id == from.port)
                    .map(|port| Binding::Step { step: (*step).to_owned(), output: port.name.clone() })
            } else {
                data.get(from.node.as_str()).map(|name| Binding::Pipeline((*name).to_owned()))
            };
            if let Some(binding) = binding {
                fed.entry((edge.to.node.as_str(), edge.to.port.as_str())).or_insert(binding);
            }
        }
        let mut served = BTreeMap::new();
        for (input, (name, _)) in draft.interface.inputs.iter().zip(&plan.service.inputs) {
            served.entry((input.port.node.as_str(), input.port.port.as_str())).or_insert(name.clone());
        }
        let mut set = BTreeMap::new();
        for parameter in &draft.parameters {
            let Some(known) = plan.parameters.iter().find(|known| known.title == parameter.name) else {
                continue;
            };
            for target in &parameter.targets {
                set.entry((target.node.as_str(), target.param.as_str())).or_insert(known.name.clone());
            }
        }
        Wiring { fed, served, set }
    }

    fn inputs(&self, node: &Node, component: &Component<'_>) -> Vec<(String, Binding)> {
        let mut inputs = Vec::new();
        for port in &component.inputs {
            let here = (node.id.as_str(), port.id.as_str());
            let drawn = self.fed.get(&here).cloned();
            let binding = match self.served.get(&here) {
                Some(input) => Some(Binding::Service { input: input.clone(), drawn: drawn.map(Box::new) }),
                None => drawn,
            };
            if let Some(binding) = binding {
                inputs.push((port.name.clone(), binding));
            }
        }
        inputs
    }
}

/// What tells the component of one node from that of another: its id, or for a module of a customer what it was.
fn key(node: &Node, catalogue: &Catalogue) -> String {
    if catalogue.get(&node.component).is_some() {
        return node.component.clone();
    }
    let origin = node.origin.as_ref();
    let module = origin.and_then(|origin| origin.module_id.as_deref()).unwrap_or(&node.title);
    let ports = origin.map(|origin| format!("{:?} {:?}", origin.inputs, origin.outputs)).unwrap_or_default();
    format!("{UNKNOWN}{module} {ports}")
}

/// Begins keys of components that the catalogue does not have.
const UNKNOWN: &str = "unknown ";

fn components<'a>(draft: &'a PipelineDraft, catalogue: &'a Catalogue) -> Vec<Component<'a>> {
    let mut first: BTreeMap<String, &Node> = BTreeMap::new();
    for node in &draft.nodes {
        first.entry(key(node, catalogue)).or_insert(node);
    }
    // Ports of an unknown module: those it had, and those that wires end at.
    let mut wired: BTreeMap<&str, [BTreeSet<&str>; 2]> = BTreeMap::new();
    for edge in &draft.edges {
        wired.entry(&edge.to.node).or_default()[0].insert(&edge.to.port);
        wired.entry(&edge.from.node).or_default()[1].insert(&edge.from.port);
    }
    let mut names = Names::default();
    first
        .into_iter()
        .map(|(key, node)| match catalogue.get(&node.component) {
            Some(spec) => known(spec, &mut names),
            None => unknown(node, key, wired.get(node.id.as_str()), &mut names),
        })
        .collect()
}

fn known<'a>(spec: &'a ComponentSpec, names: &mut Names) -> Component<'a> {
    let mut inner = Names::default();
    let port = |port: &ml_graph::PortSpec, inner: &mut Names| Port {
        name: inner.next(&port.id, "input"),
        id: port.id.clone(),
        title: port.title.clone(),
        optional: port.optional,
    };
    let inputs = spec.inputs.iter().map(|known| port(known, &mut inner)).collect();
    let mut of_outputs = Names::default();
    let outputs = spec.outputs.iter().map(|known| port(known, &mut of_outputs)).collect();
    let settings = spec
        .params
        .iter()
        .filter(|param| way(&param.kind) != Way::Never)
        .map(|param| {
            let way = way(&param.kind);
            let default = param.default.as_ref().filter(|value| !is_blank(value));
            let default = default.and_then(|value| literal(param, value));
            Setting {
                name: inner.next(&param.id, "parameter"),
                param,
                way,
                default,
                required: true,
                file: None,
            }
        })
        .collect();
    Component {
        name: names.next(&spec.title, "module"),
        spec: Some(spec),
        title: spec.title.clone(),
        inputs,
        outputs,
        settings,
        attached: None,
        blank: None,
        key: spec.id.clone(),
    }
}

fn unknown<'a>(
    node: &'a Node,
    key: String,
    wired: Option<&[BTreeSet<&str>; 2]>,
    names: &mut Names,
) -> Component<'a> {
    let origin = node.origin.as_ref();
    let ports = |own: &[String], place: usize| {
        let mut inner = Names::default();
        let mut all: Vec<String> = own.to_vec();
        for name in wired.into_iter().flat_map(|wired| &wired[place]) {
            if !all.iter().any(|known| known == name) {
                all.push((*name).to_owned());
            }
        }
        all.into_iter()
            .map(|id| Port { name: inner.next(&id, "port"), title: id.clone(), id, optional: true })
            .collect()
    };
    let title = if node.title.is_empty() { "Custom module".to_owned() } else { node.title.clone() };
    Component {
        name: names.next(&title, "custom_module"),
        spec: None,
        inputs: ports(origin.map_or(&[], |origin| &origin.inputs), 0),
        outputs: ports(origin.map_or(&[], |origin| &origin.outputs), 1),
        title,
        settings: Vec::new(),
        attached: None,
        blank: None,
        key,
    }
}

fn service(interface: &Interface, names: &mut Names) -> Service {
    let mut inputs: Vec<(String, String)> = Vec::new();
    for input in &interface.inputs {
        // One input of the service may feed several modules.
        let known = inputs.iter().find(|(_, title)| *title == input.name).map(|(name, _)| name.clone());
        inputs.push((known.unwrap_or_else(|| names.next(&input.name, "input")), input.name.clone()));
    }
    let mut outputs = Names::default();
    let outputs = interface
        .outputs
        .iter()
        .map(|output| (outputs.next(&output.name, "output"), output.name.clone()))
        .collect();
    Service { inputs, outputs }
}

/// Pipeline parameters whose targets agree on a value; without a value a pipeline cannot be submitted.
fn parameters<'a>(
    draft: &'a PipelineDraft,
    catalogue: &'a Catalogue,
    names: &mut Names,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Parameter<'a>> {
    let mut parameters = Vec::new();
    for (place, parameter) in draft.parameters.iter().enumerate() {
        let mut values: Vec<(&ParamSpec, Literal)> = Vec::new();
        let mut whole = !parameter.targets.is_empty();
        for target in &parameter.targets {
            let node = draft.node(&target.node);
            let found = node.and_then(|node| {
                let param = catalogue.get(&node.component)?.param(&target.param)?;
                if matches!(way(&param.kind), Way::File(_) | Way::Never) {
                    return None;
                }
                let value =
                    node.params.get(&target.param).or(parameter.value.as_ref()).or(param.default.as_ref())?;
                Some((param, literal(param, value).filter(|_| !is_blank(value))?))
            });
            match found {
                Some(found) if values.first().is_none_or(|(_, value)| *value == found.1) => {
                    values.push(found)
                }
                _ => whole = false,
            }
        }
        match values.into_iter().next() {
            Some((param, value)) if whole => parameters.push(Parameter {
                name: names.next(&parameter.name, "parameter"),
                place,
                title: &parameter.name,
                declaration: declare(param),
                value,
            }),
            _ => diagnostics.push(
                Diagnostic::warning(
                    "export/parameter",
                    format!("The parameter “{}” has no one value that all of its modules take.", parameter.name),
                )
                .help("It is no input of the pipeline; its modules keep their own values. Set them in pipeline.yml."),
            ),
        }
    }
    parameters
}

//! What a draft comes to in Azure ML: components, steps, pipeline inputs and outputs, all named. Every file is written from this.

mod components;
mod interface;
mod steps;
mod wiring;

use super::names::Names;
use super::storage::Datastores;
use super::values::{Literal, Way, declare};
use super::{MODULES_FOLDER, SETTINGS_FOLDER};
use crate::emit::yaml::Map;
use components::components;
use interface::{parameters, service};
use ml_graph::{
    Asset, AssetKind, Catalogue, ComponentSpec, CustomComponent, Diagnostic, EndpointDefinition, Node,
    ParamSpec, PipelineDraft, PortRef,
};
use std::borrow::Cow;
use std::collections::BTreeSet;

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
    /// Scripts, long texts and structured values.
    pub(crate) settings: Vec<SettingsFile<'a>>,
    pub(crate) diagnostics: Vec<Diagnostic>,
}

/// A value in a file of its own.
#[derive(Debug)]
pub(crate) struct SettingsFile<'a> {
    /// The folder that the component takes along.
    pub(crate) folder: String,
    pub(crate) name: String,
    pub(crate) text: Cow<'a, str>,
}

/// A module used.
#[derive(Debug)]
pub(crate) struct Component<'a> {
    /// What tells it from others.
    key: String,
    pub(crate) name: String,
    /// None for a module that the catalogue does not have.
    pub(crate) spec: Option<&'a ComponentSpec>,
    /// The customer's own module that it is, which it takes along.
    pub(crate) own: Option<&'a CustomComponent>,
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

impl Component<'_> {
    /// The folder with its files: its own module and what belongs to it, or else the settings of all.
    pub(crate) fn folder(&self) -> String {
        match self.own {
            Some(_) => format!("{MODULES_FOLDER}/{}", self.name),
            None => SETTINGS_FOLDER.to_owned(),
        }
    }

    /// That folder, when it needs one.
    pub(crate) fn code(&self) -> Option<String> {
        let needed = self.own.is_some() || self.settings.iter().any(|setting| setting.file.is_some());
        needed.then(|| self.folder())
    }
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
}

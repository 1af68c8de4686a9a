//! The steps of a plan: their names and order, what each is given, and which of their outputs are results.

use super::components::key;
use super::wiring::Wiring;
use super::{Binding, Names, PipelineOutput, Plan, SettingsFile, Step};
use crate::emit::azureml::storage::Place;
use crate::emit::azureml::values::{Literal, Written, is_blank, literal, written};
use ml_graph::{Catalogue, Diagnostic, Node, ParamValue, PortRef, Role, Structure};
use std::collections::{BTreeMap, BTreeSet};

impl<'a> Plan<'a> {
    pub(super) fn steps(&mut self, catalogue: &'a Catalogue) {
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
            let promoted = self.promote(node, name, *place, &structure, &wiring, &mut outputs);
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
        let folder = component.folder();
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
                    self.settings.push(SettingsFile { folder: folder.clone(), name: file, text });
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
        wiring: &Wiring<'_>,
        names: &mut Names,
    ) -> Vec<(String, String)> {
        let component = &self.components[place];
        let role = component.spec.map(|spec| spec.role);
        let last = structure.outgoing(&node.id).is_empty();
        let mut promoted = Vec::new();
        for port in &component.outputs {
            let here = PortRef::new(&node.id, &port.id);
            if let Some(&place) = wiring.answers.get(&here) {
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

//! `pipeline_draft.json`.

use super::Module;
use crate::designer::form::{self, key};
use crate::designer::{EXTENSION, resolved};
use crate::emit::File;
use crate::extras::{member, text_or_null};
use crate::{params, value};
use ml_classic::DesignerAssignment;
use ml_graph::{
    Asset, ComponentSpec, Diagnostic, InterfacePort, Json, ParamKind, PipelineDraft, PipelineParameter,
    PortRef, Position,
};
use std::collections::{BTreeMap, BTreeSet};

/// The file.
pub(super) fn write(
    draft: &PipelineDraft,
    modules: &[Module<'_>],
    diagnostics: &mut Vec<Diagnostic>,
) -> File {
    let from_designer = draft.source.as_ref().is_some_and(|source| source.format.starts_with(form::FORMAT));
    let mut linked = BTreeMap::new();
    for parameter in &draft.parameters {
        for target in &parameter.targets {
            linked.entry((target.node.as_str(), target.param.as_str())).or_insert(parameter.name.as_str());
        }
    }
    let writer = Writer {
        draft,
        modules,
        specs: modules.iter().rev().map(|module| (module.node.id.as_str(), module.spec)).collect(),
        assets: draft.assets.iter().map(|asset| asset.id.as_str()).collect(),
        defaults: draft.parameters.iter().map(|parameter| default(draft, modules, parameter)).collect(),
        linked,
        from_designer,
    };
    writer.differing(diagnostics);
    let mut text = serde_json::to_string_pretty(&writer.entity()).unwrap_or_default();
    text.push('\n');
    File::text("pipeline_draft.json", text)
}

struct Writer<'a> {
    draft: &'a PipelineDraft,
    modules: &'a [Module<'a>],
    specs: BTreeMap<&'a str, Option<&'a ComponentSpec>>,
    assets: BTreeSet<&'a str>,
    /// Defaults of the pipeline's parameters, by name.
    defaults: BTreeMap<String, Json>,
    /// The pipeline parameter that sets a parameter of a node.
    linked: BTreeMap<(&'a str, &'a str), &'a str>,
    from_designer: bool,
}

/// The default of a pipeline parameter: what the modules it sets have without a caller, or else its own value.
fn default(draft: &PipelineDraft, modules: &[Module<'_>], parameter: &PipelineParameter) -> (String, Json) {
    let text = ParamKind::Text { multiline: false };
    let own = parameter.targets.iter().find_map(|target| {
        let place = draft.nodes.iter().position(|node| node.id == target.node)?;
        Some(set(&modules[place], &target.param)).filter(|value| !value.is_null())
    });
    let value = own.or_else(|| parameter.value.as_ref().map(|value| value::write(&text, value)));
    (parameter.name.clone(), value.unwrap_or_default())
}

/// The value of a module's parameter as the designer spells it.
fn set(module: &Module<'_>, param: &str) -> Json {
    let node = module.node;
    let known = module.spec.and_then(|spec| spec.param(param));
    match (node.params.get(param), known) {
        (Some(value), Some(known)) => value::write(&known.kind, value),
        (Some(value), None) => value::write(&ParamKind::Text { multiline: false }, value),
        (None, _) => {
            node.origin.as_ref().and_then(|origin| origin.params.get(param)).cloned().unwrap_or_default()
        }
    }
}

impl Writer<'_> {
    fn kept(&self, key: &str) -> &[(String, Json)] {
        self.draft.extensions.get(EXTENSION).and_then(|kept| kept.get(key)).map_or(&[], Json::members)
    }

    /// Says where modules that one parameter sets have values of their own, of which the designer keeps one.
    fn differing(&self, diagnostics: &mut Vec<Diagnostic>) {
        for parameter in &self.draft.parameters {
            let shared = &self.defaults[&parameter.name];
            for target in &parameter.targets {
                let Some(module) = self.modules.iter().find(|module| module.node.id == target.node) else {
                    continue;
                };
                let own = set(module, &target.param);
                if !own.is_null() && !same(&own, shared) {
                    diagnostics.push(
                        Diagnostic::warning(
                            "export/parameter-value",
                            format!(
                                "“{}” sets “{}” here, whose own value differs; the designer keeps the parameter's.",
                                parameter.name, target.param
                            ),
                        )
                        .help("Check the default of the pipeline's parameter.")
                        .at_node(&target.node)
                        .at_param(&target.param),
                    );
                }
            }
        }
    }

    fn entity(&self) -> Json {
        let draft = self.draft;
        let source = draft.source.as_ref().filter(|_| self.from_designer);
        let mut members = Vec::new();
        members.extend(source.and_then(|source| source.experiment_id.as_deref()).map(|id| member("Id", id)));
        members.push(member("Name", draft.name.as_str()));
        members.push(member("Description", draft.description.as_str()));
        let kept = self.kept(key::TAGS);
        let tags = draft.tags.iter().map(|tag| {
            let text = kept.iter().find(|(name, _)| name == tag).map(|(_, text)| text.clone());
            (tag.clone(), text.unwrap_or_else(|| "".into()))
        });
        members.push(("tags".to_owned(), Json::Object(tags.collect())));
        for (name, from) in [("Etag", source.and_then(|source| source.etag.as_deref()))]
            .into_iter()
            .chain([("CreatedDate", source.and_then(|source| source.created.as_deref()))])
        {
            members.extend(from.map(|text| member(name, text)));
        }
        let entity = self.kept(key::ENTITY);
        let has = |name: &str| entity.iter().any(|(known, _)| known.eq_ignore_ascii_case(name));
        if !has("Properties") {
            members.push(("Properties".to_owned(), Json::Object(Vec::new())));
        }
        if !has("PipelineSubmissionInfo") {
            let submission = form::submission(&draft.name, &draft.description);
            members.push(("PipelineSubmissionInfo".to_owned(), submission));
        }
        members.extend(entity.iter().cloned());
        members.push(("GraphDraft".to_owned(), self.graph()));
        if let Some(info) = self.migration() {
            members.push(("studioMigrationInfo".to_owned(), info));
        }
        Json::Object(members)
    }

    fn graph(&self) -> Json {
        let modules = self.modules.iter().map(|module| self.module(module)).collect();
        let datasets = self.draft.assets.iter().map(|asset| self.dataset(asset)).collect();
        let mut members = vec![
            ("ModuleNodes".to_owned(), Json::Array(modules)),
            ("DatasetNodes".to_owned(), Json::Array(datasets)),
            ("Edges".to_owned(), Json::Array(self.edges())),
            ("EntityInterface".to_owned(), self.interface()),
            ("GraphLayout".to_owned(), self.layout()),
        ];
        members.extend(self.kept(key::GRAPH).iter().cloned());
        Json::Object(members)
    }

    fn module(&self, module: &Module<'_>) -> Json {
        let node = module.node;
        let linked = |param: &str| self.linked.get(&(node.id.as_str(), param)).map(|name| (*name).to_owned());
        let written = params::write(node, module.spec, params::Scripts::Rewritten, linked);
        let mut members = vec![
            member("Id", node.id.as_str()),
            member("ModuleId", module.id(self.from_designer).as_str()),
            member("Name", module.title),
            member("Comment", node.comment.as_str()),
            (
                "ModuleParameters".to_owned(),
                Json::Array(written.into_iter().map(|parameter| self.parameter(parameter)).collect()),
            ),
        ];
        let own: Vec<(String, Json)> = match &node.origin {
            Some(origin) if self.from_designer => {
                let own = origin.other.iter().filter(|(name, _)| !name.starts_with('$'));
                own.map(|(name, value)| (name.clone(), value.clone())).collect()
            }
            _ => Vec::new(),
        };
        for (name, usual) in form::NODE_DEFAULTS {
            if !own.iter().any(|(known, _)| known.eq_ignore_ascii_case(name)) {
                members.push((name.to_owned(), usual));
            }
        }
        members.extend(own);
        Json::Object(members)
    }

    /// A parameter as Studio (classic) spells it, as the designer does.
    fn parameter(&self, classic: Json) -> Json {
        let Json::Object(members) = classic else { return classic };
        let take = |name: &str| members.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone());
        let name = take("Name").unwrap_or_default();
        let linked = take("LinkedGlobalParameter").filter(|linked| !linked.is_null());
        let value = take("Value").unwrap_or_default();
        let parts = take(form::PARTS).filter(|parts| self.still(&name, parts, &value));
        let kind = match (&linked, &parts) {
            (Some(_), _) => "GraphParameterName",
            (None, Some(_)) => "Concatenate",
            (None, None) => "Literal",
        };
        let mut written = vec![
            ("Name".to_owned(), name),
            ("Value".to_owned(), linked.unwrap_or(value)),
            member("ValueType", kind),
        ];
        written.extend(parts.map(|parts| (form::PARTS.to_owned(), parts)));
        if self.from_designer {
            let known = ["Name", "Value", "ValueType", "LinkedGlobalParameter", form::PARTS];
            written.extend(members.into_iter().filter(|(key, _)| !known.contains(&key.as_str())));
        }
        Json::Object(written)
    }

    /// Whether the parts that a value was put together of still come to it.
    fn still(&self, name: &Json, parts: &Json, value: &Json) -> bool {
        let parts: Vec<DesignerAssignment> = parts.items().iter().map(assignment).collect();
        let whole = DesignerAssignment {
            name: name.as_str().unwrap_or_default().to_owned(),
            value_type: Some("Concatenate".to_owned()),
            parts,
            ..DesignerAssignment::default()
        };
        !whole.parts.is_empty() && resolved(&whole, &self.defaults) == value::raw_text(value)
    }

    fn dataset(&self, asset: &Asset) -> Json {
        let kept = self.kept(key::DATASETS).iter().find(|(id, _)| *id == asset.id);
        let other = kept.map_or(&[][..], |(_, other)| other.members());
        let own = asset.source_id.as_deref().filter(|_| self.from_designer);
        let mut members = vec![member("Id", asset.id.as_str()), ("DatasetId".to_owned(), text_or_null(own))];
        if !other.iter().any(|(name, _)| name.eq_ignore_ascii_case("DataSetDefinition")) {
            members.push(("DataSetDefinition".to_owned(), form::definition(asset)));
        }
        members.extend(other.iter().cloned());
        Json::Object(members)
    }

    /// The designer's name of a port of a module.
    fn port(&self, port: &PortRef, output: bool) -> String {
        let spec = self.specs.get(port.node.as_str()).copied().flatten();
        let known =
            spec.and_then(|spec| if output { spec.output(&port.port) } else { spec.input(&port.port) });
        known.map_or_else(|| port.port.clone(), |known| known.classic_name.clone())
    }

    fn end(&self, port: &PortRef, name: &str) -> Json {
        Json::Object(vec![
            member("NodeId", port.node.as_str()),
            member("PortName", name),
            ("GraphPortName".to_owned(), Json::Null),
        ])
    }

    fn edges(&self) -> Vec<Json> {
        let kept = self.draft.extensions.get(EXTENSION);
        let list = |key: &str| kept.and_then(|kept| kept.get(key)).map_or(&[][..], Json::items);
        let more: BTreeMap<(&str, &str), &Json> = list(key::EDGES)
            .iter()
            .filter_map(|edge| Some(((edge.get("from")?.as_str()?, edge.get("to")?.as_str()?), edge)))
            .collect();
        let mut edges: Vec<Json> = Vec::new();
        for edge in &self.draft.edges {
            let ends = [&edge.from, &edge.to].map(|port| format!("{}:{}", port.node, port.port));
            let other =
                more.get(&(ends[0].as_str(), ends[1].as_str())).map_or(&[][..], |edge| edge.members());
            let from = if self.assets.contains(edge.from.node.as_str()) {
                let own = other.iter().find(|(name, _)| name == "port").and_then(|(_, port)| port.as_str());
                own.unwrap_or(form::DATASET_PORT).to_owned()
            } else {
                self.port(&edge.from, true)
            };
            let mut members = vec![
                ("SourceOutputPort".to_owned(), self.end(&edge.from, &from)),
                ("DestinationInputPort".to_owned(), self.end(&edge.to, &self.port(&edge.to, false))),
            ];
            let ours = ["from", "to", "port"];
            members.extend(other.iter().filter(|(name, _)| !ours.contains(&name.as_str())).cloned());
            edges.push(Json::Object(members));
        }
        let interface = &self.draft.interface;
        let of_whole = |name: &str| {
            Json::Object(vec![
                ("NodeId".to_owned(), Json::Null),
                ("PortName".to_owned(), Json::Null),
                member("GraphPortName", name),
            ])
        };
        for (ports, output) in [(&interface.inputs, false), (&interface.outputs, true)] {
            for port in ports.iter().filter(|port| !port.port.node.is_empty()) {
                let inner = self.end(&port.port, &self.port(&port.port, output));
                let outer = of_whole(&port.name);
                let (from, to) = if output { (inner, outer) } else { (outer, inner) };
                edges.push(Json::Object(vec![
                    ("SourceOutputPort".to_owned(), from),
                    ("DestinationInputPort".to_owned(), to),
                ]));
            }
        }
        edges.extend(list(key::LOOSE_EDGES).iter().cloned());
        edges
    }

    fn interface(&self) -> Json {
        let parameters = self.draft.parameters.iter().map(|parameter| {
            let own =
                parameter.definition.as_ref().filter(|_| self.from_designer).map_or(&[][..], Json::members);
            let has = |name: &str| own.iter().any(|(known, _)| known.eq_ignore_ascii_case(name));
            let mut members = vec![
                member("Name", parameter.name.as_str()),
                ("DefaultValue".to_owned(), self.defaults[&parameter.name].clone()),
            ];
            if !has("IsOptional") {
                members.push(member("IsOptional", Json::Bool(false)));
            }
            if !has("Type") && !self.from_designer {
                members.push(member("Type", form::parameter_type(parameter.value.as_ref())));
            }
            members.extend(own.iter().cloned());
            Json::Object(members)
        });
        let ports = Json::Object(vec![
            ("Inputs".to_owned(), self.ports(&self.draft.interface.inputs, false)),
            ("Outputs".to_owned(), self.ports(&self.draft.interface.outputs, true)),
        ]);
        let mut members =
            vec![("Parameters".to_owned(), Json::Array(parameters.collect())), ("Ports".to_owned(), ports)];
        let kept = self.kept(key::INTERFACE);
        for name in ["MetadataParameters", "DataPathParameters", "DataPathParameterList"] {
            if !kept.iter().any(|(known, _)| known.eq_ignore_ascii_case(name)) {
                members.push((name.to_owned(), Json::Array(Vec::new())));
            }
        }
        members.extend(kept.iter().cloned());
        Json::Object(members)
    }

    fn ports(&self, ports: &[InterfacePort], output: bool) -> Json {
        let mut seen = BTreeSet::new();
        let kept = self.kept(key::PORTS);
        let ports = ports.iter().filter(|port| seen.insert(port.name.as_str())).map(|port| {
            let mut members = vec![member("Name", port.name.as_str())];
            match kept.iter().find(|(name, _)| *name == port.name) {
                Some((_, other)) => members.extend(other.members().iter().cloned()),
                None if output => members.push(member("DataTypeId", form::TABLE)),
                None => {
                    members.push(("DataTypesIds".to_owned(), Json::Array(vec![form::TABLE.into()])));
                    members.push(member("IsOptional", Json::Bool(false)));
                }
            }
            Json::Object(members)
        });
        Json::Array(ports.collect())
    }

    fn layout(&self) -> Json {
        let kept = self.kept(key::PLACES);
        let nodes = self.draft.nodes.iter().map(|node| (&node.id, node.position));
        let assets = self.draft.assets.iter().map(|asset| (&asset.id, asset.position));
        let mut places: Vec<(String, Json)> = nodes
            .chain(assets)
            .filter_map(|(id, position)| {
                let own =
                    kept.iter().find(|(known, _)| known == id).map_or(&[][..], |(_, own)| own.members());
                Some((id.clone(), place(&position?, own)))
            })
            .collect();
        let stray = kept.iter().filter(|(id, _)| !places.iter().any(|(known, _)| known == id));
        let stray: Vec<_> = stray.cloned().collect();
        places.extend(stray);
        let mut members = vec![("NodeLayouts".to_owned(), Json::Object(places))];
        members.extend(self.kept(key::LAYOUT).iter().cloned());
        Json::Object(members)
    }

    /// What a migration notes: where the draft came from, and which modules have no component.
    fn migration(&self) -> Option<Json> {
        let kept = self.kept(key::MIGRATION);
        if self.from_designer {
            return (!kept.is_empty()).then(|| Json::Object(kept.to_vec()));
        }
        let source = self.draft.source.clone().unwrap_or_default();
        let workspace = source.workspace_id.as_deref();
        let experiment = source.experiment_id.as_deref();
        let link = workspace.zip(experiment).map(|(workspace, experiment)| {
            format!(
                "https://studio.azureml.net/Home/ViewWorkspaceCached/{workspace}#Workspaces/Experiments/Experiment/{experiment}/ViewExperiment"
            )
        });
        let failed: Vec<&Module<'_>> = self.modules.iter().filter(|module| module.failed.is_some()).collect();
        let reasons = failed.iter().map(|module| {
            Json::Object(vec![
                member("id", module.node.id.as_str()),
                member("module", module.title),
                member("reason", module.failed.as_deref().unwrap_or_default()),
            ])
        });
        let ids = failed.iter().map(|module| module.node.id.as_str().into()).collect();
        let mut members = vec![
            ("sourceWorkspaceId".to_owned(), text_or_null(workspace)),
            ("sourceExperimentId".to_owned(), text_or_null(experiment)),
            ("sourceExperimentLink".to_owned(), text_or_null(link.as_deref())),
            ("failedNodeIdList".to_owned(), Json::Array(ids)),
            ("failedNodes".to_owned(), Json::Array(reasons.collect())),
        ];
        // A graph has no place for what a dataset's file is.
        let datasets: Vec<Json> = self.draft.assets.iter().map(note).collect();
        if !datasets.is_empty() {
            members.push(("datasets".to_owned(), Json::Array(datasets)));
        }
        Some(Json::Object(members))
    }
}

fn note(asset: &Asset) -> Json {
    let mut members = vec![member("id", asset.id.as_str())];
    members.extend(asset.source_id.as_deref().map(|id| member("sourceId", id)));
    members.push(("format".to_owned(), crate::convert::as_json(&asset.format)));
    members.extend(asset.location.as_deref().map(|location| member("location", location)));
    Json::Object(members)
}

fn place(position: &Position, own: &[(String, Json)]) -> Json {
    let number = |value: f64| {
        if value.fract() == 0.0 && value.abs() < 9.0e15 {
            Json::Integer(value as i64)
        } else {
            Json::Float(value)
        }
    };
    let mut members = vec![
        ("X".to_owned(), number(position.x)),
        ("Y".to_owned(), number(position.y)),
        ("Width".to_owned(), number(position.width)),
        ("Height".to_owned(), number(position.height)),
    ];
    let known = ["X", "Y", "Width", "Height"];
    members.extend(
        own.iter().filter(|(name, _)| !known.iter().any(|known| name.eq_ignore_ascii_case(known))).cloned(),
    );
    Json::Object(members)
}

/// An assignment that a draft keeps as it stood.
fn assignment(part: &Json) -> DesignerAssignment {
    let text = |key: &str| part.get_ignoring_case(key).and_then(Json::as_str).map(str::to_owned);
    DesignerAssignment {
        name: text("Name").unwrap_or_default(),
        value: part.get_ignoring_case("Value").cloned().unwrap_or_default(),
        value_type: text("ValueType"),
        parts: part
            .get_ignoring_case(form::PARTS)
            .map_or(&[][..], Json::items)
            .iter()
            .map(assignment)
            .collect(),
        other: Vec::new(),
    }
}

/// Whether two spellings are of the same value.
fn same(a: &Json, b: &Json) -> bool {
    match (value::raw_text(a), value::raw_text(b)) {
        (Some(a), Some(b)) => {
            a == b
                || a.eq_ignore_ascii_case(&b)
                || matches!((a.parse::<f64>(), b.parse::<f64>()), (Ok(a), Ok(b)) if a == b)
        }
        _ => a == b,
    }
}

//! The experiment JSON of Studio (classic).

use super::Index;
use crate::extras::{kept, key, member, text_or_null};
use crate::{names, params, value};
use ml_classic::{BUILT_IN_WORKSPACE, Layout};
use ml_graph::{
    Asset, AssetKind, Catalogue, ComponentSpec, InterfacePort, Json, Node, ParamKind, PipelineDraft, PortRef,
    PortSpec, Position,
};
use std::collections::BTreeMap;

/// The experiment that `draft` stands for. What a draft has beyond classic (titles of modules, locations of data) is left out.
pub fn to_classic(draft: &PipelineDraft, catalogue: &Catalogue) -> Json {
    let assets: BTreeMap<&str, &Asset> =
        draft.assets.iter().map(|asset| (asset.id.as_str(), asset)).collect();
    let mut fed = BTreeMap::new();
    for edge in &draft.edges {
        if let Some(asset) = assets.get(edge.from.node.as_str()) {
            fed.entry((&edge.to, asset.kind)).or_insert(asset_source(asset));
        }
    }
    let mut linked = BTreeMap::new();
    for parameter in &draft.parameters {
        for target in &parameter.targets {
            linked.entry((target.node.as_str(), target.param.as_str())).or_insert(parameter.name.as_str());
        }
    }
    Writer { draft, index: Index::of(catalogue).with_own(draft), nodes: by_id(&draft.nodes), fed, linked }
        .experiment()
}

fn by_id(nodes: &[Node]) -> BTreeMap<&str, &Node> {
    nodes.iter().rev().map(|node| (node.id.as_str(), node)).collect()
}

struct Writer<'a> {
    draft: &'a PipelineDraft,
    index: Index<'a>,
    nodes: BTreeMap<&'a str, &'a Node>,
    /// The asset of each kind that feeds an input.
    fed: BTreeMap<(&'a PortRef, AssetKind), &'a str>,
    /// The web service parameter that sets a parameter of a node.
    linked: BTreeMap<(&'a str, &'a str), &'a str>,
}

impl Writer<'_> {
    fn experiment(&self) -> Json {
        let draft = self.draft;
        let source = draft.source.clone().unwrap_or_default();
        let mut members = vec![
            ("ExperimentId".to_owned(), text_or_null(source.experiment_id.as_deref())),
            member("Summary", draft.description.as_str()),
            member("Description", draft.name.as_str()),
            ("Graph".to_owned(), self.graph()),
            ("Etag".to_owned(), text_or_null(source.etag.as_deref())),
            ("WebService".to_owned(), self.web_service()),
            ("Tags".to_owned(), Json::Array(draft.tags.iter().map(|tag| tag.as_str().into()).collect())),
        ];
        let sources = self.data_sources();
        if !sources.is_empty() {
            members.push(("DataSources".to_owned(), Json::Array(sources)));
        }
        members.extend(kept(draft, key::EXPERIMENT).into_iter().flat_map(Json::members).cloned());
        Json::Object(members)
    }

    fn graph(&self) -> Json {
        let draft = self.draft;
        let mut places: Vec<(&str, String)> = Vec::new();
        let nodes = draft.nodes.iter().map(|node| (source_id(node), node.position));
        let assets = draft.assets.iter().map(|asset| (asset_source(asset), asset.position));
        for (id, position) in nodes.chain(assets) {
            places.extend(position.map(|position| (id, place(&position))));
        }
        places.extend(self.stray(key::STRAY_PLACES));
        let mut members = vec![
            ("ModuleNodes".to_owned(), Json::Array(draft.nodes.iter().map(|node| self.node(node)).collect())),
            (
                "SerializedClientData".to_owned(),
                Json::String(Layout::write(self.frame(key::LAYOUT), &places)),
            ),
        ];
        let other = kept(draft, key::GRAPH).map_or(&[][..], Json::members);
        for name in ["PublishInfo", "Parameters"] {
            if !other.iter().any(|(key, _)| key == name) {
                members.push((name.to_owned(), Json::Null));
            }
        }
        members.extend(other.iter().cloned());
        members.push(("EdgesInternal".to_owned(), Json::Array(self.edges())));
        Json::Object(members)
    }

    fn frame(&self, key: &str) -> Option<&str> {
        kept(self.draft, key).and_then(Json::as_str)
    }

    fn stray(&self, key: &str) -> impl Iterator<Item = (&str, String)> {
        let places = kept(self.draft, key).map_or(&[][..], Json::items);
        places.iter().filter_map(|place| match place.items() {
            [id, text] => Some((id.as_str()?, text.as_str()?.to_owned())),
            _ => None,
        })
    }

    fn node(&self, node: &Node) -> Json {
        let spec = self.index.component(node);
        let origin = node.origin.clone().unwrap_or_default();
        let mut other: Vec<(String, Json)> = origin
            .other
            .iter()
            .filter(|(name, _)| !name.starts_with('$'))
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        let mut default = |name: &str, usual: Json| {
            let own = other.iter().position(|(key, _)| key == name).map(|place| other.remove(place).1);
            (name.to_owned(), own.unwrap_or(usual))
        };
        let id = source_id(node);
        // An id without a family is another workspace's, which says nothing here.
        let own = origin.module_id.filter(|id| spec.is_none() || id.split('.').nth(1).is_some());
        let module_id = own.unwrap_or_else(|| module_id(spec));
        let linked = |param: &str| self.linked.get(&(node.id.as_str(), param)).map(|name| (*name).to_owned());
        let mut members = vec![
            member("Id", id),
            member("ModuleId", module_id.as_str()),
            member("Comment", node.comment.as_str()),
            default("CommentCollapsed", Json::Bool(true)),
            default("Language", params::LANGUAGE.into()),
            default("Version", params::VERSION.into()),
            default("UsePreviousResults", Json::Bool(false)),
            (
                "ModuleParameters".to_owned(),
                Json::Array(params::write(node, spec, params::Scripts::Original, linked)),
            ),
            default("IsPartOfPartialRun", Json::Bool(false)),
            ("InputPortsInternal".to_owned(), Json::Array(self.inputs(node, spec))),
            ("OutputPortsInternal".to_owned(), Json::Array(outputs(node, spec))),
        ];
        members.extend(other);
        Json::Object(members)
    }

    fn inputs(&self, node: &Node, spec: Option<&ComponentSpec>) -> Vec<Json> {
        let ports = spec.map_or(&[][..], |spec| &spec.inputs);
        port_names(node, false, ports)
            .into_iter()
            .map(|name| {
                let port = crate::index::port(ports, name).map_or(name, |port| &port.id);
                let here = PortRef::new(node.id.as_str(), port);
                let fed = |kind: AssetKind| text_or_null(self.fed.get(&(&here, kind)).copied());
                let mut members = vec![
                    member("Name", name),
                    ("DataSourceId".to_owned(), fed(AssetKind::Dataset)),
                    ("TrainedModelId".to_owned(), fed(AssetKind::TrainedModel)),
                    ("TransformModuleId".to_owned(), fed(AssetKind::Transform)),
                ];
                let usual = [
                    ("Language", params::LANGUAGE.into()),
                    ("Version", params::VERSION.into()),
                    ("PortIndex", Json::Null),
                    ("NodeId", source_id(node).into()),
                ];
                port_members(node, key::INPUTS, name, &usual, &mut members);
                Json::Object(members)
            })
            .collect()
    }

    /// `<node>:<port>` in the source's words.
    fn end(&self, port: &PortRef, output: bool) -> String {
        let Some(node) = self.nodes.get(port.node.as_str()) else {
            return if port.node.is_empty() {
                port.port.clone()
            } else {
                format!("{}:{}", port.node, port.port)
            };
        };
        let spec = self.index.component(node);
        let known =
            spec.and_then(|spec| if output { spec.output(&port.port) } else { spec.input(&port.port) });
        // A module whose ports differ from the catalogue's keeps its own spelling.
        let own = node
            .origin
            .as_ref()
            .map_or(&[][..], |origin| if output { &origin.outputs } else { &origin.inputs });
        let name = known.map_or(port.port.as_str(), |known| {
            own.iter()
                .find(|own| own.eq_ignore_ascii_case(&known.classic_name))
                .unwrap_or(&known.classic_name)
        });
        format!("{}:{name}", source_id(node))
    }

    fn edges(&self) -> Vec<Json> {
        let kept_members = kept(self.draft, key::EDGES).map_or(&[][..], Json::items);
        let more: BTreeMap<(&str, &str), &Json> = kept_members
            .iter()
            .filter_map(|edge| Some(((edge.get("from")?.as_str()?, edge.get("to")?.as_str()?), edge)))
            .collect();
        let assets: std::collections::BTreeSet<&str> =
            self.draft.assets.iter().map(|asset| asset.id.as_str()).collect();
        let mut edges: Vec<Json> = self
            .draft
            .edges
            .iter()
            .filter(|edge| !assets.contains(edge.from.node.as_str()))
            .map(|edge| {
                let (from, to) = (self.end(&edge.from, true), self.end(&edge.to, false));
                let mut members = vec![
                    member("SourceOutputPortId", from.as_str()),
                    member("DestinationInputPortId", to.as_str()),
                ];
                let other = more.get(&(from.as_str(), to.as_str())).map_or(&[][..], |edge| edge.members());
                if !other.iter().any(|(name, _)| name == "DestinationInputPortIndex") {
                    members.push(("DestinationInputPortIndex".to_owned(), Json::Null));
                }
                members.extend(other.iter().filter(|(name, _)| name != "from" && name != "to").cloned());
                Json::Object(members)
            })
            .collect();
        edges.extend(kept(self.draft, key::LOOSE_EDGES).into_iter().flat_map(Json::items).cloned());
        edges
    }

    fn web_service(&self) -> Json {
        let draft = self.draft;
        let other = kept(draft, key::WEB_SERVICE);
        let listed: Vec<_> = draft
            .parameters
            .iter()
            .filter(|parameter| parameter.definition.is_some() || parameter.value.is_some())
            .collect();
        if other.is_none() && draft.interface.is_empty() && listed.is_empty() {
            return Json::Null;
        }
        let ports = |ports: &[InterfacePort], output: bool| {
            Json::Array(ports.iter().map(|port| self.service_port(port, output)).collect())
        };
        let more = kept(draft, key::SERVICE_PARAMETERS);
        let parameters = listed
            .into_iter()
            .map(|parameter| {
                let text = ParamKind::Text { multiline: false };
                let definition =
                    parameter.definition.clone().filter(|definition| !definition.members().is_empty());
                let mut members = vec![
                    member("Name", parameter.name.as_str()),
                    (
                        "Value".to_owned(),
                        parameter.value.as_ref().map_or(Json::Null, |value| value::write(&text, value)),
                    ),
                    ("ParameterDefinition".to_owned(), definition.unwrap_or(Json::Null)),
                ];
                let other = more.and_then(|more| more.get(&parameter.name)).map_or(&[][..], Json::members);
                members.extend(other.iter().cloned());
                Json::Object(members)
            })
            .collect();
        let bound = draft.interface.inputs.iter().chain(&draft.interface.outputs);
        let mut places: Vec<(&str, String)> =
            bound.filter_map(|port| Some((port.id.as_str(), place(&port.position?)))).collect();
        places.extend(self.stray(key::WEB_SERVICE_STRAY_PLACES));
        let mut members = Vec::new();
        if other.is_none() {
            members.push(member("IsWebServiceExperiment", Json::Bool(!draft.interface.is_empty())));
        }
        members.push(("Inputs".to_owned(), ports(&draft.interface.inputs, false)));
        members.push(("Outputs".to_owned(), ports(&draft.interface.outputs, true)));
        members.push(("Parameters".to_owned(), Json::Array(parameters)));
        members.push((
            "SerializedClientData".to_owned(),
            Json::String(Layout::write(self.frame(key::WEB_SERVICE_LAYOUT), &places)),
        ));
        members.extend(other.into_iter().flat_map(Json::members).cloned());
        Json::Object(members)
    }

    fn service_port(&self, port: &InterfacePort, output: bool) -> Json {
        let bound = self.end(&port.port, output);
        let mut members = vec![
            member("Id", port.id.as_str()),
            member("PortId", bound.as_str()),
            member("Name", port.name.as_str()),
        ];
        let other = kept(self.draft, key::SERVICE_PORTS).and_then(|ports| ports.get(&port.id));
        members.extend(other.into_iter().flat_map(Json::members).cloned());
        Json::Object(members)
    }

    /// The names and formats of assets, as the Studio's list of datasets gave them.
    fn data_sources(&self) -> Vec<Json> {
        let kept_entries = kept(self.draft, key::DATA_SOURCES).map_or(&[][..], Json::items);
        // Places by id; of several with one id, the first stands last and is taken first.
        let mut places: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (place, entry) in kept_entries.iter().enumerate().rev() {
            if let Some(id) = entry.get("Id").and_then(Json::as_str) {
                places.entry(id).or_default().push(place);
            }
        }
        let mut left: Vec<Option<&Json>> = kept_entries.iter().map(Some).collect();
        let mut entries = Vec::new();
        for asset in &self.draft.assets {
            let id = asset_source(asset);
            let own = places.get_mut(id).and_then(Vec::pop).and_then(|place| left[place].take());
            let unnamed = asset.name == names::fallback(id, asset.kind) && asset.format.is_none();
            if unnamed && own.is_none() {
                continue;
            }
            let mut members = vec![member("Id", id)];
            if !unnamed {
                members.push(member("Name", asset.name.as_str()));
            }
            let known = own.and_then(|own| own.get("DataTypeId")).is_some();
            if let (Some(data_type), false) = (asset.format.and_then(names::data_type_of), known) {
                members.push(member("DataTypeId", data_type));
            }
            let other = own.map_or(&[][..], Json::members);
            members.extend(other.iter().filter(|(name, _)| name != "Id").cloned());
            entries.push(Json::Object(members));
        }
        entries.extend(left.into_iter().flatten().cloned());
        entries
    }
}

/// The id a node had in the source.
fn source_id(node: &Node) -> &str {
    node.origin
        .as_ref()
        .and_then(|origin| origin.other.get(key::SOURCE_ID))
        .and_then(Json::as_str)
        .unwrap_or(&node.id)
}

fn asset_source(asset: &Asset) -> &str {
    asset.source_id.as_deref().unwrap_or(&asset.id)
}

/// A module id for a node that never was in an export.
fn module_id(spec: Option<&ComponentSpec>) -> String {
    let family = spec.and_then(|spec| spec.classic.family_ids.first()).map_or("", String::as_str);
    if family.is_empty() { String::new() } else { format!("{BUILT_IN_WORKSPACE}.{family}.v1-default-1") }
}

/// The source's names of a node's ports: its own list, or the catalogue's.
fn port_names<'a>(node: &'a Node, output: bool, ports: &'a [PortSpec]) -> Vec<&'a str> {
    let own =
        node.origin.as_ref().map_or(&[][..], |origin| if output { &origin.outputs } else { &origin.inputs });
    let none = if output { key::NO_OUTPUTS } else { key::NO_INPUTS };
    let listed = node.origin.as_ref().is_some_and(|origin| origin.other.contains_key(none));
    if own.is_empty() && !listed {
        ports.iter().map(|port| port.classic_name.as_str()).collect()
    } else {
        own.iter().map(String::as_str).collect()
    }
}

fn outputs(node: &Node, spec: Option<&ComponentSpec>) -> Vec<Json> {
    port_names(node, true, spec.map_or(&[][..], |spec| &spec.outputs))
        .into_iter()
        .map(|name| {
            let mut members = vec![member("Name", name)];
            let usual = [("NodeId", source_id(node).into()), ("OutputType", Json::Null)];
            port_members(node, key::OUTPUTS, name, &usual, &mut members);
            Json::Object(members)
        })
        .collect()
}

/// Adds the members that every port has, and what the source said beyond them.
fn port_members(
    node: &Node,
    list: &str,
    port: &str,
    usual: &[(&str, Json)],
    members: &mut Vec<(String, Json)>,
) {
    let own =
        node.origin.as_ref().and_then(|origin| origin.other.get(list)).and_then(|ports| ports.get(port));
    let own = own.map_or(&[][..], Json::members);
    for (name, value) in usual {
        if !own.iter().any(|(key, _)| key == name) {
            members.push(member(name, value.clone()));
        }
    }
    members.extend(own.iter().cloned());
}

fn place(position: &Position) -> String {
    format!("{},{},{},{}", position.x, position.y, position.width, position.height)
}

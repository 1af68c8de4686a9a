//! Parameters of modules and services: typed where the catalogue knows them, verbatim where it does not, and back.

use crate::extras::{Extras, key, member};
use crate::index;
use crate::value;
use ml_classic::Parameter;
use ml_graph::{ComponentSpec, Diagnostic, Json, Node, ParamKind, ParamValue};
use std::collections::BTreeMap;

/// Parameters of one module, sorted out.
#[derive(Default)]
pub(crate) struct Lifted {
    /// Typed, by the component's names.
    pub(crate) params: BTreeMap<String, ParamValue>,
    /// The rest, by the source's names.
    pub(crate) not_understood: BTreeMap<String, Json>,
    /// By the source's names: spellings and members that the typed value does not bring back.
    pub(crate) notes: Vec<(String, Json)>,
    /// Web service parameters and the parameter each sets.
    pub(crate) linked: Vec<(String, String)>,
    /// The source's names in its order.
    pub(crate) order: Vec<String>,
    /// What to tell the user.
    pub(crate) diagnostics: Vec<Diagnostic>,
}

/// Sorts out the parameters of a module; repeated ones go to `other`.
pub(crate) fn lift(
    parameters: Vec<Parameter>,
    spec: Option<&ComponentSpec>,
    node: &str,
    other: &mut Extras,
) -> Lifted {
    let mut lifted = Lifted::default();
    let mut repeated = Vec::new();
    for parameter in parameters {
        let known = spec.and_then(|spec| index::param(spec, &parameter.name));
        let again = lifted.not_understood.contains_key(&parameter.name)
            || known.is_some_and(|known| lifted.params.contains_key(&known.id));
        if again {
            lifted.diagnostics.push(
                Diagnostic::warning(
                    "convert/parameter-twice",
                    format!("The parameter “{}” occurs twice; the first value counts.", parameter.name),
                )
                .help("Check the value.")
                .at_node(node)
                .at_param(&parameter.name),
            );
            repeated.push(write_parameter(parameter));
            continue;
        }
        let Parameter { name, value, value_type, linked, other } = parameter;
        let mut note = Vec::new();
        if let Some(kind) = value_type.filter(|kind| kind != "Literal") {
            note.push(member("ValueType", kind.as_str()));
        }
        note.extend(other.into_iter().filter(|(key, _)| !key.eq_ignore_ascii_case("LinkedGlobalParameter")));
        let typed = known.and_then(|known| {
            let typed = match &value {
                Json::Null => Some(ParamValue::Null),
                value => value::raw_text(value).and_then(|text| value::parse(&known.kind, &text)),
            };
            typed.map(|typed| (known, typed))
        });
        match typed {
            Some((known, typed)) => {
                if value::write(&known.kind, &typed) != value {
                    note.push(("Value".to_owned(), value));
                }
                if let Some(linked) = linked {
                    lifted.linked.push((linked, known.id.clone()));
                }
                let renamed = known.classic.name != name;
                lifted.params.insert(known.id.clone(), typed);
                if renamed || !note.is_empty() {
                    lifted.notes.push((name.clone(), Json::Object(note)));
                }
            }
            None => {
                if let Some(spec) = spec {
                    lifted.diagnostics.push(not_understood(spec, known.is_some(), &name, node));
                }
                if let Some(linked) = linked {
                    lifted.linked.push((linked, name.clone()));
                }
                if !note.is_empty() {
                    lifted.notes.push((name.clone(), Json::Object(note)));
                }
                lifted.not_understood.insert(name.clone(), value);
            }
        }
        lifted.order.push(name);
    }
    other.add(key::DUPLICATE_PARAMETERS, Json::Array(repeated));
    lifted
}

fn not_understood(spec: &ComponentSpec, known: bool, name: &str, node: &str) -> Diagnostic {
    let diagnostic = if known {
        Diagnostic::warning(
            "convert/value-not-understood",
            format!("The value of “{name}” of {} is none that it can have; the default counts.", spec.title),
        )
        .help("The value is kept with the module's origin. Set the parameter in the studio.")
    } else {
        Diagnostic::info(
            "convert/unknown-parameter",
            format!("{} has no parameter “{name}” here; its value is kept but changes nothing.", spec.title),
        )
        .help("Compare the module's settings with the original.")
    };
    diagnostic.at_node(node).at_param(name)
}

/// A parameter as it stood in the source.
fn write_parameter(parameter: Parameter) -> Json {
    let mut members = vec![
        member("ValueType", parameter.value_type.as_deref().unwrap_or("Literal")),
        ("LinkedGlobalParameter".to_owned(), crate::extras::text_or_null(parameter.linked.as_deref())),
        member("Name", parameter.name.as_str()),
        ("Value".to_owned(), parameter.value),
    ];
    members.extend(parameter.other);
    Json::Object(members)
}

/// The name in the source of a node's typed parameter.
pub(crate) fn source_name<'a>(
    node: &'a Node,
    spec: &'a ComponentSpec,
    param: &'a ml_graph::ParamSpec,
) -> &'a str {
    notes(node)
        .iter()
        .map(|(name, _)| name.as_str())
        .find(|name| {
            index::param(spec, name).is_some_and(|known| known.id == param.id) && !kept_raw(node, name)
        })
        .unwrap_or(&param.classic.name)
}

fn kept_raw(node: &Node, name: &str) -> bool {
    node.origin.as_ref().is_some_and(|origin| origin.params.contains_key(name))
}

pub(crate) fn notes(node: &Node) -> &[(String, Json)] {
    node.origin.as_ref().and_then(|origin| origin.other.get(key::PARAMETERS)).map_or(&[], Json::members)
}

/// The source's parameter names in the order that [`write()`] gives them by itself: the catalogue's, then what was not understood.
pub(crate) fn usual_order(node: &Node, spec: Option<&ComponentSpec>) -> Vec<String> {
    let typed = spec.into_iter().flat_map(|spec| {
        spec.params
            .iter()
            .filter(|param| node.params.contains_key(&param.id))
            .map(move |param| source_name(node, spec, param).to_owned())
    });
    let raw = node.origin.iter().flat_map(|origin| origin.params.keys().cloned());
    typed.chain(raw).collect()
}

/// Which form of a script that was rewritten is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scripts {
    /// The original: Studio (classic) ran that.
    Original,
    /// The one of the draft.
    Rewritten,
}

/// The parameters of a node as exports spell them. `linked` gives the web service parameter that sets a parameter of the draft.
pub(crate) fn write(
    node: &Node,
    spec: Option<&ComponentSpec>,
    scripts: Scripts,
    linked: impl Fn(&str) -> Option<String>,
) -> Vec<Json> {
    let mut written: Vec<(String, Json)> = Vec::new();
    let notes: BTreeMap<&str, &Json> = notes(node).iter().map(|(name, note)| (name.as_str(), note)).collect();
    let mut push = |name: &str, value: Json, global: Option<String>| {
        let note = notes.get(name);
        let kind = note.and_then(|note| note.get("ValueType")).and_then(Json::as_str).unwrap_or("Literal");
        let mut members = vec![
            member("ValueType", kind),
            ("LinkedGlobalParameter".to_owned(), crate::extras::text_or_null(global.as_deref())),
            member("Name", name),
            ("Value".to_owned(), value),
        ];
        let more = note.into_iter().flat_map(|note| note.members());
        members.extend(more.filter(|(key, _)| key != "ValueType" && key != "Value").cloned());
        written.push((name.to_owned(), Json::Object(members)));
    };
    let original =
        spec.filter(|_| scripts == Scripts::Original).and_then(|spec| crate::scripts::original(node, spec));
    for param in spec.into_iter().flat_map(|spec| &spec.params) {
        let (Some(spec), Some(value)) = (spec, node.params.get(&param.id)) else { continue };
        let name = source_name(node, spec, param);
        // The source's own spelling, as long as it still says the same.
        let spelled = notes.get(name).and_then(|note| note.get("Value")).filter(|raw| match raw {
            Json::Null => *value == ParamValue::Null,
            // A script that was rewritten goes back as it came.
            raw if original.is_some() && raw.as_str() == original => true,
            raw => {
                value::raw_text(raw).and_then(|text| value::parse(&param.kind, &text)).as_ref() == Some(value)
            }
        });
        let text = spelled.cloned().unwrap_or_else(|| value::write(&param.kind, value));
        push(name, text, linked(&param.id));
    }
    // Parameters that neither the catalogue nor the source knows, for example of an unknown component edited by hand.
    for (id, value) in &node.params {
        if spec.is_none_or(|spec| spec.param(id).is_none()) {
            push(id, value::write(&ParamKind::Text { multiline: false }, value), linked(id));
        }
    }
    if let Some(origin) = &node.origin {
        for (name, value) in &origin.params {
            push(name, value.clone(), linked(name));
        }
        if let Some(order) = origin.other.get(key::PARAMETER_ORDER) {
            let places: BTreeMap<&str, usize> = order
                .items()
                .iter()
                .filter_map(Json::as_str)
                .enumerate()
                .map(|(place, name)| (name, place))
                .collect();
            written.sort_by_key(|(name, _)| places.get(name.as_str()).copied().unwrap_or(usize::MAX));
        }
        let repeated = origin.other.get(key::DUPLICATE_PARAMETERS).map_or(&[][..], Json::items);
        written.extend(repeated.iter().map(|parameter| (String::new(), parameter.clone())));
    }
    written.into_iter().map(|(_, parameter)| parameter).collect()
}

/// The value of a web service parameter: a number when its type says so and the text comes back unchanged.
pub(crate) fn global_value(value: Json, definition: Option<&Json>) -> Option<ParamValue> {
    let text = match value {
        Json::Null => return None,
        Json::String(text) => text,
        other => value::raw_text(&other)?,
    };
    let kind = definition
        .and_then(|definition| {
            // Experiments call it one thing and services another.
            ["ParameterType", "Type"].iter().find_map(|key| definition.get_ignoring_case(key))
        })
        .and_then(Json::as_str)
        .unwrap_or_default()
        .to_ascii_lowercase();
    let kind = match kind.as_str() {
        "int" | "integer" => ParamKind::Integer { min: None, max: None },
        "double" | "float" => ParamKind::Float { min: None, max: None },
        "boolean" | "bool" => ParamKind::Bool,
        _ => ParamKind::Text { multiline: false },
    };
    let typed =
        value::parse(&kind, &text).filter(|typed| value::write(&kind, typed) == Json::String(text.clone()));
    Some(typed.unwrap_or(ParamValue::Text(text)))
}

/// What Studio writes for every module; a draft does not repeat it.
pub(crate) const NODE_DEFAULTS: [(&str, Json); 5] = [
    ("CommentCollapsed", Json::Bool(true)),
    ("Language", Json::Null),
    ("Version", Json::Null),
    ("UsePreviousResults", Json::Bool(false)),
    ("IsPartOfPartialRun", Json::Bool(false)),
];

/// The usual language and version of modules and ports.
pub(crate) const LANGUAGE: &str = "DotNet";
/// See [`LANGUAGE`].
pub(crate) const VERSION: &str = "4.5.0";

fn is_default(name: &str, value: &Json) -> bool {
    match name {
        "Language" => value.as_str() == Some(LANGUAGE),
        "Version" => value.as_str() == Some(VERSION),
        _ => NODE_DEFAULTS.iter().any(|(known, default)| *known == name && default == value),
    }
}

/// The members of a module that say more than [`NODE_DEFAULTS`].
pub(crate) fn without_node_defaults(other: Vec<(String, Json)>) -> impl Iterator<Item = (String, Json)> {
    other.into_iter().filter(|(name, value)| !is_default(name, value))
}

/// The members of a port that say more than every port does.
pub(crate) fn without_port_defaults(mut other: Vec<(String, Json)>, node: &str) -> Vec<(String, Json)> {
    other.retain(|(name, value)| match name.as_str() {
        "NodeId" => value.as_str() != Some(node),
        "PortIndex" | "OutputType" => !value.is_null(),
        _ => !is_default(name, value),
    });
    other
}

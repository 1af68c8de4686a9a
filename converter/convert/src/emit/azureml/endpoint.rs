//! What was known of the old service's endpoints: each becomes an online endpoint of its own, over the same model.

use super::names;
use super::plan::Plan;
use crate::service::complete;
use ml_graph::{EndpointDefinition, EndpointKind, EndpointPort, Json, PipelineDraft};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// Callers at a time that one instance is given. They wait for each other there, for the pipeline runs for one at a time.
const PER_INSTANCE: u32 = 50;
/// Instances that a service starts with at most.
const INSTANCES: u32 = 4;

/// An online endpoint.
#[derive(Debug)]
pub(crate) struct Online<'p> {
    /// Its name.
    pub(crate) name: String,
    /// The folder of its files.
    pub(crate) folder: String,
    /// What is known of it.
    pub(crate) definition: &'p EndpointDefinition,
}

/// The definitions of a draft's endpoints: those that are known, else what its own interface says.
pub(crate) fn definitions<'a>(
    draft: &'a PipelineDraft,
    known: &'a [EndpointDefinition],
) -> Vec<Cow<'a, EndpointDefinition>> {
    if !known.is_empty() {
        return known.iter().map(Cow::Borrowed).collect();
    }
    if draft.interface.is_empty() {
        return Vec::new();
    }
    let kind = match draft.interface.inputs.is_empty() {
        true => EndpointKind::Batch,
        false => EndpointKind::Realtime,
    };
    let mut definition = EndpointDefinition::new(&draft.name, kind);
    definition.description.clone_from(&draft.description);
    complete(&mut definition, draft);
    vec![Cow::Owned(definition)]
}

/// The online endpoints; none where nothing can be called or nothing answers.
pub(crate) fn online<'p>(plan: &'p Plan<'_>) -> Vec<Online<'p>> {
    if plan.service.inputs.is_empty() || plan.service.outputs.is_empty() {
        return Vec::new();
    }
    let mut taken = BTreeSet::new();
    let realtime = plan.endpoints.iter().filter(|definition| definition.is_realtime());
    realtime
        .enumerate()
        .map(|(place, definition)| {
            let title = definition.title();
            let mut name = names::endpoint(&title, "online");
            let mut number = 1;
            while !taken.insert(name.clone()) {
                number += 1;
                name = names::endpoint(&title, &format!("online-{number}"));
            }
            let folder = match place {
                0 => "endpoints/online".to_owned(),
                _ => format!("endpoints/{name}"),
            };
            Online { name, folder, definition }
        })
        .collect()
}

impl Online<'_> {
    /// Instances to start with.
    pub(crate) fn instances(&self) -> i64 {
        i64::from(self.sizes().0)
    }

    /// Calls that an instance is given at a time.
    pub(crate) fn calls_per_instance(&self) -> i64 {
        i64::from(self.sizes().1)
    }

    /// Both.
    fn sizes(&self) -> (u32, u32) {
        let calls = self.definition.settings.max_concurrent_calls.unwrap_or(1).max(1);
        let instances = calls.div_ceil(PER_INSTANCE).min(INSTANCES);
        (instances, calls.div_ceil(instances))
    }

    /// Whether what happens is logged, as far as the old service says.
    pub(crate) fn logs(&self) -> Option<bool> {
        let level = self.definition.settings.diagnostics_level.as_deref()?;
        Some(!level.eq_ignore_ascii_case("none"))
    }
}

/// The request of a definition, when its inputs are those of the draft; parameters that it leaves out are added.
pub(crate) fn known_request(
    plan: &Plan<'_>,
    definition: &EndpointDefinition,
    example: &Json,
) -> Option<Json> {
    let request = definition.sample_request.as_ref()?;
    let inputs = request.get("Inputs").map(Json::members).filter(|inputs| !inputs.is_empty())?;
    let known: BTreeSet<&str> = plan.draft.interface.inputs.iter().map(|input| input.name.as_str()).collect();
    if !inputs.iter().all(|(name, table)| known.contains(name.as_str()) && has_rows(table)) {
        return None;
    }
    let given = request.get("GlobalParameters").map(Json::members).unwrap_or_default();
    let defaults = example.get("GlobalParameters").map(Json::members).unwrap_or_default();
    let known: BTreeSet<&str> = defaults.iter().map(|(name, _)| name.as_str()).collect();
    let mut parameters: Vec<(String, Json)> = given
        .iter()
        .filter(|(name, value)| known.contains(name.as_str()) && !value.is_null())
        .cloned()
        .collect();
    let given: BTreeSet<String> = parameters.iter().map(|(name, _)| name.clone()).collect();
    parameters.extend(defaults.iter().filter(|(name, _)| !given.contains(name)).cloned());
    Some(Json::Object(vec![
        ("Inputs".to_owned(), Json::Object(inputs.to_vec())),
        ("GlobalParameters".to_owned(), Json::Object(parameters)),
    ]))
}

/// The example with a row of neutral values where no rows are at hand but columns are known.
pub(crate) fn with_rows(example: &Json, definition: &EndpointDefinition) -> Json {
    let Json::Object(members) = example else { return example.clone() };
    let described = definition.inputs.iter().rev().filter(|port| !port.columns.is_empty());
    let ports: BTreeMap<&str, &EndpointPort> = described.map(|port| (port.name.as_str(), port)).collect();
    let filled = |(name, table): &(String, Json)| {
        let table = match ports.get(name.as_str()) {
            Some(port) if !has_rows(table) => neutral(port),
            _ => table.clone(),
        };
        (name.clone(), table)
    };
    let members = members.iter().map(|(name, value)| match name.as_str() {
        "Inputs" => (name.clone(), Json::Object(value.members().iter().map(filled).collect())),
        _ => (name.clone(), value.clone()),
    });
    Json::Object(members.collect())
}

fn neutral(port: &EndpointPort) -> Json {
    let value =
        |column: &ml_graph::EndpointColumn| match (column.levels.first(), column.element_type.as_str()) {
            (Some(level), _) => Json::from(level.as_str()),
            (None, "Integer" | "Double") => Json::from("0"),
            (None, "Boolean") => Json::from("false"),
            _ => Json::from(""),
        };
    let names = port.columns.iter().map(|column| Json::from(column.name.as_str()));
    object([
        ("ColumnNames", Json::Array(names.collect())),
        ("Values", Json::Array(vec![Json::Array(port.columns.iter().map(value).collect())])),
    ])
}

fn has_rows(table: &Json) -> bool {
    let is_record = |row: &Json| matches!(row, Json::Object(_));
    match table {
        Json::Array(rows) => !rows.is_empty() && rows.iter().all(is_record),
        Json::Object(_) => {
            let columns = table.get("ColumnNames").map(Json::items).unwrap_or_default();
            !columns.is_empty() && table.get("Values").is_some_and(|rows| !rows.items().is_empty())
        }
        _ => false,
    }
}

/// The description of the interface, as Azure ML shows it at the endpoint: OpenAPI 3.
pub(crate) fn openapi(online: &Online<'_>) -> Json {
    let definition = online.definition;
    let table = |port: &EndpointPort, strict: bool| {
        let columns = port.columns.iter().map(|column| {
            let mut members = vec![("type".to_owned(), Json::from(json_type(&column.element_type)))];
            if column.nullable {
                members.push(("nullable".to_owned(), Json::Bool(true)));
            }
            if !column.levels.is_empty() && strict {
                let levels = column.levels.iter().map(|level| Json::from(level.as_str()));
                members.push(("enum".to_owned(), Json::Array(levels.collect())));
            }
            (column.name.clone(), Json::Object(members))
        });
        let row = object([("type", "object".into()), ("properties", Json::Object(columns.collect()))]);
        object([("type", "array".into()), ("items", row)])
    };
    let ports = |ports: &[EndpointPort], strict: bool| {
        let members = ports.iter().map(|port| (port.name.clone(), table(port, strict)));
        object([("type", "object".into()), ("properties", Json::Object(members.collect()))])
    };
    let parameters = definition.parameters.iter().map(|parameter| {
        let mut members = vec![("type".to_owned(), Json::from("string"))];
        if !parameter.description.is_empty() {
            members.push(("description".to_owned(), Json::from(parameter.description.as_str())));
        }
        (parameter.name.clone(), Json::Object(members))
    });
    let parameters = object([("type", "object".into()), ("properties", Json::Object(parameters.collect()))]);
    let request = object([
        ("type", "object".into()),
        (
            "properties",
            object([("Inputs", ports(&definition.inputs, true)), ("GlobalParameters", parameters)]),
        ),
        ("required", Json::Array(vec!["Inputs".into()])),
    ]);
    let answer = object([
        ("type", "object".into()),
        ("properties", object([("Results", ports(&definition.outputs, false))])),
    ]);
    let content =
        |schema| object([("content", object([("application/json", object([("schema", schema)]))]))]);
    let mut described = content(answer);
    if let Json::Object(members) = &mut described {
        members.insert(0, ("description".to_owned(), "The scored rows.".into()));
    }
    let post = object([
        ("operationId", "score".into()),
        ("requestBody", content(request)),
        ("responses", object([("200", described)])),
    ]);
    object([
        ("openapi", "3.0.3".into()),
        (
            "info",
            object([
                ("title", definition.title().as_str().into()),
                ("description", definition.description.as_str().into()),
                ("version", "1".into()),
            ]),
        ),
        ("paths", object([("/score", object([("post", post)]))])),
    ])
}

fn object<const N: usize>(members: [(&str, Json); N]) -> Json {
    Json::Object(members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

/// The type of JSON that an element type is.
pub(crate) fn json_type(element_type: &str) -> &'static str {
    match element_type {
        "Integer" => "integer",
        "Double" => "number",
        "Boolean" => "boolean",
        _ => "string",
    }
}

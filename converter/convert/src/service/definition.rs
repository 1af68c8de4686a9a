//! What a definition says of the endpoint: settings, schemas, an example, what could be replaced.

use super::{Claim, Ground, reference, resource_in};
use crate::extras::member;
use crate::params;
use crate::secrets::Vault;
use crate::value::is_secret_reference;
use ml_classic::{ServiceDefinition, ServicePayload, ServiceSchema};
use ml_graph::{
    AddressPurpose, Diagnostic, EndpointAddress, EndpointColumn, EndpointDefinition, EndpointKind,
    EndpointParameter, EndpointPort, EndpointResource, EndpointSettings, EndpointSource, Json, PipelineDraft,
    StorageAccount,
};
use std::collections::{BTreeMap, BTreeSet};

/// The endpoint of a definition whose graph was taken out already. `draft` is what became of the graph, and the name of its file.
pub(crate) fn of_definition(
    service: ServiceDefinition,
    draft: Option<(&PipelineDraft, &str)>,
    vault: Vault,
    format: &str,
    file: &str,
) -> (Claim, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let given = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
    let name = given(&service.title).or_else(|| given(&service.name)).unwrap_or_default();
    let mut endpoint = EndpointDefinition::new(name, EndpointKind::Realtime);
    endpoint.inputs = service.input.iter().map(port).collect();
    endpoint.outputs = service.output.iter().map(port).collect();
    if let Some((draft, file)) = draft {
        endpoint.draft = Some(file.to_owned());
        complete(&mut endpoint, draft);
    }
    if endpoint.inputs.is_empty() {
        endpoint.kind = EndpointKind::Batch;
    }
    endpoint.sample_request =
        service.example_request.as_ref().map(|example| sample(example, &endpoint.inputs));
    endpoint.resources = service
        .assets
        .iter()
        .filter(|asset| asset.is_resource())
        .map(|asset| EndpointResource {
            name: asset.name.clone().unwrap_or_else(|| asset.id.clone()),
            kind: asset.kind.clone().unwrap_or_default(),
            location: asset.uri.clone(),
            credential: asset
                .other
                .iter()
                .find(|(name, _)| name.eq_ignore_ascii_case("locationInfo"))
                .and_then(|(_, rest)| rest.get_ignoring_case("credentials"))
                .and_then(|text| reference(text.as_str().map(str::to_owned))),
        })
        .collect();
    endpoint.original_addresses = service
        .swagger_location
        .iter()
        .map(|url| EndpointAddress { purpose: AddressPurpose::Swagger, url: url.clone() })
        .collect();
    let mut extensions = service.properties;
    match service.payload {
        ServicePayload::Graph { .. } | ServicePayload::Missing if draft.is_some() => {}
        ServicePayload::Graph { .. } | ServicePayload::Missing => diagnostics.push(
            Diagnostic::warning("convert/no-graph", "The service's definition comes without its graph.")
                .help("Its settings and schemas are kept. Convert the experiment it was deployed from as well, or export the definition with its package."),
        ),
        ServicePayload::Elsewhere { location } => {
            let address = location.get_ignoring_case("uri").and_then(Json::as_str);
            let place = address.map(|address| format!(" at {address}")).unwrap_or_default();
            diagnostics.push(
                Diagnostic::warning(
                    "convert/payload-elsewhere",
                    format!("The service's graph is not in the file: it lies in a storage account{place}."),
                )
                .help("Put the content of that file into the definition as its “package”, or convert the experiment the service was deployed from."),
            );
            extensions.push(("payloadsLocation".to_owned(), location));
        }
        ServicePayload::Other { kind, package } => {
            diagnostics.push(
                Diagnostic::warning(
                    "convert/package-kind",
                    format!("The service holds a package of the kind “{kind}”, which is no graph of modules."),
                )
                .help("Its package is kept with the endpoint. Put its code into Execute R Script or Execute Python Script."),
            );
            extensions.push(("packageType".to_owned(), Json::from(kind.as_str())));
            extensions.push(("package".to_owned(), package));
        }
    }
    // Those of a graph are parameters of its draft.
    if draft.is_none() {
        for value in service.parameters {
            endpoint.parameters.push(EndpointParameter {
                value: params::global_value(value.value, None),
                name: value.name,
                ..EndpointParameter::default()
            });
        }
    }
    let assets = service.assets.into_iter().filter(|_| draft.is_none()).map(|asset| {
        let mut members = vec![member("id", asset.id.as_str())];
        let texts = [("name", asset.name), ("type", asset.kind), ("uri", asset.uri)];
        members.extend(texts.into_iter().filter_map(|(name, text)| Some(member(name, text?.as_str()))));
        members.extend(asset.other);
        Json::Object(members)
    });
    let assets: Vec<Json> = assets.collect();
    if !assets.is_empty() {
        extensions.push(("assets".to_owned(), Json::Array(assets)));
    }
    if !service.tags.is_empty() {
        extensions.push(("tags".to_owned(), Json::Object(service.tags)));
    }
    extensions.extend(service.other);
    if !extensions.is_empty() {
        endpoint.extensions.insert(format.to_owned(), Json::Object(extensions));
    }
    endpoint.description = service.description.unwrap_or_default();
    endpoint.settings = EndpointSettings {
        max_concurrent_calls: service.max_concurrent_calls,
        diagnostics_level: service.diagnostics_level,
        diagnostics_expiry: service.diagnostics_expiry,
        sample_data_exposed: service.expose_sample_data,
        read_only: service.read_only,
        keys: service
            .keys
            .into_iter()
            .filter_map(|(name, key)| Some((name, reference(Some(key))?)))
            .collect(),
        storage_account: service
            .storage_name
            .map(|name| StorageAccount { name, key: reference(service.storage_key) }),
        ..EndpointSettings::default()
    };
    endpoint.source = Some(EndpointSource {
        formats: vec![format.to_owned()],
        // A definition without an id is known by its name: experiments name the service they became.
        resource_id: service.id.or(service.name),
        workspace_id: service.workspace,
        region: service.location,
        commitment_plan: service.commitment_plan,
        created: service.created,
        modified: service.modified,
        ..EndpointSource::default()
    });
    let resource = endpoint.source.as_ref().and_then(|source| source.resource_id.as_deref());
    let resource = resource.and_then(resource_in);
    (Claim::new(endpoint, vault, Ground::Definition, file).with_id(resource.as_deref()), diagnostics)
}

/// Adds the ports and parameters of a draft that nothing else describes.
pub(crate) fn complete(endpoint: &mut EndpointDefinition, draft: &PipelineDraft) {
    let lists =
        [(&mut endpoint.inputs, &draft.interface.inputs), (&mut endpoint.outputs, &draft.interface.outputs)];
    for (ports, bound) in lists {
        let mut known: BTreeSet<String> = ports.iter().map(|port| port.name.clone()).collect();
        for port in bound {
            if known.insert(port.name.clone()) {
                ports.push(EndpointPort { name: port.name.clone(), ..EndpointPort::default() });
            }
        }
    }
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    for (place, parameter) in endpoint.parameters.iter().enumerate() {
        known.entry(parameter.name.clone()).or_insert(place);
    }
    for parameter in &draft.parameters {
        let text = |keys: [&str; 2]| {
            let definition = parameter.definition.as_ref()?;
            let text = keys.iter().find_map(|key| definition.get_ignoring_case(key))?.as_str()?;
            Some(text.to_owned())
        };
        let described = EndpointParameter {
            name: parameter.name.clone(),
            description: text(["Description", "FriendlyName"]).unwrap_or_default(),
            value_type: text(["ParameterType", "Type"]).unwrap_or_default(),
            value: parameter.value.clone(),
            ..EndpointParameter::default()
        };
        match known.get(&parameter.name) {
            None => {
                known.insert(described.name.clone(), endpoint.parameters.len());
                endpoint.parameters.push(described);
            }
            Some(&place) => {
                let known = &mut endpoint.parameters[place];
                if known.value_type.is_empty() {
                    known.value_type = described.value_type;
                }
                known.value = known.value.take().or(described.value);
            }
        }
    }
}

/// A schema of the source with the element types of tables.
pub(super) fn port(schema: &ServiceSchema) -> EndpointPort {
    let columns = schema.columns.iter().map(|column| EndpointColumn {
        name: column.name.clone(),
        element_type: element_type(column.kind.as_deref(), column.format.as_deref()),
        format: column.format.clone().unwrap_or_default(),
        nullable: column.nullable.unwrap_or(false),
        levels: column.levels.clone(),
    });
    EndpointPort {
        name: schema.name.clone(),
        description: schema.description.clone().unwrap_or_default(),
        columns: columns.collect(),
    }
}

/// `Number` with the format `Double` is a double, `string` with `date-time` a time, in any case.
pub(super) fn element_type(kind: Option<&str>, format: Option<&str>) -> String {
    let lower = |text: Option<&str>| text.unwrap_or_default().to_ascii_lowercase();
    match (lower(kind).as_str(), lower(format).as_str()) {
        (_, "date-time" | "datetime" | "date") | ("datetime" | "datetimeoffset", _) => "DateTime",
        (_, "time-span" | "timespan" | "duration") | ("timespan", _) => "TimeSpan",
        ("number" | "double" | "single" | "float" | "decimal", _) => "Double",
        ("integer" | "int" | "int16" | "int32" | "int64" | "long" | "bigint", _) => "Integer",
        ("boolean" | "bool", _) => "Boolean",
        ("string" | "nvarchar" | "nvarchar(max)" | "" | "categorical", _) => "String",
        _ => return kind.unwrap_or_default().to_owned(),
    }
    .to_owned()
}

/// The example as a body that a client would send: rows get the names of their columns.
fn sample(example: &Json, inputs: &[EndpointPort]) -> Json {
    let mut tables = Vec::new();
    for (name, rows) in example.get_ignoring_case("inputs").map(Json::members).unwrap_or_default() {
        let columns = inputs.iter().find(|port| port.name == *name).map_or(&[][..], |port| &port.columns);
        let fits = !columns.is_empty()
            && rows
                .items()
                .iter()
                .all(|row| matches!(row, Json::Array(cells) if cells.len() == columns.len()));
        let table = if fits {
            let names = columns.iter().map(|column| Json::from(column.name.as_str())).collect();
            Json::Object(vec![
                ("ColumnNames".to_owned(), Json::Array(names)),
                ("Values".to_owned(), rows.clone()),
            ])
        } else {
            rows.clone()
        };
        tables.push((name.clone(), table));
    }
    let globals = example.get_ignoring_case("globalParameters").filter(|globals| !globals.is_null());
    let mut body = vec![
        ("Inputs".to_owned(), Json::Object(tables)),
        ("GlobalParameters".to_owned(), globals.cloned().unwrap_or(Json::Object(Vec::new()))),
    ];
    let known = ["inputs", "globalParameters"];
    let more = example.members().iter().filter(|(name, value)| {
        !value.is_null() && !known.iter().any(|known| name.eq_ignore_ascii_case(known))
    });
    body.extend(more.cloned());
    Json::Object(body)
}

/// Values that were encrypted for the old service, by node and parameter: nobody can read them any more.
pub(crate) fn encrypted(draft: &PipelineDraft) -> Vec<Diagnostic> {
    let marked = |notes: &Json| -> Vec<String> {
        let with = notes.members().iter().filter(|(_, note)| note.get("certificateThumbprint").is_some());
        with.map(|(name, _)| name.clone()).collect()
    };
    let mut diagnostics = Vec::new();
    for node in &draft.nodes {
        let notes = node.origin.as_ref().and_then(|origin| origin.other.get(crate::extras::key::PARAMETERS));
        for name in notes.map(marked).unwrap_or_default() {
            diagnostics.push(
                Diagnostic::warning(
                    "convert/encrypted",
                    format!("The value of “{name}” is encrypted with a certificate of the old service."),
                )
                .help("Enter it again.")
                .at_node(&node.id)
                .at_param(&name),
            );
        }
    }
    diagnostics
}

/// Whether a text is a credential's address or says nothing.
pub(super) fn is_sealed(text: &str) -> bool {
    text.is_empty() || is_secret_reference(text)
}

//! What a draft has no field for, kept verbatim so that the classic form can be written again.

use ml_graph::{Json, PipelineDraft};

/// The member of a draft's `extensions` that holds it.
pub(crate) const EXTENSION: &str = "classic";

/// Members of [`EXTENSION`]; those with a dollar stand in a node's `origin.other`, beside the source's own members.
pub(crate) mod key {
    pub(crate) const EXPERIMENT: &str = "experiment";
    pub(crate) const GRAPH: &str = "graph";
    pub(crate) const WEB_SERVICE: &str = "web_service";
    pub(crate) const LAYOUT: &str = "layout";
    pub(crate) const WEB_SERVICE_LAYOUT: &str = "web_service_layout";
    pub(crate) const STRAY_PLACES: &str = "stray_places";
    pub(crate) const WEB_SERVICE_STRAY_PLACES: &str = "web_service_stray_places";
    pub(crate) const EDGES: &str = "edges";
    pub(crate) const LOOSE_EDGES: &str = "loose_edges";
    pub(crate) const SERVICE_PORTS: &str = "service_ports";
    pub(crate) const SERVICE_PARAMETERS: &str = "service_parameters";
    pub(crate) const DATA_SOURCES: &str = "data_sources";

    pub(crate) const PARAMETERS: &str = "$parameters";
    pub(crate) const PARAMETER_ORDER: &str = "$parameter_order";
    pub(crate) const DUPLICATE_PARAMETERS: &str = "$duplicate_parameters";
    pub(crate) const INPUTS: &str = "$inputs";
    pub(crate) const OUTPUTS: &str = "$outputs";
    /// The source lists no inputs or outputs, though the catalogue does.
    pub(crate) const NO_INPUTS: &str = "$no_inputs";
    pub(crate) const NO_OUTPUTS: &str = "$no_outputs";
    pub(crate) const SOURCE_ID: &str = "$source_id";
    /// What a service calls the thing that a module is made of.
    pub(crate) const ASSET: &str = "$asset";
}

/// Collects members, skipping empty ones.
#[derive(Default)]
pub(crate) struct Extras(Vec<(String, Json)>);

impl Extras {
    /// Adds a member unless its value is an empty list or object.
    pub(crate) fn add(&mut self, key: &str, value: Json) {
        let empty = match &value {
            Json::Array(items) => items.is_empty(),
            Json::Object(members) => members.is_empty(),
            _ => false,
        };
        if !empty {
            self.add_even_empty(key, value);
        }
    }

    pub(crate) fn add_even_empty(&mut self, key: &str, value: Json) {
        self.0.push((key.to_owned(), value));
    }

    pub(crate) fn into_members(self) -> Vec<(String, Json)> {
        self.0
    }
}

/// What is kept of the source under `key`.
pub(crate) fn kept<'a>(draft: &'a PipelineDraft, key: &str) -> Option<&'a Json> {
    draft.extensions.get(EXTENSION)?.get(key)
}

/// A member for an object.
pub(crate) fn member(key: &str, value: impl Into<Json>) -> (String, Json) {
    (key.to_owned(), value.into())
}

/// A text or null.
pub(crate) fn text_or_null(text: Option<&str>) -> Json {
    text.map_or(Json::Null, Json::from)
}

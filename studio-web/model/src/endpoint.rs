//! What the studio keeps of an endpoint between visits.

use ml_graph::EndpointDefinition;
use serde::{Deserialize, Serialize};

/// An endpoint at rest.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SavedEndpoint {
    /// Its id in the studio.
    pub id: String,
    /// What it takes and gives, and where it was.
    pub definition: EndpointDefinition,
    /// The document of the draft that answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
    /// The document of the experiment that it was deployed from, when that is another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub experiment: Option<String>,
    /// When it came in, in milliseconds since 1970 UTC.
    pub saved_ms: f64,
}

impl SavedEndpoint {
    /// Whether `other` is an export of the same endpoint, so that the newer one takes the place of the older.
    pub fn is_same(&self, other: &EndpointDefinition) -> bool {
        let mine = &self.definition;
        let ids = |of: &EndpointDefinition| {
            let source = of.source.as_ref()?;
            let service = source.service_id.clone().map(|service| (service, source.endpoint.clone()));
            Some((source.resource_id.clone(), service)).filter(|ids| *ids != (None, None))
        };
        match (ids(mine), ids(other)) {
            (None, None) => (&mine.name, mine.kind) == (&other.name, other.kind),
            (mine, other) => mine == other,
        }
    }

    /// Puts endpoints in the order of their names.
    pub fn sort(endpoints: &mut [SavedEndpoint]) {
        endpoints
            .sort_by_cached_key(|endpoint| (endpoint.definition.name.to_lowercase(), endpoint.id.clone()));
    }

    /// Whether it belongs to this document.
    pub fn is_of(&self, document: &str) -> bool {
        [&self.document, &self.experiment].into_iter().flatten().any(|id| id == document)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ml_graph::{EndpointKind, EndpointSource};

    fn endpoint(name: &str, service: Option<&str>, endpoint: &str) -> EndpointDefinition {
        let mut definition = EndpointDefinition::new(name, EndpointKind::Realtime);
        definition.source = service.map(|service| EndpointSource {
            service_id: Some(service.to_owned()),
            endpoint: Some(endpoint.to_owned()),
            ..EndpointSource::default()
        });
        definition
    }

    fn saved(definition: EndpointDefinition) -> SavedEndpoint {
        SavedEndpoint {
            id: "1".into(),
            definition,
            document: Some("d".into()),
            experiment: None,
            saved_ms: 0.0,
        }
    }

    #[test]
    fn the_same_endpoint_is_known_by_its_ids() {
        let known = saved(endpoint("Credit", Some("a"), "default"));
        assert!(known.is_same(&endpoint("Renamed", Some("a"), "default")));
        assert!(!known.is_same(&endpoint("Credit", Some("a"), "second")));
        assert!(!known.is_same(&endpoint("Credit", None, "")));
        let plain = saved(endpoint("Credit", None, ""));
        assert!(plain.is_same(&endpoint("Credit", None, "")));
        assert!(!plain.is_same(&endpoint("Other", None, "")));
    }

    #[test]
    fn it_belongs_to_its_documents() {
        let known = saved(endpoint("Credit", None, ""));
        assert!(known.is_of("d"));
        assert!(!known.is_of("e"));
    }

    #[test]
    fn what_is_stored_reads_back() -> Result<(), serde_json::Error> {
        let known = saved(endpoint("Kredit · 信用", Some("a"), "default"));
        assert_eq!(crate::json::read::<SavedEndpoint>(&serde_json::to_string(&known)?)?, known);
        Ok(())
    }
}

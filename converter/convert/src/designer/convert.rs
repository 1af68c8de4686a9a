//! The designer's things on their way through the converter: joined, sealed, read, lifted.

use super::graph;
use super::modules::Modules;
use crate::convert::{Conversion, Converter, Place};
use crate::lift::Lift;
use crate::secrets;
use crate::service::{ServiceIds, of_pipeline_endpoint};
use ml_classic::{
    DesignerEndpoint, DesignerKind, DesignerPipeline, ReadError, designer_graph_id, designer_module,
};
use ml_graph::{Diagnostic, Json};
use std::collections::{BTreeMap, BTreeSet};

/// What files say of pipelines and modules that graphs in other files only know by id.
#[derive(Debug, Default)]
pub(crate) struct Elsewhere {
    pub(crate) modules: Modules,
    /// Pipelines by the id of their graph, in lower case; free of credentials.
    entities: BTreeMap<String, Json>,
    /// Where pipelines were met without their graph, by its id.
    mentioned: BTreeMap<String, (String, String)>,
    /// Ids of the graphs that were met.
    graphs: BTreeSet<String>,
}

impl Elsewhere {
    fn mention(&mut self, entity: &Json, place: &Place<'_>) {
        if let Some(graph) = designer_graph_id(entity) {
            let at = (place.file.to_owned(), place.pointer.to_owned());
            self.mentioned.entry(graph.to_ascii_lowercase()).or_insert(at);
        }
    }

    /// Pipelines whose graph was nowhere.
    pub(crate) fn without_graph(&self) -> Vec<Diagnostic> {
        let lost = self.mentioned.iter().filter(|(graph, _)| !self.graphs.contains(*graph));
        lost.map(|(_, (file, pointer))| {
            let mut diagnostic = Diagnostic::warning(
                "convert/graph-elsewhere",
                "This pipeline comes without its graph, where its modules and wires are.",
            )
            .help("Export its graph as well and give both together; the graph then takes the name from here.")
            .in_file(file);
            diagnostic.at.pointer = Some(pointer.clone()).filter(|pointer| !pointer.is_empty());
            diagnostic
        })
        .collect()
    }
}

impl Converter<'_> {
    /// Takes in what other files may need.
    pub(crate) fn learn_designer(&mut self, kind: DesignerKind, json: &Json) {
        match kind {
            DesignerKind::Module => {
                if let Some(module) = designer_module(json) {
                    self.elsewhere.modules.learn(module);
                }
            }
            DesignerKind::Entity => {
                let Some(graph) = designer_graph_id(json).map(str::to_ascii_lowercase) else { return };
                if self.elsewhere.entities.contains_key(&graph) {
                    return;
                }
                let mut entity = json.clone();
                let root = self.root("pipeline");
                let mut vault = std::mem::take(&mut self.beside);
                secrets::seal_pipeline(&mut vault, &mut entity, &self.index.credentials, &root);
                self.beside = vault;
                self.elsewhere.entities.insert(graph, entity);
            }
            DesignerKind::Pipeline | DesignerKind::Endpoint => {}
        }
    }

    /// Takes in something of the designer.
    pub(crate) fn designer(
        &mut self,
        kind: DesignerKind,
        json: Json,
        place: &Place<'_>,
        result: &mut Conversion,
    ) -> Result<(), ReadError> {
        match kind {
            DesignerKind::Pipeline => return self.pipeline(json, place, result),
            DesignerKind::Endpoint => return self.pipeline_endpoint(json, place),
            DesignerKind::Entity => self.elsewhere.mention(&json, place),
            DesignerKind::Module => {}
        }
        self.learn_designer(kind, &json);
        Ok(())
    }

    fn pipeline_endpoint(&mut self, mut json: Json, place: &Place<'_>) -> Result<(), ReadError> {
        let mut vault = secrets::Vault::default();
        let root = self.root("pipeline-endpoint");
        secrets::seal_into(&mut vault, &mut json, &self.index.credentials, &root);
        let endpoint = DesignerEndpoint::from_json(json, place.pointer)?;
        let format = DesignerKind::Endpoint.format();
        self.claims.add(of_pipeline_endpoint(endpoint, vault, format, place.file));
        Ok(())
    }

    fn pipeline(&mut self, json: Json, place: &Place<'_>, result: &mut Conversion) -> Result<(), ReadError> {
        let mut json = self.with_entity(json);
        let mut vault = secrets::Vault::default();
        secrets::seal_pipeline(&mut vault, &mut json, &self.index.credentials, "pipeline");
        let pipeline = DesignerPipeline::from_json(json, place.pointer, &self.limits)?;
        let Lift { draft, diagnostics } =
            graph::lift(pipeline, place.format, &self.elsewhere.modules, &self.index, &self.names);
        let file = self.add(draft, vault, diagnostics, place, result);
        if let Some(converted) = result.drafts.last() {
            self.experiments.add(&converted.draft, &file, ServiceIds::default());
        }
        Ok(())
    }

    /// The pipeline with what another file says of it.
    fn with_entity(&mut self, json: Json) -> Json {
        let own = ["GraphDraft", "Graph"].into_iter().find_map(|key| json.get_ignoring_case(key));
        let ids: BTreeSet<String> = [Some(&json), own]
            .into_iter()
            .flatten()
            .filter_map(|holder| holder.get_ignoring_case("Id").and_then(Json::as_str))
            .map(str::to_ascii_lowercase)
            .collect();
        self.elsewhere.graphs.extend(ids.iter().cloned());
        let Some(Json::Object(entity)) = ids.iter().find_map(|id| self.elsewhere.entities.get(id)).cloned()
        else {
            return json;
        };
        // An entity that is wrapped stays so; the reader unwraps both.
        let mut members = entity;
        members.push(("GraphDraft".to_owned(), json));
        Json::Object(members)
    }
}

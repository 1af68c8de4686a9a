//! The designer of Azure Machine Learning (v1): pipeline drafts, published pipelines and listings of modules, as its service gave them out.

mod endpoint;
mod module;
mod pipeline;

pub use endpoint::DesignerEndpoint;
pub use module::{DesignerModule, designer_module};
pub use pipeline::{
    DesignerAssignment, DesignerDataset, DesignerEdge, DesignerEnd, DesignerInterface, DesignerNode,
    DesignerPipeline, DesignerPlace, StudioMigration,
};

use ml_graph::Json;

/// What an object of the designer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DesignerKind {
    /// A pipeline with its graph: [`DesignerPipeline`].
    Pipeline,
    /// What is said of a pipeline whose graph stands elsewhere.
    Entity,
    /// An endpoint that calls published pipelines: [`DesignerEndpoint`].
    Endpoint,
    /// A module of a workspace: [`DesignerModule`].
    Module,
}

impl DesignerKind {
    /// The format id.
    pub fn format(self) -> &'static str {
        match self {
            DesignerKind::Pipeline => "designer-pipeline",
            DesignerKind::Entity => "designer-entity",
            DesignerKind::Endpoint => "designer-endpoint",
            DesignerKind::Module => "designer-module",
        }
    }
}

/// How deep a graph may be wrapped: a visual graph within a run's creation info, and one more.
const WRAPPERS: usize = 3;

/// What `value` is; none when it has nothing to do with the designer.
pub fn designer_kind(value: &Json) -> Option<DesignerKind> {
    if holds_graph(value, WRAPPERS) {
        Some(DesignerKind::Pipeline)
    } else if endpoint::is_endpoint(value) {
        Some(DesignerKind::Endpoint)
    } else if names_graph(value) || value.members().iter().any(|(_, inner)| names_graph(inner)) {
        Some(DesignerKind::Entity)
    } else if module::is_module(value) {
        Some(DesignerKind::Module)
    } else {
        None
    }
}

/// The id of the graph that an entity names, be it wrapped or not.
pub fn designer_graph_id(value: &Json) -> Option<&str> {
    let own =
        |value: &'_ Json| ["GraphDraftId", "GraphId"].into_iter().find(|key| text(value, key).is_some());
    if let Some(key) = own(value) {
        return text(value, key);
    }
    value.members().iter().find_map(|(_, inner)| text(inner, own(inner)?))
}

fn text<'a>(value: &'a Json, key: &str) -> Option<&'a str> {
    value.get_ignoring_case(key).and_then(Json::as_str).filter(|text| !text.is_empty())
}

fn has(value: &Json, key: &str) -> bool {
    value.get_ignoring_case(key).is_some_and(|value| !value.is_null())
}

/// Whether this is a graph of the designer; one of Studio (classic) has other members beside its modules.
fn is_graph(value: &Json) -> bool {
    let marks = ["DatasetNodes", "Edges", "EntityInterface", "GraphLayout", "DefaultCompute"];
    (has(value, "ModuleNodes") || has(value, "DatasetNodes"))
        && marks.iter().any(|mark| has(value, mark))
        && !has(value, "EdgesInternal")
        && !has(value, "SerializedClientData")
}

fn holds_graph(value: &Json, depth: usize) -> bool {
    is_graph(value) || depth > 0 && value.members().iter().any(|(_, inner)| holds_graph(inner, depth - 1))
}

/// Whether this is a pipeline draft or a published pipeline, which name their graph by its id.
fn names_graph(value: &Json) -> bool {
    text(value, "GraphDraftId").is_some()
        || text(value, "GraphId").is_some()
            && ["TotalRunSteps", "EntityStatus", "ContinueRunOnStepFailure"].iter().any(|key| has(value, key))
}

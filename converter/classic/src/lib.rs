//! Lenient readers for what Studio (classic) exported.
//!
//! [`read()`] looks at the content of a file, never at its name, and gives back what is in it in types close to the source: nothing is
//! interpreted here, no module is known by name, and every member that no field describes stays in an `other` list in source order.
//! Everything that is read counts against [`Limits`].

mod archive;
mod azureml;
mod client_code;
mod designer;
mod experiment;
mod formats;
mod formatted;
mod json;
mod layout;
mod limits;
mod listing;
mod loose;
mod message;
mod module;
mod outline;
mod r_module;
mod read;
mod report;
mod service;
mod shape;
mod text;
mod within;

pub use azureml::{
    BESIDE, Beside, DEFINITIONS, Folder, JobComponent, JobInput, JobStep, Member, ModuleCommand, OWN_FILES,
    OWN_MODULE, PipelineJob, bound, gather, joined, own_module,
};
pub use designer::{
    DesignerAssignment, DesignerDataset, DesignerEdge, DesignerEnd, DesignerEndpoint, DesignerInterface,
    DesignerKind, DesignerModule, DesignerNode, DesignerPipeline, DesignerPlace, StudioMigration,
    designer_graph_id, designer_kind, designer_module,
};
pub use experiment::{
    Experiment, Graph, InputPort, ModuleNode, Other, OutputPort, Parameter, ServiceParameter, ServicePort,
    SourceEdge, WebService,
};
pub use formats::{FORMATS, Format};
pub use layout::{Layout, Place};
pub use limits::Limits;
pub use listing::{AssetListing, ListedAsset};
pub use module::{DescribedChoice, DescribedCode, DescribedModule, DescribedParameter, DescribedPort};
pub use r_module::ModulePackage;
pub use read::{
    Content, DataKind, Found, Reading, SourceFile, is_listing, is_pipeline, is_template_values,
    pipeline_parts, read, read_beside, read_each,
};
pub use service::{
    Call, CallPort, Consumer, ConsumerSort, Evaluated, GraphParameter, ManagedEndpoint, ManagedResource,
    ManagedService, SchemaColumn, ServiceAsset, ServiceDefinition, ServiceDescription, ServiceEdge,
    ServiceKind, ServiceNode, ServicePayload, ServiceSchema, ServiceValue, SwaggerParameter, Template,
    TemplateValues, consumers, service_kind,
};
pub use shape::ReadError;

/// The workspace id of modules and sample assets that came with Studio (classic); any other prefix is a customer's own.
pub const BUILT_IN_WORKSPACE: &str = "506153734175476c4f62416c57734963";

//! The vocabulary everything else shares: pipeline drafts and what differs between two of them, endpoint definitions, component
//! specifications and diagnostics.
//!
//! Plain data with serde, and base64 for files in it. It knows no module by name, reads no file and runs nothing, so that
//! the converter, the engine and the studio can all depend on it.

mod component;
mod custom;
mod diagnostic;
mod difference;
mod draft;
mod endpoint;
mod json;
mod param;
mod structure;
mod wording;

pub use component::{
    Catalogue, ChoiceOption, ClassicIdentity, ClassicParam, ComponentSpec, Condition, Flags, ParamKind,
    ParamSpec, PortKind, PortSpec, Role, ScriptLanguage, Status,
};
pub use custom::{CustomCode, CustomComponent, CustomFile};
pub use diagnostic::{Diagnostic, Location, Severity};
pub use difference::{
    AssetChange, Change, Changes, Difference, Moved, NodeChange, ParameterChange, difference,
};
pub use draft::{
    Asset, AssetKind, DataFormat, Edge, Interface, InterfacePort, Node, Origin, ParameterTarget,
    PipelineDraft, PipelineParameter, PortRef, Position, SCHEMA, Source, StatedColumn, UNKNOWN_COMPONENT,
};
pub use endpoint::{
    AddressPurpose, ConsumerKind, ENDPOINT_SCHEMA, EndpointAddress, EndpointColumn, EndpointConsumer,
    EndpointDefinition, EndpointKind, EndpointParameter, EndpointPort, EndpointResource, EndpointSettings,
    EndpointSource, StorageAccount,
};
pub use json::Json;
pub use param::{ColumnRule, ColumnSelect, ColumnSelection, ParamValue, RangeBuilder, SecretRef, SweepRange};
pub use structure::{Structure, StructureError};
pub use wording::counted;

//! Pipeline endpoints: an address that stays the same while the published pipeline behind it changes.

use super::has;
use crate::experiment::Other;
use crate::shape::{Members, ReadError};
use ml_graph::Json;

/// A pipeline endpoint.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DesignerEndpoint {
    /// Its id.
    pub id: Option<String>,
    /// Its name.
    pub name: Option<String>,
    /// What it is for.
    pub description: Option<String>,
    /// When it was made.
    pub created: Option<String>,
    /// When it was changed.
    pub modified: Option<String>,
    /// Where it is called.
    pub address: Option<String>,
    /// Where its description was served.
    pub swagger_address: Option<String>,
    /// The version that is called when a call names none.
    pub default_version: Option<String>,
    /// Versions and the ids of their published pipelines.
    pub versions: Vec<(String, String)>,
    /// Everything else.
    pub other: Other,
}

/// Whether `value` is one.
pub(super) fn is_endpoint(value: &Json) -> bool {
    has(value, "PipelineVersionList") || has(value, "DefaultVersion") && has(value, "SwaggerUrl")
}

impl DesignerEndpoint {
    /// Reads an endpoint.
    pub fn from_json(value: Json, pointer: &str) -> Result<DesignerEndpoint, ReadError> {
        let mut members = Members::of(value, pointer, "The pipeline endpoint")?;
        let mut versions = Vec::new();
        for version in members.list("PipelineVersionList", pointer)? {
            let mut version = Members::of(version, pointer, "A version of the pipeline endpoint")?;
            let pipeline = version.text("PipelineId").unwrap_or_default();
            versions.push((version.text("Version").unwrap_or_default(), pipeline));
        }
        let mut text = |name: &str| members.text(name).filter(|text| !text.is_empty());
        Ok(DesignerEndpoint {
            id: text("Id"),
            name: text("Name"),
            description: text("Description"),
            created: text("CreatedDate"),
            modified: text("LastModifiedDate"),
            address: text("Url"),
            swagger_address: text("SwaggerUrl"),
            default_version: text("DefaultVersion"),
            versions,
            other: members.rest(),
        })
    }

    /// The published pipeline that is called when a call names no version; the last one when no version is the default.
    pub fn pipeline(&self) -> Option<&str> {
        let default = |(version, _): &&(String, String)| Some(version) == self.default_version.as_ref();
        let version = self.versions.iter().find(default).or(self.versions.last())?;
        Some(version.1.as_str()).filter(|id| !id.is_empty())
    }
}

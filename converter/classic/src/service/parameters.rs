//! Files with the values that a template is deployed with.

use crate::experiment::Other;
use crate::shape::{Members, ReadError};
use ml_graph::Json;

/// Values for parameters of a template.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TemplateValues {
    /// Values by the parameter's name; none where a key vault has it.
    pub values: Vec<(String, Option<Json>)>,
    /// Everything else, references to key vaults included.
    pub other: Other,
}

impl TemplateValues {
    /// Whether an object is such a file.
    pub fn is(value: &Json) -> bool {
        let schema = value.get_ignoring_case("$schema").and_then(Json::as_str).unwrap_or_default();
        let has = |key: &str| value.get_ignoring_case(key).is_some();
        schema.to_ascii_lowercase().contains("deploymentparameters")
            || (has("contentVersion") && has("parameters") && !has("resources"))
    }

    /// Reads the values.
    pub fn from_json(value: Json, pointer: &str) -> Result<TemplateValues, ReadError> {
        let mut members = Members::of(value, pointer, "The file of parameters")?;
        let Some(Json::Object(parameters)) = members.take("parameters") else {
            return Err(ReadError::new(
                "The file of parameters has no “parameters”.",
                "Give the file that the template was deployed with.",
            )
            .at(pointer));
        };
        let mut values = Vec::with_capacity(parameters.len());
        let mut elsewhere = Vec::new();
        for (name, parameter) in parameters {
            match parameter.get_ignoring_case("value") {
                Some(value) => values.push((name, Some(value.clone()))),
                None => {
                    values.push((name.clone(), None));
                    elsewhere.push((name, parameter));
                }
            }
        }
        let mut other = members.rest();
        if !elsewhere.is_empty() {
            other.push(("parameters".to_owned(), Json::Object(elsewhere)));
        }
        Ok(TemplateValues { values, other })
    }
}

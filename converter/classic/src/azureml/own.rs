//! A customer's own module as a folder: what it is in one file, its code in files beside.

use super::gather::Beside;
use crate::outline::Part;
use crate::r_module::{as_member, custom_file};
use crate::shape::ReadError;
use crate::text;
use ml_graph::Json;

/// The file that says what a customer's own module is; no file of a step has a name like it.
pub const OWN_MODULE: &str = "own-module.json";
/// The folder beside it with the module's files.
pub const OWN_FILES: &str = "files";

/// Reads such a folder: the module as a draft carries it. `beside` gives a file by its path below the folder.
///
/// # Errors
/// When the file is not there or is no JSON, or a file that it names is missing.
pub fn own_module(beside: &mut Beside<'_>) -> Result<Json, ReadError> {
    let missing = |file: &str| {
        ReadError::new(
            format!("“{file}” of a custom module is not there."),
            "Give the whole folder of the module, as it was written.",
        )
    };
    let bytes = beside(OWN_MODULE).ok_or_else(|| missing(OWN_MODULE))?;
    let mut json = Part::of(&text::decode(&bytes)).read("").map_err(|error| error.in_file(OWN_MODULE))?;
    let Json::Object(members) = &mut json else { return Err(missing(OWN_MODULE)) };
    let code = members.iter_mut().find(|(name, _)| name == "code").map(|(_, code)| code);
    let Some(Json::Object(code)) = code else { return Ok(json) };
    for (_, files) in code.iter_mut().filter(|(name, _)| name == "files") {
        let names: Vec<String> =
            files.items().iter().filter_map(|name| name.as_str().map(str::to_owned)).collect();
        let mut read = Vec::with_capacity(names.len());
        for name in names {
            let bytes = beside(&format!("{OWN_FILES}/{name}")).ok_or_else(|| missing(&name))?;
            read.push(as_member((name, custom_file(bytes))));
        }
        *files = Json::Object(read);
    }
    Ok(json)
}

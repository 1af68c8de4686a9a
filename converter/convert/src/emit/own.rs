//! A customer's own module as a folder: what it is as JSON, its code and data in files beside.

use super::File;
use ml_classic::{Beside, OWN_FILES, OWN_MODULE, ReadError};
use ml_graph::{CustomComponent, Diagnostic, Json};

/// The folder's files, by their path below `folder`.
pub(super) fn files(component: &CustomComponent, folder: &str) -> Vec<File> {
    let mut written = vec![File::text(format!("{folder}/{OWN_MODULE}"), description(component))];
    written.extend(code(component, &format!("{folder}/{OWN_FILES}")));
    written
}

/// The files of the module alone.
pub(super) fn code(component: &CustomComponent, folder: &str) -> Vec<File> {
    let files = component.code.iter().flat_map(|code| &code.files);
    files
        .filter(|(path, _)| is_inside(path))
        .map(|(path, file)| File {
            path: format!("{folder}/{path}"),
            bytes: file.bytes().to_vec(),
            executable: false,
        })
        .collect()
}

/// Whether a path of a package stays in its folder; a run refuses others too.
fn is_inside(path: &str) -> bool {
    let part = |part: &str| !part.is_empty() && part != "." && part != "..";
    path.split('/').all(part) && !path.contains(['\\', ':', '\0'])
}

/// What the module is, its files by their names.
fn description(component: &CustomComponent) -> String {
    let mut json = crate::convert::as_json(component);
    if let Json::Object(members) = &mut json {
        let code = members.iter_mut().find(|(name, _)| name == "code");
        if let Some((_, Json::Object(code))) = code {
            for (_, files) in code.iter_mut().filter(|(name, _)| name == "files") {
                let names = files.members().iter().map(|(name, _)| name.as_str());
                *files = Json::Array(names.filter(|name| is_inside(name)).map(Json::from).collect());
            }
        }
    }
    let mut text = serde_json::to_string_pretty(&json).unwrap_or_default();
    text.push('\n');
    text
}

/// Reads such a folder; `beside` gives a file by its path below it.
///
/// # Errors
/// When a file of the module is missing, or what it says is no module.
pub fn own_module(beside: &mut Beside<'_>) -> Result<CustomComponent, Diagnostic> {
    let broken = |error: ReadError| Diagnostic::error("convert/own-module", error.message).help(error.help);
    from_json(&ml_classic::own_module(beside).map_err(broken)?)
}

/// The module that a folder described.
pub(crate) fn from_json(json: &Json) -> Result<CustomComponent, Diagnostic> {
    let text = serde_json::to_string(json).unwrap_or_default();
    serde_json::from_str(&text).map_err(|error| {
        Diagnostic::error(
            "convert/own-module",
            format!("{OWN_MODULE} does not describe a module: {}.", crate::convert::reason(&error)),
        )
        .help("Convert the experiment and the zip of the module again.")
    })
}

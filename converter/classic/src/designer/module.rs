//! Modules of a workspace: the names and ports behind the ids that its graphs use.

use super::{has, text};
use ml_graph::Json;

/// One module of a workspace.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DesignerModule {
    /// Its ids: its own, and those of its versions.
    pub ids: Vec<String>,
    /// Its name.
    pub name: String,
    /// Its family, when the listing says so.
    pub family: Option<String>,
    /// Input port names, in order.
    pub inputs: Vec<String>,
    /// Output port names, in order.
    pub outputs: Vec<String>,
}

/// Whether `value` describes a module: wrapped with its interface, bare, or with its versions.
pub(super) fn is_module(value: &Json) -> bool {
    let bare = |value: &Json| {
        has(value, "Name")
            && ["ModuleExecutionType", "StructuredInterface", "ModuleType", "IdentifierHash"]
                .iter()
                .any(|key| has(value, key))
    };
    bare(value)
        || value.get_ignoring_case("Data").is_some_and(bare)
        || has(value, "Name") && has(value, "Versions") && has(value, "DefaultVersion")
}

/// The module in `value`; none when it has no name or no id.
pub fn designer_module(value: &Json) -> Option<DesignerModule> {
    let data = value.get_ignoring_case("Data").filter(|data| has(data, "Name")).unwrap_or(value);
    let mut ids: Vec<String> = Vec::new();
    for holder in [value, data] {
        for key in ["ModuleId", "ModuleVersionId", "Id"] {
            ids.extend(text(holder, key).map(str::to_owned));
        }
    }
    for version in value.get_ignoring_case("Versions").map_or(&[][..], Json::items) {
        ids.extend(text(version, "ModuleVersionId").map(str::to_owned));
    }
    ids.dedup();
    let family = [value, data].into_iter().find_map(|holder| {
        text(holder, "FamilyId").or_else(|| {
            ["Properties", "KvTags", "tags"]
                .into_iter()
                .find_map(|key| text(holder.get_ignoring_case(key)?, "FamilyId"))
        })
    });
    let ports = |key: &str| {
        let interface =
            value.get_ignoring_case("Interface").and_then(|inner| inner.get_ignoring_case("Ports"));
        let structured = data.get_ignoring_case("StructuredInterface");
        let list = interface
            .and_then(|ports| ports.get_ignoring_case(key))
            .filter(|ports| !ports.items().is_empty())
            .or_else(|| structured.and_then(|ports| ports.get_ignoring_case(key)));
        list.map_or(&[][..], Json::items)
            .iter()
            .filter_map(|port| text(port, "Name"))
            .map(str::to_owned)
            .collect()
    };
    let name = text(data, "Name")?.to_owned();
    (!ids.is_empty()).then(|| DesignerModule {
        name,
        family: family.map(str::to_owned),
        inputs: ports("Inputs"),
        outputs: ports("Outputs"),
        ids,
    })
}

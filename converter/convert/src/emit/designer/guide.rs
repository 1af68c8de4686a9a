//! What stands beside the draft: a guide, the list of symbolic ids, and the script that resolves them.

use super::{Module, summary};
use crate::emit::File;
use crate::extras::member;
use crate::value::SECRET;
use ml_graph::{Json, ParamValue, PipelineDraft};
use std::collections::BTreeMap;
use std::fmt::Write;

/// `resolve.py`.
pub(super) fn resolver() -> File {
    File { executable: true, ..File::text("resolve.py", include_str!("templates/resolve.py")) }
}

/// `modules.json`: for each symbolic id, the name and family of its component.
pub(super) fn modules(modules: &[Module<'_>]) -> File {
    let mut symbols: BTreeMap<String, Json> = BTreeMap::new();
    for module in modules.iter().filter(|module| module.failed.is_none()) {
        let Some(spec) = module.spec else { continue };
        let name = spec.classic.designer.as_deref().unwrap_or(&spec.title);
        let family = spec.classic.family_ids.first().map_or("", String::as_str);
        symbols
            .entry(module.id(false))
            .or_insert_with(|| Json::Object(vec![member("name", name), member("family_id", family)]));
    }
    let mut text = serde_json::to_string_pretty(&symbols).unwrap_or_default();
    text.push('\n');
    File::text("modules.json", text)
}

/// Writing to a string cannot fail; the result is dropped.
macro_rules! line {
    ($out:expr) => { $out.push('\n') };
    ($out:expr, $($part:tt)*) => {{ let _ = writeln!($out, $($part)*); }};
}

/// `README.md`.
pub(super) fn readme(draft: &PipelineDraft, modules: &[Module<'_>]) -> File {
    let mut out = String::new();
    let name = if draft.name.trim().is_empty() { "Pipeline" } else { &draft.name };
    line!(out, "# {}: a pipeline draft for the designer\n", plain(name));
    line!(
        out,
        "`pipeline_draft.json` is this pipeline in the form of the designer's classic prebuilt components (v1): {}.",
        summary(modules)
    );
    line!(
        out,
        "\nThat form is past its support: prebuilt components mix neither with components of your own nor with the"
    );
    line!(
        out,
        "current command line, and their services cannot move to managed endpoints. The target `azureml` has no such limits."
    );
    line!(
        out,
        "Use this one to compare with what the official guide has you draw, or in a workspace that has such drafts already."
    );
    line!(out, "\n## Sending it\n");
    line!(
        out,
        "1. Module ids belong to a workspace. In the draft stand symbolic ones, such as `module:split-data`; `modules.json` says which"
    );
    line!(
        out,
        "   component each means. Get the ids of your workspace: open any draft of the designer that uses these components, save the"
    );
    line!(out, "   answer of its graph request (or a listing of modules) as `workspace.json`, then:\n");
    line!(out, "   ```");
    line!(out, "   python3 resolve.py workspace.json");
    line!(out, "   ```\n");
    line!(
        out,
        "   It writes `pipeline_draft.resolved.json`, and names each component that the file does not have."
    );
    line!(out, "2. Register the datasets below under their names.");
    line!(
        out,
        "3. Send the graph and the draft to `PipelineDrafts/Create` of the workspace's pipelines interface (v1.0)."
    );
    let failed: Vec<&Module<'_>> = modules.iter().filter(|module| module.failed.is_some()).collect();
    if !failed.is_empty() {
        line!(out, "\n## Modules without a component\n");
        line!(
            out,
            "They stay in the graph with their settings and wires, and are listed in `studioMigrationInfo`. Replace them.\n"
        );
        line!(out, "| module | id | why |");
        line!(out, "|---|---|---|");
        for module in failed {
            let reason = module.failed.as_deref().unwrap_or_default();
            line!(out, "| {} | `{}` | {} |", cell(module.title), cell(&module.node.id), cell(reason));
        }
    }
    if modules.iter().any(|module| !module.losses.is_empty()) {
        line!(out, "\n## What components do not take over\n");
        for module in modules {
            for loss in &module.losses {
                line!(out, "- {}: {}", plain(module.title), plain(loss));
            }
        }
    }
    if !draft.assets.is_empty() {
        line!(out, "\n## Datasets, models and transformations\n");
        for asset in &draft.assets {
            line!(out, "- {}", plain(&asset.name));
        }
    }
    let secrets: Vec<String> = modules.iter().flat_map(secrets).collect();
    if !secrets.is_empty() {
        line!(out, "\n## Credentials to enter again\n");
        for secret in secrets {
            line!(out, "- {secret}");
        }
    }
    File::text("README.md", out)
}

/// The parameters of a module whose credentials were taken out.
fn secrets(module: &Module<'_>) -> Vec<String> {
    let own = module.node.params.iter().filter(|(_, value)| match value {
        ParamValue::Secret(_) => true,
        ParamValue::Text(text) => text.contains(SECRET),
        _ => false,
    });
    let name = |id: &str| {
        let known = module.spec.and_then(|spec| spec.param(id));
        known.map_or_else(|| id.to_owned(), |known| known.title.clone())
    };
    let mut found: Vec<String> =
        own.map(|(id, _)| format!("{}: {}", plain(module.title), plain(&name(id)))).collect();
    let raw = module.node.origin.iter().flat_map(|origin| &origin.params);
    found.extend(
        raw.filter(|(_, value)| value.as_str().is_some_and(|text| text.contains(SECRET)))
            .map(|(name, _)| format!("{}: {}", plain(module.title), plain(name))),
    );
    found
}

/// Text as one line that Markdown takes for text.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' => {
                out.push('\\');
                out.push(letter);
            }
            letter if letter.is_control() => out.push(' '),
            letter => out.push(letter),
        }
    }
    out
}

fn cell(text: &str) -> String {
    text.chars()
        .map(|letter| if letter.is_control() { ' ' } else { letter })
        .collect::<String>()
        .replace('|', "\\|")
        .replace('`', "'")
}

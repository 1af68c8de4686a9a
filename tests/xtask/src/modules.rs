//! `cargo xtask gen` and `cargo xtask new-module`: the lists of module files, and new ones.
//!
//! A folder under `engine/modules/src` is a family when its `mod.rs` has the list's markers. Every other Rust file in it is a module
//! whose type is the file's name in upper camel case: `split_data.rs` holds `SplitData`.

use std::fs;
use std::path::{Path, PathBuf};

/// Errors are sentences.
pub type Result<T> = std::result::Result<T, String>;

const MODULES: (&str, &str) = ("// <modules>: kept by `cargo xtask gen`\n", "// </modules>\n");
const FAMILIES: (&str, &str) = ("// <families>: kept by `cargo xtask gen`\n", "// </families>\n");

/// A file and what should stand in it.
pub struct Generated {
    /// The file.
    pub path: PathBuf,
    /// Its content as it should be.
    pub wanted: String,
}

impl Generated {
    /// Whether the file differs.
    pub fn is_stale(&self) -> bool {
        fs::read_to_string(&self.path).map_or(true, |text| text != self.wanted)
    }
}

/// Writes the lists that are stale; gives their files.
pub fn generate(source: &Path) -> Result<Vec<PathBuf>> {
    let stale: Vec<Generated> = lists(source)?.into_iter().filter(Generated::is_stale).collect();
    for list in &stale {
        fs::write(&list.path, &list.wanted).map_err(|error| at(&list.path, &error))?;
    }
    Ok(stale.into_iter().map(|list| list.path).collect())
}

/// All lists as they should be: one a family, and the list of families.
pub fn lists(source: &Path) -> Result<Vec<Generated>> {
    let mut lists = Vec::new();
    let mut families = Vec::new();
    for folder in entries(source)?.into_iter().filter(|path| path.is_dir()) {
        let path = folder.join("mod.rs");
        let Ok(text) = fs::read_to_string(&path) else { continue };
        if text.contains(MODULES.0) {
            families.push(name(&folder));
            lists.push(Generated { wanted: replace(&path, &text, MODULES, &module_list(&folder)?)?, path });
        }
    }
    let path = source.join("lib.rs");
    let text = fs::read_to_string(&path).map_err(|error| at(&path, &error))?;
    lists.push(Generated { wanted: replace(&path, &text, FAMILIES, &family_list(&families))?, path });
    Ok(lists)
}

/// Makes the two files of a module that does not run yet, and puts it in the list. `id` is `<family>/<name>`.
pub fn new_module(source: &Path, id: &str) -> Result<[PathBuf; 2]> {
    let is_name = |text: &str| {
        text.starts_with(|letter: char| letter.is_ascii_lowercase())
            && text
                .chars()
                .all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_')
    };
    let Some((family, name)) = id.split_once('/').filter(|(family, name)| is_name(family) && is_name(name))
    else {
        return Err(format!(
            "Write <family>/<name> in snake case, for example manipulation/add_rows; not “{id}”."
        ));
    };
    let folder = source.join(family);
    let list = folder.join("mod.rs");
    if !list.exists() {
        fs::create_dir_all(&folder).map_err(|error| at(&folder, &error))?;
        let text = format!("//! Modules of the family {}.\n\n{}{}", title(family), MODULES.0, MODULES.1);
        fs::write(&list, text).map_err(|error| at(&list, &error))?;
    }
    let files = [folder.join(format!("{name}.rs")), folder.join(format!("{name}.md"))];
    for (path, text) in files.iter().zip([rust_file(family, name), markdown_file(name)]) {
        if path.exists() {
            return Err(format!("{} is there already.", path.display()));
        }
        fs::write(path, text).map_err(|error| at(path, &error))?;
    }
    generate(source)?;
    Ok(files)
}

fn module_list(folder: &Path) -> Result<String> {
    let names: Vec<String> = entries(folder)?
        .iter()
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .map(|path| name(path))
        .filter(|name| name != "mod")
        .collect();
    let mut text = String::new();
    for name in &names {
        text.push_str(&format!("mod {name};\n"));
    }
    // The way rustfmt would write it: the list does not change under its hands.
    let entries: Vec<String> =
        names.iter().map(|name| format!("crate::entry::<{name}::{}>()", camel_case(name))).collect();
    text.push('\n');
    text.push_str(&constant("pub(crate) const MODULES: &[&dyn crate::Module]", &entries));
    Ok(text)
}

fn family_list(families: &[String]) -> String {
    let mut text = String::new();
    for family in families {
        text.push_str(&format!("mod {family};\n"));
    }
    let entries: Vec<String> = families.iter().map(|family| format!("{family}::MODULES")).collect();
    text.push('\n');
    text.push_str(&constant("const FAMILIES: &[&[&dyn Module]]", &entries));
    text
}

/// `declaration = &[a, b];`, over several lines when it does not fit into one.
fn constant(declaration: &str, entries: &[String]) -> String {
    let list = entries.join(", ");
    let line = format!("{declaration} = &[{list}];");
    if line.len() <= 110 {
        return line + "\n";
    }
    // A name alone on its line may be followed on the same line by others only when all are short; paths are not.
    let indented = format!("    &[{list}];");
    if indented.len() <= 110 {
        return format!("{declaration} =\n{indented}\n");
    }
    let mut text = format!("{declaration} = &[\n");
    for entry in entries {
        text.push_str(&format!("    {entry},\n"));
    }
    text.push_str("];\n");
    text
}

/// The text with other content between two markers.
pub fn replace(path: &Path, text: &str, (begin, end): (&str, &str), content: &str) -> Result<String> {
    let start = text.find(begin).map(|start| start + begin.len());
    let stop = start.and_then(|start| text[start..].find(end).map(|stop| start + stop));
    match (start, stop) {
        (Some(start), Some(stop)) => Ok(format!("{}{content}{}", &text[..start], &text[stop..])),
        _ => Err(format!("{} has lost the markers of its list: “{}”.", path.display(), begin.trim())),
    }
}

fn rust_file(family: &str, name: &str) -> String {
    let (kind, id, heading) = (camel_case(name), name.replace('_', "-"), title(name));
    let category = title(family);
    format!(
        r#"use crate::prelude::*;

/// Says in one line what {heading} does.
#[derive(Clone, Debug, Params)]
pub struct {kind} {{
    /// Says what this is for.
    #[param("Name in exports", default = true)]
    example: bool,
}}

impl Component for {kind} {{
    const IDENTITY: Identity = Identity {{
        id: "{id}",
        title: "{heading}",
        category: "{category}",
        role: Role::Transform,
        ..Identity::NEW
    }};
    const INPUTS: &'static [Port] = &[Port::dataset("dataset", "Dataset")];
    const OUTPUTS: &'static [Port] = &[Port::dataset("results_dataset", "Results dataset")];
    const HELP: &'static str = include_str!("{name}.md");
    const DOES_NOT_RUN: Option<&'static str> =
        Some("It is not finished. Replace this line by `check` and `run`, as the documentation of the crate shows.");
}}
"#
    )
}

fn markdown_file(name: &str) -> String {
    format!("Says in a few sentences what {} does and how to configure it.\n", title(name))
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>> {
    let read = fs::read_dir(folder).map_err(|error| at(folder, &error))?;
    let mut paths = read
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<std::io::Result<Vec<PathBuf>>>()
        .map_err(|error| at(folder, &error))?;
    paths.sort();
    Ok(paths)
}

fn name(path: &Path) -> String {
    path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default()
}

/// `split_data` → `SplitData`.
fn camel_case(name: &str) -> String {
    name.split('_').map(capitalised).collect()
}

/// `split_data` → `Split Data`.
fn title(name: &str) -> String {
    name.split('_').map(capitalised).collect::<Vec<_>>().join(" ")
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn at(path: &Path, error: &std::io::Error) -> String {
    format!("{}: {error}.", path.display())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_of_modules_are_up_to_date() {
        let source = crate::workspace::root().join("engine/modules/src");
        let lists = lists(&source).unwrap();
        assert!(lists.len() > 10);
        for list in lists {
            assert!(!list.is_stale(), "{} is stale: run `cargo xtask gen`", list.path.display());
        }
    }

    #[test]
    fn a_new_module_has_two_files_and_its_place_in_the_lists() {
        let source = std::env::temp_dir().join(format!("xtask-modules-{}", std::process::id()));
        let _ = fs::remove_dir_all(&source);
        fs::create_dir_all(&source).unwrap();
        fs::write(source.join("lib.rs"), format!("//! Doc.\n\n{}{}", FAMILIES.0, FAMILIES.1)).unwrap();

        let files = new_module(&source, "manipulation/sort_rows").unwrap();
        new_module(&source, "manipulation/add_rows").unwrap();

        let rust = fs::read_to_string(&files[0]).unwrap();
        assert!(
            rust.contains("pub struct SortRows")
                && rust.contains("id: \"sort-rows\"")
                && rust.contains("title: \"Sort Rows\"")
        );
        assert!(fs::read_to_string(&files[1]).unwrap().contains("Sort Rows"));
        let list = fs::read_to_string(source.join("manipulation/mod.rs")).unwrap();
        assert!(
            list.contains("mod add_rows;\nmod sort_rows;\n")
                && list.contains("entry::<sort_rows::SortRows>()"),
            "{list}"
        );
        let families = fs::read_to_string(source.join("lib.rs")).unwrap();
        assert!(
            families.contains("mod manipulation;\n") && families.contains("&[manipulation::MODULES]"),
            "{families}"
        );
        assert!(generate(&source).unwrap().is_empty());
        assert!(new_module(&source, "manipulation/sort_rows").unwrap_err().contains("there already"));
        for wrong in ["sort_rows", "Manipulation/sort", "../x/y", "a/b/c", "a/"] {
            assert!(new_module(&source, wrong).is_err(), "{wrong}");
        }
        fs::remove_dir_all(&source).unwrap();
    }
}

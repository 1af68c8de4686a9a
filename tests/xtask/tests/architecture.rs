//! The architecture as a test: which crate may depend on which, and who may touch the file system, the browser or burn.

use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Our crates with all that each may name of ours. Everything else is a wrong direction.
const ALLOWED: &[(&str, &[&str])] = &[
    ("ml-graph", &[]),
    ("ml-protocol", &["ml-graph"]),
    ("ml-table", &["ml-graph"]),
    ("ml-learn", &[]),
    ("ml-text", &[]),
    ("ml-interop", &["ml-graph", "ml-learn"]),
    ("ml-macros", &[]),
    ("ml-modules", &["ml-graph", "ml-protocol", "ml-table", "ml-learn", "ml-text", "ml-macros"]),
    ("ml-run", &["ml-graph", "ml-protocol", "ml-table", "ml-learn", "ml-interop", "ml-modules"]),
    ("ml-classic", &["ml-graph"]),
    ("ml-scripts", &[]),
    ("ml-convert", &["ml-graph", "ml-classic", "ml-scripts"]),
    (
        "ml-exports",
        &["ml-graph", "ml-protocol", "ml-table", "ml-interop", "ml-modules", "ml-run", "ml-convert"],
    ),
    ("ml-server", &["ml-graph", "ml-protocol", "ml-run"]),
    ("ml-worker", &["ml-graph", "ml-protocol", "ml-modules", "ml-run", "ml-exports"]),
    ("studio-model", &["ml-graph", "ml-protocol"]),
    ("studio-app", &["studio-model", "ml-graph", "ml-protocol"]),
    (
        "ml-migrate",
        &[
            "ml-graph",
            "ml-protocol",
            "ml-table",
            "ml-learn",
            "ml-interop",
            "ml-modules",
            "ml-run",
            "ml-classic",
            "ml-convert",
            "ml-exports",
            "ml-server",
        ],
    ),
    ("xtask", &[]),
    ("browser-tests", &["ml-graph", "ml-protocol", "ml-run"]),
    (
        "fuzz",
        &[
            "ml-graph",
            "ml-table",
            "ml-learn",
            "ml-interop",
            "ml-modules",
            "ml-classic",
            "ml-scripts",
            "ml-convert",
        ],
    ),
    ("bench", &["ml-graph", "ml-protocol", "ml-table", "ml-learn", "browser-tests"]),
];

/// Packages from elsewhere that only these crates of ours may name.
const ONLY: &[(&str, &[&str])] = &[
    ("web-sys", &["studio-app", "ml-worker"]),
    ("leptos", &["studio-app"]),
    ("burn", &["ml-learn"]),
    ("clap", &["ml-migrate", "xtask"]),
    ("axum", &["ml-server"]),
    ("rusqlite", &["ml-modules"]),
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).map(Path::to_owned).unwrap_or_default()
}

/// What each package of the workspace depends on, apart from what only its tests need.
fn dependencies() -> BTreeMap<String, Vec<String>> {
    let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["metadata", "--no-deps", "--offline", "--format-version", "1"])
        .current_dir(root())
        .output()
        .expect("cargo runs");
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo metadata prints JSON");
    let packages = metadata["packages"].as_array().expect("packages");
    packages
        .iter()
        .map(|package| {
            let dependencies = package["dependencies"].as_array().expect("dependencies");
            let names = dependencies
                .iter()
                .filter(|dependency| dependency["kind"] != "dev")
                .map(|dependency| dependency["name"].as_str().unwrap_or_default().to_owned())
                .collect();
            (package["name"].as_str().unwrap_or_default().to_owned(), names)
        })
        .collect()
}

#[test]
fn crates_depend_in_one_direction() {
    let dependencies = dependencies();
    let ours: Vec<&String> = dependencies.keys().collect();
    let mut wrong = Vec::new();
    for (name, depends) in &dependencies {
        let Some((_, allowed)) = ALLOWED.iter().find(|(known, _)| known == name) else {
            wrong.push(format!("{name} is new: say in this test what it may depend on"));
            continue;
        };
        for dependency in depends.iter().filter(|dependency| ours.contains(dependency)) {
            if !allowed.contains(&dependency.as_str()) {
                wrong.push(format!("{name} → {dependency}"));
            }
        }
    }
    assert!(wrong.is_empty(), "not in the architecture: {wrong:#?}");
}

#[test]
fn each_outside_package_has_its_owner() {
    for (name, depends) in dependencies() {
        for (package, owners) in ONLY {
            assert!(
                !depends.iter().any(|dependency| dependency == package) || owners.contains(&name.as_str()),
                "only {owners:?} may name {package}, but {name} does"
            );
        }
    }
}

#[test]
fn the_vocabulary_needs_serde_and_base64_alone() {
    assert_eq!(dependencies()["ml-graph"], ["base64", "serde"]);
}

#[test]
fn only_those_who_may_touch_files_and_clocks() {
    // Learners, modules, tables, drafts and converters are pure: bytes in, bytes out.
    let pure = [
        "converter/classic",
        "converter/convert",
        "engine/graph",
        "engine/protocol",
        "engine/table",
        "engine/learn",
        "engine/text",
        "engine/interop",
        "engine/modules",
        "engine/exports",
        "studio-web/model",
    ];
    for folder in pure {
        for (path, text) in sources(&root().join(folder).join("src")) {
            let code = without_tests(&text);
            for word in
                ["std::fs", "std::net", "std::process", "SystemTime::now", "Instant::now", "thread_rng"]
            {
                assert!(!code.contains(word), "{} names {word}", path.display());
            }
        }
    }
}

#[test]
fn no_crate_knows_modules_by_name_that_should_not() {
    // The vocabulary and the user interface get the catalogue as data.
    for folder in ["engine/graph", "engine/protocol", "studio-web/model", "studio-web/app"] {
        for (path, text) in sources(&root().join(folder).join("src")) {
            let code = without_tests(&text);
            for id in [
                "\"train-model\"",
                "\"score-model\"",
                "\"split-data\"",
                "\"two-class-boosted-decision-tree\"",
            ] {
                assert!(!code.contains(id), "{} names the module {id}", path.display());
            }
        }
    }
}

#[test]
fn every_source_file_says_what_it_is_and_stays_short() {
    let mut long = Vec::new();
    for folder in ["converter", "engine", "studio-web", "tests"] {
        for (path, text) in sources(&root().join(folder)) {
            if path.components().any(|part| part.as_os_str() == "target") {
                continue;
            }
            // What a module file is, its help says, in the Markdown file beside it.
            let has_help = path.with_extension("md").exists();
            assert!(
                text.trim_start().starts_with("//!") || text.starts_with("// @generated") || has_help,
                "{} opens without saying what it is",
                path.display()
            );
            let lines = text.lines().count();
            if lines > 1000 {
                long.push(format!("{}: {lines} lines", path.display()));
            }
        }
    }
    assert!(long.is_empty(), "too long for one idea: {long:#?}");
}

/// All Rust files below a folder.
fn sources(folder: &Path) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder of the workspace").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = std::fs::read_to_string(&path).expect("a source file");
                found.push((path, text));
            }
        }
    }
    found.sort();
    found
}

/// The file up to its test module.
fn without_tests(text: &str) -> &str {
    text.split("#[cfg(test)]").next().unwrap_or_default()
}

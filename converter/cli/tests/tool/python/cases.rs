//! The cases of the modules' documents, each as a pipeline in Python.

use super::{difference, interpreter, run};
use ml_convert::{Emitted, FOLDERS, Material};
use ml_graph::{Asset, AssetKind, DataFormat, Edge, Node, ParamValue, PipelineDraft, PortRef};
use ml_modules::cases::{Case, Ingredient, Recipe, Source, TableOptions, cases};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The title of the module under test, and its step.
const TITLE: &str = "Under test";
const STEP: &str = "under_test";

/// Numbers of data modules agree to this.
const EXACT: f64 = 1e-9;

#[test]
fn modules_give_what_their_documents_say() {
    let Some(python) = interpreter() else { return };
    let folder = tempfile::tempdir().unwrap();
    let mut written: Vec<(String, Case, PathBuf)> = Vec::new();
    for module in ml_modules::modules().iter().filter(|module| module.spec().runs()) {
        for case in cases(module.document()).unwrap() {
            let place = folder.path().join(written.len().to_string());
            if case.diagnostics.is_none() && write(module.id(), &case, &place) {
                written.push((module.id().to_owned(), case, place));
            }
        }
    }
    assert!(written.len() > 70, "{} cases", written.len());
    let folders: Vec<PathBuf> = written.iter().map(|(.., place)| place.clone()).collect();
    run(&python, &folders);
    let faults: Vec<String> =
        written.iter().flat_map(|(module, case, place)| faults(module, case, place)).collect();
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults.join("\n"));
}

/// What differs from what a case expects.
fn faults(module: &str, case: &Case, place: &Path) -> Vec<String> {
    let fault = |text: String| format!("{module}, “{}”: {text}", case.title);
    if let Ok(error) = std::fs::read_to_string(place.join("error.txt")) {
        return vec![fault(error)];
    }
    let mut faults = Vec::new();
    for (port, (expected, tolerance)) in &case.outputs {
        let header = expected.lines().next().unwrap_or_default();
        let found = found(&place.join(format!("out/{STEP}.{port}")), header);
        faults.extend(
            difference(expected, &found, tolerance.max(EXACT)).map(|text| fault(format!("{port}: {text}"))),
        );
    }
    for (port, expected) in &case.columns {
        let path = place.join(format!("out/{STEP}.{port}.columns"));
        let found = std::fs::read_to_string(path).unwrap_or_default();
        if found != expected.join("\n") {
            faults.push(fault(format!("{port}: expected columns {expected:?}, found {found:?}")));
        }
    }
    faults
}

/// A result as CSV; figures as one row a scored table, under this header.
fn found(stem: &Path, header: &str) -> String {
    let with = |extension: &str| PathBuf::from(format!("{}.{extension}", stem.display()));
    if let Ok(csv) = std::fs::read_to_string(with("csv")) {
        return csv;
    }
    let json = std::fs::read(with("json")).unwrap_or_default();
    let figures: serde_json::Map<String, Value> = serde_json::from_slice(&json).unwrap_or_default();
    let row = |of_table: &Value| {
        let cells: Vec<String> = header.split(',').map(|name| of_table[name].to_string()).collect();
        format!("{}\n", cells.join(","))
    };
    format!("{header}\n{}", figures.values().map(row).collect::<String>())
}

/// Writes a case as a pipeline; false when it needs what a pipeline cannot have.
fn write(module: &str, case: &Case, folder: &Path) -> bool {
    let mut building = Building { draft: PipelineDraft::new(TITLE), files: BTreeMap::new() };
    let node = building.node(module, &case.params);
    building.draft.nodes[node].title = TITLE.to_owned();
    let id = building.draft.nodes[node].id.clone();
    for (port, source) in &case.inputs {
        let from = match source {
            Source::Table { csv, options } => building.table(csv, options),
            Source::Recipe(recipe) => Some(building.recipe(recipe)),
        };
        let Some(from) = from else { return false };
        building.draft.edges.push(Edge { from, to: PortRef::new(&id, port) });
    }
    // What stands at an address cannot be had here.
    if case.files.keys().any(|name| name.contains("://")) {
        return false;
    }
    building.files.extend(case.files.clone());
    let target = FOLDERS.iter().find(|target| target.name == "python").unwrap();
    let Emitted { files, .. } = (target.write)(&Material::new(&building.draft, ml_modules::catalogue()));
    std::fs::create_dir_all(folder.join("data")).unwrap();
    for (name, bytes) in building.files {
        std::fs::write(folder.join("data").join(name), bytes).unwrap();
    }
    for file in files {
        let path = folder.join(file.path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, file.bytes).unwrap();
    }
    true
}

/// A draft in the making, and the files of its data.
struct Building {
    draft: PipelineDraft,
    files: BTreeMap<String, Vec<u8>>,
}

impl Building {
    fn node(&mut self, component: &str, params: &BTreeMap<String, ParamValue>) -> usize {
        let id = format!("node {}", self.draft.nodes.len());
        self.draft.nodes.push(Node {
            id,
            component: component.to_owned(),
            params: params.clone(),
            ..Node::default()
        });
        self.draft.nodes.len() - 1
    }

    /// A table with what its text cannot say. Roles that only scoring gives cannot be given.
    fn table(&mut self, csv: &str, options: &TableOptions) -> Option<PortRef> {
        let name = format!("table{}.csv", self.files.len());
        self.files.insert(name.clone(), csv.as_bytes().to_vec());
        self.draft.assets.push(Asset {
            id: name.clone(),
            kind: AssetKind::Dataset,
            name: name.clone(),
            format: Some(DataFormat::Csv),
            location: None,
            source_id: None,
            position: None,
        });
        let mut from = PortRef::new(name, Asset::OUTPUT);
        let types = options.types.iter().map(|(column, kind)| {
            let kind = match kind.as_str() {
                "DateTime" => "date-time".to_owned(),
                "TimeSpan" => "time-span".to_owned(),
                kind => kind.to_lowercase(),
            };
            Some((column, "data_type", kind))
        });
        let levels =
            options.categorical.iter().map(|column| Some((column, "categorical", "categorical".to_owned())));
        let roles = options.roles.iter().map(|(column, role)| {
            let fields = match role.as_str() {
                "Label" => "labels",
                "Weight" => "weights",
                "None" => "clear-features",
                _ => return None,
            };
            Some((column, "fields", fields.to_owned()))
        });
        for edit in types.chain(levels).chain(roles).collect::<Option<Vec<_>>>()? {
            let (column, param, value) = edit;
            let names = ml_graph::ColumnSelection::names([column.as_str()]);
            let params = BTreeMap::from([
                ("column".to_owned(), names.into()),
                (param.to_owned(), ParamValue::Text(value)),
            ]);
            let node = self.node("edit-metadata", &params);
            let id = self.draft.nodes[node].id.clone();
            self.draft.edges.push(Edge { from, to: PortRef::new(&id, "dataset") });
            from = PortRef::new(id, "results_dataset");
        }
        Some(from)
    }

    fn recipe(&mut self, recipe: &Recipe) -> PortRef {
        let node = self.node(&recipe.component, &recipe.params);
        let id = self.draft.nodes[node].id.clone();
        for (port, ingredient) in &recipe.inputs {
            let from = match ingredient {
                Ingredient::Lines(lines) => {
                    self.table(&format!("{}\n", lines.join("\n")), &TableOptions::default()).unwrap()
                }
                Ingredient::Recipe(recipe) => self.recipe(recipe),
            };
            self.draft.edges.push(Edge { from, to: PortRef::new(&id, port) });
        }
        let spec = ml_modules::catalogue().get(&recipe.component).unwrap();
        let port = recipe.output.clone().unwrap_or_else(|| spec.outputs[0].id.clone());
        PortRef::new(id, port)
    }
}

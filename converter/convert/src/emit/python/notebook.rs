//! `pipeline.ipynb`: the script as a notebook, a group of cells a step.

use super::expression::Expression;
use super::program::{Function, Program};
use super::script::{credentials, definition, head, literal, results};
use crate::emit::folder::File;
use serde::Serialize;
use std::collections::BTreeSet;

/// The format's version; cells have ids since 4.5.
const FORMAT: (u32, u32) = (4, 5);
/// The longest id of a cell.
const LONGEST: usize = 64;

#[derive(Serialize)]
struct Notebook {
    cells: Vec<Cell>,
    metadata: Metadata,
    nbformat: u32,
    nbformat_minor: u32,
}

#[derive(Serialize)]
struct Metadata {
    kernelspec: Kernel,
    language_info: Language,
}

#[derive(Serialize)]
struct Kernel {
    display_name: &'static str,
    language: &'static str,
    name: &'static str,
}

#[derive(Serialize)]
struct Language {
    name: &'static str,
}

#[derive(Serialize)]
struct Cell {
    cell_type: &'static str,
    /// Of code only: how often it ran.
    #[serde(skip_serializing_if = "Option::is_none")]
    execution_count: Option<Option<u32>>,
    id: String,
    metadata: Nothing,
    /// Of code only.
    #[serde(skip_serializing_if = "Option::is_none")]
    outputs: Option<[(); 0]>,
    source: Vec<String>,
}

#[derive(Serialize)]
struct Nothing {}

/// Cells with ids of their own.
#[derive(Default)]
struct Cells {
    all: Vec<Cell>,
    ids: BTreeSet<String>,
}

impl Cells {
    fn markdown(&mut self, id: &str, text: &str) {
        self.add("markdown", id, text);
    }

    fn code(&mut self, id: &str, text: &str) {
        if !text.trim().is_empty() {
            self.add("code", id, text);
        }
    }

    fn add(&mut self, kind: &'static str, id: &str, text: &str) {
        let stem: String = id.replace('_', "-").chars().take(LONGEST - 4).collect();
        let mut id = stem.clone();
        let mut number = 2;
        while !self.ids.insert(id.clone()) {
            id = format!("{stem}-{number}");
            number += 1;
        }
        let code = kind == "code";
        self.all.push(Cell {
            cell_type: kind,
            execution_count: code.then_some(None),
            id,
            metadata: Nothing {},
            outputs: code.then_some([]),
            source: text.trim_end().split_inclusive('\n').map(str::to_owned).collect(),
        });
    }
}

/// The notebook.
pub(crate) fn file(program: &Program<'_>) -> File {
    let mut cells = Cells::default();
    let (title, description) = head(program);
    cells.markdown("about", &format!("# {title}\n\n{description}"));
    cells.code("imports", &program.imports.lines());
    cells.markdown("about-shared", "## What the modules share");
    for source in &program.shared {
        cells.code(&format!("shared-{}", source.name), source.body());
    }
    if !program.credentials.is_empty() {
        cells.markdown("about-credentials", "## Credentials");
        cells.code("credentials", &credentials(program));
    }
    if !program.parameters.is_empty() {
        cells.markdown("about-parameters", "## Parameters");
        let lines = program.parameters.iter().map(|setting| {
            format!(
                "{} = {}  # {}\n",
                setting.name,
                literal(&setting.default),
                setting.title.replace('\n', " ")
            )
        });
        cells.code("parameters", &lines.collect::<String>());
    }
    if !program.reads.is_empty() {
        cells.markdown("about-data", "## Data");
        for function in &program.functions {
            if matches!(function, Function::Missing { title: "", .. }) {
                cells.code(&format!("function-{}", function.name()), &definition(function));
            }
        }
        cells.code("data", &program.reads.join("\n"));
    }
    let mut defined = BTreeSet::new();
    for call in &program.calls {
        let comment = if call.comment.is_empty() { String::new() } else { format!("\n\n{}", call.comment) };
        cells.markdown(&format!("about-{}", call.name), &format!("## {}{comment}", call.title));
        let function = &program.functions[call.function];
        if defined.insert(call.function) {
            cells.code(&format!("function-{}", function.name()), &definition(function));
        }
        let shown = call.shows.as_ref().map_or_else(String::new, |variable| format!("\n{variable}"));
        cells.code(&format!("run-{}", call.name), &format!("{}{shown}", call.statement(0)));
    }
    cells.markdown("about-results", "## Results");
    let arguments = [results(program), Expression::plain("\"out\"")].map(|value| (String::new(), value));
    cells.code("results", &Expression::call("write_results", arguments).written(0, "", ""));
    let notebook = Notebook {
        cells: cells.all,
        metadata: Metadata {
            kernelspec: Kernel { display_name: "Python 3", language: "python", name: "python3" },
            language_info: Language { name: "python" },
        },
        nbformat: FORMAT.0,
        nbformat_minor: FORMAT.1,
    };
    // Indented by one blank, as notebooks are.
    let mut bytes = Vec::new();
    let formatter = serde_json::ser::PrettyFormatter::with_indent(b" ");
    let mut serializer = serde_json::Serializer::with_formatter(&mut bytes, formatter);
    // Plain data into memory: neither can fail.
    let _ = notebook.serialize(&mut serializer);
    File::text("pipeline.ipynb", String::from_utf8(bytes).unwrap_or_default() + "\n")
}

//! `README.md`, `requirements.txt`, and where data files belong.

use super::program::{Function, Program};
use super::script::head;
use super::{DATA_FOLDER, SCRIPTS_FOLDER};
use crate::emit::azureml::MODULES_FOLDER;
use crate::emit::folder::{DataFolder, File};
use ml_graph::counted;
use std::fmt::Write;

/// Packages that only reading needs, by the function that does.
const READERS: [(&str, &str); 3] =
    [("pd.read_feather", "pyarrow"), ("pd.read_parquet", "pyarrow"), ("pd.read_excel", "openpyxl")];

/// `requirements.txt`.
pub(crate) fn requirements(program: &Program<'_>) -> File {
    let mut lines: Vec<&str> = program.imports.requirements();
    for (function, package) in READERS {
        if program.reads.iter().any(|read| read.contains(function)) && !lines.contains(&package) {
            lines.push(package);
        }
    }
    if program.shared.iter().any(|source| source.name == "blobs") {
        lines.push("azure-storage-blob>=12.20");
    }
    lines.sort_unstable();
    File::text("requirements.txt", lines.iter().map(|line| format!("{line}\n")).collect::<String>())
}

/// Every data file goes into the one folder.
pub(crate) fn folders(program: &Program<'_>) -> Vec<DataFolder> {
    program
        .data
        .iter()
        .map(|(name, _)| DataFolder { name: (*name).to_owned(), folders: vec![DATA_FOLDER.to_owned()] })
        .collect()
}

/// `README.md`.
pub(crate) fn readme(program: &Program<'_>) -> File {
    let (title, description) = head(program);
    let mut out = format!("# {}\n", plain(title));
    if !description.is_empty() {
        line!(out, "\n{}", plain(description));
    }
    let missing =
        program.functions.iter().filter(|function| matches!(function, Function::Missing { .. })).count();
    line!(out);
    line!(
        out,
        "The pipeline in Python: {} by {}, with pandas, scikit-learn and LightGBM alone.",
        counted(program.calls.len(), "step"),
        counted(program.functions.len(), "function")
    );
    line!(out);
    line!(out, "```");
    line!(out, "python3 -m venv .venv && .venv/bin/pip install -r requirements.txt");
    line!(out, ".venv/bin/python pipeline.py --out out");
    line!(out, "```");
    if !program.parameters.is_empty() {
        let names: Vec<String> = program
            .parameters
            .iter()
            .map(|setting| format!("`--{}` ({})", setting.name.replace('_', "-"), plain(&setting.title)))
            .collect();
        line!(out);
        line!(out, "Options: {}.", names.join(", "));
    }
    line!(out);
    line!(out, "| File | What it is |");
    line!(out, "|---|---|");
    line!(
        out,
        "| `pipeline.py` | the script: a function a module, what they share, and `main`, which calls them in order |"
    );
    line!(out, "| `pipeline.ipynb` | the same as a notebook |");
    if !program.scripts.is_empty() {
        line!(out, "| `{SCRIPTS_FOLDER}/` | the scripts of the experiment |");
    }
    if program.functions.iter().any(|function| matches!(function, Function::Own { .. })) {
        line!(out, "| `{MODULES_FOLDER}/` | the files of modules of your own; R must be installed |");
    }
    for (name, file) in &program.data {
        line!(
            out,
            "| `{DATA_FOLDER}/{file}` | the data of “{}”; put it there unless it is there already |",
            plain(name)
        );
    }
    line!(
        out,
        "| `azureml_sdk.py` | the pipeline for Azure Machine Learning with its Python SDK; it uses the components of the azureml target, in `../../azureml/` |"
    );
    line!(out);
    line!(out, "## What needs a look");
    line!(out);
    if missing > 0 {
        line!(out, "The script stops at {}, which must be written first:", counted(missing, "function"));
        line!(out);
    }
    for diagnostic in &program.diagnostics {
        line!(out, "{}", plain(&format!("- {} {}", diagnostic.message, diagnostic.help)).trim_end());
    }
    for note in notes(program) {
        line!(out, "- {note}");
    }
    File::text("README.md", out)
}

/// What differs from Studio (classic) by the nature of things.
fn notes(program: &Program<'_>) -> Vec<&'static str> {
    let uses = |needle: &str| {
        program
            .functions
            .iter()
            .any(|function| matches!(function, Function::Library(_)) && function.name().contains(needle))
    };
    let mut notes = vec!["In numbers, NaN and missing are the same here."];
    if uses("split_data") {
        notes.push("Rows are split with numpy's generator: the same rows each time, other ones than in Studio (classic).");
    }
    if uses("boosted") {
        notes.push("LightGBM grows the trees that FastTree grew: compare the figures, not the trees.");
    }
    if uses("neural_network") || uses("k_means") {
        notes.push("Where training begins at random, scikit-learn begins elsewhere: compare the figures, not the weights.");
    }
    notes
}

/// Text as Markdown shows it.
fn plain(text: &str) -> String {
    text.replace(['<', '|'], " ").replace('_', "\\_").replace('*', "\\*")
}

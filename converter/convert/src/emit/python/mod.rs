//! Python: a script and a notebook with pandas, scikit-learn and LightGBM that do what the pipeline did, without our engine.
//!
//! ```text
//! README.md, requirements.txt
//! pipeline.py              one function a module used, and a main that calls them in order
//! pipeline.ipynb           the same, a group of cells a step
//! azureml_sdk.py           the pipeline for Azure Machine Learning with its Python SDK, on the components of the azureml target
//! scripts/                 the user's own scripts
//! modules/                 files of the user's own modules
//! data/                    what the pipeline reads
//! ```
//!
//! `library/` holds the Python that is written: one file a module, and what several of them share. [`library`] reads from these files
//! what they need of each other, [`modules`] says which of them stands for which module. [`program::Program`] decides what is
//! called in which order under which names; the other files only write. Order and names are those of the azureml target.

/// Adds a line to a text. Writing to a string cannot fail; the result is dropped.
macro_rules! line {
    ($out:expr) => { $out.push('\n') };
    ($out:expr, $($part:tt)*) => {{ let _ = writeln!($out, $($part)*); }};
}

mod connections;
mod data;
mod expression;
mod guide;
mod library;
mod modules;
mod notebook;
mod program;
mod script;
mod sdk;
mod settings;

use super::azureml::MODULES_FOLDER;
use super::azureml::plan::Plan;
use super::folder::{Emitted, File, Material};
use super::own;
use program::Program;

/// Data files, below the target's folder.
const DATA_FOLDER: &str = "data";
/// The user's scripts.
const SCRIPTS_FOLDER: &str = "scripts";

/// Writes the draft as Python.
pub(crate) fn python(material: &Material<'_>) -> Emitted {
    let draft = material.draft;
    let catalogue = &*material.catalogue.with_own(draft);
    let plan = Plan::new(draft, catalogue, &[]);
    let program = Program::new(&plan);
    let mut files = vec![
        guide::readme(&program),
        guide::requirements(&program),
        script::file(&program),
        notebook::file(&program),
        sdk::file(&plan),
    ];
    files.extend(
        program
            .scripts
            .iter()
            .map(|(name, text)| File::text(format!("{SCRIPTS_FOLDER}/{name}"), text.as_str())),
    );
    for component in &plan.components {
        let folder = format!("{}/{}", MODULES_FOLDER, component.name);
        files.extend(component.own.iter().flat_map(|own| own::code(own, &folder)));
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Emitted { files, data: guide::folders(&program), diagnostics: program.diagnostics }
}

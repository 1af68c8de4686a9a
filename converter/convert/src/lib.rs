//! From raw exports to pipeline drafts, and from drafts to targets.
//!
//! [`convert()`] reads files of any kind that `ml-classic` knows, takes the credentials out, and gives drafts, what to say about them and a
//! report. It never fails as a whole. [`Converter`] does the same file by file, for many files in flat memory; what several files say of a
//! service is joined at its end. [`export`] writes a draft
//! for another tool; back to Studio (classic) it gives the same graph again.
//!
//! The catalogue comes in as data: no module is known by name here.

mod again;
mod azureml;
mod columns;
mod convert;
mod custom;
mod date;
mod designer;
mod emit;
mod extras;
mod files;
mod index;
mod lift;
mod names;
mod params;
mod predictive;
mod report;
mod scripts;
mod secrets;
mod service;
mod value;

pub use convert::{Conversion, ConvertedDraft, ConvertedEndpoint, Converter, DataFile, Finished, convert};
pub use emit::{
    AssetFile, DataFolder, Emitted, Expected, Exported, FOLDERS, File, FolderTarget, Material, Pack,
    SampleRows, Samples, export, own_module, setting, targets, to_classic,
};
pub use files::file_stem;
pub use ml_classic::{Beside, FORMATS, Format, Limits, SourceFile};
pub use predictive::{KnownData, ModelChoice, Predictive, PredictiveError, SavedOutput, predictive};
pub use report::{
    Blocker, Counts, DataColumn, DataFileReport, DataNeed, Effort, ExperimentReport, Experiments,
    MigrationStep, ModuleReport, Progress, Report, ResourceReport, SavedModelReport, ScriptFinding,
    ScriptPackage, ScriptReport, SecretPlace, ServiceReport, Totals, Verdict,
};
pub use secrets::Vault;

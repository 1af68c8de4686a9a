//! `ml-migrate diff`: what differs between two drafts, or between the drafts of any two inputs.

use super::{Failure, inputs};
use crate::diff::table;
use crate::engine::catalogue;
use crate::terminal;
use ml_convert::{Converter, Limits};
use ml_graph::{Diagnostic, Difference, PipelineDraft, difference};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Arguments of `ml-migrate diff`. Exits with 0 when nothing differs, with 1 when something does, with 2 when an input cannot be read.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// A draft, or anything that converts to drafts: an export, a zip, a folder.
    first: PathBuf,
    /// What to compare it with. When there are several drafts, those of the same name are compared.
    second: PathBuf,
    /// Positions on the canvas count too.
    #[arg(long)]
    layout: bool,
    /// Print JSON for programs.
    #[arg(long)]
    json: bool,
}

/// What `--json` prints.
#[derive(serde::Serialize)]
struct Comparison {
    equal: bool,
    pipelines: Vec<Compared>,
    only_in_first: Vec<String>,
    only_in_second: Vec<String>,
}

#[derive(serde::Serialize)]
struct Compared {
    name: String,
    equal: bool,
    #[serde(flatten)]
    difference: Difference,
}

pub(crate) fn run(arguments: Arguments) -> Result<ExitCode, Failure> {
    let first = open(&arguments.first)?;
    let second = open(&arguments.second)?;
    let (pairs, only_in_first, only_in_second) = pair(first, second);
    let mut equal = only_in_first.is_empty() && only_in_second.is_empty();
    let mut pipelines = Vec::with_capacity(pairs.len());
    for (first, second) in pairs {
        let mut found = difference(&first, &second, catalogue());
        if !arguments.layout {
            found.moved.clear();
        }
        let same = found.is_empty() && found.moved.is_empty();
        equal &= same;
        if !arguments.json {
            for line in table::lines(&first, &second, &found, catalogue()) {
                terminal::line(&line);
            }
        }
        pipelines.push(Compared { name: first.name, equal: same, difference: found });
    }
    if arguments.json {
        let comparison = Comparison { equal, pipelines, only_in_first, only_in_second };
        let json = serde_json::to_string_pretty(&comparison).map_err(|error| {
            Diagnostic::error("cli/json", format!("The differences cannot be written: {error}."))
        })?;
        terminal::line(&json);
    } else {
        for (names, path) in [(&only_in_first, &arguments.first), (&only_in_second, &arguments.second)] {
            for name in names {
                terminal::line(&format!("“{name}” is only in {}.", path.display()));
            }
        }
    }
    Ok(if equal { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// All drafts of an input.
fn open(path: &Path) -> Result<Vec<PipelineDraft>, Failure> {
    let limits = Limits::default();
    let (inputs, mut faults) = inputs::gather(&[path.to_owned()])?;
    let mut converter = Converter::new(catalogue(), limits.clone());
    let parts = inputs::learn(&inputs, &mut converter, &limits);
    let mut drafts = Vec::new();
    for input in inputs.iter().filter(|input| !parts.contains(&input.name)) {
        let bytes = match inputs::read(input, &limits) {
            Ok(bytes) => bytes,
            Err(fault) => {
                faults.push(fault);
                continue;
            }
        };
        let converted = converter.convert_whole(
            &input.name,
            &bytes,
            &mut inputs::beside(&input.path, &input.root, &limits),
        );
        drafts.extend(converted.drafts.into_iter().map(|converted| converted.draft));
        faults.extend(converted.diagnostics.into_iter().filter(|found| inputs::is_failure(found, input)));
    }
    if drafts.is_empty() && faults.is_empty() {
        faults.push(
            Diagnostic::error("cli/no-pipeline", "There is no pipeline in it.")
                .help("“ml-migrate inspect” says what is in it.")
                .in_file(path.display().to_string()),
        );
    }
    if faults.is_empty() { Ok(drafts) } else { Err(Failure(faults)) }
}

type Paired = (Vec<(PipelineDraft, PipelineDraft)>, Vec<String>, Vec<String>);

/// One of each is a pair whatever they are called; of several, those of the same name are, in turn.
fn pair(first: Vec<PipelineDraft>, second: Vec<PipelineDraft>) -> Paired {
    if first.len() == 1 && second.len() == 1 {
        return (first.into_iter().zip(second).collect(), Vec::new(), Vec::new());
    }
    let mut others: BTreeMap<String, Vec<PipelineDraft>> = BTreeMap::new();
    for other in second.into_iter().rev() {
        others.entry(other.name.clone()).or_default().push(other);
    }
    let mut pairs = Vec::new();
    let mut only = Vec::new();
    for draft in first {
        match others.get_mut(&draft.name).and_then(Vec::pop) {
            Some(other) => pairs.push((draft, other)),
            None => only.push(draft.name),
        }
    }
    let left = others.into_values().flatten().map(|draft| draft.name).collect();
    (pairs, only, left)
}

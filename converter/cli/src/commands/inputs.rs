//! Files and folders to read exports from.

use super::Failure;
use ml_convert::{Converter, Limits};
use ml_graph::Diagnostic;
use std::collections::BTreeSet;
use std::io::Read;
use std::path::{Path, PathBuf};

/// A file to read.
pub(crate) struct Input {
    /// Where it is.
    pub(crate) path: PathBuf,
    /// The name for messages: as the user gave it, with the path inside a folder.
    pub(crate) name: String,
    /// Whether the user named this very file; files of a folder may be of no use.
    pub(crate) named: bool,
    /// The folder that the user gave, or that of the file: what the file refers to lies in it, or is not read.
    pub(crate) root: PathBuf,
}

/// All files of `paths`, folders searched through, in a stable order, and what could not be opened. Nothing to read at all is a failure.
pub(crate) fn gather(paths: &[PathBuf]) -> Result<(Vec<Input>, Vec<Diagnostic>), Failure> {
    let mut inputs = Vec::new();
    let mut faults = Vec::new();
    for path in paths {
        let name = path.display().to_string();
        match std::fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() => folder(path, &mut inputs, &mut faults),
            Ok(_) => {
                let root = path.parent().unwrap_or(Path::new("")).to_owned();
                inputs.push(Input { path: path.clone(), name, named: true, root });
            }
            Err(error) => faults.push(unreadable(&name, &error)),
        }
    }
    if inputs.is_empty() && faults.is_empty() {
        faults.push(
            Diagnostic::error("cli/nothing", "There is no file to read.")
                .help("Give exported files, or a folder that holds some."),
        );
    }
    if inputs.is_empty() { Err(Failure(faults)) } else { Ok((inputs, faults)) }
}

fn folder(path: &Path, inputs: &mut Vec<Input>, faults: &mut Vec<Diagnostic>) {
    let mut waiting = vec![path.to_owned()];
    let mut found = BTreeSet::new();
    while let Some(folder) = waiting.pop() {
        let entries = match std::fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) => {
                faults.push(unreadable(&folder.display().to_string(), &error));
                continue;
            }
        };
        for entry in entries.flatten() {
            let hidden = entry.file_name().to_string_lossy().starts_with('.');
            match entry.file_type() {
                _ if hidden => {}
                // Links to folders could lead in circles.
                Ok(kind) if kind.is_dir() => waiting.push(entry.path()),
                Ok(_) if entry.path().is_file() => {
                    found.insert(entry.path());
                }
                _ => {}
            }
        }
    }
    inputs.extend(found.into_iter().map(|file| Input {
        name: file.display().to_string(),
        path: file,
        named: false,
        root: path.to_owned(),
    }));
}

/// Reads a file as far as the limits go.
pub(crate) fn read(input: &Input, limits: &Limits) -> Result<Vec<u8>, Diagnostic> {
    let open = || -> std::io::Result<Vec<u8>> {
        let file = std::fs::File::open(&input.path)?;
        // A large file is read into room of its size: growing would ask for up to twice as much.
        let size = file.metadata()?.len().min(limits.bytes) + 1;
        let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or_default());
        // One byte too many lets the reader say that the limit was passed.
        file.take(limits.bytes + 1).read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    open().map_err(|error| unreadable(&input.name, &error))
}

/// Lets the converter learn what other files need before anything is converted, and gives the names of the files that are read with
/// another one: components and settings of a pipeline.
pub(crate) fn learn(inputs: &[Input], converter: &mut Converter<'_>, limits: &Limits) -> BTreeSet<String> {
    let mut parts = BTreeSet::new();
    for input in inputs {
        let mut head = Vec::new();
        let opened =
            std::fs::File::open(&input.path).and_then(|file| file.take(16_384).read_to_end(&mut head));
        if opened.is_err() {
            continue;
        }
        if (ml_classic::is_listing(&head) || ml_classic::is_template_values(&head))
            && let Ok(bytes) = read(input, limits)
        {
            converter.learn(&input.name, &bytes);
        } else if ml_classic::is_pipeline(&head)
            && let Ok(bytes) = read(input, limits)
        {
            parts.extend(ml_classic::pipeline_parts(
                &input.name,
                &bytes,
                limits,
                &mut beside(&input.path, &input.root, limits),
            ));
        }
    }
    parts
}

/// Files that the one at `path` refers to, by their path from its folder, as far as they lie in `root`.
pub(crate) fn beside<'a>(
    path: &'a Path,
    root: &'a Path,
    limits: &'a Limits,
) -> impl FnMut(&str) -> Option<Vec<u8>> + 'a {
    move |mut from: &str| {
        let mut folder = path.parent().unwrap_or(Path::new(""));
        while let Some(rest) = from.strip_prefix("../") {
            folder = folder.parent().filter(|folder| folder.starts_with(root))?;
            from = rest;
        }
        let path = folder.join(from);
        path.is_file().then_some(())?;
        let name = path.display().to_string();
        read(&Input { path, name, named: false, root: root.to_owned() }, limits).ok()
    }
}

/// Whether a diagnostic means that an input the user wanted was not read.
pub(crate) fn is_failure(diagnostic: &Diagnostic, input: &Input) -> bool {
    diagnostic.is_error() || (input.named && diagnostic.code == "convert/not-recognised")
}

fn unreadable(name: &str, error: &std::io::Error) -> Diagnostic {
    Diagnostic::error("cli/file", format!("The file cannot be read: {error}."))
        .help("Check the path and that you may read it.")
        .in_file(name)
}

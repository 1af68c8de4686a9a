//! What `convert` writes: the targets of `--to`, and the files of those that are folders.

use super::Failure;
use crate::run::known;
use ml_convert::{ConvertedDraft, DataFile, Emitted, FOLDERS, FolderTarget, Material};
use ml_graph::{Diagnostic, EndpointDefinition, PipelineDraft};
use std::borrow::Cow;
use std::path::Path;

/// A form in which a converted pipeline is written.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Target {
    /// Drafts, which everything here reads.
    Draft,
    /// A folder an experiment.
    Folder(&'static FolderTarget),
    /// The migration report.
    Report,
}

/// Every target, with a word for people.
pub(crate) fn all() -> impl Iterator<Item = (&'static str, &'static str)> {
    let folders = FOLDERS.iter().map(|folder| (folder.name, folder.title));
    std::iter::once(("draft", "Pipeline draft, which everything here reads"))
        .chain(folders)
        .chain(std::iter::once(("report", "Migration report: pages, Markdown, table, JSON")))
}

/// The value of `--to`, one word.
pub(crate) fn parse(text: &str) -> Result<Target, String> {
    if let Some(folder) = FOLDERS.iter().find(|folder| folder.name == text) {
        return Ok(Target::Folder(folder));
    }
    match text {
        "draft" => Ok(Target::Draft),
        "report" => Ok(Target::Report),
        _ => {
            let known: Vec<&str> = all().map(|(name, _)| name).collect();
            Err(format!("there is no target “{text}”; there are {}", known.join(", ")))
        }
    }
}

/// A draft whose folders are written.
#[derive(serde::Serialize, serde::Deserialize)]
pub(crate) struct Subject<'a> {
    /// The name of its file.
    pub(crate) file: Cow<'a, str>,
    pub(crate) draft: Cow<'a, PipelineDraft>,
    /// What it was read from.
    pub(crate) source: Cow<'a, Path>,
}

impl<'a> Subject<'a> {
    pub(crate) fn new(converted: &'a ConvertedDraft, source: &'a Path) -> Subject<'a> {
        Subject {
            file: Cow::Borrowed(&converted.file),
            draft: Cow::Borrowed(&converted.draft),
            source: Cow::Borrowed(source),
        }
    }
}

/// Writes one draft's folder of a target into `out`; gives back what could not be written as it was.
///
/// Data is copied along where it lies beside the export or came with it.
pub(crate) fn write_folder(
    out: &Path,
    target: &FolderTarget,
    from: &Subject<'_>,
    endpoints: &[EndpointDefinition],
    packed: &[DataFile],
) -> Result<Vec<Diagnostic>, Failure> {
    let Subject { file, draft, source } = from;
    let stem = file.strip_suffix(".draft.json").unwrap_or(file);
    let folder = out.join(target.name).join(stem);
    let found = known::files(draft, source, packed);
    let samples = known::samples(draft, &found);
    let material = Material { draft, catalogue: ml_modules::catalogue(), samples: &samples, endpoints };
    let Emitted { files, data, diagnostics } = (target.write)(&material);
    for file in files {
        let path = folder.join(&file.path);
        write(&path, &file.bytes)?;
        if file.executable {
            make_executable(&path)?;
        }
    }
    for place in data {
        for below in &place.folders {
            let below = folder.join(below);
            std::fs::create_dir_all(&below).map_err(|error| unwritable(&below, &error))?;
            if let Some(found) = found.get(place.name.as_str()) {
                found.put_into(&below).map_err(|error| unwritable(&below, &error))?;
            }
        }
    }
    Ok(diagnostics)
}

/// Writes a file, and the folders above it.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let parent = path.parent().unwrap_or(path);
    std::fs::create_dir_all(parent)
        .and_then(|()| std::fs::write(path, bytes))
        .map_err(|error| unwritable(path, &error))
}

#[cfg(unix)]
fn make_executable(path: &Path) -> Result<(), Failure> {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755))
        .map_err(|error| unwritable(path, &error))
}

#[cfg(not(unix))]
fn make_executable(_path: &Path) -> Result<(), Failure> {
    Ok(())
}

fn unwritable(path: &Path, error: &std::io::Error) -> Failure {
    Diagnostic::error("cli/write", format!("{} cannot be written: {error}.", path.display()))
        .help("Choose another place, or make room.")
        .into()
}

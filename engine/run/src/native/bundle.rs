//! Unpacks a zip of scripts and files for a script to import.

use ml_modules::HostError;
use std::fs;
use std::io::{self, Cursor, Read};
use std::path::Path;

/// Most files and most bytes that are unpacked.
const MOST_FILES: usize = 10_000;
const MOST_BYTES: u64 = 1 << 30;

/// Writes a file into `folder`. A path that points outside it is refused.
pub(super) fn put(folder: &Path, path: &str, bytes: &[u8]) -> Result<(), HostError> {
    let failed = |reason: String| {
        HostError::failed(
            "error-0049",
            format!("The file “{path}” of the module cannot be written: {reason}."),
            "Pack the module again.",
        )
    };
    let inside = Path::new(path).components().all(|part| matches!(part, std::path::Component::Normal(_)));
    if path.is_empty() || !inside {
        return Err(failed("it points outside of the module".to_owned()));
    }
    let target = folder.join(path);
    let made = target.parent().map_or(Ok(()), fs::create_dir_all);
    made.and_then(|()| fs::write(&target, bytes)).map_err(|error| failed(error.to_string()))
}

/// Unpacks `bytes` into `folder`, which it makes. Entries that point outside it are refused.
pub(super) fn unpack(bytes: &[u8], folder: &Path) -> Result<(), HostError> {
    let failed = |reason: String| {
        HostError::failed(
            "error-0049",
            format!("The script bundle cannot be unpacked: {reason}."),
            "Attach a zip file.",
        )
    };
    fs::create_dir_all(folder).map_err(|error| failed(error.to_string()))?;
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|error| failed(error.to_string()))?;
    if archive.len() > MOST_FILES {
        return Err(failed(format!("it holds more than {MOST_FILES} files")));
    }
    let mut left = MOST_BYTES;
    for index in 0..archive.len() {
        let entry = archive.by_index(index).map_err(|error| failed(error.to_string()))?;
        let Some(path) = entry.enclosed_name() else {
            return Err(failed("an entry points outside it".to_owned()));
        };
        let path = folder.join(path);
        if entry.is_dir() {
            fs::create_dir_all(&path).map_err(|error| failed(error.to_string()))?;
            continue;
        }
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(|error| failed(error.to_string()))?;
        }
        let mut file = fs::File::create(&path).map_err(|error| failed(error.to_string()))?;
        let written =
            io::copy(&mut entry.take(left + 1), &mut file).map_err(|error| failed(error.to_string()))?;
        left = left.checked_sub(written).ok_or_else(|| failed("it is too large unpacked".to_owned()))?;
    }
    Ok(())
}

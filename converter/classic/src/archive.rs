//! Packages: the files of a zip, as many bytes as the limits allow, counted while unpacking.

use crate::limits::Limits;
use crate::shape::ReadError;
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// What the packages opened so far have cost.
#[derive(Clone, Copy, Default)]
pub(crate) struct Budget {
    entries: usize,
    bytes: u64,
}

/// Whether the bytes are a zip.
pub(crate) fn is_zip(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06")
}

/// Unpacks every file, in the package's order, and hands each to `take` with its name.
pub(crate) fn unpack(
    bytes: &[u8],
    limits: &Limits,
    budget: &mut Budget,
    take: &mut dyn FnMut(String, Vec<u8>, &mut Budget),
) -> Result<(), ReadError> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| {
        ReadError::new(
            "The zip package is damaged: its table of contents cannot be read.",
            "Download or pack it again.",
        )
    })?;
    let allowed = limits.bytes.min((bytes.len() as u64).saturating_mul(limits.ratio).max(1 << 20));
    for index in 0..archive.len() {
        budget.entries += 1;
        if budget.entries > limits.entries {
            return Err(ReadError::new(
                format!("The package holds more than {} files.", limits.entries),
                "Unpack it and convert its parts.",
            ));
        }
        let mut entry = archive.by_index(index).map_err(|_| {
            ReadError::new(
                format!(
                    "File {} of the package cannot be unpacked; it is damaged or has a password.",
                    index + 1
                ),
                "Unpack it yourself and convert the folder.",
            )
        })?;
        let name =
            entry.name().map(|name| name.into_owned()).unwrap_or_else(|_| format!("file {}", index + 1));
        if entry.is_dir() || is_clutter(&name) {
            continue;
        }
        let left = allowed.saturating_sub(budget.bytes);
        let mut content = Vec::new();
        let read = entry.by_ref().take(left + 1).read_to_end(&mut content).map_err(|_| {
            ReadError::new("A file of the package is damaged.", "Download or pack it again.")
                .at(format!("/{name}"))
        })?;
        budget.bytes += read as u64;
        if budget.bytes > allowed {
            return Err(ReadError::new(
                format!("The package unpacks to more than {allowed} bytes."),
                "Unpack it yourself and convert the folder, if you trust it.",
            ));
        }
        take(name, content, budget);
    }
    Ok(())
}

/// Files that operating systems leave in packages.
fn is_clutter(name: &str) -> bool {
    name.starts_with("__MACOSX/") || name.ends_with(".DS_Store") || name.ends_with("Thumbs.db")
}

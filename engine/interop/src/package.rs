//! The packed parts of a saved model: a zip of blobs, and texts behind gzip. What comes out counts, whatever headers claim.

use crate::error::ImportError;
use flate2::read::GzDecoder;
use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// How much may come out of packed parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Files in the zip.
    pub entries: usize,
    /// Bytes of all files together, and of each packed text.
    pub bytes: u64,
}

impl Default for Limits {
    /// 1,000 files, 256 MiB.
    fn default() -> Limits {
        Limits { entries: 1000, bytes: 256 << 20 }
    }
}

/// The files of a zip by their paths, with `/` between folders.
pub(crate) fn unzip(bytes: &[u8], limits: &Limits) -> Result<BTreeMap<String, Vec<u8>>, ImportError> {
    const WHAT: &str = "The package of the predictor";
    let damaged = |why| ImportError::Damaged { what: WHAT, place: 0, why };
    let mut archive = ZipArchive::new(Cursor::new(bytes))
        .map_err(|_| damaged("it is no zip, or its list of files is broken"))?;
    if archive.len() > limits.entries {
        return Err(ImportError::TooLarge { what: WHAT, why: "it has too many files" });
    }
    let mut files = BTreeMap::new();
    let mut left = limits.bytes;
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).map_err(|_| damaged("a file in it cannot be unpacked"))?;
        let Ok(name) = entry.name().map(|name| name.replace('\\', "/")) else {
            return Err(damaged("a file in it has no readable name"));
        };
        let mut content = Vec::new();
        let read = entry
            .by_ref()
            .take(left + 1)
            .read_to_end(&mut content)
            .map_err(|_| damaged("a file in it cannot be unpacked"))?;
        left = left
            .checked_sub(read as u64)
            .ok_or(ImportError::TooLarge { what: WHAT, why: "it unpacks to too many bytes" })?;
        files.insert(name, content);
    }
    Ok(files)
}

/// The bytes behind gzip.
pub(crate) fn gunzip(bytes: &[u8], limits: &Limits) -> Result<Vec<u8>, ImportError> {
    const WHAT: &str = "The list of features";
    let mut content = Vec::new();
    let read = GzDecoder::new(bytes)
        .take(limits.bytes + 1)
        .read_to_end(&mut content)
        .map_err(|_| ImportError::Damaged { what: WHAT, place: 0, why: "it cannot be unpacked" })?;
    if read as u64 > limits.bytes {
        return Err(ImportError::TooLarge { what: WHAT, why: "it unpacks to too many bytes" });
    }
    Ok(content)
}

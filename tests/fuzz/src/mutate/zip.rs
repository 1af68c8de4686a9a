//! Changes of packages that leave them packages: one of the files in it is changed, and everything is packed again.

use ml_interop::testing::zip;
use ml_learn::Random;
use std::collections::BTreeSet;
use std::io::{Cursor, Read};

/// More than that unpacked is left to changes of bytes.
const MOST: u64 = 256 << 10;

/// Changes a package.
pub(crate) fn package(
    bytes: &[u8],
    random: &mut Random,
    plain: &mut dyn FnMut(&[u8]) -> Vec<u8>,
) -> Option<Vec<u8>> {
    let mut files = unpacked(bytes)?;
    if files.is_empty() {
        return None;
    }
    let chosen = random.below(files.len());
    let (name, content) = &mut files[chosen];
    match random.below(8) {
        0 => *name = String::from_utf8_lossy(&plain(name.as_bytes())).into_owned(),
        1 => *name = "[Content_Types].xml".to_owned(),
        2 => *content = bytes.to_vec(),
        3 => {
            let twin = (format!("{name}2"), content.clone());
            files.push(twin);
        }
        4 => drop(files.remove(chosen)),
        _ => {
            let changed = super::json::document(content, random, plain);
            *content = changed.unwrap_or_else(|| plain(content));
        }
    }
    // No package has two files of one name.
    let mut names = BTreeSet::new();
    files.retain(|(name, _)| name.len() < usize::from(u16::MAX) && names.insert(name.clone()));
    Some(zip(&files))
}

fn unpacked(bytes: &[u8]) -> Option<Vec<(String, Vec<u8>)>> {
    let mut archive = ::zip::ZipArchive::new(Cursor::new(bytes)).ok()?;
    let mut left = MOST;
    let mut files = Vec::new();
    for index in 0..archive.len().min(64) {
        let mut entry = archive.by_index(index).ok()?;
        let name = entry.name().ok()?.into_owned();
        let mut content = Vec::new();
        left = left.checked_sub(entry.by_ref().take(left + 1).read_to_end(&mut content).ok()? as u64)?;
        files.push((name, content));
    }
    Some(files)
}

//! Zips that hold tables, unpacked within bounds: what is really unpacked counts, whatever the headers say.

use crate::TableError;
use ml_graph::DataFormat;
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// Most bytes of a part, and unpacked bytes for each packed one.
const MOST_BYTES: u64 = 1 << 30;
const MOST_RATIO: u64 = 200;

/// Most files of a package.
const MOST_FILES: usize = 20_000;

/// A package whose parts are read by name.
pub(super) struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    format: &'static str,
    left: u64,
}

pub(super) fn malformed(format: &'static str, reason: impl Into<String>, help: &str) -> TableError {
    TableError::Malformed {
        format,
        line: None,
        character: None,
        reason: reason.into(),
        help: help.to_owned(),
    }
}

/// Whether bytes are a zip.
pub fn is_zip(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06")
}

impl<'a> Package<'a> {
    pub(super) fn open(bytes: &'a [u8], format: &'static str) -> Result<Package<'a>, TableError> {
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| {
            malformed(format, "its table of contents cannot be read", "Save or download the file again.")
        })?;
        if archive.len() > MOST_FILES {
            return Err(malformed(
                format,
                format!("it holds more than {MOST_FILES} files"),
                "Give its parts one by one.",
            ));
        }
        let left = MOST_BYTES.min((bytes.len() as u64).saturating_mul(MOST_RATIO).max(1 << 20));
        Ok(Package { archive, format, left })
    }

    /// The bytes of a part; nothing when there is none of that name.
    fn bytes(&mut self, name: &str) -> Result<Option<Vec<u8>>, TableError> {
        let Some(place) = self.archive.index_for_name(name) else { return Ok(None) };
        let damaged = || {
            malformed(
                self.format,
                format!("its part `{name}` cannot be unpacked"),
                "Save or download the file again.",
            )
        };
        let entry = self.archive.by_index(place).map_err(|_| damaged())?;
        let mut content = Vec::new();
        entry.take(self.left + 1).read_to_end(&mut content).map_err(|_| damaged())?;
        match self.left.checked_sub(content.len() as u64) {
            Some(left) => self.left = left,
            None => {
                return Err(malformed(
                    self.format,
                    "it unpacks to more than it may",
                    "Give its content unpacked, if you trust it.",
                ));
            }
        }
        Ok(Some(content))
    }

    /// The text of a part.
    pub(super) fn text(&mut self, name: &str) -> Result<Option<String>, TableError> {
        Ok(self.bytes(name)?.map(|bytes| super::decode(&bytes).into_owned()))
    }
}

/// A table that came in a zip.
pub(super) struct Packed {
    /// Its name in the zip.
    pub(super) name: String,
    /// Its format, by its name or else as the zip was said to be.
    pub(super) format: DataFormat,
    /// Its content.
    pub(super) bytes: Vec<u8>,
}

/// The one table in a zip; without a telling name, it has the `usual` format.
pub(super) fn zipped(bytes: &[u8], usual: DataFormat) -> Result<Packed, TableError> {
    const FORMAT: &str = "zip";
    let mut package = Package::open(bytes, FORMAT)?;
    let names: Vec<String> =
        package.archive.file_names().filter_map(|name| Some(name.ok()?.into_owned())).collect();
    let files: Vec<&String> =
        names.iter().filter(|name| !name.ends_with('/') && !name.starts_with("__MACOSX/")).collect();
    let format_of = |name: &str| {
        super::format_of_name(name)
            .filter(|format| !matches!(format, DataFormat::Zip | DataFormat::PlainText))
    };
    let tables: Vec<(&String, Option<DataFormat>)> = match files.as_slice() {
        [only] => vec![(only, format_of(only))],
        _ => {
            files.iter().map(|name| (*name, format_of(name))).filter(|(_, format)| format.is_some()).collect()
        }
    };
    let [(name, format)] = tables.as_slice() else {
        let reason = match tables.len() {
            0 => "it holds no data file".to_owned(),
            count => format!("it holds {count} data files"),
        };
        return Err(malformed(FORMAT, reason, "Give a zip with one data file, or the file itself."));
    };
    // What the pipeline says of the header counts.
    let format = match (*format, usual) {
        (Some(DataFormat::Csv), DataFormat::CsvHeaderless) => DataFormat::CsvHeaderless,
        (Some(DataFormat::Tsv), DataFormat::TsvHeaderless) => DataFormat::TsvHeaderless,
        (Some(format), _) => format,
        (None, DataFormat::Zip) => DataFormat::Csv,
        (None, usual) => usual,
    };
    let bytes = package.bytes(name)?.unwrap_or_default();
    if is_zip(&bytes) && format != DataFormat::Excel {
        return Err(malformed(FORMAT, "it holds another zip", "Unpack it first."));
    }
    Ok(Packed { name: (*name).clone(), format, bytes })
}

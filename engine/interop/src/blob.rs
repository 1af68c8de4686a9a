//! One part of a predictor as ML.NET and its forebear TLC write it: a header of 256 bytes, the numbers, a tail.

use crate::cursor::Cursor;
use crate::error::ImportError;

const WHAT: &str = "A part of the predictor";
const HEADER: usize = 256;
const HEAD: &[u8] = b"ML\0MODEL";
const TAIL: &[u8] = b"LEDOM\0LM";

/// A part of a predictor.
#[derive(Clone, Debug)]
pub(crate) struct Blob<'a> {
    /// What the numbers mean, for example `LINEAR2C`; zeros stand as blanks.
    pub(crate) signature: String,
    /// Who reads them, for example `Linear2CExec`.
    pub(crate) loader: String,
    /// Version of their layout.
    pub(crate) version: u32,
    /// The numbers.
    pub(crate) model: &'a [u8],
}

impl<'a> Blob<'a> {
    /// Reads header and tail.
    pub(crate) fn read(bytes: &'a [u8]) -> Result<Blob<'a>, ImportError> {
        if !bytes.starts_with(HEAD) {
            return Err(ImportError::Foreign("part of a predictor"));
        }
        let mut cursor = Cursor::new(bytes, WHAT);
        // Magic, then the versions of the header.
        cursor.take(16)?;
        let (start, length) = (cursor.u64()?, cursor.u64()?);
        // Tables of strings, which the parts read here do not have.
        cursor.take(32)?;
        let signature = name(cursor.take(8)?, ' ');
        let version = cursor.u32()?;
        cursor.u32()?;
        let loader = name(cursor.take(24)?, '\0').trim_end_matches('\0').to_owned();
        cursor.take(24)?;
        let (tail, end) = (cursor.u64()?, cursor.u64()?);
        let part = |start: u64, end: u64| bytes.get(usize::try_from(start).ok()?..usize::try_from(end).ok()?);
        let model =
            start.checked_add(length).filter(|_| start >= HEADER as u64).and_then(|end| part(start, end));
        let Some(model) = model else { return Err(cursor.damaged("its header points outside")) };
        if part(tail, end) != Some(TAIL) {
            return Err(cursor.damaged("its end is not where its header says"));
        }
        Ok(Blob { signature, loader, version, model })
    }

    /// Its numbers, from the first.
    pub(crate) fn cursor(&self) -> Cursor<'a> {
        Cursor::new(self.model, WHAT)
    }
}

fn name(bytes: &[u8], zero: char) -> String {
    bytes.iter().map(|&byte| if byte == 0 { zero } else { char::from(byte) }).collect()
}

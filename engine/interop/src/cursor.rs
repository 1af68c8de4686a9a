//! Reading numbers and texts from bytes that may lie about their lengths.

use crate::error::ImportError;

/// A place in some bytes. Nothing is taken beyond their end, and no count is believed before as many bytes are there.
#[derive(Clone, Debug)]
pub(crate) struct Cursor<'a> {
    bytes: &'a [u8],
    place: usize,
    what: &'static str,
}

impl<'a> Cursor<'a> {
    /// The beginning of the bytes; `what` names them in errors.
    pub(crate) fn new(bytes: &'a [u8], what: &'static str) -> Cursor<'a> {
        Cursor { bytes, place: 0, what }
    }

    /// Bytes taken so far.
    pub(crate) fn place(&self) -> usize {
        self.place
    }

    /// Bytes that are left.
    pub(crate) fn left(&self) -> usize {
        self.bytes.len() - self.place
    }

    /// The next bytes.
    pub(crate) fn take(&mut self, count: usize) -> Result<&'a [u8], ImportError> {
        let end = self.place.checked_add(count).filter(|&end| end <= self.bytes.len());
        let Some(end) = end else {
            return Err(ImportError::Truncated { what: self.what, place: self.place });
        };
        let taken = &self.bytes[self.place..end];
        self.place = end;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], ImportError> {
        let mut array = [0; N];
        array.copy_from_slice(self.take(N)?);
        Ok(array)
    }

    pub(crate) fn u8(&mut self) -> Result<u8, ImportError> {
        Ok(self.array::<1>()?[0])
    }

    pub(crate) fn i8(&mut self) -> Result<i8, ImportError> {
        Ok(i8::from_le_bytes(self.array()?))
    }

    pub(crate) fn i16(&mut self) -> Result<i16, ImportError> {
        Ok(i16::from_le_bytes(self.array()?))
    }

    pub(crate) fn u16(&mut self) -> Result<u16, ImportError> {
        Ok(u16::from_le_bytes(self.array()?))
    }

    pub(crate) fn i32(&mut self) -> Result<i32, ImportError> {
        Ok(i32::from_le_bytes(self.array()?))
    }

    pub(crate) fn u32(&mut self) -> Result<u32, ImportError> {
        Ok(u32::from_le_bytes(self.array()?))
    }

    pub(crate) fn i64(&mut self) -> Result<i64, ImportError> {
        Ok(i64::from_le_bytes(self.array()?))
    }

    pub(crate) fn u64(&mut self) -> Result<u64, ImportError> {
        Ok(u64::from_le_bytes(self.array()?))
    }

    pub(crate) fn f32(&mut self) -> Result<f32, ImportError> {
        Ok(f32::from_le_bytes(self.array()?))
    }

    pub(crate) fn f64(&mut self) -> Result<f64, ImportError> {
        Ok(f64::from_le_bytes(self.array()?))
    }

    /// A count of things that take at least `size` bytes each.
    pub(crate) fn count(&mut self, size: usize) -> Result<usize, ImportError> {
        let place = self.place;
        let count = self.i32()?;
        match usize::try_from(count) {
            Ok(count) if count.checked_mul(size).is_some_and(|bytes| bytes <= self.left()) => Ok(count),
            _ => Err(ImportError::Count { what: self.what, place, count: i64::from(count) }),
        }
    }

    /// So many numbers of 32 bits.
    pub(crate) fn f32s(&mut self, count: usize) -> Result<Vec<f32>, ImportError> {
        let bytes = self.take(count.saturating_mul(4))?;
        Ok(bytes
            .chunks_exact(4)
            .map(|four| f32::from_le_bytes([four[0], four[1], four[2], four[3]]))
            .collect())
    }

    /// So many whole numbers of 32 bits.
    pub(crate) fn i32s(&mut self, count: usize) -> Result<Vec<i32>, ImportError> {
        let bytes = self.take(count.saturating_mul(4))?;
        Ok(bytes
            .chunks_exact(4)
            .map(|four| i32::from_le_bytes([four[0], four[1], four[2], four[3]]))
            .collect())
    }

    /// A text with its length in bytes before it, seven bits a byte.
    pub(crate) fn text(&mut self) -> Result<&'a str, ImportError> {
        let start = self.place;
        let mut length = 0u64;
        for group in 0..5 {
            let byte = self.u8()?;
            length |= u64::from(byte & 0x7F) << (7 * group);
            if byte & 0x80 == 0 {
                let length = usize::try_from(length).unwrap_or(usize::MAX);
                let bytes = self.take(length)?;
                return std::str::from_utf8(bytes).map_err(|_| ImportError::Damaged {
                    what: self.what,
                    place: start,
                    why: "a text is not UTF-8",
                });
            }
        }
        Err(self.damaged("the length of a text has no end"))
    }

    /// What is wrong here.
    pub(crate) fn damaged(&self, why: &'static str) -> ImportError {
        ImportError::Damaged { what: self.what, place: self.place, why }
    }
}

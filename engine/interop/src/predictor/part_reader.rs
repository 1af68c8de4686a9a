//! What reading every kind of part has in common.

use super::{Refused, Surroundings};
use crate::blob::Blob;
use crate::cursor::Cursor;
use crate::error::ImportError;

/// The numbers of a part.
pub(super) struct PartReader<'a> {
    pub(super) cursor: Cursor<'a>,
}

impl<'a> PartReader<'a> {
    /// Numbers are of 32 bits everywhere; nearly every part says so first.
    pub(super) fn begin(blob: &Blob<'a>) -> Result<PartReader<'a>, ImportError> {
        let mut cursor = blob.cursor();
        match cursor.i32()? {
            4 => Ok(PartReader { cursor }),
            _ => Err(cursor.damaged("its numbers are not of 32 bits")),
        }
    }

    /// Yes or no.
    pub(super) fn flag(&mut self) -> Result<bool, ImportError> {
        match self.cursor.u8()? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(self.cursor.damaged("a yes or no is neither")),
        }
    }

    /// A finite number.
    pub(super) fn float(&mut self) -> Result<f32, ImportError> {
        let number = self.cursor.f32()?;
        if number.is_finite() { Ok(number) } else { Err(self.not_finite()) }
    }

    /// So many finite numbers.
    pub(super) fn floats(&mut self, count: usize) -> Result<Vec<f32>, ImportError> {
        let numbers = self.cursor.f32s(count)?;
        if numbers.iter().all(|number| number.is_finite()) { Ok(numbers) } else { Err(self.not_finite()) }
    }

    /// The number of features, which must be that of the columns: nothing is made for a model that cannot run.
    pub(super) fn features(&mut self, around: &Surroundings) -> Result<usize, Refused> {
        let features = self.cursor.i32()?;
        match usize::try_from(features) {
            Err(_) | Ok(0) => Err(self.cursor.damaged("it has no possible number of features").into()),
            Ok(features) if features != around.columns => Err(Refused::Unknown(format!(
                "its columns make {} features, but its model is of {features}",
                around.columns
            ))),
            Ok(features) => Ok(features),
        }
    }

    /// Ascending places below `end`.
    pub(super) fn places(&mut self, count: usize, end: usize) -> Result<Vec<usize>, ImportError> {
        let mut least = 0;
        let mut places = Vec::new();
        for place in self.cursor.i32s(count)? {
            match usize::try_from(place) {
                Ok(place) if (least..end).contains(&place) => {
                    least = place + 1;
                    places.push(place);
                }
                _ => return Err(self.cursor.damaged("its indices are out of order")),
            }
        }
        Ok(places)
    }

    pub(super) fn not_finite(&self) -> ImportError {
        self.cursor.damaged("one of its numbers is not finite")
    }
}

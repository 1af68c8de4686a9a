//! Features that stand for several, for trees that ask whether a row has one of some levels.

use serde::{Deserialize, Serialize};

/// Each group is a feature after the real ones: 1 where any of its members is above 0, else 0.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Groups {
    /// The members of each group.
    pub members: Vec<Vec<u32>>,
}

impl Groups {
    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// The number of features, of which `features` are real.
    pub fn end(&self, features: usize) -> usize {
        features.saturating_add(self.members.len())
    }

    /// The members of a feature that is a group.
    pub fn of(&self, feature: u32, features: usize) -> Option<&[u32]> {
        self.members.get((feature as usize).checked_sub(features)?).map(Vec::as_slice)
    }

    /// Whether every member is a real feature.
    pub(crate) fn is_sound(&self, features: usize) -> bool {
        self.members.iter().flatten().all(|&member| (member as usize) < features)
    }

    /// The value of a feature in a row of real ones.
    pub(crate) fn value(&self, feature: u32, row: &[f32]) -> f32 {
        match self.of(feature, row.len()) {
            Some(members) => f32::from(u8::from(members.iter().any(|&member| row[member as usize] > 0.0))),
            None => row[feature as usize],
        }
    }
}

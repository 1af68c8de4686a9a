//! What can be said of the columns of a table: asked for as they come into view, after the rows, which take far less time.

use super::Place;
use crate::state::Studio;
use leptos::prelude::*;
use ml_protocol::{ColumnProfile, Request, Response};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The columns of one table. Cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct Profiles {
    studio: Studio,
    place: StoredValue<Place>,
    asked: StoredValue<BTreeSet<usize>>,
    found: RwSignal<BTreeMap<usize, Arc<ColumnProfile>>>,
}

impl Profiles {
    /// Nothing known yet.
    pub(super) fn new(studio: Studio, place: Place) -> Profiles {
        Profiles {
            studio,
            place: StoredValue::new(place),
            asked: StoredValue::default(),
            found: RwSignal::default(),
        }
    }

    /// What is known of a column; wakes the caller when it comes.
    pub(super) fn get(self, column: usize) -> Option<Arc<ColumnProfile>> {
        self.found.with(|found| found.get(&column).cloned())
    }

    /// Asks for those of these columns that were not asked for yet.
    pub(super) fn want(self, columns: impl IntoIterator<Item = usize>) {
        let wanted = self.asked.try_update_value(|asked| {
            columns.into_iter().filter(|column| asked.insert(*column)).collect::<Vec<usize>>()
        });
        let wanted = wanted.unwrap_or_default();
        if wanted.is_empty() {
            return;
        }
        let Place { run, port } = self.place.get_value();
        let request = Request::Profile {
            run,
            node: port.node,
            port: port.port,
            columns: wanted.iter().map(|column| *column as u64).collect(),
        };
        leptos::task::spawn_local(async move {
            let answer = self.studio.engine.request(request, None).await;
            match answer.map(|reply| reply.response) {
                Ok(Response::Profiles { profiles }) => {
                    self.found.try_update(|found| {
                        found.extend(wanted.into_iter().zip(profiles.into_iter().map(Arc::new)));
                    });
                }
                // They are asked for again when they come into view once more.
                Ok(_) | Err(_) => {
                    self.asked.try_update_value(|asked| asked.retain(|column| !wanted.contains(column)));
                }
            }
        });
    }
}

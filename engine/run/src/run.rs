//! One run as it goes on: its events, and whether it should stop.

use crate::lock;
use crate::log::{self, Accepted};
use crate::store::{Store, StoredRun};
use ml_protocol::{Event, EventKind, OutputSummary, RunRecord, RunState, RunSummary};
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

/// A run of now or of earlier.
pub(crate) struct Run {
    pub(crate) accepted: Accepted,
    events: Mutex<Vec<Event>>,
    cancelled: Arc<AtomicBool>,
    /// Milliseconds since 1970 UTC when it left the queue.
    began_ms: Mutex<u64>,
}

impl Run {
    pub(crate) fn new(accepted: Accepted) -> Run {
        let began_ms = Mutex::new(accepted.started_ms);
        Run { accepted, events: Mutex::default(), cancelled: Arc::default(), began_ms }
    }

    /// A run of an earlier process.
    pub(crate) fn from_store(stored: StoredRun) -> Run {
        let run = Run::new(stored.accepted);
        *lock(&run.events) = stored.events;
        run
    }

    /// The clock of its events begins.
    pub(crate) fn begin(&self, now_ms: u64) {
        *lock(&self.began_ms) = now_ms;
    }

    /// Adds an event. A store that cannot keep it does not stop the run.
    pub(crate) fn add(&self, kind: EventKind, now_ms: u64, store: &dyn Store) -> Event {
        let at_ms = now_ms.saturating_sub(*lock(&self.began_ms));
        let mut events = lock(&self.events);
        let last = events.last().map_or(0, |event| event.at_ms);
        // Clocks of machines are set back now and then; the times of a run never fall.
        let event = Event { sequence: events.len() as u64 + 1, at_ms: at_ms.max(last), kind };
        events.push(event.clone());
        let _ = store.append(self.accepted.run(), &event);
        event
    }

    /// Events after a sequence number, and the state now.
    pub(crate) fn after(&self, sequence: u64) -> (Vec<Event>, RunState) {
        let events = lock(&self.events);
        let from = usize::try_from(sequence).unwrap_or(usize::MAX).min(events.len());
        (events[from..].to_vec(), log::state(&events))
    }

    pub(crate) fn state(&self) -> RunState {
        log::state(&lock(&self.events))
    }

    pub(crate) fn summary(&self, now_ms: u64) -> RunSummary {
        log::summary(&self.accepted, &lock(&self.events), now_ms)
    }

    pub(crate) fn record(&self, now_ms: u64) -> RunRecord {
        log::record(&self.accepted, &lock(&self.events), now_ms)
    }

    /// What came out of a port.
    pub(crate) fn output(&self, node: &str, port: &str) -> Option<OutputSummary> {
        lock(&self.events).iter().rev().find_map(|event| match &event.kind {
            EventKind::Output { node: of, port: from, summary } if of == node && from == port => {
                Some(summary.clone())
            }
            _ => None,
        })
    }

    /// Addresses of its outputs. Uploads are not among them: clients go on using what they sent once.
    pub(crate) fn addresses(&self) -> BTreeSet<String> {
        let events = lock(&self.events);
        let outputs = events.iter().filter_map(|event| match &event.kind {
            EventKind::Output { summary, .. } => Some(summary.hash.clone()),
            _ => None,
        });
        outputs.collect()
    }

    pub(crate) fn cancel(&self) {
        self.cancelled.store(true, Ordering::Relaxed);
    }

    /// The flag behind [`Run::is_cancelled`].
    pub(crate) fn cancel_flag(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.cancelled)
    }

    pub(crate) fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed)
    }
}

//! How a learner reports progress and learns that it should stop.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// Watches long work. Learners call [`checkpoint`] at least every few ten milliseconds.
pub trait Watch {
    /// `fraction` from 0 to 1, never falling; `message` such as `tree 40 of 100`.
    fn progress(&self, fraction: f32, message: &str);

    /// Whether to stop.
    fn is_cancelled(&self) -> bool;

    /// A flag that is set when the work is cancelled, for foreign code that cannot ask [`Watch::is_cancelled`]; none when there is none.
    fn cancel_flag(&self) -> Option<Arc<AtomicBool>> {
        None
    }

    /// Something to await before going on, when it is time to let the host's event loop run (a worker must, to hear “cancel”).
    fn pause(&self) -> Option<Pin<Box<dyn Future<Output = ()>>>> {
        None
    }
}

/// Nobody watches.
#[derive(Clone, Copy, Debug, Default)]
pub struct Unwatched;

impl Watch for Unwatched {
    fn progress(&self, _fraction: f32, _message: &str) {}

    fn is_cancelled(&self) -> bool {
        false
    }
}

/// The work was cancelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("cancelled")]
pub struct Cancelled;

/// Reports progress, lets the host breathe, and fails when the work should stop.
pub async fn checkpoint(watch: &dyn Watch, fraction: f32, message: &str) -> Result<(), Cancelled> {
    watch.progress(fraction, message);
    if let Some(pause) = watch.pause() {
        pause.await;
    }
    if watch.is_cancelled() { Err(Cancelled) } else { Ok(()) }
}

/// About how many elementary steps (a number read, a product added) a learner may do between two looks at its watch: some
/// milliseconds of work, in a browser too.
const STEPS_BETWEEN_LOOKS: usize = 4_000_000;

/// Keeps count of work done, and looks at the watch when enough of it has come together.
pub(crate) struct Pace<'w> {
    watch: &'w dyn Watch,
    steps: usize,
}

impl<'w> Pace<'w> {
    pub(crate) fn new(watch: &'w dyn Watch) -> Pace<'w> {
        Pace { watch, steps: 0 }
    }

    /// Counts `steps` of work; reports and may be cancelled when it is time.
    pub(crate) async fn spend(
        &mut self,
        steps: usize,
        fraction: f32,
        message: impl FnOnce() -> String,
    ) -> Result<(), Cancelled> {
        self.steps = self.steps.saturating_add(steps);
        if self.steps < STEPS_BETWEEN_LOOKS {
            return Ok(());
        }
        self.steps = 0;
        checkpoint(self.watch, fraction, &message()).await
    }
}

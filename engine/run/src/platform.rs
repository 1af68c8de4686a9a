//! What differs between a process of its own and a worker in the browser.

use ml_modules::{HostError, LocalBoxFuture, ScriptOutcome, ScriptRequest};

/// Work for another thread, or for later on this one. Its future stays on the thread it began on.
pub type Task = Box<dyn FnOnce() -> LocalBoxFuture<'static, ()> + Send>;

/// Asks whether to stop; scripts and downloads look at it while they wait.
pub type Stop<'a> = &'a (dyn Fn() -> bool + 'a);

/// What the executor needs from where it runs.
pub trait Platform: Send + Sync {
    /// Name for people, for example `ml-migrate 0.1.0`.
    fn name(&self) -> String;

    /// Milliseconds since 1970 UTC.
    fn now_ms(&self) -> u64;

    /// How many nodes of a run may compute at once; more than one only where [`Platform::spawn`] gives each its own thread.
    fn workers(&self) -> usize;

    /// Runs `task`: on a thread of its own, or on this one when it is idle.
    fn spawn(&self, task: Task);

    /// Something to await when it is time to let the host's event loop run.
    fn pause(&self) -> Option<LocalBoxFuture<'static, ()>> {
        None
    }

    /// The GPU that would be used, for people.
    fn gpu(&self) -> Option<String> {
        None
    }

    /// Fetches an HTTP(S) address.
    fn fetch<'a>(
        &'a self,
        address: &'a str,
        stop: Stop<'a>,
    ) -> LocalBoxFuture<'a, Result<Vec<u8>, HostError>>;

    /// Languages of [`Platform::run_script`] (`python`, `r`).
    fn scripts(&self) -> Vec<String> {
        Vec::new()
    }

    /// Runs a script of the user; called only after the user allowed scripts.
    fn run_script<'a>(
        &'a self,
        request: ScriptRequest,
        stop: Stop<'a>,
    ) -> LocalBoxFuture<'a, Result<ScriptOutcome, HostError>>;
}

/// The GPU that learners use, for people. Looks for it, which starts its driver.
#[cfg(feature = "gpu")]
pub async fn gpu_name() -> Option<String> {
    let device = ml_learn::device::adapter().await.ok()?;
    Some(device.name().to_owned())
}

/// The GPU that learners use: none, in a build without the `gpu` feature.
#[cfg(not(feature = "gpu"))]
pub async fn gpu_name() -> Option<String> {
    None
}

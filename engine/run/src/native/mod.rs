//! A process of its own: threads, addresses and scripts.

mod bundle;
mod fetch;
mod frames;
mod script;

use crate::platform::{Platform, Stop, Task};
use ml_modules::{HostError, LocalBoxFuture, ScriptOutcome, ScriptRequest};
use std::time::{SystemTime, UNIX_EPOCH};

/// Threads natively; scripts through the installed `python3` and `Rscript`.
#[derive(Clone, Debug)]
pub struct NativePlatform {
    name: String,
    workers: usize,
    scripts: bool,
}

impl NativePlatform {
    /// Uses all cores, and offers scripts.
    pub fn new(name: impl Into<String>) -> NativePlatform {
        let workers = std::thread::available_parallelism().map_or(1, usize::from);
        NativePlatform { name: name.into(), workers, scripts: true }
    }

    /// Computes at most so many nodes of a run at once.
    pub fn with_workers(self, workers: usize) -> NativePlatform {
        NativePlatform { workers: workers.max(1), ..self }
    }

    /// Offers no scripts at all, whatever a submission allows.
    pub fn without_scripts(self) -> NativePlatform {
        NativePlatform { scripts: false, ..self }
    }
}

impl Platform for NativePlatform {
    fn name(&self) -> String {
        self.name.clone()
    }

    fn now_ms(&self) -> u64 {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
    }

    fn workers(&self) -> usize {
        self.workers
    }

    fn spawn(&self, task: Task) {
        // Kernels of the tensor library want more stack than a thread has by default.
        let builder = std::thread::Builder::new().name("pipeline".to_owned()).stack_size(16 << 20);
        let shared = std::sync::Arc::new(std::sync::Mutex::new(Some(task)));
        let mine = shared.clone();
        let run = move |task: Option<Task>| {
            if let Some(task) = task {
                pollster::block_on(task());
            }
        };
        if builder.spawn(move || run(crate::lock(&mine).take())).is_err() {
            // No thread left: slower here is better than never.
            run(crate::lock(&shared).take());
        }
    }

    fn gpu(&self) -> Option<String> {
        // Looked for once.
        static GPU: std::sync::OnceLock<Option<String>> = std::sync::OnceLock::new();
        GPU.get_or_init(|| pollster::block_on(crate::platform::gpu_name())).clone()
    }

    fn fetch<'a>(
        &'a self,
        address: &'a str,
        stop: Stop<'a>,
    ) -> LocalBoxFuture<'a, Result<Vec<u8>, HostError>> {
        Box::pin(std::future::ready(fetch::fetch(address, stop)))
    }

    fn scripts(&self) -> Vec<String> {
        if !self.scripts {
            return Vec::new();
        }
        script::installed().to_vec()
    }

    fn run_script<'a>(
        &'a self,
        request: ScriptRequest,
        stop: Stop<'a>,
    ) -> LocalBoxFuture<'a, Result<ScriptOutcome, HostError>> {
        Box::pin(std::future::ready(script::run(&request, stop)))
    }
}

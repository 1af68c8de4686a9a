//! The nodes of a run at work: workers take what the schedule gives them until nothing is left.

use crate::cache;
use crate::executor::Core;
use crate::host::RunHost;
use crate::lock;
use crate::own::Modules;
use crate::plan::Plan;
use crate::run::Run;
use crate::schedule::{Next, Schedule};
use crate::store::CacheEntry;
use crate::{assets, sentence};
use ml_graph::{Diagnostic, Node, PortRef, Role, Structure};
use ml_learn::Watch;
use ml_modules::{Failure, Inputs, LocalBoxFuture, Module, Notes, RunContext, Value};
use ml_protocol::{DeviceChoice, EventKind, OutputSummary, RunId, RunState, Secret};
use std::cell::Cell;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::task::Poll;

/// A run with everything it needs.
pub(crate) struct Job {
    core: Arc<Core>,
    run: Arc<Run>,
    plan: Plan,
    modules: Modules,
    /// What the check had to say besides.
    warnings: Vec<Diagnostic>,
    secrets: BTreeMap<String, Secret>,
    schedule: Mutex<Schedule>,
    /// A node ended.
    ended: Condvar,
    products: Mutex<BTreeMap<PortRef, Product>>,
    working: AtomicUsize,
    any_failed: AtomicBool,
    any_cancelled: AtomicBool,
}

/// What came out of a port.
struct Product {
    summary: OutputSummary,
    /// In memory as long as a node may need it.
    value: Option<Value>,
    /// Wires that have not been served yet.
    uses: usize,
}

/// How a node ended.
enum Outcome {
    Done,
    Failed(Box<Diagnostic>),
    Cancelled,
}

impl Job {
    pub(crate) fn new(
        core: Arc<Core>,
        run: Arc<Run>,
        plan: Plan,
        warnings: Vec<Diagnostic>,
        secrets: BTreeMap<String, Secret>,
    ) -> Job {
        let schedule = Mutex::new(Schedule::new(&Structure::of(&plan.draft), &plan.nodes));
        let modules = Modules::of(core.catalogue, &plan.draft);
        Job {
            core,
            modules,
            run,
            plan,
            warnings,
            secrets,
            schedule,
            ended: Condvar::new(),
            products: Mutex::default(),
            working: AtomicUsize::new(1),
            any_failed: AtomicBool::new(false),
            any_cancelled: AtomicBool::new(false),
        }
    }

    pub(crate) fn is_of(&self, run: &RunId) -> bool {
        self.run.accepted.run() == run
    }

    /// Begins the run, calls in further workers and works.
    pub(crate) async fn lead(self: Arc<Job>) {
        self.run.begin(self.core.platform.now_ms());
        self.emit(EventKind::RunStarted { nodes: self.plan.nodes.clone() });
        for diagnostic in &self.warnings {
            self.emit(EventKind::Warning { diagnostic: diagnostic.clone() });
        }
        for node in &self.plan.nodes {
            self.emit(EventKind::Queued { node: node.clone() });
        }
        let helpers = self.core.platform.workers().min(self.plan.nodes.len()).saturating_sub(1);
        self.working.store(1 + helpers, Ordering::SeqCst);
        for _ in 0..helpers {
            let job = self.clone();
            self.core.platform.spawn(Box::new(move || Box::pin(job.work())));
        }
        self.work().await;
    }

    async fn work(self: Arc<Job>) {
        while let Some(node) = self.next() {
            let outcome = self.node(&node).await;
            let mut schedule = lock(&self.schedule);
            let skipped = match outcome {
                Outcome::Done => {
                    schedule.succeeded(&node);
                    Vec::new()
                }
                Outcome::Failed(diagnostic) => {
                    self.any_failed.store(true, Ordering::SeqCst);
                    self.emit(EventKind::Failed { node: node.clone(), diagnostic: *diagnostic });
                    schedule.failed(&node)
                }
                Outcome::Cancelled => {
                    self.any_cancelled.store(true, Ordering::SeqCst);
                    self.emit(EventKind::Skipped { node: node.clone() });
                    schedule.failed(&node)
                }
            };
            drop(schedule);
            for node in skipped {
                self.emit(EventKind::Skipped { node });
            }
            self.served(&node);
            self.ended.notify_all();
        }
        if self.working.fetch_sub(1, Ordering::SeqCst) == 1 {
            self.end();
        }
    }

    /// The next node to run; waits for others while none is ready, which a lone worker never has to.
    fn next(&self) -> Option<String> {
        let mut schedule = lock(&self.schedule);
        loop {
            if self.run.is_cancelled() {
                let skipped = schedule.stop();
                if !skipped.is_empty() {
                    self.any_cancelled.store(true, Ordering::SeqCst);
                }
                for node in skipped {
                    self.emit(EventKind::Skipped { node });
                }
            }
            match schedule.next() {
                Next::Node(node) => return Some(node),
                Next::Done => return None,
                Next::Wait => {
                    schedule = self.ended.wait(schedule).unwrap_or_else(std::sync::PoisonError::into_inner);
                }
            }
        }
    }

    fn end(&self) {
        let state = if self.any_cancelled.load(Ordering::SeqCst) {
            RunState::Cancelled
        } else if self.any_failed.load(Ordering::SeqCst) {
            RunState::Failed
        } else {
            RunState::Finished
        };
        lock(&self.products).clear();
        let duration_ms = self.core.platform.now_ms().saturating_sub(self.run.accepted.started_ms);
        self.emit(EventKind::RunFinished { state, duration_ms });
        self.core.ended();
    }

    fn emit(&self, kind: EventKind) {
        self.core.emit(&self.run, kind);
    }

    /// Runs a node, or finds that it need not run.
    async fn node(&self, id: &str) -> Outcome {
        match self.try_node(id).await {
            Ok(()) => Outcome::Done,
            Err(_) if self.run.is_cancelled() => Outcome::Cancelled,
            Err(Failure::Cancelled) => Outcome::Cancelled,
            Err(Failure::Failed(mut diagnostic)) => {
                diagnostic.at.node.get_or_insert_with(|| id.to_owned());
                Outcome::Failed(diagnostic)
            }
        }
    }

    async fn try_node(&self, id: &str) -> Result<(), Failure> {
        let gone = || Failure::new("run/unknown-module", "This module cannot run here.", "Replace it.");
        let node = self.plan.draft.node(id).ok_or_else(gone)?;
        let (spec, module) = self.modules.get(&node.component).ok_or_else(gone)?;
        let params = module.resolve(&node.params).map_err(first)?;
        let submission = &self.run.accepted.submission;
        let structure = Structure::of(&self.plan.draft);
        let wires = structure.incoming(id);
        let mut hashes = BTreeMap::new();
        for wire in wires {
            hashes.insert(wire.to.port.clone(), self.hash(&wire.from)?);
        }
        let key = cache::key(spec, &params, &hashes, submission.seed, submission.device);
        let began = self.core.platform.now_ms();
        if let Some(entry) = key.as_deref().and_then(|key| self.core.store.recall(key)) {
            self.reuse(id, entry);
            return Ok(());
        }
        self.emit(EventKind::Started {
            node: id.to_owned(),
            device: expected_device(spec.role, submission.device),
        });
        let mut inputs = Inputs::new();
        for wire in wires {
            inputs.insert(wire.to.port.clone(), self.value(&wire.from)?);
        }
        let notes = Notes::default();
        let outputs = self.compute(node, module, &inputs, &notes).await;
        let warnings: Vec<Diagnostic> = notes
            .warnings()
            .into_iter()
            .map(|mut warning| {
                warning.at.node.get_or_insert_with(|| id.to_owned());
                warning
            })
            .collect();
        for diagnostic in &warnings {
            self.emit(EventKind::Warning { diagnostic: diagnostic.clone() });
        }
        let outputs = outputs?;
        if self.run.is_cancelled() {
            return Err(Failure::Cancelled);
        }
        let mut entry = CacheEntry {
            outputs: BTreeMap::new(),
            warnings,
            device: notes.device().unwrap_or_else(|| "CPU".to_owned()),
        };
        for (port, value) in outputs.into_values() {
            let summary = value.summary();
            self.core.store.put_value(&summary.hash, &value).map_err(|error| error.to_diagnostic())?;
            entry.outputs.insert(port.clone(), summary.clone());
            self.emit(EventKind::Output {
                node: id.to_owned(),
                port: port.clone(),
                summary: summary.clone(),
            });
            self.produced(PortRef::new(id, port), summary, Some(value));
        }
        // What came about by falling back may go better next time.
        if let Some(key) = key
            && (entry.warnings.is_empty() || submission.device == DeviceChoice::Cpu)
        {
            // A cache that cannot be written costs time, not results.
            let _ = self.core.store.remember(&key, &entry);
        }
        let duration_ms = self.core.platform.now_ms().saturating_sub(began);
        self.emit(EventKind::Finished {
            node: id.to_owned(),
            cached: false,
            duration_ms,
            device: entry.device,
        });
        Ok(())
    }

    async fn compute(
        &self,
        node: &Node,
        module: &dyn Module,
        inputs: &Inputs,
        notes: &Notes,
    ) -> Result<ml_modules::Outputs, Failure> {
        let submission = &self.run.accepted.submission;
        let watch = NodeWatch { job: self, node: &node.id, shown: Cell::new((0, -1.0)) };
        let host = RunHost {
            run: &self.run,
            secrets: &self.secrets,
            store: &*self.core.store,
            platform: &*self.core.platform,
        };
        let context = RunContext {
            inputs,
            seed: submission.seed,
            device: submission.device,
            watch: &watch,
            host: &host,
            notes,
        };
        match caught(module.run(&node.params, &context)).await {
            Ok(result) => result,
            Err(message) => Err(Failure::new(
                "run/fault",
                format!("The module broke down: {}", sentence(&message)),
                "This is a fault of ours; report it with the pipeline that shows it.",
            )),
        }
    }

    /// Gives the outputs of an earlier run.
    fn reuse(&self, id: &str, entry: CacheEntry) {
        for diagnostic in entry.warnings {
            self.emit(EventKind::Warning { diagnostic });
        }
        for (port, summary) in entry.outputs {
            self.emit(EventKind::Output {
                node: id.to_owned(),
                port: port.clone(),
                summary: summary.clone(),
            });
            self.produced(PortRef::new(id, port), summary, None);
        }
        self.emit(EventKind::Finished {
            node: id.to_owned(),
            cached: true,
            duration_ms: 0,
            device: entry.device,
        });
    }

    fn produced(&self, port: PortRef, summary: OutputSummary, value: Option<Value>) {
        let uses = self
            .plan
            .draft
            .edges
            .iter()
            .filter(|edge| edge.from == port && self.plan.nodes.contains(&edge.to.node))
            .count();
        let value = value.filter(|_| uses > 0);
        lock(&self.products).insert(port, Product { summary, value, uses });
    }

    /// `node` ended: what only it still needed can leave memory.
    fn served(&self, node: &str) {
        let mut products = lock(&self.products);
        for wire in self.plan.draft.edges.iter().filter(|edge| edge.to.node == node) {
            if let Some(product) = products.get_mut(&wire.from) {
                product.uses = product.uses.saturating_sub(1);
                if product.uses == 0 {
                    product.value = None;
                }
            }
        }
    }

    fn hash(&self, port: &PortRef) -> Result<String, Failure> {
        if let Some(asset) = self.plan.draft.asset(&port.node) {
            let data = &self.run.accepted.submission.data;
            return assets::address(asset, data).ok_or_else(|| Failure::from(assets::missing(asset)));
        }
        match lock(&self.products).get(port) {
            Some(product) => Ok(product.summary.hash.clone()),
            None => Err(no_output(port)),
        }
    }

    fn value(&self, port: &PortRef) -> Result<Value, Failure> {
        if let Some(asset) = self.plan.draft.asset(&port.node) {
            return Ok(self.core.assets.value(
                asset,
                &self.run.accepted.submission.data,
                &*self.core.store,
            )?);
        }
        let summary = match lock(&self.products).get(port) {
            Some(Product { value: Some(value), .. }) => return Ok(value.clone()),
            Some(product) => product.summary.clone(),
            None => return Err(no_output(port)),
        };
        let value = self.core.store.value(&summary).map_err(|error| error.to_diagnostic())?;
        value.ok_or_else(|| no_output(port))
    }
}

/// An upstream module that did not give what its port promises.
fn no_output(port: &PortRef) -> Failure {
    Failure::new(
        "run/no-output",
        format!("The module before this one gave nothing on its output “{}”.", port.port),
        "Look at the settings of the module before it.",
    )
}

fn first(diagnostics: Vec<Diagnostic>) -> Failure {
    match diagnostics.into_iter().next() {
        Some(diagnostic) => Failure::from(diagnostic),
        None => Failure::new("error-0002", "The parameters could not be read.", "Check the parameters."),
    }
}

/// What to show until the module says which device it took.
fn expected_device(role: Role, device: DeviceChoice) -> String {
    match (role, device) {
        (Role::Trainer, DeviceChoice::Gpu) => "GPU".to_owned(),
        _ => "CPU".to_owned(),
    }
}

/// Reports progress at most ten times a second, and carries the user's wish to stop.
struct NodeWatch<'a> {
    job: &'a Job,
    node: &'a str,
    /// When progress was last shown, and how much.
    shown: Cell<(u64, f32)>,
}

impl Watch for NodeWatch<'_> {
    fn progress(&self, fraction: f32, message: &str) {
        let now = self.job.core.platform.now_ms();
        let (at, before) = self.shown.get();
        if fraction > before && now.saturating_sub(at) >= 100 {
            self.shown.set((now, fraction));
            let fraction = fraction.clamp(0.0, 1.0);
            self.job.emit(EventKind::Progress {
                node: self.node.to_owned(),
                fraction,
                message: message.to_owned(),
            });
        }
    }

    fn is_cancelled(&self) -> bool {
        self.job.run.is_cancelled()
    }

    fn cancel_flag(&self) -> Option<Arc<AtomicBool>> {
        Some(self.job.run.cancel_flag())
    }

    fn pause(&self) -> Option<LocalBoxFuture<'static, ()>> {
        self.job.core.platform.pause()
    }
}

/// A future whose panic is an error: one broken module must not take the others, or the process, with it.
async fn caught<T>(mut future: LocalBoxFuture<'_, T>) -> Result<T, String> {
    std::future::poll_fn(move |context| {
        match catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(context))) {
            Ok(Poll::Ready(value)) => Poll::Ready(Ok(value)),
            Ok(Poll::Pending) => Poll::Pending,
            Err(panic) => {
                let message = match (panic.downcast_ref::<&str>(), panic.downcast_ref::<String>()) {
                    (Some(text), _) => (*text).to_owned(),
                    (_, Some(text)) => text.clone(),
                    _ => "no message".to_owned(),
                };
                Poll::Ready(Err(message))
            }
        }
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_an_error() {
        let broken: LocalBoxFuture<'_, ()> = Box::pin(async { panic!("index {} out of range", 7) });
        assert_eq!(pollster::block_on(caught(broken)), Err("index 7 out of range".to_owned()));
        let sound: LocalBoxFuture<'_, u8> = Box::pin(async { 7 });
        assert_eq!(pollster::block_on(caught(sound)), Ok(7));
    }
}

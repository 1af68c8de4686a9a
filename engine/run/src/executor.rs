//! Answers requests.

use crate::assets::Assets;
use crate::check::{Checker, Checkup, Given};
use crate::converter::{Converter, ExportOrder, ExportedDraft, ExportedFile};
use crate::lock;
use crate::log::{Accepted, is_active};
use crate::output;
use crate::plan::Plan;
use crate::platform::Platform;
use crate::run::Run;
use crate::store::{Store, StoreError, is_run_name};
use crate::work::Job;
use ml_graph::{Catalogue, Diagnostic, PipelineDraft};
use ml_modules::Value;
use ml_protocol::{
    BlobId, Convert, DataBinding, Event, EventKind, Export, Outgoing, Reply, Request, Response, RunId,
    RunState, Submission, VERSION,
};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::{Arc, Mutex};

/// Hears every event of every run, in the order in which the run made them where runs have one worker. It must not ask the executor.
pub type Listener = Arc<dyn Fn(&RunId, &Event) + Send + Sync>;

/// Runs pipelines and answers every request of the protocol.
#[derive(Clone)]
pub struct Executor {
    core: Arc<Core>,
}

pub(crate) struct Core {
    pub(crate) platform: Box<dyn Platform>,
    pub(crate) store: Box<dyn Store>,
    pub(crate) catalogue: &'static Catalogue,
    pub(crate) assets: Assets,
    converter: Box<dyn Converter>,
    runs: Mutex<BTreeMap<RunId, Arc<Run>>>,
    queue: Mutex<Queue>,
    listeners: Mutex<Vec<Listener>>,
}

/// Runs that wait for a place.
#[derive(Default)]
struct Queue {
    active: usize,
    waiting: VecDeque<Arc<Job>>,
}

/// How many runs go on at once where each has threads of its own.
const RUNS_AT_ONCE: usize = 2;

impl Executor {
    /// An executor; runs that an earlier process left unfinished in `store` show as interrupted.
    pub fn new(
        platform: impl Platform + 'static,
        store: impl Store + 'static,
        converter: impl Converter + 'static,
    ) -> Result<Executor, StoreError> {
        let mut runs = BTreeMap::new();
        for stored in store.load()? {
            let run = Run::from_store(stored);
            if is_active(run.state()) {
                let (events, _) = run.after(0);
                let duration_ms = events.last().map_or(0, |event| event.at_ms);
                let kind = EventKind::RunFinished { state: RunState::Interrupted, duration_ms };
                run.add(kind, run.accepted.started_ms, &store);
            }
            runs.insert(run.accepted.run().clone(), Arc::new(run));
        }
        let core = Core {
            platform: Box::new(platform),
            store: Box::new(store),
            catalogue: ml_modules::catalogue(),
            assets: Assets::default(),
            converter: Box::new(converter),
            runs: Mutex::new(runs),
            queue: Mutex::default(),
            listeners: Mutex::default(),
        };
        Ok(Executor { core: Arc::new(core) })
    }

    /// Adds someone who hears every event.
    pub fn listen(&self, listener: Listener) {
        lock(&self.core.listeners).push(listener);
    }

    /// Stops all runs, as a process does that is asked to end.
    pub fn cancel_all(&self) {
        for run in lock(&self.core.runs).values() {
            run.cancel();
        }
    }

    /// Waits until no run goes on, but no longer than `limit`.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn wait_idle(&self, limit: std::time::Duration) {
        let begin = std::time::Instant::now();
        while lock(&self.core.queue).active > 0 && begin.elapsed() < limit {
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
    }

    /// Answers. Reading and writing tables takes its time; runs go on elsewhere ([`Platform::spawn`]).
    pub fn request(&self, request: Request, attachment: Option<Vec<u8>>) -> Reply {
        self.core
            .clone()
            .answer(request, attachment)
            .unwrap_or_else(|diagnostics| refused(diagnostics).into())
    }
}

fn refused(mut diagnostics: Vec<Diagnostic>) -> Response {
    diagnostics.sort_by_key(|diagnostic| std::cmp::Reverse(diagnostic.severity));
    Response::Refused { diagnostics }
}

type Answer = Result<Reply, Vec<Diagnostic>>;

impl Core {
    fn answer(self: Arc<Core>, request: Request, attachment: Option<Vec<u8>>) -> Answer {
        match request {
            Request::Hello { version } => self.hello(version),
            Request::Catalogue => Ok(Response::Catalogue { catalogue: self.catalogue.clone() }.into()),
            Request::PutBlob => self.put_blob(attachment),
            Request::GetBlob { blob } => self.get_blob(&blob),
            Request::Convert(convert) => self.convert(convert),
            Request::Targets => Ok(Response::Targets { targets: self.converter.targets() }.into()),
            Request::Export(export) => self.export(export),
            Request::Check { draft, data } => Ok(self.check(&draft, &data)),
            Request::Run(submission) => self.start(*submission),
            Request::Cancel { run } => self.cancel(&run),
            Request::Events { run, after } => {
                let (events, state) = self.run(&run)?.after(after);
                Ok(Response::Events { events, state }.into())
            }
            Request::Runs => Ok(self.list()),
            Request::Record { run } => {
                Ok(Response::Record(Box::new(self.run(&run)?.record(self.platform.now_ms()))).into())
            }
            Request::Delete { run } => self.delete(&run),
            Request::View { run, node, port } => {
                let value = self.output(&run, &node, &port)?;
                Ok(Response::View(Box::new(value.view())).into())
            }
            Request::Page { run, node, port, offset, limit, columns } => {
                let value = self.output(&run, &node, &port)?;
                let page = output::page(&value, offset, limit, columns.as_ref()).map_err(one)?;
                Ok(Response::Page(page).into())
            }
            Request::Profile { run, node, port, columns } => {
                let value = self.output(&run, &node, &port)?;
                let profiles = output::profiles(&value, &columns).map_err(one)?;
                Ok(Response::Profiles { profiles }.into())
            }
            Request::Download { run, node, port, format } => {
                let value = self.output(&run, &node, &port)?;
                let name = format!("{}.{port}", self.title(&*self.run(&run)?, &node));
                output::download(&value, &name, format).map_err(one)
            }
        }
    }

    fn hello(&self, version: u32) -> Answer {
        if version != VERSION {
            let newer = if version > VERSION { "studio" } else { "executor" };
            return Err(one(Diagnostic::error(
                "run/version",
                format!(
                    "The {newer} is newer: it speaks version {}, the other one {}.",
                    version.max(VERSION),
                    version.min(VERSION)
                ),
            )
            .help("Use a studio and an executor of the same version.")));
        }
        Ok(Response::Hello {
            version: VERSION,
            executor: self.platform.name(),
            gpu: self.platform.gpu(),
            scripts: self.platform.scripts(),
        }
        .into())
    }

    fn put_blob(&self, attachment: Option<Vec<u8>>) -> Answer {
        let Some(bytes) = attachment else {
            return Err(one(Diagnostic::error("run/no-bytes", "There are no bytes to keep.")
                .help("Send the file with the request.")));
        };
        let blob = self.store.put_blob(bytes).map_err(broken)?;
        Ok(Response::Blob { blob }.into())
    }

    fn get_blob(&self, blob: &BlobId) -> Answer {
        match self.store.blob(blob).map_err(broken)? {
            Some(bytes) => Ok(Reply {
                response: Response::File {
                    name: blob.0.clone(),
                    media: "application/octet-stream".to_owned(),
                },
                attachment: Some(bytes.to_vec()),
            }),
            None => {
                Err(one(Diagnostic::error("run/data-gone", "These bytes are not here.")
                    .help("Send the file again.")))
            }
        }
    }

    fn convert(&self, convert: Convert) -> Answer {
        let mut files = Vec::with_capacity(convert.files.len());
        for file in convert.files {
            let bytes = self.sent(&file.name, &file.blob)?;
            files.push((file.name, bytes));
        }
        let mut keep = |bytes| self.store.put_blob(bytes).map_err(|error| error.to_diagnostic());
        let mut converted = self.converter.convert(files, &mut keep)?;
        // Classic's datasets are often called like their file without its extension.
        for asset in converted.drafts.iter().flat_map(|draft| &draft.assets) {
            let stem = |name: &str| name.rsplit_once('.').is_some_and(|(stem, _)| stem == asset.name);
            let found = converted.data.values().find(|binding| stem(&binding.name)).cloned();
            if let (Some(binding), false) = (found, converted.data.contains_key(&asset.name)) {
                converted.data.insert(asset.name.clone(), binding);
            }
        }
        Ok(Response::Converted(Box::new(converted)).into())
    }

    /// The bytes of a file that was stored before.
    fn sent(&self, name: &str, blob: &BlobId) -> Result<Vec<u8>, Vec<Diagnostic>> {
        self.store.blob(blob).map_err(broken)?.map(|bytes| bytes.to_vec()).ok_or_else(|| {
            one(Diagnostic::error("run/data-gone", format!("“{name}” has not been sent to this executor."))
                .help("Open the file again."))
        })
    }

    fn export(&self, export: Export) -> Answer {
        let Export { pipelines, endpoints, targets } = export;
        let mut drafts = Vec::with_capacity(pipelines.len());
        for Outgoing { id, draft, data, report } in &pipelines {
            let mut files = BTreeMap::new();
            for (asset, binding) in data {
                let bytes = self.sent(&binding.name, &binding.blob)?;
                files.insert(asset.clone(), (binding.name.clone(), bytes));
            }
            let (id, draft, report) = (id.clone(), draft.clone(), report.clone());
            drafts.push(ExportedDraft { id, draft, data: files, report });
        }
        let columns = |place: usize| {
            let columns = |outgoing: &Outgoing| self.checkup(&outgoing.draft, &outgoing.data).columns;
            pipelines.get(place).map(columns).unwrap_or_default()
        };
        let order = ExportOrder { drafts, endpoints, targets: &targets, columns: &columns };
        let ExportedFile { name, media, bytes, diagnostics } = self.converter.export(order)?;
        Ok(Reply { response: Response::Exported { name, media, diagnostics }, attachment: Some(bytes) })
    }

    fn check(&self, draft: &PipelineDraft, data: &BTreeMap<String, DataBinding>) -> Reply {
        let Checkup { diagnostics, columns } = self.checkup(draft, data);
        Response::Checked { diagnostics, columns }.into()
    }

    fn checkup(&self, draft: &PipelineDraft, data: &BTreeMap<String, DataBinding>) -> Checkup {
        let mut found = Vec::new();
        let plan = Plan::new(draft, data, &BTreeMap::new(), &[], &mut found);
        let scripts = self.platform.scripts();
        let given = Given { data, secrets: None, allow_scripts: None, scripts: &scripts };
        self.checker(given).check(&plan, found)
    }

    fn checker<'a>(&'a self, given: Given<'a>) -> Checker<'a> {
        Checker { catalogue: self.catalogue, assets: &self.assets, store: &*self.store, given }
    }

    fn start(self: &Arc<Core>, submission: Submission) -> Answer {
        let id = submission.run.clone();
        if !is_run_name(&id.0) {
            return Err(one(Diagnostic::error(
                "run/name",
                "A run's id is 1 to 64 letters, digits, “-” or “_”.",
            )
            .help("Choose another id.")));
        }
        if let Ok(run) = self.run(&id) {
            let same = run.accepted.submission == Accepted::new(&submission, 0).submission;
            return if same {
                Ok(Response::Started { run: id }.into())
            } else {
                Err(one(Diagnostic::error("run/exists", format!("There is another run “{}” already.", id.0))
                    .help("Choose another id.")))
            };
        }
        let mut found = Vec::new();
        let plan = Plan::new(
            &submission.draft,
            &submission.data,
            &submission.parameters,
            &submission.until,
            &mut found,
        );
        let scripts = self.platform.scripts();
        let given = Given {
            data: &submission.data,
            secrets: Some(&submission.secrets),
            allow_scripts: Some(submission.allow_scripts),
            scripts: &scripts,
        };
        let checkup = self.checker(given).check(&plan, found);
        if checkup.has_errors() {
            return Err(checkup.diagnostics);
        }
        let accepted = Accepted::new(&submission, self.platform.now_ms());
        let run = Arc::new(Run::new(accepted));
        {
            // Two clients may send the same run at the same moment; one of them begins it.
            let mut runs = lock(&self.runs);
            if runs.contains_key(&id) {
                return Ok(Response::Started { run: id }.into());
            }
            self.store.begin(&run.accepted).map_err(broken)?;
            runs.insert(id.clone(), run.clone());
        }
        let job = Job::new(self.clone(), run, plan, checkup.diagnostics, submission.secrets);
        lock(&self.queue).waiting.push_back(Arc::new(job));
        self.advance();
        Ok(Response::Started { run: id }.into())
    }

    /// Stops a run. One that waits ends at once, without waiting for its turn.
    fn cancel(self: &Arc<Core>, id: &RunId) -> Answer {
        self.run(id)?.cancel();
        let mut queue = lock(&self.queue);
        let place = queue.waiting.iter().position(|job| job.is_of(id));
        if let Some(job) = place.and_then(|place| queue.waiting.remove(place)) {
            queue.active += 1;
            drop(queue);
            self.platform.spawn(Box::new(move || Box::pin(job.lead())));
        }
        Ok(Response::Done.into())
    }

    /// Begins waiting runs while there is room.
    fn advance(&self) {
        let places = if self.platform.workers() > 1 { RUNS_AT_ONCE } else { 1 };
        loop {
            let mut queue = lock(&self.queue);
            if queue.active >= places {
                return;
            }
            let Some(job) = queue.waiting.pop_front() else { return };
            queue.active += 1;
            drop(queue);
            self.platform.spawn(Box::new(move || Box::pin(job.lead())));
        }
    }

    /// A run ended.
    pub(crate) fn ended(&self) {
        lock(&self.queue).active -= 1;
        self.forget_oldest();
        self.advance();
    }

    /// Makes room where the store has little.
    fn forget_oldest(&self) {
        let Some(most) = self.store.most_runs() else { return };
        let mut ended: Vec<(u64, RunId)> = lock(&self.runs)
            .values()
            .filter(|run| !is_active(run.state()))
            .map(|run| (run.accepted.started_ms, run.accepted.run().clone()))
            .collect();
        ended.sort();
        let surplus = ended.len().saturating_sub(most);
        for (_, run) in &ended[..surplus] {
            // A run that is gone already needs no room.
            let _ = self.delete(run);
        }
    }

    pub(crate) fn emit(&self, run: &Run, kind: EventKind) {
        let event = run.add(kind, self.platform.now_ms(), &*self.store);
        let listeners = lock(&self.listeners).clone();
        for listener in listeners {
            listener(run.accepted.run(), &event);
        }
    }

    fn run(&self, id: &RunId) -> Result<Arc<Run>, Vec<Diagnostic>> {
        lock(&self.runs).get(id).cloned().ok_or_else(|| {
            one(Diagnostic::error("run/unknown", format!("There is no run “{}”.", id.0))
                .help("It may have been deleted, or ran elsewhere."))
        })
    }

    fn list(&self) -> Reply {
        let now = self.platform.now_ms();
        let mut runs: Vec<_> = lock(&self.runs).values().map(|run| run.summary(now)).collect();
        runs.sort_by(|a, b| b.started_ms.cmp(&a.started_ms).then_with(|| a.run.cmp(&b.run)));
        Response::Runs { runs }.into()
    }

    fn delete(&self, id: &RunId) -> Answer {
        let run = self.run(id)?;
        if is_active(run.state()) {
            return Err(one(Diagnostic::error("run/active", format!("The run “{}” has not ended.", id.0))
                .help("Cancel it first.")));
        }
        let mut runs = lock(&self.runs);
        let others: BTreeSet<String> = runs
            .values()
            .filter(|other| other.accepted.run() != id)
            .flat_map(|other| other.addresses())
            .collect();
        let orphans: Vec<String> = run.addresses().difference(&others).cloned().collect();
        self.store.remove(id, &orphans).map_err(broken)?;
        runs.remove(id);
        Ok(Response::Done.into())
    }

    /// What came out of a port of a node, or the data of an asset.
    fn output(&self, run: &RunId, node: &str, port: &str) -> Result<Value, Vec<Diagnostic>> {
        let run = self.run(run)?;
        let submission = &run.accepted.submission;
        if let Some(asset) = submission.draft.asset(node) {
            return self.assets.value(asset, &submission.data, &*self.store).map_err(one);
        }
        let none = |sentence: &str, help: &str| {
            one(Diagnostic::error("run/no-output", sentence).help(help).at_node(node).at_port(port))
        };
        let summary = run
            .output(node, port)
            .ok_or_else(|| none("This output does not exist in this run.", "Run the module first."))?;
        let value = self.store.value(&summary).map_err(broken)?;
        value.ok_or_else(|| none("This output has been deleted.", "Run the module again."))
    }

    /// What people call a node.
    fn title(&self, run: &Run, node: &str) -> String {
        let draft = &run.accepted.submission.draft;
        if let Some(asset) = draft.asset(node) {
            return asset.name.clone();
        }
        let Some(found) = draft.node(node) else { return node.to_owned() };
        if !found.title.is_empty() {
            return found.title.clone();
        }
        let own = draft.components.iter().map(|own| &own.spec).find(|spec| spec.id == found.component);
        let spec = self.catalogue.get(&found.component).or(own);
        spec.map_or_else(|| node.to_owned(), |spec| spec.title.clone())
    }
}

fn one(diagnostic: Diagnostic) -> Vec<Diagnostic> {
    vec![diagnostic]
}

fn broken(error: StoreError) -> Vec<Diagnostic> {
    one(error.to_diagnostic())
}

//! Running pipelines and watching them: what the user chose to compute on, submitting, cancelling, checking while editing, and the
//! runs so far.

use crate::client::{self, Adapter, Compute, EngineError, Place};
use crate::state::{Drawer, Studio};
use crate::store;
use leptos::prelude::*;
use ml_graph::{Diagnostic, Severity};
use ml_protocol::{
    BlobId, DataBinding, DeviceChoice, Event, EventKind, Request, Response, RunId, RunState, RunSummary,
    Secret, Submission,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::rc::Rc;
use std::time::Duration;
use studio_model::RunView;

/// How long after an edit the engine checks the pipeline.
const PAUSE: Duration = Duration::from_millis(350);
/// Runs listed.
const KEPT: usize = 100;

/// A line of the list of runs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunLine {
    /// What, when and how it ended.
    #[serde(flatten)]
    pub summary: RunSummary,
    /// Where it ran, for people.
    #[serde(default)]
    pub place: String,
    /// The document it ran.
    #[serde(default)]
    pub document: String,
}

/// What running needs to remember. Cheap to copy; lives as long as the page.
#[derive(Clone, Copy)]
pub struct Jobs {
    /// What the user chose to compute on.
    pub compute: RwSignal<Compute>,
    /// What WebGPU offers; none until asked.
    pub adapter: RwSignal<Option<Adapter>>,
    /// Used where a module's seed is blank.
    pub seed: RwSignal<u64>,
    /// Whether scripts may run on a remote compute. Never remembered.
    pub allow_scripts: RwSignal<bool>,
    /// Credentials entered, by placeholder; in memory only.
    pub secrets: RwSignal<BTreeMap<String, Secret>>,
    /// The runs, newest first.
    pub runs: RwSignal<Vec<RunLine>>,
    /// Whether the engine answered the last check.
    pub checked: RwSignal<bool>,
    /// The submission now running, to run it again elsewhere when its place stops.
    last: StoredValue<Option<(Submission, Place)>>,
}

impl Default for Jobs {
    fn default() -> Jobs {
        Jobs::new()
    }
}

impl Jobs {
    /// Nothing running.
    pub fn new() -> Jobs {
        Jobs {
            compute: RwSignal::new(client::remembered()),
            adapter: RwSignal::new(None),
            seed: RwSignal::new(0),
            allow_scripts: RwSignal::new(false),
            secrets: RwSignal::default(),
            runs: RwSignal::default(),
            checked: RwSignal::new(false),
            last: StoredValue::new(None),
        }
    }

    /// Listens to the engine, loads the list of runs, and checks the pipeline after edits.
    pub fn start(self, studio: Studio) {
        studio
            .engine
            .set_blob_loader(Rc::new(|blob: BlobId| Box::pin(async move { store::blob(&blob.0).await })));
        studio.engine.listen(Rc::new(move |run: &RunId, event: &Event| self.on_event(studio, run, event)));
        leptos::task::spawn_local(async move {
            if let Ok(texts) = store::runs().await {
                let mut lines: Vec<RunLine> =
                    texts.iter().filter_map(|text| studio_model::json::read(text).ok()).collect();
                for line in &mut lines {
                    // It went on when the page was left.
                    if matches!(line.summary.state, RunState::Queued | RunState::Running) {
                        line.summary.state = RunState::Interrupted;
                    }
                }
                self.merge_runs(lines);
            }
        });
        let timer: StoredValue<Option<TimeoutHandle>> = StoredValue::new(None);
        Effect::new(move || {
            studio.revision.track();
            studio.document_id.track();
            self.compute.track();
            if let Some(timer) = timer.get_value() {
                timer.clear();
            }
            let check = move || leptos::task::spawn_local(self.check(studio));
            timer.set_value(set_timeout_with_handle(check, PAUSE).ok());
        });
    }

    /// Finds out what WebGPU offers, for the menu.
    pub fn ask_adapter(self) {
        leptos::task::spawn_local(async move { self.adapter.set(Some(client::adapter().await)) });
    }

    /// Chooses what to compute on, for the next visit too.
    pub fn choose(self, compute: Compute) {
        client::remember(&compute);
        self.compute.set(compute);
    }

    /// Runs the pipeline, or only what `until` needs.
    pub fn run(self, studio: Studio, until: Vec<String>) {
        if studio.run.with_untracked(RunView::is_going) {
            studio.toast(Severity::Info, "A run is going on. Wait for it, or cancel it first.");
            return;
        }
        if studio.peek(|document| document.draft().nodes.is_empty()) {
            studio.toast(Severity::Info, "There is nothing to run yet: add a module from the palette.");
            return;
        }
        let until = studio.peek(|document| {
            let is_module = |id: &String| document.draft().node(id).is_some();
            until.into_iter().filter(is_module).collect()
        });
        let run = RunId(store::new_id());
        let submission = Submission {
            run: run.clone(),
            draft: studio.peek(|document| document.draft().clone()),
            data: bindings(studio),
            secrets: self.secrets.get_untracked(),
            until,
            device: DeviceChoice::Auto,
            seed: self.seed.get_untracked(),
            allow_scripts: self.allow_scripts.get_untracked(),
            parameters: BTreeMap::new(),
        };
        studio.begin_run(run.clone());
        let compute = self.compute.get_untracked();
        leptos::task::spawn_local(async move {
            let (place, device) = compute.place().await;
            self.submit(studio, place, Submission { device, ..submission }).await;
        });
    }

    /// Stops the run shown.
    pub fn cancel(self, studio: Studio) {
        let Some(run) = studio.run.with_untracked(|view| view.run.clone()) else { return };
        leptos::task::spawn_local(async move {
            if let Err(error) = studio.engine.request(Request::Cancel { run }, None).await {
                studio.toast(Severity::Error, error.to_string());
            }
        });
    }

    /// Shows a run of the list again: its document, and how each module fared.
    pub fn open(self, studio: Studio, line: RunLine) {
        leptos::task::spawn_local(async move {
            if let Err(sentence) = reopen(studio, &line).await {
                studio.toast(Severity::Warning, sentence);
            }
        });
    }

    /// Deletes a finished run, wherever it is.
    pub fn delete(self, studio: Studio, run: RunId) {
        self.runs.update(|runs| runs.retain(|line| line.summary.run != run));
        leptos::task::spawn_local(async move {
            let _ = store::delete_run(&run.0).await;
            if studio.engine.place_of(&run).is_some() {
                // A run that its place has forgotten is deleted already.
                let _ = studio.engine.request(Request::Delete { run }, None).await;
            }
        });
    }

    /// Adds the runs that the chosen remote compute keeps.
    pub async fn list_remote(self, studio: Studio) {
        let compute = self.compute.get_untracked();
        let (place, _) = compute.place().await;
        if !matches!(place, Place::Remote { .. }) {
            return;
        }
        match studio.engine.request_at(&place, Request::Runs).await {
            Ok(reply) => {
                let Response::Runs { runs } = reply.response else { return };
                for summary in &runs {
                    studio.engine.place_run(summary.run.clone(), place.clone());
                }
                let line = |summary| RunLine { summary, place: compute.label(), document: String::new() };
                self.merge_runs(runs.into_iter().map(line).collect());
            }
            Err(error) => studio.toast(Severity::Warning, error.to_string()),
        }
    }

    async fn submit(self, studio: Studio, place: Place, submission: Submission) {
        let run = submission.run.clone();
        self.last.set_value(Some((submission.clone(), place.clone())));
        self.begin_line(studio, &submission);
        match studio.engine.submit(&place, submission.clone()).await {
            Ok(_) => {}
            Err(EngineError::Lost(sentence)) if place == Place::Gpu => {
                studio.toast(Severity::Warning, format!("{sentence} The run goes on the CPU instead."));
                let again = Submission { device: DeviceChoice::Cpu, ..submission };
                Box::pin(self.submit(studio, Place::Cpu, again)).await;
            }
            Err(error) => {
                self.end_line(&run, RunState::Failed, 0);
                studio.run.set(RunView::default());
                match error {
                    EngineError::Refused(diagnostics) => {
                        let errors = diagnostics.iter().filter(|diagnostic| diagnostic.is_error()).count();
                        let columns = studio.columns.get_untracked();
                        studio.set_findings(diagnostics, BTreeMap::clone(&columns));
                        studio.drawer.set(Some(Drawer::Problems));
                        let text = match errors {
                            1 => "The run did not start: one problem has to be mended first.".to_owned(),
                            _ => format!("The run did not start: {errors} problems have to be mended first."),
                        };
                        studio.toast(Severity::Error, text);
                    }
                    error => studio.toast(Severity::Error, error.to_string()),
                }
            }
        }
    }

    fn on_event(self, studio: Studio, run: &RunId, event: &Event) {
        if let EventKind::RunFinished { state, duration_ms } = event.kind {
            self.end_line(run, state, duration_ms);
            let last = self.last.get_value().filter(|(submission, _)| submission.run == *run);
            if let (RunState::Interrupted, Some((submission, Place::Gpu))) = (state, last) {
                let again =
                    Submission { run: RunId(store::new_id()), device: DeviceChoice::Cpu, ..submission };
                studio.toast(Severity::Warning, "The GPU engine stopped. The run starts again on the CPU.");
                studio.begin_run(again.run.clone());
                leptos::task::spawn_local(self.submit(studio, Place::Cpu, again));
                return;
            }
            let shown = studio.run.with_untracked(|view| view.run.as_ref() == Some(run));
            studio.run_event(run, event);
            if shown {
                tell_end(studio, state);
            }
            return;
        }
        studio.run_event(run, event);
    }

    async fn check(self, studio: Studio) {
        if studio.document_id.with_untracked(Option::is_none) {
            return;
        }
        let (draft, revision) = studio.peek(|document| (document.draft().clone(), document.revision()));
        if draft.nodes.is_empty() && draft.assets.is_empty() {
            studio.set_findings(Vec::new(), BTreeMap::new());
            return;
        }
        let place = match self.compute.get_untracked() {
            Compute::Remote { address, token } => Place::Remote { address, token },
            // The CPU worker is the smaller download, and knows as much.
            _ => Place::Cpu,
        };
        let answer = studio
            .engine
            .request_at(&place, Request::Check { draft: Box::new(draft), data: bindings(studio) })
            .await;
        if studio.peek(studio_model::Document::revision) != revision {
            return;
        }
        match answer.map(|reply| reply.response) {
            Ok(Response::Checked { diagnostics, columns }) => {
                studio.set_findings(diagnostics, columns);
                self.checked.set(true);
            }
            Err(EngineError::Refused(diagnostics)) => {
                studio.set_findings(diagnostics, BTreeMap::new());
                self.checked.set(true);
            }
            // Editing goes on without an engine; running says what is the matter.
            Ok(_) | Err(_) => self.checked.set(false),
        }
    }

    fn begin_line(self, studio: Studio, submission: &Submission) {
        let line = RunLine {
            summary: RunSummary {
                run: submission.run.clone(),
                name: submission.draft.name.clone(),
                state: RunState::Running,
                started_ms: store::now() as u64,
                duration_ms: 0,
            },
            place: self.compute.with_untracked(Compute::label),
            document: studio.document_id.get_untracked().unwrap_or_default(),
        };
        keep(&line);
        self.merge_runs(vec![line]);
    }

    fn end_line(self, run: &RunId, state: RunState, duration_ms: u64) {
        self.runs.update(|runs| {
            if let Some(line) = runs.iter_mut().find(|line| line.summary.run == *run) {
                line.summary.state = state;
                line.summary.duration_ms = duration_ms;
                keep(line);
            }
        });
    }

    fn merge_runs(self, lines: Vec<RunLine>) {
        self.runs.update(|runs| {
            for line in lines {
                match runs.iter_mut().find(|known| known.summary.run == line.summary.run) {
                    Some(known) => known.summary = line.summary,
                    None => runs.push(line),
                }
            }
            runs.sort_by_key(|line| std::cmp::Reverse(line.summary.started_ms));
            runs.truncate(KEPT);
        });
    }
}

/// Stores a line of the list.
fn keep(line: &RunLine) {
    let Ok(text) = serde_json::to_string(line) else { return };
    let id = line.summary.run.0.clone();
    leptos::task::spawn_local(async move {
        // Losing a line of the history is no reason to disturb.
        let _ = store::put_run(&id, &text).await;
    });
}

async fn reopen(studio: Studio, line: &RunLine) -> Result<(), String> {
    let run = line.summary.run.clone();
    let open = studio.document_id.get_untracked();
    if !line.document.is_empty() && open.as_deref() != Some(line.document.as_str()) {
        let saved = store::document(&line.document).await?.ok_or("The pipeline of this run was deleted.")?;
        studio.show(line.document.clone(), saved);
    }
    let gone =
        "The results of this run are no longer there: runs in the browser last until the page is closed.";
    if studio.engine.place_of(&run).is_none() {
        return Err(gone.to_owned());
    }
    let reply = studio.engine.request(Request::Events { run: run.clone(), after: 0 }, None).await;
    let Ok(Response::Events { events, .. }) = reply.map(|reply| reply.response) else {
        return Err(gone.to_owned());
    };
    if line.document.is_empty() {
        show_record(studio, &run).await?;
    }
    studio.page.set(crate::state::Page::Designer);
    studio.begin_run(run.clone());
    for event in &events {
        studio.run_event(&run, event);
    }
    Ok(())
}

/// Opens the pipeline of a run that came from elsewhere as a new document.
async fn show_record(studio: Studio, run: &RunId) -> Result<(), String> {
    let reply = studio.engine.request(Request::Record { run: run.clone() }, None).await?;
    let Response::Record(record) = reply.response else { return Err(client::unexpected().into()) };
    studio.show(store::new_id(), studio_model::SavedDocument::of_draft(record.draft));
    Ok(())
}

fn tell_end(studio: Studio, state: RunState) {
    match state {
        RunState::Failed => {
            let failed = studio.run.with_untracked(|view| {
                let failure = |node: &studio_model::NodeProgress| node.failure.clone();
                view.nodes.values().find_map(failure)
            });
            let text = failed.map_or_else(|| "The run failed.".to_owned(), |failure| failure.message);
            studio.toast(Severity::Error, text);
        }
        RunState::Interrupted => {
            let why = studio.run.with_untracked(|view| {
                let lost = |diagnostic: &&Diagnostic| diagnostic.code == "run/lost";
                view.diagnostics.iter().rev().find(lost).map(|diagnostic| diagnostic.message.clone())
            });
            studio.toast(Severity::Error, why.unwrap_or_else(|| "The run was interrupted.".to_owned()));
        }
        RunState::Cancelled => studio.toast(Severity::Info, "The run was cancelled."),
        // The cards and the top bar say so; nothing needs attention.
        RunState::Finished | RunState::Queued | RunState::Running => {}
    }
}

/// The files attached, as the engine knows them.
fn bindings(studio: Studio) -> BTreeMap<String, DataBinding> {
    studio.peek(|document| {
        let binding = |file: &studio_model::DataFile| DataBinding {
            name: file.name.clone(),
            blob: BlobId(file.blob.clone()),
        };
        document.data().iter().map(|(asset, file)| (asset.clone(), binding(file))).collect()
    })
}

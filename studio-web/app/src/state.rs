//! What the studio knows while it is open, as signals that its parts read and a few verbs that change it.
//!
//! [`Studio`] is small and `Copy`; every component takes it from the context with [`studio`]. The document itself is plain data
//! (`studio-model`); after each change [`Studio::act`] compares what stands on the canvas with what stood there and wakes only the
//! cards and wires that differ.

use crate::client::Engine;
use crate::menu::Menus;
use crate::panels::Jobs;
use crate::{open::Arrivals, settings, store};
use leptos::prelude::*;
use ml_graph::{Catalogue, Diagnostic, PipelineDraft, PortRef, Severity};
use ml_protocol::{ColumnView, Event, RunId};
use std::collections::BTreeMap;
use std::sync::Arc;
use studio_model::{
    Command, Document, Item, NodeProgress, Outcome, Point, Problems, Rect, RunView, SavedDocument,
    SavedEndpoint, Selection, Viewport, Wire,
};

/// What fills the middle of the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Page {
    /// Samples, recent pipelines, where to drop files.
    Home,
    /// The canvas.
    Designer,
    /// All runs.
    Runs,
    /// Services and how they were called.
    Endpoints,
    /// How everything that was converted runs here.
    Migration,
}

/// What is written in other forms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Exporting {
    /// The open pipeline.
    Open,
    /// Documents of the store, by their ids.
    Stored(Vec<String>),
}

/// What the bottom drawer shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Drawer {
    /// An output.
    Visualize(PortRef),
    /// What is wrong with the pipeline.
    Problems,
    /// What the conversion did.
    Report,
}

/// Whether the document is safe.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Saved {
    /// On its way.
    Saving,
    /// In the browser's store.
    Yes,
    /// The browser's store refused it.
    Failed,
}

/// A card on the canvas: each part wakes what shows it, and nothing else.
#[derive(Clone)]
pub struct Cell {
    /// Item id.
    pub id: Arc<str>,
    /// What it is and says.
    pub item: ArcRwSignal<Item>,
    /// Upper left corner.
    pub position: ArcRwSignal<Point>,
    /// Whether it is selected.
    pub selected: ArcRwSignal<bool>,
    /// How it stands in the run shown.
    pub progress: ArcRwSignal<Option<NodeProgress>>,
    /// The worst that is wrong with it.
    pub problem: ArcRwSignal<Option<(Severity, String)>>,
    /// Whether it shows its icon alone.
    pub far: ArcRwSignal<bool>,
}

/// A wire on the canvas.
#[derive(Clone)]
pub struct WireCell {
    /// Which.
    pub wire: Arc<Wire>,
    /// The card it leaves.
    pub from: Cell,
    /// The card it enters.
    pub to: Cell,
    /// Whether it is selected.
    pub selected: ArcRwSignal<bool>,
}

/// A short message at the edge of the window.
#[derive(Clone)]
pub struct Toast {
    /// Counts up.
    pub id: u64,
    /// How much it matters; errors stay until closed.
    pub severity: Severity,
    /// A sentence.
    pub text: String,
    /// Takes back what it tells of.
    pub undo: Option<Arc<dyn Fn() + Send + Sync>>,
}

/// Columns by node and port id.
pub type Columns = BTreeMap<String, BTreeMap<String, Vec<ColumnView>>>;

/// Everything the studio knows.
#[derive(Clone, Copy)]
pub struct Studio {
    /// Whatever converts and runs.
    pub engine: Engine,
    /// Runs: the one going on, the ones before, and what to compute on.
    pub jobs: Jobs,
    /// Which page shows.
    pub page: RwSignal<Page>,
    /// All modules; empty until they arrive.
    pub catalogue: RwSignal<Arc<Catalogue>>,
    /// Counts changes of the document; [`Studio::read`] tracks it.
    pub revision: RwSignal<u64>,
    /// What is selected.
    pub selection: RwSignal<Selection>,
    /// The cards, in drawing order.
    pub cells: RwSignal<Vec<Cell>>,
    /// The wires.
    pub wires: RwSignal<Vec<WireCell>>,
    /// Which part of the canvas shows.
    pub viewport: RwSignal<Viewport>,
    /// Width and height of the canvas on the screen.
    pub canvas_size: RwSignal<(f64, f64)>,
    /// What is wrong with the pipeline: the studio's own findings and the engine's.
    pub problems: RwSignal<Problems>,
    /// The engine's findings; whoever asks it sets them with [`Studio::set_findings`].
    pub findings: RwSignal<Arc<Vec<Diagnostic>>>,
    /// Columns at output ports, by node and port id, as the engine knows them.
    pub columns: RwSignal<Arc<Columns>>,
    /// The run shown.
    pub run: RwSignal<RunView>,
    /// What the drawer shows; none when it is closed.
    pub drawer: RwSignal<Option<Drawer>>,
    /// Opens context menus.
    pub menus: Menus,
    /// Whether the property pane shows.
    pub show_properties: RwSignal<bool>,
    /// Whether the document is stored.
    pub saved: RwSignal<Saved>,
    /// What came in and waits for a choice: several pipelines, or files that could not be read.
    pub arrivals: RwSignal<Option<Arc<Arrivals>>>,
    /// All endpoints that came in.
    pub endpoints: RwSignal<Arc<Vec<SavedEndpoint>>>,
    /// Id of the endpoint shown.
    pub endpoint: RwSignal<Option<String>>,
    /// What the dialog about other forms writes, while it shows.
    pub exporting: RwSignal<Option<Exporting>>,
    /// Messages showing.
    pub toasts: RwSignal<Vec<Toast>>,
    /// Id of the open document in the store; none when no document is open.
    pub document_id: RwSignal<Option<String>>,
    /// What was stored with the document besides the draft: report, diagnostics of the conversion.
    pub stored: RwSignal<Arc<SavedDocument>>,
    document: StoredValue<Document>,
    toast_count: StoredValue<u64>,
    save_timer: StoredValue<Option<TimeoutHandle>>,
    /// The view that [`Studio::fit`] chose last: while it stands, the pipeline stays fitted when the canvas changes its size.
    fitted: StoredValue<Option<Viewport>>,
}

/// The studio, from the context.
pub fn studio() -> Studio {
    expect_context::<Studio>()
}

impl Studio {
    /// A studio with nothing open.
    pub fn new() -> Studio {
        let catalogue = Arc::new(Catalogue::default());
        let empty = PipelineDraft::new("");
        Studio {
            engine: Engine::new(),
            jobs: Jobs::new(),
            page: RwSignal::new(Page::Home),
            catalogue: RwSignal::new(Arc::clone(&catalogue)),
            revision: RwSignal::new(0),
            selection: RwSignal::default(),
            cells: RwSignal::default(),
            wires: RwSignal::default(),
            viewport: RwSignal::default(),
            canvas_size: RwSignal::new((0.0, 0.0)),
            problems: RwSignal::default(),
            findings: RwSignal::default(),
            columns: RwSignal::default(),
            run: RwSignal::default(),
            drawer: RwSignal::new(None),
            menus: Menus::new(),
            show_properties: RwSignal::new(!settings::flag("properties.hidden")),
            saved: RwSignal::new(Saved::Yes),
            arrivals: RwSignal::new(None),
            endpoints: RwSignal::default(),
            endpoint: RwSignal::new(None),
            exporting: RwSignal::new(None),
            toasts: RwSignal::default(),
            document_id: RwSignal::new(None),
            stored: RwSignal::new(Arc::new(SavedDocument::of_draft(empty.clone()))),
            document: StoredValue::new(Document::open(empty, BTreeMap::new(), catalogue)),
            toast_count: StoredValue::new(0),
            save_timer: StoredValue::new(None),
            fitted: StoredValue::new(None),
        }
    }

    /// Reads the document; the caller runs again when the document changes.
    pub fn read<T>(&self, read: impl FnOnce(&Document) -> T) -> T {
        self.revision.track();
        self.document.with_value(read)
    }

    /// Reads the document as it is now.
    pub fn peek<T>(&self, read: impl FnOnce(&Document) -> T) -> T {
        self.document.with_value(read)
    }

    /// Does a command, stores the document soon; a refusal shows as a message.
    pub fn act(&self, command: Command) -> Option<Outcome> {
        match self.document.try_update_value(|document| document.apply(command)) {
            Some(Ok(outcome)) => {
                self.changed();
                Some(outcome)
            }
            Some(Err(error)) => {
                self.refresh();
                self.toast(Severity::Warning, error.to_string());
                None
            }
            None => None,
        }
    }

    /// Ends the coalescing of typing into one undo step: call it when a field loses the focus.
    pub fn seal(&self) {
        self.document.update_value(Document::seal);
    }

    /// Takes the last edit back.
    pub fn undo(&self) {
        if self.document.try_update_value(Document::undo) == Some(true) {
            self.changed();
        }
    }

    /// Does the edit again that was taken back last.
    pub fn redo(&self) {
        if self.document.try_update_value(Document::redo) == Some(true) {
            self.changed();
        }
    }

    /// Selects.
    pub fn select(&self, selection: Selection) {
        self.document.update_value(|document| document.select(selection));
        self.refresh_selection();
    }

    /// Selects every item.
    pub fn select_all(&self) {
        self.document.update_value(Document::select_all);
        self.refresh_selection();
    }

    /// Selects a node and brings it into view, with the canvas on the page.
    pub fn reveal(&self, node: &str) {
        self.page.set(Page::Designer);
        self.select(Selection::of_items([node]));
        let Some(cell) = self.cell(node) else { return };
        let card = Rect::card(cell.position.get_untracked());
        let (width, height) = self.canvas_size.get_untracked();
        let viewport = self.viewport.get_untracked();
        let window = viewport.visible(width, height);
        if width > 0.0 && !(window.contains(Point::new(card.x, card.y)) && window.contains(card.corner())) {
            self.viewport.set(viewport.centred(card.center(), width, height));
        }
    }

    /// The card of an item.
    pub fn cell(&self, id: &str) -> Option<Cell> {
        self.cells.with_untracked(|cells| cells.iter().find(|cell| &*cell.id == id).cloned())
    }

    /// Shows a message.
    pub fn toast(&self, severity: Severity, text: impl Into<String>) {
        self.show_toast(severity, text.into(), None);
    }

    /// Shows a message with a button that takes back what it tells of.
    pub fn toast_with_undo(&self, text: impl Into<String>, undo: impl Fn() + Send + Sync + 'static) {
        self.show_toast(Severity::Info, text.into(), Some(Arc::new(undo)));
    }

    fn show_toast(&self, severity: Severity, text: String, undo: Option<Arc<dyn Fn() + Send + Sync>>) {
        let id = self.toast_count.try_update_value(|count| {
            *count += 1;
            *count
        });
        let id = id.unwrap_or_default();
        self.toasts.update(|toasts| {
            toasts.retain(|toast| toast.text != text);
            toasts.push(Toast { id, severity, text, undo });
        });
        if severity != Severity::Error {
            let toasts = self.toasts;
            set_timeout(
                move || toasts.update(|toasts| toasts.retain(|toast| toast.id != id)),
                std::time::Duration::from_secs(6),
            );
        }
    }

    /// Shows another document in the designer.
    pub fn show(&self, id: String, saved: SavedDocument) {
        self.save_now();
        let viewport = saved.viewport;
        let document = Document::restore(saved.clone(), self.catalogue.get_untracked());
        self.document.set_value(document);
        self.stored.set(Arc::new(saved));
        self.run.set(RunView::default());
        self.findings.set(Arc::default());
        self.columns.set(Arc::default());
        self.drawer.set(None);
        self.cells.set(Vec::new());
        self.wires.set(Vec::new());
        self.document_id.set(Some(id));
        self.page.set(Page::Designer);
        self.refresh();
        match viewport {
            Some(viewport) => self.viewport.set(viewport),
            None => self.fit(),
        }
        self.look_at_once();
    }

    /// Brings everything, or what is selected, into view.
    pub fn fit(&self) {
        let (width, height) = self.canvas_size.get_untracked();
        let corners = self.cells.with_untracked(|cells| {
            cells.iter().map(|cell| cell.position.get_untracked()).collect::<Vec<_>>()
        });
        let view = match Rect::around_cards(corners) {
            Some(area) if width > 0.0 => Viewport::fitting(&area, width, height),
            _ => Viewport::default(),
        };
        self.fitted.set_value(Some(view));
        self.viewport.set(view);
    }

    /// The canvas has a new size; a fitted pipeline stays fitted.
    pub fn set_canvas_size(&self, width: f64, height: f64) {
        self.canvas_size.set((width, height));
        if width > 0.0 && self.fitted.get_value() == Some(self.viewport.get_untracked()) {
            self.fit();
            self.look_at_once();
        }
    }

    /// Gives cards that are new on the screen the look that the scale asks for, without waiting as when the user zooms.
    fn look_at_once(&self) {
        let far = self.viewport.with_untracked(Viewport::is_far);
        self.cells.with_untracked(|cells| cells.iter().for_each(|cell| set_if_new(&cell.far, far)));
    }

    /// All modules, once they are known.
    pub fn set_catalogue(&self, catalogue: Catalogue) {
        let catalogue = Arc::new(catalogue);
        self.document.update_value(|document| document.set_catalogue(Arc::clone(&catalogue)));
        self.catalogue.set(catalogue);
        self.refresh();
    }

    /// What the engine found, and the columns it knows.
    pub fn set_findings(&self, findings: Vec<Diagnostic>, columns: Columns) {
        self.findings.set(Arc::new(findings));
        self.columns.set(Arc::new(columns));
        self.refresh_problems();
    }

    /// Shows a run from its beginning.
    pub fn begin_run(&self, run: RunId) {
        self.run.set(RunView::submitted(run));
        for cell in self.cells.get_untracked() {
            cell.progress.set(None);
        }
    }

    /// Takes in an event of a run; events of runs not shown are ignored.
    pub fn run_event(&self, run: &RunId, event: &Event) {
        if self.run.with_untracked(|view| view.run.as_ref() != Some(run)) {
            return;
        }
        let touched = self.run.try_update(|view| view.apply(event)).unwrap_or_default();
        for node in touched {
            if let Some(cell) = self.cell(&node) {
                cell.progress.set(self.run.with_untracked(|view| view.nodes.get(&node).cloned()));
            }
        }
    }

    fn changed(&self) {
        self.refresh();
        self.save_soon();
    }

    /// Brings the signals in line with the document.
    pub fn refresh(&self) {
        let (items, wires, revision) =
            self.document.with_value(|document| (document.items(), document.wires(), document.revision()));
        let old = self.cells.get_untracked();
        let by_id: BTreeMap<&str, &Cell> = old.iter().map(|cell| (&*cell.id, cell)).collect();
        let cells: Vec<Cell> = items
            .into_iter()
            .map(|item| match by_id.get(item.id.as_str()) {
                Some(cell) => {
                    set_if_new(&cell.position, item.position);
                    set_if_new(&cell.item, item);
                    (*cell).clone()
                }
                None => self.new_cell(item),
            })
            .collect();
        let same = old.len() == cells.len() && old.iter().zip(&cells).all(|(a, b)| a.id == b.id);
        let old_wires = self.wires.get_untracked();
        let same_wires = same
            && old_wires.len() == wires.len()
            && old_wires.iter().zip(&wires).all(|(a, b)| *a.wire == *b);
        if !same_wires {
            let by_id: BTreeMap<&str, &Cell> = cells.iter().map(|cell| (&*cell.id, cell)).collect();
            let known: BTreeMap<&Wire, &WireCell> =
                old_wires.iter().map(|cell| (&*cell.wire, cell)).collect();
            let wires = wires.into_iter().filter_map(|wire| {
                if let Some(known) = known.get(&wire) {
                    return Some((*known).clone());
                }
                let (from, to) = (by_id.get(wire.from.node.as_str())?, by_id.get(wire.to.node.as_str())?);
                Some(WireCell {
                    from: (*from).clone(),
                    to: (*to).clone(),
                    wire: Arc::new(wire),
                    selected: ArcRwSignal::new(false),
                })
            });
            let wires: Vec<WireCell> = wires.collect();
            if !same {
                self.cells.set(cells);
            }
            self.wires.set(wires);
        }
        self.revision.set(revision);
        self.refresh_selection();
        self.refresh_problems();
    }

    fn new_cell(&self, item: Item) -> Cell {
        let progress = self.run.with_untracked(|view| view.nodes.get(&item.id).cloned());
        Cell {
            id: Arc::from(item.id.as_str()),
            position: ArcRwSignal::new(item.position),
            item: ArcRwSignal::new(item),
            selected: ArcRwSignal::new(false),
            progress: ArcRwSignal::new(progress),
            problem: ArcRwSignal::new(None),
            far: ArcRwSignal::new(self.viewport.with_untracked(Viewport::is_far)),
        }
    }

    fn refresh_selection(&self) {
        let selection = self.document.with_value(|document| document.selection().clone());
        for cell in self.cells.get_untracked() {
            set_if_new(&cell.selected, selection.items.contains(&*cell.id));
        }
        for cell in self.wires.get_untracked() {
            set_if_new(&cell.selected, selection.wires.contains(&*cell.wire));
        }
        if self.selection.with_untracked(|old| *old != selection) {
            self.selection.set(selection);
        }
    }

    fn refresh_problems(&self) {
        let findings = self.findings.get_untracked();
        let problems = self.document.with_value(|document| {
            let own = studio_model::local_problems(document.draft(), document.catalogue(), document.data());
            Problems::of(studio_model::merge_problems(own, &findings))
        });
        let mut worst = problems.worst_by_node();
        for cell in self.cells.get_untracked() {
            set_if_new(&cell.problem, worst.remove(&*cell.id));
        }
        if self.problems.with_untracked(|old| *old != problems) {
            self.problems.set(problems);
        }
    }

    /// Stores the document in a moment, once the user pauses.
    pub fn save_soon(&self) {
        if self.document_id.with_untracked(Option::is_none) {
            return;
        }
        self.saved.set(Saved::Saving);
        self.clear_save_timer();
        let studio = *self;
        let timer = set_timeout_with_handle(move || studio.save_now(), std::time::Duration::from_millis(300));
        self.save_timer.set_value(timer.ok());
    }

    /// The open document as it would be stored.
    pub fn saved_document(&self) -> SavedDocument {
        let mut stored = SavedDocument::clone(&self.stored.get_untracked());
        let viewport = self.viewport.get_untracked();
        self.document.with_value(|document| stored.update(document, viewport));
        stored
    }

    /// Stores the document now, when it changed.
    pub fn save_now(&self) {
        self.clear_save_timer();
        let (Some(id), Saved::Saving) = (self.document_id.get_untracked(), self.saved.get_untracked()) else {
            return;
        };
        let stored = self.saved_document();
        let saved = self.saved;
        let revision = self.revision;
        let written = revision.get_untracked();
        leptos::task::spawn_local(async move {
            let done = store::put_document(&id, &stored).await;
            if revision.get_untracked() == written {
                saved.set(if done.is_ok() { Saved::Yes } else { Saved::Failed });
            }
        });
    }

    fn clear_save_timer(&self) {
        if let Some(timer) = self.save_timer.try_update_value(Option::take).flatten() {
            timer.clear();
        }
    }
}

impl Default for Studio {
    fn default() -> Studio {
        Studio::new()
    }
}

fn set_if_new<T: PartialEq + Send + Sync + 'static>(signal: &ArcRwSignal<T>, value: T) {
    if signal.with_untracked(|old| *old != value) {
        signal.set(value);
    }
}

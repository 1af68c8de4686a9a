//! The open pipeline: its draft, the files attached to it, what is selected, and how to take every edit back.

use crate::change::{Change, Content, Editor};
use crate::command::{self, Command, EditError, Outcome};
use crate::{Item, SavedDocument, Wire, item};
use ml_graph::{Catalogue, PipelineDraft};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A file attached to a dataset; its bytes live in the studio's store under `blob`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DataFile {
    /// File name as the user gave it.
    pub name: String,
    /// Size in bytes.
    pub size: u64,
    /// Lower-case hexadecimal SHA-256 of the bytes.
    pub blob: String,
}

/// What is selected on the canvas.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// Item ids.
    pub items: BTreeSet<String>,
    /// Wires.
    pub wires: BTreeSet<Wire>,
}

impl Selection {
    /// These items and no wire.
    pub fn of_items<I: IntoIterator<Item = S>, S: Into<String>>(items: I) -> Selection {
        Selection { items: items.into_iter().map(Into::into).collect(), wires: BTreeSet::new() }
    }

    /// Whether nothing is selected.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty() && self.wires.is_empty()
    }

    /// The one selected item, when exactly one is.
    pub fn only_item(&self) -> Option<&str> {
        if self.items.len() == 1 { self.items.first().map(String::as_str) } else { None }
    }
}

/// One entry of the undo history.
#[derive(Clone, Debug)]
struct Step {
    label: String,
    changes: Vec<Change>,
    /// Edits with the same key that follow each other become one step.
    merge: Option<String>,
    before: Selection,
    after: Selection,
}

/// A pipeline open for editing.
#[derive(Clone, Debug)]
pub struct Document {
    content: Content,
    catalogue: Arc<Catalogue>,
    selection: Selection,
    undo: Vec<Step>,
    redo: Vec<Step>,
    revision: u64,
}

/// The catalogue with the modules that the draft brings along.
fn with_own(catalogue: Arc<Catalogue>, draft: &PipelineDraft) -> Arc<Catalogue> {
    match draft.components.is_empty() {
        true => catalogue,
        false => Arc::new(catalogue.with_own(draft).into_owned()),
    }
}

/// Steps kept; older ones are forgotten.
const HISTORY: usize = 500;

impl Document {
    /// Opens `draft` with the files attached to its assets, by asset id. Items without a position are laid out.
    pub fn open(
        draft: PipelineDraft,
        data: BTreeMap<String, DataFile>,
        catalogue: Arc<Catalogue>,
    ) -> Document {
        let mut content = Content { draft, data };
        crate::layout::place_unplaced(&mut content.draft);
        let catalogue = with_own(catalogue, &content.draft);
        Document {
            content,
            catalogue,
            selection: Selection::default(),
            undo: Vec::new(),
            redo: Vec::new(),
            revision: 0,
        }
    }

    /// An empty pipeline.
    pub fn empty(name: impl Into<String>, catalogue: Arc<Catalogue>) -> Document {
        Document::open(PipelineDraft::new(name), BTreeMap::new(), catalogue)
    }

    /// Opens what was stored.
    pub fn restore(saved: SavedDocument, catalogue: Arc<Catalogue>) -> Document {
        Document::open(saved.draft, saved.data, catalogue)
    }

    /// The pipeline as it is now.
    pub fn draft(&self) -> &PipelineDraft {
        &self.content.draft
    }

    /// The files attached to assets, by asset id.
    pub fn data(&self) -> &BTreeMap<String, DataFile> {
        &self.content.data
    }

    /// The modules it can use.
    pub fn catalogue(&self) -> &Arc<Catalogue> {
        &self.catalogue
    }

    /// Replaces the catalogue, when it arrives after the document.
    pub fn set_catalogue(&mut self, catalogue: Arc<Catalogue>) {
        self.catalogue = with_own(catalogue, &self.content.draft);
        self.revision += 1;
    }

    /// Counts edits, undos and redos; two equal numbers mean an unchanged draft.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// What is selected.
    pub fn selection(&self) -> &Selection {
        &self.selection
    }

    /// Selects; ids that do not exist are dropped. Ends the coalescing of edits.
    pub fn select(&mut self, selection: Selection) {
        self.selection = self.existing(selection);
        self.seal();
    }

    /// Selects every item.
    pub fn select_all(&mut self) {
        self.select(Selection::of_items(item::ids(self.draft())));
    }

    /// The next edit starts a step of its own, even when it continues the last one.
    pub fn seal(&mut self) {
        if let Some(step) = self.undo.last_mut() {
            step.merge = None;
        }
    }

    /// Every card on the canvas, in drawing order.
    pub fn items(&self) -> Vec<Item> {
        item::items(self.draft(), &self.catalogue)
    }

    /// Every wire on the canvas.
    pub fn wires(&self) -> Vec<Wire> {
        item::wires(self.draft())
    }

    /// Does `command`; on an error nothing has changed.
    pub fn apply(&mut self, command: Command) -> Result<Outcome, EditError> {
        let label = command.label();
        let merge = command.merge_key();
        let before = self.selection.clone();
        let mut editor = Editor::new(&mut self.content);
        let done = command::perform(command, &mut editor, &self.catalogue);
        let changes = editor.finish();
        let outcome = match done {
            Ok(outcome) => outcome,
            Err(error) => {
                for change in changes.iter().rev() {
                    change.revert(&mut self.content);
                }
                return Err(error);
            }
        };
        if changes.is_empty() {
            return Ok(outcome);
        }
        let wanted = if outcome.created.is_empty() {
            self.selection.clone()
        } else {
            Selection::of_items(outcome.created.iter().cloned())
        };
        self.selection = self.existing(wanted);
        self.revision += 1;
        self.redo.clear();
        if !self.absorbed(&changes, merge.as_deref()) {
            let after = self.selection.clone();
            self.undo.push(Step { label, changes, merge, before, after });
            if self.undo.len() > HISTORY {
                self.undo.remove(0);
            }
        }
        Ok(outcome)
    }

    /// Takes `changes` into the last step when they continue it.
    fn absorbed(&mut self, changes: &[Change], merge: Option<&str>) -> bool {
        let (Some(last), Some(key), [change]) = (self.undo.last_mut(), merge, changes) else { return false };
        match last.changes.as_mut_slice() {
            [mine] if last.merge.as_deref() == Some(key) => mine.absorb(change),
            _ => false,
        }
    }

    /// What undo would take back, for the button's hint.
    pub fn undo_label(&self) -> Option<&str> {
        self.undo.last().map(|step| step.label.as_str())
    }

    /// What redo would do again.
    pub fn redo_label(&self) -> Option<&str> {
        self.redo.last().map(|step| step.label.as_str())
    }

    /// Takes the last step back; false when there is none.
    pub fn undo(&mut self) -> bool {
        let Some(mut step) = self.undo.pop() else { return false };
        for change in step.changes.iter().rev() {
            change.revert(&mut self.content);
        }
        self.selection = self.existing(step.before.clone());
        step.merge = None;
        self.redo.push(step);
        self.revision += 1;
        self.seal();
        true
    }

    /// Does the step again that was taken back last; false when there is none.
    pub fn redo(&mut self) -> bool {
        let Some(step) = self.redo.pop() else { return false };
        for change in &step.changes {
            change.apply(&mut self.content);
        }
        self.selection = self.existing(step.after.clone());
        self.undo.push(step);
        self.revision += 1;
        true
    }

    fn existing(&self, mut selection: Selection) -> Selection {
        let ids: BTreeSet<String> = item::ids(self.draft()).into_iter().collect();
        selection.items.retain(|id| ids.contains(id));
        if !selection.wires.is_empty() {
            let wires: BTreeSet<Wire> = self.wires().into_iter().collect();
            selection.wires.retain(|wire| wires.contains(wire));
        }
        selection
    }
}

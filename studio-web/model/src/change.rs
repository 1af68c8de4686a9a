//! The smallest reversible steps that edits are made of.

use crate::DataFile;
use ml_graph::{Asset, Edge, InterfacePort, Node, PipelineDraft, PipelineParameter};
use std::collections::BTreeMap;

/// One element of a list inserted, removed or replaced.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Splice<T> {
    index: usize,
    before: Option<T>,
    after: Option<T>,
}

impl<T: Clone> Splice<T> {
    fn swap(list: &mut Vec<T>, index: usize, old: Option<&T>, new: Option<&T>) {
        match (old, new) {
            (None, Some(new)) => list.insert(index, new.clone()),
            (Some(_), None) => drop(list.remove(index)),
            (Some(_), Some(new)) => list[index] = new.clone(),
            (None, None) => {}
        }
    }

    fn apply(&self, list: &mut Vec<T>) {
        Splice::swap(list, self.index, self.before.as_ref(), self.after.as_ref());
    }

    fn revert(&self, list: &mut Vec<T>) {
        Splice::swap(list, self.index, self.after.as_ref(), self.before.as_ref());
    }

    fn is_replacement_of(&self, index: usize) -> bool {
        self.index == index && self.before.is_some() && self.after.is_some()
    }
}

/// A reversible step.
#[derive(Clone, Debug, PartialEq)]
#[allow(
    clippy::large_enum_variant,
    reason = "most steps are about nodes, and an undo list holds hundreds, not millions"
)]
pub(crate) enum Change {
    Node(Splice<Node>),
    Asset(Splice<Asset>),
    Edge(Splice<Edge>),
    Parameter(Splice<PipelineParameter>),
    ServiceInput(Splice<InterfacePort>),
    ServiceOutput(Splice<InterfacePort>),
    Name { before: String, after: String },
    Description { before: String, after: String },
    Data { asset: String, before: Option<DataFile>, after: Option<DataFile> },
}

impl Change {
    /// Does the step.
    pub(crate) fn apply(&self, content: &mut Content) {
        let draft = &mut content.draft;
        match self {
            Change::Node(splice) => splice.apply(&mut draft.nodes),
            Change::Asset(splice) => splice.apply(&mut draft.assets),
            Change::Edge(splice) => splice.apply(&mut draft.edges),
            Change::Parameter(splice) => splice.apply(&mut draft.parameters),
            Change::ServiceInput(splice) => splice.apply(&mut draft.interface.inputs),
            Change::ServiceOutput(splice) => splice.apply(&mut draft.interface.outputs),
            Change::Name { after, .. } => draft.name.clone_from(after),
            Change::Description { after, .. } => draft.description.clone_from(after),
            Change::Data { asset, after, .. } => content.set_data(asset, after.clone()),
        }
    }

    /// Takes the step back.
    pub(crate) fn revert(&self, content: &mut Content) {
        let draft = &mut content.draft;
        match self {
            Change::Node(splice) => splice.revert(&mut draft.nodes),
            Change::Asset(splice) => splice.revert(&mut draft.assets),
            Change::Edge(splice) => splice.revert(&mut draft.edges),
            Change::Parameter(splice) => splice.revert(&mut draft.parameters),
            Change::ServiceInput(splice) => splice.revert(&mut draft.interface.inputs),
            Change::ServiceOutput(splice) => splice.revert(&mut draft.interface.outputs),
            Change::Name { before, .. } => draft.name.clone_from(before),
            Change::Description { before, .. } => draft.description.clone_from(before),
            Change::Data { asset, before, .. } => content.set_data(asset, before.clone()),
        }
    }

    /// Takes `next` into this step when both replace the same thing; false when they must stay two.
    pub(crate) fn absorb(&mut self, next: &Change) -> bool {
        match (self, next) {
            (Change::Node(mine), Change::Node(next))
                if mine.is_replacement_of(next.index) && next.is_replacement_of(mine.index) =>
            {
                mine.after.clone_from(&next.after);
                true
            }
            (Change::Name { after, .. }, Change::Name { after: next, .. })
            | (Change::Description { after, .. }, Change::Description { after: next, .. }) => {
                after.clone_from(next);
                true
            }
            _ => false,
        }
    }
}

/// What a document holds besides view state: the draft and the files attached to its datasets.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Content {
    pub(crate) draft: PipelineDraft,
    pub(crate) data: BTreeMap<String, DataFile>,
}

impl Content {
    fn set_data(&mut self, asset: &str, file: Option<DataFile>) {
        match file {
            Some(file) => drop(self.data.insert(asset.to_owned(), file)),
            None => drop(self.data.remove(asset)),
        }
    }
}

/// Edits content while writing down how to take it back.
pub(crate) struct Editor<'a> {
    content: &'a mut Content,
    changes: Vec<Change>,
}

macro_rules! list_edits {
    ($insert:ident, $remove:ident, $replace:ident, $list:ident, $item:ty, $variant:ident) => {
        #[allow(dead_code)]
        pub(crate) fn $insert(&mut self, item: $item) {
            let index = self.content.draft.$list.len();
            self.record(Change::$variant(Splice { index, before: None, after: Some(item) }));
        }
        pub(crate) fn $remove(&mut self, index: usize) {
            let before = self.content.draft.$list[index].clone();
            self.record(Change::$variant(Splice { index, before: Some(before), after: None }));
        }
        #[allow(dead_code)]
        pub(crate) fn $replace(&mut self, index: usize, item: $item) {
            let before = self.content.draft.$list[index].clone();
            if before != item {
                self.record(Change::$variant(Splice { index, before: Some(before), after: Some(item) }));
            }
        }
    };
}

impl<'a> Editor<'a> {
    pub(crate) fn new(content: &'a mut Content) -> Editor<'a> {
        Editor { content, changes: Vec::new() }
    }

    pub(crate) fn draft(&self) -> &PipelineDraft {
        &self.content.draft
    }

    pub(crate) fn data(&self) -> &BTreeMap<String, DataFile> {
        &self.content.data
    }

    /// The steps taken.
    pub(crate) fn finish(self) -> Vec<Change> {
        self.changes
    }

    fn record(&mut self, change: Change) {
        change.apply(self.content);
        self.changes.push(change);
    }

    list_edits!(add_node, remove_node, replace_node, nodes, Node, Node);
    list_edits!(add_asset, remove_asset, replace_asset, assets, Asset, Asset);
    list_edits!(add_edge, remove_edge, replace_edge, edges, Edge, Edge);
    list_edits!(add_parameter, remove_parameter, replace_parameter, parameters, PipelineParameter, Parameter);

    pub(crate) fn remove_service_input(&mut self, index: usize) {
        let before = self.draft().interface.inputs[index].clone();
        self.record(Change::ServiceInput(Splice { index, before: Some(before), after: None }));
    }

    pub(crate) fn remove_service_output(&mut self, index: usize) {
        let before = self.draft().interface.outputs[index].clone();
        self.record(Change::ServiceOutput(Splice { index, before: Some(before), after: None }));
    }

    pub(crate) fn replace_service_input(&mut self, index: usize, port: InterfacePort) {
        let before = self.draft().interface.inputs[index].clone();
        self.record(Change::ServiceInput(Splice { index, before: Some(before), after: Some(port) }));
    }

    pub(crate) fn replace_service_output(&mut self, index: usize, port: InterfacePort) {
        let before = self.draft().interface.outputs[index].clone();
        self.record(Change::ServiceOutput(Splice { index, before: Some(before), after: Some(port) }));
    }

    pub(crate) fn set_name(&mut self, name: String) {
        let before = self.draft().name.clone();
        if before != name {
            self.record(Change::Name { before, after: name });
        }
    }

    pub(crate) fn set_description(&mut self, description: String) {
        let before = self.draft().description.clone();
        if before != description {
            self.record(Change::Description { before, after: description });
        }
    }

    pub(crate) fn set_data(&mut self, asset: &str, file: Option<DataFile>) {
        let before = self.data().get(asset).cloned();
        if before != file {
            self.record(Change::Data { asset: asset.to_owned(), before, after: file });
        }
    }
}

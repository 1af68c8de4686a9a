//! Context menus of the canvas: every action with its shortcut.

use super::board::{Board, QuickAdd};
use super::gesture::{self, Hit};
use crate::menu::Entry;
use crate::slots;
use crate::state::{Drawer, Studio};
use leptos::ev::MouseEvent;
use leptos::prelude::*;
use ml_graph::PortRef;
use std::collections::BTreeSet;
use studio_model::{Command, Selection};

/// Right click, or the menu key on a focused card.
pub fn open(studio: Studio, board: Board, event: &MouseEvent) {
    let found = gesture::hit(event.target());
    if matches!(found, Hit::Control) {
        return;
    }
    event.prevent_default();
    board.reset();
    let (x, y) = (f64::from(event.client_x()), f64::from(event.client_y()));
    let point = board.local(x, y);
    let entries = match found {
        Hit::Port(port, true) => of_output(studio, port),
        Hit::Port(port, false) => of_input(studio, board, port),
        Hit::Card(id) => {
            if !studio.selection.with_untracked(|selection| selection.items.contains(&id)) {
                studio.select(Selection::of_items([id.as_str()]));
            }
            of_card(studio, &id)
        }
        Hit::Ground | Hit::Control => match gesture::wire_at(studio, point) {
            Some(wire) => {
                let wires = BTreeSet::from([(*wire).clone()]);
                vec![Entry::action("trash", "Delete wire", "Del", move || {
                    studio.act(Command::Delete { items: BTreeSet::new(), wires: wires.clone() });
                })]
            }
            None => of_ground(studio, board, point),
        },
    };
    studio.menus.open(x, y, entries);
}

fn of_output(studio: Studio, port: PortRef) -> Vec<Entry> {
    let until = port.node.clone();
    let wires: BTreeSet<_> = studio.wires.with_untracked(|wires| {
        wires.iter().filter(|cell| cell.wire.from == port).map(|cell| (*cell.wire).clone()).collect()
    });
    let any = !wires.is_empty();
    vec![
        Entry::action("eye", "Visualize", "Enter", move || gesture::visualize(studio, port.clone())),
        Entry::action("play", "Run to here", "", move || slots::run(studio, vec![until.clone()])),
        Entry::Separator,
        Entry::action("trash", "Remove its wires", "", move || {
            studio.act(Command::Delete { items: BTreeSet::new(), wires: wires.clone() });
        })
        .when(any),
    ]
}

fn of_input(studio: Studio, board: Board, port: PortRef) -> Vec<Entry> {
    let wires: BTreeSet<_> = studio.wires.with_untracked(|wires| {
        wires.iter().filter(|cell| cell.wire.to == port).map(|cell| (*cell.wire).clone()).collect()
    });
    let any = !wires.is_empty();
    let pointer = board.pointer.get_value();
    vec![
        Entry::action("plus", "Add a module before it", "", move || {
            board.quick_add.set(Some(QuickAdd { at: pointer, wire: Some((port.clone(), true)) }));
        }),
        Entry::Separator,
        Entry::action("trash", "Remove the wire", "", move || {
            studio.act(Command::Delete { items: BTreeSet::new(), wires: wires.clone() });
        })
        .when(any),
    ]
}

fn of_card(studio: Studio, id: &str) -> Vec<Entry> {
    let items = studio.selection.get_untracked().items;
    let only = items.len() == 1;
    let mut entries = Vec::new();
    if let (true, Some(cell)) = (only, studio.cell(id)) {
        let outputs = cell.item.with_untracked(|item| item.outputs.clone());
        let ready = cell
            .progress
            .with_untracked(|progress| progress.as_ref().map(|progress| progress.outputs.clone()));
        for output in &outputs {
            let port = PortRef::new(id, &output.id);
            let label = if outputs.len() == 1 {
                "Visualize".to_owned()
            } else {
                format!("Visualize “{}”", output.title)
            };
            let there = ready.as_ref().is_some_and(|ready| ready.contains_key(&output.id));
            entries.push(
                Entry::action("eye", label, "", move || gesture::visualize(studio, port.clone())).when(there),
            );
        }
        let failed = cell
            .progress
            .with_untracked(|progress| progress.as_ref().is_some_and(|progress| progress.failure.is_some()));
        if failed || cell.problem.with_untracked(Option::is_some) {
            entries.push(Entry::action("error", "Show its problems", "", move || {
                studio.drawer.set(Some(Drawer::Problems))
            }));
        }
        if !entries.is_empty() {
            entries.push(Entry::Separator);
        }
    }
    let until: Vec<String> = items.iter().cloned().collect();
    let label = if only { "Run to here" } else { "Run selected" };
    entries.push(Entry::action("play", label, "Ctrl+Shift+Enter", move || slots::run(studio, until.clone())));
    entries.push(Entry::Separator);
    entries.push(
        Entry::action("pencil", "Properties", "P", move || studio.show_properties.set(true)).when(only),
    );
    let duplicated = items.clone();
    entries.push(Entry::action("copy", "Duplicate", "Ctrl+D", move || {
        studio.act(Command::Duplicate { items: duplicated.clone() });
    }));
    let arranged = items.clone();
    entries.push(
        Entry::action("arrange", "Arrange", "", move || {
            studio.act(Command::AutoLayout { items: arranged.clone() });
        })
        .when(!only),
    );
    entries.push(Entry::Separator);
    entries.push(Entry::action("trash", "Delete", "Del", move || {
        studio.act(Command::Delete { items: items.clone(), wires: BTreeSet::new() });
    }));
    entries
}

fn of_ground(studio: Studio, board: Board, point: studio_model::Point) -> Vec<Entry> {
    let any = studio.cells.with_untracked(|cells| !cells.is_empty());
    vec![
        Entry::action("plus", "Add a module …", "/", move || {
            board.quick_add.set(Some(QuickAdd { at: point, wire: None }));
        }),
        Entry::Separator,
        Entry::action("play", "Run all", "Ctrl+Enter", move || slots::run(studio, Vec::new())).when(any),
        Entry::Separator,
        Entry::action("module", "Select all", "Ctrl+A", move || studio.select_all()).when(any),
        Entry::action("arrange", "Arrange everything", "L", move || {
            studio.act(Command::AutoLayout { items: BTreeSet::new() });
            studio.fit();
        })
        .when(any),
        Entry::action("fit", "Fit into view", "F", move || studio.fit()).when(any),
        Entry::Separator,
        Entry::action("undo", "Undo", "Ctrl+Z", move || studio.undo())
            .when(studio.peek(|document| document.undo_label().is_some())),
        Entry::action("redo", "Redo", "Ctrl+Y", move || studio.redo())
            .when(studio.peek(|document| document.redo_label().is_some())),
    ]
}

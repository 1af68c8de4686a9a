//! Keys: what they do anywhere in the studio, and on the canvas.

use super::board::{Board, QuickAdd};
use super::gesture;
use crate::shell::Dialogs;
use crate::slots;
use crate::state::{Page, Studio};
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use ml_graph::PortRef;
use std::collections::BTreeSet;
use studio_model::{Command, GRID, Point, Selection};
use wasm_bindgen::JsCast;

/// Whether keys belong to a text field.
pub fn is_typing() -> bool {
    let Some(element) = document().active_element() else { return false };
    let name = element.tag_name();
    if name == "INPUT" {
        let kind = element.get_attribute("type").unwrap_or_default();
        return !matches!(kind.as_str(), "checkbox" | "radio" | "button" | "range");
    }
    name == "TEXTAREA"
        || name == "SELECT"
        || element.dyn_ref::<web_sys::HtmlElement>().is_some_and(web_sys::HtmlElement::is_content_editable)
}

/// A key went down anywhere.
pub fn on_key(studio: Studio, board: Board, dialogs: Dialogs, event: &KeyboardEvent) {
    if event.default_prevented() {
        return;
    }
    let control = event.ctrl_key() || event.meta_key();
    let typing = is_typing();
    let key = event.key();
    let done = match (control, key.as_str()) {
        (true, "Enter") if studio.page.get_untracked() == Page::Designer => {
            let until =
                if event.shift_key() { studio.selection.get_untracked().items } else { BTreeSet::new() };
            slots::run(studio, until.into_iter().collect());
            true
        }
        (true, "s" | "S") => {
            studio.save_now();
            crate::save::download_draft(studio);
            true
        }
        (true, "o" | "O") => {
            crate::open::pick(studio);
            true
        }
        (_, "?") if !typing => {
            dialogs.shortcuts.set(true);
            true
        }
        _ if typing || studio.page.get_untracked() != Page::Designer || dialogs.any() => false,
        (true, _) => with_control(studio, &key, event.shift_key()),
        (false, _) if !event.alt_key() => plain(studio, board, &key, event),
        _ => false,
    };
    if done {
        event.prevent_default();
    }
}

fn with_control(studio: Studio, key: &str, shift: bool) -> bool {
    match (key.to_lowercase().as_str(), shift) {
        ("z", false) => studio.undo(),
        ("z", true) | ("y", _) => studio.redo(),
        ("a", _) => studio.select_all(),
        ("d", _) => {
            let items = studio.selection.get_untracked().items;
            if !items.is_empty() {
                studio.act(Command::Duplicate { items });
            }
        }
        ("0", _) => studio.fit(),
        _ => return false,
    }
    true
}

fn plain(studio: Studio, board: Board, key: &str, event: &KeyboardEvent) -> bool {
    let (width, height) = studio.canvas_size.get_untracked();
    let middle = Point::new(width / 2.0, height / 2.0);
    let step = if event.shift_key() { 5.0 * GRID } else { GRID };
    match key {
        " " => {
            board.space.set_value(true);
            // On a button the space bar presses it.
            return on_canvas(board);
        }
        "Delete" | "Backspace" => {
            let Selection { items, wires } = studio.selection.get_untracked();
            if items.is_empty() && wires.is_empty() {
                return false;
            }
            studio.act(Command::Delete { items, wires });
        }
        "Escape" => escape(studio, board),
        "/" => {
            let at = board.pointer.get_value();
            let inside = at != Point::default() && at.x < width && at.y < height;
            board.quick_add.set(Some(QuickAdd { at: if inside { at } else { middle }, wire: None }));
        }
        "f" | "F" => studio.fit(),
        "1" => studio.viewport.update(|view| *view = view.zoomed(middle, 1.0 / view.scale)),
        "+" | "=" => studio.viewport.update(|view| *view = view.zoomed(middle, 1.25)),
        "-" => studio.viewport.update(|view| *view = view.zoomed(middle, 0.8)),
        "l" | "L" => {
            studio.act(Command::AutoLayout { items: BTreeSet::new() });
            studio.fit();
        }
        "p" | "P" => studio.show_properties.set(true),
        "Enter" if on_canvas(board) => return look_or_select(studio),
        "ArrowLeft" if on_canvas(board) => return nudge(studio, -step, 0.0),
        "ArrowRight" if on_canvas(board) => return nudge(studio, step, 0.0),
        "ArrowUp" if on_canvas(board) => return nudge(studio, 0.0, -step),
        "ArrowDown" if on_canvas(board) => return nudge(studio, 0.0, step),
        _ => return false,
    }
    true
}

/// Whether the focus is on the canvas or a card.
fn on_canvas(board: Board) -> bool {
    let (Some(root), Some(focused)) = (board.root.get_untracked(), document().active_element()) else {
        return false;
    };
    root.contains(Some(&focused)) && !matches!(focused.tag_name().as_str(), "BUTTON" | "INPUT")
        || focused.tag_name() == "BODY"
}

fn escape(studio: Studio, board: Board) {
    if board.quick_add.with_untracked(Option::is_some) {
        board.quick_add.set(None);
    } else if board.connecting.with_untracked(Option::is_some) || board.lift.is_raised() {
        board.reset();
    } else {
        studio.select(Selection::default());
    }
}

/// Enter on a focused card selects it; once more, and its first finished output shows.
fn look_or_select(studio: Studio) -> bool {
    let Some(id) = document().active_element().and_then(|card| card.get_attribute("data-item")) else {
        return false;
    };
    if studio.selection.with_untracked(|selection| selection.only_item() != Some(id.as_str())) {
        studio.select(Selection::of_items([id.as_str()]));
        return true;
    }
    let port = studio
        .run
        .with_untracked(|run| run.nodes.get(&id).and_then(|node| node.outputs.keys().next().cloned()));
    match port {
        Some(port) => gesture::visualize(studio, PortRef::new(id, port)),
        None => studio.show_properties.set(true),
    }
    true
}

fn nudge(studio: Studio, dx: f64, dy: f64) -> bool {
    let items: Vec<(String, Point)> = studio
        .selection
        .get_untracked()
        .items
        .iter()
        .filter_map(|id| studio.cell(id))
        .map(|cell| (cell.id.to_string(), cell.position.get_untracked().moved(dx, dy)))
        .collect();
    if items.is_empty() {
        studio.viewport.update(|view| *view = view.panned(-dx * 4.0, -dy * 4.0));
    } else {
        studio.act(Command::Move { items });
    }
    true
}

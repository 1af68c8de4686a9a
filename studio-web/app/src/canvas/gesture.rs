//! What the pointer does on the canvas: pan, zoom, select, drag, connect. One set of listeners serves all cards.

use super::board::{Board, Connecting, Drag, Gesture, QuickAdd};
use super::wire;
use crate::open;
use crate::state::{Drawer, Studio};
use leptos::ev::{DragEvent, MouseEvent, PointerEvent, WheelEvent};
use leptos::prelude::*;
use ml_graph::{PortRef, Severity};
use std::sync::Arc;
use studio_model::{
    Command, GRID, Guides, Point, Rect, SERVICE_PORT, Selection, WireCurve, wire_sources, wire_targets,
};
use wasm_bindgen::JsCast;
use web_sys::Element;

/// The media type under which the palette drags a module.
pub const MODULE: &str = "application/x-ml-module";
/// A press becomes a drag after this many screen pixels.
const SLACK: f64 = 3.0;
/// A wire's loose end snaps to a port within this many screen pixels.
const REACH: f64 = 26.0;

/// What is under the pointer.
pub enum Hit {
    /// A port: its reference, and whether it is an output.
    Port(PortRef, bool),
    /// A card.
    Card(String),
    /// Nothing of the document.
    Ground,
    /// A control that floats over the canvas.
    Control,
}

/// Finds what an event hit.
pub fn hit(target: Option<web_sys::EventTarget>) -> Hit {
    let Some(element) = target.and_then(|target| target.dyn_into::<Element>().ok()) else {
        return Hit::Ground;
    };
    let closest = |selector| element.closest(selector).ok().flatten();
    if closest(".zoom-bar, .minimap, .quick-add, .canvas-empty button").is_some() {
        return Hit::Control;
    }
    let card = closest("[data-item]").and_then(|card| card.get_attribute("data-item"));
    let port = closest("[data-port]");
    match (card, port) {
        (Some(card), Some(port)) => {
            let output = port.get_attribute("data-side").as_deref() == Some("out");
            Hit::Port(PortRef::new(card, port.get_attribute("data-port").unwrap_or_default()), output)
        }
        (Some(card), None) => Hit::Card(card),
        _ => Hit::Ground,
    }
}

fn at(board: Board, event: &MouseEvent) -> Point {
    board.local(f64::from(event.client_x()), f64::from(event.client_y()))
}

/// Pointer down.
pub fn down(studio: Studio, board: Board, event: &PointerEvent) {
    let point = at(board, event);
    let found = hit(event.target());
    if matches!(found, Hit::Control) {
        return;
    }
    board.quick_add.set(None);
    if event.pointer_type() == "touch" {
        let touches = board.touches.try_update_value(|touches| {
            touches.insert(event.pointer_id(), point);
            touches.values().copied().collect::<Vec<_>>()
        });
        if let Some([a, b]) = touches.as_deref() {
            let middle = Point::new((a.x + b.x) / 2.0, (a.y + b.y) / 2.0);
            board.reset();
            board.gesture.set_value(Gesture::Pinch { distance: a.distance(*b), middle });
            return;
        }
    }
    if event.button() == 2 {
        return;
    }
    capture(board, event.pointer_id());
    let pointer = event.pointer_id();
    if event.button() == 1 || board.space.get_value() {
        event.prevent_default();
        board.panning.set(true);
        board.gesture.set_value(Gesture::Pan { pointer, from: point, view: studio.viewport.get_untracked() });
        return;
    }
    let adding = event.shift_key() || event.ctrl_key() || event.meta_key();
    match found {
        Hit::Port(port, output) => {
            event.prevent_default();
            begin_wire(studio, board, port, output, point);
            board.gesture.set_value(Gesture::Connect { pointer, from: point });
        }
        Hit::Card(id) => press_card(studio, board, &id, point, pointer, adding),
        Hit::Ground | Hit::Control => press_ground(studio, board, point, event, adding),
    }
}

fn capture(board: Board, pointer: i32) {
    if let Some(root) = board.root.get_untracked() {
        let _ = root.set_pointer_capture(pointer);
    }
}

fn press_ground(studio: Studio, board: Board, point: Point, event: &PointerEvent, adding: bool) {
    let pointer = event.pointer_id();
    if let Some(found) = wire_at(studio, point) {
        let mut selection = if adding { studio.selection.get_untracked() } else { Selection::default() };
        if !selection.wires.remove(&*found) {
            selection.wires.insert((*found).clone());
        }
        studio.select(selection);
        return;
    }
    if event.pointer_type() == "touch" {
        board.gesture.set_value(Gesture::Pan { pointer, from: point, view: studio.viewport.get_untracked() });
        return;
    }
    let keep: Vec<String> =
        if adding { studio.selection.get_untracked().items.into_iter().collect() } else { Vec::new() };
    if !adding {
        studio.select(Selection::default());
    }
    board.gesture.set_value(Gesture::Marquee { pointer, from: point, keep });
}

fn press_card(studio: Studio, board: Board, id: &str, point: Point, pointer: i32, adding: bool) {
    let mut selection = studio.selection.get_untracked();
    let was_selected = selection.items.contains(id);
    if adding {
        if !selection.items.remove(id) {
            selection.items.insert(id.to_owned());
        }
        studio.select(selection);
    } else if !was_selected {
        studio.select(Selection::of_items([id]));
    }
    let moved = studio.selection.get_untracked().items;
    let (cards, still): (Vec<_>, Vec<_>) =
        studio.cells.get_untracked().into_iter().partition(|cell| moved.contains(&*cell.id));
    let cards: Vec<_> = cards.into_iter().map(|cell| (cell.clone(), cell.position.get_untracked())).collect();
    let Some(area) = Rect::around_cards(cards.iter().map(|(_, corner)| *corner)) else { return };
    board.gesture.set_value(Gesture::Drag(Box::new(Drag {
        pointer,
        from: point,
        primary: id.to_owned(),
        cards,
        area,
        guides: Guides::along(still.iter().map(|cell| cell.position.get_untracked())),
        moved: false,
    })));
}

/// Starts drawing a wire from a port.
pub fn begin_wire(studio: Studio, board: Board, port: PortRef, output: bool, point: Point) {
    if port.port == SERVICE_PORT {
        return;
    }
    let verdicts = studio.peek(|document| {
        if output {
            wire_targets(document.draft(), document.catalogue(), &port)
        } else {
            wire_sources(document.draft(), document.catalogue(), &port)
        }
    });
    board.loose_end.set(studio.viewport.get_untracked().to_canvas(point));
    board.connecting.set(Some(Arc::new(Connecting { start: port, backwards: !output, verdicts })));
}

/// Pointer moved.
pub fn moved(studio: Studio, board: Board, event: &PointerEvent) {
    let point = at(board, event);
    board.pointer.set_value(point);
    let gesture = board.gesture.get_value();
    match gesture {
        Gesture::None => hover(studio, board, event, point),
        Gesture::Pan { pointer, from, view } if pointer == event.pointer_id() => {
            studio.viewport.set(view.panned(point.x - from.x, point.y - from.y));
        }
        Gesture::Pinch { distance, middle } => {
            pinch(studio, board, event.pointer_id(), point, distance, middle)
        }
        Gesture::Marquee { pointer, from, keep } if pointer == event.pointer_id() => {
            let area = Rect::between(from, point);
            board.marquee.set(Some(area));
            select_in(studio, &area, &keep);
        }
        Gesture::Drag(drag) if drag.pointer == event.pointer_id() => {
            drag_to(studio, board, *drag, point, event.ctrl_key() || event.meta_key());
        }
        Gesture::Connect { pointer, .. } if pointer == event.pointer_id() => {
            wire_to(studio, board, point);
        }
        _ => {}
    }
}

fn pinch(studio: Studio, board: Board, pointer: i32, point: Point, distance: f64, middle: Point) {
    let touches = board.touches.try_update_value(|touches| {
        touches.insert(pointer, point);
        touches.values().copied().collect::<Vec<_>>()
    });
    let Some([a, b]) = touches.as_deref() else { return };
    let now = Point::new((a.x + b.x) / 2.0, (a.y + b.y) / 2.0);
    let apart = a.distance(*b).max(1.0);
    studio.viewport.update(|view| {
        *view = view.panned(now.x - middle.x, now.y - middle.y).zoomed(now, apart / distance.max(1.0));
    });
    board.gesture.set_value(Gesture::Pinch { distance: apart, middle: now });
}

fn select_in(studio: Studio, area: &Rect, keep: &[String]) {
    let view = studio.viewport.get_untracked();
    let on_canvas = Rect::between(view.to_canvas(Point::new(area.x, area.y)), view.to_canvas(area.corner()));
    let inside = studio.cells.with_untracked(|cells| {
        cells
            .iter()
            .filter(|cell| on_canvas.intersects(&Rect::card(cell.position.get_untracked())))
            .map(|cell| cell.id.to_string())
            .chain(keep.iter().cloned())
            .collect::<Vec<_>>()
    });
    let selection = Selection::of_items(inside);
    if studio.selection.with_untracked(|old| *old != selection) {
        studio.select(selection);
    }
}

fn drag_to(studio: Studio, board: Board, mut drag: Drag, point: Point, free: bool) {
    if !drag.moved && point.distance(drag.from) < SLACK {
        return;
    }
    if !drag.moved {
        drag.moved = true;
        board.gesture.set_value(Gesture::Drag(Box::new(drag.clone())));
        board.lift.raise(studio, drag.cards.iter().map(|(cell, _)| cell));
    }
    let view = studio.viewport.get_untracked();
    let (dx, dy) = ((point.x - drag.from.x) / view.scale, (point.y - drag.from.y) / view.scale);
    let moving = Rect { x: drag.area.x + dx, y: drag.area.y + dy, ..drag.area };
    let (mut dx, mut dy) = (dx, dy);
    let mut lines = Vec::new();
    if !free {
        let (width, height) = studio.canvas_size.get_untracked();
        let (shift, found) = drag.guides.align(&moving, 6.0 / view.scale, &view.visible(width, height));
        let snapped = Point::new(moving.x, moving.y).snapped();
        dx += if shift.x != 0.0 || found.iter().any(|line| line.from.x == line.to.x) {
            shift.x
        } else {
            snapped.x - moving.x
        };
        dy += if shift.y != 0.0 || found.iter().any(|line| line.from.y == line.to.y) {
            shift.y
        } else {
            snapped.y - moving.y
        };
        lines = found;
    }
    board.lift.carry(Point::new(dx, dy));
    if !(lines.is_empty() && board.guides.with_untracked(Vec::is_empty)) {
        board.guides.set(lines);
    }
}

/// Moves the loose end; it snaps to the nearest port that takes it.
pub fn wire_to(studio: Studio, board: Board, point: Point) {
    let Some(connecting) = board.connecting.get_untracked() else { return };
    let view = studio.viewport.get_untracked();
    let end = view.to_canvas(point);
    let mut nearest: Option<(f64, Point, &PortRef)> = None;
    let cells = studio.cells.get_untracked();
    for cell in &cells {
        let card = Rect::card(cell.position.get_untracked());
        let reach = REACH / view.scale;
        let near = Rect {
            x: card.x - reach,
            y: card.y - reach,
            width: card.width + 2.0 * reach,
            height: card.height + 2.0 * reach,
        };
        if !near.contains(end) {
            continue;
        }
        let over = card.contains(end);
        let candidates = connecting.verdicts.iter().filter(|(port, _)| *port.node == *cell.id);
        for (port, verdict) in candidates {
            let stands = untrack(|| match connecting.backwards {
                true => wire::output_end(cell, &port.port),
                false => wire::input_end(cell, &port.port),
            });
            // Over a card, its fitting ports attract from further away.
            let limit = if over && verdict.is_ok() { 400.0 } else { reach };
            let distance = stands.distance(end);
            if distance <= limit && nearest.is_none_or(|(best, _, _)| distance < best) {
                nearest = Some((distance, stands, port));
            }
        }
    }
    match nearest {
        Some((_, stands, port)) => match connecting.verdicts.get(port) {
            Some(Err(refusal)) => {
                board.loose_end.set(end);
                board.snap.set(None);
                board.hint.set(Some((point, refusal.to_string(), true)));
            }
            _ => {
                board.loose_end.set(stands);
                board.snap.set(Some(port.clone()));
                board.hint.set(port_title(studio, port).map(|title| (point, title, false)));
            }
        },
        None => {
            board.loose_end.set(end);
            board.snap.set(None);
            board.hint.set(None);
        }
    }
}

/// With no button down: names the port or lights the wire under the pointer.
fn hover(studio: Studio, board: Board, event: &PointerEvent, point: Point) {
    match hit(event.target()) {
        Hit::Port(port, _) => {
            let text = port_title(studio, &port).map(|title| (point, title, false));
            if board.hint.get_untracked() != text {
                board.hint.set(text);
            }
            set_hovered(board, None);
        }
        Hit::Ground => {
            clear_hint(board);
            set_hovered(board, wire_at(studio, point));
        }
        Hit::Card(_) | Hit::Control => {
            clear_hint(board);
            set_hovered(board, None);
        }
    }
}

fn clear_hint(board: Board) {
    if board.hint.with_untracked(Option::is_some) {
        board.hint.set(None);
    }
}

fn set_hovered(board: Board, wire: Option<Arc<studio_model::Wire>>) {
    if board.hovered.get_untracked() != wire {
        board.hovered.set(wire);
    }
}

/// A port's name and what it carries.
fn port_title(studio: Studio, port: &PortRef) -> Option<String> {
    let cell = studio.cell(&port.node)?;
    let title = cell.item.with_untracked(|item| {
        let view = item.inputs.iter().chain(&item.outputs).find(|view| view.id == port.port)?;
        let optional = if view.optional { ", optional" } else { "" };
        Some(format!("{} ({}{optional})", view.title, view.kind.describe()))
    })?;
    let output = cell.progress.with_untracked(|progress| {
        progress
            .as_ref()
            .and_then(|progress| progress.outputs.get(&port.port))
            .map(|summary| summary.text.clone())
    });
    Some(match output {
        Some(text) => format!("{title}: {text}"),
        None => title,
    })
}

/// The wire within a few pixels of a point of the screen.
pub fn wire_at(studio: Studio, point: Point) -> Option<Arc<studio_model::Wire>> {
    let view = studio.viewport.get_untracked();
    let end = view.to_canvas(point);
    let reach = 6.0 / view.scale;
    let wires = studio.wires.get_untracked();
    let distances = wires.iter().filter_map(|cell| {
        let curve: WireCurve = untrack(|| wire::curve(cell));
        let area = Rect::between(curve.from, curve.to);
        let slack = reach + 160.0;
        let near = Rect {
            x: area.x - reach,
            y: area.y - slack,
            width: area.width + 2.0 * reach,
            height: area.height + 2.0 * slack,
        };
        near.contains(end).then(|| (curve.distance(end), cell))
    });
    let nearest = distances.min_by(|a, b| a.0.total_cmp(&b.0))?;
    (nearest.0 <= reach).then(|| Arc::clone(&nearest.1.wire))
}

/// Pointer up: the gesture takes effect.
pub fn up(studio: Studio, board: Board, event: &PointerEvent) {
    board.touches.update_value(|touches| {
        touches.remove(&event.pointer_id());
    });
    let gesture = board.gesture.get_value();
    let point = at(board, event);
    match gesture {
        Gesture::Drag(drag) if drag.moved => {
            let by = board.lift.offset();
            let items = drag
                .cards
                .iter()
                .map(|(cell, corner)| (cell.id.to_string(), corner.moved(by.x, by.y)))
                .collect();
            board.reset();
            studio.act(Command::Move { items });
        }
        Gesture::Drag(drag) => {
            board.reset();
            if !(event.shift_key() || event.ctrl_key() || event.meta_key()) {
                studio.select(Selection::of_items([drag.primary.as_str()]));
            }
        }
        Gesture::Connect { from, .. } => end_wire(studio, board, point, point.distance(from) < SLACK),
        _ => board.reset(),
    }
}

fn end_wire(studio: Studio, board: Board, point: Point, click: bool) {
    let Some(connecting) = board.connecting.get_untracked() else { return board.reset() };
    let snapped = board.snap.get_untracked();
    let refusal = board.hint.get_untracked().filter(|hint| hint.2);
    board.reset();
    if let Some(end) = snapped {
        connect(studio, &connecting, end);
    } else if click {
        if let Hit::Port(port, true) = port_under(board, point) {
            visualize(studio, port);
        }
    } else if let Some((_, reason, _)) = refusal {
        studio.toast(Severity::Warning, reason);
    } else {
        let wire = Some((connecting.start.clone(), connecting.backwards));
        board.quick_add.set(Some(QuickAdd { at: point, wire }));
    }
}

/// Draws the wire between the two ends.
pub fn connect(studio: Studio, connecting: &Connecting, end: PortRef) {
    let start = connecting.start.clone();
    let (from, to) = if connecting.backwards { (end, start) } else { (start, end) };
    studio.act(Command::Connect { from, to });
}

fn port_under(board: Board, point: Point) -> Hit {
    let Some(root) = board.root.get_untracked() else { return Hit::Ground };
    let area = root.get_bounding_client_rect();
    let element =
        document().element_from_point((area.left() + point.x) as f32, (area.top() + point.y) as f32);
    hit(element.map(Into::into))
}

/// Shows an output in the drawer, when the run has it; says so otherwise.
pub fn visualize(studio: Studio, port: PortRef) {
    let ready = studio.run.with_untracked(|run| {
        run.nodes.get(&port.node).is_some_and(|node| node.outputs.contains_key(&port.port))
    });
    if ready {
        studio.drawer.set(Some(Drawer::Visualize(port)));
    } else {
        studio.toast(Severity::Info, "Run the pipeline to look at this output.");
    }
}

/// The system took the pointer away: nothing happened.
pub fn cancelled(_studio: Studio, board: Board, event: &PointerEvent) {
    board.touches.update_value(|touches| {
        touches.remove(&event.pointer_id());
    });
    board.reset();
}

/// Wheel: zooms at the cursor; two fingers on a touch pad (no line steps, or both axes) and Shift pan.
pub fn wheel(studio: Studio, board: Board, event: &WheelEvent) {
    if matches!(hit(event.target()), Hit::Control) {
        return;
    }
    event.prevent_default();
    let unit = match event.delta_mode() {
        WheelEvent::DOM_DELTA_LINE => 20.0,
        WheelEvent::DOM_DELTA_PAGE => 400.0,
        _ => 1.0,
    };
    let (dx, dy) = (event.delta_x() * unit, event.delta_y() * unit);
    let pinching = event.ctrl_key() || event.meta_key();
    // A mouse wheel steps by whole, large amounts on one axis; a touch pad does not.
    let touch_pad = event.delta_mode() == WheelEvent::DOM_DELTA_PIXEL && (dx != 0.0 || dy.abs() < 40.0);
    let point = at(board, event);
    studio.viewport.update(|view| {
        *view = if pinching {
            view.zoomed(point, (-dy * 0.01).clamp(-0.5, 0.5).exp())
        } else if event.shift_key() {
            view.panned(-(dx + dy), 0.0)
        } else if touch_pad {
            view.panned(-dx, -dy)
        } else {
            view.zoomed(point, (-dy * 0.0016).clamp(-0.5, 0.5).exp())
        };
    });
}

/// Double click: on the ground, search for a module to put there; on an output, look at it.
pub fn double_click(studio: Studio, board: Board, event: &MouseEvent) {
    match hit(event.target()) {
        Hit::Ground => {
            let point = at(board, event);
            if wire_at(studio, point).is_none() {
                board.quick_add.set(Some(QuickAdd { at: point, wire: None }));
            }
        }
        Hit::Card(_) => studio.show_properties.set(true),
        Hit::Port(..) | Hit::Control => {}
    }
}

/// Something is dragged over the canvas: modules and files may land.
pub fn drag_over(event: &DragEvent) {
    event.prevent_default();
    if let Some(transfer) = event.data_transfer() {
        transfer.set_drop_effect("copy");
    }
}

/// A module from the palette or files landed.
pub fn dropped(studio: Studio, board: Board, event: &DragEvent) {
    let Some(transfer) = event.data_transfer() else { return };
    let point = at(board, event);
    let place = studio.viewport.get_untracked().to_canvas(point);
    let component = transfer.get_data(MODULE).unwrap_or_default();
    if !component.is_empty() {
        event.prevent_default();
        event.stop_propagation();
        add_at(studio, component, place);
        return;
    }
    if transfer.files().is_some_and(|files| files.length() > 0) {
        event.prevent_default();
        event.stop_propagation();
        let asset = match hit(event.target()) {
            Hit::Card(id) | Hit::Port(PortRef { node: id, .. }, _) => Some(id),
            Hit::Ground | Hit::Control => None,
        };
        open::dropped(studio, open::Dropped::of(&transfer), Some(place), asset);
    }
}

/// Puts a module with its middle at a point of the canvas.
pub fn add_at(studio: Studio, component: String, place: Point) {
    let half = (studio_model::NODE_WIDTH / 2.0, studio_model::NODE_HEIGHT / 2.0);
    let at = free_place(studio, place.moved(-half.0, -half.1).snapped());
    studio.act(Command::AddModule { component, at, wire: None });
}

/// The place itself, or the first below it where no card stands.
pub fn free_place(studio: Studio, mut at: Point) -> Point {
    let corners: Vec<Point> =
        studio.cells.with_untracked(|cells| cells.iter().map(|cell| cell.position.get_untracked()).collect());
    while corners.iter().any(|corner| Rect::card(*corner).intersects(&Rect::card(at))) {
        at = at.moved(0.0, 8.0 * GRID);
    }
    at
}

//! What the canvas knows of the gesture under way; none of it belongs to the document.

use super::lift::Lift;
use crate::state::{Cell, Studio};
use leptos::html;
use leptos::prelude::*;
use ml_graph::PortRef;
use std::collections::BTreeMap;
use std::sync::Arc;
use studio_model::{Guide, Guides, Point, Rect, Refusal, Viewport, Wire};

/// A wire being drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Connecting {
    /// The port it starts at.
    pub start: PortRef,
    /// Whether it starts at an input.
    pub backwards: bool,
    /// The other ends, and whether each takes it.
    pub verdicts: BTreeMap<PortRef, Result<(), Refusal>>,
}

/// A search for a module to add, in the place where it will stand.
#[derive(Clone, Debug, PartialEq)]
pub struct QuickAdd {
    /// On the screen, relative to the canvas.
    pub at: Point,
    /// The wire to connect it to.
    pub wire: Option<(PortRef, bool)>,
}

/// What the pointer is doing.
#[derive(Clone, Default)]
pub(super) enum Gesture {
    /// Nothing.
    #[default]
    None,
    /// Moving the view.
    Pan { pointer: i32, from: Point, view: Viewport },
    /// Two fingers: distance and middle at the last event.
    Pinch { distance: f64, middle: Point },
    /// Drawing a selection rectangle; what was selected before stays when adding.
    Marquee { pointer: i32, from: Point, keep: Vec<String> },
    /// Moving cards.
    Drag(Box<Drag>),
    /// Drawing a wire.
    Connect { pointer: i32, from: Point },
}

/// Cards being moved.
#[derive(Clone)]
pub(super) struct Drag {
    pub pointer: i32,
    /// Where the pointer went down, on the screen.
    pub from: Point,
    /// The card under the pointer.
    pub primary: String,
    /// The moved cards and where they were.
    pub cards: Vec<(Cell, Point)>,
    /// Bounding box before the drag.
    pub area: Rect,
    pub guides: Guides,
    pub moved: bool,
}

/// Signals of the canvas, shared by its parts.
#[derive(Clone, Copy)]
pub struct Board {
    /// The canvas element.
    pub root: NodeRef<html::Div>,
    /// Whether the view follows the pointer.
    pub panning: RwSignal<bool>,
    /// The wire being drawn.
    pub connecting: RwSignal<Option<Arc<Connecting>>>,
    /// Its loose end, on the canvas.
    pub loose_end: RwSignal<Point>,
    /// The port it would snap to.
    pub snap: RwSignal<Option<PortRef>>,
    /// A text beside the pointer, and whether it says no.
    pub hint: RwSignal<Option<(Point, String, bool)>>,
    /// The selection rectangle, on the screen.
    pub marquee: RwSignal<Option<Rect>>,
    /// Alignment lines, on the canvas.
    pub guides: RwSignal<Vec<Guide>>,
    /// The cards that follow the pointer.
    pub(super) lift: Lift,
    /// The wire under the pointer.
    pub hovered: RwSignal<Option<Arc<Wire>>>,
    /// The search popup.
    pub quick_add: RwSignal<Option<QuickAdd>>,
    /// Whether the space bar is down: the pointer pans.
    pub space: StoredValue<bool>,
    /// Where the pointer was last, on the screen relative to the canvas.
    pub pointer: StoredValue<Point>,
    pub(super) gesture: StoredValue<Gesture, LocalStorage>,
    pub(super) touches: StoredValue<BTreeMap<i32, Point>>,
}

impl Board {
    /// A canvas at rest.
    pub fn new() -> Board {
        Board {
            root: NodeRef::new(),
            panning: RwSignal::new(false),
            connecting: RwSignal::new(None),
            loose_end: RwSignal::new(Point::default()),
            snap: RwSignal::new(None),
            hint: RwSignal::new(None),
            marquee: RwSignal::new(None),
            guides: RwSignal::new(Vec::new()),
            lift: Lift::new(),
            hovered: RwSignal::new(None),
            quick_add: RwSignal::new(None),
            space: StoredValue::new(false),
            pointer: StoredValue::new(Point::default()),
            gesture: StoredValue::new_local(Gesture::None),
            touches: StoredValue::new(BTreeMap::new()),
        }
    }

    /// From a point of the window to one relative to the canvas.
    pub fn local(&self, x: f64, y: f64) -> Point {
        let Some(root) = self.root.get_untracked() else { return Point::new(x, y) };
        let area = root.get_bounding_client_rect();
        Point::new(x - area.left(), y - area.top())
    }

    /// The canvas point in the middle of what shows.
    pub fn middle(&self, studio: Studio) -> Point {
        let (width, height) = studio.canvas_size.get_untracked();
        studio.viewport.get_untracked().to_canvas(Point::new(width / 2.0, height / 2.0))
    }

    /// Where pasted modules go: under the pointer when it is over the canvas.
    pub fn paste_place(&self, studio: Studio) -> Option<Point> {
        let hovered = self.root.get_untracked()?.matches(":hover").unwrap_or(false);
        hovered.then(|| studio.viewport.get_untracked().to_canvas(self.pointer.get_value()))
    }

    /// The pointer left the canvas.
    pub(super) fn leave(&self) {
        self.hovered.set(None);
        if self.connecting.with_untracked(Option::is_none) {
            self.hint.set(None);
        }
    }

    /// Ends any gesture without effect.
    pub(super) fn reset(&self) {
        self.gesture.set_value(Gesture::None);
        self.panning.set(false);
        self.connecting.set(None);
        self.snap.set(None);
        self.hint.set(None);
        self.marquee.set(None);
        self.guides.set(Vec::new());
        self.lift.lower();
    }
}

impl Default for Board {
    fn default() -> Board {
        Board::new()
    }
}

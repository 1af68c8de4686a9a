//! Panels whose size the user sets by dragging an edge or with the arrow keys; sizes are remembered.

use crate::settings;
use leptos::ev::{KeyboardEvent, PointerEvent};
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// Which edge of the panel is dragged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edge {
    /// The left one: the panel stands at the right.
    Left,
    /// The right one: the panel stands at the left.
    Right,
    /// The upper one: the panel stands at the bottom.
    Top,
}

/// The size of one panel.
#[derive(Clone, Copy)]
pub struct Sizer {
    name: &'static str,
    edge: Edge,
    usual: f64,
    range: (f64, f64),
    size: RwSignal<f64>,
    collapsed: RwSignal<bool>,
}

impl Sizer {
    /// The panel `name`, `usual` pixels wide or high until the user chooses, within `range`.
    pub fn new(name: &'static str, edge: Edge, usual: f64, range: (f64, f64)) -> Sizer {
        let size = settings::number(&format!("{name}.size")).unwrap_or(usual).clamp(range.0, range.1);
        let collapsed = settings::flag(&format!("{name}.collapsed"));
        Sizer { name, edge, usual, range, size: RwSignal::new(size), collapsed: RwSignal::new(collapsed) }
    }

    /// The size as CSS.
    pub fn css(self) -> impl Fn() -> String + Copy + Send + Sync + 'static {
        move || if self.collapsed.get() { "0px".to_owned() } else { format!("{}px", self.size.get()) }
    }

    /// Whether the panel is folded away.
    pub fn is_collapsed(self) -> bool {
        self.collapsed.get()
    }

    /// Folds the panel away or brings it back.
    pub fn toggle(self) {
        self.collapsed.update(|collapsed| *collapsed = !*collapsed);
        settings::set_flag(&format!("{}.collapsed", self.name), self.collapsed.get_untracked());
    }

    fn resize(self, size: f64) {
        self.size.set(size.round().clamp(self.range.0, self.range.1));
    }

    fn remember(self) {
        settings::set_number(&format!("{}.size", self.name), self.size.get_untracked());
    }

    /// The bar to drag; a double click brings the usual size back.
    pub fn handle(self, label: &'static str) -> impl IntoView {
        let start: StoredValue<Option<(f64, f64)>> = StoredValue::new(None);
        let along = move |event: &PointerEvent| match self.edge {
            Edge::Left => -f64::from(event.client_x()),
            Edge::Right => f64::from(event.client_x()),
            Edge::Top => -f64::from(event.client_y()),
        };
        let down = move |event: PointerEvent| {
            event.prevent_default();
            if let Some(bar) = event.current_target().and_then(|bar| bar.dyn_into::<web_sys::Element>().ok())
            {
                let _ = bar.set_pointer_capture(event.pointer_id());
            }
            start.set_value(Some((along(&event), self.size.get_untracked())));
        };
        let moved = move |event: PointerEvent| {
            if let Some((from, size)) = start.get_value() {
                self.resize(size + along(&event) - from);
            }
        };
        let up = move |_: PointerEvent| {
            if start.try_update_value(Option::take).flatten().is_some() {
                self.remember();
            }
        };
        let key = move |event: KeyboardEvent| {
            let step = match (self.edge, event.key().as_str()) {
                (Edge::Right, "ArrowRight") | (Edge::Left, "ArrowLeft") | (Edge::Top, "ArrowUp") => 16.0,
                (Edge::Right, "ArrowLeft") | (Edge::Left, "ArrowRight") | (Edge::Top, "ArrowDown") => -16.0,
                _ => return,
            };
            event.prevent_default();
            self.resize(self.size.get_untracked() + step);
            self.remember();
        };
        view! {
            <div
                class="sizer"
                class:across=self.edge == Edge::Top
                class:at-left=self.edge == Edge::Left
                class:at-right=self.edge == Edge::Right
                role="separator"
                tabindex="0"
                aria-label=label
                aria-orientation=if self.edge == Edge::Top { "horizontal" } else { "vertical" }
                aria-valuemin=self.range.0.to_string()
                aria-valuemax=self.range.1.to_string()
                aria-valuenow=move || self.size.get().to_string()
                on:pointerdown=down
                on:pointermove=moved
                on:pointerup=up
                on:lostpointercapture=up
                on:keydown=key
                on:dblclick=move |_| {
                    self.resize(self.usual);
                    self.remember();
                }
            ></div>
        }
    }
}

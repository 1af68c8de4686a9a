//! The whole pipeline at a glance; a click or drag brings that part into view.

use crate::settings;
use crate::state::Studio;
use leptos::ev::PointerEvent;
use leptos::prelude::*;
use std::fmt::Write;
use studio_model::{Minimap, Point, Rect};
use wasm_bindgen::JsCast;

const WIDTH: f64 = 184.0;
const HEIGHT: f64 = 120.0;

/// The picture in the corner.
pub fn minimap(studio: Studio) -> AnyView {
    let shown = RwSignal::new(!settings::flag("minimap.hidden"));
    let corners = Memo::new(move |_| {
        studio.revision.track();
        let cells = studio.cells.get();
        cells.iter().map(|cell| cell.position.get_untracked()).collect::<Vec<Point>>()
    });
    let visible = move || {
        let (width, height) = studio.canvas_size.get();
        studio.viewport.get().visible(width, height)
    };
    // Changes only when the view leaves the pipeline's outline, not with every pan.
    let map = Memo::new(move |_| {
        let content = Rect::around_cards(corners.get()).unwrap_or_default();
        Some(Minimap::of(&content, &visible(), WIDTH, HEIGHT))
    });
    let map =
        move || map.get().unwrap_or_else(|| Minimap::of(&Rect::default(), &Rect::default(), WIDTH, HEIGHT));
    let cards = move || {
        let map = map();
        let mut path = String::new();
        for corner in corners.get() {
            let card = map.place(&Rect::card(corner));
            let (width, height) = (card.width.max(2.0), card.height.max(1.5));
            let _ = write!(path, "M{:.1} {:.1}h{width:.1}v{height:.1}h-{width:.1}z", card.x, card.y);
        }
        path
    };
    let window = move || map().place(&visible());
    let dragging = StoredValue::new(false);
    let go = move |event: &PointerEvent| {
        let Some(target) =
            event.current_target().and_then(|target| target.dyn_into::<web_sys::Element>().ok())
        else {
            return;
        };
        let area = target.get_bounding_client_rect();
        let at =
            Point::new(f64::from(event.client_x()) - area.left(), f64::from(event.client_y()) - area.top());
        let (width, height) = studio.canvas_size.get_untracked();
        let middle = untrack(|| map().to_canvas(at));
        studio.viewport.update(|view| *view = view.centred(middle, width, height));
    };
    let down = move |event: PointerEvent| {
        event.stop_propagation();
        event.prevent_default();
        if let Some(target) =
            event.current_target().and_then(|target| target.dyn_into::<web_sys::Element>().ok())
        {
            let _ = target.set_pointer_capture(event.pointer_id());
        }
        dragging.set_value(true);
        go(&event);
    };
    let moved = move |event: PointerEvent| {
        event.stop_propagation();
        if dragging.get_value() {
            go(&event);
        }
    };
    let up = move |event: PointerEvent| {
        event.stop_propagation();
        dragging.set_value(false);
    };
    let outline = Memo::new(move |_| Rect::around_cards(corners.get()).unwrap_or_default());
    // Where everything is in view a map would only cover part of it.
    let everything = Memo::new(move |_| {
        let (view, content) = (visible(), outline.get());
        view.contains(Point::new(content.x, content.y)) && view.contains(content.corner())
    });
    let useful = move || shown.get() && corners.read().len() > 1 && !everything.get();
    let place = move || format!("translate3d({:.1}px,{:.1}px,0)", window().x, window().y);
    let picture = move || {
        view! {
            <div
                class="minimap"
                role="img"
                aria-label="Map of the pipeline"
                on:pointerdown=down
                on:pointermove=moved
                on:pointerup=up
                on:dblclick=|event| event.stop_propagation()
            >
                <svg width=WIDTH.to_string() height=HEIGHT.to_string() aria-hidden="true">
                    <path class="minimap-cards" d=cards></path>
                </svg>
                <div
                    class="minimap-window"
                    style:width=move || format!("{:.1}px", window().width)
                    style:height=move || format!("{:.1}px", window().height)
                    style:transform=place
                ></div>
            </div>
        }
    };
    view! { <Show when=useful>{picture}</Show> }.into_any()
}

//! The canvas: cards and wires in one layer that pans and zooms by a single transform, and what the pointer does to them.

mod board;
mod card;
mod far;
mod gesture;
mod keys;
mod lift;
mod menus;
mod minimap;
mod overlay;
mod quick_add;
mod wire;

pub use board::Board;
pub use gesture::{MODULE, add_at, free_place};
pub use keys::{is_typing, on_key};

use crate::icons::icon;
use crate::state::studio;
use card::card;
use leptos::html;
use leptos::prelude::*;
use studio_model::Viewport;
use wasm_bindgen::prelude::*;

/// The canvas of the open pipeline.
#[component]
pub fn Canvas() -> impl IntoView {
    let studio = studio();
    let board = expect_context::<Board>();
    let root: NodeRef<html::Div> = board.root;
    measure(root);
    far::watch(studio);
    let dots = move || {
        let view = studio.viewport.get();
        let scale = dot_scale(view.scale);
        let step = DOT_STEP * scale;
        let (x, y) = (view.offset.x.rem_euclid(step) - step, view.offset.y.rem_euclid(step) - step);
        format!("translate3d({x}px,{y}px,0) scale({scale})")
    };
    view! {
        <div
            class="canvas"
            node_ref=root
            tabindex="0"
            role="application"
            aria-label="Pipeline canvas"
            aria-roledescription="canvas"
            data-testid="canvas"
            class:panning=move || board.panning.get()
            class:connecting=move || board.connecting.read().is_some()
            on:pointerdown=move |event| gesture::down(studio, board, &event)
            on:pointermove=move |event| gesture::moved(studio, board, &event)
            on:pointerup=move |event| gesture::up(studio, board, &event)
            on:pointercancel=move |event| gesture::cancelled(studio, board, &event)
            on:pointerleave=move |_| board.leave()
            on:wheel=move |event| gesture::wheel(studio, board, &event)
            on:dblclick=move |event| gesture::double_click(studio, board, &event)
            on:contextmenu=move |event| menus::open(studio, board, &event)
            on:dragover=move |event| gesture::drag_over(&event)
            on:drop=move |event| gesture::dropped(studio, board, &event)
        >
            <div class="dots" style:transform=dots></div>
            {lift::layers(
                studio,
                board.lift,
                view! { <For each=move || studio.wires.get() key=|cell| cell.wire.clone() children=wire::wire /> },
                view! { <For each=move || studio.cells.get() key=|cell| cell.id.clone() children=move |cell| card(board, cell) /> },
            )}
            <div class="layer loose" style:transform=move || transform(&studio.viewport.get())>
                <svg width="1" height="1" aria-hidden="true">{move || wire::drawn(studio, board)}</svg>
                {overlay::guides(board)}
            </div>
            {overlay::marquee(board)}
            {overlay::hint(board)}
            {quick_add::popup(studio, board)}
            <Show when=move || studio.cells.read().is_empty()>{empty}</Show>
            {minimap::minimap(studio)}
            {zoom_bar()}
        </div>
    }
}

/// The transform that shows this part of the canvas.
fn transform(view: &Viewport) -> String {
    format!("translate3d({}px,{}px,0) scale({})", view.offset.x, view.offset.y, view.scale)
}

/// Distance of the dots before scaling, as in the style sheet.
const DOT_STEP: f64 = 20.0;

/// How much the dots are scaled: the grid of the cards, halved or doubled until it neither crowds nor thins out.
fn dot_scale(scale: f64) -> f64 {
    let doublings = (0.7 / scale).log2().ceil();
    scale * doublings.exp2()
}

fn empty() -> impl IntoView {
    view! {
        <div class="canvas-empty">
            {icon("designer")}
            <h2>"An empty pipeline"</h2>
            <p>"Drag modules from the palette, or press " <kbd>"/"</kbd> " to search. Drop a data file to start with a dataset."</p>
        </div>
    }
}

fn zoom_bar() -> impl IntoView {
    let studio = studio();
    let zoom = move |factor: f64| {
        let (width, height) = studio.canvas_size.get_untracked();
        let middle = studio_model::Point::new(width / 2.0, height / 2.0);
        studio.viewport.update(|view| *view = view.zoomed(middle, factor));
    };
    let percent = move || format!("{:.0} %", studio.viewport.read().scale * 100.0);
    view! {
        <div class="zoom-bar" on:pointerdown=|event| event.stop_propagation() on:dblclick=|event| event.stop_propagation()>
            <button class="icon-button" title="Zoom out (−)" aria-label="Zoom out" on:click=move |_| zoom(0.8)>
                {icon("minus")}
            </button>
            <button class="zoom-value" title="Actual size (1)" aria-label="Zoom to actual size"
                on:click=move |_| zoom(1.0 / studio.viewport.get_untracked().scale)>
                {percent}
            </button>
            <button class="icon-button" title="Zoom in (+)" aria-label="Zoom in" on:click=move |_| zoom(1.25)>
                {icon("plus")}
            </button>
            <button class="icon-button" title="Fit (F)" aria-label="Fit the pipeline into view" on:click=move |_| studio.fit()>
                {icon("fit")}
            </button>
        </div>
    }
}

/// Keeps the canvas size in the state.
fn measure(root: NodeRef<html::Div>) {
    let studio = studio();
    Effect::new(move || {
        let Some(element) = root.get() else { return };
        let target: web_sys::Element = element.into();
        let measured = target.clone();
        let resized = Closure::<dyn FnMut()>::new(move || {
            let area = measured.get_bounding_client_rect();
            studio.set_canvas_size(area.width(), area.height());
        });
        if let Ok(observer) = web_sys::ResizeObserver::new(resized.as_ref().unchecked_ref()) {
            observer.observe(&target);
            let kept = StoredValue::new_local((observer, resized));
            on_cleanup(move || {
                kept.with_value(|(observer, _)| observer.disconnect());
                studio.canvas_size.set((0.0, 0.0));
            });
        }
    });
}

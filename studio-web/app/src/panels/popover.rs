//! A button that opens a small panel; Escape, a click elsewhere and leaving with Tab close it.

use leptos::ev::{FocusEvent, KeyboardEvent};
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// The button's face, class and name for tests, and what opens. `content` gets a signal that closes the panel when set to false.
pub fn popover(
    face: impl Fn() -> AnyView + Send + 'static,
    label: &'static str,
    class: &'static str,
    test_id: &'static str,
    content: impl Fn(RwSignal<bool>) -> AnyView + Send + Sync + 'static,
) -> AnyView {
    let open = RwSignal::new(false);
    let button: NodeRef<leptos::html::Button> = NodeRef::new();
    let whole: NodeRef<leptos::html::Div> = NodeRef::new();
    let close = move || {
        open.set(false);
        if let Some(button) = button.get_untracked() {
            let _ = button.focus();
        }
    };
    let on_key = move |event: KeyboardEvent| {
        if event.key() == "Escape" && open.get_untracked() {
            event.stop_propagation();
            close();
        }
    };
    let on_focus_out = move |event: FocusEvent| {
        let next = event.related_target().and_then(|target| target.dyn_into::<web_sys::Node>().ok());
        // The browser also tells of the focus leaving while the whole page is being taken away, signals and all.
        let inside = match (&next, whole.try_get_untracked().flatten()) {
            (Some(next), Some(whole)) => whole.contains(Some(next)),
            // The focus went nowhere: a click on something without focus inside, or the window lost it.
            _ => true,
        };
        if !inside {
            open.try_set(false);
        }
    };
    let elsewhere = window_event_listener(leptos::ev::pointerdown, move |event| {
        let target = event.target().and_then(|target| target.dyn_into::<web_sys::Node>().ok());
        let inside = whole.get_untracked().is_some_and(|whole| whole.contains(target.as_ref()));
        if open.get_untracked() && !inside {
            open.set(false);
        }
    });
    on_cleanup(move || elsewhere.remove());
    view! {
        <div class="popover-anchor" node_ref=whole on:keydown=on_key on:focusout=on_focus_out>
            <button
                type="button"
                class=class
                node_ref=button
                data-testid=test_id
                aria-label=label
                aria-haspopup="dialog"
                aria-expanded=move || open.get().to_string()
                on:click=move |_| open.update(|open| *open = !*open)
            >
                {move || face()}
            </button>
            {move || open.get().then(|| view! { <div class="popover" role="dialog" aria-label=label>{content(open)}</div> })}
        </div>
    }
    .into_any()
}

//! Short messages at the edge of the window; errors stay until they are closed.

use crate::icons::icon;
use crate::state::studio;
use leptos::prelude::*;
use ml_graph::Severity;

/// Where messages show.
pub fn toasts() -> impl IntoView {
    let studio = studio();
    let toast = move |toast: crate::state::Toast| {
        let (name, level) = match toast.severity {
            Severity::Info => ("info", "info"),
            Severity::Warning => ("warning", "warning"),
            Severity::Error => ("error", "error"),
        };
        let id = toast.id;
        let close = move |_: leptos::ev::MouseEvent| {
            studio.toasts.update(|toasts| toasts.retain(|toast| toast.id != id))
        };
        let undo = toast.undo.map(|undo| {
            let take_back = move |event| {
                undo();
                close(event);
            };
            view! { <button class="button quiet" on:click=take_back>"Undo"</button> }
        });
        view! {
            <div class="toast" data-level=level role=if level == "error" { "alert" } else { "status" }>
                {icon(name)}
                <p>{toast.text}</p>
                {undo}
                <button class="icon-button" aria-label="Close the message" on:click=close>{icon("close")}</button>
            </div>
        }
    };
    view! {
        <div class="toasts" aria-live="polite">
            <For each=move || studio.toasts.get() key=|toast| toast.id children=toast />
        </div>
    }
}

//! The sheet of shortcuts.

use crate::icons::icon;
use leptos::html;
use leptos::prelude::*;

const GROUPS: [(&str, &[(&str, &str)]); 4] = [
    (
        "Pipeline",
        &[
            ("Ctrl+Enter", "Run all"),
            ("Ctrl+Shift+Enter", "Run what is selected"),
            ("Ctrl+Z", "Undo"),
            ("Ctrl+Y", "Redo"),
            ("Ctrl+S", "Save as a file"),
            ("Ctrl+O", "Open files"),
        ],
    ),
    (
        "Modules",
        &[
            ("/", "Search a module and add it"),
            ("Del", "Delete"),
            ("Ctrl+C  Ctrl+X  Ctrl+V", "Copy, cut, paste"),
            ("Ctrl+D", "Duplicate"),
            ("Ctrl+A", "Select all"),
            ("↑ ↓ ← →", "Move; with Shift further"),
            ("Enter", "Select; again to see the result"),
            ("P", "Properties"),
        ],
    ),
    (
        "View",
        &[
            ("F", "Fit everything into view"),
            ("1", "Actual size"),
            ("+  −", "Zoom"),
            ("Space", "Hold and drag to pan"),
            ("L", "Arrange everything"),
            ("Esc", "Select nothing, leave a gesture"),
        ],
    ),
    (
        "Pointer",
        &[
            ("Wheel", "Zoom at the pointer"),
            ("Shift+Wheel", "Pan sideways"),
            ("Middle button", "Pan"),
            ("Shift+Click", "Add to the selection"),
            ("Ctrl+Drag", "Move without snapping"),
            ("Double click", "Search a module and add it there"),
        ],
    ),
];

/// The sheet, while it is open.
pub fn shortcuts(open: RwSignal<bool>) -> impl IntoView {
    move || open.get().then(|| sheet(open))
}

fn sheet(open: RwSignal<bool>) -> AnyView {
    let close: NodeRef<html::Button> = NodeRef::new();
    Effect::new(move || {
        if let Some(close) = close.get() {
            let _ = close.focus();
        }
    });
    let groups: Vec<_> = GROUPS
        .into_iter()
        .map(|(title, keys)| {
            let lines: Vec<_> = keys
                .iter()
                .map(|(keys, text)| view! { <div class="shortcut"><span>{*text}</span><kbd>{*keys}</kbd></div> })
                .collect();
            view! { <section><h3>{title}</h3>{lines}</section> }
        })
        .collect();
    view! {
        <div class="dialog-shade" on:click=move |_| open.set(false)></div>
        <div
            class="dialog"
            role="dialog"
            aria-modal="true"
            aria-label="Shortcuts"
            on:keydown=move |event| {
                if event.key() == "Escape" {
                    event.prevent_default();
                    open.set(false);
                } else if event.key() == "Tab" {
                    // The close button is the only control.
                    event.prevent_default();
                }
            }
        >
            <header>
                <h2>"Shortcuts"</h2>
                <button class="icon-button" node_ref=close aria-label="Close" on:click=move |_| open.set(false)>
                    {icon("close")}
                </button>
            </header>
            <div class="shortcut-groups">{groups}</div>
        </div>
    }
    .into_any()
}

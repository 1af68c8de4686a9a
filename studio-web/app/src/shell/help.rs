//! The help: shortcuts, and what is read, written and run.

use crate::icons::icon;
use crate::{focus, open, slots};
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

fn sheet(shown: RwSignal<bool>) -> AnyView {
    let close: NodeRef<html::Button> = NodeRef::new();
    let supported: RwSignal<bool> = RwSignal::new(false);
    Effect::new(move || {
        if let Some(close) = close.get() {
            let _ = close.focus();
        }
    });
    let body = move || if supported.get() { self::supported() } else { keys() };
    let tab = |title: &'static str, which: bool| {
        view! {
            <button class="tab" aria-pressed=move || (supported.get() == which).to_string() on:click=move |_| supported.set(which)>
                {title}
            </button>
        }
    };
    view! {
        <div class="dialog-shade" on:click=move |_| shown.set(false)></div>
        <div
            class="dialog help"
            role="dialog"
            aria-modal="true"
            aria-label="Help"
            on:keydown=move |event| {
                if event.key() == "Escape" {
                    event.prevent_default();
                    shown.set(false);
                }
                focus::keep_inside(&event);
            }
        >
            <header>
                <div class="tabs">{tab("Shortcuts", false)}{tab("What is supported", true)}</div>
                <button class="icon-button" node_ref=close aria-label="Close" on:click=move |_| shown.set(false)>
                    {icon("close")}
                </button>
            </header>
            <div class="dialog-scroll">{body}</div>
        </div>
    }
    .into_any()
}

/// The tables that `ml-migrate supported` prints.
fn supported() -> AnyView {
    let tables: RwSignal<Option<Result<String, String>>> = RwSignal::new(None);
    leptos::task::spawn_local(async move {
        tables.try_set(Some(open::text("supported.md").await));
    });
    let body = move || match tables.get() {
        None => view! { <p class="hint" aria-busy="true">"Loading …"</p> }.into_any(),
        Some(Err(sentence)) => view! { <p class="hint">{sentence}</p> }.into_any(),
        Some(Ok(text)) => slots::markdown(&text),
    };
    view! { <div class="markdown supported" data-testid="supported">{body}</div> }.into_any()
}

fn keys() -> AnyView {
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
    view! { <div class="shortcut-groups">{groups}</div> }.into_any()
}

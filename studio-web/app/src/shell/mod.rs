//! The frame: rail, top bar, pages, and the designer's palette, canvas, properties and drawer.

mod designer;
mod help;
mod home;
mod palette;
mod rail;
mod split;
mod toasts;
mod top_bar;

use crate::canvas::{self, Board};
use crate::late::Parts;
use crate::menu::MenuLayer;
use crate::state::{Page, Studio};
use crate::{open, save, slots};
use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

pub use designer::designer;
pub use home::gallery;
pub use rail::looks;

/// Dialogs of the shell.
#[derive(Clone, Copy)]
pub struct Dialogs {
    /// The sheet of shortcuts.
    pub shortcuts: RwSignal<bool>,
}

impl Dialogs {
    /// Whether one shows.
    pub fn any(&self) -> bool {
        self.shortcuts.get_untracked()
    }
}

/// The whole studio.
#[component]
pub fn Shell() -> impl IntoView {
    let studio = Studio::new();
    let board = Board::new();
    let dialogs = Dialogs { shortcuts: RwSignal::new(false) };
    provide_context(studio);
    provide_context(board);
    provide_context(dialogs);
    let owner = Owner::current();
    let parts = Parts::load(move |late| {
        if let Some(owner) = owner {
            owner.with(|| (late.start)(studio, board, dialogs));
        }
    });
    let over = RwSignal::new(false);
    view! {
        <div
            class="shell"
            on:dragover=move |event| {
                event.prevent_default();
                over.set(true);
            }
            on:dragleave=move |event| {
                if event.related_target().is_none() {
                    over.set(false);
                }
            }
            on:drop=move |event| {
                over.set(false);
                if event.default_prevented() {
                    return;
                }
                event.prevent_default();
                if let Some(transfer) = event.data_transfer() {
                    parts.call(move |late| (late.files)(studio, &transfer));
                }
            }
        >
            {rail::rail(parts)}
            <div class="page">
                {move || match studio.page.get() {
                    Page::Home => home::home(parts, over),
                    Page::Designer => parts.show(|late| (late.designer)()).into_any(),
                    Page::Runs => {
                        view! { <main class="plain-page">{parts.show(|late| (late.runs)())}</main> }.into_any()
                    }
                    Page::Endpoints => {
                        view! { <main class="plain-page">{parts.show(|late| (late.endpoints)())}</main> }
                            .into_any()
                    }
                    Page::Migration => {
                        view! { <main class="plain-page">{parts.show(|late| (late.migration)())}</main> }
                            .into_any()
                    }
                }}
            </div>
            {move || parts.show(|late| (late.overlays)(dialogs))}
        </div>
    }
}

/// Sets everything going that needs no place on the page.
pub fn start(studio: Studio, board: Board, dialogs: Dialogs) {
    studio.engine.set_blob_loader(open::blob_loader());
    slots::start(studio);
    open::start(studio);
    listen(studio, board, dialogs);
}

/// What floats over the page: messages, menus, the sheet of shortcuts.
pub fn overlays(dialogs: Dialogs) -> AnyView {
    view! {
        {toasts::toasts()}
        {help::shortcuts(dialogs.shortcuts)}
        {slots::arrivals()}
        {slots::export_dialog()}
        <MenuLayer />
    }
    .into_any()
}

/// Listens to what concerns the whole window.
fn listen(studio: Studio, board: Board, dialogs: Dialogs) {
    window_event_listener_untyped("keydown", move |event| {
        if let Ok(event) = event.dyn_into() {
            canvas::on_key(studio, board, dialogs, &event);
        }
    });
    let _ = window_event_listener(ev::keyup, move |event| {
        if event.key() == " " {
            board.space.set_value(false);
        }
    });
    let _ = window_event_listener(ev::blur, move |_| board.space.set_value(false));
    for name in ["copy", "cut"] {
        window_event_listener_untyped(name, move |event| {
            let Ok(event) = event.dyn_into::<web_sys::ClipboardEvent>() else { return };
            if canvas::is_typing() || studio.page.get_untracked() != Page::Designer || has_selected_text() {
                return;
            }
            let (Some(text), Some(clipboard)) = (save::copied(studio), event.clipboard_data()) else {
                return;
            };
            if clipboard.set_data("text/plain", &text).is_ok() {
                event.prevent_default();
                if event.type_() == "cut" {
                    let items = studio.selection.get_untracked().items;
                    studio.act(studio_model::Command::Delete { items, wires: Default::default() });
                }
            }
        });
    }
    window_event_listener_untyped("paste", move |event| {
        let Ok(event) = event.dyn_into::<web_sys::ClipboardEvent>() else { return };
        if canvas::is_typing() {
            return;
        }
        let Some(clipboard) = event.clipboard_data() else { return };
        if let Some(files) = clipboard.files().filter(|files| files.length() > 0) {
            event.prevent_default();
            return open::files(studio, files, None, None);
        }
        let text = clipboard.get_data("text/plain").unwrap_or_default();
        if open::pasted(studio, &text, board.paste_place(studio)) {
            event.prevent_default();
        }
    });
    // A tab that goes away may never come back: store what is pending.
    window_event_listener_untyped("pagehide", move |_| studio.save_now());
    window_event_listener_untyped("visibilitychange", move |_| studio.save_now());
}

fn has_selected_text() -> bool {
    let selection = js_sys::Reflect::get(&window(), &"getSelection".into())
        .ok()
        .and_then(|get| get.dyn_into::<js_sys::Function>().ok())
        .and_then(|get| get.call0(&window()).ok());
    selection.is_some_and(|selection| {
        js_sys::Reflect::get(&selection, &"isCollapsed".into())
            .ok()
            .is_some_and(|collapsed| collapsed.is_falsy())
    })
}

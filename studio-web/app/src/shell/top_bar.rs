//! The thin bar over the designer: name, saved state, undo and redo, file menu, Run.

use super::split::Sizer;
use crate::icons::icon;
use crate::menu::Entry;
use crate::state::{Exporting, Saved, studio};
use crate::{open, save, slots};
use leptos::prelude::*;
use studio_model::Command;
use wasm_bindgen::JsCast;

/// The bar.
pub fn top_bar(palette: Sizer) -> AnyView {
    let studio = studio();
    let name = move || studio.read(|document| document.draft().name.clone());
    let undo = Memo::new(move |_| studio.read(|document| document.undo_label().map(str::to_owned)));
    let redo = Memo::new(move |_| studio.read(|document| document.redo_label().map(str::to_owned)));
    let saved = move || match studio.saved.get() {
        Saved::Saving => "Saving …",
        Saved::Yes => "Saved in this browser",
        Saved::Failed => "Not saved",
    };
    let titled = |verb: &str, label: Option<String>, keys: &str| match label {
        Some(label) => format!("{verb} {label} ({keys})"),
        None => format!("Nothing to {}", verb.to_lowercase()),
    };
    let menus = studio.menus;
    let files = move |event: leptos::ev::MouseEvent| {
        let entries = vec![
            Entry::action("plus", "New pipeline", "", move || open::empty(studio)),
            Entry::action("folder", "Open files …", "Ctrl+O", move || open::pick(studio)),
            Entry::Separator,
            Entry::action("download", "Save as a file", "Ctrl+S", move || save::download_draft(studio)),
            Entry::action("download", "Export …", "", move || studio.exporting.set(Some(Exporting::Open))),
        ];
        if let Some(button) =
            event.current_target().and_then(|button| button.dyn_into::<web_sys::Element>().ok())
        {
            menus.open_under(&button, entries);
        }
    };
    view! {
        <header class="top-bar">
            <button
                class="icon-button"
                title="Show or hide the palette"
                aria-label="Show or hide the palette"
                aria-pressed=move || (!palette.is_collapsed()).to_string()
                on:click=move |_| palette.toggle()
            >
                {icon("left-panel")}
            </button>
            <div class="document-name">
                <input
                    type="text"
                    aria-label="Name of the pipeline"
                    data-testid="pipeline-name"
                    spellcheck="false"
                    prop:value=name
                    on:input=move |event| {
                        studio.act(Command::SetName(event_target_value(&event)));
                    }
                    on:blur=move |_| studio.seal()
                    on:keydown=move |event| {
                        if event.key() == "Enter" || event.key() == "Escape" {
                            let _ = event_target::<web_sys::HtmlElement>(&event).blur();
                        }
                    }
                />
                <span class="saved" data-testid="saved" class:failed=move || studio.saved.get() == Saved::Failed>{saved}</span>
            </div>
            <span class="top-rest"></span>
            <button
                class="icon-button"
                data-testid="undo"
                aria-label="Undo"
                title=move || titled("Undo", undo.get(), "Ctrl+Z")
                disabled=move || undo.read().is_none()
                on:click=move |_| studio.undo()
            >
                {icon("undo")}
            </button>
            <button
                class="icon-button"
                data-testid="redo"
                aria-label="Redo"
                title=move || titled("Redo", redo.get(), "Ctrl+Y")
                disabled=move || redo.read().is_none()
                on:click=move |_| studio.redo()
            >
                {icon("redo")}
            </button>
            <button class="button quiet" aria-haspopup="menu" data-testid="file-menu" on:click=files>
                {icon("folder")}
                "File"
                {icon("down")}
            </button>
            {slots::run_control()}
            <button
                class="icon-button"
                title="Show or hide the properties (P)"
                aria-label="Show or hide the properties"
                aria-pressed=move || studio.show_properties.get().to_string()
                on:click=move |_| studio.show_properties.update(|shown| *shown = !*shown)
            >
                {icon("right-panel")}
            </button>
        </header>
    }
    .into_any()
}

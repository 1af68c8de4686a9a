//! The rail at the left: where one can go, and how the studio looks.

use super::Dialogs;
use crate::icons::icon;
use crate::late::Parts;
use crate::menu::Entry;
use crate::state::{Page, Studio, studio};
use crate::theme::Theme;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// The rail.
pub fn rail(parts: Parts) -> AnyView {
    let studio = studio();
    let dialogs = expect_context::<Dialogs>();
    let place = move |name: &'static str, title: &'static str, page: Page| {
        let possible = move || page != Page::Designer || studio.document_id.read().is_some();
        view! {
            <button
                class="rail-item"
                class:active=move || studio.page.get() == page
                aria-current=move || (studio.page.get() == page).then_some("page")
                disabled=move || !possible()
                on:click=move |_| {
                    parts.call(move |late| (late.save)(studio));
                    studio.page.set(page);
                }
            >
                {icon(name)}
                <span>{title}</span>
            </button>
        }
    };
    let look = move |event: leptos::ev::MouseEvent| {
        if let Some(button) =
            event.current_target().and_then(|button| button.dyn_into::<web_sys::Element>().ok())
        {
            parts.call(move |late| (late.looks)(studio, &button));
        }
    };
    view! {
        <nav class="rail" aria-label="Studio">
            <span class="logo" aria-hidden="true">
                <svg viewBox="0 0 24 24" width="26" height="26">
                    <path d="M12 6.6v3.2M12 9.8H6.8v4.4M12 9.8h5.2v4.4"></path>
                    <circle cx="12" cy="4.6" r="2.4"></circle>
                    <rect x="4.4" y="14.2" width="4.8" height="4.8" rx="1"></rect>
                    <path class="logo-fill" d="M17.2 13.4l3.2 3.2-3.2 3.2-3.2-3.2z"></path>
                </svg>
            </span>
            {place("home", "Home", Page::Home)}
            {place("designer", "Designer", Page::Designer)}
            {place("migration", "Migration", Page::Migration)}
            {place("runs", "Runs", Page::Runs)}
            {place("endpoints", "Endpoints", Page::Endpoints)}
            <span class="rail-rest"></span>
            <button class="rail-item" aria-haspopup="menu" on:click=look>{icon("theme")}<span>"Look"</span></button>
            <button class="rail-item" on:click=move |_| dialogs.shortcuts.set(true)>{icon("help")}<span>"Help"</span></button>
        </nav>
    }
    .into_any()
}

/// The menu of looks, beside its button.
pub fn looks(studio: Studio, button: &web_sys::Element) {
    let now = Theme::remembered();
    let entries = Theme::ALL
        .into_iter()
        .map(|theme| {
            let mark = if theme == now { "check" } else { "blank" };
            Entry::action(mark, theme.title(), "", move || theme.apply())
        })
        .collect();
    let area = button.get_bounding_client_rect();
    studio.menus.open(area.right() + 6.0, area.top() - 40.0, entries);
}

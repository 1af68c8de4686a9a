//! The page of endpoints: the services that came in with exports, and what their callers rely on.

mod detail;
mod schema;

use super::icon::{self, icon};
use crate::open;
use crate::state::{Studio, studio};
use crate::store;
use leptos::prelude::*;
use ml_graph::{EndpointKind, Severity};
use std::sync::Arc;
use studio_model::SavedEndpoint;

/// The list beside the endpoint chosen from it.
pub fn endpoints_page() -> AnyView {
    let studio = studio();
    let page =
        move || if studio.endpoints.with(|all| all.is_empty()) { empty(studio) } else { filled(studio) };
    view! { <div class="endpoints-page" data-testid="endpoints">{page}</div> }.into_any()
}

fn empty(studio: Studio) -> AnyView {
    view! {
        <div class="empty page-empty">
            {crate::icons::icon("service")}
            <h1>"No endpoints yet"</h1>
            <p class="hint">
                "An endpoint is a web service as its callers knew it: what it took and gave, column by column, its parameters and \
                 addresses. Open a web service definition, a listing of services, a Swagger file or a saved request, and each \
                 service shows here."
            </p>
            <button type="button" class="button primary" data-testid="endpoints-open" on:click=move |_| open::pick(studio)>
                "Open files …"
            </button>
        </div>
    }
    .into_any()
}

fn filled(studio: Studio) -> AnyView {
    let query = RwSignal::new(String::new());
    let found = Memo::new(move |_| {
        let query = query.get().trim().to_lowercase();
        studio.endpoints.with(|all| {
            all.iter()
                .filter(|endpoint| endpoint.definition.name.to_lowercase().contains(&query))
                .cloned()
                .collect::<Vec<_>>()
        })
    });
    // The one chosen, or the first when that is gone.
    let shown = Memo::new(move |_| {
        let chosen = studio.endpoint.get();
        studio.endpoints.with(|all| {
            let chosen = all.iter().find(|endpoint| Some(&endpoint.id) == chosen.as_ref());
            chosen.or_else(|| all.first()).cloned()
        })
    });
    let lines = move || {
        let found = found.get();
        if found.is_empty() {
            return view! { <p class="hint">"No endpoint is called that."</p> }.into_any();
        }
        let line = |endpoint: SavedEndpoint| line(studio, shown, &endpoint);
        found.into_iter().map(line).collect_view().into_any()
    };
    view! {
        <aside class="endpoint-list" aria-label="Endpoints">
            <header><h1>"Endpoints"</h1></header>
            <label class="search">
                {crate::icons::icon("search")}
                <input
                    type="search"
                    placeholder="Search endpoints"
                    aria-label="Search endpoints"
                    autocomplete="off"
                    spellcheck="false"
                    data-testid="endpoint-search"
                    prop:value=query
                    on:input=move |event| query.set(event_target_value(&event))
                />
            </label>
            <div class="endpoint-lines" data-testid="endpoint-list">{lines}</div>
        </aside>
        <section class="endpoint-detail" data-testid="endpoint-detail">
            {move || shown.get().map(|endpoint| detail::detail(studio, &Arc::new(endpoint)))}
        </section>
    }
    .into_any()
}

fn line(studio: Studio, shown: Memo<Option<SavedEndpoint>>, endpoint: &SavedEndpoint) -> AnyView {
    let (id, mine) = (endpoint.id.clone(), endpoint.id.clone());
    let is_shown = move || shown.with(|shown| shown.as_ref().is_some_and(|shown| shown.id == mine));
    view! {
        <button
            type="button"
            class="endpoint-line"
            aria-current=move || is_shown().then_some("true")
            on:click=move |_| studio.endpoint.set(Some(id.clone()))
        >
            <strong>{named(endpoint)}</strong>
            <span class="hint">{kind(endpoint.definition.kind)}</span>
        </button>
    }
    .into_any()
}

/// How it is called, in words.
pub(super) fn kind(kind: EndpointKind) -> &'static str {
    match kind {
        EndpointKind::Realtime => "Request and response",
        EndpointKind::Batch => "Batch jobs",
    }
}

fn named(endpoint: &SavedEndpoint) -> String {
    let name = endpoint.definition.name.trim();
    if name.is_empty() { "Unnamed service".to_owned() } else { name.to_owned() }
}

/// Deletes an endpoint; the message that says so can bring it back.
fn delete(studio: Studio, endpoint: Arc<SavedEndpoint>) {
    leptos::task::spawn_local(async move {
        if let Err(error) = store::delete_endpoint(&endpoint.id).await {
            return studio.toast(Severity::Error, error);
        }
        change(studio, |all| all.retain(|known| known.id != endpoint.id));
        let text = format!("“{}” is deleted.", named(&endpoint));
        studio.toast_with_undo(text, move || {
            let endpoint = Arc::clone(&endpoint);
            leptos::task::spawn_local(async move {
                if let Err(error) = store::put_endpoint(&endpoint).await {
                    studio.toast(Severity::Error, error);
                }
                change(studio, |all| all.push(SavedEndpoint::clone(&endpoint)));
            });
        });
    });
}

fn change(studio: Studio, change: impl FnOnce(&mut Vec<SavedEndpoint>)) {
    let mut all = Vec::clone(&studio.endpoints.get_untracked());
    change(&mut all);
    SavedEndpoint::sort(&mut all);
    studio.endpoints.set(Arc::new(all));
}

/// The endpoints of the open document, for the property pane.
pub(super) fn of_document(studio: Studio) -> AnyView {
    let Some(document) = studio.document_id.get() else { return ().into_any() };
    let mine: Vec<(String, String, EndpointKind)> = studio.endpoints.with(|all| {
        all.iter()
            .filter(|endpoint| endpoint.is_of(&document))
            .map(|endpoint| (endpoint.id.clone(), named(endpoint), endpoint.definition.kind))
            .collect()
    });
    if mine.is_empty() {
        return ().into_any();
    }
    let row = |(id, name, of_kind): (String, String, EndpointKind)| {
        let show = move |_| {
            studio.endpoint.set(Some(id.clone()));
            studio.page.set(crate::state::Page::Endpoints);
        };
        view! {
            <li>
                <button type="button" class="link name" on:click=show>{name}</button>
                <span class="hint">{kind(of_kind)}</span>
            </li>
        }
    };
    let rows = mine.into_iter().map(row).collect_view();
    view! { <section class="column-names"><h3>"Endpoints"</h3><ul>{rows}</ul></section> }.into_any()
}

/// A small button that copies a text.
fn copy_button(text: String, label: String) -> AnyView {
    let copied = RwSignal::new(false);
    let copy = move |_| {
        // Undefined on pages that are not secure.
        let clipboard = js_sys::Reflect::get(window().navigator().as_ref(), &"clipboard".into());
        if clipboard.is_ok_and(|clipboard| clipboard.is_object()) {
            let _ = window().navigator().clipboard().write_text(&text);
            copied.set(true);
            let back = move || {
                copied.try_set(false);
            };
            set_timeout(back, std::time::Duration::from_secs(2));
        }
    };
    view! {
        <button type="button" class="icon-button" title="Copy" aria-label=label on:click=copy>
            {move || if copied.get() { crate::icons::icon("check") } else { crate::icons::icon("copy") }}
        </button>
    }
    .into_any()
}

/// A section with its title; nothing when it has no content.
fn section(title: &'static str, content: Option<AnyView>) -> Option<AnyView> {
    content.map(|content| {
        view! { <section class="endpoint-section"><h2>{title}</h2>{content}</section> }.into_any()
    })
}

/// The button that deletes.
fn delete_button(studio: Studio, endpoint: &Arc<SavedEndpoint>) -> AnyView {
    let endpoint = Arc::clone(endpoint);
    view! {
        <button type="button" class="icon-button" title="Delete" aria-label="Delete this endpoint" on:click=move |_| delete(studio, Arc::clone(&endpoint))>
            {icon(icon::DELETE)}
        </button>
    }
    .into_any()
}

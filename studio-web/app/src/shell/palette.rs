//! The palette: a tree of modules with search. Modules are dragged onto the canvas, or added with Enter or a double click.

use crate::canvas::{self, Board};
use crate::icons::{icon, of_role};
use crate::state::{Studio, studio};
use leptos::ev::{DragEvent, KeyboardEvent};
use leptos::html;
use leptos::prelude::*;
use ml_graph::{ComponentSpec, Status};
use std::collections::BTreeSet;
use studio_model::{Group, groups, search};
use wasm_bindgen::JsCast;

/// The palette.
pub fn palette() -> AnyView {
    let target = Target { studio: studio(), board: expect_context::<Board>() };
    let studio = target.studio;
    let query = RwSignal::new(String::new());
    let input: NodeRef<html::Input> = NodeRef::new();
    let opened: RwSignal<BTreeSet<String>> = RwSignal::new(BTreeSet::new());
    let tree = Memo::new(move |_| groups(&studio.catalogue.read()));
    let found = Memo::new(move |_| {
        let query = query.get();
        (!query.trim().is_empty()).then(|| search(&studio.catalogue.read(), &query))
    });
    let content = move || match found.get() {
        Some(matches) if matches.is_empty() => view! {
            <p class="palette-none">"No module is called that. Try a part of its name, or what it does."</p>
        }
        .into_any(),
        Some(matches) => {
            let catalogue = studio.catalogue.get();
            let lines: Vec<AnyView> = matches
                .into_iter()
                .filter_map(|found| {
                    catalogue.get(&found.component).map(|spec| entry(target, spec, &found.marks, 0))
                })
                .collect();
            view! { <div class="palette-list">{lines}</div> }.into_any()
        }
        None if studio.catalogue.read().components().is_empty() => {
            let lines: Vec<_> = (0..9).map(|_| view! { <span class="ghost"></span> }).collect();
            view! { <div class="palette-ghosts" aria-label="Loading modules">{lines}</div> }.into_any()
        }
        None => {
            let lines: Vec<AnyView> =
                tree.get().into_iter().map(|inner| group(target, opened, inner, 0)).collect();
            view! { <div class="palette-list">{lines}</div> }.into_any()
        }
    };
    let key = move |event: KeyboardEvent| match event.key().as_str() {
        "Escape" => query.set(String::new()),
        "Enter" => {
            if let Some(first) = found.get_untracked().and_then(|found| found.into_iter().next()) {
                target.add(first.component);
            }
        }
        "ArrowDown" => {
            event.prevent_default();
            step_focus(&event, true);
        }
        _ => {}
    };
    view! {
        <div class="palette-head">
            <label class="search">
                {icon("search")}
                <input
                    node_ref=input
                    type="search"
                    placeholder="Search modules"
                    aria-label="Search modules"
                    data-testid="palette-search"
                    autocomplete="off"
                    spellcheck="false"
                    prop:value=query
                    on:input=move |event| query.set(event_target_value(&event))
                    on:keydown=key
                />
            </label>
        </div>
        <div class="palette-body" data-testid="palette" on:keydown=walk>{content}</div>
    }
    .into_any()
}

fn group(target: Target, opened: RwSignal<BTreeSet<String>>, inner: Group, depth: usize) -> AnyView {
    let studio = target.studio;
    let path = inner.path.clone();
    let is_open = {
        let path = path.clone();
        Memo::new(move |_| opened.read().contains(&path))
    };
    let toggle = move |_| {
        opened.update(|opened| {
            if !opened.remove(&path) {
                opened.insert(path.clone());
            }
        });
    };
    let count = inner.count();
    let name = inner.name.clone();
    let children = move || {
        is_open.get().then(|| {
            let catalogue = studio.catalogue.get();
            let groups: Vec<AnyView> =
                inner.groups.iter().map(|inner| group(target, opened, inner.clone(), depth + 1)).collect();
            let entries: Vec<AnyView> = inner
                .components
                .iter()
                .filter_map(|id| catalogue.get(id).map(|spec| entry(target, spec, &[], depth + 1)))
                .collect();
            (groups, entries)
        })
    };
    view! {
        <button
            class="palette-group"
            class:inner=depth != 0
            aria-expanded=move || is_open.get().to_string()
            on:click=toggle
        >
            <span class="twist" class:open=move || is_open.get()>{icon("right")}</span>
            <span class="palette-name">{name}</span>
            <span class="palette-count">{count}</span>
        </button>
        {children}
    }
    .into_any()
}

fn entry(target: Target, spec: &ComponentSpec, marks: &[(usize, usize)], depth: usize) -> AnyView {
    let id = spec.id.clone();
    let dragged = spec.id.clone();
    let doubled = spec.id.clone();
    let reason = match &spec.status {
        Status::Runs => None,
        Status::DoesNotRun { reason } => Some(reason.clone()),
    };
    let hint = match &reason {
        None => spec.summary.clone(),
        Some(reason) => format!("{}\nDoes not run yet: {reason}", spec.summary),
    };
    let start = move |event: DragEvent| {
        if let Some(transfer) = event.data_transfer() {
            let _ = transfer.set_data(canvas::MODULE, &dragged);
            transfer.set_effect_allowed("copy");
        }
    };
    let key = move |event: KeyboardEvent| {
        if event.key() == "Enter" || event.key() == " " {
            event.prevent_default();
            target.add(id.clone());
        }
    };
    view! {
        <div
            class="palette-entry"
            class:muted=reason.is_some()
            class:deep=depth != 0
            class:deeper=(depth > 1)
            role="button"
            tabindex="0"
            draggable="true"
            title=hint
            data-hue=of_role(spec.role)
            data-testid=format!("palette-{}", spec.id)
            on:dragstart=start
            on:dblclick=move |_| target.add(doubled.clone())
            on:keydown=key
        >
            {icon(of_role(spec.role))}
            <span class="palette-name">{emphasised(&spec.title, marks)}</span>
        </div>
    }
    .into_any()
}

/// The title with what was searched for standing out.
fn emphasised(title: &str, marks: &[(usize, usize)]) -> Vec<AnyView> {
    let mut parts = Vec::new();
    let mut at = 0;
    for &(from, to) in marks {
        if let (Some(plain), Some(mark)) = (title.get(at..from), title.get(from..to)) {
            parts.push(plain.to_owned().into_any());
            parts.push(view! { <mark>{mark.to_owned()}</mark> }.into_any());
            at = to;
        }
    }
    parts.push(title.get(at..).unwrap_or_default().to_owned().into_any());
    parts
}

/// Where modules are added.
#[derive(Clone, Copy)]
struct Target {
    studio: Studio,
    board: Board,
}

impl Target {
    /// Adds a module in the middle of what shows.
    fn add(self, component: String) {
        canvas::add_at(self.studio, component, self.board.middle(self.studio));
    }
}

/// Arrow keys walk over everything that can be focused in the palette; right and left open and close a group.
fn walk(event: KeyboardEvent) {
    let key = event.key();
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlElement>().ok());
    match key.as_str() {
        "ArrowDown" => step_focus(&event, true),
        "ArrowUp" => step_focus(&event, false),
        "ArrowRight" | "ArrowLeft" => {
            let wanted = if key == "ArrowRight" { "false" } else { "true" };
            if let Some(target) =
                target.filter(|target| target.get_attribute("aria-expanded").as_deref() == Some(wanted))
            {
                target.click();
            }
        }
        _ => return,
    }
    event.prevent_default();
}

fn step_focus(event: &KeyboardEvent, forwards: bool) {
    let Some(target) = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok()) else {
        return;
    };
    let Some(side) = target.closest(".palette").ok().flatten() else { return };
    let Ok(found) = side.query_selector_all(".palette-group, .palette-entry, .search input") else { return };
    let all: Vec<web_sys::HtmlElement> =
        (0..found.length()).filter_map(|index| found.item(index)?.dyn_into().ok()).collect();
    let Some(index) = all.iter().position(|element| **element == target) else { return };
    let next = if forwards { index + 1 } else { index.wrapping_sub(1) };
    if let Some(element) = all.get(next) {
        let _ = element.focus();
    }
}

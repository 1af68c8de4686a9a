//! A search popup on the canvas: type, Enter, and the module stands there, wired to the port the search started from.

use super::board::{Board, QuickAdd};
use super::gesture;
use crate::icons::{icon, of_role};
use crate::state::Studio;
use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;
use ml_graph::{PortRef, Structure};
use studio_model::{Command, Point, WireEnd, search, suitable};

/// The popup, while it is open.
pub fn popup(studio: Studio, board: Board) -> impl IntoView {
    move || board.quick_add.get().map(|quick_add| shown(studio, board, quick_add))
}

fn shown(studio: Studio, board: Board, quick_add: QuickAdd) -> AnyView {
    let input: NodeRef<html::Input> = NodeRef::new();
    Effect::new(move || {
        if let Some(input) = input.get() {
            let _ = input.focus();
        }
    });
    let allowed = quick_add.wire.as_ref().map(|(port, backwards)| fitting(studio, port, *backwards));
    let query = RwSignal::new(String::new());
    let chosen = RwSignal::new(0_usize);
    let found = Memo::new(move |_| {
        let catalogue = studio.catalogue.get();
        let query = query.get();
        let ids: Vec<String> = if query.trim().is_empty() {
            let runs = catalogue.components().iter().filter(|component| component.runs());
            runs.map(|component| component.id.clone()).collect()
        } else {
            search(&catalogue, &query).into_iter().map(|found| found.component).collect()
        };
        let allowed = allowed.as_ref();
        let kept = ids.into_iter().filter(|id| allowed.is_none_or(|allowed| allowed.contains(id)));
        kept.take(8).collect::<Vec<_>>()
    });
    let (at, wire) = (quick_add.at, quick_add.wire);
    let add = move |component: String| {
        board.quick_add.set(None);
        place(studio, component, at, wire.clone());
        focus(board);
    };
    let add_chosen = add.clone();
    let key = move |event: KeyboardEvent| {
        event.stop_propagation();
        let last = found.with_untracked(|found| found.len().saturating_sub(1));
        match event.key().as_str() {
            "ArrowDown" => chosen.update(|chosen| *chosen = (*chosen + 1).min(last)),
            "ArrowUp" => chosen.update(|chosen| *chosen = chosen.saturating_sub(1)),
            "Enter" => {
                let component = found.with_untracked(|found| found.get(chosen.get_untracked()).cloned());
                if let Some(component) = component {
                    add_chosen(component);
                }
            }
            "Escape" => {
                board.quick_add.set(None);
                focus(board);
            }
            _ => return,
        }
        event.prevent_default();
    };
    let lines = move || {
        let catalogue = studio.catalogue.get();
        let found = found.get();
        let none = found.is_empty();
        let lines: Vec<AnyView> = found
            .into_iter()
            .enumerate()
            .filter_map(|(index, id)| {
                let spec = catalogue.get(&id)?;
                let (role, title, category, runs) =
                    (spec.role, spec.title.clone(), spec.category.clone(), spec.runs());
                let add = add.clone();
                Some(
                    view! {
                        <button
                            class="quick-item"
                            role="option"
                            tabindex="-1"
                            data-hue=of_role(role)
                            class:muted=!runs
                            aria-selected=move || (chosen.get() == index).to_string()
                            on:pointermove=move |_| chosen.set(index)
                            on:click=move |_| add(id.clone())
                        >
                            {icon(of_role(role))}
                            <span class="quick-title">{title}</span>
                            <span class="quick-category">{category}</span>
                        </button>
                    }
                    .into_any(),
                )
            })
            .collect();
        let nothing = none.then(|| view! { <p class="quick-none">"No module fits."</p> });
        (lines, nothing)
    };
    let (width, height) = studio.canvas_size.get_untracked();
    let left = at.x.min(width - 340.0).max(8.0);
    let top = at.y.min(height - 330.0).max(8.0);
    view! {
        <div
            class="quick-add"
            role="dialog"
            aria-label="Add a module"
            style:left=format!("{left}px")
            style:top=format!("{top}px")
        >
            <label class="quick-search">
                {icon("search")}
                <input
                    node_ref=input
                    type="text"
                    placeholder="Add a module"
                    aria-label="Search modules"
                    autocomplete="off"
                    spellcheck="false"
                    data-testid="quick-add"
                    on:input=move |event| {
                        query.set(event_target_value(&event));
                        chosen.set(0);
                    }
                    on:keydown=key
                />
            </label>
            <div class="quick-list" role="listbox" aria-label="Modules">{lines}</div>
        </div>
    }
    .into_any()
}

fn focus(board: Board) {
    if let Some(root) = board.root.get_untracked() {
        let _ = root.focus();
    }
}

/// The modules a wire from this port can end at.
fn fitting(studio: Studio, port: &PortRef, backwards: bool) -> Vec<String> {
    studio.peek(|document| {
        let structure = Structure::of(document.draft());
        let kind = match backwards {
            true => structure.input_kind(port, document.catalogue()),
            false => structure.output_kind(port, document.catalogue()),
        };
        kind.map_or_else(Vec::new, |kind| suitable(document.catalogue(), kind, backwards))
    })
}

fn place(studio: Studio, component: String, at: Point, wire: Option<(PortRef, bool)>) {
    let place = studio.viewport.get_untracked().to_canvas(at);
    match wire {
        None => gesture::add_at(studio, component, place),
        Some((port, backwards)) => {
            let half = studio_model::NODE_WIDTH / 2.0;
            let lift = if backwards { studio_model::NODE_HEIGHT } else { 0.0 };
            let at = gesture::free_place(studio, place.moved(-half, -lift).snapped());
            let wire = Some(if backwards { WireEnd::Input(port) } else { WireEnd::Output(port) });
            studio.act(Command::AddModule { component, at, wire });
        }
    }
}

//! The dialog over what came in: which of several pipelines to take, and what could not be read, with the place and what to do.

use super::endpoints::kind as kind_of;
use super::problems::row;
use crate::charts::format;
use crate::focus;
use crate::open::{self, Arrival, Arrivals};
use crate::state::{Studio, studio};
use leptos::prelude::*;
use std::collections::BTreeSet;
use std::sync::Arc;
use studio_model::{Migration, SavedDocument, migration::Verdict};

/// The dialog, while something waits.
pub fn arrivals() -> AnyView {
    let studio = studio();
    (move || studio.arrivals.get().map(|arrivals| dialog(studio, arrivals))).into_any()
}

fn dialog(studio: Studio, arrivals: Arc<Arrivals>) -> AnyView {
    let count = arrivals.pipelines.len();
    let chosen: RwSignal<BTreeSet<usize>> = RwSignal::new((0..count).collect());
    let close = move || studio.arrivals.set(None);
    let panel: NodeRef<leptos::html::Div> = NodeRef::new();
    Effect::new(move |_| {
        if let Some(panel) = panel.get() {
            let _ = panel.focus();
        }
    });
    let services = arrivals.endpoints.len();
    let title = match count {
        0 if services > 0 => format!("{} came in", format::counted(services as u64, "endpoint", "endpoints")),
        0 => "Nothing could be opened".to_owned(),
        1 => "One pipeline came in".to_owned(),
        _ => format!("{count} pipelines came in"),
    };
    let lines = arrivals
        .pipelines
        .iter()
        .enumerate()
        .map(|(index, Arrival { saved, .. })| {
            let toggle = move |_| {
                chosen.update(|chosen| {
                    if !chosen.remove(&index) {
                        chosen.insert(index);
                    }
                });
            };
            view! {
                <label class="arrival">
                    <input type="checkbox" data-testid=format!("arrival-{index}") prop:checked=move || chosen.with(|chosen| chosen.contains(&index)) on:change=toggle />
                    <strong>{named(saved)}</strong>
                    <span class="hint">{format::counted(saved.draft.nodes.len() as u64, "module", "modules")}</span>
                    {standing(saved)}
                </label>
            }
        })
        .collect_view();
    let problems = (!arrivals.problems.is_empty()).then(|| {
        let rows = arrivals.problems.iter().map(|problem| row(studio, problem.clone())).collect_view();
        let heading = (count > 0).then(|| view! { <h3>"What the files also hold"</h3> });
        view! { {heading}<ul class="findings" data-testid="arrival-problems">{rows}</ul> }
    });
    let endpoints = (services > 0).then(|| {
        let rows = arrivals
            .endpoints
            .iter()
            .map(|endpoint| {
                view! { <li><span class="name">{endpoint.name.clone()}</span><span class="hint">{kind_of(endpoint.kind)}</span></li> }
            })
            .collect_view();
        view! { <section class="column-names" data-testid="arrival-endpoints"><h3>"Their endpoints, which come along"</h3><ul>{rows}</ul></section> }
    });
    let all = move |_| {
        let every = chosen.with_untracked(BTreeSet::len) == count;
        chosen.set(if every { BTreeSet::new() } else { (0..count).collect() });
    };
    let all_words = move || if chosen.with(BTreeSet::len) == count { "Choose none" } else { "Choose all" };
    let open = move |_| {
        let chosen = chosen.get_untracked();
        let taken = chosen.iter().filter_map(|index| arrivals.pipelines.get(*index).cloned()).collect();
        close();
        leptos::task::spawn_local(open::take_chosen(studio, taken, arrivals.endpoints.clone()));
    };
    let open_words = move || match chosen.with(BTreeSet::len) {
        0 if services > 0 => format!("Take the {}", if services == 1 { "endpoint" } else { "endpoints" }),
        1 => "Open it".to_owned(),
        several => format!("Open {}", format::counted(several as u64, "pipeline", "pipelines")),
    };
    let buttons = if count == 0 && services == 0 {
        view! { <button type="button" class="button primary" data-testid="arrivals-close" on:click=move |_| close()>"Close"</button> }.into_any()
    } else {
        view! {
            <button type="button" class="button" on:click=move |_| close()>"Cancel"</button>
            <button type="button" class="button primary" data-testid="arrivals-open" prop:disabled=move || services == 0 && chosen.with(BTreeSet::is_empty) on:click=open>{open_words}</button>
        }
        .into_any()
    };
    let label = title.clone();
    view! {
            <div class="backdrop">
                <div
                    class="dialog arrivals"
                    role="dialog"
                    aria-modal="true"
                    aria-label=label.clone()
                    tabindex="-1"
                    node_ref=panel
                    data-testid="arrivals"
                    on:keydown=move |event| {
                        focus::keep_inside(&event);
                        if event.key() == "Escape" {
                            event.stop_propagation();
                            close();
                        }
                    }
                >
                    <header><h2>{title}</h2></header>
                    <div class="arrivals-body">{lines}{endpoints}{problems}</div>
                    <footer>
                        {(count > 1).then(|| view! { <button type="button" class="button quiet" on:click=all>{all_words}</button> })}
                        <span class="spacer"></span>
                        {buttons}
                    </footer>
                </div>
            </div>
    }
    .into_any()
}

fn named(saved: &SavedDocument) -> String {
    let name = saved.draft.name.trim();
    if name.is_empty() { "Unnamed pipeline".to_owned() } else { name.to_owned() }
}

/// How the worst of its modules fare, when it was converted.
fn standing(saved: &SavedDocument) -> Option<AnyView> {
    let migration = Migration::of(saved.report.as_ref()?);
    let count = |verdict| migration.count(verdict);
    let (class, words) = match (count(Verdict::CannotRun), count(Verdict::NeedsInput)) {
        (0, 0) => ("verdict done", "runs".to_owned()),
        (0, input) => ("verdict warning", format!("{input} {}", Verdict::NeedsInput.describe_count(input))),
        (cannot, _) => ("verdict error", format!("{cannot} {}", Verdict::CannotRun.describe_count(cannot))),
    };
    Some(view! { <span class=class>{words}</span> }.into_any())
}

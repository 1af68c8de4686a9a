//! The page of the migration: every pipeline that was converted, how it runs here and how much work is left, to filter, order, open and
//! export.

use super::icon::{self, icon};
use super::report::class;
use crate::charts::format;
use crate::open;
use crate::state::{Exporting, Page, Studio, studio};
use crate::store;
use leptos::prelude::*;
use ml_graph::Severity;
use studio_model::Summary;
use studio_model::migration::Verdict;
use studio_model::readiness::{Order, Readiness, Wanted, sum, wanted};

/// The page.
pub fn migration_page() -> AnyView {
    let studio = studio();
    let all: RwSignal<Option<Vec<Summary>>> = RwSignal::new(None);
    leptos::task::spawn_local(async move {
        let found = match store::summaries().await {
            Ok(found) => found,
            Err(error) => {
                studio.toast(Severity::Error, error);
                Vec::new()
            }
        };
        all.try_set(Some(found.into_iter().filter(|summary| summary.readiness.is_some()).collect()));
    });
    let page = move || match all.get() {
        None => view! { <p class="hint" aria-busy="true">"Looking through what is stored …"</p> }.into_any(),
        Some(all) if all.is_empty() => empty(studio),
        Some(all) => filled(studio, StoredValue::new(all)),
    };
    view! { <div class="migration-page" data-testid="migration">{page}</div> }.into_any()
}

fn empty(studio: Studio) -> AnyView {
    view! {
        <div class="empty page-empty">
            {crate::icons::icon("migration")}
            <h1>"Nothing converted yet"</h1>
            <p class="hint">
                "Open exported experiments, web services or a whole inventory report. Each pipeline is listed here with how it runs, \
                 what it needs and how much work is left; all of them can be exported together, the report included."
            </p>
            <button type="button" class="button primary" on:click=move |_| open::pick(studio)>"Open files …"</button>
        </div>
    }
    .into_any()
}

fn filled(studio: Studio, all: StoredValue<Vec<Summary>>) -> AnyView {
    let chosen: RwSignal<Wanted> = RwSignal::new(Wanted::default());
    let shown = Memo::new(move |_| all.with_value(|all| chosen.with(|chosen| wanted(all, chosen))));
    let export = move |_| {
        let ids = shown.with_untracked(|shown| shown.iter().map(|summary| summary.id.clone()).collect());
        studio.exporting.set(Some(Exporting::Stored(ids)));
    };
    let export_words = move || match shown.with(Vec::len) {
        several if several == all.with_value(Vec::len) => "Export all …".to_owned(),
        several => format!("Export {several} …"),
    };
    let rows = move || {
        let shown = shown.get();
        if shown.is_empty() {
            return view! { <tr><td colspan="8" class="hint">"No pipeline is like that."</td></tr> }
                .into_any();
        }
        shown.into_iter().map(|summary| row(studio, summary)).collect_view().into_any()
    };
    view! {
        <header>
            <h1>"Migration"</h1>
            <span class="spacer"></span>
            <button type="button" class="button primary" data-testid="migration-export" prop:disabled=move || shown.with(Vec::is_empty) on:click=export>
                {icon(icon::DOWNLOAD)}
                {export_words}
            </button>
        </header>
        {totals(studio, all)}
        <div class="migration-tools">
            <label class="search">
                {crate::icons::icon("search")}
                <input
                    type="search"
                    placeholder="Search pipelines and files"
                    aria-label="Search pipelines and files"
                    autocomplete="off"
                    spellcheck="false"
                    data-testid="migration-search"
                    on:input=move |event| chosen.update(|chosen| chosen.query = event_target_value(&event))
                />
            </label>
            <div class="filters" role="group" aria-label="Show">{filters(all, chosen)}</div>
        </div>
        <div class="migration-list">
            <table class="plain-table migration-table">
                <thead>
                    <tr>
                        {head("Pipeline", Order::Name, false, chosen)}
                        {head("Verdict", Order::Verdict, false, chosen)}
                        {head("Modules", Order::Modules, true, chosen)}
                        {Verdict::ALL.map(|verdict| view! { <th scope="col" class="number">{short(verdict)}</th> })}
                        {head("Work left", Order::Effort, true, chosen)}
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// What all of it comes to, in a sentence.
fn totals(studio: Studio, all: StoredValue<Vec<Summary>>) -> AnyView {
    let whole = all.with_value(|all| sum(all.iter().filter_map(|summary| summary.readiness.as_ref())));
    let pipelines = format::counted(all.with_value(Vec::len) as u64, "pipeline", "pipelines");
    let modules = format::counted(whole.modules.iter().sum::<usize>() as u64, "module", "modules");
    let secrets = format::counted(whole.secrets as u64, "credential", "credentials");
    let words = format!("{pipelines}, {modules}, {secrets} taken out.");
    let endpoints = move || {
        let count = studio.endpoints.with(|all| all.len());
        (count > 0).then(|| {
            let words = format::counted(count as u64, "endpoint", "endpoints");
            view! { " With " <button type="button" class="link" on:click=move |_| studio.page.set(Page::Endpoints)>{words}</button> "." }
        })
    };
    view! {
        <p class="migration-totals">
            {words}
            {endpoints}
            " Rough estimate of the work left: "
            <strong>{hours(whole.minutes_left)}</strong>
            {format!("; drawing everything again by hand: {}.", hours(whole.minutes_by_hand))}
        </p>
    }
    .into_any()
}

/// A button for all pipelines, and one for those of each verdict.
fn filters(all: StoredValue<Vec<Summary>>, chosen: RwSignal<Wanted>) -> AnyView {
    let of = |verdict: Option<Verdict>| {
        let is_of = |summary: &&Summary| {
            let found = summary.readiness.as_ref().map(Readiness::verdict);
            verdict.is_none_or(|verdict| found == Some(verdict))
        };
        all.with_value(|all| all.iter().filter(is_of).count())
    };
    let button = |verdict: Option<Verdict>| {
        let (count, words) = (of(verdict), verdict.map_or("All", Verdict::describe));
        let kind = verdict.map_or("verdict", class);
        (count > 0).then(|| {
            view! {
                <button
                    type="button"
                    class="filter"
                    aria-pressed=move || chosen.with(|chosen| chosen.verdict == verdict).to_string()
                    on:click=move |_| chosen.update(|chosen| chosen.verdict = verdict)
                >
                    <span class=kind>{words}</span>
                    <span class="number">{format::count(count as u64)}</span>
                </button>
            }
        })
    };
    let all = std::iter::once(None).chain(Verdict::ALL.into_iter().rev().map(Some));
    all.map(button).collect_view().into_any()
}

/// The head of a column by which the list can be ordered.
fn head(title: &'static str, order: Order, number: bool, chosen: RwSignal<Wanted>) -> AnyView {
    let sorted = move || {
        chosen.with(|chosen| match (chosen.order == order, chosen.reverse == (order == Order::Name)) {
            (false, _) => None,
            (true, true) => Some("descending"),
            (true, false) => Some("ascending"),
        })
    };
    let turn = move |_| {
        chosen.update(|chosen| {
            chosen.reverse = chosen.order == order && !chosen.reverse;
            chosen.order = order;
        });
    };
    view! {
        <th scope="col" class:number=number aria-sort=sorted>
            <button type="button" class="sort" on:click=turn>{title}</button>
        </th>
    }
    .into_any()
}

fn row(studio: Studio, summary: Summary) -> AnyView {
    let readiness = summary.readiness.unwrap_or_default();
    let verdict = readiness.verdict();
    let counts = Verdict::ALL.map(|verdict| {
        let count = readiness.count(verdict);
        let words = if count == 0 { "–".to_owned() } else { format::count(count as u64) };
        view! { <td class="number">{words}</td> }
    });
    let name = if summary.name.trim().is_empty() { "Unnamed pipeline".to_owned() } else { summary.name };
    let id = summary.id;
    let open = move |_| {
        let id = id.clone();
        leptos::task::spawn_local(async move { open::document_with_report(studio, id).await });
    };
    view! {
        <tr data-testid="migration-line">
            <td>
                <button type="button" class="link" title=name.clone() on:click=open><bdi>{name.clone()}</bdi></button>
                <div class="hint"><bdi>{readiness.file}</bdi></div>
            </td>
            <td><span class=class(verdict)>{verdict.describe()}</span></td>
            <td class="number">{format::count(summary.modules as u64)}</td>
            {counts}
            <td class="number">{hours(readiness.minutes_left)}</td>
        </tr>
    }
    .into_any()
}

fn short(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::RunsTheSame => "Same",
        Verdict::RunsDifferently => "Differ",
        Verdict::NeedsInput => "Need input",
        Verdict::CannotRun => "Cannot run",
    }
}

/// `45 min`, `3.5 h`.
pub(super) fn hours(minutes: usize) -> String {
    match minutes {
        0..90 => format!("{minutes} min"),
        _ => format!("{:.1} h", minutes as f64 / 60.0),
    }
}

//! The migration report: what the conversion made of each module, what needs a hand, and the whole text.

use super::icon::{self, icon};
use super::markdown;
use super::problems::row;
use crate::charts::{export, format};
use crate::state::{Studio, studio};
use leptos::prelude::*;
use ml_graph::ParamValue;
use studio_model::Migration;
use studio_model::migration::{MigratedModule, Verdict};

/// The report in the drawer.
pub fn report() -> AnyView {
    let studio = studio();
    let whole = RwSignal::new(false);
    let body = move || {
        let stored = studio.stored.get();
        if whole.get() {
            return view! { <div class="markdown report-text">{markdown::show(&stored.report_markdown)}</div> }.into_any();
        }
        let Some(entry) = &stored.report else {
            return view! { <p class="hint">"This pipeline was not converted from an export."</p> }
                .into_any();
        };
        let migration = Migration::of(entry);
        view! {
            <p class="hint">{format!("As it came from {}.", migration.file)}</p>
            {lines(studio, &migration)}
            {secrets(studio)}
            {taken_out(studio, &migration)}
            {findings(studio, &migration)}
        }
        .into_any()
    };
    let has_text = move || studio.stored.with(|stored| !stored.report_markdown.is_empty());
    let save = move |_| {
        let text = studio.stored.with_untracked(|stored| stored.report_markdown.clone());
        export::save("report.md", "text/markdown", text.as_bytes());
    };
    view! {
        <div class="report" data-testid="report">
            <header class="drawer-head">
                <h2>"Migration report"</h2>
                <span class="spacer"></span>
                <span class="head-actions" style:display=move || if has_text() { "" } else { "none" }>
                    <button type="button" class="button" aria-pressed=move || whole.get().to_string() on:click=move |_| whole.update(|whole| *whole = !*whole)>
                        {move || if whole.get() { "Summary" } else { "Whole report" }}
                    </button>
                    <button type="button" class="button" on:click=save>{icon(icon::DOWNLOAD)} "Markdown"</button>
                </span>
            </header>
            <div class="drawer-body">{body}</div>
        </div>
    }
    .into_any()
}

/// Counts and one line for each module, those that need attention first: what `ml-migrate convert` writes as `report.json`.
fn lines(studio: Studio, migration: &Migration) -> AnyView {
    let cards = Verdict::ALL
        .into_iter()
        .filter(|verdict| *verdict == Verdict::RunsTheSame || migration.count(*verdict) > 0)
        .map(|verdict| {
            let count = migration.count(verdict);
            view! {
                <div class="figure-card">
                    <div class="figure-value number">{format::count(count as u64)}</div>
                    <div class=class(verdict)>{verdict.describe_count(count)}</div>
                </div>
            }
        })
        .collect_view();
    let rows = migration.modules.iter().map(|module| line(studio, module.clone())).collect_view();
    view! {
        <div class="figure-cards">{cards}</div>
        <table class="plain-table report-table">
            <thead><tr><th scope="col">"Module"</th><th scope="col">"Verdict"</th><th scope="col">"Why"</th><th scope="col">"What to do"</th></tr></thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

fn line(studio: Studio, module: MigratedModule) -> AnyView {
    let MigratedModule { node, module, comment, verdict, reasons, to_do } = module;
    let id = node.clone();
    let there = Memo::new(move |_| studio.read(|document| document.draft().node(&id).is_some()));
    let name = move || {
        let (node, module) = (node.clone(), module.clone());
        if there.get() {
            view! { <button type="button" class="link" on:click=move |_| studio.reveal(&node)>{module}</button> }
                .into_any()
        } else {
            view! { <span>{module}</span> <div class="hint">"removed since"</div> }.into_any()
        }
    };
    let sentences = |sentences: Vec<String>| {
        sentences.into_iter().map(|sentence| view! { <p>{sentence}</p> }).collect_view()
    };
    view! {
        <tr data-testid="report-line">
            <td>{name}{(!comment.is_empty()).then(|| view! { <div class="hint">{comment}</div> })}</td>
            <td><span class=class(verdict)>{verdict.describe()}</span></td>
            <td>{sentences(reasons)}</td>
            <td>{sentences(to_do)}</td>
        </tr>
    }
    .into_any()
}

fn class(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::CannotRun => "verdict error",
        Verdict::NeedsInput => "verdict warning",
        Verdict::RunsDifferently => "verdict differs",
        Verdict::RunsTheSame => "verdict done",
    }
}

/// Where credentials were taken out; signatures to the results of old runs are only counted.
fn taken_out(studio: Studio, migration: &Migration) -> AnyView {
    let (of_runs, own): (Vec<_>, Vec<_>) =
        migration.secrets.iter().partition(|(_, address)| address.contains("/NodeStatuses/"));
    if of_runs.is_empty() && own.is_empty() {
        return ().into_any();
    }
    let rows = own
        .into_iter()
        .map(|(node, address)| {
            let place = address.rsplit('/').next().unwrap_or_default().to_owned();
            let title = node.clone().map(|node| {
                studio.peek(|document| studio_model::title_of(document.draft(), document.catalogue(), &node))
            });
            let node = node.clone();
            let link = title.map(|title| {
                let reveal = move |_| {
                    if let Some(node) = &node {
                        studio.reveal(node);
                    }
                };
                view! { <button type="button" class="link" on:click=reveal>{title}</button> }
            });
            view! { <li>{link}<span>{place}</span><code class="code">{address.clone()}</code></li> }
        })
        .collect_view();
    let old = (!of_runs.is_empty()).then(|| {
        let count = format::counted(of_runs.len() as u64, "signature", "signatures");
        view! { <li class="hint">{format!("{count} to results of old runs, which no longer open anything.")}</li> }
    });
    view! { <section><h3>"Taken out of the export"</h3><ul class="names">{rows}{old}</ul></section> }
        .into_any()
}

/// Credentials that have to be entered before a run.
fn secrets(studio: Studio) -> AnyView {
    let places: Vec<(String, String, String)> = studio.read(|document| {
        let draft = document.draft();
        let nodes = draft.nodes.iter().flat_map(|node| {
            node.params.iter().filter_map(move |(param, value)| match value {
                ParamValue::Secret(place) => Some((node.id.clone(), param.clone(), place.0.clone())),
                _ => None,
            })
        });
        nodes.collect()
    });
    if places.is_empty() {
        return ().into_any();
    }
    let rows = places
        .into_iter()
        .map(|(node, param, place)| {
            let title =
                studio.peek(|document| studio_model::title_of(document.draft(), document.catalogue(), &node));
            let entered = studio.jobs.secrets.with(|secrets| secrets.contains_key(&place));
            let state = if entered { "entered for this visit" } else { "to be entered again" };
            view! {
                <li>
                    <button type="button" class="link" on:click=move |_| studio.reveal(&node)>{title}</button>
                    <span>{param.replace('_', " ")}</span>
                    <span class="hint">{state}</span>
                </li>
            }
        })
        .collect_view();
    view! { <section><h3>"Credentials to enter"</h3><ul class="names">{rows}</ul></section> }.into_any()
}

/// What the converter found.
fn findings(studio: Studio, migration: &Migration) -> AnyView {
    if migration.diagnostics.is_empty() {
        return ().into_any();
    }
    let rows = migration.diagnostics.iter().map(|diagnostic| row(studio, diagnostic.clone())).collect_view();
    view! { <section><h3>"Found while converting"</h3><ul class="findings">{rows}</ul></section> }.into_any()
}

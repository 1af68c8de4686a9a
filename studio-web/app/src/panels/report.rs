//! The migration report: what the conversion made of each module, what needs a hand, and the whole text.

use super::icon::{self, icon};
use super::markdown;
use super::migration_page::hours;
use super::problems::row;
use crate::charts::format;
use crate::save;
use crate::state::{Exporting, Studio, studio};
use leptos::prelude::*;
use ml_graph::{AssetKind, ParamValue, Severity};
use std::collections::BTreeMap;
use studio_model::migration::{MigratedModule, Verdict};
use studio_model::{Migration, Readiness, ReportedModel};

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
            return view! {
                <p class="hint">"This pipeline was not converted from an export."</p>
                {models(studio, &stored.models)}
            }
            .into_any();
        };
        let migration = Migration::of(entry);
        let readiness = Readiness::of(entry);
        let work = format!(
            "As it came from {}. Rough estimate of the work left: {}; drawing it again by hand: {}.",
            migration.file,
            hours(readiness.minutes_left),
            hours(readiness.minutes_by_hand)
        );
        view! {
            <p class="hint"><bdi>{work}</bdi></p>
            {lines(studio, &migration)}
            {data(studio)}
            {models(studio, &stored.models)}
            {secrets(studio)}
            {taken_out(studio, &migration)}
            {findings(studio, &migration)}
        }
        .into_any()
    };
    let has_text = move || studio.stored.with(|stored| !stored.report_markdown.is_empty());
    let writing = RwSignal::new(false);
    let save = move |_| {
        writing.set(true);
        leptos::task::spawn_local(async move {
            if let Err(error) = save::export(studio, Exporting::Open, vec!["report".to_owned()]).await {
                studio.toast(Severity::Error, error.to_string());
            }
            writing.try_set(false);
        });
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
                    <button type="button" class="button" data-testid="report-download" prop:disabled=writing on:click=save>
                        {icon(icon::DOWNLOAD)}
                        {move || if writing.get() { "Writing …" } else { "Download" }}
                    </button>
                </span>
            </header>
            <div class="drawer-body">{body}</div>
        </div>
    }
    .into_any()
}

/// Counts and one line for each module, those that need attention first: what `ml-migrate convert` writes as `report.json`.
fn lines(studio: Studio, migration: &Migration) -> AnyView {
    let chosen: RwSignal<Option<Verdict>> = RwSignal::new(None);
    let cards = Verdict::ALL
        .into_iter()
        .filter(|verdict| *verdict == Verdict::RunsTheSame || migration.count(*verdict) > 0)
        .map(|verdict| {
            let count = migration.count(verdict);
            view! {
                <button
                    type="button"
                    class="figure-card"
                    title="Show these alone, or all again"
                    aria-pressed=move || (chosen.get() == Some(verdict)).to_string()
                    prop:disabled=count == 0
                    on:click=move |_| chosen.update(|chosen| *chosen = (*chosen != Some(verdict)).then_some(verdict))
                >
                    <span class="figure-value number">{format::count(count as u64)}</span>
                    <span class=class(verdict)>{verdict.describe_count(count)}</span>
                </button>
            }
        })
        .collect_view();
    let modules = migration.modules.clone();
    let rows = move || {
        let chosen = chosen.get();
        let of = |module: &&MigratedModule| chosen.is_none_or(|verdict| module.verdict == verdict);
        modules.iter().filter(of).map(|module| line(studio, module.clone())).collect_view()
    };
    view! {
        <div class="figure-cards">{cards}</div>
        <table class="plain-table report-table">
            <thead><tr><th scope="col">"Module"</th><th scope="col">"Verdict"</th><th scope="col">"Why"</th><th scope="col">"What to do"</th><th scope="col">"Lost in the designer"</th></tr></thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

fn line(studio: Studio, module: MigratedModule) -> AnyView {
    let MigratedModule { node, module, comment, verdict, reasons, to_do, lost } = module;
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
            <td>{sentences(lost)}</td>
        </tr>
    }
    .into_any()
}

pub(super) fn class(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::CannotRun => "verdict error",
        Verdict::NeedsInput => "verdict warning",
        Verdict::RunsDifferently => "verdict differs",
        Verdict::RunsTheSame => "verdict done",
    }
}

/// Data and models that the pipeline asks for and has not been given.
fn data(studio: Studio) -> AnyView {
    let missing: Vec<(String, String, &str)> = studio.read(|document| {
        let assets = document.draft().assets.iter();
        let missing = assets.filter(|asset| !document.data().contains_key(&asset.id));
        missing.map(|asset| (asset.id.clone(), asset.name.clone(), kind(asset.kind))).collect()
    });
    if missing.is_empty() {
        return ().into_any();
    }
    let rows = missing
        .into_iter()
        .map(|(id, name, kind)| {
            view! {
                <li>
                    <button type="button" class="link" on:click=move |_| studio.reveal(&id)><bdi>{name}</bdi></button>
                    <span class="hint">{kind}</span>
                </li>
            }
        })
        .collect_view();
    view! { <section><h3>"Data to give"</h3><ul class="names">{rows}</ul></section> }.into_any()
}

fn kind(kind: AssetKind) -> &'static str {
    match kind {
        AssetKind::Dataset => "dataset",
        AssetKind::TrainedModel => "trained model",
        AssetKind::Transform => "transform",
    }
}

/// What is known of the trained models that are attached.
fn models(studio: Studio, models: &BTreeMap<String, ReportedModel>) -> AnyView {
    let still = |id: &String| studio.read(|document| document.data().contains_key(id));
    let rows: Vec<_> = models
        .iter()
        .filter(|(id, _)| still(id))
        .map(|(id, model)| {
            let id = id.clone();
            let name = studio
                .peek(|document| studio_model::title_of(document.draft(), document.catalogue(), &id));
            let needs = match model.features.len() {
                0 => "not known".to_owned(),
                count => format::counted(count as u64, "column", "columns"),
            };
            let settings = model.settings.iter().map(|(name, value)| format!("{name} = {value}"));
            let settings = settings.collect::<Vec<_>>().join(", ");
            let (class, state) = if model.runs {
                ("verdict done", "runs".to_owned())
            } else {
                ("verdict error", format!("cannot run: {}", model.reasons.join(" ")))
            };
            view! {
                <tr data-testid="report-model">
                    <td>
                        <button type="button" class="link" on:click=move |_| studio.reveal(&id)><bdi>{name}</bdi></button>
                        <div class="hint"><bdi>{model.file.clone()}</bdi></div>
                    </td>
                    <td>{model.title.clone()}</td>
                    <td><bdi>{model.predicts()}</bdi></td>
                    <td>{needs}</td>
                    <td>{settings}</td>
                    <td><span class=class>{state}</span></td>
                </tr>
            }
        })
        .collect();
    if rows.is_empty() {
        return ().into_any();
    }
    view! {
        <section>
            <h3>"Trained models"</h3>
            <table class="plain-table models-table">
                <thead><tr><th scope="col">"File"</th><th scope="col">"Model"</th><th scope="col">"Predicts"</th><th scope="col">"Needs"</th><th scope="col">"Trained with"</th><th scope="col">"Here"</th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </section>
    }
    .into_any()
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

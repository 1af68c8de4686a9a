//! The first page: open something, try a sample, go on where one left off.

use crate::icons::icon;
use crate::late::Parts;
use crate::open::{self, Sample};
use crate::state::{Studio, studio};
use crate::store;
use leptos::prelude::*;
use studio_model::{Summary, Thumbnail};

/// The page; `over` says that a file is being dragged over the window.
pub fn home(parts: Parts, over: RwSignal<bool>) -> AnyView {
    let studio = studio();
    let gallery =
        move || parts.show(|late| (late.gallery)(studio)).unwrap_or_else(|| samples_section(ghosts()));
    view! {
        <main class="home">
            <div class="home-inner">
                <section class="hero" class:over=move || over.get()>
                    <div class="hero-words">
                        <h1>"Bring your experiments back to life"</h1>
                        <p>
                            "Open an experiment exported from Azure ML Studio (classic), see it as you drew it, and run it here in \
                             your browser or on your own machines. Nothing leaves this computer until you say so."
                        </p>
                        <div class="hero-actions">
                            <button class="button primary large" data-testid="open-files" on:click=move |_| parts.call(move |late| (late.pick)(studio))>
                                {icon("folder")}
                                "Open files …"
                            </button>
                            <button class="button large" data-testid="open-folder" on:click=move |_| parts.call(move |late| (late.pick_folder)(studio))>
                                "Open a folder …"
                            </button>
                            <button class="button large" data-testid="new-pipeline" on:click=move |_| parts.call(move |late| (late.empty)(studio))>
                                {icon("plus")}
                                "New pipeline"
                            </button>
                        </div>
                    </div>
                    <div class="hero-drop" aria-hidden="true">
                        {icon("drop")}
                        <strong>"Drop files anywhere"</strong>
                        <span>"Experiments, web services, inventory reports, saved models, a zip or folder of them, a draft, or data to start with. Pasting works too."</span>
                    </div>
                </section>
                {gallery}
            </div>
        </main>
    }
    .into_any()
}

/// Where samples will stand.
fn ghosts() -> Vec<AnyView> {
    (0..3).map(|_| view! { <div class="gallery-card ghost-card"></div> }.into_any()).collect()
}

fn samples_section(cards: impl IntoAny) -> AnyView {
    view! {
        <section class="home-section">
            <h2>"Try a sample"</h2>
            <div class="gallery">{cards.into_any()}</div>
        </section>
    }
    .into_any()
}

/// What there is to open: files named at the start, recent pipelines, samples.
pub fn gallery(studio: Studio) -> AnyView {
    let samples: RwSignal<Option<Vec<Sample>>> = RwSignal::new(None);
    let offered: RwSignal<Vec<Sample>> = RwSignal::new(Vec::new());
    let recent: RwSignal<Vec<Summary>> = RwSignal::new(Vec::new());
    leptos::task::spawn_local(async move {
        recent.try_set(store::summaries().await.unwrap_or_default());
    });
    leptos::task::spawn_local(async move {
        samples.try_set(Some(open::list("samples").await));
    });
    leptos::task::spawn_local(async move {
        offered.try_set(open::offered_files().await);
    });
    let recent_section = move || {
        (!recent.read().is_empty()).then(|| {
            view! {
                <section class="home-section">
                    <h2>"Go on"</h2>
                    <div class="gallery">
                        <For
                            each=move || recent.get()
                            key=|summary| summary.id.clone()
                            children=move |summary| recent_card(studio, recent, summary)
                        />
                    </div>
                </section>
            }
        })
    };
    let offered_section = move || {
        (!offered.read().is_empty()).then(|| {
            let files: Vec<_> = offered
                .get()
                .into_iter()
                .map(|file| {
                    let name = file.name.clone();
                    view! {
                        <button class="file-chip" on:click=move |_| open::offered(studio, file.clone())>
                            {icon("folder")}
                            {name}
                        </button>
                    }
                })
                .collect();
            view! { <section class="home-section"><h2>"Files you started with"</h2><div class="chips">{files}</div></section> }
        })
    };
    let sample_cards = move || match samples.get() {
        None => ghosts(),
        Some(list) if list.is_empty() => {
            vec![view! { <p class="quiet-text">"This copy of the studio carries no samples."</p> }.into_any()]
        }
        Some(list) => list.into_iter().map(|sample| sample_card(studio, sample)).collect(),
    };
    view! {
        {offered_section}
        {recent_section}
        {samples_section(sample_cards)}
    }
    .into_any()
}

fn picture(picture: &Thumbnail) -> AnyView {
    view! {
        <svg
            class="picture"
            viewBox=format!("-8 -8 {} {}", Thumbnail::WIDTH + 16.0, Thumbnail::HEIGHT + 16.0)
            aria-hidden="true"
        >
            <path class="picture-wires" d=picture.wires.clone()></path>
            <path class="picture-cards" d=picture.cards.clone()></path>
        </svg>
    }
    .into_any()
}

fn sample_card(studio: Studio, sample: Sample) -> AnyView {
    let drawn: RwSignal<Option<Thumbnail>> = RwSignal::new(None);
    let (wanted, opened) = (sample.clone(), sample.clone());
    leptos::task::spawn_local(async move {
        if let Some(draft) = open::sample_draft(&wanted).await {
            drawn.try_set(Some(Thumbnail::of(&draft)));
        }
    });
    view! {
        <button
            class="gallery-card"
            data-testid=format!("sample-{}", sample.path)
            on:click=move |_| open::sample(studio, opened.clone())
        >
            <span class="gallery-picture">{move || drawn.get().map(|drawn| picture(&drawn))}</span>
            <span class="gallery-title">{sample.name}</span>
            <span class="gallery-text">{sample.summary}</span>
        </button>
    }
    .into_any()
}

fn recent_card(studio: Studio, recent: RwSignal<Vec<Summary>>, summary: Summary) -> AnyView {
    let (opened, deleted) = (summary.id.clone(), summary.id.clone());
    let open = move |_| {
        let id = opened.clone();
        leptos::task::spawn_local(async move { open::document(studio, id).await });
    };
    let delete = move |_| delete(studio, recent, deleted.clone());
    let name =
        if summary.name.trim().is_empty() { "Unnamed pipeline".to_owned() } else { summary.name.clone() };
    let plural =
        |count: usize, one: &str, many: &str| format!("{count} {}", if count == 1 { one } else { many });
    let text = format!("{} · {}", plural(summary.modules, "module", "modules"), ago(summary.saved_ms));
    view! {
        <div class="gallery-item">
            <button class="gallery-card" data-testid=format!("recent-{}", summary.id) on:click=open>
                <span class="gallery-picture">{picture(&summary.picture)}</span>
                <span class="gallery-title">{name}</span>
                <span class="gallery-text">{text}</span>
            </button>
            <button class="icon-button gallery-delete" aria-label="Delete this pipeline" title="Delete" on:click=delete>
                {icon("trash")}
            </button>
        </div>
    }
    .into_any()
}

/// Deletes a pipeline; the message that says so can bring it back.
fn delete(studio: Studio, recent: RwSignal<Vec<Summary>>, id: String) {
    leptos::task::spawn_local(async move {
        let saved = store::document(&id).await.ok().flatten();
        if let Err(error) = store::delete_document(&id).await {
            return studio.toast(ml_graph::Severity::Error, error);
        }
        recent.try_update(|recent| recent.retain(|summary| summary.id != id));
        if studio.document_id.get_untracked().as_ref() == Some(&id) {
            studio.document_id.set(None);
            open::set_address("");
        }
        let Some(saved) = saved else { return };
        let name = saved.draft.name.clone();
        let undo = move || {
            let (id, saved) = (id.clone(), saved.clone());
            leptos::task::spawn_local(async move {
                if store::put_document(&id, &saved).await.is_ok() {
                    recent.try_set(store::summaries().await.unwrap_or_default());
                }
            });
        };
        studio.toast_with_undo(format!("“{name}” is deleted."), undo);
    });
}

/// How long ago, in words.
fn ago(then: f64) -> String {
    let minutes = ((store::now() - then) / 60_000.0).max(0.0).round() as u64;
    let (count, unit) = match minutes {
        0 => return "just now".to_owned(),
        1..60 => (minutes, "minute"),
        60..1440 => (minutes / 60, "hour"),
        _ => (minutes / 1440, "day"),
    };
    format!("{count} {unit}{} ago", if count == 1 { "" } else { "s" })
}

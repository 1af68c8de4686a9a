//! The dialog that writes the pipeline for other tools: which forms, and after the download what they could not say.

use super::icon::{self, icon};
use super::problems::row;
use crate::charts::format;
use crate::state::{Exporting, Studio, studio};
use crate::{focus, save, settings};
use leptos::prelude::*;
use ml_graph::Diagnostic;
use ml_protocol::{ExportTarget, Request, Response};
use std::collections::BTreeSet;

/// Under which the browser remembers what was chosen.
const CHOSEN: &str = "export.targets";

/// How far the dialog is.
#[derive(Clone, Debug, PartialEq)]
enum Stage {
    Choosing,
    Writing,
    Written { name: String, diagnostics: Vec<Diagnostic> },
    Failed(String),
}

/// The dialog, while it is open.
pub fn export_dialog() -> AnyView {
    let studio = studio();
    (move || studio.exporting.get().map(|what| dialog(studio, what))).into_any()
}

fn dialog(studio: Studio, what: Exporting) -> AnyView {
    let targets: RwSignal<Option<Result<Vec<ExportTarget>, String>>> = RwSignal::new(None);
    let chosen: RwSignal<BTreeSet<String>> = RwSignal::new(remembered());
    let stage = RwSignal::new(Stage::Choosing);
    leptos::task::spawn_local(async move {
        let found = match studio.engine.request(Request::Targets, None).await.map(|reply| reply.response) {
            Ok(Response::Targets { targets }) => Ok(targets),
            Ok(_) => Err(crate::client::unexpected().to_string()),
            Err(error) => Err(error.to_string()),
        };
        if let Ok(found) = &found {
            // What an earlier version offered and this one does not.
            chosen.try_update(|chosen| chosen.retain(|name| found.iter().any(|target| target.name == *name)));
        }
        targets.try_set(Some(found));
    });
    let title = match &what {
        Exporting::Open => "Export the pipeline".to_owned(),
        Exporting::Stored(ids) => {
            format!("Export {}", format::counted(ids.len() as u64, "pipeline", "pipelines"))
        }
    };
    let several = matches!(&what, Exporting::Stored(ids) if ids.len() > 1);
    let close = move || studio.exporting.set(None);
    let panel: NodeRef<leptos::html::Div> = NodeRef::new();
    Effect::new(move |_| {
        if let Some(panel) = panel.get() {
            let _ = panel.focus();
        }
    });
    let list = move || match targets.get() {
        None => {
            view! { <p class="hint" aria-busy="true">"Asking the engine what it can write …"</p> }.into_any()
        }
        Some(Err(sentence)) => {
            view! { <p class="notice error">{icon(icon::ERROR)} <span>{sentence}</span></p> }.into_any()
        }
        Some(Ok(targets)) => {
            targets.into_iter().map(|target| line(target, chosen, stage)).collect_view().into_any()
        }
    };
    let write = move |_| {
        let names: Vec<String> = chosen.get_untracked().into_iter().collect();
        settings::set_text(CHOSEN, &names.join(","));
        // In the order in which they are offered.
        let order = targets.get_untracked().and_then(Result::ok).unwrap_or_default();
        let names = order.into_iter().map(|target| target.name).filter(|name| names.contains(name)).collect();
        stage.set(Stage::Writing);
        let what = what.clone();
        leptos::task::spawn_local(async move {
            let written = save::export(studio, what, names).await;
            stage.try_set(match written {
                Ok((name, diagnostics)) => Stage::Written { name, diagnostics },
                Err(error) => Stage::Failed(error.to_string()),
            });
        });
    };
    let outcome = move || match stage.get() {
        Stage::Choosing | Stage::Writing => data_hint(studio, several),
        Stage::Failed(sentence) => {
            view! { <p class="notice error">{icon(icon::ERROR)} <span>{sentence}</span></p> }.into_any()
        }
        Stage::Written { name, diagnostics } => written(studio, &name, diagnostics),
    };
    let is_writing = move || stage.with(|stage| *stage == Stage::Writing);
    let words = move || if is_writing() { "Writing …" } else { "Download" };
    view! {
        <div class="backdrop">
            <div
                class="dialog exports"
                role="dialog"
                aria-modal="true"
                aria-label=title.clone()
                tabindex="-1"
                node_ref=panel
                data-testid="export-dialog"
                on:keydown=move |event| {
                    focus::keep_inside(&event);
                    if event.key() == "Escape" {
                        event.stop_propagation();
                        close();
                    }
                }
            >
                <header><h2>{title.clone()}</h2></header>
                <div class="dialog-scroll">
                    <div class="choices">{list}</div>
                    {outcome}
                </div>
                <footer>
                    <span class="hint">{move || summary(&targets.get(), &chosen.get(), several)}</span>
                    <span class="spacer"></span>
                    <button type="button" class="button" data-testid="export-close" on:click=move |_| close()>"Close"</button>
                    <button
                        type="button"
                        class="button primary"
                        data-testid="export-download"
                        prop:disabled=move || is_writing() || chosen.with(BTreeSet::is_empty)
                        on:click=write
                    >
                        {icon(icon::DOWNLOAD)}
                        {words}
                    </button>
                </footer>
            </div>
        </div>
    }
    .into_any()
}

/// A form to tick.
fn line(target: ExportTarget, chosen: RwSignal<BTreeSet<String>>, stage: RwSignal<Stage>) -> AnyView {
    let ExportTarget { name, title, folder } = target;
    let (mine, id) = (name.clone(), format!("target-{name}"));
    let is_chosen = move || chosen.with(|chosen| chosen.contains(&mine));
    let toggle = move |_| {
        stage.set(Stage::Choosing);
        chosen.update(|chosen| {
            if !chosen.remove(&name) {
                chosen.insert(name.clone());
            }
        });
    };
    let form = if folder { "A folder of files" } else { "One file" };
    view! {
        <label class="choice-line">
            <input type="checkbox" data-testid=id prop:checked=is_chosen on:change=toggle />
            <span><strong>{title}</strong><span class="hint">{form}</span></span>
        </label>
    }
    .into_any()
}

/// What is chosen the first time and afterwards.
fn remembered() -> BTreeSet<String> {
    let names = settings::text(CHOSEN).unwrap_or_default();
    names.split(',').filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

/// What the download will be.
fn summary(
    targets: &Option<Result<Vec<ExportTarget>, String>>,
    chosen: &BTreeSet<String>,
    several: bool,
) -> String {
    let Some(Ok(targets)) = targets else { return String::new() };
    let folder = targets.iter().any(|target| target.folder && chosen.contains(&target.name));
    match chosen.len() {
        0 => "Choose at least one form.".to_owned(),
        1 if !folder && !several => "Downloads one file.".to_owned(),
        _ => "Downloads a zip.".to_owned(),
    }
}

/// Which files go along.
fn data_hint(studio: Studio, several: bool) -> AnyView {
    if several {
        return view! { <p class="hint">"Their attached files go along into folders that have a place for data. Credentials never do."</p> }
            .into_any();
    }
    let count = studio.read(|document| document.data().len());
    (count > 0)
        .then(|| {
            let files = format::counted(count as u64, "attached file goes", "attached files go");
            view! { <p class="hint">{format!("{files} along into folders that have a place for data. Credentials never do.")}</p> }
        })
        .into_any()
}

fn written(studio: Studio, name: &str, diagnostics: Vec<Diagnostic>) -> AnyView {
    let words = if diagnostics.is_empty() {
        format!("“{name}” is downloaded. Everything in the pipeline could be written.")
    } else {
        let count = format::counted(diagnostics.len() as u64, "thing", "things");
        format!("“{name}” is downloaded. Look at {count} that could not be written as in the pipeline:")
    };
    let rows = diagnostics.into_iter().map(|diagnostic| row(studio, diagnostic)).collect_view();
    view! {
        <p class="notice" role="status" data-testid="export-outcome">{icon(icon::INFO)} <span>{words}</span></p>
        <ul class="findings">{rows}</ul>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(name: &str, folder: bool) -> ExportTarget {
        ExportTarget { name: name.to_owned(), title: name.to_owned(), folder }
    }

    #[test]
    fn the_footer_says_what_comes() {
        let targets = Some(Ok(vec![target("draft", false), target("azureml", true)]));
        let chosen =
            |names: &[&str]| summary(&targets, &names.iter().map(|name| (*name).to_owned()).collect(), false);
        assert_eq!(chosen(&["draft"]), "Downloads one file.");
        assert_eq!(chosen(&["azureml"]), "Downloads a zip.");
        assert_eq!(chosen(&["azureml", "draft"]), "Downloads a zip.");
        assert_eq!(chosen(&[]), "Choose at least one form.");
        let draft = BTreeSet::from(["draft".to_owned()]);
        assert_eq!(summary(&targets, &draft, true), "Downloads a zip.");
        assert_eq!(summary(&None, &BTreeSet::new(), false), "");
    }
}

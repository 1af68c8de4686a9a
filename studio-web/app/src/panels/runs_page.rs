//! The page of runs: what ran, where, how it ended; a run that its place still has can be looked at again.

use super::icon::{self, icon};
use super::jobs::RunLine;
use crate::charts::format;
use crate::state::{Page, Studio, studio};
use leptos::prelude::*;
use ml_protocol::RunState;

/// The list, newest first.
pub fn runs_page() -> AnyView {
    let studio = studio();
    leptos::task::spawn_local(studio.jobs.list_remote(studio));
    let list = move || {
        let runs = studio.jobs.runs.get();
        if runs.is_empty() {
            return view! {
                <div class="empty page-empty">
                    {crate::icons::icon("runs")}
                    <h1>"No runs yet"</h1>
                    <p class="hint">
                        "Open a pipeline and press Run. Each run is listed here with its time and outcome, and its results can be looked \
                         at again. Runs on a remote compute are kept there."
                    </p>
                    <button type="button" class="button primary" on:click=move |_| studio.page.set(Page::Home)>"Choose a pipeline"</button>
                </div>
            }
            .into_any();
        }
        let rows = runs.into_iter().map(|line| row(studio, line)).collect_view();
        view! {
            <header><h1>"Runs"</h1></header>
            <table class="plain-table runs-table">
                <thead><tr><th scope="col">"Pipeline"</th><th scope="col">"State"</th><th scope="col">"Started"</th><th scope="col">"Time"</th><th scope="col">"Computed on"</th><th scope="col"></th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
        }
        .into_any()
    };
    view! { <div class="runs-page" data-testid="runs">{list}</div> }.into_any()
}

fn row(studio: Studio, line: RunLine) -> AnyView {
    let (class, words) = match line.summary.state {
        RunState::Queued => ("verdict", "waiting"),
        RunState::Running => ("verdict", "running"),
        RunState::Finished => ("verdict done", "finished"),
        RunState::Failed => ("verdict error", "failed"),
        RunState::Cancelled => ("verdict", "cancelled"),
        RunState::Interrupted => ("verdict warning", "interrupted"),
    };
    let going = matches!(line.summary.state, RunState::Queued | RunState::Running);
    let started = String::from(
        js_sys::Date::new(&(line.summary.started_ms as f64).into())
            .to_locale_string("default", &js_sys::Object::new()),
    );
    let time = if going { String::new() } else { format::duration(line.summary.duration_ms) };
    let run = line.summary.run.clone();
    let open = line.clone();
    view! {
        <tr>
            <td><button type="button" class="link" on:click=move |_| studio.jobs.open(studio, open.clone())>{line.summary.name.clone()}</button></td>
            <td><span class=class>{words}</span></td>
            <td class="number">{started}</td>
            <td class="number">{time}</td>
            <td>{line.place.clone()}</td>
            <td>
                {(!going).then(|| view! {
                    <button type="button" class="icon-button" title="Delete" aria-label="Delete this run" on:click=move |_| studio.jobs.delete(studio, run.clone())>{icon(icon::DELETE)}</button>
                })}
            </td>
        </tr>
    }
    .into_any()
}

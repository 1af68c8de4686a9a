//! The right end of the top bar: run, cancel, and what to compute on.

use super::icon::{self, icon};
use super::jobs::Jobs;
use super::popover::popover;
use crate::charts::format;
use crate::client::{self, Adapter, Compute};
use crate::state::studio;
use leptos::prelude::*;
use ml_protocol::RunState;
use studio_model::RunView;

/// Run or cancel, and the selector beside it.
pub fn run_control(jobs: Jobs) -> AnyView {
    let studio = studio();
    let going = Memo::new(move |_| studio.run.with(RunView::is_going));
    let face = move || {
        if going.get() {
            let progress = move || {
                let (done, planned) = studio.run.with(RunView::progress);
                if planned == 0 { "Starting".to_owned() } else { format!("{done} of {planned}") }
            };
            view! { {icon(icon::STOP)} <span>"Cancel"</span> <span class="faint number">{progress}</span> }
                .into_any()
        } else {
            view! { {icon(icon::RUN)} <span>"Run"</span> }.into_any()
        }
    };
    let selector = popover(
        move || {
            view! { <span class="compute-name">{jobs.compute.get().label()}</span> {icon(icon::DOWN)} }
                .into_any()
        },
        "What to compute on",
        "split-end",
        "compute",
        move |open| compute_menu(jobs, open),
    );
    let outcome = move || {
        let (state, time) = studio.run.with(|run| (run.state, run.duration_ms));
        let time = time.map(format::duration).unwrap_or_default();
        let (class, words) = match state? {
            RunState::Finished => ("run-outcome done", format!("Finished in {time}")),
            RunState::Failed => ("run-outcome failed", "Failed".to_owned()),
            RunState::Cancelled => ("run-outcome", "Cancelled".to_owned()),
            RunState::Interrupted => ("run-outcome failed", "Interrupted".to_owned()),
            RunState::Queued | RunState::Running => return None,
        };
        Some(view! { <span class=class role="status" data-testid="run-outcome">{words}</span> })
    };
    view! {
        {outcome}
        <div class="run-control" class:going=going>
            <button
                type="button"
                class="split-start"
                data-testid="run"
                title=move || if going.get() { "Stop the run" } else { "Run the pipeline (Ctrl+Enter)" }
                on:click=move |_| if going.get_untracked() { jobs.cancel(studio) } else { jobs.run(studio, Vec::new()) }
            >
                {face}
            </button>
            {selector}
        </div>
    }
    .into_any()
}

fn compute_menu(jobs: Jobs, open: RwSignal<bool>) -> AnyView {
    let studio = studio();
    jobs.ask_adapter();
    let own = StoredValue::new(client::is_served_by_compute());
    let (address, token) = match (jobs.compute.get_untracked(), own.get_value()) {
        (Compute::Remote { address, token }, _) | (_, Some(Compute::Remote { address, token })) => {
            (address, token)
        }
        _ => ("http://127.0.0.1:8642".to_owned(), String::new()),
    };
    let (address, token) = (RwSignal::new(address), RwSignal::new(token));
    let remote = move || Compute::Remote { address: address.get_untracked(), token: token.get_untracked() };
    let gpu = move || match jobs.adapter.get() {
        None => "Asking the browser …",
        Some(Adapter::None) => "This browser offers no GPU; runs fall back to the CPU.",
        Some(Adapter::Software) => "Only a software GPU here: slower than the CPU, for trying out.",
        Some(Adapter::Hardware) => "Uses this computer's GPU for everything that can.",
    };
    let choice = move |name: &'static str, compute: Compute, title: &'static str, text: AnyView| {
        let mine = compute.clone();
        let chosen = move || match (&mine, jobs.compute.get()) {
            (Compute::Remote { .. }, now) => now.is_remote(),
            (mine, now) => *mine == now,
        };
        let pick = move |_| {
            jobs.choose(if compute.is_remote() { remote() } else { compute.clone() });
        };
        view! {
            <label class="choice-line">
                <input type="radio" name="compute" data-testid=format!("compute-{name}") prop:checked=chosen on:change=pick />
                <span><strong>{title}</strong><span class="hint">{text}</span></span>
            </label>
        }
    };
    // Neither half an address nor half a token is ever called. A click elsewhere takes the menu away before a field can tell of its
    // change, hence the second way.
    let typed = StoredValue::new(false);
    let changed = move || {
        if typed.try_get_value() == Some(true) && jobs.compute.with_untracked(Compute::is_remote) {
            typed.set_value(false);
            jobs.choose(remote());
        }
    };
    on_cleanup(changed);
    let seed = move |event| {
        if let Ok(seed) = event_target_value(&event).trim().parse() {
            jobs.seed.set(seed);
        }
    };
    let selected = move || studio.selection.get().items.into_iter().collect::<Vec<_>>();
    view! {
        <fieldset class="choices">
            <legend>"Compute on"</legend>
            {choice("auto", Compute::Auto, "Browser, automatic", "The GPU when there is a real one and the work is large, else the CPU.".into_any())}
            {choice("cpu", Compute::Cpu, "Browser, CPU", "In this page; your data stays on this computer.".into_any())}
            {choice("gpu", Compute::Gpu, "Browser, WebGPU", gpu.into_any())}
            {choice("remote", remote(), "Remote", "A computer that runs “ml-migrate serve”. Pipeline and data are sent there.".into_any())}
        </fieldset>
        <Show when=move || jobs.compute.with(Compute::is_remote)>
            <label class="field">
                <span class="label">"Address"</span>
                <input type="url" data-testid="remote-address" prop:value=address on:input=move |event| { address.set(event_target_value(&event).trim().to_owned()); typed.set_value(true); } on:change=move |_| changed() />
            </label>
            <label class="field">
                <span class="label">"Token"</span>
                <input type="password" autocomplete="off" data-testid="remote-token" prop:value=token on:input=move |event| { token.set(event_target_value(&event).trim().to_owned()); typed.set_value(true); } on:change=move |_| changed() />
            </label>
            <label class="check-line">
                <input type="checkbox" data-testid="allow-scripts" prop:checked=jobs.allow_scripts on:change=move |event| jobs.allow_scripts.set(event_target_checked(&event)) />
                <span>"Allow Python and R scripts of this pipeline to run there"</span>
            </label>
        </Show>
        <label class="field">
            <span class="label">"Seed where a module has none"</span>
            <input type="text" inputmode="numeric" class="number" data-testid="run-seed" prop:value=move || jobs.seed.get().to_string() on:change=seed />
        </label>
        <div class="actions">
            <button
                type="button"
                class="button"
                data-testid="run-selected"
                prop:disabled=move || selected().is_empty()
                on:click=move |_| {
                    open.set(false);
                    jobs.run(studio, studio.selection.get_untracked().items.into_iter().collect());
                }
            >
                "Run up to the selection"
            </button>
        </div>
    }
    .into_any()
}

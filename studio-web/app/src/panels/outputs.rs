//! How the selected module fared in the run shown, and its outputs to look at or download.

use super::icon::{self, icon};
use crate::charts::format;
use crate::state::{Drawer, Studio};
use leptos::prelude::*;
use ml_graph::{Diagnostic, PortRef};
use ml_protocol::{NodeState, OutputFormat, OutputSummary, Request, Response};
use studio_model::NodeProgress;

fn progress_of(studio: Studio, id: &str) -> Memo<Option<NodeProgress>> {
    let id = id.to_owned();
    Memo::new(move |_| studio.run.with(|run| run.nodes.get(&id).cloned()))
}

/// State, time and device; why it failed and what it warned of.
pub(super) fn state(studio: Studio, id: &str) -> AnyView {
    let progress = progress_of(studio, id);
    view! {
        {move || progress.get().map(|progress| {
            let words = match progress.state {
                NodeState::Queued => "Waits for its inputs".to_owned(),
                NodeState::Running if progress.message.is_empty() => "Running".to_owned(),
                NodeState::Running => format!("Running: {}", progress.message),
                NodeState::Finished => "Done".to_owned(),
                NodeState::Cached => "Done earlier; nothing changed since".to_owned(),
                NodeState::Failed => "Failed".to_owned(),
                NodeState::Skipped => "Not run".to_owned(),
                NodeState::Cancelled => "Cancelled".to_owned(),
            };
            let time = progress.duration_ms.map(format::duration);
            let parts: Vec<String> = [Some(words), time, Some(progress.device.clone())]
                .into_iter()
                .flatten()
                .filter(|part| !part.is_empty())
                .collect();
            view! {
                <div class="run-state">
                    <p class="hint" data-testid="run-state">{parts.join(" · ")}</p>
                    {progress.failure.as_ref().map(finding)}
                    {progress.warnings.iter().map(finding).collect_view()}
                </div>
            }
        })}
    }
    .into_any()
}

/// A sentence, its help and its code.
pub(super) fn finding(diagnostic: &Diagnostic) -> AnyView {
    let class = match diagnostic.severity {
        ml_graph::Severity::Error => "notice error",
        ml_graph::Severity::Warning => "notice warning",
        ml_graph::Severity::Info => "notice",
    };
    let help = (!diagnostic.help.is_empty())
        .then(|| view! { <span class="help-line">{diagnostic.help.clone()}</span> });
    view! {
        <p class=class>
            {icon::of_severity(diagnostic.severity)}
            <span>{diagnostic.message.clone()} {help} <code class="code">{diagnostic.code.clone()}</code></span>
        </p>
    }
    .into_any()
}

/// Each output with what it is, Visualize and download.
pub(super) fn outputs(studio: Studio, id: &str) -> AnyView {
    let progress = progress_of(studio, id);
    let id = id.to_owned();
    view! {
        {move || {
            let outputs = progress.get().map(|progress| progress.outputs).unwrap_or_default();
            (!outputs.is_empty()).then(|| {
                let rows: Vec<AnyView> =
                    outputs.into_iter().map(|(port, summary)| row(studio, &id, &port, &summary)).collect();
                view! { <section class="outputs"><h3>"Outputs"</h3>{rows}</section> }
            })
        }}
    }
    .into_any()
}

fn row(studio: Studio, node: &str, port: &str, summary: &OutputSummary) -> AnyView {
    let place = PortRef::new(node, port);
    let title = studio.peek(|document| {
        let component = &document.draft().node(node)?.component;
        Some(document.catalogue().get(component)?.output(port)?.title.clone())
    });
    let title = title.unwrap_or_else(|| port.to_owned());
    let (look, file) = (place.clone(), StoredValue::new(place));
    let is_table = summary.rows.is_some();
    view! {
        <div class="output-row">
            <div>
                <div>{title}</div>
                <div class="hint">{summary.text.clone()}</div>
            </div>
            <span class="spacer"></span>
            <button type="button" class="button" data-testid=format!("visualize-{port}") on:click=move |_| studio.drawer.set(Some(Drawer::Visualize(look.clone())))>
                {icon(icon::CHART)} "Visualize"
            </button>
            <button
                type="button"
                class="icon-button"
                title="Download"
                aria-label="Download"
                on:click=move |_| download(studio, file.get_value(), if is_table { OutputFormat::Csv } else { OutputFormat::Json })
            >
                {icon(icon::DOWNLOAD)}
            </button>
        </div>
    }
    .into_any()
}

/// Fetches an output as a file and hands it to the user.
pub(crate) fn download(studio: Studio, place: PortRef, format: OutputFormat) {
    let Some(run) = studio.run.with_untracked(|view| view.run.clone()) else { return };
    leptos::task::spawn_local(async move {
        let request = Request::Download { run, node: place.node, port: place.port, format };
        match studio.engine.request(request, None).await {
            Ok(reply) => {
                if let (Response::File { name, media }, Some(bytes)) = (reply.response, reply.attachment) {
                    crate::charts::export::save(&name, &media, &bytes);
                }
            }
            Err(error) => studio.toast(ml_graph::Severity::Error, error.to_string()),
        }
    });
}

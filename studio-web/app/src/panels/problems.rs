//! What is wrong with the pipeline, with a jump to the place.

use super::icon;
use crate::charts::format;
use crate::state::{Studio, studio};
use leptos::prelude::*;
use ml_graph::{Diagnostic, Severity};
use ml_protocol::RunState;

/// The list in the drawer: of the pipeline as it stands, and of the run shown.
pub fn problems() -> AnyView {
    let studio = studio();
    let counts = move || {
        let (errors, warnings) =
            studio.problems.with(|all| (all.count(Severity::Error), all.count(Severity::Warning)));
        format!(
            "{}, {}",
            format::counted(errors as u64, "error", "errors"),
            format::counted(warnings as u64, "warning", "warnings")
        )
    };
    let list = move || {
        let found = studio.problems.with(|all| all.all().to_vec());
        if found.is_empty() {
            return view! { <p class="empty hint">"No problems: the pipeline can run."</p> }.into_any();
        }
        rows(studio, found)
    };
    let of_run = move || {
        let found = studio.run.with(|run| run.diagnostics.clone());
        let failed = studio.run.with(|run| run.state == Some(RunState::Failed));
        (!found.is_empty()).then(|| {
            let title = if failed { "Why the last run failed" } else { "Notes of the last run" };
            view! { <section><h3>{title}</h3>{rows(studio, found)}</section> }
        })
    };
    let engine = move || {
        let missing =
            !studio.jobs.checked.get() && studio.read(|document| !document.draft().nodes.is_empty());
        missing.then(|| {
            view! { <p class="hint">"The engine has not checked this pipeline yet; the list shows what the studio sees by itself."</p> }
        })
    };
    view! {
        <div class="problems" data-testid="problems">
            <header class="drawer-head"><h2>"Problems"</h2><span class="hint">{counts}</span></header>
            <div class="drawer-body">
                {of_run}
                {list}
                {engine}
            </div>
        </div>
    }
    .into_any()
}

fn rows(studio: Studio, found: Vec<Diagnostic>) -> AnyView {
    let rows = found.into_iter().map(|diagnostic| row(studio, diagnostic)).collect_view();
    view! { <ul class="findings">{rows}</ul> }.into_any()
}

/// One finding; the module's name leads to it.
pub(super) fn row(studio: Studio, diagnostic: Diagnostic) -> AnyView {
    let class = match diagnostic.severity {
        Severity::Error => "finding error",
        Severity::Warning => "finding warning",
        Severity::Info => "finding",
    };
    let place = diagnostic.at.node.clone().map(|node| {
        let title =
            studio.peek(|document| studio_model::title_of(document.draft(), document.catalogue(), &node));
        view! { <button type="button" class="link" on:click=move |_| studio.reveal(&node)>{title}</button> }
    });
    let file = diagnostic.at.file.clone().map(|file| {
        let mut line = diagnostic.at.line.map(|line| format!(", line {line}")).unwrap_or_default();
        if let Some(column) = diagnostic.at.line_column {
            line.push_str(&format!(", column {column}"));
        }
        let pointer = diagnostic.at.pointer.as_ref().filter(|pointer| !pointer.is_empty());
        let pointer = pointer.map(|pointer| format!(", at {pointer}")).unwrap_or_default();
        view! { <span class="hint">{format!("{file}{line}{pointer}")}</span> }
    });
    let help =
        (!diagnostic.help.is_empty()).then(|| view! { <div class="hint">{diagnostic.help.clone()}</div> });
    view! {
        <li class=class>
            {icon::of_severity(diagnostic.severity)}
            <div class="finding-text">
                <div>{diagnostic.message.clone()}</div>
                {help}
            </div>
            <div class="finding-place">{place}{file}<code class="code">{diagnostic.code.clone()}</code></div>
        </li>
    }
    .into_any()
}

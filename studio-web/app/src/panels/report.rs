//! The migration report: what the conversion made of each module, what needs a hand, and the whole text.

use super::icon::{self, icon};
use super::markdown;
use super::problems::row;
use crate::charts::{export, format};
use crate::state::{Studio, studio};
use leptos::prelude::*;
use ml_graph::{Json, ParamValue, Status};

/// What becomes of a module.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Verdict {
    Unknown,
    NotYet,
    Hand,
    Runs,
}

impl Verdict {
    fn words(self) -> &'static str {
        match self {
            Verdict::Unknown => "not in the catalogue",
            Verdict::NotYet => "does not run yet",
            Verdict::Hand => "needs a hand",
            Verdict::Runs => "runs",
        }
    }

    fn class(self) -> &'static str {
        match self {
            Verdict::Unknown | Verdict::NotYet => "verdict error",
            Verdict::Hand => "verdict warning",
            Verdict::Runs => "verdict done",
        }
    }
}

/// A line of the table.
struct Line {
    node: String,
    title: String,
    component: String,
    verdict: Verdict,
    why: String,
}

/// The report in the drawer.
pub fn report() -> AnyView {
    let studio = studio();
    let whole = RwSignal::new(false);
    let body = move || {
        let stored = studio.stored.get();
        let is_converted = stored.report.is_some() || !stored.report_markdown.is_empty();
        if whole.get() {
            return view! { <div class="markdown report-text">{markdown::show(&stored.report_markdown)}</div> }.into_any();
        }
        view! {
            {(!is_converted).then(|| view! { <p class="hint">"This pipeline was not converted from an export; the table shows how its modules stand."</p> })}
            {lines(studio)}
            {secrets(studio)}
            {findings(studio)}
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

/// Counts and one line for each module, those that need attention first.
fn lines(studio: Studio) -> AnyView {
    let mut lines = verdicts(studio);
    lines.sort_by(|a, b| a.verdict.cmp(&b.verdict).then_with(|| a.title.cmp(&b.title)));
    let count = |verdict: Verdict| lines.iter().filter(|line| line.verdict == verdict).count() as u64;
    let all = [Verdict::Runs, Verdict::Hand, Verdict::NotYet, Verdict::Unknown];
    let cards = all
        .into_iter()
        .filter(|verdict| *verdict == Verdict::Runs || count(*verdict) > 0)
        .map(|verdict| {
            view! { <div class="figure-card"><div class="figure-value number">{format::count(count(verdict))}</div><div class="figure-name">{verdict.words()}</div></div> }
        })
        .collect_view();
    let rows = lines
        .iter()
        .map(|line| {
            let node = line.node.clone();
            view! {
                <tr>
                    <td><button type="button" class="link" on:click=move |_| studio.reveal(&node)>{line.title.clone()}</button></td>
                    <td class="hint">{line.component.clone()}</td>
                    <td><span class=line.verdict.class()>{line.verdict.words()}</span></td>
                    <td>{line.why.clone()}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <div class="figure-cards">{cards}</div>
        <div class="scroll">
            <table class="plain-table report-table">
                <thead><tr><th scope="col">"Module"</th><th scope="col">"Kind"</th><th scope="col">"Verdict"</th><th scope="col">"What changes, what to do"</th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// The verdicts of the modules as they stand now: a report goes stale when the pipeline is edited.
fn verdicts(studio: Studio) -> Vec<Line> {
    let stored = studio.stored.get();
    studio.read(|document| {
        let (draft, catalogue) = (document.draft(), document.catalogue());
        draft
            .nodes
            .iter()
            .map(|node| {
                let spec = catalogue.get(&node.component);
                let found = stored.diagnostics.iter().filter(|d| d.at.node.as_deref() == Some(&node.id));
                let worst = found.clone().max_by_key(|diagnostic| diagnostic.severity);
                let told = stored.report.as_ref().and_then(|report| note_of(report, &node.id));
                let (verdict, why) = match spec.map(|spec| &spec.status) {
                    None => (Verdict::Unknown, "Replace it with a module of the palette.".to_owned()),
                    Some(Status::DoesNotRun { reason }) => (Verdict::NotYet, reason.clone()),
                    Some(Status::Runs) => match worst {
                        Some(diagnostic) if diagnostic.severity > ml_graph::Severity::Info => {
                            (Verdict::Hand, [diagnostic.message.as_str(), diagnostic.help.as_str()].join(" "))
                        }
                        _ => (Verdict::Runs, String::new()),
                    },
                };
                Line {
                    node: node.id.clone(),
                    title: studio_model::title_of(draft, catalogue, &node.id),
                    component: spec.map_or_else(|| node.component.clone(), |spec| spec.title.clone()),
                    verdict,
                    why: if why.is_empty() { told.unwrap_or_default() } else { why },
                }
            })
            .collect()
    })
}

/// What the report says of a node: the `note`, `todo` or `changes` of the entry whose `node` or `id` it is, wherever it stands.
fn note_of(report: &Json, node: &str) -> Option<String> {
    let is_it = ["node", "id"].iter().any(|key| report.get(key).and_then(Json::as_str) == Some(node));
    if is_it {
        let sentences: Vec<&str> = ["changes", "note", "todo"]
            .iter()
            .filter_map(|key| report.get(key))
            .flat_map(|value| value.as_str().into_iter().chain(value.items().iter().filter_map(Json::as_str)))
            .collect();
        if !sentences.is_empty() {
            return Some(sentences.join(" "));
        }
    }
    let children = report.members().iter().map(|(_, value)| value).chain(report.items());
    children.into_iter().find_map(|child| note_of(child, node))
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
    view! { <section><h3>"Credentials"</h3><ul class="names">{rows}</ul></section> }.into_any()
}

/// What the converter found.
fn findings(studio: Studio) -> AnyView {
    let found = studio.stored.with(|stored| stored.diagnostics.clone());
    if found.is_empty() {
        return ().into_any();
    }
    let rows = found.into_iter().map(|diagnostic| row(studio, diagnostic)).collect_view();
    view! { <section><h3>"Found while converting"</h3><ul class="findings">{rows}</ul></section> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_are_found_wherever_they_stand() -> Result<(), serde_json::Error> {
        let report: Json = serde_json::from_str(
            r#"{"experiments": [{"nodes": [{"node": "a", "verdict": "runs"}, {"node": "b", "changes": ["One.", "Two."], "todo": "Three."}]}]}"#,
        )?;
        assert_eq!(note_of(&report, "b").as_deref(), Some("One. Two. Three."));
        assert_eq!(note_of(&report, "a"), None);
        Ok(())
    }
}

//! The property pane: of the one thing selected, of the pipeline when nothing is, or what can be done with several.

use super::fields::fields;
use super::icon::{self, icon};
use super::{asset, markdown, outputs, pipeline};
use crate::state::{Studio, studio};
use leptos::prelude::*;
use ml_graph::{ComponentSpec, Status};
use std::collections::BTreeSet;
use std::sync::Arc;
use studio_model::{Command, ItemRef};

/// Follows the selection.
pub fn properties() -> AnyView {
    let studio = studio();
    // The catalogue's arrival changes what a module has to show.
    let shown = Memo::new(move |_| {
        let items = studio.selection.with(|selection| selection.items.clone());
        let known = studio.catalogue.with(|catalogue| !catalogue.components().is_empty());
        // A component's fields are made once; undo that brings another node under the same id does not happen.
        (items, known, studio.document_id.get())
    });
    view! {
        <div class="properties-scroll">
            {move || {
                let (items, _, document) = shown.get();
                match (document, items.len()) {
                    (None, _) => ().into_any(),
                    (_, 0) => pipeline::pipeline(studio),
                    (_, 1) => items.first().map_or_else(|| ().into_any(), |id| one(studio, id)),
                    _ => several(studio, items),
                }
            }}
        </div>
    }
    .into_any()
}

fn one(studio: Studio, id: &str) -> AnyView {
    let found = studio.peek(|document| studio_model::find_item(document.draft(), id));
    match found {
        Some(ItemRef::Node(_)) => module(studio, id),
        Some(ItemRef::Asset(_)) => asset::asset(studio, id),
        Some(ItemRef::ServiceInput(_)) => pipeline::service_port(studio, id, "Web service input"),
        Some(ItemRef::ServiceOutput(_)) => pipeline::service_port(studio, id, "Web service output"),
        None => ().into_any(),
    }
}

/// A module: what it is called, what it is, its fields, and what it gave.
fn module(studio: Studio, id: &str) -> AnyView {
    let Some(node) = studio.peek(|document| document.draft().node(id).cloned()) else { return ().into_any() };
    // The document's, for it may bring modules of its own.
    let spec = studio.peek(|document| document.catalogue().get(&node.component).cloned().map(Arc::new));
    let usual = spec.as_ref().map_or_else(|| "Unknown module".to_owned(), |spec| spec.title.clone());
    let body = match &spec {
        Some(spec) => view! {
            {about(spec, !node.title.is_empty())}
            {fields(studio, id, spec)}
            {spec.params.is_empty().then(|| view! { <p class="hint">"This module has no settings."</p> })}
        }
        .into_any(),
        None => unknown(&node),
    };
    view! {
        {title(studio, id, usual)}
        {outputs::state(studio, id)}
        {body}
        {comment(studio, id)}
        {outputs::outputs(studio, id)}
    }
    .into_any()
}

/// The title as an input: typing renames, an empty one takes the usual title back.
pub(super) fn title(studio: Studio, id: &str, usual: String) -> AnyView {
    let shown = {
        let id = id.to_owned();
        Memo::new(move |_| {
            studio.read(|document| {
                let draft = document.draft();
                match studio_model::find_item(draft, &id) {
                    Some(ItemRef::Node(index)) => draft.nodes[index].title.clone(),
                    Some(ItemRef::Asset(index)) => draft.assets[index].name.clone(),
                    Some(ItemRef::ServiceInput(index)) => draft.interface.inputs[index].name.clone(),
                    Some(ItemRef::ServiceOutput(index)) => draft.interface.outputs[index].name.clone(),
                    None => String::new(),
                }
            })
        })
    };
    let item = id.to_owned();
    let is_module = studio.peek(|document| document.draft().node(id).is_some());
    let typed = move |event| {
        let title = event_target_value(&event);
        // Only a module may go without a title of its own.
        if is_module || !title.trim().is_empty() {
            studio.act(Command::Rename { item: item.clone(), title });
        }
    };
    view! {
        <input
            type="text"
            class="title-input"
            aria-label="Title"
            data-testid="title"
            placeholder=usual
            prop:value=shown
            on:input=typed
            on:blur=move |_| studio.seal()
        />
    }
    .into_any()
}

/// What the module is: its own name, one line, and its help behind the question mark.
fn about(spec: &Arc<ComponentSpec>, renamed: bool) -> AnyView {
    let asked = RwSignal::new(false);
    let (kind, summary, help) = (spec.title.clone(), spec.summary.clone(), spec.help.clone());
    let label = format!("Help on {kind}");
    // A title that is the component's own need not be said twice.
    let kind = if renamed { kind } else { spec.category.clone() };
    let has_help = !help.is_empty();
    let status = match &spec.status {
        Status::Runs => None,
        Status::DoesNotRun { reason } => Some(
            view! { <p class="notice warning">{icon(icon::WARNING)} <span>{format!("Does not run yet. {reason}")}</span></p> },
        ),
    };
    let script = spec.flags.needs_script.map(|_| {
        view! { <p class="notice">{icon(icon::INFO)} <span>"Runs a script of yours: only on a remote compute, and only when you allow it there."</span></p> }
    });
    view! {
        <div class="about">
            <div class="about-head">
                <span class="kind">{kind}</span>
                <span class="spacer"></span>
                {has_help.then(|| view! {
                    <button type="button" class="icon-button question" data-testid="help" aria-label=label aria-expanded=move || asked.get().to_string() on:click=move |_| asked.update(|asked| *asked = !*asked)>"?"</button>
                })}
            </div>
            <p class="summary">{summary}</p>
            {status}
            {script}
            {move || asked.get().then(|| view! { <div class="help markdown">{markdown::show(&prose(&help))}</div> })}
        </div>
    }
    .into_any()
}

/// The help without its test cases: what stands before a heading that announces them.
fn prose(help: &str) -> String {
    let is_cases = |line: &str| {
        let title = line.trim_start_matches('#').trim().to_lowercase();
        line.starts_with('#') && (title == "cases" || title.starts_with("case"))
    };
    help.lines().take_while(|line| !is_cases(line)).collect::<Vec<_>>().join("\n")
}

/// A module that the catalogue does not know: what its source said.
fn unknown(node: &ml_graph::Node) -> AnyView {
    let origin = node.origin.clone().unwrap_or_default();
    let family = origin.family_id.clone();
    let rows = origin
        .params
        .iter()
        .map(|(name, value)| {
            let text = value
                .as_str()
                .map_or_else(|| serde_json::to_string(value).unwrap_or_default(), str::to_owned);
            view! { <tr><th scope="row">{name.clone()}</th><td>{text}</td></tr> }
        })
        .collect_view();
    view! {
        <p class="notice warning">
            {icon(icon::WARNING)}
            <span>"The catalogue does not know this module. Its settings are kept as they were, but it does not run: replace it with a module of the palette."</span>
        </p>
        {family.map(|family| view! { <p class="hint">"Family id " <code>{family}</code></p> })}
        <div class="scroll"><table class="plain-table"><tbody>{rows}</tbody></table></div>
    }
    .into_any()
}

fn comment(studio: Studio, id: &str) -> AnyView {
    let (node, shown) = (id.to_owned(), id.to_owned());
    let text = Memo::new(move |_| {
        studio.read(|document| {
            document.draft().node(&shown).map(|node| node.comment.clone()).unwrap_or_default()
        })
    });
    view! {
        <div class="field">
            <div class="field-head"><label class="label" for="comment">"Comment"</label></div>
            <textarea
                id="comment"
                data-testid="comment"
                rows="2"
                placeholder="Shown on the card"
                prop:value=text
                on:input=move |event| {
                    studio.act(Command::Comment { node: node.clone(), text: event_target_value(&event) });
                }
                on:blur=move |_| studio.seal()
            ></textarea>
        </div>
    }
    .into_any()
}

/// Several selected: their names and what can be done with all.
fn several(studio: Studio, items: BTreeSet<String>) -> AnyView {
    let count = items.len();
    let names = items
        .iter()
        .map(|id| {
            let title = studio.peek(|document| studio_model::title_of(document.draft(), document.catalogue(), id));
            let id = id.clone();
            view! { <li><button type="button" class="link" on:click=move |_| studio.reveal(&id)>{title}</button></li> }
        })
        .collect_view();
    let items = StoredValue::new(items);
    view! {
        <h2 class="pane-title">{format!("{count} selected")}</h2>
        <div class="actions">
            <button type="button" class="button" on:click=move |_| studio.jobs.run(studio, items.get_value().into_iter().collect())>{icon(icon::RUN)} "Run up to these"</button>
            <button type="button" class="button" on:click=move |_| drop(studio.act(Command::Duplicate { items: items.get_value() }))>{icon(icon::ADD)} "Duplicate"</button>
            <button type="button" class="button" on:click=move |_| drop(studio.act(Command::AutoLayout { items: items.get_value() }))>"Arrange"</button>
            <button type="button" class="button" on:click=move |_| drop(studio.act(Command::Delete { items: items.get_value(), wires: BTreeSet::new() }))>{icon(icon::DELETE)} "Delete"</button>
        </div>
        <ul class="names">{names}</ul>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::prose;

    #[test]
    fn help_stops_before_the_cases() {
        assert_eq!(prose("# Add\n\nAdds.\n\n## Case: two\n\n```csv\n```"), "# Add\n\nAdds.\n");
        assert_eq!(prose("# Add\n## In case of doubt\nAsk."), "# Add\n## In case of doubt\nAsk.");
    }
}

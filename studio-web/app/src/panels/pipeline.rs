//! The pipeline itself, shown when nothing is selected: name, description, parameters, service ports and where it came from.

use super::properties::title;
use crate::charts::format;
use crate::state::Studio;
use leptos::prelude::*;
use ml_graph::{ParamValue, PipelineParameter};
use studio_model::{Command, ItemRef};

/// The pane of the pipeline.
pub(super) fn pipeline(studio: Studio) -> AnyView {
    let name = Memo::new(move |_| studio.read(|document| document.draft().name.clone()));
    let description = Memo::new(move |_| studio.read(|document| document.draft().description.clone()));
    let counts = move || {
        studio.read(|document| {
            let draft = document.draft();
            [
                format::counted(draft.nodes.len() as u64, "module", "modules"),
                format::counted(draft.assets.len() as u64, "dataset", "datasets"),
                format::counted(draft.edges.len() as u64, "wire", "wires"),
            ]
            .join(" · ")
        })
    };
    let source = studio.peek(|document| document.draft().source.clone());
    let source = source.map(|source| {
        let rows = [
            ("Format", Some(source.format)),
            ("Written by", source.tool),
            ("Workspace", source.workspace_id),
            ("Experiment", source.experiment_id),
            ("Created", source.created),
        ];
        let row = |(name, value): (&'static str, Option<String>)| {
            value
                .filter(|value| !value.is_empty())
                .map(|value| view! { <tr><th scope="row">{name}</th><td>{value}</td></tr> })
        };
        let rows = rows.into_iter().filter_map(row).collect_view();
        view! { <section><h3>"Source"</h3><table class="plain-table"><tbody>{rows}</tbody></table></section> }
    });
    view! {
        <input
            type="text"
            class="title-input"
            aria-label="Name of the pipeline"
            data-testid="pipeline-title"
            placeholder="Name"
            prop:value=name
            on:input=move |event| drop(studio.act(Command::SetName(event_target_value(&event))))
            on:blur=move |_| studio.seal()
        />
        <p class="hint">{counts}</p>
        <div class="field">
            <div class="field-head"><label class="label" for="pipeline-description">"Description"</label></div>
            <textarea
                id="pipeline-description"
                rows="3"
                placeholder="What it is for"
                prop:value=description
                on:input=move |event| drop(studio.act(Command::SetDescription(event_target_value(&event))))
                on:blur=move |_| studio.seal()
            ></textarea>
        </div>
        {move || parameters(studio)}
        {move || interface(studio)}
        {move || super::endpoints::of_document(studio)}
        {source}
    }
    .into_any()
}

/// Values a caller may set, with the modules they set.
fn parameters(studio: Studio) -> AnyView {
    let parameters = studio.read(|document| document.draft().parameters.clone());
    if parameters.is_empty() {
        return ().into_any();
    }
    let all = StoredValue::new(parameters.clone());
    let row = |(index, parameter): (usize, PipelineParameter)| {
        let targets: Vec<String> = parameter
            .targets
            .iter()
            .map(|target| {
                let title = studio.peek(|document| {
                    studio_model::title_of(document.draft(), document.catalogue(), &target.node)
                });
                format!("{title}: {}", target.param.replace('_', " "))
            })
            .collect();
        let value = match &parameter.value {
            Some(ParamValue::Text(text)) => text.clone(),
            Some(ParamValue::Integer(number)) => number.to_string(),
            Some(ParamValue::Float(number)) => number.to_string(),
            Some(ParamValue::Bool(value)) => value.to_string(),
            _ => String::new(),
        };
        let before = parameter.value.clone();
        let changed = move |event| {
            let mut parameters = all.get_value();
            parameters[index].value = like(before.as_ref(), event_target_value(&event));
            studio.act(Command::SetParameters(parameters));
        };
        view! {
            <div class="field">
                <div class="field-head"><span class="label">{parameter.name.clone()}</span></div>
                <input type="text" aria-label=parameter.name prop:value=value on:change=changed />
                <p class="hint">{targets.join("; ")}</p>
            </div>
        }
    };
    let rows = parameters.into_iter().enumerate().map(row).collect_view();
    view! { <section><h3>"Pipeline parameters"</h3>{rows}</section> }.into_any()
}

/// The text as a value of the kind that stood there before.
fn like(before: Option<&ParamValue>, text: String) -> Option<ParamValue> {
    let trimmed = text.trim();
    let number = match before {
        Some(ParamValue::Bool(_)) => trimmed.parse().ok().map(ParamValue::Bool),
        Some(ParamValue::Integer(_)) => trimmed.parse().ok().map(ParamValue::Integer),
        Some(ParamValue::Float(_)) => trimmed.parse().ok().map(ParamValue::Float),
        _ => None,
    };
    number.or_else(|| (!trimmed.is_empty()).then(|| ParamValue::Text(text.clone())))
}

/// The service's inputs and outputs.
fn interface(studio: Studio) -> AnyView {
    let interface = studio.read(|document| document.draft().interface.clone());
    if interface.is_empty() {
        return ().into_any();
    }
    let row = |kind: &'static str, port: &ml_graph::InterfacePort| {
        let at = studio
            .peek(|document| studio_model::title_of(document.draft(), document.catalogue(), &port.port.node));
        let node = port.port.node.clone();
        view! {
            <li>
                <span class="name">{port.name.clone()}</span>
                <span class="hint">{kind} " at " <button type="button" class="link" on:click=move |_| studio.reveal(&node)>{at}</button></span>
            </li>
        }
    };
    let inputs = interface.inputs.iter().map(|port| row("input", port)).collect_view();
    let outputs = interface.outputs.iter().map(|port| row("output", port)).collect_view();
    view! { <section class="column-names"><h3>"Web service"</h3><ul>{inputs}{outputs}</ul></section> }
        .into_any()
}

/// The pane of a service input or output.
pub(super) fn service_port(studio: Studio, id: &str, kind: &'static str) -> AnyView {
    let bound = studio.peek(|document| {
        let draft = document.draft();
        let port = match studio_model::find_item(draft, id)? {
            ItemRef::ServiceInput(index) => &draft.interface.inputs[index].port,
            ItemRef::ServiceOutput(index) => &draft.interface.outputs[index].port,
            _ => return None,
        };
        Some((port.node.clone(), studio_model::title_of(draft, document.catalogue(), &port.node)))
    });
    let bound = bound.map(|(node, at)| {
        view! { <p class="hint">"Bound to " <button type="button" class="link" on:click=move |_| studio.reveal(&node)>{at}</button></p> }
    });
    view! {
        {title(studio, id, kind.to_owned())}
        <div class="about"><div class="about-head"><span class="kind">{kind}</span></div></div>
        {bound}
        <p class="hint">"Callers of the service use this name."</p>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parameter_keeps_its_kind() {
        assert_eq!(like(Some(&ParamValue::Integer(1)), " 7 ".into()), Some(ParamValue::Integer(7)));
        assert_eq!(like(Some(&ParamValue::Integer(1)), "x".into()), Some(ParamValue::Text("x".into())));
        assert_eq!(like(Some(&ParamValue::Bool(true)), "false".into()), Some(ParamValue::Bool(false)));
        assert_eq!(like(None, "  ".into()), None);
    }
}

//! One of several values, and yes or no.

use super::{Field, in_words};
use leptos::prelude::*;
use ml_graph::{ChoiceOption, ParamValue};

/// A list to choose from; the default stands first when nothing is chosen.
pub(super) fn select(field: Field, options: &[ChoiceOption]) -> AnyView {
    let id = field.control();
    let current = move || {
        let value = field.value.get().or_else(|| field.with(|param| param.default.clone()));
        value.and_then(|value| value.as_text().map(str::to_owned)).unwrap_or_default()
    };
    let known: Vec<String> = options.iter().map(|option| option.id.clone()).collect();
    // A value that no option has stays visible until another is chosen.
    let stray = move || Some(current()).filter(|value| !known.contains(value));
    let options: Vec<AnyView> = options
        .iter()
        .map(|option| {
            let (id, mine) = (option.id.clone(), option.id.clone());
            let suffix = if option.not_yet.is_some() { " (not yet)" } else { "" };
            let title = format!("{}{suffix}", option.title);
            view! { <option value=id prop:selected=move || current() == mine>{title}</option> }.into_any()
        })
        .collect();
    view! {
        <select
            id=id.clone()
            data-testid=id.clone()
            aria-describedby=format!("{id}-problem")
            on:change=move |event| {
                field.set(Some(ParamValue::Text(event_target_value(&event))));
                field.seal();
            }
        >
            {move || stray().map(|value| {
                let title = if value.is_empty() { "Choose …".to_owned() } else { value.clone() };
                view! { <option value=value selected=true disabled=true>{title}</option> }
            })}
            {options}
        </select>
    }
    .into_any()
}

/// A box to tick, with its label.
pub(super) fn checkbox(field: Field, title: String) -> AnyView {
    let id = field.control();
    let checked = move || {
        let value = field.value.get().or_else(|| field.with(|param| param.default.clone()));
        value.and_then(|value| value.as_bool()).unwrap_or_default()
    };
    let usual = field.with(|param| param.default.as_ref().map(|value| in_words(value, &param.kind)));
    view! {
        <label class="check-line" title=usual.map(|usual| format!("Default: {usual}"))>
            <input
                type="checkbox"
                id=id.clone()
                data-testid=id.clone()
                prop:checked=checked
                on:change=move |event| {
                    field.set(Some(ParamValue::Bool(event_target_checked(&event))));
                    field.seal();
                }
            />
            <span>{title}</span>
        </label>
    }
    .into_any()
}

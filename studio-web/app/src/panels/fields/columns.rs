//! Columns: one by name, or several by rules in a dialog.

use super::Field;
use super::column_dialog::column_dialog;
use crate::panels::columns::{describe, pick};
use leptos::prelude::*;
use ml_graph::{ColumnSelect, ColumnSelection, ParamKind, ParamValue};
use ml_protocol::ColumnView;

/// What is chosen and how to change it.
pub(super) fn columns(field: Field, single: bool) -> AnyView {
    let open = RwSignal::new(false);
    let known = known(field);
    let selection = Memo::new(move |_| {
        let value = field.value.get().or_else(|| field.with(|param| param.default.clone()));
        value.and_then(|value| value.as_columns().cloned()).unwrap_or_default()
    });
    let by_name = Memo::new(move |_| single && selection.with(|selection| only_name(selection).is_some()));
    view! {
        {move || if by_name.get() { name(field, selection, known) } else { rules(field, selection, known, open) }}
        {move || open.get().then(|| column_dialog(field, selection.get_untracked(), known, open))}
    }
    .into_any()
}

/// The columns that reach the input port, as far as known.
fn known(field: Field) -> Memo<Option<Vec<ColumnView>>> {
    Memo::new(move |_| {
        let port = field.with(|param| match &param.kind {
            ParamKind::Columns { port, .. } => port.clone(),
            _ => String::new(),
        });
        let node = field.node();
        let studio = field.studio;
        let from = studio.read(|document| {
            let edges = &document.draft().edges;
            edges
                .iter()
                .find(|edge| edge.to.node == node && edge.to.port == port)
                .map(|edge| edge.from.clone())
        })?;
        studio.columns.with(|columns| columns.get(&from.node)?.get(&from.port).cloned())
    })
}

/// The name, when the selection is one name or nothing yet.
fn only_name(selection: &ColumnSelection) -> Option<&str> {
    match selection.rules.as_slice() {
        [] => Some(""),
        [rule] if !rule.exclude => match &rule.select {
            ColumnSelect::Names(names) if names.len() <= 1 => Some(names.first().map_or("", String::as_str)),
            _ => None,
        },
        _ => None,
    }
}

/// A name to type or pick.
fn name(field: Field, selection: Memo<ColumnSelection>, known: Memo<Option<Vec<ColumnView>>>) -> AnyView {
    let id = field.control();
    let list = format!("{id}-columns");
    let text = move || selection.with(|selection| only_name(selection).unwrap_or_default().to_owned());
    let typed = move |event| {
        let name = event_target_value(&event);
        let name = name.trim();
        field.set((!name.is_empty()).then(|| ParamValue::Columns(ColumnSelection::names([name]))));
    };
    let options = move || {
        let columns = known.get().unwrap_or_default();
        let option = |column: ColumnView| view! { <option value=column.name>{column.element_type}</option> };
        columns.into_iter().map(option).collect_view()
    };
    let unknown = move || {
        let name = text();
        let columns = known.get()?;
        let missing =
            !name.is_empty() && !columns.is_empty() && !columns.iter().any(|column| column.name == name);
        missing.then(|| format!("No column upstream is called “{name}”."))
    };
    view! {
        <input
            type="text"
            id=id.clone()
            data-testid=id.clone()
            list=list.clone()
            autocomplete="off"
            spellcheck="false"
            placeholder="Column name"
            aria-describedby=format!("{id}-problem")
            prop:value=text
            on:input=typed
            on:blur=move |_| field.seal()
        />
        <datalist id=list>{options}</datalist>
        <p class="hint warning">{unknown}</p>
    }
    .into_any()
}

/// The rules in words, and the button that opens the dialog.
fn rules(
    field: Field,
    selection: Memo<ColumnSelection>,
    known: Memo<Option<Vec<ColumnView>>>,
    open: RwSignal<bool>,
) -> AnyView {
    let id = field.control();
    let words = move || match selection.with(describe) {
        words if words.is_empty() => "No columns chosen yet".to_owned(),
        words => words,
    };
    let count = move || {
        let columns = known.get().filter(|columns| !columns.is_empty())?;
        let picked = selection.with(|selection| pick(selection, &columns).columns.len());
        Some(format!("{picked} of {} columns", columns.len()))
    };
    view! {
        <button
            type="button"
            class="columns-button"
            id=id.clone()
            data-testid=id.clone()
            aria-haspopup="dialog"
            aria-describedby=format!("{id}-problem")
            on:click=move |_| open.set(true)
        >
            <span class="words">{words}</span>
            <span class="hint">{count}</span>
        </button>
    }
    .into_any()
}

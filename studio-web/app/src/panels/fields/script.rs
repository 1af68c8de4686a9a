//! Code: a plain editor with line numbers, in place or over the whole window.

use super::{Field, text};
use leptos::ev::KeyboardEvent;
use leptos::portal::Portal;
use leptos::prelude::*;
use ml_graph::ScriptLanguage;

/// The editor and the button that enlarges it.
pub(super) fn script(field: Field, language: ScriptLanguage) -> AnyView {
    let text = text::text_of(field);
    let large = RwSignal::new(false);
    let name = match language {
        ScriptLanguage::Python => "Python",
        ScriptLanguage::R => "R",
        ScriptLanguage::Sql => "SQL",
        ScriptLanguage::NetSharp => "Net#",
    };
    let close = move |event: KeyboardEvent| {
        if event.key() == "Escape" {
            large.set(false);
        }
    };
    view! {
        {move || (!large.get()).then(|| editor(field, text, "script-editor"))}
        <div class="actions">
            <button type="button" class="button" on:click=move |_| large.set(true)>{format!("Edit {name} in a large window")}</button>
        </div>
        {move || large.get().then(|| view! {
            <Portal>
                <div class="backdrop">
                    <div class="dialog large" role="dialog" aria-modal="true" aria-label=format!("{name} script") on:keydown=close>
                        <header><h2>{format!("{name} script")}</h2></header>
                        {editor(field, text, "script-editor large")}
                        <footer>
                            <span class="hint">"Tab indents. Press Escape to close."</span>
                            <span class="spacer"></span>
                            <button type="button" class="button primary" on:click=move |_| large.set(false)>"Done"</button>
                        </footer>
                    </div>
                </div>
            </Portal>
        })}
    }
    .into_any()
}

fn editor(field: Field, text: RwSignal<String>, class: &'static str) -> AnyView {
    let id = field.control();
    let area: NodeRef<leptos::html::Textarea> = NodeRef::new();
    let gutter: NodeRef<leptos::html::Pre> = NodeRef::new();
    let count = Memo::new(move |_| text.with(|text| text.split('\n').count()));
    let numbers = move || {
        let mut numbers = String::new();
        for line in 1..=count.get() {
            numbers.push_str(&line.to_string());
            numbers.push('\n');
        }
        numbers
    };
    // After Escape the next Tab leaves the editor, so that the keyboard is not trapped.
    let leaving = StoredValue::new(false);
    let on_key = move |event: KeyboardEvent| match event.key().as_str() {
        "Escape" => leaving.set_value(true),
        "Tab" if !event.shift_key() && !leaving.get_value() => {
            let Some(area) = area.get_untracked() else { return };
            event.prevent_default();
            let start = area.selection_start().ok().flatten().unwrap_or_default();
            let end = area.selection_end().ok().flatten().unwrap_or(start);
            if area.set_range_text_with_start_and_end("    ", start, end).is_ok() {
                let _ = area.set_selection_range(start + 4, start + 4);
                text::typed(field, text, area.value());
            }
        }
        _ => leaving.set_value(false),
    };
    let on_scroll = move |_| {
        if let (Some(area), Some(gutter)) = (area.get_untracked(), gutter.get_untracked()) {
            gutter.set_scroll_top(area.scroll_top());
        }
    };
    Effect::new(move |_| {
        if let Some(area) = area.get()
            && class.ends_with("large")
        {
            let _ = area.focus();
        }
    });
    view! {
        <div class=class>
            <pre class="gutter" aria-hidden="true" node_ref=gutter>{numbers}</pre>
            <textarea
                id=id.clone()
                data-testid=id.clone()
                node_ref=area
                rows="10"
                spellcheck="false"
                autocomplete="off"
                wrap="off"
                placeholder=field.placeholder()
                aria-describedby=format!("{id}-problem")
                prop:value=move || text.get()
                on:input=move |event| text::typed(field, text, event_target_value(&event))
                on:keydown=on_key
                on:scroll=on_scroll
                on:blur=move |_| field.seal()
            ></textarea>
        </div>
    }
    .into_any()
}

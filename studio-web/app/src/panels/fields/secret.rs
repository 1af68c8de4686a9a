//! A credential: the pipeline holds its place only, the page keeps what is typed in memory until it closes.

use super::Field;
use leptos::prelude::*;
use ml_graph::{ParamValue, SecretRef};
use ml_protocol::Secret;

/// A password box.
pub(super) fn secret(field: Field) -> AnyView {
    let id = field.control();
    let secrets = field.studio.jobs.secrets;
    let place = Memo::new(move |_| match field.value.get() {
        Some(ParamValue::Secret(place)) => place.0,
        _ => field.with(|param| format!("secret://{}/{}", field.node(), param.id)),
    });
    let entered = move || secrets.with(|secrets| secrets.contains_key(&place.get()));
    let typed = move |event| {
        let text = event_target_value(&event);
        let place = place.get_untracked();
        secrets.update(|secrets| {
            if text.is_empty() {
                secrets.remove(&place);
            } else {
                secrets.insert(place.clone(), Secret::new(text));
            }
        });
        field.set(Some(ParamValue::Secret(SecretRef(place))));
    };
    view! {
        <input
            type="password"
            id=id.clone()
            data-testid=id.clone()
            autocomplete="off"
            placeholder=move || if entered() { "Entered for this visit" } else { "Enter again" }
            aria-describedby=format!("{id}-problem")
            on:input=typed
            on:blur=move |_| field.seal()
        />
        <p class="hint">
            {move || if entered() {
                "Kept in memory until this page closes; never in the pipeline."
            } else {
                "Exports hold no usable credential. Enter it before a run; it is kept in memory only."
            }}
        </p>
    }
    .into_any()
}

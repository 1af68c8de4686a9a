//! Numbers and texts.

use super::{Field, in_words};
use leptos::prelude::*;
use ml_graph::{ParamKind, ParamSpec, ParamValue};

/// A field of one line.
pub(super) fn line(field: Field, number: bool) -> AnyView {
    let text = text_of(field);
    let id = field.control();
    view! {
        <input
            type="text"
            id=id.clone()
            data-testid=id.clone()
            class:number=number
            inputmode=if number { "decimal" } else { "text" }
            autocomplete="off"
            spellcheck="false"
            placeholder=field.placeholder()
            aria-describedby=format!("{id}-problem")
            prop:value=move || text.get()
            on:input=move |event| typed(field, text, event_target_value(&event))
            on:blur=move |_| field.seal()
        />
    }
    .into_any()
}

/// A field of several lines.
pub(super) fn area(field: Field) -> AnyView {
    let text = text_of(field);
    let id = field.control();
    view! {
        <textarea
            id=id.clone()
            data-testid=id.clone()
            rows="4"
            placeholder=field.placeholder()
            aria-describedby=format!("{id}-problem")
            prop:value=move || text.get()
            on:input=move |event| typed(field, text, event_target_value(&event))
            on:blur=move |_| field.seal()
        ></textarea>
    }
    .into_any()
}

/// The text in the control: follows the value, unless it already means the value.
pub(super) fn text_of(field: Field) -> RwSignal<String> {
    let show = move |value: Option<ParamValue>| {
        // A script starts from its default rather than from nothing.
        let value = value.or_else(|| field.with(script_default));
        value.map(|value| field.with(|param| in_words(&value, &param.kind))).unwrap_or_default()
    };
    let text = RwSignal::new(show(field.value.get_untracked()));
    Effect::new(move |before: Option<u32>| {
        let resets = field.resets.get();
        let value = field.value.get();
        let means = field.with(|param| read(&param.kind, &text.get_untracked()));
        if before.is_some_and(|before| before != resets) || means.as_ref() != Ok(&value) {
            text.set(show(value));
        }
        resets
    });
    text
}

pub(super) fn typed(field: Field, text: RwSignal<String>, now: String) {
    let value = field.with(|param| {
        let value = read(&param.kind, &now)?;
        Ok(value.filter(|value| script_default(param).as_ref() != Some(value)))
    });
    text.set(now);
    match value {
        Ok(value) => field.set(value),
        Err(sentence) => field.note.set(Some(sentence)),
    }
}

/// The default of a script parameter.
fn script_default(param: &ParamSpec) -> Option<ParamValue> {
    param.default.clone().filter(|_| matches!(param.kind, ParamKind::Script { .. }))
}

/// What a text means for a parameter; nothing for an empty one, which takes the default.
pub(super) fn read(kind: &ParamKind, text: &str) -> Result<Option<ParamValue>, String> {
    let trimmed = text.trim();
    match kind {
        ParamKind::Text { .. } | ParamKind::Script { .. } | ParamKind::Choice { .. } => {
            Ok((!text.is_empty()).then(|| ParamValue::Text(text.to_owned())))
        }
        _ if trimmed.is_empty() => Ok(None),
        ParamKind::Integer { .. } | ParamKind::Seed => match trimmed.parse() {
            Ok(number) => Ok(Some(ParamValue::Integer(number))),
            Err(_) => Err("Enter a whole number.".to_owned()),
        },
        ParamKind::Float { .. } => match trimmed.parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(Some(ParamValue::Float(number))),
            Ok(_) => Err("Enter a finite number.".to_owned()),
            Err(_) if trimmed.contains(',') => {
                Err("Enter a number; decimals follow a point, not a comma.".to_owned())
            }
            Err(_) => Err("Enter a number.".to_owned()),
        },
        _ => Ok(Some(ParamValue::Text(text.to_owned()))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FLOAT: ParamKind = ParamKind::Float { min: None, max: None };
    const INTEGER: ParamKind = ParamKind::Integer { min: None, max: None };

    #[test]
    fn texts_mean_values() {
        assert_eq!(read(&FLOAT, " 1e-3 "), Ok(Some(ParamValue::Float(0.001))));
        assert_eq!(read(&INTEGER, "-7"), Ok(Some(ParamValue::Integer(-7))));
        assert_eq!(read(&INTEGER, "  "), Ok(None));
        assert!(read(&INTEGER, "7.5").is_err());
        assert!(read(&FLOAT, "inf").is_err());
        assert!(read(&FLOAT, "0,5").is_err_and(|sentence| sentence.contains("comma")));
        assert_eq!(
            read(&ParamKind::Text { multiline: true }, " a "),
            Ok(Some(ParamValue::Text(" a ".into())))
        );
    }
}

//! Values to sweep over: a list, or a smallest and a largest value.

use super::{Field, in_words};
use leptos::prelude::*;
use ml_graph::{ParamKind, ParamValue, RangeBuilder, SweepRange};

/// The list or the ends, and a switch between them.
pub(super) fn range(field: Field) -> AnyView {
    let (integer, logarithmic) = field.with(|param| match param.kind {
        ParamKind::Range { integer, logarithmic, .. } => (integer, logarithmic),
        _ => (false, false),
    });
    let current = move || field.value.get().or_else(|| field.with(|param| param.default.clone()));
    let builds = Memo::new(move |_| matches!(current(), Some(ParamValue::Range(SweepRange::Builder(_)))));
    let name = format!("{}-mode", field.control());
    let to_list = move |_| {
        let text = match current() {
            Some(ParamValue::Range(SweepRange::Builder(builder))) => {
                builder.literal.clone().unwrap_or_else(|| listed(&builder, integer))
            }
            _ => return,
        };
        field.set(Some(ParamValue::Range(SweepRange::Literal(text))));
    };
    let to_builder = move |_| {
        let literal =
            current().map(|value| field.with(|param| in_words(&value, &param.kind))).unwrap_or_default();
        let numbers: Vec<f64> =
            literal.split([';', ',']).filter_map(|part| part.trim().parse().ok()).collect();
        let min = numbers.iter().copied().fold(f64::INFINITY, f64::min);
        let max = numbers.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let (min, max) = if min.is_finite() { (min, max) } else { (1.0, 10.0) };
        let count = numbers.len().max(2) as u32;
        let builder = RangeBuilder { min, max, count, logarithmic, literal: Some(literal) };
        field.set(Some(ParamValue::Range(SweepRange::Builder(builder))));
    };
    view! {
        <div class="segments" role="radiogroup" aria-label="How to give the values">
            <label><input type="radio" name=name.clone() prop:checked=move || !builds.get() on:change=to_list /><span>"List"</span></label>
            <label><input type="radio" name=name prop:checked=builds on:change=to_builder /><span>"From – to"</span></label>
        </div>
        {move || if builds.get() { builder(field) } else { list(field) }}
    }
    .into_any()
}

fn list(field: Field) -> AnyView {
    let id = field.control();
    let text = move || {
        field.value.get().map(|value| field.with(|param| in_words(&value, &param.kind))).unwrap_or_default()
    };
    let typed = move |event| {
        let text = event_target_value(&event);
        let value = (!text.trim().is_empty()).then_some(ParamValue::Range(SweepRange::Literal(text)));
        field.set(value);
    };
    view! {
        <input
            type="text"
            id=id.clone()
            data-testid=id.clone()
            class="number"
            placeholder=field.placeholder()
            aria-describedby=format!("{id}-problem")
            prop:value=text
            on:input=typed
            on:blur=move |_| field.seal()
        />
        <p class="hint">"Several values, separated by commas, when the module sweeps over them."</p>
    }
    .into_any()
}

fn builder(field: Field) -> AnyView {
    let current = move || match field.value.get().or_else(|| field.with(|param| param.default.clone())) {
        Some(ParamValue::Range(SweepRange::Builder(builder))) => Some(builder),
        _ => None,
    };
    let part = move |title: &'static str, get: fn(&RangeBuilder) -> f64, set: fn(&mut RangeBuilder, f64)| {
        let shown = move || current().map(|builder| get(&builder).to_string()).unwrap_or_default();
        let typed = move |event| match (event_target_value(&event).trim().parse::<f64>(), current()) {
            (Ok(number), Some(mut builder)) if number.is_finite() => {
                set(&mut builder, number);
                builder.literal = None;
                field.set(Some(ParamValue::Range(SweepRange::Builder(builder))));
            }
            _ => field.note.set(Some(format!("{title}: enter a number."))),
        };
        view! {
            <label class="part">
                <span class="hint">{title}</span>
                <input type="text" class="number" inputmode="decimal" prop:value=shown on:change=typed on:blur=move |_| field.seal() />
            </label>
        }
    };
    let spread = move |event| {
        if let Some(mut builder) = current() {
            builder.logarithmic = event_target_checked(&event);
            field.set(Some(ParamValue::Range(SweepRange::Builder(builder))));
        }
    };
    view! {
        <div class="parts" id=field.control()>
            {part("Smallest", |builder| builder.min, |builder, number| builder.min = number)}
            {part("Largest", |builder| builder.max, |builder, number| builder.max = number)}
            {part("Values", |builder| f64::from(builder.count), |builder, number| builder.count = number.clamp(0.0, 10_000.0) as u32)}
        </div>
        <label class="check-line">
            <input type="checkbox" prop:checked=move || current().is_some_and(|builder| builder.logarithmic) on:change=spread />
            <span>"Spread them geometrically"</span>
        </label>
    }
    .into_any()
}

/// The values of a builder as a list.
fn listed(builder: &RangeBuilder, integer: bool) -> String {
    let count = builder.count.clamp(1, 100);
    let geometric = builder.logarithmic && builder.min > 0.0;
    let values = (0..count).map(|index| {
        let share = if count == 1 { 0.0 } else { f64::from(index) / f64::from(count - 1) };
        let value = if geometric {
            builder.min * (builder.max / builder.min).powf(share)
        } else {
            builder.min + (builder.max - builder.min) * share
        };
        if integer { value.round().to_string() } else { format!("{}", (value * 1e12).round() / 1e12) }
    });
    let mut values: Vec<String> = values.collect();
    values.dedup();
    values.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_builder_turns_into_its_list() {
        let mut builder = RangeBuilder { min: 1.0, max: 100.0, count: 3, logarithmic: true, literal: None };
        assert_eq!(listed(&builder, true), "1, 10, 100");
        builder.logarithmic = false;
        assert_eq!(listed(&builder, false), "1, 50.5, 100");
        builder.max = 2.0;
        builder.count = 5;
        assert_eq!(listed(&builder, true), "1, 2");
    }
}

//! A trained model as people can read it: facts, weights, trees, centres.

use super::{table, tree};
use crate::charts::{Bar, bars, format};
use leptos::prelude::*;
use ml_protocol::{ModelView, NamedWeight};
use std::sync::Arc;

/// The whole view.
pub(super) fn model(model: &ModelView) -> AnyView {
    let facts = model
        .facts
        .iter()
        .map(|(name, value)| view! { <dt>{name.clone()}</dt><dd>{if value.is_empty() { "–".to_owned() } else { value.clone() }}</dd> })
        .collect_view();
    view! {
        <div class="evaluation model-view">
            <section class="model-facts"><h3>{model.title.clone()}</h3><dl class="facts">{facts}</dl></section>
            <div class="model-parts">
                {(!model.weights.is_empty()).then(|| weights(&model.weights))}
                {(!model.trees.is_empty()).then(|| tree::trees(&model.trees))}
                {model.table.as_ref().map(table::whole_table)}
            </div>
        </div>
    }
    .into_any()
}

/// Bars of weights; a choice of class when there are several.
fn weights(weights: &[NamedWeight]) -> AnyView {
    let mut classes: Vec<String> = Vec::new();
    for class in weights.iter().filter_map(|weight| weight.class.as_ref()) {
        if !classes.contains(class) {
            classes.push(class.clone());
        }
    }
    let chosen = RwSignal::new(classes.first().cloned());
    let all = Arc::new(weights.to_vec());
    let options = classes
        .iter()
        .map(|class| view! { <option value=class.clone()>{class.clone()}</option> })
        .collect_view();
    let choice = (classes.len() > 1).then(|| {
        view! {
            <label class="field inline">
                <span class="label">"Class"</span>
                <select on:change=move |event| chosen.set(Some(event_target_value(&event)))>{options}</select>
            </label>
        }
    });
    let drawn = move || {
        let class = chosen.get();
        let title =
            class.as_ref().map_or_else(|| "Weights".to_owned(), |class| format!("Weights for {class}"));
        let bar = |weight: &NamedWeight| Bar {
            label: weight.feature.clone(),
            value: weight.weight,
            text: format::number(weight.weight),
        };
        let list = all.iter().filter(|weight| weight.class == class).map(bar).collect();
        bars(title, "Feature".to_owned(), "Weight".to_owned(), list)
    };
    view! { <section class="weights">{choice}{drawn}</section> }.into_any()
}

//! Two-class evaluation: metrics, ROC, precision/recall and lift, all moved by one threshold.

use super::threshold::{Rates, at, rates};
use crate::charts::{Line, LineChart, format, line_chart};
use leptos::prelude::*;
use ml_protocol::{BinaryEvaluation, Curve, ThresholdPoint};
use std::sync::Arc;

/// The whole view.
pub(super) fn binary(models: &[BinaryEvaluation]) -> AnyView {
    let models = Arc::new(models.to_vec());
    let threshold = RwSignal::new(0.5);
    let points = {
        let models = Arc::clone(&models);
        Memo::new(move |_| {
            let threshold = threshold.get();
            models.iter().map(|model| at(model, threshold)).collect::<Vec<_>>()
        })
    };
    let several = models.len() > 1;
    let cards = models
        .iter()
        .enumerate()
        .map(|(index, model)| {
            let (auc, name) = (model.auc, model.name.clone());
            let point = move || points.get().get(index).copied().flatten();
            let name = several
                .then(|| view! { <h3><span class=format!("swatch series-{index}")></span>{name}</h3> });
            view! {
                <section class="evaluated">
                    {name}
                    <div class="figure-cards">
                        {card("AUC", move || score(auc))}
                        {card("Accuracy", move || rate(point(), |rates| rates.accuracy))}
                        {card("Precision", move || rate(point(), |rates| rates.precision))}
                        {card("Recall", move || rate(point(), |rates| rates.recall))}
                        {card("F1 score", move || rate(point(), |rates| rates.f1))}
                    </div>
                    {confusion(model, Signal::derive(point))}
                </section>
            }
        })
        .collect_view();
    let curves = |curve: fn(&BinaryEvaluation) -> &Curve| {
        let line = |model: &BinaryEvaluation| Line {
            name: model.name.clone(),
            x: curve(model).x.clone(),
            y: curve(model).y.clone(),
        };
        models.iter().map(line).collect::<Vec<_>>()
    };
    let marks = move |place: fn(Rates) -> Option<(f64, f64)>| {
        Signal::derive(move || {
            points
                .get()
                .into_iter()
                .map(|point| point.and_then(|point| place(rates(&point))))
                .collect::<Vec<_>>()
        })
    };
    let unit = (0.0, 1.0);
    // Guessing finds positives at the rate they occur.
    let base = models.first().and_then(|model| model.thresholds.first()).map(|point| {
        let positives = point.true_positives + point.false_negatives;
        positives / (positives + point.false_positives + point.true_negatives).max(1.0)
    });
    let roc = line_chart(LineChart {
        title: "ROC curve",
        x_title: "False positive rate",
        y_title: "True positive rate",
        x: unit,
        y: unit,
        lines: curves(|model| &model.roc),
        reference: Some(((0.0, 0.0), (1.0, 1.0))),
        marks: marks(|rates| rates.false_positive_rate.zip(rates.recall)),
    });
    let precision_recall = line_chart(LineChart {
        title: "Precision and recall",
        x_title: "Recall",
        y_title: "Precision",
        x: unit,
        y: unit,
        lines: curves(|model| &model.precision_recall),
        reference: base.map(|base| ((0.0, base), (1.0, base))),
        marks: marks(|rates| rates.recall.zip(rates.precision)),
    });
    let lift = line_chart(LineChart {
        title: "Lift",
        x_title: "Share of rows taken",
        y_title: "Share of positives found",
        x: unit,
        y: unit,
        lines: curves(|model| &model.lift),
        reference: Some(((0.0, 0.0), (1.0, 1.0))),
        marks: marks(|rates| rates.flagged.zip(rates.recall)),
    });
    let slide = move |event| {
        if let Ok(value) = event_target_value(&event).parse() {
            threshold.set(value);
        }
    };
    view! {
        <div class="evaluation">
            <label class="threshold">
                <span class="label">"Threshold"</span>
                <input type="range" min="0" max="1" step="0.01" data-testid="threshold" prop:value=move || threshold.get().to_string() on:input=slide />
                <output class="number">{move || format!("{:.2}", threshold.get())}</output>
                <span class="hint">"Scores at or above it count as positive."</span>
            </label>
            <div class="evaluated-list">{cards}</div>
            <div class="charts">{roc}{precision_recall}{lift}</div>
        </div>
    }
    .into_any()
}

fn rate(point: Option<ThresholdPoint>, pick: fn(Rates) -> Option<f64>) -> String {
    score(point.and_then(|point| pick(rates(&point))))
}

/// A ratio with three decimals, so that those of two models stand under each other.
fn score(value: Option<f64>) -> String {
    value.filter(|value| value.is_finite()).map_or_else(|| "–".to_owned(), |value| format::fixed(value, 3))
}

/// A number with its name.
pub(super) fn card(name: impl Into<String>, value: impl Fn() -> String + Send + 'static) -> AnyView {
    view! { <div class="figure-card"><div class="figure-value number">{value}</div><div class="figure-name">{name.into()}</div></div> }
        .into_any()
}

/// Four counts, actual classes down, predicted across.
fn confusion(model: &BinaryEvaluation, point: Signal<Option<ThresholdPoint>>) -> AnyView {
    let cell = move |class: &'static str, title: &'static str, pick: fn(&ThresholdPoint) -> f64| {
        let text = move || point.get().map_or_else(|| "–".to_owned(), |point| format::number(pick(&point)));
        view! { <td class=class title=title>{text}</td> }
    };
    let (positive, negative) = (model.positive_label.clone(), model.negative_label.clone());
    view! {
        <table class="confusion" data-testid="confusion">
            <caption class="hint">"Rows: actual class; columns: predicted class"</caption>
            <thead><tr><td></td><th scope="col">{positive.clone()}</th><th scope="col">{negative.clone()}</th></tr></thead>
            <tbody>
                <tr>
                    <th scope="row">{positive}</th>
                    {cell("right", "True positives", |point| point.true_positives)}
                    {cell("wrong", "False negatives", |point| point.false_negatives)}
                </tr>
                <tr>
                    <th scope="row">{negative}</th>
                    {cell("wrong", "False positives", |point| point.false_positives)}
                    {cell("right", "True negatives", |point| point.true_negatives)}
                </tr>
            </tbody>
        </table>
    }
    .into_any()
}

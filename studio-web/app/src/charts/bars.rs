//! Horizontal bars with names: levels of a column, weights of a model.

use super::frame::{Twin, figure};
use super::{format, scale};
use leptos::prelude::*;

/// One bar.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    /// Its name.
    pub label: String,
    /// Its length; negative ones go to the left.
    pub value: f64,
    /// The value as text.
    pub text: String,
}

const ROW: f64 = 20.0;
const NAMES: f64 = 210.0;
const LENGTH: f64 = 330.0;
const NUMBERS: f64 = 80.0;
/// Letters of a name that fit.
const LETTERS: usize = 32;
/// Bars drawn; the table twin has all.
const SHOWN: usize = 40;

/// Draws the bars from top to bottom.
pub fn bars(title: String, name_title: String, value_title: String, bars: Vec<Bar>) -> AnyView {
    let (low, high) = scale::extent(bars.iter().map(|bar| bar.value)).unwrap_or((0.0, 1.0));
    let scale = scale::Scale::linear((low.min(0.0), high.max(0.0)), (NAMES, NAMES + LENGTH));
    let zero = scale.pixel(0.0);
    let shown = bars.len().min(SHOWN);
    let height = (shown as f64 * ROW).max(ROW) + 4.0;
    let readout = RwSignal::new(None);
    let rows = bars
        .iter()
        .take(SHOWN)
        .enumerate()
        .map(|(index, bar)| {
            let top = index as f64 * ROW + 4.0;
            let end = scale.pixel(bar.value);
            let words = format!("{}: {}", bar.label, bar.text);
            view! {
                <g class="bar-row" on:pointerenter=move |_| readout.set(Some(words.clone()))>
                    <title>{bar.label.clone()}</title>
                    <rect class="hit" x="0" y=top - 2.0 width=NAMES + LENGTH + NUMBERS height=ROW />
                    <text class="tick" x=NAMES - 8.0 y=top + 11.0 text-anchor="end">{format::shorten_middle(&bar.label, LETTERS)}</text>
                    <rect class="bar" class:negative=bar.value < 0.0 x=zero.min(end) y=top width=(end - zero).abs().max(0.5) height=ROW - 6.0 />
                    <text class="tick value" x=NAMES + LENGTH + NUMBERS - 4.0 y=top + 11.0 text-anchor="end">{bar.text.clone()}</text>
                </g>
            }
        })
        .collect_view();
    let more = bars.len() - shown;
    let more = (more > 0).then(|| view! { <p class="hint">{format!("{more} more in the table.")}</p> });
    let label = title.clone();
    let draw = move |drawing| {
        view! {
            <svg class="plot tall" node_ref=drawing viewBox=format!("0 0 {} {height}", NAMES + LENGTH + NUMBERS) role="img" aria-label=label>
                {rows}
                <line class="axis" x1=zero x2=zero y1="0" y2=height />
            </svg>
            {more}
        }
        .into_any()
    };
    let bars = StoredValue::new(bars);
    figure(title, readout, draw, move || Twin {
        head: vec![name_title.clone(), value_title.clone()],
        rows: bars.with_value(|bars| {
            bars.iter().map(|bar| vec![bar.label.clone(), bar.value.to_string()]).collect()
        }),
    })
}

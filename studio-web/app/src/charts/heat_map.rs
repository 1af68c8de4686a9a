//! A confusion matrix as a heat map: actual classes down, predicted across, shares of each row as colour.

use super::format;
use super::frame::{Twin, figure};
use leptos::prelude::*;
use ml_protocol::ConfusionMatrix;

/// Classes drawn; more are in the table twin.
const SHOWN: usize = 30;

/// Draws the matrix.
pub fn heat_map(title: String, matrix: &ConfusionMatrix) -> AnyView {
    let shown = matrix.labels.len().min(SHOWN);
    let cell = (360.0 / shown.max(1) as f64).clamp(18.0, 64.0);
    let (left, top) = (120.0, 46.0);
    let side = cell * shown as f64;
    let letters = ((cell / 6.5) as usize).max(3);
    let readout = RwSignal::new(None);
    let mut cells: Vec<AnyView> = Vec::new();
    for (row, counts) in matrix.counts.iter().take(shown).enumerate() {
        let all: u64 = counts.iter().sum();
        for (column, count) in counts.iter().take(shown).enumerate() {
            let share = if all == 0 { 0.0 } else { *count as f64 / all as f64 };
            let words = format!(
                "{} taken for {}: {} ({} of the class)",
                matrix.labels[row],
                matrix.labels[column],
                format::counted(*count, "row", "rows"),
                format::percent(share)
            );
            let (x, y) = (left + column as f64 * cell, top + row as f64 * cell);
            let strong = share > 0.55;
            let text = if cell >= 40.0 { format::percent(share) } else { format!("{:.0}", share * 100.0) };
            cells.push(
                view! {
                    <g on:pointerenter=move |_| readout.set(Some(words.clone()))>
                        <rect class="cell" class:right=row == column x=x y=y width=cell - 1.0 height=cell - 1.0 fill-opacity=0.04 + share * 0.96 />
                        <text class="cell-text" class:strong=strong x=x + cell / 2.0 y=y + cell / 2.0 + 4.0 text-anchor="middle">{(*count > 0).then_some(text)}</text>
                    </g>
                }
                .into_any(),
            );
        }
    }
    let names = matrix
        .labels
        .iter()
        .take(shown)
        .enumerate()
        .map(|(index, name)| {
            let middle = index as f64 * cell + cell / 2.0;
            view! {
                <text class="tick" x=left - 8.0 y=top + middle + 4.0 text-anchor="end">{format::shorten(name, 16)}</text>
                <text class="tick" x=left + middle y=top - 8.0 text-anchor="middle">{format::shorten(name, letters)}</text>
            }
        })
        .collect_view();
    let (width, height) = (left + side + 10.0, top + side + 10.0);
    let label = title.clone();
    let draw = move |drawing| {
        view! {
            <svg class="plot tall" node_ref=drawing viewBox=format!("0 0 {width} {height}") role="img" aria-label=label style:max-width=format!("{width}px")>
                <text class="axis-title" x=left + side / 2.0 y="14" text-anchor="middle">"Predicted class"</text>
                <text class="axis-title" x="12" y=top + side / 2.0 text-anchor="middle" transform=format!("rotate(-90 12 {})", top + side / 2.0)>"Actual class"</text>
                {names}
                {cells}
            </svg>
        }
        .into_any()
    };
    let matrix = StoredValue::new(matrix.clone());
    figure(title, readout, draw, move || {
        matrix.with_value(|matrix| Twin {
            head: std::iter::once("Actual \\ predicted".to_owned())
                .chain(matrix.labels.iter().cloned())
                .collect(),
            rows: matrix
                .labels
                .iter()
                .zip(&matrix.counts)
                .map(|(name, counts)| {
                    std::iter::once(name.clone()).chain(counts.iter().map(u64::to_string)).collect()
                })
                .collect(),
        })
    })
}

//! Numbers with names, as cards and, when there are several rows, as a table.

use super::{Place, binary, table};
use crate::charts::format;
use leptos::prelude::*;
use ml_protocol::{Metric, TableView};

/// Cards in a row.
pub(super) fn cards(metrics: &[Metric]) -> AnyView {
    let cards = metrics
        .iter()
        .map(|metric| {
            let value = metric.value;
            binary::card(metric.name.clone(), move || format::optional(value))
        })
        .collect_view();
    view! { <div class="figure-cards">{cards}</div> }.into_any()
}

/// The cards and the table.
pub(super) fn metrics(place: Place, metrics: &[Metric], rows: Option<&TableView>) -> AnyView {
    view! {
        <div class="evaluation">
            {(!metrics.is_empty()).then(|| cards(metrics))}
            {rows.map(|rows| table::table(place, rows))}
        </div>
    }
    .into_any()
}

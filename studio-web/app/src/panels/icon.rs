//! The few icons the panels use: 16 pixel outlines of one stroke weight.

use leptos::prelude::*;

/// A triangle to the right: run.
pub const RUN: &str = "M5 3.2v9.6L12.5 8z";
/// A square: stop.
pub const STOP: &str = "M4.5 4.5h7v7h-7z";
/// An arrow down: opens a list.
pub const DOWN: &str = "M4.5 6.5 8 10l3.5-3.5";
/// A cross: closes.
pub const CLOSE: &str = "M4.5 4.5l7 7m0-7-7 7";
/// An arrow going back: takes the default again.
pub const RESET: &str = "M4 7.5h5a3 3 0 0 1 0 6H7M4 7.5 6.5 5M4 7.5 6.5 10";
/// A sheet with an arrow into it: attach a file.
pub const ATTACH: &str = "M8 10.5v-8m0 0L5.2 5.3M8 2.5l2.8 2.8M3 10v3.5h10V10";
/// An arrow down to a line: download.
pub const DOWNLOAD: &str = "M8 2.5v8m0 0L5.2 7.7M8 10.5l2.8-2.8M3 13.5h10";
/// Rows and columns.
pub const TABLE: &str = "M2.5 3.5h11v9h-11zM2.5 6.5h11M2.5 9.5h11M6.5 3.5v9";
/// A picture with a hill.
pub const PICTURE: &str = "M2.5 3h11v10h-11zM2.5 11l3.5-3.5 3 3 1.5-1.5 3 3M10.5 6h.01";
/// Bars of a chart.
pub const CHART: &str = "M3 13V8M6.5 13V4M10 13V6.5M13.5 13V10";
/// A plus.
pub const ADD: &str = "M8 3.5v9M3.5 8h9";
/// A basket: delete.
pub const DELETE: &str = "M3 4.5h10M6.5 4.5v-2h3v2M4.5 4.5l.6 9h5.8l.6-9";
/// A circle with a cross: an error.
pub const ERROR: &str = "M8 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11zM6 6l4 4m0-4-4 4";
/// A triangle with a mark: a warning.
pub const WARNING: &str = "M8 2.5l6 11H2zM8 6.5v3.2M8 11.6v.1";
/// A circle with an i: a note.
pub const INFO: &str = "M8 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11zM8 7.2v3.6M8 5.1v.1";
/// Draws an outline.
pub fn icon(outline: &'static str) -> AnyView {
    view! {
        <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
            <path d=outline fill="none" stroke="currentColor" stroke-width="1.4" stroke-linecap="round" stroke-linejoin="round" />
        </svg>
    }
    .into_any()
}

/// The icon of a severity.
pub fn of_severity(severity: ml_graph::Severity) -> AnyView {
    icon(match severity {
        ml_graph::Severity::Error => ERROR,
        ml_graph::Severity::Warning => WARNING,
        ml_graph::Severity::Info => INFO,
    })
}

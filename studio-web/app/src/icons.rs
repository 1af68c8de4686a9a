//! Our own icons: 16 × 16, one stroke weight, one path each.

use leptos::prelude::*;
use ml_graph::{AssetKind, Role};
use studio_model::ItemKind;

/// The icon called `name`; purely decorative, so always beside a label or inside a labelled button.
pub fn icon(name: &'static str) -> AnyView {
    view! {
        <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
            <path d=path(name)></path>
        </svg>
    }
    .into_any()
}

/// The icon of a card.
pub fn of_item(kind: ItemKind) -> &'static str {
    match kind {
        ItemKind::Module(role) => of_role(role),
        ItemKind::Unknown => "unknown",
        ItemKind::Asset(AssetKind::Dataset) => "table",
        ItemKind::Asset(AssetKind::TrainedModel) => "model",
        ItemKind::Asset(AssetKind::Transform) => "transform",
        ItemKind::ServiceInput | ItemKind::ServiceOutput => "service",
    }
}

/// The icon of a module by the part it plays.
pub fn of_role(role: Role) -> &'static str {
    match role {
        Role::Source => "source",
        Role::Sink => "sink",
        Role::Transform => "transform",
        Role::Learner => "learner",
        Role::Trainer => "trainer",
        Role::Scorer => "scorer",
        Role::Evaluator => "evaluator",
        Role::Script => "script",
        Role::Statistics => "statistics",
        Role::Other => "module",
    }
}

/// The name of a card's hue in the style sheet.
pub fn hue_of_item(kind: ItemKind) -> &'static str {
    match kind {
        ItemKind::Module(role) => of_role(role),
        ItemKind::Unknown => "unknown",
        ItemKind::Asset(AssetKind::Dataset) => "data",
        ItemKind::Asset(AssetKind::TrainedModel) => "trainer",
        ItemKind::Asset(AssetKind::Transform) => "transform",
        ItemKind::ServiceInput | ItemKind::ServiceOutput => "service",
    }
}

fn path(name: &str) -> &'static str {
    match name {
        "home" => "M2.5 7.5 8 2.8l5.5 4.7M4 6.4v6.8h8V6.4M6.7 13.2V9.4h2.6v3.8",
        "designer" => "M2.8 2.5h5v3.4h-5zM8.2 10.1h5v3.4h-5zM5.3 5.9v2.2h5.4v2",
        "runs" => "M2.5 4h3M2.5 8h3M2.5 12h3M8.2 4.3v7.4l5.3-3.7z",
        "migration" => "M3 2.6h7l3 3v7.8H3zM5.4 7l1 1 1.8-2M5.4 10.6l1 1 1.8-2M9.6 7.4h1.6M9.6 11h1.6",
        "theme" => "M8 2.2a5.8 5.8 0 1 0 0 11.6zM8 2.2a5.8 5.8 0 0 1 0 11.6",
        "help" => {
            "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM6.2 6.4c0-2.4 3.7-2.2 3.6 0-.1 1.4-1.8 1.4-1.8 2.8M8 11.3v.2"
        }
        "undo" => "M5.6 3 2.8 5.8l2.8 2.8M2.8 5.8h6.4a3.6 3.6 0 0 1 0 7.2H6.5",
        "redo" => "M10.4 3l2.8 2.8-2.8 2.8M13.2 5.8H6.8a3.6 3.6 0 0 0 0 7.2h2.7",
        "search" => "M7 11.6A4.6 4.6 0 1 0 7 2.4a4.6 4.6 0 0 0 0 9.2zM10.4 10.4l3.2 3.2",
        "right" => "M6 3.5 10.5 8 6 12.5",
        "down" => "M3.5 6 8 10.5 12.5 6",
        "up" => "M3.5 10 8 5.5l4.5 4.5",
        "close" => "M3.8 3.8l8.4 8.4M12.2 3.8l-8.4 8.4",
        "plus" => "M8 3v10M3 8h10",
        "minus" => "M3 8h10",
        "fit" => "M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10",
        "play" => "M4.5 2.8v10.4L13 8z",
        "stop" => "M4 4h8v8H4z",
        "check" => "M3 8.6l3.3 3.3L13 4.6",
        "cached" => "M2.2 9.2l2.6 2.6L9 6.6M11.4 4.6A3.2 3.2 0 0 1 11 11M11.4 2.2v2.9h2.2",
        "cross" => "M4 4l8 8M12 4l-8 8",
        "warning" => "M8 2.4l6.1 11H1.9zM8 6.6v3.1M8 11.5v.2",
        "error" => "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 4.8v4M8 11v.2",
        "info" => "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 7.3v3.9M8 4.9v.2",
        "upload" => "M8 10.5V2.8M4.9 5.7 8 2.6l3.1 3.1M2.6 10.4v3h10.8v-3",
        "download" => "M8 2.6v7.9M4.9 7.6 8 10.7l3.1-3.1M2.6 10.4v3h10.8v-3",
        "folder" => "M2 4h4l1.4 1.7H14v7.4H2z",
        "table" => "M2.4 3h11.2v10H2.4zM2.4 6.4h11.2M2.4 9.7h11.2M6.2 6.4V13",
        "model" => "M8 2.2l5 2.9v5.8l-5 2.9-5-2.9V5.1zM3.2 5.2 8 8l4.8-2.8M8 8v5.6",
        "source" => "M3 4c0-2 10-2 10 0v8c0 2-10 2-10 0zM3 4c0 2 10 2 10 0M3 8c0 2 10 2 10 0",
        "sink" => "M2.6 8.4v5h10.8v-5M8 2.4v7.4M5 7l3 3 3-3",
        "transform" => "M2.4 5h8.4M8.4 2.6 10.8 5 8.4 7.4M13.6 11H5.2M7.6 8.6 5.2 11l2.4 2.4",
        "learner" => {
            "M8 2.4v3.2M8 5.6 4.4 9.2M8 5.6l3.6 3.6M4.4 9.2v1.6M11.6 9.2v1.6M2.9 10.8h3v2.8h-3zM10.1 10.8h3v2.8h-3z"
        }
        "trainer" => {
            "M8 10.4a2.4 2.4 0 1 0 0-4.8 2.4 2.4 0 0 0 0 4.8zM8 2.2v1.9M8 11.9v1.9M2.2 8h1.9M11.9 8h1.9M3.9 3.9l1.3 1.3M10.8 10.8l1.3 1.3M12.1 3.9l-1.3 1.3M5.2 10.8l-1.3 1.3"
        }
        "scorer" => {
            "M8 13.6A5.6 5.6 0 1 0 8 2.4a5.6 5.6 0 0 0 0 11.2zM8 10.6a2.6 2.6 0 1 0 0-5.2 2.6 2.6 0 0 0 0 5.2zM8 8v.1"
        }
        "evaluator" => "M2.4 2.6v10.8h11.2M4.8 11c1-5.2 3.4-7 8-7.4",
        "script" => "M5.6 4.2 2 8l3.6 3.8M10.4 4.2 14 8l-3.6 3.8M9.2 3l-2.4 10",
        "statistics" => "M2.6 13.4V8.6M6.2 13.4V2.8M9.8 13.4V6.4M13.4 13.4v-3",
        "module" => "M3 3h10v10H3z",
        "unknown" => "M3 3h10v10H3zM6.4 6.6c0-2.1 3.3-1.9 3.2 0-.1 1.2-1.6 1.2-1.6 2.4M8 10.9v.2",
        "service" | "endpoints" => {
            "M8 13.6A5.6 5.6 0 1 0 8 2.4a5.6 5.6 0 0 0 0 11.2zM2.6 8h10.8M8 2.4c-3.4 3.4-3.4 7.8 0 11.2M8 2.4c3.4 3.4 3.4 7.8 0 11.2"
        }
        "copy" => "M5.6 5.6h7.8v7.8H5.6zM10.4 5.6v-3H2.6v7.8h3",
        "trash" => "M2.6 4.4h10.8M6 4.2V2.6h4v1.6M4 4.6l.7 8.8h6.6l.7-8.8M6.7 7v4M9.3 7v4",
        "more" => "M3.2 8h.1M8 8h.1M12.8 8h.1",
        "left-panel" => "M2.4 3h11.2v10H2.4zM6.2 3v10",
        "right-panel" => "M2.4 3h11.2v10H2.4zM9.8 3v10",
        "map" => "M2.4 3h11.2v10H2.4zM8.6 8.2h3.2v3H8.6z",
        "arrange" => {
            "M5.8 2.6h4.4v3H5.8zM2.2 10.4h4.4v3H2.2zM9.4 10.4h4.4v3H9.4zM8 5.6v2.4M4.4 10.4V8h7.2v2.4"
        }
        "comment" => "M2.4 3h11.2v8H7.4l-3 2.6V11h-2z",
        "pencil" => "M2.8 13.2l.7-3L10.7 3l2.3 2.3-7.2 7.2zM9.2 4.5l2.3 2.3",
        "eye" => "M1.8 8C4.6 3.2 11.4 3.2 14.2 8 11.4 12.8 4.6 12.8 1.8 8zM8 10a2 2 0 1 0 0-4 2 2 0 0 0 0 4z",
        "keyboard" => "M1.8 4h12.4v8H1.8zM4.2 6.6h.1M7 6.6h.1M9.8 6.6h.1M4.2 9.4h7.6",
        "drop" => "M8 2.4v6.8M5.2 6.6 8 9.4l2.8-2.8M2.4 9v4.6h11.2V9",
        "sample" => "M6 2.4h4M6.8 2.4v4L3 13.4h10l-3.8-7v-4M5 10h6",
        "clock" => "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 4.8V8l2.2 1.6",
        "blank" => "",
        _ => "M3 3h10v10H3z",
    }
}

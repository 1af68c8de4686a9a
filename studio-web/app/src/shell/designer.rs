//! The designer: top bar, palette, canvas, properties and the drawer with results.

use super::split::{Edge, Sizer};
use super::{palette, top_bar};
use crate::canvas::Canvas;
use crate::icons::icon;
use crate::state::{Drawer, Studio, studio};
use crate::{settings, slots};
use leptos::prelude::*;
use ml_graph::Severity;

/// The page.
pub fn designer() -> AnyView {
    let studio = studio();
    let palette = Sizer::new("palette", Edge::Right, 248.0, (200.0, 420.0));
    let properties = Sizer::new("properties", Edge::Left, 304.0, (240.0, 620.0));
    let drawer = Sizer::new("drawer", Edge::Top, 320.0, (140.0, 720.0));
    let tall = RwSignal::new(false);
    Effect::new(move || settings::set_flag("properties.hidden", !studio.show_properties.get()));
    let results = move || {
        studio.drawer.read().is_some().then(|| {
            view! {
                <section class="drawer" class:tall=move || tall.get() data-testid="drawer" aria-label="Results" style:height=drawer.css()>
                    {drawer.handle("Height of the results")}
                    {tabs(studio, tall)}
                    <div class="drawer-body">{drawer_body(studio)}</div>
                </section>
            }
        })
    };
    let pane = move || {
        studio.show_properties.get().then(|| {
            view! {
                <aside class="side properties" data-testid="properties" aria-label="Properties" style:width=properties.css()>
                    {properties.handle("Width of the properties")}
                    {slots::properties()}
                </aside>
            }
        })
    };
    view! {
        <div class="designer">
            {top_bar::top_bar(palette)}
            <div class="columns">
                <aside
                    class="side palette"
                    aria-label="Modules"
                    class:collapsed=move || palette.is_collapsed()
                    style:width=palette.css()
                >
                    {palette::palette()}
                    {palette.handle("Width of the palette")}
                </aside>
                <main class="middle">
                    <Canvas />
                    {status_bar(studio)}
                    {results}
                </main>
                {pane}
            </div>
        </div>
    }
    .into_any()
}

/// Under the canvas: what is wrong, and the report.
fn status_bar(studio: Studio) -> impl IntoView {
    let errors = move || studio.problems.read().count(Severity::Error);
    let warnings = move || studio.problems.read().count(Severity::Warning);
    let text = move || match (errors(), warnings()) {
        (0, 0) => "No problems".to_owned(),
        (errors, 0) => counted(errors, "problem", "problems"),
        (0, warnings) => counted(warnings, "warning", "warnings"),
        (errors, warnings) => {
            format!(
                "{}, {}",
                counted(errors, "problem", "problems"),
                counted(warnings, "warning", "warnings")
            )
        }
    };
    let mark = move || match (errors(), warnings()) {
        (0, 0) => icon("check"),
        (0, _) => icon("warning"),
        _ => icon("error"),
    };
    let level = move || match (errors(), warnings()) {
        (0, 0) => "fine",
        (0, _) => "warning",
        _ => "error",
    };
    let toggle = move |wanted: Drawer| {
        let open = studio.drawer.with_untracked(|drawer| drawer.as_ref() == Some(&wanted));
        studio.drawer.set(if open { None } else { Some(wanted) });
    };
    let report = move || {
        studio.stored.read().has_report().then(|| {
            view! {
                <button class="status-button" on:click=move |_| toggle(Drawer::Report)>
                    {icon("comment")}
                    "Migration report"
                </button>
            }
        })
    };
    let size = move || {
        let (modules, data) =
            studio.read(|document| (document.draft().nodes.len(), document.draft().assets.len()));
        format!("{}, {}", counted(modules, "module", "modules"), counted(data, "dataset", "datasets"))
    };
    view! {
        <div class="status-bar">
            <button
                class="status-button"
                data-level=level
                data-testid="problems"
                on:click=move |_| toggle(Drawer::Problems)
            >
                {mark}
                {text}
            </button>
            {report}
            <span class="status-rest">{size}</span>
        </div>
    }
}

fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

fn tabs(studio: Studio, tall: RwSignal<bool>) -> impl IntoView {
    let last = RwSignal::new(None::<ml_graph::PortRef>);
    Effect::new(move || {
        if let Some(Drawer::Visualize(port)) = studio.drawer.get() {
            last.set(Some(port));
        }
    });
    let is = move |index: usize| {
        studio.drawer.with(|drawer| {
            matches!(
                (drawer, index),
                (Some(Drawer::Visualize(_)), 0) | (Some(Drawer::Problems), 1) | (Some(Drawer::Report), 2)
            )
        })
    };
    let tab = move |index: usize, name: &'static str, show: Drawer| {
        view! {
            <button
                class="tab"
                role="tab"
                class:active=move || is(index)
                aria-selected=move || is(index).to_string()
                on:click=move |_| studio.drawer.set(Some(show.clone()))
            >
                {name}
            </button>
        }
    };
    view! {
        <div class="tabs" role="tablist">
            {move || last.get().map(|port| tab(0, "Results", Drawer::Visualize(port)))}
            {tab(1, "Problems", Drawer::Problems)}
            {move || studio.stored.read().has_report().then(|| tab(2, "Migration report", Drawer::Report))}
            <span class="tabs-rest"></span>
            <button
                class="icon-button"
                data-testid="drawer-size"
                aria-label=move || if tall.get() { "Make the results smaller" } else { "Give the results all the room" }
                title=move || if tall.get() { "Smaller" } else { "Larger" }
                on:click=move |_| tall.update(|tall| *tall = !*tall)
            >
                {move || icon(if tall.get() { "down" } else { "up" })}
            </button>
            <button class="icon-button" aria-label="Close the results" title="Close" on:click=move |_| studio.drawer.set(None)>
                {icon("close")}
            </button>
        </div>
    }
}

fn drawer_body(studio: Studio) -> impl IntoView {
    move || match studio.drawer.get() {
        Some(Drawer::Visualize(port)) => slots::visualize(port),
        Some(Drawer::Problems) => slots::problems(),
        Some(Drawer::Report) => slots::report(),
        None => ().into_any(),
    }
}

//! The frame: rail, top bar, pages, and the designer's palette, canvas, properties and drawer.

mod split;

use crate::slots;
use crate::state::{Drawer, Page, Studio, studio};
use leptos::prelude::*;
use split::{Edge, Sizer};

/// The whole studio.
#[component]
pub fn Shell() -> impl IntoView {
    let studio = Studio::new();
    provide_context(studio);
    slots::start(studio);
    view! {
        <div class="shell">
            <main class="page">
                {move || match studio.page.get() {
                    Page::Home => ().into_any(),
                    Page::Designer => designer(),
                    Page::Runs => slots::runs_page(),
                }}
            </main>
        </div>
    }
}

/// Palette, canvas, properties and drawer.
fn designer() -> AnyView {
    let studio = studio();
    let palette = Sizer::new("palette", Edge::Right, 248.0, (180.0, 420.0));
    let properties = Sizer::new("properties", Edge::Left, 320.0, (240.0, 620.0));
    let drawer = Sizer::new("drawer", Edge::Top, 320.0, (140.0, 640.0));
    view! {
        <div class="designer">
            <aside class="side palette" class:collapsed=move || palette.is_collapsed() style:width=palette.css()>{palette.handle("Width of the palette")}</aside>
            <div class="middle">
                <button on:click=move |_| palette.toggle()>"Palette"</button><section class="canvas-slot" aria-label="Canvas"></section>
                <Show when=move || studio.drawer.read().is_some()>
                    <section class="drawer" data-testid="drawer" aria-label="Results" style:height=drawer.css()>
                        {drawer.handle("Height of the results")}
                        {drawer_content}
                    </section>
                </Show>
            </div>
            <aside class="side properties" data-testid="properties" aria-label="Properties" style:width=properties.css()>
                {properties.handle("Width of the properties")}
                {slots::properties()}
            </aside>
        </div>
    }
    .into_any()
}

fn drawer_content() -> impl IntoView {
    let studio = studio();
    move || match studio.drawer.get() {
        Some(Drawer::Visualize(port)) => slots::visualize(port),
        Some(Drawer::Problems) => slots::problems(),
        Some(Drawer::Report) => slots::report(),
        None => ().into_any(),
    }
}

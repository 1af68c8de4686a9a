//! Visualize: an output of the run shown, in the drawer. The executor computes what to show; this draws it.

mod binary;
mod column;
mod media;
mod metrics;
mod model;
mod multiclass;
mod pages;
mod profiles;
mod regression;
mod table;
mod threshold;
mod tree;
mod tree_label;
mod tree_layout;

use crate::panels::download;
use crate::panels::icon::{self, icon};
use crate::state::{Drawer, Studio, studio};
use leptos::prelude::*;
use ml_graph::PortRef;
use ml_protocol::{OutputFormat, OutputView, Request, Response, RunId};
use std::sync::Arc;

/// An output, and the run that has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) run: RunId,
    pub(crate) port: PortRef,
}

#[derive(Clone)]
enum Shown {
    Nothing,
    Loading,
    Failed(String),
    Ready(Place, Arc<OutputView>),
}

/// The output at `port`, once the run has it.
pub fn visualize(port: PortRef) -> AnyView {
    let studio = studio();
    let shown = RwSignal::new(Shown::Nothing);
    let wanted = port.clone();
    // Run and content: what has not changed is not fetched again.
    let key = Memo::new(move |_| {
        studio.run.with(|run| {
            let is_asset = studio.peek(|document| document.draft().asset(&wanted.node).is_some());
            let output = run.nodes.get(&wanted.node).and_then(|node| node.outputs.get(&wanted.port));
            let hash = output.map(|output| output.hash.clone());
            let there = hash.is_some() || is_asset && run.state.is_some() && !run.is_going();
            run.run.clone().filter(|_| there).map(|run| (run, hash))
        })
    });
    let place = port.clone();
    Effect::new(move |_| {
        let Some((run, _)) = key.get() else {
            shown.set(Shown::Nothing);
            return;
        };
        let place = Place { run, port: place.clone() };
        shown.set(Shown::Loading);
        leptos::task::spawn_local(async move {
            let request = Request::View {
                run: place.run.clone(),
                node: place.port.node.clone(),
                port: place.port.port.clone(),
            };
            let answer = studio.engine.request(request, None).await;
            if key.try_get_untracked().flatten().is_none_or(|(run, _)| run != place.run) {
                return;
            }
            shown.set(match answer.map(|reply| reply.response) {
                Ok(Response::View(view)) => Shown::Ready(place, Arc::from(view)),
                Ok(_) => Shown::Failed(crate::client::unexpected().to_string()),
                Err(error) => Shown::Failed(error.to_string()),
            });
        });
    });
    let (head, empty) = (port.clone(), port);
    view! {
        <div class="visualize">
            {header(studio, &head, shown)}
            <div class="visualize-body" data-testid="visualize">
                {move || match shown.get() {
                    Shown::Nothing => nothing(studio, &empty),
                    Shown::Loading => view! { <p class="empty hint" aria-busy="true">"Reading the output …"</p> }.into_any(),
                    Shown::Failed(sentence) => view! { <p class="notice error">{icon(icon::ERROR)} <span>{sentence}</span></p> }.into_any(),
                    Shown::Ready(place, view) => output(place, &view),
                }}
            </div>
        </div>
    }
    .into_any()
}

/// Draws what an executor says about an output.
pub(crate) fn output(place: Place, view: &OutputView) -> AnyView {
    match view {
        OutputView::Table(table) => table::table(place, table),
        OutputView::Binary { models } => binary::binary(&named(&place, models, |model| &mut model.name)),
        OutputView::Multiclass { models } => {
            multiclass::multiclass(&named(&place, models, |model| &mut model.name))
        }
        OutputView::Regression { models } => {
            regression::regression(&named(&place, models, |model| &mut model.name))
        }
        OutputView::Metrics { metrics, table } => metrics::metrics(place, metrics, table.as_ref()),
        OutputView::Model(model) => model::model(model),
        OutputView::Media { media, content } => media::media(media, content),
    }
}

/// Evaluated models by what they are called on the canvas, where the wires lead to them.
fn named<T: Clone>(place: &Place, models: &[T], name: fn(&mut T) -> &mut String) -> Vec<T> {
    let titles = studio().peek(|document| {
        studio_model::models_behind(document.draft(), document.catalogue(), &place.port.node)
    });
    let mut models = models.to_vec();
    if titles.len() == models.len() {
        for (model, title) in models.iter_mut().zip(titles) {
            if let Some(title) = title {
                *name(model) = title;
            }
        }
    }
    models
}

/// Which output this is, the others of the same module, and downloads.
fn header(studio: Studio, port: &PortRef, shown: RwSignal<Shown>) -> AnyView {
    let (title, ports) = studio.peek(|document| {
        let draft = document.draft();
        let title = studio_model::title_of(draft, document.catalogue(), &port.node);
        let spec = draft.node(&port.node).and_then(|node| document.catalogue().get(&node.component));
        let ports: Vec<(String, String)> = spec
            .map(|spec| spec.outputs.iter().map(|output| (output.id.clone(), output.title.clone())).collect())
            .unwrap_or_default();
        (title, ports)
    });
    let node = port.node.clone();
    let tabs = (ports.len() > 1).then(|| {
        let tab = |(id, title): (String, String)| {
            let target = PortRef::new(&node, &id);
            let selected = id == port.port;
            view! {
                <button type="button" role="tab" class="tab" aria-selected=selected.to_string() on:click=move |_| studio.drawer.set(Some(Drawer::Visualize(target.clone())))>{title}</button>
            }
        };
        view! { <div class="tabs" role="tablist" aria-label="Outputs">{ports.into_iter().map(tab).collect_view()}</div> }
    });
    let save = move |format: OutputFormat, title: &'static str| {
        let port = port.clone();
        view! { <button type="button" class="button quiet" on:click=move |_| download(studio, port.clone(), format)>{icon(icon::DOWNLOAD)} {title}</button> }
    };
    let (csv, parquet, json) = (
        save(OutputFormat::Csv, "CSV"),
        save(OutputFormat::Parquet, "Parquet"),
        save(OutputFormat::Json, "JSON"),
    );
    let is_table =
        move || matches!(shown.get(), Shown::Ready(_, view) if matches!(*view, OutputView::Table(_)));
    let is_other =
        move || matches!(shown.get(), Shown::Ready(_, view) if !matches!(*view, OutputView::Table(_)));
    view! {
        <header class="visualize-head">
            <h2>{title}</h2>
            {tabs}
            <span class="spacer"></span>
            <span class="head-actions" style:display=move || if is_table() { "" } else { "none" }>{csv}{parquet}</span>
            <span class="head-actions" style:display=move || if is_other() { "" } else { "none" }>{json}</span>
        </header>
    }
    .into_any()
}

/// What to do to see something here.
fn nothing(studio: Studio, port: &PortRef) -> AnyView {
    let node = port.node.clone();
    let failed = {
        let node = node.clone();
        move || studio.run.with(|run| run.nodes.get(&node).and_then(|node| node.failure.clone()))
    };
    let going = move || studio.run.with(studio_model::RunView::is_going);
    let is_asset = studio.peek(|document| document.draft().asset(&port.node).is_some());
    view! {
        <div class="empty">
            {move || match (failed(), going()) {
                (Some(failure), _) => view! { <p>{failure.message}</p> <p class="hint">{failure.help}</p> }.into_any(),
                (None, true) => view! { <p class="hint">"The module has not finished yet. Its output shows here when it has."</p> }.into_any(),
                (None, false) => view! { <p class="hint">"Nothing to show yet: outputs appear once the module has run."</p> }.into_any(),
            }}
            {(!is_asset).then(|| view! {
                <button type="button" class="button primary" prop:disabled=going on:click=move |_| studio.jobs.run(studio, vec![node.clone()])>{icon(icon::RUN)} "Run up to this module"</button>
            })}
        </div>
    }
    .into_any()
}

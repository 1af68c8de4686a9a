//! A card: hue, icon, title, second line, status and ports.

use super::board::Board;
use crate::charts::format;
use crate::icons::{hue_of_item, icon, of_item};
use crate::state::Cell;
use leptos::prelude::*;
use ml_graph::{PortKind, PortRef, Severity};
use ml_protocol::NodeState;
use studio_model::{Item, NodeProgress, PortView, port_offset};

/// The card of an item.
pub fn card(board: Board, cell: Cell) -> AnyView {
    let id = cell.id.to_string();
    let kind = {
        let item = cell.item.clone();
        Memo::new(move |_| item.with(|item| item.kind))
    };
    let (position, selected, item) = (cell.position.clone(), cell.selected.clone(), cell.item.clone());
    let far = cell.far.clone();
    // Edges, not a transform: each transform would be a paint chunk of its own, and laying those out costs more than all else.
    // For the same reason little in a card is positioned: such a part would be painted, cached and hit by itself.
    let top = {
        let position = position.clone();
        move || format!("{}px", position.get().y)
    };
    let left = move || format!("{}px", position.get().x);
    let title = {
        let item = cell.item.clone();
        move || item.with(|item| item.title.clone())
    };
    let subtitle = {
        let item = cell.item.clone();
        move || item.with(|item| item.subtitle.clone())
    };
    let label = {
        let cell = cell.clone();
        move || spoken(&cell)
    };
    let ports = Memo::new(move |_| item.with(|item| (item.inputs.clone(), item.outputs.clone())));
    let node = id.clone();
    let port_views = move || {
        let (inputs, outputs) = ports.get();
        let of = |list: Vec<PortView>, output: bool| {
            let count = list.len();
            let node = node.clone();
            list.into_iter()
                .enumerate()
                .map(move |(index, view)| port(board, &node, &view, output, index, count))
                .collect::<Vec<_>>()
        };
        (of(inputs, false), of(outputs, true))
    };
    view! {
        <div
            class="card"
            class:selected=move || selected.get()
            class:far=move || far.get()
            data-item=id.clone()
            data-testid=format!("node-{id}")
            data-hue=move || hue_of_item(kind.get())
            tabindex="0"
            role="button"
            aria-label=label
            style:left=left
            style:top=top
        >
            <span class="card-icon">{move || icon(of_item(kind.get()))}</span>
            <span class="words">
                <span class="title">{title}</span>
                <span class="subtitle">{subtitle}</span>
            </span>
            {status(&cell)}
            {port_views}
        </div>
    }
    .into_any()
}

fn spoken(cell: &Cell) -> String {
    let mut text = cell.item.with(|item| item.title.clone());
    if let Some((_, problem)) = cell.problem.get() {
        text.push_str(", ");
        text.push_str(&problem);
    }
    if let Some(progress) = cell.progress.get() {
        text.push_str(", ");
        text.push_str(name_of(progress.state));
    }
    text
}

/// The status mark: shape, colour, and after a run the time it took.
fn status(cell: &Cell) -> AnyView {
    let id = cell.id.to_string();
    let (progress, problem, item) = (cell.progress.clone(), cell.problem.clone(), cell.item.clone());
    // A new state draws a new mark; a new fraction moves the arc alone.
    let shown = Memo::new({
        let progress = progress.clone();
        move |_| {
            let state = progress.with(|progress| progress.as_ref().map(|progress| progress.state));
            let problem = problem.get();
            let mark = match (state, &problem) {
                (Some(state), _) => mark_of(state),
                (None, Some((Severity::Error, _))) => "error",
                (None, Some(_)) => "warning",
                (None, None) if item.with(|item: &Item| item.cannot_run.is_some()) => "warning",
                (None, None) => "none",
            };
            (mark, problem.map(|(_, text)| text))
        }
    });
    let (tip, state, detail, arc) = (progress.clone(), progress.clone(), progress.clone(), progress);
    let hint = move || match tip.get() {
        Some(progress) => describe(&progress),
        None => shown.get().1.unwrap_or_default(),
    };
    let mark = move || match shown.get().0 {
        "none" => ().into_any(),
        "running" => {
            let arc = arc.clone();
            let dash = move || {
                let fraction =
                    arc.with(|progress| progress.as_ref().map_or(0.0, |progress| progress.fraction));
                format!("{:.1} 100", (fraction * 100.0).max(4.0))
            };
            view! {
                <svg class="mark" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
                    <circle class="track" cx="8" cy="8" r="6"></circle>
                    <circle class="arc" cx="8" cy="8" r="6" pathLength="100" stroke-dasharray=dash></circle>
                </svg>
            }
            .into_any()
        }
        "queued" => view! {
            <svg class="mark" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
                <circle cx="8" cy="8" r="5"></circle>
            </svg>
        }
        .into_any(),
        "finished" => icon("check"),
        "cached" => icon("cached"),
        "failed" => icon("cross"),
        "cancelled" | "skipped" => icon("minus"),
        "error" => icon("error"),
        _ => icon("warning"),
    };
    let words = move || detail.with(|progress| progress.as_ref().map(short).unwrap_or_default());
    view! {
        <span
            class="status"
            data-testid=format!("status-{id}")
            data-mark=move || shown.get().0
            data-state=move || state.with(|progress| progress.as_ref().map_or("none", |progress| mark_of(progress.state)))
            title=hint
        >
            {mark}
            <span class="status-text">{words}</span>
        </span>
    }
    .into_any()
}

fn mark_of(state: NodeState) -> &'static str {
    match state {
        NodeState::Queued => "queued",
        NodeState::Running => "running",
        NodeState::Finished => "finished",
        NodeState::Cached => "cached",
        NodeState::Failed => "failed",
        NodeState::Skipped => "skipped",
        NodeState::Cancelled => "cancelled",
    }
}

fn name_of(state: NodeState) -> &'static str {
    match state {
        NodeState::Queued => "waiting",
        NodeState::Running => "running",
        NodeState::Finished => "finished",
        NodeState::Cached => "reused from an earlier run",
        NodeState::Failed => "failed",
        NodeState::Skipped => "skipped",
        NodeState::Cancelled => "cancelled",
    }
}

/// Beside the mark: percent while running, then the time.
fn short(progress: &NodeProgress) -> String {
    match (progress.state, progress.duration_ms) {
        (NodeState::Running, _) if progress.fraction > 0.0 => format!("{:.0} %", progress.fraction * 100.0),
        (NodeState::Finished, Some(duration)) => format::duration(duration),
        _ => String::new(),
    }
}

fn describe(progress: &NodeProgress) -> String {
    if let Some(failure) = &progress.failure {
        return format!("{} {}", failure.message, failure.help);
    }
    let mut text = name_of(progress.state).to_owned();
    for part in [&progress.device, &progress.message] {
        if !part.is_empty() {
            text.push_str(" · ");
            text.push_str(part);
        }
    }
    for warning in &progress.warnings {
        text.push('\n');
        text.push_str(&warning.message);
    }
    text
}

fn port(board: Board, node: &str, view: &PortView, output: bool, index: usize, count: usize) -> AnyView {
    let reference = PortRef::new(node, &view.id);
    let side = if output { "out" } else { "in" };
    let (for_verdict, for_snap) = (reference.clone(), reference);
    let verdict = Memo::new(move |_| {
        board.connecting.with(|connecting| {
            let connecting = connecting.as_ref()?;
            if connecting.backwards != output {
                return (connecting.start == for_verdict).then_some(true);
            }
            connecting.verdicts.get(&for_verdict).map(Result::is_ok)
        })
    });
    let snapped = Memo::new(move |_| {
        verdict.get() == Some(true) && board.snap.with(|snap| snap.as_ref() == Some(&for_snap))
    });
    view! {
        <span
            class="port"
            class:output=output
            class:valid=move || verdict.get() == Some(true)
            class:invalid=move || verdict.get() == Some(false)
            class:snapped=move || snapped.get()
            data-port=view.id.clone()
            data-side=side
            data-kind=kind_name(view.kind)
            data-testid=format!("port-{node}-{side}-{}", view.id)
            style=("--at", format!("{:.2}px", port_offset(index, count)))
        >
            <i></i>
        </span>
    }
    .into_any()
}

/// The name of a kind in the style sheet, which gives it shape and colour: circle dataset, square model, diamond transformation.
fn kind_name(kind: PortKind) -> &'static str {
    match kind {
        PortKind::Dataset => "dataset",
        PortKind::UntrainedModel | PortKind::UntrainedClustering => "untrained",
        PortKind::TrainedModel | PortKind::TrainedClustering | PortKind::Recommender => "trained",
        PortKind::Transform | PortKind::Filter => "transform",
        PortKind::Bundle => "bundle",
        PortKind::Any => "any",
    }
}

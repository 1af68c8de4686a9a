//! Decision trees, one at a time.

use super::tree_label;
use super::tree_layout::{LEVEL, Placed, SLOT, depth, place};
use crate::charts::{Twin, figure, format};
use leptos::prelude::*;
use ml_protocol::{TreeNodeView, TreeView};
use std::sync::Arc;

/// Width of a box.
const WIDTH: f64 = 128.0;
/// Height of a line of text, and what a box needs besides.
const LINE: f64 = 14.0;
const AROUND: f64 = 9.0;
/// Letters in a line of a box.
const LETTERS: usize = 19;

/// A choice of tree and levels, and the tree.
pub(super) fn trees(trees: &[TreeView]) -> AnyView {
    let count = trees.len();
    let trees = Arc::new(trees.to_vec());
    let chosen = RwSignal::new(0_usize);
    let levels = RwSignal::new(4_usize);
    let deepest = trees.iter().map(depth).max().unwrap_or(1);
    let choose = move |event| {
        if let Ok(number) = event_target_value(&event).trim().parse::<usize>() {
            chosen.set(number.clamp(1, count) - 1);
        }
    };
    let choose_levels = move |event| {
        if let Ok(number) = event_target_value(&event).parse() {
            levels.set(number);
        }
    };
    let drawn = move || trees.get(chosen.get()).map(|tree| draw(tree, chosen.get(), levels.get()));
    view! {
        <section class="trees">
            <div class="toggles">
                <label class="field inline">
                    <span class="label">"Tree"</span>
                    <input type="number" class="number" min="1" max=count.to_string() data-testid="tree-number" prop:value=move || (chosen.get() + 1).to_string() on:input=choose />
                    <span class="hint">{format!("of {}", format::count(count as u64))}</span>
                </label>
                {(deepest > 2).then(|| view! {
                    <label class="field inline">
                        <span class="label">"Levels"</span>
                        <input type="range" min="2" max=deepest.to_string() prop:value=move || levels.get().to_string() on:input=choose_levels />
                    </label>
                })}
            </div>
            {drawn}
        </section>
    }
    .into_any()
}

fn draw(tree: &TreeView, number: usize, levels: usize) -> AnyView {
    let placed = place(tree, levels);
    let width = placed.iter().map(|node| node.x).fold(0.0, f64::max) + SLOT / 2.0 + 4.0;
    let height = placed.iter().map(|node| node.y).fold(0.0, f64::max) + LEVEL;
    let readout = RwSignal::new(None);
    let wires = placed
        .iter()
        .filter_map(|node| {
            let parent = &placed[node.parent?];
            let top = parent.y + height_of(&words(tree, parent).lines) + 2.0;
            let bottom = node.y + 2.0;
            let middle = (top + bottom) / 2.0;
            let path = format!("M{} {top}C{} {middle} {} {middle} {} {bottom}", parent.x, parent.x, node.x, node.x);
            let word = if node.is_left { "yes" } else { "no" };
            Some(view! {
                <path class="tree-wire" d=path />
                <text class="tick" x=(parent.x + node.x) / 2.0 y=middle + 3.0 text-anchor="middle">{word}</text>
            })
        })
        .collect_view();
    let nodes = placed.iter().map(|node| node_view(tree, node, readout)).collect_view();
    let title = format!("Tree {}", number + 1);
    let label = title.clone();
    let view_box = format!("0 0 {width} {height}");
    let drawing = move |drawing| {
        view! {
            <div class="scroll">
                <svg class="tree" node_ref=drawing viewBox=view_box width=width height=height role="img" aria-label=label>{wires}{nodes}</svg>
            </div>
        }
        .into_any()
    };
    let twin = Arc::new(tree.clone());
    figure(title, readout, drawing, move || twin_of(&twin))
}

/// What stands in a box, and the whole of it for whoever points there.
struct Words {
    class: &'static str,
    lines: Vec<String>,
    whole: String,
}

fn words(tree: &TreeView, placed: &Placed) -> Words {
    match &tree.nodes[placed.node] {
        TreeNodeView::Split { feature, threshold, gain, .. } => {
            let condition = format!("≤ {}", format::number(*threshold));
            let whole = format!("{feature} {condition}: yes goes left; gain {}", format::number(*gain));
            let more = if placed.cut { " …" } else { "" };
            let mut lines = tree_label::lines(feature, LETTERS);
            lines.push(format!("{condition}{more}"));
            Words { class: "tree-node split", lines, whole }
        }
        TreeNodeView::Leaf { value, count } => {
            let value = format::number(*value);
            let rows = format::counted(*count, "row", "rows");
            let whole = format!("Leaf: value {value}, {rows}");
            Words { class: "tree-node leaf", lines: vec![value, rows], whole }
        }
    }
}

fn height_of(lines: &[String]) -> f64 {
    lines.len() as f64 * LINE + AROUND
}

fn node_view(tree: &TreeView, placed: &Placed, readout: RwSignal<Option<String>>) -> AnyView {
    let Words { class, lines, whole } = words(tree, placed);
    let (x, y) = (placed.x, placed.y + 2.0);
    let height = height_of(&lines);
    let last = lines.len() - 1;
    let texts = lines
        .into_iter()
        .enumerate()
        .map(|(index, line)| {
            let below = y + 15.0 + index as f64 * LINE;
            view! { <text class:second=index == last x=x y=below text-anchor="middle">{line}</text> }
        })
        .collect_view();
    let title = whole.clone();
    view! {
        <g class=class on:pointerenter=move |_| readout.set(Some(whole.clone()))>
            <title>{title}</title>
            <rect x=x - WIDTH / 2.0 y=y width=WIDTH height=height rx="5" />
            {texts}
        </g>
    }
    .into_any()
}

fn twin_of(tree: &TreeView) -> Twin {
    let row = |(index, node): (usize, &TreeNodeView)| match node {
        TreeNodeView::Split { feature, threshold, gain, left, right } => vec![
            index.to_string(),
            feature.clone(),
            threshold.to_string(),
            gain.to_string(),
            left.to_string(),
            right.to_string(),
            String::new(),
            String::new(),
        ],
        TreeNodeView::Leaf { value, count } => {
            let mut cells = vec![index.to_string()];
            cells.extend(std::iter::repeat_n(String::new(), 5));
            cells.extend([value.to_string(), count.to_string()]);
            cells
        }
    };
    Twin {
        head: ["Node", "Feature", "Threshold", "Gain", "If at most", "If above", "Value", "Rows"]
            .map(str::to_owned)
            .to_vec(),
        rows: tree.nodes.iter().enumerate().map(row).collect(),
    }
}

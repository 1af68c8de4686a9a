//! Decision trees, one at a time.

use super::tree_layout::{LEVEL, Placed, SLOT, depth, place};
use crate::charts::{Twin, figure, format};
use leptos::prelude::*;
use ml_protocol::{TreeNodeView, TreeView};
use std::sync::Arc;

const BOX: (f64, f64) = (104.0, 36.0);

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
            let (top, bottom) = (parent.y + BOX.1 + 2.0, node.y + 2.0);
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

fn node_view(tree: &TreeView, placed: &Placed, readout: RwSignal<Option<String>>) -> AnyView {
    let (class, first, second, words) = match &tree.nodes[placed.node] {
        TreeNodeView::Split { feature, threshold, gain, .. } => {
            let condition = format!("≤ {}", format::number(*threshold));
            let words = format!("{feature} {condition}: yes goes left; gain {}", format::number(*gain));
            let more = if placed.cut { " …" } else { "" };
            ("tree-node split", format::shorten(feature, 15), format!("{condition}{more}"), words)
        }
        TreeNodeView::Leaf { value, count } => {
            let value = format::number(*value);
            let rows = format::counted(*count, "row", "rows");
            ("tree-node leaf", value.clone(), rows.clone(), format!("Leaf: value {value}, {rows}"))
        }
    };
    let (x, y) = (placed.x, placed.y + 2.0);
    view! {
        <g class=class on:pointerenter=move |_| readout.set(Some(words.clone()))>
            <rect x=x - BOX.0 / 2.0 y=y width=BOX.0 height=BOX.1 rx="5" />
            <text x=x y=y + 15.0 text-anchor="middle">{first}</text>
            <text class="second" x=x y=y + 29.0 text-anchor="middle">{second}</text>
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

//! Geometry, guides, minimap, automatic layout, pictures.

use crate::sample::{catalogue, component, document, draft, edge, node};
use ml_graph::{Catalogue, PipelineDraft, PortKind, Role};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use studio_model::{
    Command, Document, Guides, Minimap, NODE_HEIGHT, Point, Rect, Thumbnail, Viewport, WireCurve, arrange,
};

fn close(a: Point, b: Point) -> bool {
    a.distance(b) < 1e-6
}

proptest! {
    /// The canvas point under the cursor stays there while zooming, and screen and canvas are inverse.
    #[test]
    fn zooming_keeps_the_point_under_the_cursor(
        x in -2000.0..2000.0_f64, y in -2000.0..2000.0_f64, scale in 0.1..4.0_f64,
        cursor_x in 0.0..1920.0_f64, cursor_y in 0.0..1080.0_f64, factor in 0.2..5.0_f64,
    ) {
        let view = Viewport { offset: Point::new(x, y), scale };
        let cursor = Point::new(cursor_x, cursor_y);
        let zoomed = view.zoomed(cursor, factor);
        prop_assert!(close(zoomed.to_canvas(cursor), view.to_canvas(cursor)));
        prop_assert!(close(view.to_screen(view.to_canvas(cursor)), cursor));
        prop_assert!((0.1..=4.0).contains(&zoomed.scale));
    }

    /// All that fits is inside the window.
    #[test]
    fn fitting_shows_everything(
        x in -3000.0..3000.0_f64, y in -3000.0..3000.0_f64, width in 1.0..4000.0_f64, height in 1.0..3000.0_f64,
    ) {
        let content = Rect { x, y, width, height };
        let view = Viewport::fitting(&content, 1000.0, 700.0);
        let window = view.visible(1000.0, 700.0);
        prop_assert!(window.contains(Point::new(x, y)) && window.contains(content.corner()));
    }

    /// A click into the minimap finds the place that is drawn there.
    #[test]
    fn the_minimap_goes_both_ways(x in -900.0..900.0_f64, y in -790.0..900.0_f64) {
        let content = Rect { x: -1000.0, y: -800.0, width: 2200.0, height: 1900.0 };
        let map = Minimap::of(&content, &Rect { x: 0.0, y: 0.0, width: 500.0, height: 400.0 }, 184.0, 120.0);
        let spot = map.place(&Rect { x, y, width: 10.0, height: 10.0 });
        prop_assert!(close(map.to_canvas(Point::new(spot.x, spot.y)), Point::new(x, y)));
        prop_assert!((0.0..=184.0).contains(&spot.x) && (0.0..=120.0).contains(&spot.y));
    }
}

#[test]
fn a_wire_runs_from_end_to_end_and_knows_what_is_near() {
    let curve = WireCurve { from: Point::new(10.0, 10.0), to: Point::new(200.0, 300.0) };
    assert!(close(curve.at(0.0), curve.from) && close(curve.at(1.0), curve.to));
    assert!(curve.distance(curve.at(0.37)) < 8.0);
    assert!(curve.distance(Point::new(400.0, 10.0)) > 100.0);
    assert!(curve.path().starts_with("M10.0 10.0C"));
}

#[test]
fn a_dragged_card_snaps_to_the_edge_of_another_and_shows_the_line() {
    let guides = Guides::along([Point::new(100.0, 100.0)]);
    let window = Rect { x: 0.0, y: 0.0, width: 1000.0, height: 1000.0 };
    let (shift, lines) = guides.align(&Rect::card(Point::new(104.0, 300.0)), 6.0, &window);
    assert_eq!(shift, Point::new(-4.0, 0.0));
    assert_eq!(lines.len(), 1);
    assert_eq!(lines[0].from, Point::new(100.0, 100.0));
    assert_eq!(lines[0].to, Point::new(100.0, 300.0 + NODE_HEIGHT));
    let (shift, lines) = guides.align(&Rect::card(Point::new(120.0, 300.0)), 6.0, &window);
    assert_eq!((shift, lines.len()), (Point::default(), 0));
    let elsewhere = Rect { x: 2000.0, y: 2000.0, width: 10.0, height: 10.0 };
    assert!(
        guides.align(&Rect::card(Point::new(104.0, 300.0)), 6.0, &elsewhere).1.is_empty(),
        "off the screen"
    );
}

/// A draft of `count` modules in a random but acyclic wiring.
fn large(count: usize) -> (PipelineDraft, Catalogue) {
    let dataset = PortKind::Dataset;
    let join = component(
        "join",
        "Join",
        Role::Transform,
        &[("left", dataset), ("right", dataset)],
        &[("out", dataset)],
    );
    let mut draft = PipelineDraft::new("Large");
    let mut state = 7_u64;
    let mut random = move |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    for index in 0..count {
        let id = format!("n{index}");
        let mut one = node(&id, "join", 0.0, 0.0);
        one.position = None;
        draft.nodes.push(one);
        for input in ["left", "right"] {
            if index > 0 && random(4) > 0 {
                let from = format!("n{}", index - 1 - random(index.min(20)));
                draft.edges.push(edge((&from, "out"), (&id, input)));
            }
        }
    }
    (draft, Catalogue::new(vec![join]))
}

#[test]
fn layout_flows_downwards_without_overlap_and_is_stable() {
    let (draft, _) = large(200);
    let placed: BTreeMap<String, Point> = arrange(&draft, &BTreeSet::new()).into_iter().collect();
    assert_eq!(placed.len(), 200);
    for edge in &draft.edges {
        let (from, to) = (placed[&edge.from.node], placed[&edge.to.node]);
        assert!(to.y >= from.y + NODE_HEIGHT, "{edge:?} goes down");
    }
    let cards: Vec<Rect> = placed.values().map(|corner| Rect::card(*corner)).collect();
    for (index, card) in cards.iter().enumerate() {
        assert!(cards[..index].iter().all(|other| !other.intersects(card)), "cards do not overlap");
    }
    assert_eq!(arrange(&draft, &BTreeSet::new()), arrange(&draft, &BTreeSet::new()));
    let (draft, catalogue) = large(60);
    let mut document = Document::open(draft, BTreeMap::new(), Arc::new(catalogue));
    document.apply(Command::AutoLayout { items: BTreeSet::new() }).unwrap();
    let once = document.draft().clone();
    document.apply(Command::AutoLayout { items: BTreeSet::new() }).unwrap();
    assert_eq!(*document.draft(), once, "arranging again moves nothing");
}

#[test]
fn items_without_a_position_are_laid_out_when_opened() {
    let mut bare = draft();
    for node in &mut bare.nodes {
        node.position = None;
    }
    bare.assets[0].position = None;
    let document = Document::open(bare.clone(), BTreeMap::new(), Arc::new(catalogue()));
    let corners: Vec<Point> = document.items().iter().map(|item| item.position).collect();
    assert!(corners[1].y > corners[0].y, "the split stands below its data");
    let mut one_missing = draft();
    one_missing.nodes[3].position = None;
    let document = Document::open(one_missing, BTreeMap::new(), Arc::new(catalogue()));
    assert_eq!(document.items()[1].position, Point::new(300.0, 100.0), "placed ones stay");
    assert!(document.items()[4].position.y > 252.0, "the new one stands below them");
}

#[test]
fn arranging_a_selection_leaves_the_rest_alone() {
    let mut document = document();
    let items: BTreeSet<String> = ["train", "score"].into_iter().map(str::to_owned).collect();
    document.apply(Command::AutoLayout { items }).unwrap();
    let at = |id: &str| document.items().iter().find(|item| item.id == id).map(|item| item.position);
    assert_eq!(at("split"), Some(Point::new(300.0, 100.0)));
    assert_eq!(at("train"), Some(Point::new(150.0, 200.0)), "the group keeps its corner");
}

#[test]
fn a_picture_has_every_card_and_wire() {
    let picture = Thumbnail::of(&draft());
    assert_eq!(picture.cards.matches('M').count(), 5);
    assert_eq!(picture.wires.matches('M').count(), 5);
    assert_eq!(Thumbnail::of(&PipelineDraft::new("empty")), Thumbnail::default());
}

#[test]
fn cards_that_were_drawn_side_by_side_do_not_cover_each_other() {
    let mut draft = draft();
    let at = |x: f64, y: f64| Some(ml_graph::Position { x, y, width: 200.0, height: 50.0 });
    draft.assets[0].position = at(0.0, 0.0);
    for (node, (x, y)) in
        draft.nodes.iter_mut().zip([(205.0, 20.0), (410.0, -20.0), (0.0, 400.0), (900.0, 0.0)])
    {
        node.position = at(x, y);
    }
    studio_model::uncover(&mut draft);
    let corners: Vec<Point> = (draft.assets.iter().map(|asset| asset.position))
        .chain(draft.nodes.iter().map(|node| node.position))
        .flatten()
        .map(|place| Point::new(place.x, place.y))
        .collect();
    let cards: Vec<Rect> = corners.iter().map(|corner| Rect::card(*corner)).collect();
    for (index, card) in cards.iter().enumerate() {
        assert!(cards[index + 1..].iter().all(|other| !card.intersects(other)), "{corners:?}");
    }
    // What stood free stands where it stood.
    assert_eq!(
        [corners[0], corners[3], corners[4]],
        [Point::new(0.0, 0.0), Point::new(0.0, 400.0), Point::new(900.0, 0.0)]
    );
    let before = draft.clone();
    studio_model::uncover(&mut draft);
    assert_eq!(draft, before);
}

//! Automatic layout: layers from top to bottom as data flows, few crossings, wires as straight as they can be.
//!
//! After Sugiyama, Tagawa and Toda (1981): longest-path layers, barycentre sweeps for the order within a layer (ports count as
//! fractions of a place), then alternating passes that pull each card towards the middle of its neighbours without overlap.

use crate::geometry::{NODE_HEIGHT, NODE_WIDTH, Point, Rect};
use crate::item;
use ml_graph::{PipelineDraft, Position};
use std::collections::{BTreeMap, BTreeSet};

const COLUMN_GAP: f64 = 40.0;
const ROW_GAP: f64 = 58.0;
/// Between a card and one that it covered.
const GAP_BESIDE: f64 = 12.0;
const SWEEPS: usize = 12;

/// New upper left corners for `items` (all when empty). The group keeps its upper left corner; the result depends on the draft's
/// wiring and order alone.
pub fn arrange(draft: &PipelineDraft, items: &BTreeSet<String>) -> Vec<(String, Point)> {
    let ids: Vec<String> =
        item::ids(draft).into_iter().filter(|id| items.is_empty() || items.contains(id)).collect();
    let origin = Rect::around_cards(ids.iter().filter_map(|id| {
        let position = item::position(draft, item::find(draft, id)?)?;
        Some(Point::new(position.x, position.y))
    }))
    .map_or_else(Point::default, |area| Point::new(area.x, area.y))
    .snapped();
    let graph = Graph::of(draft, &ids);
    let corners = graph.corners();
    let left = corners.iter().map(|corner| corner.x).fold(f64::INFINITY, f64::min);
    ids.into_iter()
        .zip(corners)
        .map(|(id, corner)| (id, origin.moved(corner.x - left, corner.y).snapped()))
        .collect()
}

/// Gives positions to items that have none: everything is laid out when nothing has one, else they line up below the rest.
pub(crate) fn place_unplaced(draft: &mut PipelineDraft) {
    let ids = item::ids(draft);
    let placed: Vec<Point> = ids
        .iter()
        .filter_map(|id| item::position(draft, item::find(draft, id)?))
        .map(|position| Point::new(position.x, position.y))
        .collect();
    if placed.len() == ids.len() {
        return;
    }
    let Some(area) = Rect::around_cards(placed) else {
        for (id, corner) in arrange(draft, &BTreeSet::new()) {
            set_position(draft, &id, corner);
        }
        return;
    };
    let mut corner = Point::new(area.x, area.y + area.height + ROW_GAP).snapped();
    for id in ids {
        if item::find(draft, &id).is_some_and(|found| item::position(draft, found).is_none()) {
            set_position(draft, &id, corner);
            corner.x += NODE_WIDTH + COLUMN_GAP;
        }
    }
}

/// Moves cards apart, to the right, that cover others because cards are wider here than where they were drawn.
pub fn uncover(draft: &mut PipelineDraft) {
    let mut cards: Vec<(String, Point)> = item::ids(draft)
        .into_iter()
        .filter_map(|id| {
            let position = item::position(draft, item::find(draft, &id)?)?;
            Some((id, Point::new(position.x, position.y)))
        })
        .collect();
    cards.sort_by(|(_, one), (_, other)| one.x.total_cmp(&other.x));
    // By their upper edges, so that a graph of thousands is compared with what stands beside a card alone.
    let row = |y: f64| (y / NODE_HEIGHT).floor() as i64;
    let mut placed: BTreeMap<i64, Vec<Point>> = BTreeMap::new();
    for (id, corner) in cards {
        let mut free = corner;
        let near = || (row(corner.y) - 1..=row(corner.y) + 1).filter_map(|row| placed.get(&row)).flatten();
        while let Some(right) = near()
            .filter(|other| Rect::card(**other).intersects(&Rect::card(free)))
            .map(|other| other.x + NODE_WIDTH)
            .max_by(f64::total_cmp)
        {
            free.x = right + GAP_BESIDE;
        }
        if free != corner {
            set_position(draft, &id, free);
        }
        placed.entry(row(free.y)).or_default().push(free);
    }
}

fn set_position(draft: &mut PipelineDraft, id: &str, corner: Point) {
    let position = Some(Position { x: corner.x, y: corner.y, width: NODE_WIDTH, height: NODE_HEIGHT });
    match item::find(draft, id) {
        Some(item::ItemRef::Node(index)) => draft.nodes[index].position = position,
        Some(item::ItemRef::Asset(index)) => draft.assets[index].position = position,
        Some(item::ItemRef::ServiceInput(index)) => draft.interface.inputs[index].position = position,
        Some(item::ItemRef::ServiceOutput(index)) => draft.interface.outputs[index].position = position,
        None => {}
    }
}

/// A neighbour and how far along the card the port stands, from 0 to 1.
type Neighbour = (usize, f64);

struct Graph {
    above: Vec<Vec<Neighbour>>,
    below: Vec<Vec<Neighbour>>,
}

impl Graph {
    fn of(draft: &PipelineDraft, ids: &[String]) -> Graph {
        let index: BTreeMap<&str, usize> =
            ids.iter().enumerate().map(|(index, id)| (id.as_str(), index)).collect();
        let wires = item::wires(draft);
        let share = |port: &str, ports: &BTreeSet<&str>| {
            let place = ports.iter().position(|other| *other == port).unwrap_or_default();
            (place as f64 + 1.0) / (ports.len() as f64 + 1.0)
        };
        let mut inputs: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        let mut outputs: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for wire in &wires {
            inputs.entry(&wire.to.node).or_default().insert(&wire.to.port);
            outputs.entry(&wire.from.node).or_default().insert(&wire.from.port);
        }
        let mut graph = Graph { above: vec![Vec::new(); ids.len()], below: vec![Vec::new(); ids.len()] };
        for wire in &wires {
            let (Some(&from), Some(&to)) =
                (index.get(wire.from.node.as_str()), index.get(wire.to.node.as_str()))
            else {
                continue;
            };
            if from != to {
                graph.above[to].push((from, share(&wire.from.port, &outputs[wire.from.node.as_str()])));
                graph.below[from].push((to, share(&wire.to.port, &inputs[wire.to.node.as_str()])));
            }
        }
        graph
    }

    /// Layer of each item: one below its lowest feeder, and sources directly above what they feed. Cycles end where they began.
    fn layers(&self) -> Vec<usize> {
        let count = self.above.len();
        let mut waiting: Vec<usize> = self.above.iter().map(Vec::len).collect();
        let mut layer = vec![0_usize; count];
        let mut ready: std::collections::VecDeque<usize> =
            (0..count).filter(|&item| waiting[item] == 0).collect();
        let mut order = Vec::with_capacity(count);
        while let Some(item) = ready.pop_front() {
            order.push(item);
            for &(next, _) in &self.below[item] {
                layer[next] = layer[next].max(layer[item] + 1);
                waiting[next] -= 1;
                if waiting[next] == 0 {
                    ready.push_back(next);
                }
            }
        }
        for &item in order.iter().rev() {
            let lowest = self.below[item].iter().map(|&(next, _)| layer[next]).min();
            if let (true, Some(lowest)) = (self.above[item].is_empty(), lowest) {
                layer[item] = lowest.saturating_sub(1);
            }
        }
        layer
    }

    fn corners(&self) -> Vec<Point> {
        let layer = self.layers();
        let depth = layer.iter().max().map_or(0, |deepest| deepest + 1);
        let mut rows: Vec<Vec<usize>> = vec![Vec::new(); depth];
        for (item, &row) in layer.iter().enumerate() {
            rows[row].push(item);
        }
        self.reduce_crossings(&mut rows);
        let across = self.straighten(&rows);
        let mut corners = vec![Point::default(); layer.len()];
        for (item, &row) in layer.iter().enumerate() {
            corners[item] = Point::new(across[item], row as f64 * (NODE_HEIGHT + ROW_GAP));
        }
        corners
    }

    fn reduce_crossings(&self, rows: &mut [Vec<usize>]) {
        let mut place: Vec<f64> = vec![0.0; self.above.len()];
        let number = |row: &[usize], place: &mut Vec<f64>| {
            for (index, &item) in row.iter().enumerate() {
                place[item] = index as f64;
            }
        };
        for row in rows.iter() {
            number(row, &mut place);
        }
        let mut best = rows.to_vec();
        let mut fewest = self.crossings(rows);
        for sweep in 0..SWEEPS {
            let down = sweep % 2 == 0;
            let order: Vec<usize> =
                if down { (0..rows.len()).collect() } else { (0..rows.len()).rev().collect() };
            for row in order {
                let neighbours = if down { &self.above } else { &self.below };
                let mut keyed: Vec<(f64, usize)> = rows[row]
                    .iter()
                    .map(|&item| {
                        let near = &neighbours[item];
                        let sum: f64 = near.iter().map(|&(other, port)| place[other] + port * 0.9).sum();
                        (if near.is_empty() { place[item] + 0.45 } else { sum / near.len() as f64 }, item)
                    })
                    .collect();
                keyed.sort_by(|a, b| a.0.total_cmp(&b.0));
                rows[row] = keyed.into_iter().map(|(_, item)| item).collect();
                number(&rows[row], &mut place);
            }
            let crossings = self.crossings(rows);
            if crossings < fewest {
                fewest = crossings;
                best = rows.to_vec();
            }
        }
        rows.clone_from_slice(&best);
    }

    /// Crossings between wires of neighbouring layers; quadratic in the wires of a layer, which are few.
    fn crossings(&self, rows: &[Vec<usize>]) -> usize {
        let mut place = vec![0.0; self.above.len()];
        for row in rows {
            for (index, &item) in row.iter().enumerate() {
                place[item] = index as f64;
            }
        }
        let mut count = 0;
        for row in rows {
            let wires: Vec<(f64, f64)> = row
                .iter()
                .flat_map(|&item| self.above[item].iter().map(move |&(from, port)| (from, port, item)))
                .map(|(from, port, item)| (place[from] + port * 0.9, place[item]))
                .collect();
            for (index, a) in wires.iter().enumerate() {
                count += wires[..index].iter().filter(|b| (a.0 - b.0) * (a.1 - b.1) < 0.0).count();
            }
        }
        count
    }

    /// Left edges: each card is pulled towards its neighbours' middle, row by row, down and up, and keeps its distance.
    fn straighten(&self, rows: &[Vec<usize>]) -> Vec<f64> {
        let step = NODE_WIDTH + COLUMN_GAP;
        let mut left = vec![0.0; self.above.len()];
        for row in rows {
            let width = row.len() as f64 * step;
            for (index, &item) in row.iter().enumerate() {
                left[item] = index as f64 * step - width / 2.0;
            }
        }
        for sweep in 0..SWEEPS {
            let down = sweep % 2 == 0;
            let order: Vec<usize> =
                if down { (0..rows.len()).collect() } else { (0..rows.len()).rev().collect() };
            for row in order {
                let neighbours = if down { &self.above } else { &self.below };
                let wanted: Vec<f64> = rows[row]
                    .iter()
                    .map(|&item| {
                        let near = &neighbours[item];
                        let sum: f64 = near.iter().map(|&(other, _)| left[other]).sum();
                        if near.is_empty() { left[item] } else { sum / near.len() as f64 }
                    })
                    .collect();
                for (&item, x) in rows[row].iter().zip(spread(&wanted, step)) {
                    left[item] = x;
                }
            }
        }
        left
    }
}

/// The places nearest to `wanted` (least squares) that keep the order and `step` between neighbours: pool adjacent violators.
fn spread(wanted: &[f64], step: f64) -> Vec<f64> {
    let mut pools: Vec<(f64, usize)> = Vec::with_capacity(wanted.len());
    for (index, &want) in wanted.iter().enumerate() {
        let mut pool = (want - index as f64 * step, 1);
        while let Some(&(mean, count)) = pools.last() {
            if mean <= pool.0 {
                break;
            }
            pools.pop();
            let all = count + pool.1;
            pool = ((mean * count as f64 + pool.0 * pool.1 as f64) / all as f64, all);
        }
        pools.push(pool);
    }
    let flat = pools.into_iter().flat_map(|(mean, count)| std::iter::repeat_n(mean, count));
    flat.enumerate().map(|(index, mean)| mean + index as f64 * step).collect()
}

//! Ensembles of decision trees as FastTree of the ML.NET family writes them: boosted trees of two classes and of a number.
//!
//! The layout, with lists that begin with their length: the number of trees; for each tree its kind, leaves in use, largest output,
//! weight, where the left and right side of each node lead (negative for leaves), its feature, the nodes that ask for one of several
//! levels (from layout 1.5), its threshold among the bins, its threshold, what a missing value counts as (from 1.4), the leaves'
//! values, and what training noted; then a bias, two numbers of texts, and the number of features.

use crate::blob::Blob;
use crate::cursor::Cursor;
use crate::error::ImportError;
use crate::predictor::{MOST_FEATURES, begin};
use ml_learn::trees::{BoostedTrees, Child, Leaf, Node, Objective, Tree};
use std::collections::VecDeque;

/// The layouts that are read; older ones kept other things among the trees.
const VERSIONS: std::ops::RangeInclusive<u32> = 0x10003..=0x10005;
const WITH_MISSING: u32 = 0x10004;
const WITH_LEVELS: u32 = 0x10005;

/// Reads an ensemble. None when it has something that is not understood here.
pub(crate) fn ensemble(blob: &Blob<'_>) -> Result<Option<BoostedTrees>, ImportError> {
    if !VERSIONS.contains(&blob.version) {
        return Ok(None);
    }
    let mut cursor = begin(blob)?;
    let count = cursor.count(1)?;
    let mut trees = Vec::new();
    for _ in 0..count {
        match tree(&mut cursor, blob.version)? {
            Some(tree) => trees.push(tree),
            None => return Ok(None),
        }
    }
    let bias = cursor.f64()?;
    cursor.take(8)?;
    let features = cursor.i32()?;
    // The predictor itself never adds it, and no training writes another: who would use such a model meant something else.
    if bias != 0.0 {
        return Ok(None);
    }
    let features = usize::try_from(features).ok().filter(|features| (1..=MOST_FEATURES).contains(features));
    let Some(features) = features else {
        return Err(cursor.damaged("it has no possible number of features"));
    };
    if !trees.iter().all(|tree| tree.is_sound(features)) {
        return Err(cursor.damaged("a tree asks for a feature that there is not"));
    }
    Ok(Some(BoostedTrees { objective: Objective::Regression, features, start: vec![0.0], trees }))
}

/// What is known of a tree's nodes, one entry each.
struct Nodes {
    left: Vec<i32>,
    right: Vec<i32>,
    features: Vec<i32>,
    thresholds: Vec<f32>,
    missing: Vec<f32>,
    gains: Vec<f64>,
}

fn tree(cursor: &mut Cursor<'_>, version: u32) -> Result<Option<Tree>, ImportError> {
    // Trees of other kinds keep more than the value of their leaves.
    if cursor.u8()? != 0 {
        return Ok(None);
    }
    let leaves = cursor.i32()?;
    cursor.f64()?;
    let weight = cursor.f64()?;
    let (left, right, features) = (ints(cursor)?, ints(cursor)?, ints(cursor)?);
    let asks_for_levels = version >= WITH_LEVELS && !ints(cursor)?.is_empty();
    if asks_for_levels || weight != 1.0 {
        return Ok(None);
    }
    ints(cursor)?;
    let thresholds = floats(cursor)?;
    let missing = if version >= WITH_MISSING { floats(cursor)? } else { Vec::new() };
    let values = doubles(cursor)?;
    let gains = doubles(cursor)?;
    doubles(cursor)?;
    doubles(cursor)?;
    let Some(inner) = usize::try_from(leaves).ok().and_then(|leaves| leaves.checked_sub(1)) else {
        return Err(cursor.damaged("a tree has no leaves"));
    };
    if thresholds.is_empty() && inner > 0 {
        // Thresholds among bins alone, whose bounds the file does not hold.
        return Ok(None);
    }
    let room = left.len();
    let fits = inner >= 1
        && inner <= room
        && right.len() == room
        && features.len() == room
        && thresholds.len() >= inner
        && values.len() > inner
        && (missing.is_empty() || missing.len() >= inner);
    if !fits {
        return Err(cursor.damaged("the lists of a tree are of different lengths"));
    }
    // A tree that was never grown says so by leading to itself.
    if left[0] == 0 {
        return Ok(Some(Tree { nodes: Vec::new(), leaves: vec![Leaf { value: 0.0, rows: 0 }] }));
    }
    let leaves =
        values[..=inner].iter().map(|&value| Leaf { value: value as f32, rows: 0 }).collect::<Vec<_>>();
    if leaves.iter().any(|leaf| !leaf.value.is_finite())
        || thresholds.iter().any(|threshold| threshold.is_nan())
    {
        return Err(cursor.damaged("one of its numbers is not finite"));
    }
    let nodes = Nodes { left, right, features, thresholds, missing, gains };
    nodes
        .ordered(inner, leaves)
        .map(Some)
        .ok_or_else(|| cursor.damaged("a tree leads in circles or out of itself"))
}

impl Nodes {
    /// The tree with each node after its parent; none when a way leads outside or comes back.
    fn ordered(&self, inner: usize, leaves: Vec<Leaf>) -> Option<Tree> {
        // Missing values stay missing, and go right, where nothing stands for them; all zeros mean the same.
        let stands = self.missing.iter().any(|&value| value != 0.0);
        let mut places = vec![None; inner];
        let mut nodes = Vec::with_capacity(inner);
        let mut queue = VecDeque::from([0]);
        places[0] = Some(0u32);
        let mut next = 1;
        while let Some(node) = queue.pop_front() {
            let mut side = |way: i32| {
                let Ok(child) = usize::try_from(way) else {
                    let leaf = u32::try_from(!way).ok()?;
                    return ((leaf as usize) < leaves.len()).then_some(Child::Leaf(leaf));
                };
                let place = places.get_mut(child)?;
                if place.is_some() {
                    return None;
                }
                *place = Some(next);
                next += 1;
                queue.push_back(child);
                Some(Child::Node(next - 1))
            };
            let (left, right) = (side(self.left[node])?, side(self.right[node])?);
            let threshold = self.thresholds[node];
            nodes.push(Node {
                feature: u32::try_from(self.features[node]).ok()?,
                threshold,
                missing_left: stands && self.missing[node] <= threshold,
                left,
                right,
                gain: self.gains.get(node).map_or(0.0, |&gain| gain as f32),
                rows: 0,
            });
        }
        Some(Tree { nodes, leaves })
    }
}

fn ints(cursor: &mut Cursor<'_>) -> Result<Vec<i32>, ImportError> {
    let count = cursor.count(4)?;
    cursor.i32s(count)
}

fn floats(cursor: &mut Cursor<'_>) -> Result<Vec<f32>, ImportError> {
    let count = cursor.count(4)?;
    cursor.f32s(count)
}

fn doubles(cursor: &mut Cursor<'_>) -> Result<Vec<f64>, ImportError> {
    let count = cursor.count(8)?;
    (0..count).map(|_| cursor.f64()).collect()
}

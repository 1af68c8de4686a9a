//! Ensembles of decision trees as FastTree and FastForest of the ML.NET family write them.
//!
//! The layout, with lists that begin with their length: the number of trees; for each tree its kind, leaves in use, largest output,
//! weight, where the left and right side of each node lead (negative for leaves), its feature, the nodes that ask for any of several
//! levels and those levels, its threshold among the bins, its threshold, what a missing value counts as, the leaves' values, what
//! training noted, and in a forest the labels that each leaf keeps with their weights; then a bias, two numbers of texts, and the
//! number of features. What came into the layout when differs between the two: see [`Layout`].

use super::part_reader::PartReader;
use super::{Refused, Surroundings};
use crate::blob::Blob;
use crate::cursor::Cursor;
use crate::error::ImportError;
use ml_learn::imported::{QuantileForest, SampledTree};
use ml_learn::trees::{BoostedTrees, Child, Groups, Leaf, Node, Objective, Tree};
use std::collections::{BTreeMap, VecDeque};

/// What a version of the layout has.
struct Layout {
    label_weights: bool,
    features: bool,
    missing: bool,
    levels: bool,
    /// Whether the labels of a forest's leaves are counted behind the trees, with nothing else in between.
    samples: bool,
}

impl Layout {
    fn of(blob: &Blob<'_>) -> Layout {
        // Forests had weights of labels first, and everything else a version later.
        let since = |boosted: u32| blob.version >= 0x10000 + boosted + u32::from(is_forest(blob));
        Layout {
            label_weights: blob.version >= 0x10002,
            features: since(2),
            missing: since(4),
            levels: since(5),
            samples: since(3),
        }
    }
}

fn is_forest(blob: &Blob<'_>) -> bool {
    blob.loader.starts_with("FastForest")
}

/// Trees whose values add up to the score.
pub(super) fn ensemble(blob: &Blob<'_>, around: &Surroundings) -> Result<BoostedTrees, Refused> {
    let Ensemble { features, trees, groups, .. } = read(blob, around)?;
    let trees = trees.into_iter().map(|tree| tree.tree).collect();
    Ok(BoostedTrees { objective: Objective::Regression, features, start: vec![0.0], trees, groups })
}

/// Trees whose leaves keep labels.
pub(super) fn quantile_forest(blob: &Blob<'_>, around: &Surroundings) -> Result<QuantileForest, Refused> {
    let Ensemble { mut rest, features, trees, groups } = read(blob, around)?;
    let sample = trees.first().map_or(0, |tree| tree.labels.len() / tree.tree.leaves.len().max(1));
    if sample == 0 {
        return Err(Refused::Unknown("its leaves keep no labels, of which quantiles are made".to_owned()));
    }
    let counted = !Layout::of(blob).samples
        || (rest.flag()? && usize::try_from(rest.cursor.i32()?).is_ok_and(|count| count == sample));
    let quantiles = around.quantiles.clone();
    let forest = QuantileForest { features, quantiles, sample, trees, groups };
    if !counted || !forest.is_sound() {
        return Err(rest.cursor.damaged("its leaves do not keep as many labels as it says").into());
    }
    Ok(forest)
}

/// An ensemble, and what stands behind it.
struct Ensemble<'a> {
    rest: PartReader<'a>,
    features: usize,
    trees: Vec<SampledTree>,
    groups: Groups,
}

fn read<'a>(blob: &Blob<'a>, around: &Surroundings) -> Result<Ensemble<'a>, Refused> {
    let layout = Layout::of(blob);
    let mut reader = PartReader::begin(blob)?;
    let count = reader.cursor.count(1)?;
    let mut trees = Vec::new();
    let mut groups = Grouping { features: around.columns, places: BTreeMap::new(), members: Vec::new() };
    for _ in 0..count {
        trees.push(tree(&mut reader, &layout, &mut groups)?);
    }
    // The predictor itself never adds it, and no training writes another: who would use such a model meant something else.
    if reader.cursor.f64()? != 0.0 {
        return Err(Refused::Unknown(
            "its trees come with a constant, which no known engine adds".to_owned(),
        ));
    }
    reader.cursor.take(8)?;
    // Models that were read from an older layout and written again say 0.
    let features = match layout.features && reader.cursor.clone().i32()? != 0 {
        true => reader.features(around)?,
        false => {
            if layout.features {
                reader.cursor.i32()?;
            }
            around.columns
        }
    };
    let groups = Groups { members: groups.members };
    if !trees.iter().all(|tree| tree.tree.is_sound(groups.end(features))) {
        return Err(reader.cursor.damaged("a tree asks for a feature that there is not").into());
    }
    Ok(Ensemble { rest: reader, features, trees, groups })
}

/// The groups of features that the trees ask for, each once.
struct Grouping {
    features: usize,
    places: BTreeMap<Vec<u32>, usize>,
    members: Vec<Vec<u32>>,
}

impl Grouping {
    /// The feature that stands for a group.
    fn feature(&mut self, members: Vec<u32>) -> Option<i32> {
        let next = self.members.len();
        let place = *self.places.entry(members.clone()).or_insert(next);
        if place == next {
            self.members.push(members);
        }
        i32::try_from(self.features.checked_add(place)?).ok()
    }
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

const REGRESSION: u8 = 0;
const FOREST: u8 = 2;

fn tree(reader: &mut PartReader<'_>, layout: &Layout, groups: &mut Grouping) -> Result<SampledTree, Refused> {
    let cursor = &mut reader.cursor;
    let kind = cursor.u8()?;
    if kind != REGRESSION && kind != FOREST {
        return Err(Refused::Unknown(format!("its trees are of the kind {kind}, which is not known here")));
    }
    let leaves = cursor.i32()?;
    cursor.f64()?;
    if cursor.f64()? != 1.0 {
        return Err(Refused::Unknown("its trees have weights, which no known engine heeds".to_owned()));
    }
    let (left, right, mut features) = (ints(cursor)?, ints(cursor)?, ints(cursor)?);
    let Some(inner) = usize::try_from(leaves).ok().and_then(|leaves| leaves.checked_sub(1)) else {
        return Err(cursor.damaged("a tree has no leaves").into());
    };
    let asking = if layout.levels { levels(cursor, groups, &mut features, inner)? } else { Vec::new() };
    ints(cursor)?;
    let mut thresholds = floats(cursor)?;
    let missing = if layout.missing { floats(cursor)? } else { Vec::new() };
    let values = doubles(cursor)?;
    let gains = doubles(cursor)?;
    doubles(cursor)?;
    doubles(cursor)?;
    let labels = if kind == FOREST { doubles(cursor)? } else { Vec::new() };
    let weights = if kind == FOREST && layout.label_weights { doubles(cursor)? } else { Vec::new() };
    if thresholds.is_empty() && inner > 0 {
        let why = "its trees ask for bins of numbers, whose bounds the file does not hold";
        return Err(Refused::Unknown(why.to_owned()));
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
        return Err(cursor.damaged("the lists of a tree are of different lengths").into());
    }
    for node in asking {
        if missing.get(node).is_some_and(|&missing| missing > 0.0) {
            let why = "its trees take missing values for levels, which is not known here";
            return Err(Refused::Unknown(why.to_owned()));
        }
        thresholds[node] = 0.5;
    }
    let (labels, weights) = (singles(&labels), singles(&weights));
    if labels.iter().chain(&weights).any(|number| !number.is_finite()) {
        return Err(reader.not_finite().into());
    }
    // A tree that was never grown says so by leading to itself.
    if left[0] == 0 {
        let tree = Tree { nodes: Vec::new(), leaves: vec![Leaf { value: 0.0, rows: 0 }] };
        return Ok(SampledTree { tree, labels, weights });
    }
    let leaves: Vec<Leaf> =
        values[..=inner].iter().map(|&value| Leaf { value: value as f32, rows: 0 }).collect();
    let finite = leaves.iter().all(|leaf| leaf.value.is_finite());
    if !finite || thresholds.iter().any(|threshold| threshold.is_nan()) {
        return Err(reader.not_finite().into());
    }
    let nodes = Nodes { left, right, features, thresholds, missing, gains };
    match nodes.ordered(inner, leaves) {
        Some(tree) => Ok(SampledTree { tree, labels, weights }),
        None => Err(reader.cursor.damaged("a tree leads in circles or out of itself").into()),
    }
}

/// The nodes that ask for any of several levels; their features become those that stand for the levels.
fn levels(
    cursor: &mut Cursor<'_>,
    groups: &mut Grouping,
    features: &mut [i32],
    inner: usize,
) -> Result<Vec<usize>, ImportError> {
    let mut asking = Vec::new();
    for node in ints(cursor)? {
        let members = ints(cursor)?;
        // From which to which feature the levels of the column stand.
        cursor.take(8)?;
        let ascend = members.first().is_some_and(|&first| first >= 0)
            && members.windows(2).all(|pair| pair[0] < pair[1])
            && members.last().is_some_and(|&last| (last as usize) < groups.features);
        let node = usize::try_from(node).ok().filter(|node| ascend && *node < inner);
        let place = node.and_then(|node| features.get_mut(node));
        let group = groups.feature(members.into_iter().map(|member| member as u32).collect());
        match (node, place, group) {
            (Some(node), Some(place), Some(group)) => {
                *place = group;
                asking.push(node);
            }
            _ => return Err(cursor.damaged("a tree asks for levels that there are not")),
        }
    }
    Ok(asking)
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

fn singles(numbers: &[f64]) -> Vec<f32> {
    numbers.iter().map(|&number| number as f32).collect()
}

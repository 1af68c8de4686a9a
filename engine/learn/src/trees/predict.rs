//! Many trees followed for many rows.
//!
//! Each tree is laid out flat, siblings side by side and leaves leading to themselves. Several rows then go down together, one step
//! at a time and without a branch: while one row waits for memory, the others move.

use super::groups::Groups;
use super::tree::{Child, Tree};
use crate::error::LearnError;
use crate::matrix::{Column, Matrix};
use crate::watch::{Pace, Watch};

/// Rows whose features are written out at a time.
const BLOCK_ROWS: usize = 64;

/// Rows that go down a tree together.
const TOGETHER: usize = 8;

/// A place in a flat tree.
#[derive(Clone, Copy, Debug)]
struct Place {
    /// Index among the features in use.
    feature: u32,
    threshold: f32,
    /// The left place; the right one follows it. A leaf leads to itself.
    left: u32,
    /// 1 where a missing value goes right.
    missing_right: u32,
}

#[derive(Debug)]
struct Flat {
    places: Vec<Place>,
    values: Vec<f32>,
    depth: usize,
}

/// Trees ready to be followed.
#[derive(Debug)]
pub(crate) struct Forest {
    trees: Vec<Flat>,
    /// The features in use, rising.
    used: Vec<u32>,
    /// The real features, and those that stand for several of them.
    features: usize,
    groups: Groups,
}

impl Forest {
    /// Lays the trees out; they must be sound.
    pub fn new(trees: &[&Tree], features: usize, groups: &Groups) -> Result<Forest, LearnError> {
        let end = groups.end(features);
        if !groups.is_sound(features) || !trees.iter().all(|tree| tree.is_sound(end)) {
            return Err(LearnError::Unsound);
        }
        let mut used: Vec<u32> =
            trees.iter().flat_map(|tree| tree.nodes.iter().map(|node| node.feature)).collect();
        used.sort_unstable();
        used.dedup();
        let trees = trees.iter().map(|tree| lay_out(tree, &used)).collect();
        Ok(Forest { trees, used, features, groups: groups.clone() })
    }

    /// For each row, `start` and the values of the leaves it comes to, added up.
    pub async fn sums(&self, matrix: &Matrix, start: f64, watch: &dyn Watch) -> Result<Vec<f64>, LearnError> {
        let mut pace = Pace::new(watch);
        let sources = self.sources(matrix);
        let width = self.used.len().max(1);
        let mut block = vec![0f32; BLOCK_ROWS * width];
        let mut sums = vec![start; matrix.rows()];
        let total = matrix.rows().max(1);
        for (index, sums) in sums.chunks_mut(BLOCK_ROWS).enumerate() {
            let first = index * BLOCK_ROWS;
            let any_missing = write_block(&sources, first, sums.len(), width, &mut block);
            self.add_block(&block, any_missing, width, sums);
            let steps = sums.len() * (self.trees.len() * 8 + width);
            pace.spend(steps, first as f32 / total as f32, || format!("row {first} of {total}")).await?;
        }
        Ok(sums)
    }

    /// Adds the leaves of a block of rows. Not inlined: the code of a future is made anew in each crate that awaits it, and there the
    /// loop within would be compiled as that crate is, in many pieces, at a fifth of the speed.
    #[inline(never)]
    fn add_block(&self, block: &[f32], any_missing: bool, width: usize, sums: &mut [f64]) {
        for tree in &self.trees {
            if any_missing {
                add_values::<true>(tree, block, width, sums);
            } else {
                add_values::<false>(tree, block, width, sums);
            }
        }
    }

    /// Where each feature in use comes from.
    fn sources<'m>(&self, matrix: &'m Matrix) -> Vec<Source<'m>> {
        let ends: Vec<usize> = (0..matrix.columns().len())
            .map(|column| matrix.offset(column) + matrix.columns()[column].width())
            .collect();
        let real = |feature: u32| {
            let feature = feature as usize;
            let column = ends.partition_point(|&end| end <= feature);
            match &matrix.columns()[column] {
                Column::Numbers(values) => Source::Numbers(values),
                Column::Levels { codes, .. } => {
                    Source::Level(codes, (feature - matrix.offset(column)) as u32)
                }
            }
        };
        let source = |&feature: &u32| match self.groups.of(feature, self.features) {
            Some(members) => Source::Any(members.iter().map(|&member| real(member)).collect()),
            None => real(feature),
        };
        self.used.iter().map(source).collect()
    }
}

enum Source<'m> {
    Numbers(&'m [f32]),
    Level(&'m [u32], u32),
    /// 1 where any of them is above 0.
    Any(Vec<Source<'m>>),
}

impl Source<'_> {
    fn is_above_0(&self, row: usize) -> bool {
        match self {
            Source::Numbers(values) => values[row] > 0.0,
            Source::Level(codes, level) => codes[row] == *level,
            Source::Any(members) => members.iter().any(|member| member.is_above_0(row)),
        }
    }
}

/// Writes the features in use of some rows, row by row; tells whether any is missing.
fn write_block(sources: &[Source], first: usize, rows: usize, width: usize, block: &mut [f32]) -> bool {
    let mut any_missing = false;
    for (feature, source) in sources.iter().enumerate() {
        let places = block.iter_mut().skip(feature).step_by(width);
        match source {
            Source::Numbers(values) => {
                for (place, &value) in places.zip(&values[first..first + rows]) {
                    *place = value;
                    any_missing |= value.is_nan();
                }
            }
            Source::Level(codes, level) => {
                for (place, code) in places.zip(&codes[first..first + rows]) {
                    *place = f32::from(u8::from(code == level));
                }
            }
            Source::Any(_) => {
                for (place, row) in places.zip(first..first + rows) {
                    *place = f32::from(u8::from(source.is_above_0(row)));
                }
            }
        }
    }
    any_missing
}

/// Adds, for each row, the value of the leaf it comes to.
fn add_values<const MISSING: bool>(tree: &Flat, block: &[f32], width: usize, sums: &mut [f64]) {
    let places = tree.places.as_slice();
    for (sums, rows) in sums.chunks_mut(TOGETHER).zip(block.chunks(TOGETHER * width)) {
        let mut at = [0u32; TOGETHER];
        for _ in 0..tree.depth {
            for (at, row) in at.iter_mut().zip(rows.chunks_exact(width)) {
                let place = places[*at as usize];
                let value = row[place.feature as usize];
                let mut right = u32::from(value > place.threshold);
                if MISSING {
                    right |= u32::from(value.is_nan()) & place.missing_right;
                }
                *at = place.left + right;
            }
        }
        for (sum, at) in sums.iter_mut().zip(at) {
            *sum += f64::from(tree.values[at as usize]);
        }
    }
}

/// Level by level, so that the places every row passes lie together.
fn lay_out(tree: &Tree, used: &[u32]) -> Flat {
    let size = tree.nodes.len() + tree.leaves.len();
    let mut flat =
        Flat { places: Vec::with_capacity(size), values: Vec::with_capacity(size), depth: tree.depth() };
    let mut queue = vec![tree.root()];
    let mut next = 0;
    while next < queue.len() {
        match queue[next] {
            Child::Node(index) => {
                let node = &tree.nodes[index as usize];
                let feature = used.partition_point(|&feature| feature < node.feature);
                flat.places.push(Place {
                    feature: feature as u32,
                    threshold: node.threshold,
                    left: queue.len() as u32,
                    missing_right: u32::from(!node.missing_left),
                });
                flat.values.push(0.0);
                queue.extend([node.left, node.right]);
            }
            Child::Leaf(index) => {
                let place =
                    Place { feature: 0, threshold: f32::INFINITY, left: next as u32, missing_right: 0 };
                flat.places.push(place);
                flat.values.push(tree.leaves[index as usize].value);
            }
        }
        next += 1;
    }
    flat
}

//! A decision tree as it is kept, shown and exported.

use serde::{Deserialize, Serialize};

/// Where a node's side leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Child {
    /// To another node, by index.
    Node(u32),
    /// To a leaf, by index.
    Leaf(u32),
}

/// A question to one feature: is its value at most the threshold? Then left, else right.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Node {
    /// The feature, as [`crate::Matrix::write_row`] numbers them.
    pub feature: u32,
    /// The threshold.
    pub threshold: f32,
    /// Whether a missing value goes left.
    pub missing_left: bool,
    /// Where to go left.
    pub left: Child,
    /// Where to go right.
    pub right: Child,
    /// How much the split took off the loss in training.
    pub gain: f32,
    /// Training rows that came here.
    pub rows: u32,
}

impl Node {
    /// Where this value leads.
    pub fn child(&self, value: f32) -> Child {
        let left = if value.is_nan() { self.missing_left } else { value <= self.threshold };
        if left { self.left } else { self.right }
    }
}

/// The end of a path.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Leaf {
    /// What it adds to the score.
    pub value: f32,
    /// Training rows that came here.
    pub rows: u32,
}

/// A binary tree. The first node is the root; without nodes there is one leaf.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Tree {
    /// Inner nodes.
    pub nodes: Vec<Node>,
    /// Leaves.
    pub leaves: Vec<Leaf>,
}

impl Tree {
    /// Where every path begins.
    pub fn root(&self) -> Child {
        if self.nodes.is_empty() { Child::Leaf(0) } else { Child::Node(0) }
    }

    /// The leaf to which a row leads, given each feature's value.
    pub fn leaf(&self, value: impl Fn(u32) -> f32) -> usize {
        let mut at = self.root();
        loop {
            match at {
                Child::Leaf(leaf) => return leaf as usize,
                Child::Node(node) => {
                    let node = &self.nodes[node as usize];
                    at = node.child(value(node.feature));
                }
            }
        }
    }

    /// Questions on the longest path.
    pub fn depth(&self) -> usize {
        let mut depths = vec![0usize; self.nodes.len()];
        let mut deepest = 0;
        // A node stands after its parent, so one pass suffices.
        for index in 0..self.nodes.len() {
            let below = depths[index] + 1;
            deepest = deepest.max(below);
            for child in [self.nodes[index].left, self.nodes[index].right] {
                if let Child::Node(child) = child
                    && let Some(depth) = depths.get_mut(child as usize)
                {
                    *depth = below;
                }
            }
        }
        deepest
    }

    /// Whether every path stays inside the tree and ends, and one path alone leads to each node, so that a tree from a file can be
    /// followed and laid out safely.
    pub fn is_sound(&self, features: usize) -> bool {
        let mut met = vec![false; self.nodes.len()];
        let mut child_is_sound = |parent: usize, child: Child| match child {
            Child::Node(node) => {
                let first = met.get_mut(node as usize).is_some_and(|met| !std::mem::replace(met, true));
                first && node as usize > parent
            }
            Child::Leaf(leaf) => (leaf as usize) < self.leaves.len(),
        };
        !self.leaves.is_empty()
            && self.nodes.iter().enumerate().all(|(index, node)| {
                (node.feature as usize) < features
                    && child_is_sound(index, node.left)
                    && child_is_sound(index, node.right)
            })
    }
}

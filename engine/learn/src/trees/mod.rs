//! Gradient boosted decision trees on binned features.
//!
//! Features are binned once (`bins`). A tree grows leaf by leaf, the most promising leaf first, as LightGBM does (`grow`): each
//! leaf sums its rows' gradients by bin (`histogram`), the best boundary between bins splits it (`split`), and the larger child's
//! sums are its parent's less its sibling's. Sums are whole numbers, so that subtraction is exact, the order of rows does not matter
//! and every platform grows the same tree.

mod bins;
mod boost;
mod groups;
mod grow;
mod histogram;
mod predict;
mod sort;
mod split;
mod tree;

#[cfg(test)]
mod tests;

pub use boost::{BoostedTrees, Boosting, Objective};
pub use groups::Groups;
pub use tree::{Child, Leaf, Node, Tree};

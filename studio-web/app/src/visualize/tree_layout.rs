//! Where the nodes of a decision tree stand: leaves side by side, parents over the middle of their children.

use ml_protocol::{TreeNodeView, TreeView};

/// Room for one leaf.
pub(super) const SLOT: f64 = 138.0;
/// From one level to the next.
pub(super) const LEVEL: f64 = 92.0;

/// A node with its place.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Placed {
    /// Index in the tree.
    pub(super) node: usize,
    /// Middle, in pixels.
    pub(super) x: f64,
    /// Upper edge, in pixels.
    pub(super) y: f64,
    /// Position of its parent in the list.
    pub(super) parent: Option<usize>,
    /// Whether the parent's condition sends rows here when it holds.
    pub(super) is_left: bool,
    /// Whether it is a split whose children are not shown.
    pub(super) cut: bool,
}

/// Places the nodes of the first `levels` levels. A child index that is out of range or seen before is left out, so that a broken
/// tree cannot hang the page.
pub(super) fn place(tree: &TreeView, levels: usize) -> Vec<Placed> {
    let mut placed = Vec::new();
    let mut seen = vec![false; tree.nodes.len()];
    let mut next = 0.0;
    if !tree.nodes.is_empty() {
        descend(tree, 0, None, false, 0, levels.max(1), &mut placed, &mut seen, &mut next);
    }
    placed
}

#[expect(clippy::too_many_arguments, reason = "the state of one recursion, used nowhere else")]
fn descend(
    tree: &TreeView,
    node: usize,
    parent: Option<usize>,
    is_left: bool,
    depth: usize,
    levels: usize,
    placed: &mut Vec<Placed>,
    seen: &mut [bool],
    next: &mut f64,
) -> f64 {
    seen[node] = true;
    let own = placed.len();
    let y = depth as f64 * LEVEL;
    placed.push(Placed { node, x: 0.0, y, parent, is_left, cut: false });
    let mut middles = Vec::new();
    if let TreeNodeView::Split { left, right, .. } = &tree.nodes[node] {
        if depth + 1 >= levels {
            placed[own].cut = true;
        } else {
            for (child, is_left) in [(*left, true), (*right, false)] {
                if seen.get(child) == Some(&false) {
                    let middle =
                        descend(tree, child, Some(own), is_left, depth + 1, levels, placed, seen, next);
                    middles.push(middle);
                }
            }
        }
    }
    let x = if middles.is_empty() {
        *next += SLOT;
        *next - SLOT / 2.0
    } else {
        middles.iter().sum::<f64>() / middles.len() as f64
    };
    placed[own].x = x;
    x
}

/// Number of levels of a tree.
pub(super) fn depth(tree: &TreeView) -> usize {
    let levels = tree.nodes.len().min(64);
    let placed = place(tree, levels);
    placed.iter().map(|node| (node.y / LEVEL) as usize + 1).max().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(left: usize, right: usize) -> TreeNodeView {
        TreeNodeView::Split { feature: "age".into(), threshold: 30.0, gain: 1.0, left, right }
    }

    fn leaf() -> TreeNodeView {
        TreeNodeView::Leaf { value: 0.5, count: 10 }
    }

    #[test]
    fn parents_stand_over_their_children() {
        let tree = TreeView { nodes: vec![split(1, 2), leaf(), split(3, 4), leaf(), leaf()] };
        let placed = place(&tree, 9);
        let x: Vec<f64> = placed.iter().map(|node| node.x / SLOT).collect();
        assert_eq!(x, [1.25, 0.5, 2.0, 1.5, 2.5]);
        assert_eq!(depth(&tree), 3);
        assert_eq!(placed[3].parent, Some(2));
    }

    #[test]
    fn deep_levels_are_cut() {
        let tree = TreeView { nodes: vec![split(1, 2), leaf(), split(3, 4), leaf(), leaf()] };
        let placed = place(&tree, 2);
        assert_eq!(placed.len(), 3);
        assert!(placed[2].cut && !placed[1].cut);
    }

    #[test]
    fn broken_trees_end() {
        let circle = TreeView { nodes: vec![split(0, 7), leaf()] };
        assert_eq!(place(&circle, 99).len(), 1);
        assert!(place(&TreeView { nodes: vec![] }, 3).is_empty());
    }
}

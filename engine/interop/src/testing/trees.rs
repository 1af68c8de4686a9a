//! Ensembles of trees, written in any version of their layout.

use super::Numbers;

/// A tree to write.
#[derive(Clone, Debug)]
pub struct SampleTree {
    /// For each node where left and right lead (below 0 to a leaf), its feature and its threshold.
    pub nodes: Vec<(i32, i32, i32, f32)>,
    /// The values of the leaves.
    pub leaves: Vec<f64>,
    /// What missing values count as, node by node; nothing when they stay missing.
    pub missing: Vec<f32>,
    /// Room for nodes that were never used, as training leaves it.
    pub unused: usize,
    /// 0 for a boosted tree, 2 for one of a forest.
    pub kind: u8,
    /// Its weight, which is 1.
    pub weight: f64,
    /// Nodes that ask for any of several features.
    pub levels: Vec<(i32, Vec<i32>)>,
    /// The labels that leaves keep, leaf by leaf; only in a forest.
    pub labels: Vec<f64>,
    /// How much each label counts.
    pub label_weights: Vec<f64>,
}

impl SampleTree {
    /// A boosted tree of these nodes and leaves.
    pub fn new(nodes: &[(i32, i32, i32, f32)], leaves: &[f64]) -> SampleTree {
        SampleTree {
            nodes: nodes.to_vec(),
            leaves: leaves.to_vec(),
            missing: Vec::new(),
            unused: 0,
            kind: 0,
            weight: 1.0,
            levels: Vec::new(),
            labels: Vec::new(),
            label_weights: Vec::new(),
        }
    }

    fn write(&self, mut out: Numbers, minor: u32, forest: bool) -> Numbers {
        let room = self.nodes.len() + self.unused;
        let padded = |part: fn(&(i32, i32, i32, f32)) -> i32| {
            let mut items: Vec<i32> = self.nodes.iter().map(part).collect();
            items.resize(room, 0);
            items
        };
        let largest = self.leaves.iter().copied().fold(f64::MIN, f64::max);
        out = out.byte(self.kind).int(self.leaves.len() as i32).double(largest).double(self.weight);
        out = out.int_list(&padded(|node| node.0)).int_list(&padded(|node| node.1));
        out = out.int_list(&padded(|node| node.2));
        if minor >= 5 {
            out = out.int(self.levels.len() as i32);
            out = out.ints(&self.levels.iter().map(|(node, _)| *node).collect::<Vec<i32>>());
            for (_, members) in &self.levels {
                let ends = [members.first(), members.last()].map(|end| end.copied().unwrap_or_default());
                out = out.int_list(members).ints(&ends);
            }
        }
        // Thresholds among the bins, then of the values.
        out = out.int_list(&vec![7; room]);
        out = out.float_list(&self.nodes.iter().map(|node| node.3).collect::<Vec<f32>>());
        if minor >= 4 {
            out = out.float_list(&self.missing);
        }
        let mut leaves = self.leaves.clone();
        leaves.resize(room + 1, 0.0);
        out = out.double_list(&leaves).double_list(&vec![3.0; room]).double_list(&[]).double_list(&[]);
        if self.kind == 2 {
            out = out.double_list(&self.labels);
            if forest {
                out = out.double_list(&self.label_weights);
            }
        }
        out
    }
}

/// The numbers of boosted trees in the layout of this version, or of a forest in its own; `features` as the end of it says.
pub fn ensemble(trees: &[SampleTree], version: u32, forest: bool, features: i32) -> Numbers {
    // A forest is a version ahead, for it had weights of labels before anything else changed.
    let minor = (version & 0xFFFF) - u32::from(forest).min((version & 0xFFFF).saturating_sub(1));
    let weights = forest && version & 0xFFFF >= 2;
    let begun = Numbers::begin().int(trees.len() as i32);
    let out = trees.iter().fold(begun, |out, tree| tree.write(out, minor, weights));
    let out = out.double(0.0).int(-1).int(0);
    if minor >= 2 { out.int(features) } else { out }
}

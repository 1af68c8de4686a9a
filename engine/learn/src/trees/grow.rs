//! Grows one tree, the most promising leaf first.

use super::bins::{Bins, LANES, Meaning};
use super::histogram::{Cell, Scale, Tables, add, difference, sum_group, tables};
use super::split::{Rules, Search, Split};
use super::tree::{Child, Leaf, Node, Tree};
use crate::error::LearnError;
use crate::watch::Pace;
use std::ops::Range;

/// Bytes of histograms kept for later splits; beyond them a leaf's histogram is summed anew when it is needed.
const KEPT_BYTES: usize = 256 << 20;

/// How large trees may grow.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// Leaves.
    pub leaves: usize,
    /// Questions on a path; 0 for no limit.
    pub depth: usize,
}

/// A leaf that may yet be split.
struct Growing {
    /// Its rows, as places in the order.
    rows: Range<usize>,
    total: Cell,
    depth: usize,
    best: Option<Split>,
    /// Its histogram, when kept.
    slot: Option<usize>,
    /// The node above and whether this is its right side.
    above: Option<(usize, bool)>,
}

/// What growing needs, kept from tree to tree so that nothing is allocated in between.
pub(crate) struct Grower<'b> {
    bins: &'b Bins,
    rules: Rules,
    limits: Limits,
    order: Vec<u32>,
    set_aside: Vec<u32>,
    cells: Vec<Cell>,
    ordered_cells: Vec<Cell>,
    tables: Box<Tables>,
    slots: Vec<Vec<Cell>>,
    free: Vec<usize>,
    most_slots: usize,
    used: Vec<bool>,
    leaves: Vec<Growing>,
}

impl<'b> Grower<'b> {
    pub fn new(bins: &'b Bins, rules: Rules, limits: Limits) -> Grower<'b> {
        let bytes = bins.cells().max(1) * size_of::<Cell>();
        Grower {
            bins,
            rules,
            limits,
            order: Vec::with_capacity(bins.rows()),
            set_aside: vec![0; bins.rows()],
            cells: Vec::new(),
            ordered_cells: Vec::new(),
            tables: tables(),
            slots: Vec::new(),
            free: Vec::new(),
            most_slots: (KEPT_BYTES / bytes).max(2),
            used: vec![true; bins.columns().len()],
            leaves: Vec::new(),
        }
    }

    /// Grows a tree on these gradients and second derivatives. `aside` rows, when named, take part in nothing but the leaf lists;
    /// `used` says which columns may split. Leaf values are left 0: see [`Grower::leaf_rows`].
    pub async fn grow(
        &mut self,
        gradients: &[[f32; 2]],
        aside: Option<&[bool]>,
        used: &[bool],
        pace: &mut Pace<'_>,
        report: (f32, &str),
    ) -> Result<Tree, LearnError> {
        let scale = Scale::new(gradients);
        scale.cells(gradients, &mut self.cells);
        if let Some(aside) = aside {
            for (cell, _) in self.cells.iter_mut().zip(aside).filter(|&(_, &aside)| aside) {
                *cell = [0; 2];
            }
        }
        self.used.copy_from_slice(used);
        self.order.clear();
        self.order.extend(0..self.bins.rows() as u32);
        self.free = (0..self.slots.len()).collect();
        self.leaves.clear();

        let mut total = [0; 2];
        for &cell in &self.cells {
            add(&mut total, cell);
        }
        let mut tree = Tree::default();
        let mut root =
            Growing { rows: 0..self.order.len(), total, depth: 0, best: None, slot: None, above: None };
        if self.can_split(scale, &root) {
            let slot = self.take_slot();
            self.sum(&root.rows, slot, pace, report).await?;
            root.best = self.search(scale, total, slot);
            self.keep(&mut root, slot);
        }
        self.leaves.push(root);

        while self.leaves.len() < self.limits.leaves {
            let Some(chosen) = self.most_promising() else { break };
            self.split(chosen, scale, &mut tree, pace, report).await?;
        }
        tree.leaves =
            self.leaves.iter().map(|leaf| Leaf { value: 0.0, rows: scale.rows(leaf.total) }).collect();
        Ok(tree)
    }

    /// The rows that ended in each leaf of the last tree, those set aside included.
    pub fn leaf_rows(&self) -> impl Iterator<Item = &[u32]> {
        self.leaves.iter().map(|leaf| &self.order[leaf.rows.clone()])
    }

    fn most_promising(&self) -> Option<usize> {
        let mut chosen: Option<(usize, f64)> = None;
        for (index, leaf) in self.leaves.iter().enumerate() {
            if let Some(split) = leaf.best
                && chosen.is_none_or(|(_, gain)| split.gain > gain)
            {
                chosen = Some((index, split.gain));
            }
        }
        chosen.map(|(index, _)| index)
    }

    fn can_split(&self, scale: Scale, leaf: &Growing) -> bool {
        scale.rows(leaf.total) >= self.rules.rows.saturating_mul(2).max(2)
            && (self.limits.depth == 0 || leaf.depth < self.limits.depth)
    }

    /// Splits a leaf: its left side takes its place, its right side comes last.
    async fn split(
        &mut self,
        chosen: usize,
        scale: Scale,
        tree: &mut Tree,
        pace: &mut Pace<'_>,
        report: (f32, &str),
    ) -> Result<(), LearnError> {
        let leaf = &mut self.leaves[chosen];
        let (Some(split), slot) = (leaf.best.take(), leaf.slot.take()) else { return Ok(()) };
        let (rows, total, depth, above) = (leaf.rows.clone(), leaf.total, leaf.depth + 1, leaf.above);

        let node = tree.nodes.len();
        tree.nodes.push(self.node(&split, scale.rows(total), chosen, self.leaves.len()));
        if let Some((parent, right)) = above {
            let side = &mut tree.nodes[parent];
            *(if right { &mut side.right } else { &mut side.left }) = Child::Node(node as u32);
        }
        let middle = self.part(rows.clone(), &split);
        pace.spend(rows.len() * 4, report.0, || report.1.to_owned()).await?;
        let side = |rows, total, right| Growing {
            rows,
            total,
            depth,
            best: None,
            slot: None,
            above: Some((node, right)),
        };
        let mut left = side(rows.start..middle, split.left, false);
        let mut right = side(middle..rows.end, difference(total, split.left), true);
        // The last split of a tree needs no histograms after it.
        if self.leaves.len() + 1 < self.limits.leaves {
            let (smaller, larger) = if left.rows.len() < right.rows.len() {
                (&mut left, &mut right)
            } else {
                (&mut right, &mut left)
            };
            self.prepare(scale, slot, smaller, larger, pace, report).await?;
        } else if let Some(slot) = slot {
            self.free.push(slot);
        }
        self.leaves[chosen] = left;
        self.leaves.push(right);
        Ok(())
    }

    /// Finds the best splits of two siblings. The histogram in `slot`, their parent's, becomes the larger one's.
    async fn prepare(
        &mut self,
        scale: Scale,
        slot: Option<usize>,
        smaller: &mut Growing,
        larger: &mut Growing,
        pace: &mut Pace<'_>,
        report: (f32, &str),
    ) -> Result<(), LearnError> {
        let [need_smaller, need_larger] = [self.can_split(scale, smaller), self.can_split(scale, larger)];
        let mut of_smaller = None;
        if need_smaller || (need_larger && slot.is_some()) {
            let slot = self.take_slot();
            self.sum(&smaller.rows, slot, pace, report).await?;
            of_smaller = Some(slot);
        }
        if need_larger {
            let of_larger = match (slot, of_smaller) {
                (Some(slot), Some(of_smaller)) => {
                    self.subtract(slot, of_smaller);
                    slot
                }
                _ => {
                    let slot = self.take_slot();
                    self.sum(&larger.rows, slot, pace, report).await?;
                    slot
                }
            };
            larger.best = self.search(scale, larger.total, of_larger);
            self.keep(larger, of_larger);
        } else if let Some(slot) = slot {
            self.free.push(slot);
        }
        if let Some(of_smaller) = of_smaller {
            if need_smaller {
                smaller.best = self.search(scale, smaller.total, of_smaller);
            }
            self.keep(smaller, of_smaller);
        }
        pace.spend(2 * self.bins.cells(), report.0, || report.1.to_owned()).await?;
        Ok(())
    }

    fn node(&self, split: &Split, rows: u32, left: usize, right: usize) -> Node {
        let column = &self.bins.columns()[split.column];
        let (feature, threshold) = match &column.meaning {
            Meaning::Numbers { thresholds, .. } => (column.feature, thresholds[split.bin as usize]),
            Meaning::Levels => (column.feature + split.bin as usize - 1, 0.5),
        };
        Node {
            feature: feature as u32,
            threshold,
            missing_left: split.missing_left,
            left: Child::Leaf(left as u32),
            right: Child::Leaf(right as u32),
            gain: split.gain as f32,
            rows,
        }
    }

    /// Parts the rows of a leaf, each side in its old order; returns where the right side begins.
    fn part(&mut self, rows: Range<usize>, split: &Split) -> usize {
        let column = &self.bins.columns()[split.column];
        let mut goes_left = [0u8; 256];
        match &column.meaning {
            Meaning::Numbers { missing, .. } => {
                goes_left[..=split.bin as usize].fill(1);
                if let Some(missing) = missing {
                    goes_left[*missing as usize] = u8::from(split.missing_left);
                }
            }
            Meaning::Levels => {
                goes_left.fill(1);
                goes_left[split.bin as usize] = 0;
            }
        }
        let lane = split.column % LANES;
        let group = self.bins.groups()[split.column / LANES].as_slice();
        let order = &mut self.order[rows.clone()];
        let aside = &mut self.set_aside[..order.len()];
        let (mut left, mut right) = (0, 0);
        // Both places are written and one is kept: cheaper than a branch that nobody can foresee.
        for index in 0..order.len() {
            let row = order[index];
            let goes = usize::from(goes_left[group[row as usize][lane] as usize]);
            order[left] = row;
            aside[right] = row;
            left += goes;
            right += 1 - goes;
        }
        order[left..].copy_from_slice(&aside[..right]);
        rows.start + left
    }

    fn take_slot(&mut self) -> usize {
        self.free.pop().unwrap_or_else(|| {
            self.slots.push(vec![[0; 2]; self.bins.cells()]);
            self.slots.len() - 1
        })
    }

    /// Keeps a leaf's histogram for its split, unless it cannot split or memory is short.
    fn keep(&mut self, leaf: &mut Growing, slot: usize) {
        // Two slots stay free for a leaf and its sibling.
        if leaf.best.is_some() && self.slots.len() - self.free.len() + 2 <= self.most_slots {
            leaf.slot = Some(slot);
        } else {
            self.free.push(slot);
        }
    }

    fn subtract(&mut self, from: usize, other: usize) {
        let (from, other) = if from < other {
            let (head, tail) = self.slots.split_at_mut(other);
            (&mut head[from], &tail[0])
        } else {
            let (head, tail) = self.slots.split_at_mut(from);
            (&mut tail[0], &head[other])
        };
        for (from, &other) in from.iter_mut().zip(other) {
            *from = difference(*from, other);
        }
    }

    async fn sum(
        &mut self,
        rows: &Range<usize>,
        slot: usize,
        pace: &mut Pace<'_>,
        report: (f32, &str),
    ) -> Result<(), LearnError> {
        let all = rows.len() == self.bins.rows();
        let rows = &self.order[rows.clone()];
        if !all {
            self.ordered_cells.clear();
            self.ordered_cells.extend(rows.iter().map(|&row| self.cells[row as usize]));
        }
        for group in 0..self.bins.groups().len() {
            let first = group * LANES;
            let lanes = self.bins.group_columns(group).len();
            if !self.used[first..first + lanes].contains(&true) {
                continue;
            }
            let (rows, cells) = if all { (None, &self.cells) } else { (Some(rows), &self.ordered_cells) };
            sum_group(self.bins, group, rows, cells, &mut self.tables, &mut self.slots[slot]);
            pace.spend(cells.len() * LANES, report.0, || report.1.to_owned()).await?;
        }
        Ok(())
    }

    fn search(&self, scale: Scale, total: Cell, slot: usize) -> Option<Split> {
        let mut search = Search::new(scale, &self.rules, total);
        for (index, column) in self.bins.columns().iter().enumerate() {
            if self.used[index] {
                let cells = &self.slots[slot][column.offset..column.offset + column.bins];
                search.column(index, column, cells);
            }
        }
        search.best()
    }
}

//! Which node may run next: plain bookkeeping, without threads or clocks.

use ml_graph::Structure;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// The state of a run's nodes. Every node is handed out by [`Schedule::next`] or skipped, exactly once.
#[derive(Debug)]
pub struct Schedule {
    /// Nodes that wait, with the number of nodes they wait for.
    waiting: BTreeMap<String, usize>,
    ready: VecDeque<String>,
    running: BTreeSet<String>,
    downstream: BTreeMap<String, Vec<String>>,
}

/// An answer of [`Schedule::next`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// Run this node.
    Node(String),
    /// Nothing is ready until a running node ends.
    Wait,
    /// All nodes ended.
    Done,
}

impl Schedule {
    /// A schedule of `nodes`, which stand in topological order.
    pub fn new(structure: &Structure<'_>, nodes: &[String]) -> Schedule {
        let chosen: BTreeSet<&str> = nodes.iter().map(String::as_str).collect();
        let mut schedule = Schedule {
            waiting: BTreeMap::new(),
            ready: VecDeque::new(),
            running: BTreeSet::new(),
            downstream: BTreeMap::new(),
        };
        for node in nodes {
            let feeding: BTreeSet<&str> = structure
                .incoming(node)
                .iter()
                .map(|edge| edge.from.node.as_str())
                .filter(|from| chosen.contains(from))
                .collect();
            for from in &feeding {
                schedule.downstream.entry((*from).to_owned()).or_default().push(node.clone());
            }
            if feeding.is_empty() {
                schedule.ready.push_back(node.clone());
            } else {
                schedule.waiting.insert(node.clone(), feeding.len());
            }
        }
        schedule
    }

    /// What to do next.
    pub fn next(&mut self) -> Next {
        if let Some(node) = self.ready.pop_front() {
            self.running.insert(node.clone());
            return Next::Node(node);
        }
        if self.running.is_empty() { Next::Done } else { Next::Wait }
    }

    /// `node` succeeded: what waits for it alone may run.
    pub fn succeeded(&mut self, node: &str) {
        self.running.remove(node);
        for next in self.downstream.get(node).into_iter().flatten() {
            if let Some(count) = self.waiting.get_mut(next) {
                *count -= 1;
                if *count == 0 {
                    self.waiting.remove(next);
                    self.ready.push_back(next.clone());
                }
            }
        }
    }

    /// `node` failed: everything downstream of it is skipped and given back; other branches go on.
    pub fn failed(&mut self, node: &str) -> Vec<String> {
        self.running.remove(node);
        let mut skipped = Vec::new();
        let mut stack = vec![node.to_owned()];
        while let Some(id) = stack.pop() {
            for next in self.downstream.get(&id).into_iter().flatten() {
                if self.waiting.remove(next).is_some() {
                    skipped.push(next.clone());
                    stack.push(next.clone());
                }
            }
        }
        skipped
    }

    /// Nothing more starts; gives back what will not run.
    pub fn stop(&mut self) -> Vec<String> {
        let mut skipped: Vec<String> = self.ready.drain(..).collect();
        skipped.extend(std::mem::take(&mut self.waiting).into_keys());
        skipped
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ml_graph::{Edge, Node, PipelineDraft, PortRef};

    /// `a → b → d`, `a → c → d`, `e`; `a` feeds `b` by two wires.
    fn draft() -> PipelineDraft {
        let mut draft = PipelineDraft::new("diamond");
        draft.nodes = ["a", "b", "c", "d", "e"]
            .into_iter()
            .map(|id| Node { id: id.to_owned(), ..Node::default() })
            .collect();
        draft.edges = [("a", "b", "1"), ("a", "b", "2"), ("a", "c", "1"), ("b", "d", "1"), ("c", "d", "2")]
            .into_iter()
            .map(|(from, to, port)| Edge { from: PortRef::new(from, "out"), to: PortRef::new(to, port) })
            .collect();
        draft
    }

    fn schedule(draft: &PipelineDraft, nodes: &[&str]) -> Schedule {
        let nodes: Vec<String> = nodes.iter().map(|id| (*id).to_owned()).collect();
        Schedule::new(&Structure::of(draft), &nodes)
    }

    fn node(id: &str) -> Next {
        Next::Node(id.to_owned())
    }

    #[test]
    fn a_node_runs_after_all_that_feeds_it() {
        let draft = draft();
        let mut schedule = schedule(&draft, &["a", "e", "b", "c", "d"]);
        assert_eq!(schedule.next(), node("a"));
        assert_eq!(schedule.next(), node("e"));
        assert_eq!(schedule.next(), Next::Wait);
        schedule.succeeded("a");
        assert_eq!(schedule.next(), node("b"));
        assert_eq!(schedule.next(), node("c"));
        schedule.succeeded("b");
        assert_eq!(schedule.next(), Next::Wait);
        schedule.succeeded("c");
        assert_eq!(schedule.next(), node("d"));
        schedule.succeeded("d");
        assert_eq!(schedule.next(), Next::Wait);
        schedule.succeeded("e");
        assert_eq!(schedule.next(), Next::Done);
    }

    #[test]
    fn a_failure_skips_what_hangs_on_it_and_nothing_else() {
        let draft = draft();
        let mut schedule = schedule(&draft, &["a", "b", "c", "d"]);
        assert_eq!(schedule.next(), node("a"));
        schedule.succeeded("a");
        assert_eq!(schedule.next(), node("b"));
        assert_eq!(schedule.failed("b"), ["d"]);
        assert_eq!(schedule.next(), node("c"));
        assert!(schedule.failed("c").is_empty(), "d is skipped once");
        assert_eq!(schedule.next(), Next::Done);
    }

    #[test]
    fn stopping_gives_back_everything_that_has_not_begun() {
        let draft = draft();
        let mut schedule = schedule(&draft, &["a", "b", "c", "d", "e"]);
        assert_eq!(schedule.next(), node("a"));
        let mut skipped = schedule.stop();
        skipped.sort();
        assert_eq!(skipped, ["b", "c", "d", "e"]);
        assert_eq!(schedule.next(), Next::Wait);
        schedule.succeeded("a");
        assert_eq!(schedule.next(), Next::Done);
    }
}

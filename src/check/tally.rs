//! Rules that are decided while the nodes of all are computed: a rule is, once its last node is.

use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};

use rustc_hash::FxHashMap;

use super::plan::NodeId;

/// Tells of each rule that is done how many are.
pub struct Tally<'d> {
    /// The rules that wait for a node.
    waiting: FxHashMap<NodeId, Vec<usize>>,
    /// Nodes that each rule waits for.
    left: Vec<AtomicU32>,
    finished: AtomicUsize,
    all: usize,
    done: &'d (dyn Fn(usize, usize) + Sync),
}

impl<'d> Tally<'d> {
    /// `nodes` has (position of the rule, node); rules without nodes are not counted. `done` is called with rules done
    /// and rules in all.
    pub fn new(
        nodes: impl Iterator<Item = (usize, NodeId)>,
        done: &'d (dyn Fn(usize, usize) + Sync),
    ) -> Self {
        let mut waiting: FxHashMap<NodeId, Vec<usize>> = FxHashMap::default();
        let mut left: Vec<AtomicU32> = Vec::new();
        let mut all = 0;
        for (rule, node) in nodes {
            let rules = waiting.entry(node).or_default();
            if rules.contains(&rule) {
                continue;
            }
            rules.push(rule);
            if left.len() <= rule {
                left.resize_with(rule + 1, AtomicU32::default);
            }
            let left = left[rule].get_mut();
            all += usize::from(*left == 0);
            *left += 1;
        }
        Tally {
            all,
            waiting,
            left,
            finished: AtomicUsize::new(0),
            done,
        }
    }

    /// A node was computed.
    pub fn node(&self, node: NodeId) {
        for rule in self.waiting.get(&node).into_iter().flatten() {
            if self.left[*rule].fetch_sub(1, Ordering::Relaxed) == 1 {
                let finished = self.finished.fetch_add(1, Ordering::Relaxed) + 1;
                (self.done)(finished, self.all);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    #[test]
    fn a_rule_is_done_with_its_last_node() {
        let told = Mutex::new(Vec::new());
        let done = |rules, all| told.lock().unwrap().push((rules, all));
        let nodes = [(0, 5), (0, 7), (2, 7), (2, 7), (3, 9)];
        let tally = Tally::new(
            nodes.into_iter().map(|(rule, node)| (rule, NodeId(node))),
            &done,
        );
        for node in [1, 7, 9, 5] {
            tally.node(NodeId(node));
        }
        assert_eq!(*told.lock().unwrap(), [(1, 3), (2, 3), (3, 3)]);
    }
}

//! Which nodes of a description depend on the chosen rows, and which are computed once for whole ledgers.

use rustc_hash::{FxHashMap, FxHashSet};

use super::node::{Graph, NodeId, Op};

/// Tells nodes that depend on the chosen rows from the others.
pub struct Sorting {
    chosen: Vec<bool>,
}

impl Sorting {
    pub fn of(graph: &Graph) -> Self {
        let mut chosen = Vec::with_capacity(graph.nodes.len());
        for node in &graph.nodes {
            let depends = node.op == Op::Rows || node.inputs.iter().any(|i| chosen[i.0 as usize]);
            chosen.push(depends);
        }
        Sorting { chosen }
    }
}

/// Where a value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slot {
    /// A node that is the same whatever rows are chosen.
    Whole(NodeId),
    /// An earlier step of the recipe.
    Step(u32),
}

/// How some nodes are computed for chosen rows.
#[derive(Clone, Debug)]
pub struct Recipe {
    /// The nodes that depend on the rows, inputs first, with where their inputs come from.
    pub steps: Vec<(NodeId, Vec<Slot>)>,
    /// Where the wanted nodes come from.
    pub wanted: Vec<Slot>,
}

impl Recipe {
    pub fn of(wanted: &[NodeId], graph: &Graph, sorting: &Sorting) -> Self {
        let mut needed: FxHashSet<NodeId> = FxHashSet::default();
        let mut open: Vec<NodeId> = wanted.to_vec();
        while let Some(id) = open.pop() {
            if sorting.chosen[id.0 as usize] && needed.insert(id) {
                open.extend(&graph.nodes[id.0 as usize].inputs);
            }
        }
        let mut ordered: Vec<NodeId> = needed.into_iter().collect();
        ordered.sort_unstable();
        let step: FxHashMap<NodeId, u32> = ordered.iter().copied().zip(0..).collect();
        let slot = |id: &NodeId| step.get(id).map_or(Slot::Whole(*id), |at| Slot::Step(*at));
        let steps = ordered.iter().map(|id| {
            let inputs = graph.nodes[id.0 as usize].inputs.iter();
            (*id, inputs.map(slot).collect())
        });
        Recipe {
            steps: steps.collect(),
            wanted: wanted.iter().map(slot).collect(),
        }
    }

    /// The nodes that must be there before the recipe is followed.
    pub fn whole(&self) -> impl Iterator<Item = NodeId> + '_ {
        let read = self.steps.iter().flat_map(|(_, inputs)| inputs);
        read.chain(&self.wanted).filter_map(|slot| match slot {
            Slot::Whole(id) => Some(*id),
            Slot::Step(_) => None,
        })
    }
}

impl Graph {
    /// Marks nodes and all that they are computed from.
    pub fn needed(&self, wanted: &[NodeId]) -> Vec<bool> {
        let mut needed = vec![false; self.nodes.len()];
        wanted.iter().for_each(|id| needed[id.0 as usize] = true);
        for at in (0..needed.len()).rev() {
            if needed[at] {
                let inputs = &self.nodes[at].inputs;
                inputs.iter().for_each(|i| needed[i.0 as usize] = true);
            }
        }
        needed
    }

    /// Of nodes that a first run computes, those that later ones are computed from.
    pub fn kept(&self, computed: &[bool], later: impl Iterator<Item = NodeId>) -> Vec<NodeId> {
        let mut kept = Vec::new();
        let mut seen: FxHashSet<NodeId> = FxHashSet::default();
        let mut open: Vec<NodeId> = later.collect();
        while let Some(id) = open.pop() {
            if !seen.insert(id) {
                continue;
            }
            match computed[id.0 as usize] {
                true => kept.push(id),
                false => open.extend(&self.nodes[id.0 as usize].inputs),
            }
        }
        kept
    }
}

//! Operations cell by cell that feed only each other, computed together a stretch of rows at a time: what stands
//! between them stays in cache and is never a whole column.

use arrow_array::Array;
use arrow_select::concat::concat;
use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::compute;
use super::plan::{Graph, NodeId, Op};
use super::run::Inputs;
use super::vector::Vector;

/// Rows of a stretch. In debug builds there are few, so that the small tables of tests have several.
const ROWS: usize = if cfg!(debug_assertions) { 7 } else { 64 * 1024 };

/// Which nodes are computed inside of others.
pub struct Fused {
    /// Nodes with those computed inside of them, in order and themselves last; empty for nodes that are inside.
    members: Vec<Vec<u32>>,
}

impl Fused {
    /// A node is computed inside of its reader where it has no other, and both go row by row. `readers` tells how many
    /// nodes read each, and which one; outputs of the run count as read by one more.
    pub fn of(graph: &Graph, needed: &[bool], readers: &[(u32, u32)]) -> Self {
        let mut members: Vec<Vec<u32>> = vec![Vec::new(); graph.nodes.len()];
        // inputs come before their readers, so that what is inside is complete when it is moved on
        for at in (0..graph.nodes.len()).filter(|at| needed[*at]) {
            members[at].push(at as u32);
            let (count, reader) = readers[at];
            let by_row = matches!(graph.nodes[at].op, Op::Element(_) | Op::Gather(..));
            let inside =
                count == 1 && by_row && matches!(graph.nodes[reader as usize].op, Op::Element(_));
            if inside {
                let own = std::mem::take(&mut members[at]);
                members[reader as usize].extend(own);
            }
        }
        Fused { members }
    }

    /// Whether a node is computed inside of another.
    pub fn is_inside(&self, at: usize) -> bool {
        self.members[at].is_empty()
    }

    /// What must be there before a node can be computed, each once.
    pub fn inputs(&self, graph: &Graph, at: usize) -> Vec<NodeId> {
        let members = &self.members[at];
        let mut inputs: Vec<NodeId> = members
            .iter()
            .flat_map(|member| &graph.nodes[*member as usize].inputs)
            .filter(|input| !members.contains(&input.0))
            .copied()
            .collect();
        inputs.sort_unstable();
        inputs.dedup();
        inputs
    }

    /// The value of a node from the values that it needs.
    pub fn compute(
        &self,
        graph: &Graph,
        at: usize,
        values: &FxHashMap<NodeId, Vector>,
        from: &Inputs<'_>,
    ) -> Vector {
        let group = Group {
            graph,
            members: &self.members[at],
            values,
            from,
        };
        let rows = match graph.nodes[at].op {
            Op::Element(_) => group.rows().filter(|rows| *rows > ROWS),
            _ => None,
        };
        match rows.and_then(|rows| group.in_stretches(rows)) {
            Some(value) => value,
            None => group.value(&|vector| vector.clone()),
        }
    }
}

struct Group<'g> {
    graph: &'g Graph,
    members: &'g [u32],
    values: &'g FxHashMap<NodeId, Vector>,
    from: &'g Inputs<'g>,
}

impl Group<'_> {
    /// Inputs from outside that go row by row, with the group's rows.
    fn aligned(&self) -> impl Iterator<Item = &Vector> {
        self.members.iter().flat_map(|member| {
            let node = &self.graph.nodes[*member as usize];
            // a gather sees its column through its index
            let skipped = usize::from(matches!(node.op, Op::Gather(..)));
            let inputs = node.inputs.iter().skip(skipped);
            inputs.filter_map(|input| self.values.get(input))
        })
    }

    /// Number of rows; `None` where all is the same for every row.
    fn rows(&self) -> Option<usize> {
        self.aligned().find_map(|input| match input {
            Vector::Column(array) => Some(array.len()),
            Vector::Index(index) => Some(index.len()),
            _ => None,
        })
    }

    /// `None` where the stretches' values do not join.
    fn in_stretches(&self, rows: usize) -> Option<Vector> {
        let pieces: Vec<Vector> = (0..rows.div_ceil(ROWS))
            .into_par_iter()
            .map(|n| {
                let (start, length) = (n * ROWS, ROWS.min(rows - n * ROWS));
                self.value(&|vector| vector.slice(start, length))
            })
            .collect();
        let arrays: Vec<&dyn Array> = pieces.iter().map(|piece| &**piece.array()).collect();
        Some(Vector::Column(concat(&arrays).ok()?))
    }

    /// The value of the last member, for the rows that `cut` leaves of aligned inputs.
    fn value(&self, cut: &dyn Fn(&Vector) -> Vector) -> Vector {
        let mut own: Vec<Vector> = Vec::with_capacity(self.members.len());
        for member in self.members {
            let node = &self.graph.nodes[*member as usize];
            let gathers = matches!(node.op, Op::Gather(..));
            let read = |(n, input): (usize, &NodeId)| match self.values.get(input) {
                Some(whole) if gathers && n == 0 => whole.clone(),
                Some(outside) => cut(outside),
                None => {
                    let before = self.members.iter().position(|m| *m == input.0);
                    own[before.unwrap_or_default()].clone()
                }
            };
            let inputs: Vec<Vector> = node.inputs.iter().enumerate().map(read).collect();
            own.push(compute::compute(&node.op, &inputs, self.from));
        }
        own.pop()
            .unwrap_or_else(|| unreachable!("a group has its last member"))
    }
}

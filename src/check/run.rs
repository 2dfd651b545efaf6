//! Runs a graph on all cores: a node starts when its inputs are there, and a value is dropped after its last use.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};

use arrow_array::UInt32Array;

use super::compute;
use super::plan::{Graph, NodeId};
use super::vector::Vector;
use super::world::World;
use crate::ledger::Ledgers;

/// What nodes are computed from.
pub struct Inputs<'a> {
    pub data: &'a Ledgers,
    pub world: World<'a>,
    /// The rows behind `Op::Rows`.
    pub selections: Vec<std::sync::Arc<UInt32Array>>,
}

/// Computes the wanted nodes and what they need. `done` is called with nodes done and nodes in all.
pub fn run(
    graph: &Graph,
    wanted: &[NodeId],
    inputs: &Inputs<'_>,
    done: &(dyn Fn(usize, usize) + Sync),
) -> Vec<Vector> {
    let size = graph.nodes.len();
    let mut needed = vec![false; size];
    wanted.iter().for_each(|id| needed[id.0 as usize] = true);
    for at in (0..size).rev() {
        if needed[at] {
            graph.nodes[at]
                .inputs
                .iter()
                .for_each(|input| needed[input.0 as usize] = true);
        }
    }
    let mut readers: Vec<Vec<u32>> = vec![Vec::new(); size];
    let mut uses = vec![0u32; size];
    let mut waits = vec![0u32; size];
    for at in (0..size).filter(|at| needed[*at]) {
        let mut distinct: Vec<u32> = graph.nodes[at].inputs.iter().map(|i| i.0).collect();
        distinct.sort_unstable();
        distinct.dedup();
        waits[at] = distinct.len() as u32;
        for input in distinct {
            readers[input as usize].push(at as u32);
            uses[input as usize] += 1;
        }
    }
    wanted.iter().for_each(|id| uses[id.0 as usize] += 1);
    let runner = Runner {
        graph,
        inputs,
        readers,
        waits: waits.iter().copied().map(AtomicU32::new).collect(),
        uses: uses.into_iter().map(AtomicU32::new).collect(),
        values: (0..size).map(|_| Mutex::new(None)).collect(),
        finished: AtomicUsize::new(0),
        total: needed.iter().filter(|n| **n).count(),
        done,
    };
    rayon::scope(|scope| {
        for at in (0..size).filter(|at| needed[*at] && waits[*at] == 0) {
            let runner = &runner;
            scope.spawn(move |scope| runner.node(at, scope));
        }
    });
    wanted.iter().map(|id| runner.value(id.0)).collect()
}

struct Runner<'a> {
    graph: &'a Graph,
    inputs: &'a Inputs<'a>,
    readers: Vec<Vec<u32>>,
    waits: Vec<AtomicU32>,
    uses: Vec<AtomicU32>,
    values: Vec<Mutex<Option<Vector>>>,
    finished: AtomicUsize,
    total: usize,
    done: &'a (dyn Fn(usize, usize) + Sync),
}

impl<'a> Runner<'a> {
    fn value(&self, at: u32) -> Vector {
        let slot = self.values[at as usize]
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        slot.clone()
            .expect("a value stays until its last reader is done")
    }

    fn node<'s>(&'s self, at: usize, scope: &rayon::Scope<'s>) {
        let node = &self.graph.nodes[at];
        let inputs: Vec<Vector> = node.inputs.iter().map(|id| self.value(id.0)).collect();
        let value = compute::compute(&node.op, &inputs, self.inputs);
        drop(inputs);
        *self.values[at]
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner) = Some(value);
        let mut released: Vec<u32> = node.inputs.iter().map(|i| i.0).collect();
        released.sort_unstable();
        released.dedup();
        for input in released {
            if self.uses[input as usize].fetch_sub(1, Ordering::AcqRel) == 1 {
                *self.values[input as usize]
                    .lock()
                    .unwrap_or_else(std::sync::PoisonError::into_inner) = None;
            }
        }
        (self.done)(
            self.finished.fetch_add(1, Ordering::Relaxed) + 1,
            self.total,
        );
        for reader in &self.readers[at] {
            if self.waits[*reader as usize].fetch_sub(1, Ordering::AcqRel) == 1 {
                let reader = *reader as usize;
                scope.spawn(move |scope| self.node(reader, scope));
            }
        }
    }
}

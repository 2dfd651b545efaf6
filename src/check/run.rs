//! Runs a graph on all cores: a node starts when its inputs are there, and a value is dropped after its last use.

use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use arrow_array::UInt32Array;
use rustc_hash::FxHashMap;

use super::compute;
use super::plan::{Graph, NodeId, Recipe, Slot};
use super::vector::Vector;
use super::world::World;
use crate::ledger::Ledgers;

/// What nodes are computed from.
#[derive(Clone)]
pub struct Inputs<'a> {
    pub data: &'a Ledgers,
    pub world: World<'a>,
    /// The rows behind `Op::Rows`.
    pub chosen: Arc<UInt32Array>,
}

impl<'a> Inputs<'a> {
    /// No rows chosen.
    pub fn whole(data: &'a Ledgers, world: World<'a>) -> Self {
        Inputs {
            data,
            world,
            chosen: Arc::new(UInt32Array::from(Vec::<u32>::new())),
        }
    }
}

/// Values of nodes that do not depend on chosen rows.
pub type Values = FxHashMap<NodeId, Vector>;

/// Computes the wanted nodes and what they need from what is `given`. `done` is called with nodes done and nodes in
/// all.
pub fn run(
    graph: &Graph,
    wanted: &[NodeId],
    given: &Values,
    inputs: &Inputs<'_>,
    done: &(dyn Fn(usize, usize) + Sync),
) -> Vec<Vector> {
    let size = graph.nodes.len();
    let mut needed = vec![false; size];
    wanted.iter().for_each(|id| needed[id.0 as usize] = true);
    for at in (0..size).rev() {
        needed[at] &= !given.contains_key(&NodeId(at as u32));
        if needed[at] {
            let inputs = &graph.nodes[at].inputs;
            inputs.iter().for_each(|i| needed[i.0 as usize] = true);
        }
    }
    let mut readers: Vec<Vec<u32>> = vec![Vec::new(); size];
    let mut uses = vec![0u32; size];
    let mut waits = vec![0u32; size];
    for at in (0..size).filter(|at| needed[*at]) {
        let distinct = computed_inputs(graph, at, given);
        waits[at] = distinct.len() as u32;
        for input in distinct {
            readers[input as usize].push(at as u32);
            uses[input as usize] += 1;
        }
    }
    let computed = |id: &&NodeId| !given.contains_key(*id);
    let outputs = wanted.iter().filter(computed);
    outputs.for_each(|id| uses[id.0 as usize] += 1);
    let runner = Runner {
        graph,
        given,
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

/// The inputs of a node that are not given, each once.
fn computed_inputs(graph: &Graph, at: usize, given: &Values) -> Vec<u32> {
    let inputs = graph.nodes[at].inputs.iter();
    let mut distinct: Vec<u32> = inputs
        .filter(|id| !given.contains_key(*id))
        .map(|id| id.0)
        .collect();
    distinct.sort_unstable();
    distinct.dedup();
    distinct
}

/// Follows a recipe for the chosen rows of `inputs`; gives the wanted values.
pub fn follow(recipe: &Recipe, graph: &Graph, whole: &Values, inputs: &Inputs<'_>) -> Vec<Vector> {
    let mut done: Vec<Vector> = Vec::with_capacity(recipe.steps.len());
    let value = |slot: &Slot, done: &[Vector]| match slot {
        Slot::Whole(id) => whole[id].clone(),
        Slot::Step(at) => done[*at as usize].clone(),
    };
    for (id, from) in &recipe.steps {
        let read: Vec<Vector> = from.iter().map(|slot| value(slot, &done)).collect();
        done.push(compute::compute(
            &graph.nodes[id.0 as usize].op,
            &read,
            inputs,
        ));
    }
    recipe
        .wanted
        .iter()
        .map(|slot| value(slot, &done))
        .collect()
}

struct Runner<'a> {
    graph: &'a Graph,
    given: &'a Values,
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
        if let Some(given) = self.given.get(&NodeId(at)) {
            return given.clone();
        }
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
        for input in computed_inputs(self.graph, at, self.given) {
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

//! Runs a graph on all cores: a node starts when its inputs are there, and a value is dropped after its last use.

use std::collections::BinaryHeap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};

use arrow_array::UInt32Array;
use rustc_hash::FxHashMap;

use super::compute;
use super::fuse::Fused;
use super::plan::{Graph, NodeId, Op, Recipe, Slot};
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

/// Computes the wanted nodes and what they need from what is `given`. `done` is called with each node that was
/// computed; those that are computed within another are not told.
pub fn run(
    graph: &Graph,
    wanted: &[NodeId],
    given: &Values,
    inputs: &Inputs<'_>,
    done: &(dyn Fn(NodeId) + Sync),
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
    let fused = Fused::of(graph, &needed, &readers_of(graph, &needed, wanted));
    let alone = |at: &usize| needed[*at] && !fused.is_inside(*at);
    let mut readers: Vec<Vec<u32>> = vec![Vec::new(); size];
    let mut uses = vec![0u32; size];
    let mut waits = vec![0u32; size];
    for at in (0..size).filter(alone) {
        let inputs = fused.inputs(graph, at);
        for input in inputs.iter().filter(|input| !given.contains_key(*input)) {
            waits[at] += 1;
            readers[input.0 as usize].push(at as u32);
            uses[input.0 as usize] += 1;
        }
    }
    let computed = |id: &&NodeId| !given.contains_key(*id);
    let outputs = wanted.iter().filter(computed);
    outputs.for_each(|id| uses[id.0 as usize] += 1);
    let first: Vec<usize> = (0..size)
        .filter(|at| alone(at) && waits[*at] == 0)
        .collect();
    let runner = Runner {
        graph,
        given,
        inputs,
        fused,
        urgency: urgency(graph, &readers),
        ready: Mutex::new(BinaryHeap::new()),
        readers,
        waits: waits.into_iter().map(AtomicU32::new).collect(),
        uses: uses.into_iter().map(AtomicU32::new).collect(),
        values: (0..size).map(|_| Mutex::new(None)).collect(),
        done,
    };
    rayon::scope(|scope| {
        for at in first {
            runner.start(at, scope);
        }
    });
    wanted.iter().map(|id| runner.value(id.0)).collect()
}

/// How many nodes and outputs read each node, and the last of the nodes.
fn readers_of(graph: &Graph, needed: &[bool], wanted: &[NodeId]) -> Vec<(u32, u32)> {
    let mut readers = vec![(0, 0); graph.nodes.len()];
    for at in (0..graph.nodes.len()).filter(|at| needed[*at]) {
        let mut inputs = graph.nodes[at].inputs.clone();
        inputs.sort_unstable();
        inputs.dedup();
        for input in inputs {
            let (count, _) = readers[input.0 as usize];
            readers[input.0 as usize] = (count + 1, at as u32);
        }
    }
    // an output is a value of its own, even if nothing else reads it
    wanted.iter().for_each(|id| readers[id.0 as usize].0 += 2);
    readers
}

/// How much is to be done from each node to the end of all that waits for it, about.
fn urgency(graph: &Graph, readers: &[Vec<u32>]) -> Vec<u32> {
    let mut urgency = vec![0; readers.len()];
    for at in (0..readers.len()).rev() {
        let own = match graph.nodes[at].op {
            Op::Keys(_) | Op::PairKeys | Op::Link(_) | Op::Sort { .. } => 8,
            Op::Fold(..) | Op::Nearest { .. } => 4,
            _ => 1,
        };
        let behind = readers[at].iter().map(|reader| urgency[*reader as usize]);
        urgency[at] = own + behind.max().unwrap_or(0);
    }
    urgency
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
    fused: Fused,
    /// Nodes that could be computed now, the most urgent first: else the longest chain may be left to one core in the
    /// end.
    ready: Mutex<BinaryHeap<(u32, usize)>>,
    urgency: Vec<u32>,
    readers: Vec<Vec<u32>>,
    waits: Vec<AtomicU32>,
    uses: Vec<AtomicU32>,
    values: Vec<Mutex<Option<Vector>>>,
    done: &'a (dyn Fn(NodeId) + Sync),
}

impl<'a> Runner<'a> {
    fn value(&self, at: u32) -> Vector {
        if let Some(given) = self.given.get(&NodeId(at)) {
            return given.clone();
        }
        let slot = lock(&self.values[at as usize]);
        slot.clone()
            .expect("a value stays until its last reader is done")
    }

    /// A node is ready: some thread will compute it, or another one that is more urgent by then.
    fn start<'s>(&'s self, at: usize, scope: &rayon::Scope<'s>) {
        lock(&self.ready).push((self.urgency[at], at));
        scope.spawn(|scope| {
            let most_urgent = lock(&self.ready).pop();
            if let Some((_, at)) = most_urgent {
                self.node(at, scope);
            }
        });
    }

    fn node<'s>(&'s self, at: usize, scope: &rayon::Scope<'s>) {
        let read = self.fused.inputs(self.graph, at);
        let values = read.iter().map(|id| (*id, self.value(id.0))).collect();
        let value = self.fused.compute(self.graph, at, &values, self.inputs);
        drop(values);
        *lock(&self.values[at]) = Some(value);
        for input in read.iter().filter(|id| !self.given.contains_key(*id)) {
            let input = input.0 as usize;
            if self.uses[input].fetch_sub(1, Ordering::AcqRel) == 1 {
                *lock(&self.values[input]) = None;
            }
        }
        (self.done)(NodeId(at as u32));
        for reader in &self.readers[at] {
            if self.waits[*reader as usize].fetch_sub(1, Ordering::AcqRel) == 1 {
                self.start(*reader as usize, scope);
            }
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
}

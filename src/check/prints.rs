//! Fingerprints of failures without describing them: only keys, and which field each points at.

use std::sync::Arc;

use rayon::prelude::*;

use super::choose::Failure;
use super::plan::{NodeId, Recipe, Sorting};
use super::run::{Inputs, follow};
use super::stream::{Broken, Stream};
use super::vector::Vector;
use super::words::Words;
use crate::finding::Fingerprint;

/// Failures that one task computes.
const PIECE: usize = 4096;

/// The fingerprints of a judge's failures, in their order.
pub fn prints(
    broken: &Broken<'_>,
    failures: &[Failure],
    stream: &Stream<'_>,
    sorting: &Sorting,
) -> Vec<Fingerprint> {
    let pointers = broken.plan.pointers.iter();
    let keys = broken.plan.group_keys.iter().map(|(_, node)| *node);
    let wanted: Vec<NodeId> = pointers
        .filter_map(|(index, _, _)| *index)
        .chain(keys)
        .collect();
    // its values of whole ledgers are among those of the full description, which are there
    let recipe = Recipe::of(&wanted, &stream.graph, sorting);
    let pieces = failures.par_chunks(PIECE);
    let printed = pieces.flat_map_iter(|piece| of_piece(broken, piece, stream, &recipe));
    printed.collect()
}

fn of_piece(
    broken: &Broken<'_>,
    failures: &[Failure],
    stream: &Stream<'_>,
    recipe: &Recipe,
) -> Vec<Fingerprint> {
    let data = &stream.reading.ledgers;
    let rows: Vec<u32> = failures.iter().map(|failure| failure.row).collect();
    let mut values = stream.in_world(|world| {
        let inputs = Inputs {
            data,
            world,
            chosen: Arc::new(rows.into()),
        };
        follow(recipe, &stream.graph, &stream.whole, &inputs)
    });
    values.extend(broken.key_columns(data));
    let mut next = values.iter();
    let pointers = broken.plan.pointers.iter();
    let indexes: Vec<_> = pointers
        .map(|(index, _, _)| index.and_then(|_| next.next()).map(|v| &**v.index()))
        .collect();
    let keys: Vec<Words<'_>> = next.map(Words::of).collect();
    let print = |(at, failure): (usize, &Failure)| {
        let field = broken.main_field(&indexes, at, failure.record);
        let record = broken.record(&keys, at, *failure);
        broken.fingerprint(field, &record, *failure, data)
    };
    failures.iter().enumerate().map(print).collect()
}

/// The columns that the keys of failures are read from.
pub fn key_values(broken: &Broken<'_>, failures: &[Failure], stream: &Stream<'_>) -> Vec<Vector> {
    let data = &stream.reading.ledgers;
    let keys = broken.plan.group_keys.iter();
    let wanted: Vec<NodeId> = keys.map(|(_, node)| *node).collect();
    let recipe = Recipe::of(&wanted, &stream.graph, &Sorting::of(&stream.graph));
    let rows: Vec<u32> = failures.iter().map(|failure| failure.row).collect();
    let mut values = stream.in_world(|world| {
        let inputs = Inputs {
            data,
            world,
            chosen: Arc::new(rows.into()),
        };
        follow(&recipe, &stream.graph, &stream.whole, &inputs)
    });
    values.extend(broken.key_columns(data));
    values
}

impl Broken<'_> {
    /// The columns of the records' keys; groups have theirs among the plan's values.
    pub fn key_columns(&self, data: &crate::ledger::Ledgers) -> Vec<Vector> {
        let (None, Some(table)) = (&self.judge.per, data.table(self.judge.ledger)) else {
            return Vec::new();
        };
        let key = data.catalog.ledger(self.judge.ledger).key.iter();
        key.map(|f| Vector::Column(table.column(*f).values.clone()))
            .collect()
    }
}

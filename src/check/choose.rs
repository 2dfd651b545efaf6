//! Which failures are described, found again by the rows of the records that they stand at.

use std::ops::Range;

use arrow_buffer::BooleanBuffer;

use super::marks::Marks;
use super::stream::Broken;
use super::world::Decision;
use crate::ledger::{Cell, Ledgers};
use crate::rulebook::Judge;

/// Failures of a judge.
pub enum Failed {
    /// One bit a record.
    Bits(BooleanBuffer),
    /// In order of their records.
    Listed(Vec<Failure>),
}

/// A failed record or group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Failure {
    /// The record; of a group the first one.
    pub record: u32,
    /// The record or group.
    pub row: u32,
}

impl Failed {
    /// All failures.
    pub fn all(decision: &Decision) -> Self {
        match decision.representatives() {
            None => Failed::Bits(decision.failed.clone()),
            Some(records) => {
                let failed = decision.failed.set_indices();
                Failed::listed(failed.map(|row| Failure {
                    record: records[row],
                    row: row as u32,
                }))
            }
        }
    }

    pub fn listed(failures: impl Iterator<Item = Failure>) -> Self {
        let mut listed: Vec<Failure> = failures.collect();
        listed.sort_unstable();
        Failed::Listed(listed)
    }

    pub fn is_empty(&self) -> bool {
        match self {
            Failed::Bits(bits) => bits.count_set_bits() == 0,
            Failed::Listed(listed) => listed.is_empty(),
        }
    }

    /// All of them, in order of records.
    pub fn iter(&self) -> Box<dyn Iterator<Item = Failure> + '_> {
        match self {
            Failed::Bits(bits) => Box::new(bits.set_indices().map(|row| Failure {
                record: row as u32,
                row: row as u32,
            })),
            Failed::Listed(listed) => Box::new(listed.iter().copied()),
        }
    }

    /// How many stand at these records.
    pub fn count_in(&self, records: Range<u32>) -> usize {
        match self {
            Failed::Bits(bits) => bits
                .slice(records.start as usize, records.len())
                .count_set_bits(),
            Failed::Listed(listed) => between(listed, records).len(),
        }
    }

    /// Those at these records, in order.
    pub fn within(&self, records: Range<u32>) -> Vec<Failure> {
        match self {
            Failed::Bits(bits) => {
                let bits = bits.slice(records.start as usize, records.len());
                let row = |at: usize| records.start + at as u32;
                let failures = bits.set_indices().map(|at| Failure {
                    record: row(at),
                    row: row(at),
                });
                failures.collect()
            }
            Failed::Listed(listed) => between(listed, records).to_vec(),
        }
    }
}

fn between(listed: &[Failure], records: Range<u32>) -> &[Failure] {
    let at = |row: u32| listed.partition_point(|failure| failure.record < row);
    &listed[at(records.start)..at(records.end)]
}

/// Leaves of each rule's failures the first new ones in the order of the report, and as many waived ones: known ones
/// are only counted there.
pub fn narrow(broken: &mut [Broken<'_>], limit: usize, data: &Ledgers) {
    for rule in broken.chunk_by_mut(|a, b| a.told == b.told) {
        let mut chosen = first(rule, limit, data, &Marks::is_new);
        chosen.extend(first(rule, limit, data, &Marks::is_waived));
        for (at, broken) in rule.iter_mut().enumerate() {
            let mine = chosen.iter().filter(|(judge, _)| *judge == at);
            broken.failed = Failed::listed(mine.map(|(_, failure)| *failure));
        }
    }
}

/// Of a rule's failures with such marks the first ones, with the positions of their judges.
fn first(
    rule: &[Broken<'_>],
    limit: usize,
    data: &Ledgers,
    wanted: &dyn Fn(&Marks, u32) -> bool,
) -> Vec<(usize, Failure)> {
    let mut all = Vec::new();
    for (at, broken) in rule.iter().enumerate() {
        let failures = broken.failed.iter();
        let mut wanted = failures.filter(|failure| wanted(&broken.marks, failure.row));
        let failures = first_of(broken.judge, &mut wanted, limit, data);
        all.extend(failures.into_iter().map(|failure| (at, failure)));
    }
    all.sort_by_cached_key(|(at, failure)| {
        let cell = cell(rule[*at].judge, failure.record);
        (data.order(cell), *at, failure.row)
    });
    all.truncate(limit);
    all
}

/// Of a judge's failures no fewer than the first ones, and hardly more.
fn first_of(
    judge: &Judge,
    failures: &mut dyn Iterator<Item = Failure>,
    limit: usize,
    data: &Ledgers,
) -> Vec<Failure> {
    if judge.per.is_none() && data.rows_in_order(judge.ledger) {
        return failures.take(limit).collect();
    }
    let key = |failure: Failure| (data.order(cell(judge, failure.record)), failure);
    let mut keyed: Vec<_> = failures.map(key).collect();
    if keyed.len() > limit {
        keyed.select_nth_unstable(limit);
        keyed.truncate(limit);
    }
    keyed.into_iter().map(|(_, failure)| failure).collect()
}

/// What a failure is ordered by.
fn cell(judge: &Judge, record: u32) -> Cell {
    let own = judge.at.first().filter(|p| p.ups.is_empty());
    Cell {
        ledger: judge.ledger,
        row: record,
        field: own.map(|p| p.field),
    }
}

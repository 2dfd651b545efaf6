//! The links of a relation: which parent each child's keys match.

use std::sync::Arc;

use arrow_array::{ArrayRef, Int64Array, UInt32Array};

use super::group::Numbers;
use crate::check::vector::Link;
use crate::ledger::{FieldId, Ledgers, RelationId, Table};

const NONE: u32 = u32::MAX;

/// Links every child of a relation. Nested records belong to the record they stand in; others by the first
/// alternative of keys that matches.
pub fn link(relation: RelationId, data: &Ledgers) -> Link {
    let definition = data.catalog.relation(relation);
    let child = data.table(definition.child);
    let parent = data.table(definition.parent);
    let children = child.map_or(0, |t| t.rows as usize);
    let parents = parent.map_or(0, |t| t.rows as usize);
    let mut first = vec![NONE; children];
    let mut matches = vec![0i64; children];
    if let Some((nested, rows)) = child.and_then(|t| t.nested.as_ref())
        && *nested == relation
    {
        for (row, parent) in rows.iter().enumerate().filter(|(_, p)| **p != NONE) {
            first[row] = *parent;
            matches[row] = 1;
        }
    }
    let mut canonical = Canonical::new(parents);
    if let Some(parent) = parent {
        for on in &definition.on {
            let parent_keys: Vec<ArrayRef> = on.iter().map(|(_, p)| keys(parent, *p)).collect();
            let (numbers, of_parents, _) = Numbers::of(&parent_keys, parents);
            let by_number = Candidates::of(&of_parents);
            canonical.take(&by_number);
            if let Some(child) = child {
                let child_keys: Vec<ArrayRef> = on.iter().map(|(c, _)| keys(child, *c)).collect();
                let found = numbers.find(&child_keys, children);
                for (row, number) in found.iter().enumerate() {
                    if let (Some(number), 0) = (number, matches[row]) {
                        first[row] = by_number.first[number as usize];
                        matches[row] = i64::from(by_number.count[number as usize]);
                    }
                }
            }
        }
    }
    let up = first
        .iter()
        .zip(&matches)
        .map(|(p, n)| (*n == 1).then_some(*p))
        .collect();
    let fold = first.iter().map(|p| (*p != NONE).then_some(*p)).collect();
    Link {
        up: Arc::new(up),
        fold: Arc::new(fold),
        matches: Arc::new(Int64Array::from(matches)),
        canonical: canonical.finish(),
        parents,
    }
}

fn keys(table: &Table, field: FieldId) -> ArrayRef {
    table.column(field).values.clone()
}

/// For each key number, the first row that has it and how many have it; and each row's number.
struct Candidates {
    first: Vec<u32>,
    count: Vec<u32>,
    of_row: UInt32Array,
}

impl Candidates {
    fn of(numbers: &UInt32Array) -> Self {
        let mut first = Vec::new();
        let mut count: Vec<u32> = Vec::new();
        for (row, number) in numbers.iter().enumerate() {
            let Some(number) = number else { continue };
            if number as usize == first.len() {
                first.push(row as u32);
                count.push(0);
            }
            count[number as usize] += 1;
        }
        Candidates {
            first,
            count,
            of_row: numbers.clone(),
        }
    }
}

/// Each parent's stand-in: the first parent with the same key.
struct Canonical {
    of: Vec<u32>,
    known: Vec<bool>,
    shared: bool,
}

impl Canonical {
    fn new(parents: usize) -> Self {
        Canonical {
            of: (0..parents as u32).collect(),
            known: vec![false; parents],
            shared: false,
        }
    }

    /// The first alternative for which a parent's key is filled in decides.
    fn take(&mut self, candidates: &Candidates) {
        for (row, number) in candidates.of_row.iter().enumerate() {
            if let (Some(number), false) = (number, self.known[row]) {
                let first = candidates.first[number as usize];
                self.shared |= first != row as u32;
                self.of[row] = first;
                self.known[row] = true;
            }
        }
    }

    fn finish(self) -> Option<Arc<UInt32Array>> {
        self.shared.then(|| Arc::new(UInt32Array::from(self.of)))
    }
}

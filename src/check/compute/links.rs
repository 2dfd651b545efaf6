//! The links of a relation: which parent each child's keys match.

use std::sync::Arc;

use arrow_array::{Array as _, ArrayRef, UInt32Array};

use super::keys::{KeyTable, NONE, index_of};
use crate::check::vector::{Link, Vector};
use crate::ledger::{Ledgers, RelationId};

/// Links every child of a relation. Nested records belong to the record they stand in; others by the first
/// alternative of keys that matches. Inputs, for each alternative: the parent's keys, the child's key columns.
pub fn link(relation: RelationId, inputs: &[Vector], data: &Ledgers) -> Link {
    let definition = data.catalog.relation(relation);
    let child = data.table(definition.child);
    let children = child.map_or(0, |t| t.rows as usize);
    let parents = data.table(definition.parent).map_or(0, |t| t.rows as usize);
    let mut links = Links::none(children);
    if let Some((nested, rows)) = child.and_then(|t| t.nested.as_ref())
        && *nested == relation
    {
        links.first.copy_from_slice(rows);
    }
    let nested = child.is_some_and(|t| t.nested.as_ref().is_some_and(|(r, _)| *r == relation));
    let mut canonical = Canonical::new(parents);
    let mut rest = inputs;
    for on in &definition.on {
        let (table, columns) = (rest[0].keys(), &rest[1..=on.len()]);
        rest = &rest[on.len() + 1..];
        canonical.take(table);
        let columns: Vec<ArrayRef> = columns.iter().map(|c| c.array().clone()).collect();
        let found = table.find(&columns, children);
        if definition.on.len() == 1 && !nested && table.is_identity() {
            // every parent has a key of its own, which is its row: what was found is the link
            let found = Arc::new(found);
            return Link {
                up: found.clone(),
                fold: found,
                counts: None,
                canonical: None,
                parents,
            };
        }
        links.take(table, &found);
    }
    links.finish(canonical.finish(), parents)
}

/// The parents found so far.
struct Links {
    first: Vec<u32>,
    /// Number of matching parents, where some child matches several.
    counts: Option<Vec<u32>>,
}

impl Links {
    fn none(children: usize) -> Self {
        Links {
            first: vec![NONE; children],
            counts: None,
        }
    }

    /// Fills in the children that have no parent yet.
    fn take(&mut self, table: &KeyTable, found: &UInt32Array) {
        for (row, number) in found.iter().enumerate() {
            let (Some(number), NONE) = (number, self.first[row]) else {
                continue;
            };
            self.first[row] = table.first[number as usize];
            let count = table.counts.as_ref().map_or(1, |c| c[number as usize]);
            if count > 1 {
                self.counts.get_or_insert_with(|| vec![1; found.len()])[row] = count;
            }
        }
    }

    fn finish(self, canonical: Option<Arc<UInt32Array>>, parents: usize) -> Link {
        let Links { first, counts } = self;
        let up = counts.as_ref().map(|counts| {
            let only = first
                .iter()
                .zip(counts)
                .map(|(parent, n)| if *n == 1 { *parent } else { NONE });
            Arc::new(index_of(only.collect()))
        });
        let fold = Arc::new(index_of(first));
        Link {
            up: up.unwrap_or_else(|| fold.clone()),
            fold,
            counts,
            canonical,
            parents,
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
    fn take(&mut self, table: &KeyTable) {
        if table.counts.is_none() && table.ids.null_count() == 0 {
            self.known.fill(true);
            return;
        }
        for (row, number) in table.ids.iter().enumerate() {
            if let (Some(number), false) = (number, self.known[row]) {
                let first = table.first[number as usize];
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

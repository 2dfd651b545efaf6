//! Chunks of a table joined as they come, so that few of them are in memory beside the columns.

use std::sync::Arc;

use super::chunk::{Chunk, Plan};
use crate::ledger::LedgerId;
use crate::read::batch::Filled;
use crate::read::part::{FileName, Nested, Part, Spotted};
use crate::source::{Checkpoint, DelimitedLayout, Layout};

/// The chunks taken so far.
pub struct Joined {
    filled: Filled,
    /// Records split out of cells, and the row that each stands in.
    lists: Vec<(Filled, Vec<u32>)>,
    checkpoints: Vec<Checkpoint>,
    skipped: Vec<usize>,
    spotted: Vec<Spotted>,
    nameless: Vec<Option<Spotted>>,
}

impl Joined {
    pub fn new(plan: &Plan<'_>) -> Self {
        let of = |ledger: LedgerId| Filled::empty(plan.catalog.ledger(ledger));
        Joined {
            filled: of(plan.ledger),
            lists: plan
                .lists
                .iter()
                .map(|(_, child)| (of(*child), Vec::new()))
                .collect(),
            checkpoints: Vec::new(),
            skipped: Vec::new(),
            spotted: Vec::new(),
            nameless: plan.nameless.iter().map(|_| None).collect(),
        }
    }

    /// Appends chunks, on all cores.
    pub fn take(&mut self, plan: &Plan<'_>, chunks: Vec<Chunk>) {
        let mut filled = Vec::with_capacity(chunks.len());
        let mut lists: Vec<Vec<Filled>> = self.lists.iter().map(|_| Vec::new()).collect();
        let mut rows = self.filled.rows;
        for chunk in chunks {
            self.checkpoints
                .extend(chunk.checkpoints.iter().map(|c| Checkpoint {
                    row: rows + c.row,
                    offset: c.offset,
                }));
            self.skipped.extend(chunk.skipped);
            self.spotted.extend(chunk.spotted);
            for (all, found) in self.nameless.iter_mut().zip(chunk.nameless) {
                *all = all.take().or(found);
            }
            for (((_, parents), all), (list, of)) in
                self.lists.iter_mut().zip(&mut lists).zip(chunk.lists)
            {
                all.push(list);
                parents.extend(of.into_iter().map(|row| rows + row));
            }
            rows += chunk.filled.rows;
            filled.push(chunk.filled);
        }
        self.filled.append(filled, plan.definition());
        for (((all, _), list), (_, child)) in self.lists.iter_mut().zip(lists).zip(&plan.lists) {
            all.append(list, plan.catalog.ledger(*child));
        }
    }

    /// Makes room for so many times what was taken.
    pub fn reserve(&mut self, times: f64) {
        self.filled.reserve(times);
    }

    /// The table itself, and one part for each column that was split into nested records.
    pub fn parts(
        self,
        plan: &Plan<'_>,
        header: usize,
        name: &FileName,
        spotted: &mut Vec<Spotted>,
    ) -> Vec<Part> {
        spotted.extend(self.spotted);
        spotted.extend(self.nameless.into_iter().flatten());
        let mut columns = vec![None; plan.definition().fields.len()];
        for (at, field, _) in &plan.fields {
            columns[field.index()] = u32::try_from(*at).ok();
        }
        let layout = DelimitedLayout {
            delimiter: plan.delimiter,
            header,
            columns,
            checkpoints: self.checkpoints,
            skipped: self.skipped,
            split_from: None,
        };
        let part = |ledger, filled, layout, nested| Part {
            ledger,
            chunks: vec![filled],
            layout: Arc::new(Layout::Delimited(layout)),
            nested,
            origin: name.origin.clone(),
        };
        let split = |((at, child), (filled, rows)): (&(usize, LedgerId), (Filled, Vec<u32>))| {
            let cell = u32::try_from(*at).ok();
            let layout = DelimitedLayout {
                columns: vec![cell; plan.catalog.ledger(*child).fields.len()],
                split_from: Some(rows.clone()),
                ..layout.clone()
            };
            part(*child, filled, layout, Some(Nested { part: 0, rows }))
        };
        let lists: Vec<Part> = plan.lists.iter().zip(self.lists).map(split).collect();
        let mut parts = vec![part(plan.ledger, self.filled, layout.clone(), None)];
        parts.extend(lists);
        parts
    }
}

//! One chunk of a delimited text to typed columns: find the cells of some records, then type them column by column.

use std::borrow::Cow;
use std::ops::Range;

use super::block::Blocks;
use super::sums::is_sums;
use crate::ledger::{Catalog, Definition, FieldId, Kind, LedgerId};
use crate::read::batch::{Batch, Filled};
use crate::read::part::Spotted;
use crate::read::value::Context;
use crate::source::{CellSpan, Checkpoint, DelimitedLayout, Delimiter, Record, Records};

/// How the records of one table become columns.
pub struct Plan<'p> {
    pub delimiter: Delimiter,
    pub line_end: u8,
    pub catalog: &'p Catalog,
    pub ledger: LedgerId,
    /// Cells that a record has.
    pub width: usize,
    pub fields: Vec<(usize, FieldId, Context)>,
    /// Cells that hold several values, which become records of a nested ledger.
    pub lists: Vec<(usize, LedgerId)>,
    /// Cells without a header, which should be empty.
    pub nameless: Vec<usize>,
    pub plain: Context,
}

/// A part of a delimited text, in memory.
#[derive(Clone, Copy)]
pub struct Window<'t> {
    /// Shorter than 2 GiB.
    pub text: &'t str,
    /// Offset of its first byte in the whole text.
    pub base: usize,
    /// Whether the text goes on behind it.
    pub open: bool,
}

/// What one chunk gave. Offsets are those of the whole text.
pub struct Chunk {
    /// From its first record to where the next chunk begins.
    pub bytes: Range<usize>,
    /// False where the window ends before the last record that begins in the chunk.
    pub whole: bool,
    pub filled: Filled,
    pub lists: Vec<(Filled, Vec<u32>)>,
    pub checkpoints: Vec<Checkpoint>,
    pub skipped: Vec<usize>,
    pub spotted: Vec<Spotted>,
    /// First cell with something in it, of each column without a header.
    pub nameless: Vec<Option<Spotted>>,
}

impl<'p> Plan<'p> {
    pub fn definition(&self) -> &'p Definition {
        self.catalog.ledger(self.ledger)
    }

    /// Reads the records that begin from `start` on and before `stop` (offsets of the whole text in the window).
    pub fn chunk(&self, window: Window<'_>, start: usize, stop: usize) -> Chunk {
        let Window { text, base, open } = window;
        let (start, stop) = (start - base, stop - base);
        let mut records = Records::resume(text, self.delimiter, self.line_end, start);
        if open {
            records = records.open();
        }
        let mut blocks = Blocks::new(text, records, self.delimiter, self.width);
        let mut batch = Batch::new(self.definition());
        self.fields
            .iter()
            .for_each(|(_, field, _)| batch.open(*field));
        let mut lists: Vec<(Batch<'_>, Vec<u32>)> = self
            .lists
            .iter()
            .map(|(_, child)| (Batch::new(self.catalog.ledger(*child)), Vec::new()))
            .collect();
        let mut seen = Seen {
            plan: self,
            window,
            checkpoints: Vec::new(),
            skipped: Vec::new(),
            spotted: Vec::new(),
            nameless: self.nameless.iter().map(|_| None).collect(),
        };
        while blocks.position() < stop && !blocks.ended() {
            let first = batch.rows;
            let rows = blocks.read(stop, |record, row, at| {
                seen.admit(record, row, first + at as u32, &mut batch)
            });
            batch.rows += rows as u32;
            seen.rows(first, &blocks);
            for (at, field, context) in &self.fields {
                batch.extend(first, *field, &blocks.column(*at), context);
            }
            if first == 0 && rows > 0 {
                let (seen, left) = (
                    blocks.position() - start,
                    stop.saturating_sub(blocks.position()),
                );
                batch.reserve(1.02 * left as f64 / seen as f64);
            }
            for ((at, child), (batch, parents)) in self.lists.iter().zip(&mut lists) {
                let value = self.catalog.ledger(*child).field_named("value");
                for (row, cell) in (first..).zip(blocks.column(*at).spans()) {
                    self.split(cell.value(text), value, batch, || parents.push(row));
                }
            }
        }
        Chunk {
            bytes: base + start..base + blocks.position(),
            whole: !open || blocks.position() >= stop,
            filled: batch.finish(),
            lists: lists
                .into_iter()
                .map(|(batch, parents)| (batch.finish(), parents))
                .collect(),
            checkpoints: seen.checkpoints,
            skipped: seen.skipped,
            spotted: seen.spotted,
            nameless: seen.nameless,
        }
    }

    pub fn unbalanced(&self, window: Window<'_>, at: usize) -> Spotted {
        let end = window.text[at..]
            .find(['\n', '\r'])
            .map_or(window.text.len(), |end| at + end);
        window
            .spotted(Kind::UnbalancedQuote, at..end)
            .of(self.ledger)
    }

    /// Makes each value of a cell like `一；二` a record of a nested ledger.
    fn split<'t>(
        &self,
        cell: Cow<'t, str>,
        value: Option<FieldId>,
        batch: &mut Batch<'t>,
        mut add: impl FnMut(),
    ) {
        let separators = ['；', ';', '、', '\n', '\r'];
        let mut push = |part: Cow<'t, str>| {
            let Some(value) = value.filter(|_| !part.trim().is_empty()) else {
                return;
            };
            batch.set(batch.rows, value, part, &self.plain);
            batch.rows += 1;
            add();
        };
        match cell {
            Cow::Borrowed(text) => text
                .split(separators)
                .for_each(|part| push(part.trim().into())),
            Cow::Owned(text) => text
                .split(separators)
                .for_each(|part| push(part.trim().to_owned().into())),
        }
    }
}

impl Window<'_> {
    /// Something noticed in the window, at offsets of it.
    pub fn spotted(&self, kind: Kind, at: Range<usize>) -> Spotted {
        let whole = self.base + at.start..self.base + at.end;
        Spotted {
            at: Some(whole),
            ..Spotted::text(kind, self.text, at)
        }
    }
}

/// What is noticed beside the cells while a chunk is read.
struct Seen<'c, 'p, 't> {
    plan: &'c Plan<'p>,
    window: Window<'t>,
    checkpoints: Vec<Checkpoint>,
    skipped: Vec<usize>,
    spotted: Vec<Spotted>,
    nameless: Vec<Option<Spotted>>,
}

impl Seen<'_, '_, '_> {
    /// Judges a record as a whole; false where it is no row.
    fn admit(&mut self, record: Record, row: &[CellSpan], at: u32, batch: &mut Batch<'_>) -> bool {
        let (plan, window, text) = (self.plan, self.window, self.window.text);
        self.spotted
            .extend(record.unbalanced.map(|at| plan.unbalanced(window, at)));
        let whole = record.start..record.end;
        if is_sums(row, text) {
            self.spotted
                .push(window.spotted(Kind::TotalRow, whole).of(plan.ledger));
            self.skipped.push(window.base + record.start);
            return false;
        }
        let filled =
            |cell: &&CellSpan| cell.start < cell.end && !cell.value(text).trim().is_empty();
        let found = row.len();
        let surplus = row.iter().skip(plan.width).any(|cell| filled(&cell));
        if (found < plan.width || surplus) && record.unbalanced.is_none() {
            let details = vec![plan.width.to_string(), found.to_string()];
            batch.note(at, None, Kind::RaggedRow, &text[whole], details);
        }
        true
    }

    /// Notes where rows begin, and what stands in columns without a header.
    fn rows(&mut self, first: u32, blocks: &Blocks<'_>) {
        for (row, start) in (first..).zip(blocks.starts()) {
            if row.is_multiple_of(DelimitedLayout::STRIDE) {
                let offset = self.window.base + start;
                self.checkpoints.push(Checkpoint { row, offset });
            }
        }
        for (seen, at) in self.nameless.iter_mut().zip(&self.plan.nameless) {
            let filled = |cell: &CellSpan| !cell.value(self.window.text).trim().is_empty();
            if seen.is_none()
                && let Some(cell) = blocks.column(*at).spans().find(filled)
            {
                let spotted = self
                    .window
                    .spotted(Kind::UnknownColumn, cell.start..cell.end);
                *seen = Some(spotted.of(self.plan.ledger));
            }
        }
    }
}

//! One chunk of a delimited text to typed columns: find the cells of some records, then type them column by column.

use std::borrow::Cow;
use std::ops::Range;

use memchr::{memchr_iter, memchr2_iter};
use rayon::prelude::*;

use crate::ledger::{Catalog, Definition, FieldId, Kind, LedgerId};
use crate::read::batch::{Batch, Filled};
use crate::read::part::{Meter, Spotted};
use crate::read::value::Context;
use crate::source::{CellSpan, Checkpoint, DelimitedLayout, Delimiter, Record, Records};

/// Records whose cells are found before they are typed column by column: few enough to stay in cache.
const BLOCK: u32 = 256;
/// What the first cell of a row of sums says.
const SUMS: [&str; 5] = ["合计", "小计", "总计", "共计", "累计"];

/// How the records of one table become columns.
pub struct Plan<'p> {
    pub records: Records<'p>,
    pub text: &'p str,
    pub delimiter: Delimiter,
    pub catalog: &'p Catalog,
    pub ledger: LedgerId,
    /// Cells that a record has.
    pub width: usize,
    pub fields: Vec<(usize, FieldId, Context)>,
    /// Cells that hold several values, which become records of a nested ledger.
    pub lists: Vec<(usize, LedgerId)>,
    /// The cells of both, in that order.
    pub wanted: Vec<usize>,
    /// Cells without a header, which should be empty.
    pub nameless: Vec<usize>,
    pub plain: Context,
}

/// What one chunk gave.
pub struct Chunk {
    /// Where the next chunk begins.
    pub end: usize,
    pub filled: Filled,
    pub lists: Vec<(Filled, Vec<u32>)>,
    pub checkpoints: Vec<Checkpoint>,
    pub skipped: Vec<usize>,
    pub spotted: Vec<Spotted>,
    /// First cell with something in it, of each column without a header.
    pub nameless: Vec<Option<CellSpan>>,
}

impl<'p> Plan<'p> {
    pub fn definition(&self) -> &'p Definition {
        self.catalog.ledger(self.ledger)
    }

    /// Reads all records from `below` on. The places where chunks begin are guessed and read in parallel; a chunk is
    /// kept only if the one before it ends exactly there, so that quotes in the wrong place never tear a record.
    pub fn chunks(&self, below: usize, size: usize, meter: &Meter<'_>) -> Vec<Chunk> {
        let starts = self.guess_starts(below, size);
        let read = |at: usize| -> Chunk {
            let next = starts.partition_point(|start| *start <= at);
            let chunk = self.chunk(at, starts.get(next).copied().unwrap_or(self.text.len()));
            meter.records(chunk.filled.rows);
            chunk
        };
        let mut guessed: Vec<Option<Chunk>> =
            starts.par_iter().map(|start| Some(read(*start))).collect();
        let mut chunks = Vec::with_capacity(guessed.len());
        let mut at = below;
        while at < self.text.len() {
            let known = starts
                .binary_search(&at)
                .ok()
                .and_then(|n| guessed[n].take());
            let chunk = known.unwrap_or_else(|| read(at));
            at = chunk.end;
            chunks.push(chunk);
        }
        chunks
    }

    /// Line starts about every `size` bytes that an even number of quotes stands before.
    fn guess_starts(&self, below: usize, size: usize) -> Vec<usize> {
        let bytes = self.text.as_bytes();
        let cuts: Vec<Range<usize>> = (below..bytes.len())
            .step_by(size.max(1))
            .map(|at| at..bytes.len().min(at + size))
            .collect();
        // Quotes inside a cell, doubled ones among them, are not counted: they stand next to no delimiter.
        let line_end = self.records.line_end();
        let edge = |at: usize| {
            let before = at == below || bytes[at - 1] == line_end;
            let behind = bytes.get(at + 1).is_none_or(|b| matches!(b, b'\n' | b'\r'));
            let delimiter = self.delimiter.text().as_bytes();
            before
                || behind
                || bytes[..at].ends_with(delimiter)
                || bytes[at + 1..].starts_with(delimiter)
        };
        let quotes = |cut: &Range<usize>| {
            memchr_iter(b'"', &bytes[cut.clone()])
                .filter(|at| edge(cut.start + at))
                .count()
        };
        let quotes: Vec<usize> = cuts.par_iter().map(quotes).collect();
        let mut starts = vec![below];
        let mut before = 0;
        for (cut, quotes) in cuts.iter().zip(quotes) {
            let mut inside = before % 2 == 1;
            let start = memchr2_iter(line_end, b'"', &bytes[cut.clone()]).find(|at| {
                let quote = bytes[cut.start + at] == b'"';
                inside ^= quote && edge(cut.start + at);
                !quote && !inside
            });
            before += quotes;
            let start = start
                .map(|at| cut.start + at + 1)
                .filter(|at| cut.start > below && *at < bytes.len());
            starts.extend(start);
        }
        starts
    }

    /// Reads the records that begin from `start` on and before `stop`.
    fn chunk(&self, start: usize, stop: usize) -> Chunk {
        let mut records = self.records.from(start);
        let mut batch = Batch::new(self.definition());
        self.fields
            .iter()
            .for_each(|(_, field, _)| batch.open(*field));
        let mut lists: Vec<(Batch<'p>, Vec<u32>)> = self
            .lists
            .iter()
            .map(|(_, child)| (Batch::new(self.catalog.ledger(*child)), Vec::new()))
            .collect();
        let mut chunk = Chunk {
            end: start,
            filled: Filled {
                rows: 0,
                columns: Vec::new(),
                noted: Vec::new(),
            },
            lists: Vec::new(),
            checkpoints: Vec::new(),
            skipped: Vec::new(),
            spotted: Vec::new(),
            nameless: vec![None; self.nameless.len()],
        };
        // Row by row, the wanted cells of each.
        let mut cells: Vec<CellSpan> = Vec::with_capacity(self.wanted.len() * BLOCK as usize);
        let mut row: Vec<CellSpan> = Vec::new();
        loop {
            let first = batch.rows;
            cells.clear();
            while batch.rows - first < BLOCK && records.position() < stop {
                row.clear();
                let Some(record) = records.read(&mut row) else {
                    break;
                };
                if self.admit(record, &row, &mut batch, &mut chunk) {
                    batch.rows += 1;
                    cells.extend(
                        self.wanted
                            .iter()
                            .map(|at| row.get(*at).copied().unwrap_or(CellSpan::ABSENT)),
                    );
                }
            }
            if batch.rows == first && records.position() >= stop {
                break;
            }
            let column = |at: usize| cells.iter().skip(at).step_by(self.wanted.len().max(1));
            for (at, (_, field, context)) in self.fields.iter().enumerate() {
                batch.extend(
                    first,
                    *field,
                    column(at).map(|cell| cell.value(self.text)),
                    context,
                );
            }
            for (at, ((_, child), (batch, parents))) in
                self.lists.iter().zip(&mut lists).enumerate()
            {
                let value = self.catalog.ledger(*child).field_named("value");
                for (row, cell) in (first..).zip(column(self.fields.len() + at)) {
                    self.split(cell, value, batch, || parents.push(row));
                }
            }
        }
        chunk.end = records.position();
        chunk.filled = batch.finish();
        chunk.lists = lists
            .into_iter()
            .map(|(batch, parents)| (batch.finish(), parents))
            .collect();
        chunk
    }

    /// Judges a record as a whole; false where it is no row.
    fn admit(
        &self,
        record: Record,
        row: &[CellSpan],
        batch: &mut Batch<'p>,
        chunk: &mut Chunk,
    ) -> bool {
        chunk
            .spotted
            .extend(record.unbalanced.map(|at| self.unbalanced(at)));
        let filled =
            |cell: &&CellSpan| cell.start < cell.end && !cell.value(self.text).trim().is_empty();
        if self.is_sum(row) {
            let whole = record.start..record.end;
            chunk
                .spotted
                .push(Spotted::text(Kind::TotalRow, self.text, whole).of(self.ledger));
            chunk.skipped.push(record.start);
            return false;
        }
        let found = row.len();
        let surplus = row.iter().skip(self.width).filter(filled).count() > 0;
        if (found < self.width || surplus) && record.unbalanced.is_none() {
            let details = vec![self.width.to_string(), found.to_string()];
            batch.note(
                batch.rows,
                None,
                Kind::RaggedRow,
                &self.text[record.start..record.end],
                details,
            );
        }
        for (seen, at) in chunk
            .nameless
            .iter_mut()
            .zip(&self.nameless)
            .take_while(|(_, at)| **at < found)
        {
            *seen = seen.or_else(|| row.get(*at).filter(filled).copied());
        }
        if batch.rows.is_multiple_of(DelimitedLayout::STRIDE) {
            chunk.checkpoints.push(Checkpoint {
                row: batch.rows,
                offset: record.start,
            });
        }
        true
    }

    pub fn unbalanced(&self, at: usize) -> Spotted {
        let end = self.text[at..]
            .find(['\n', '\r'])
            .map_or(self.text.len(), |end| at + end);
        Spotted::text(Kind::UnbalancedQuote, self.text, at..end).of(self.ledger)
    }

    fn is_sum(&self, row: &[CellSpan]) -> bool {
        let first = row
            .iter()
            .find(|cell| cell.start < cell.end && !cell.value(self.text).trim().is_empty());
        let Some(first) = first else { return false };
        // All these words begin with a byte between E5 and E7; most first cells do not.
        if !first.quoted && self.text.as_bytes()[first.start].is_ascii_alphanumeric() {
            return false;
        }
        let value = first.value(self.text);
        if value.len() > 32 {
            return false;
        }
        let word: String = value
            .chars()
            .filter(|c| !c.is_whitespace() && !matches!(c, ':' | '：'))
            .collect();
        SUMS.contains(&word.as_str())
    }

    /// Makes each value of a cell like `一；二` a record of a nested ledger.
    fn split(
        &self,
        cell: &CellSpan,
        value: Option<FieldId>,
        batch: &mut Batch<'p>,
        mut add: impl FnMut(),
    ) {
        let separators = ['；', ';', '、', '\n', '\r'];
        let mut push = |part: Cow<'p, str>| {
            let Some(value) = value.filter(|_| !part.trim().is_empty()) else {
                return;
            };
            batch.set(batch.rows, value, part, &self.plain);
            batch.rows += 1;
            add();
        };
        match cell.value(self.text) {
            Cow::Borrowed(text) => text
                .split(separators)
                .for_each(|part| push(part.trim().into())),
            Cow::Owned(text) => text
                .split(separators)
                .for_each(|part| push(part.trim().to_owned().into())),
        }
    }
}

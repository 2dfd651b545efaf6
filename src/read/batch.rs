//! The records of one chunk in the making, for every format: typed columns, and what was noticed at their cells.

use std::borrow::Cow;

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use super::column::{self, Builder, Cells, Piece, Pieces};
use super::value::{Context, Remark};
use crate::ledger::{Definition, FieldId, Kind};

/// Characters of the input that an irregularity repeats.
const SHORT: usize = 200;

/// Something noticed at a record or cell; rows are counted from 0 in the chunk, later in the part.
#[derive(Clone, Debug)]
pub struct Noted {
    pub row: u32,
    pub field: Option<FieldId>,
    pub kind: Kind,
    pub found: String,
    pub details: Vec<String>,
}

/// The records of one ledger in one chunk.
pub struct Batch<'a> {
    definition: &'a Definition,
    pub rows: u32,
    columns: Vec<Option<Builder<'a>>>,
    pub noted: Vec<Noted>,
    /// Cells whose date says 长期坚持: (row, sibling that becomes true where it is blank).
    long_term: Vec<(u32, FieldId)>,
}

impl<'a> Batch<'a> {
    pub fn new(definition: &'a Definition) -> Self {
        let columns = definition.fields.iter().map(|_| None).collect();
        Batch {
            definition,
            rows: 0,
            columns,
            noted: Vec::new(),
            long_term: Vec::new(),
        }
    }

    /// Declares that the file has this column, even if all its cells are blank.
    pub fn open(&mut self, field: FieldId) {
        let kind = self.definition.field(field).kind;
        self.columns[field.index()].get_or_insert_with(|| Builder::new(kind));
    }

    /// Sets a cell of a row that comes after all rows set in this column; rows between are missing.
    pub fn set(&mut self, row: u32, field: FieldId, raw: Cow<'a, str>, context: &Context) {
        self.extend(row, field, &raw, context);
    }

    /// Sets the cells of rows from `row` on, which come after all rows set in this column.
    pub fn extend(&mut self, row: u32, field: FieldId, cells: &impl Cells<'a>, context: &Context) {
        let of = self.definition.field(field);
        let column = self.columns[field.index()].get_or_insert_with(|| Builder::new(of.kind));
        column.fill(row as usize);
        let (noted, spread) = (&mut self.noted, &mut self.long_term);
        column.extend(of, cells, context, &mut |n, raw, remark, long_term| {
            let row = row + n as u32;
            if let (true, Some(sibling)) = (long_term, of.long_term) {
                spread.push((row, sibling));
            }
            // A placeholder says that there is nothing, which only a required field minds.
            let minded = |remark: &Remark| remark.kind != Kind::Placeholder || of.required;
            noted.extend(remark.filter(minded).map(|remark| Noted {
                row,
                field: Some(field),
                kind: remark.kind,
                found: shorten(raw),
                details: remark.details,
            }));
        });
    }

    /// Makes room for so many times the cells that are there, so that columns do not grow step by step.
    pub fn reserve(&mut self, times: f64) {
        self.columns
            .iter_mut()
            .flatten()
            .for_each(|column| column.reserve(times));
    }

    pub fn note(
        &mut self,
        row: u32,
        field: Option<FieldId>,
        kind: Kind,
        found: &str,
        details: Vec<String>,
    ) {
        self.noted.push(Noted {
            row,
            field,
            kind,
            found: shorten(found),
            details,
        });
    }

    /// Ends the chunk: all columns get as many rows, and 长期坚持 reaches its siblings.
    pub fn finish(mut self) -> Filled {
        for index in 0..self.long_term.len() {
            self.open(self.long_term[index].1);
        }
        let rows = self.rows as usize;
        let finish = |mut column: Builder<'a>| {
            column.fill(rows);
            column.finish()
        };
        let columns = std::mem::take(&mut self.columns);
        let mut columns: Vec<Option<Piece>> = columns
            .into_iter()
            .map(|column| column.map(finish))
            .collect();
        if !self.long_term.is_empty() {
            self.spread_long_term(&mut columns);
        }
        Filled {
            rows: self.rows,
            columns,
            noted: self.noted,
        }
    }

    fn spread_long_term(&self, columns: &mut [Option<Piece>]) {
        // A cell that says something unreadable is not blank.
        let unreadable: FxHashSet<(u32, FieldId)> = self
            .noted
            .iter()
            .filter_map(|note| Some((note.row, note.field?)))
            .collect();
        for (index, column) in columns.iter_mut().enumerate() {
            let Some(column) = column else { continue };
            let field = FieldId::new(index);
            let rows = self
                .long_term
                .iter()
                .filter(|(row, sibling)| *sibling == field && !unreadable.contains(&(*row, field)));
            column.make_true(rows.map(|(row, _)| *row));
        }
    }
}

/// The finished records of one chunk.
pub struct Filled {
    pub rows: u32,
    /// By field; `None` where the chunk's file has no such column.
    pub columns: Vec<Option<Piece>>,
    pub noted: Vec<Noted>,
}

impl Filled {
    /// No records of a ledger.
    pub fn empty(definition: &Definition) -> Self {
        Filled {
            rows: 0,
            columns: definition.fields.iter().map(|_| None).collect(),
            noted: Vec::new(),
        }
    }

    /// Chunks of a ledger made one.
    pub fn concat(chunks: Vec<Filled>, definition: &Definition) -> Self {
        let mut all = Filled::empty(definition);
        all.append(chunks, definition);
        all
    }

    /// Appends chunks, on all cores. What they held is let go column by column.
    pub fn append(&mut self, chunks: Vec<Filled>, definition: &Definition) {
        let none = |_| Vec::with_capacity(chunks.len());
        let mut pieces: Vec<Pieces> = definition.fields.iter().map(none).collect();
        let before = self.rows as usize;
        for mut chunk in chunks {
            chunk
                .noted
                .iter_mut()
                .for_each(|note| note.row += self.rows);
            self.noted.append(&mut chunk.noted);
            self.rows += chunk.rows;
            for (pieces, piece) in pieces.iter_mut().zip(chunk.columns) {
                pieces.push((chunk.rows as usize, piece));
            }
        }
        self.columns
            .par_iter_mut()
            .zip(pieces)
            .for_each(|(all, pieces)| column::append(all, before, pieces));
    }

    /// Makes room for so many times what is there.
    pub fn reserve(&mut self, times: f64) {
        let columns = self.columns.iter_mut().flatten();
        columns.for_each(|column| column.reserve(times));
    }
}

/// The first 200 characters.
pub fn shorten(text: &str) -> String {
    match text.char_indices().nth(SHORT) {
        Some((end, _)) => text[..end].to_owned(),
        None => text.to_owned(),
    }
}

//! Finding the records of a delimited file again: rows that ascend are found by reading each record once.

use std::sync::Arc;

use memchr::{memchr_iter, memrchr};

use super::Source;
use super::delimited::{CellSpan, Record, Records};
use super::grid::DelimitedLayout;
use super::lines::{characters, line_end};
use super::text::Stretch;
use crate::location::{Column, Line, Location};

/// Stands at one record of a segment.
pub struct Cursor<'a> {
    layout: &'a DelimitedLayout,
    source: &'a Source,
    at: Option<At>,
    /// The record's cells, as offsets in the stretch.
    cells: Vec<CellSpan>,
}

/// A record in the stretch that it lies in.
struct At {
    stretch: Arc<Stretch>,
    line_end: u8,
    row: u32,
    record: Record,
    /// Where the next record begins.
    next: usize,
    /// The offset of a record not behind this one, and its line.
    counted: (usize, u32),
}

impl<'a> Cursor<'a> {
    pub fn new(layout: &'a DelimitedLayout, source: &'a Source) -> Self {
        Cursor {
            layout,
            source,
            at: None,
            cells: Vec::new(),
        }
    }

    /// The place of a row, or of its cell for a field that the file has. Only the file where the row is not found.
    pub fn place(&mut self, row: u32, field: Option<usize>) -> Location {
        let file = Location::file(self.source.path.clone());
        self.go_to(self.layout.record_row(row));
        let Some(at) = &mut self.at else { return file };
        let cell = self
            .layout
            .position(field)
            .and_then(|position| self.cells.get(position));
        let start = cell.map_or(at.record.start, |cell| cell.start);
        let (line, column) = at.place(start);
        Location {
            line: Some(line),
            column: Some(column),
            ..file
        }
    }

    /// Line and cells of the record that was placed last.
    pub fn values(&mut self) -> Option<(Line, Vec<String>)> {
        let at = self.at.as_mut()?;
        let line = at.place(at.record.start).0;
        let value = |cell: &CellSpan| cell.value(at.stretch.text()).into_owned();
        Some((line, self.cells.iter().map(value).collect()))
    }

    /// Reads on to a row, from its checkpoint unless it is near.
    fn go_to(&mut self, row: u32) {
        let near = |at: &At| at.row <= row && row - at.row < DelimitedLayout::STRIDE;
        if self.at.as_ref().is_some_and(near) && self.read_on(row) {
            return;
        }
        self.at = self.jump(row);
        if !self.read_on(row) {
            self.at = None;
        }
    }

    /// Reads up to a row; false where the stretch ends before it.
    fn read_on(&mut self, row: u32) -> bool {
        let Some(at) = &mut self.at else { return false };
        while at.row < row {
            if !at.advance(self.layout, &mut self.cells) {
                return false;
            }
        }
        at.row == row
    }

    /// The record of the last checkpoint before a row.
    fn jump(&mut self, row: u32) -> Option<At> {
        let checkpoint = self.layout.checkpoint(row)?;
        let stretch = self.source.text.stretch(checkpoint.offset)?;
        let local = checkpoint.offset.checked_sub(stretch.start())?;
        let known = self
            .at
            .take()
            .filter(|at| Arc::ptr_eq(&at.stretch, &stretch));
        let line_end = known
            .as_ref()
            .map_or_else(|| line_end(stretch.text()), |at| at.line_end);
        let counted = known
            .map(|at| at.counted)
            .filter(|(offset, _)| *offset <= local)
            .unwrap_or_else(|| (local, stretch.place(local).0.0));
        let mut at = At {
            stretch,
            line_end,
            row: checkpoint.row,
            record: Record {
                start: local,
                end: local,
                unbalanced: None,
            },
            next: local,
            counted,
        };
        at.read(self.layout, &mut self.cells).then_some(at)
    }
}

impl At {
    /// Goes to the next row; false where the stretch has no more.
    fn advance(&mut self, layout: &DelimitedLayout, cells: &mut Vec<CellSpan>) -> bool {
        let more = self.read(layout, cells);
        self.row += u32::from(more);
        more
    }

    /// Reads the next record that is a row.
    fn read(&mut self, layout: &DelimitedLayout, cells: &mut Vec<CellSpan>) -> bool {
        let text = self.stretch.text();
        let mut records = Records::resume(text, layout.delimiter, self.line_end, self.next);
        loop {
            cells.clear();
            let Some(record) = records.read(cells) else {
                return false;
            };
            let offset = self.stretch.start() + record.start;
            if layout.skipped.binary_search(&offset).is_err() {
                (self.record, self.next) = (record, records.position());
                return true;
            }
        }
    }

    /// Line and column of an offset in the record.
    fn place(&mut self, offset: usize) -> (Line, Column) {
        let bytes = self.stretch.text().as_bytes();
        let lines = |from: usize, to: usize| {
            memchr_iter(self.line_end, &bytes[from.min(to)..to]).count() as u32
        };
        // counted up to the record, so that the next one's lines are counted from there
        let (from, line) = self.counted;
        let start = self.record.start;
        let at_start = line + lines(from, start);
        let line = at_start + lines(start, offset);
        self.counted = (start, at_start);
        let begin = memrchr(self.line_end, &bytes[..offset]).map_or(0, |end| end + 1);
        let column = characters(&bytes[begin..offset]) as u32 + 1;
        (Line(line), Column(column))
    }
}

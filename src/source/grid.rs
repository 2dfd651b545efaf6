//! Where the records of a delimited file lie, and the excerpt that shows one of them under its header.

use super::Source;
use super::cursor::Cursor;
use super::delimited::{Delimiter, Records};
use crate::location::{Excerpt, Line, Location};

/// Where the records of one segment of a delimited file lie.
#[derive(Clone, Debug)]
pub struct DelimitedLayout {
    pub delimiter: Delimiter,
    /// Byte offset of the header record.
    pub header: usize,
    /// For each field of the ledger, the cell position in a record; `None` where the file has no such column.
    pub columns: Vec<Option<u32>>,
    /// In order of rows: every record is found again by reading few others.
    pub checkpoints: Vec<Checkpoint>,
    /// Byte offsets, ascending, of records that are no rows (sums, for instance).
    pub skipped: Vec<usize>,
    /// For rows that were split out of one cell: the row of the record each stands in.
    pub split_from: Option<Vec<u32>>,
}

/// A row of a segment and the byte offset of its record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    pub row: u32,
    pub offset: usize,
}

impl DelimitedLayout {
    /// Rows from one checkpoint to the next. A finding costs reading half of them on average, a checkpoint 16 bytes:
    /// one byte a row keeps a million findings under a second.
    pub const STRIDE: u32 = 16;

    pub(super) fn locate(
        &self,
        source: &Source,
        row: u32,
        field: Option<usize>,
    ) -> (Location, Option<Excerpt>) {
        let mut cursor = Cursor::new(self, source);
        let location = cursor.place(row, field);
        let Some((line, mut cells)) = cursor.values() else {
            return (location, None);
        };
        let (header_line, mut header) = self.headings(source);
        let width = header.len().max(cells.len());
        header.resize(width, String::new());
        cells.resize(width, String::new());
        let excerpt = Excerpt::Grid {
            header_line,
            header,
            line: Some(line),
            cells,
            marked: self.position(field).filter(|m| *m < width),
            first_column: None,
        };
        (location, Some(excerpt))
    }

    pub(super) fn order(&self, row: u32, field: Option<usize>) -> (u64, u32) {
        let column = self.position(field).map_or(0, |at| at as u32 + 1);
        // Not the exact offset, which would mean reading: rows keep their order, and the header stays before them.
        let row = self.record_row(row);
        let offset = self
            .checkpoint(row)
            .map_or(0, |c| c.offset as u64 + u64::from(row - c.row));
        (offset, column)
    }

    /// Position in a record of a field's cell.
    pub(super) fn position(&self, field: Option<usize>) -> Option<usize> {
        let column = self.columns.get(field?).copied().flatten();
        column.map(|at| at as usize)
    }

    /// The last checkpoint that is not behind `row`.
    pub(super) fn checkpoint(&self, row: u32) -> Option<&Checkpoint> {
        self.checkpoints[..self.checkpoints.partition_point(|c| c.row <= row)].last()
    }

    /// The row of the record that a row stands in.
    pub(super) fn record_row(&self, row: u32) -> u32 {
        match &self.split_from {
            Some(rows) => rows.get(row as usize).copied().unwrap_or(row),
            None => row,
        }
    }

    /// The names of the columns, as they stand in the header.
    pub fn header(&self, source: &Source) -> Vec<String> {
        self.headings(source).1
    }

    /// Line and cells of the header.
    fn headings(&self, source: &Source) -> (Option<Line>, Vec<String>) {
        let Some(stretch) = source.text.stretch(self.header) else {
            return (None, Vec::new());
        };
        let (text, at) = (stretch.text(), self.header - stretch.start());
        let mut cells = Vec::new();
        Records::new(text, self.delimiter).from(at).read(&mut cells);
        let cells = cells.iter().map(|cell| cell.value(text).trim().to_owned());
        (Some(stretch.place(at).0), cells.collect())
    }
}

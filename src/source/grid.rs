//! Where the records of a delimited file lie, and the excerpt that shows one of them under its header.

use super::Source;
use super::delimited::{CellSpan, Delimiter, Record, Records};
use crate::location::{Excerpt, Location};

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
        let text = &source.text;
        let mut cells = Vec::new();
        let Some(record) = self.find(text, row, &mut cells) else {
            return (Location::file(source.path.clone()), None);
        };
        let marked = field
            .and_then(|f| self.columns.get(f).copied().flatten())
            .map(|c| c as usize);
        let start = marked
            .and_then(|m| cells.get(m))
            .map_or(record.start, |cell| cell.start);
        let (line, column) = text.place(start);
        let location = Location {
            line: Some(line),
            column: Some(column),
            ..Location::file(source.path.clone())
        };

        let mut header = self.header(text);
        let mut values: Vec<String> = cells
            .iter()
            .map(|cell| cell.value(text).into_owned())
            .collect();
        let width = header.len().max(values.len());
        header.resize(width, String::new());
        values.resize(width, String::new());
        let excerpt = Excerpt::Grid {
            header_line: Some(text.place(self.header).0),
            header,
            line: Some(text.place(record.start).0),
            cells: values,
            marked: marked.filter(|m| *m < width),
        };
        (location, Some(excerpt))
    }

    pub(super) fn order(&self, row: u32, field: Option<usize>) -> (u64, u32) {
        let column = field
            .and_then(|f| self.columns.get(f).copied().flatten())
            .map_or(0, |c| c + 1);
        // Not the exact offset, which would mean reading: rows keep their order, and the header stays before them.
        let row = self.record_row(row);
        let offset = self
            .checkpoint(row)
            .map_or(0, |c| c.offset as u64 + u64::from(row - c.row));
        (offset, column)
    }

    /// The last checkpoint that is not behind `row`.
    fn checkpoint(&self, row: u32) -> Option<&Checkpoint> {
        self.checkpoints[..self.checkpoints.partition_point(|c| c.row <= row)].last()
    }

    fn record_row(&self, row: u32) -> u32 {
        match &self.split_from {
            Some(rows) => rows.get(row as usize).copied().unwrap_or(row),
            None => row,
        }
    }

    fn find(&self, text: &str, row: u32, cells: &mut Vec<CellSpan>) -> Option<Record> {
        let row = self.record_row(row);
        let checkpoint = self.checkpoint(row)?;
        let mut records = Records::new(text, self.delimiter).from(checkpoint.offset);
        let mut at = checkpoint.row;
        loop {
            cells.clear();
            let record = records.read(cells)?;
            if self.skipped.binary_search(&record.start).is_ok() {
                continue;
            }
            if at == row {
                return Some(record);
            }
            at += 1;
        }
    }

    fn header(&self, text: &str) -> Vec<String> {
        let mut cells = Vec::new();
        Records::new(text, self.delimiter)
            .from(self.header)
            .read(&mut cells);
        cells
            .iter()
            .map(|cell| cell.value(text).trim().to_owned())
            .collect()
    }
}

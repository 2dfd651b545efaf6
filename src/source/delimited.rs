//! CSV and TSV: splitting text into records and cells, and finding a record again.

use crate::location::{Excerpt, Location};
use super::Source;

/// Where the records of a delimited file lie.
#[derive(Clone, Debug)]
pub struct DelimitedLayout {
    pub delimiter: u8,
    /// Byte offset of the header record.
    pub header: usize,
    /// For each field of the ledger, the cell position in a record; `None` where the file has no such column.
    pub columns: Vec<Option<u32>>,
    /// Byte offset of every `STRIDE`th record of the segment, so that one is found again by reading few others.
    pub checkpoints: Vec<usize>,
}

/// A record: the byte ranges of its cells.
pub struct Record;
/// Iterator over records of a text.
pub struct Records;

impl DelimitedLayout {
    pub fn locate(&self, _source: &Source, _row: u32, _field: Option<usize>) -> (Location, Option<Excerpt>) {
        todo!()
    }
    pub fn order(&self, row: u32, field: Option<usize>) -> (u64, u32) {
        let column = field.and_then(|f| self.columns[f]).map_or(0, |c| c + 1);
        (u64::from(row), column)
    }
}

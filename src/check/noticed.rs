//! What reading noticed and the report tells, found again by its place.

use std::ops::Range;

use crate::ledger::{Irregularity, LedgerId, Ledgers, Spot};
use crate::location::Location;
use crate::source::SourceId;

/// Where in a file something is: sheet, row and column, all from 0 or 1 on; files and sheets as a whole come first.
pub type Place = (u32, u32, u32);

/// The place of a location.
pub fn place(at: &Location) -> Place {
    let (row, column) = match at.cell {
        Some(cell) => (cell.row, cell.column),
        None => (
            at.line.map_or(0, |line| line.0),
            at.column.map_or(0, |column| column.0),
        ),
    };
    (at.sheet_at, row, column)
}

/// Irregularities with the rules that tell of them.
pub struct Noticed<'a> {
    /// The irregularity, and which rule's texts go with it.
    pub all: Vec<(&'a Irregularity, u32)>,
    /// Those of records, in order: ledger, row, position in `all`.
    cells: Vec<(LedgerId, u32, u32)>,
    /// The others, in order: file, place in it, position in `all`.
    loose: Vec<(SourceId, Place, u32)>,
}

impl<'a> Noticed<'a> {
    pub fn of(all: Vec<(&'a Irregularity, u32)>, data: &Ledgers) -> Self {
        let (mut cells, mut loose) = (Vec::new(), Vec::new());
        for (at, (irregularity, _)) in (0..).zip(&all) {
            match &irregularity.spot {
                Spot::Cell { ledger, row, .. } => cells.push((*ledger, *row, at)),
                Spot::File(source) => loose.push((*source, (0, 0, 0), at)),
                Spot::Sheet {
                    source,
                    sheet,
                    cell,
                } => {
                    let (found, _) = data.sources.locate_sheet(*source, *sheet, *cell);
                    loose.push((*source, place(&found), at));
                }
                Spot::Text {
                    source,
                    offset,
                    length,
                } => {
                    let (found, _) = data.sources.locate_text(*source, *offset, *length);
                    loose.push((*source, place(&found), at));
                }
            }
        }
        cells.sort_unstable();
        loose.sort_unstable();
        Noticed { all, cells, loose }
    }

    /// Those of some records: row, and position in `all`.
    pub fn of_records(
        &self,
        ledger: LedgerId,
        rows: Range<u32>,
    ) -> impl ExactSizeIterator<Item = (u32, u32)> + '_ {
        let at = |row: u32| {
            let before = |cell: &(LedgerId, u32, u32)| (cell.0, cell.1) < (ledger, row);
            self.cells.partition_point(before)
        };
        let found = &self.cells[at(rows.start)..at(rows.end)];
        found.iter().map(|(_, row, at)| (*row, *at))
    }

    /// Those of a file that are of no record: positions for `loose`.
    pub fn of_source(&self, source: SourceId) -> Range<usize> {
        let before = |at: SourceId| self.loose.partition_point(|(of, _, _)| *of < at);
        before(source)..before(SourceId(source.0 + 1))
    }

    /// How many of these stand before a place.
    pub fn before(&self, loose: Range<usize>, place: Place) -> usize {
        self.loose[loose].partition_point(|(_, own, _)| *own < place)
    }

    /// Positions in `all`.
    pub fn loose(&self, range: Range<usize>) -> impl Iterator<Item = u32> + '_ {
        self.loose[range].iter().map(|(_, _, at)| *at)
    }
}

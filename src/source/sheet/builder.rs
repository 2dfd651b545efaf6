//! A sheet in the making: cells come in order of rows, and a text that many cells share is kept once.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::merged::{Area, Merged};
use super::{CellKind, Sheet, SheetCell, SheetRow};

pub use crate::location::SHEET_COLUMNS as COLUMNS;

/// Collects the filled cells of a sheet.
#[derive(Default)]
pub struct SheetBuilder {
    text: String,
    rows: Vec<SheetRow>,
    cells: Vec<SheetCell>,
    /// By the address of a shared text in the workbook, where it stands here.
    shared: FxHashMap<usize, (u32, u32, CellKind)>,
    width: u32,
    in_order: bool,
}

impl SheetBuilder {
    pub fn new() -> Self {
        SheetBuilder {
            in_order: true,
            ..SheetBuilder::default()
        }
    }

    /// Adds a cell; false where the sheet has more text than can be addressed.
    pub fn push(&mut self, row: u32, column: u32, kind: CellKind, text: &str) -> bool {
        let start = self.text.len();
        self.text.push_str(text);
        self.place(row, column, kind, start, self.text.len())
    }

    /// Adds a cell with a text that other cells have as well: `kind` is asked once for all of them.
    pub fn push_shared(
        &mut self,
        row: u32,
        column: u32,
        text: &str,
        kind: impl FnOnce(&str) -> CellKind,
    ) -> bool {
        let key = text.as_ptr() as usize;
        if let Some((start, end, kind)) = self.shared.get(&key).copied() {
            return self.place(row, column, kind, start as usize, end as usize);
        }
        let (kind, start) = (kind(text), self.text.len());
        self.text.push_str(text);
        let end = self.text.len();
        if let (Ok(start), Ok(end)) = (u32::try_from(start), u32::try_from(end)) {
            self.shared.insert(key, (start, end, kind));
        }
        self.place(row, column, kind, start, end)
    }

    /// Adds a text that cells will be parts of, and gives its place; `None` where the sheet has more text than can be
    /// addressed.
    pub fn append(&mut self, text: &str) -> Option<u32> {
        let start = u32::try_from(self.text.len()).ok()?;
        self.text.push_str(text);
        u32::try_from(self.text.len()).is_ok().then_some(start)
    }

    /// Adds a cell whose text was appended; false where the sheet has too many.
    pub fn place(
        &mut self,
        row: u32,
        column: u32,
        kind: CellKind,
        start: usize,
        end: usize,
    ) -> bool {
        let (Ok(start), Ok(end), Ok(first)) = (
            u32::try_from(start),
            u32::try_from(end),
            u32::try_from(self.cells.len()),
        ) else {
            return false;
        };
        if column >= COLUMNS {
            return true; // no spreadsheet has such a column
        }
        match self.rows.last() {
            Some(last) if last.number == row => {
                let before = self.cells.last().map(|cell| u32::from(cell.column));
                self.in_order &= before < Some(column);
            }
            last => {
                self.in_order &= last.is_none_or(|last| last.number < row);
                self.rows.push(SheetRow { number: row, first });
            }
        }
        self.width = self.width.max(column + 1);
        self.cells.push(SheetCell {
            start,
            end,
            column: column as u16,
            kind,
        });
        true
    }

    pub fn finish(mut self, name: Arc<str>, at: u32, merged: Vec<Area>) -> Sheet {
        if !self.in_order {
            self.sort();
        }
        Sheet {
            name,
            at,
            text: self.text,
            rows: self.rows,
            cells: self.cells,
            merged: Merged::new(merged, self.width),
            above: 0,
        }
    }

    /// Puts cells in order that a careless program wrote in another one; of two in one place the last counts.
    fn sort(&mut self) {
        let all = placed(&self.rows, &self.cells);
        (self.rows, self.cells) = ordered(all);
    }
}

/// Every cell with the number of its row.
fn placed(rows: &[SheetRow], cells: &[SheetCell]) -> Vec<(u32, SheetCell)> {
    let ends = rows
        .iter()
        .skip(1)
        .map(|row| row.first as usize)
        .chain([cells.len()]);
    let of = |(row, end): (&SheetRow, usize)| {
        let number = row.number;
        cells[row.first as usize..end]
            .iter()
            .map(move |cell| (number, *cell))
    };
    rows.iter().zip(ends).flat_map(of).collect()
}

/// Cells in order, with their rows; of several in one place the last counts.
fn ordered(mut all: Vec<(u32, SheetCell)>) -> (Vec<SheetRow>, Vec<SheetCell>) {
    all.sort_by_key(|(row, cell)| (*row, cell.column));
    let mut rows: Vec<SheetRow> = Vec::new();
    let mut cells: Vec<SheetCell> = Vec::with_capacity(all.len());
    for (number, cell) in all {
        let same_row = rows.last().is_some_and(|last| last.number == number);
        match cells.last_mut() {
            Some(before) if same_row && before.column == cell.column => *before = cell,
            _ => {
                if !same_row {
                    let first = cells.len() as u32;
                    rows.push(SheetRow { number, first });
                }
                cells.push(cell);
            }
        }
    }
    (rows, cells)
}

impl Sheet {
    /// Says which areas are merged.
    pub fn merge(&mut self, areas: Vec<Area>) {
        self.merged = Merged::new(areas, self.width());
    }

    /// Adds cells without text where there are none.
    pub fn add(&mut self, places: &[(u32, u32)], kind: CellKind) {
        let new = |(row, column): &(u32, u32)| {
            let cell = SheetCell {
                start: 0,
                end: 0,
                column: u16::try_from(*column).ok().filter(|_| *column < COLUMNS)?,
                kind,
            };
            Some((*row, cell))
        };
        let mut all: Vec<(u32, SheetCell)> = places.iter().filter_map(new).collect();
        if all.is_empty() {
            return;
        }
        // those that are there come behind, and count
        all.extend(placed(&self.rows, &self.cells));
        (self.rows, self.cells) = ordered(all);
        let columns = places
            .iter()
            .map(|(_, column)| column + 1)
            .filter(|width| *width <= COLUMNS);
        let width = columns.max().unwrap_or(0).max(self.width());
        self.merged = Merged::new(self.merged.areas().to_vec(), width);
    }

    /// Says that the texts at these places are errors.
    pub fn errors(&mut self, at: &[(u32, u32)]) {
        for (row, column) in at {
            let Some(row) = self.position(*row) else {
                continue;
            };
            let from = self.rows[row].first as usize;
            let cells = self.row(row);
            let which = cells.binary_search_by_key(column, |cell| u32::from(cell.column));
            if let Ok(n) = which {
                self.cells[from + n].kind = CellKind::Error;
            }
        }
    }

    /// Writes the numbers at these places as percentages, as `write` does it.
    pub fn percents(&mut self, at: &FxHashSet<(u32, u32)>, write: impl Fn(&str) -> Option<String>) {
        if at.is_empty() {
            return;
        }
        for row in 0..self.rows.len() {
            let number = self.rows[row].number;
            let from = self.rows[row].first as usize;
            for n in from..from + self.row(row).len() {
                let cell = self.cells[n];
                if cell.kind != CellKind::Number || !at.contains(&(number, u32::from(cell.column)))
                {
                    continue;
                }
                let Some(shown) = write(&self.text[cell.start as usize..cell.end as usize]) else {
                    continue;
                };
                let start = self.text.len();
                self.text.push_str(&shown);
                if let (Ok(start), Ok(end)) = (u32::try_from(start), u32::try_from(self.text.len()))
                {
                    self.cells[n] = SheetCell {
                        start,
                        end,
                        kind: CellKind::Percent,
                        ..cell
                    };
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_in_any_order_are_found_and_the_last_of_two_counts() {
        let mut builder = SheetBuilder::new();
        for (row, column, text) in [(2, 1, "c"), (0, 3, "b"), (0, 0, "a"), (2, 1, "d")] {
            assert!(builder.push(row, column, CellKind::Text, text));
        }
        let sheet = builder.finish("一".into(), 0, Vec::new());
        let found = [(0, 0), (0, 3), (2, 1), (1, 0), (0, 1)].map(|(r, c)| sheet.text(r, c));
        assert_eq!(found, ["a", "b", "d", "", ""]);
        assert_eq!(sheet.rows(), 2);
    }
}

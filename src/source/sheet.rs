//! A sheet of a workbook as texts in a sparse grid, and where the records of a ledger lie in it.
//!
//! Rows and columns are counted from 0 here and from 1 in a `Location`. Hidden rows are rows like any other, so that
//! numbers are those that the spreadsheet shows.

mod builder;
mod layout;
mod merged;

use std::sync::Arc;

pub use builder::{COLUMNS, SheetBuilder};
pub use layout::{SheetLayout, heading};
pub use merged::Area;

use self::merged::Merged;
use super::Source;
use crate::location::{Address, Column, Excerpt, Line, Location};

/// What a cell is in the workbook; its text is what the spreadsheet shows of it, or nearly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CellKind {
    /// A text that holds nothing unusual.
    Tidy,
    Text,
    Number,
    /// A number that is shown as a percentage; the text ends with `%`.
    Percent,
    /// `2021-05-15`, with a time behind it where there is one.
    Date,
    /// `#REF!` and the like.
    Error,
    /// A formula whose result was not saved; the text is empty.
    Uncomputed,
}

/// A cell with something in it.
#[derive(Clone, Copy, Debug)]
struct SheetCell {
    start: u32,
    end: u32,
    column: u16,
    kind: CellKind,
}

/// A row with something in it: its number, and its first cell.
#[derive(Clone, Copy, Debug)]
struct SheetRow {
    number: u32,
    first: u32,
}

/// The filled cells of a sheet.
#[derive(Debug)]
pub struct Sheet {
    pub name: Arc<str>,
    /// Position among all sheets of the workbook.
    pub at: u32,
    text: String,
    /// In order of numbers.
    rows: Vec<SheetRow>,
    /// Row by row, in order of columns.
    cells: Vec<SheetCell>,
    merged: Merged,
    /// Rows at the beginning that stand above what people know as the table.
    above: u32,
}

impl Sheet {
    /// Says that its first rows are lines above the table: paragraphs of a document. Rows that people are told of are
    /// counted from the one behind them.
    pub fn below(self, above: u32) -> Self {
        Sheet { above, ..self }
    }

    /// Rows at the beginning that stand above the table.
    pub fn above(&self) -> u32 {
        self.above
    }

    /// A row as people count; `None` for a line above the table.
    fn line(&self, row: u32) -> Option<Line> {
        row.checked_sub(self.above).map(|row| Line(row + 1))
    }

    /// A cell's address as people know it; `None` for a line above the table.
    fn address(&self, row: u32, column: u32) -> Option<Address> {
        let Line(row) = self.line(row)?;
        Some(Address {
            row,
            column: column + 1,
        })
    }

    /// Number of rows with something in them.
    pub fn rows(&self) -> usize {
        self.rows.len()
    }

    /// Number of the filled row at a position.
    pub fn number(&self, at: usize) -> u32 {
        self.rows[at].number
    }

    /// Position of a row, where it has something in it.
    pub fn position(&self, number: u32) -> Option<usize> {
        self.rows
            .binary_search_by_key(&number, |row| row.number)
            .ok()
    }

    /// Position of the first filled row from a number on.
    pub fn position_from(&self, number: u32) -> usize {
        self.rows.partition_point(|row| row.number < number)
    }

    fn row(&self, at: usize) -> &[SheetCell] {
        let end = self
            .rows
            .get(at + 1)
            .map_or(self.cells.len(), |next| next.first as usize);
        &self.cells[self.rows[at].first as usize..end]
    }

    /// The filled cells of the row at a position: column, text, kind.
    pub fn filled(&self, at: usize) -> impl Iterator<Item = (u32, &str, CellKind)> {
        let text = |cell: &SheetCell| &self.text[cell.start as usize..cell.end as usize];
        self.row(at)
            .iter()
            .map(move |cell| (u32::from(cell.column), text(cell), cell.kind))
    }

    /// One cell of the row at a position.
    pub fn cell(&self, at: usize, column: u32) -> Option<(&str, CellKind)> {
        let row = self.row(at);
        let column = u16::try_from(column).ok()?;
        // tables have few gaps
        let guess = column.saturating_sub(row.first()?.column) as usize;
        let cell = match row.get(guess).filter(|cell| cell.column == column) {
            Some(cell) => cell,
            None => &row[row.binary_search_by_key(&column, |cell| cell.column).ok()?],
        };
        Some((
            &self.text[cell.start as usize..cell.end as usize],
            cell.kind,
        ))
    }

    /// A cell's text by its row's number; empty where nothing stands there.
    pub fn text(&self, number: u32, column: u32) -> &str {
        let cell = self.position(number).and_then(|at| self.cell(at, column));
        cell.map_or("", |(text, _)| text)
    }

    /// Columns up to the last one with something in it.
    pub fn width(&self) -> u32 {
        self.merged.width()
    }

    /// All texts, one behind the other.
    pub fn whole(&self) -> &str {
        &self.text
    }

    /// The merged area that a cell is part of.
    pub fn area(&self, number: u32, column: u32) -> Option<Area> {
        self.merged.area(number, column)
    }

    pub fn areas(&self) -> &[Area] {
        self.merged.areas()
    }

    /// The top left cell of a merged area, or the cell itself.
    pub fn anchor(&self, number: u32, column: u32) -> (u32, u32) {
        self.area(number, column)
            .map_or((number, column), |area| (area.top, area.left))
    }

    /// First and last column with something in them, over some rows.
    fn extent(&self, rows: std::ops::Range<u32>) -> Option<(u32, u32)> {
        let from = self.rows.partition_point(|row| row.number < rows.start);
        let to = self.rows.partition_point(|row| row.number < rows.end);
        let ends = (from..to).filter_map(|at| {
            let row = self.row(at);
            Some((row.first()?.column, row.last()?.column))
        });
        let both = ends.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))?;
        Some((both.0.into(), both.1.into()))
    }
}

/// Place and excerpt of a sheet or of one of its cells, which are shown as they stand, without a header.
pub(super) fn locate(
    source: &Source,
    sheet: u32,
    cell: Option<(u32, u32)>,
) -> (Location, Option<Excerpt>) {
    let file = Location::file(source.path.clone());
    let Some(sheet) = source.sheets.get(sheet as usize) else {
        return (file, None);
    };
    let location = Location {
        sheet_at: sheet.at,
        sheet: Some(sheet.name.clone()),
        cell: cell.and_then(|(row, column)| sheet.address(row, column)),
        ..file
    };
    let excerpt = cell.and_then(|(row, column)| {
        let (left, right) = sheet.extent(row..row + 1)?;
        Some(Excerpt::Grid {
            header_line: sheet.line(row),
            header: (left..=right)
                .map(|at| sheet.text(row, at).to_owned())
                .collect(),
            line: None,
            cells: Vec::new(),
            marked: (left..=right)
                .contains(&column)
                .then(|| (column - left) as usize),
            first_column: Some(Column(left + 1)),
        })
    });
    (location, excerpt)
}

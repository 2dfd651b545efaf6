//! A table of a document as it is written, and how its cells become columns.
//!
//! In a document every row may have borders of its own. People drag them a little, and the rows of what looks like one
//! column then begin at different lines of the table's grid. Lines that lie closer together than any character is wide
//! are one.

use rustc_hash::FxHashMap;

use crate::read::Passed;
use crate::read::workbook::Refusal;
use crate::read::workbook::grid::{Unread, kind_of};
use crate::read::workbook::limits;
use crate::source::{Area, Sheet, SheetBuilder};

/// Twentieths of a point (twips) between lines of a grid that are two: a cell's margins alone take as much.
const APART: u64 = 200;
/// Columns of a grid; Word allows 63.
const COLUMNS: u32 = 1024;

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Merge {
    Alone,
    /// The first of several cells, one below the other.
    Begins,
    GoesOn,
}

struct Cell {
    /// The line of the grid where it begins, and the one where it ends.
    from: u32,
    to: u32,
    merge: Merge,
    /// Where its text ends in the table's.
    text: u32,
}

/// A table in the making.
pub struct Draft {
    /// The grid's columns in twips; 0 where nothing is said.
    pub widths: Vec<u32>,
    above: Vec<String>,
    /// All texts of cells, one behind the other.
    text: String,
    cells: Vec<Cell>,
    /// For each row its first cell.
    rows: Vec<usize>,
    /// The line where the next cell begins.
    line: u32,
    too_large: bool,
}

impl Draft {
    pub fn new(above: Vec<String>) -> Self {
        Draft {
            widths: Vec::new(),
            above,
            text: String::new(),
            cells: Vec::new(),
            rows: Vec::new(),
            line: 0,
            too_large: false,
        }
    }

    pub fn row(&mut self) {
        self.rows.push(self.cells.len());
        self.line = 0;
    }

    /// Columns that a row leaves out at its beginning.
    pub fn before(&mut self, columns: u32) {
        self.line = columns.min(COLUMNS);
    }

    pub fn cell(&mut self) {
        if self.rows.is_empty() {
            self.row();
        }
        let to = (self.line + 1).min(COLUMNS);
        self.cells.push(Cell {
            from: self.line.min(to - 1),
            to,
            merge: Merge::Alone,
            text: self.text.len() as u32,
        });
        self.line = to;
    }

    pub fn span(&mut self, columns: u32) {
        if let Some(cell) = self.cells.last_mut() {
            cell.to = cell.from.saturating_add(columns.max(1)).min(COLUMNS);
            self.line = cell.to;
        }
    }

    pub fn merge(&mut self, merge: Merge) {
        if let Some(cell) = self.cells.last_mut() {
            cell.merge = merge;
        }
    }

    /// What stands in the cell that was begun last.
    pub fn fill(&mut self, text: &str) {
        self.text.push_str(text.trim_matches(['\n', '\r']));
        match (u32::try_from(self.text.len()), self.cells.last_mut()) {
            (Ok(end), Some(cell)) => cell.text = end,
            _ => self.too_large = true,
        }
    }

    /// The table as a sheet.
    pub fn sheet(self, name: &str, at: u32) -> Result<Sheet, Unread> {
        let refused = || Unread::Refused(Refusal::with("size", limits::MOST));
        if self.too_large {
            return Err(refused());
        }
        let columns = self.columns();
        let width = columns.last().copied().unwrap_or_default();
        let column = |line: u32| columns[line as usize];
        let above = self.above.len() as u32;
        let mut builder = SheetBuilder::new();
        let mut areas = Vec::new();
        for (row, text) in (0..).zip(&self.above) {
            if !builder.push(row, 0, kind_of(text), text) {
                return Err(refused());
            }
            if width > 1 {
                areas.push(Area {
                    top: row,
                    left: 0,
                    bottom: row,
                    right: width - 1,
                });
            }
        }
        // by the column where they begin, the cells that may go on below
        let mut open: FxHashMap<u32, Area> = FxHashMap::default();
        let ends = self.rows.iter().skip(1).copied().chain([self.cells.len()]);
        let mut start = 0;
        for ((first, end), row) in self.rows.iter().zip(ends).zip(above..) {
            for cell in &self.cells[*first..end] {
                let text = &self.text[start..cell.text as usize];
                start = cell.text as usize;
                let (left, right) = (column(cell.from), column(cell.to));
                // a sliver between two borders that are one
                if left >= right {
                    continue;
                }
                let own = Area {
                    top: row,
                    left,
                    bottom: row,
                    right: right - 1,
                };
                let goes_on = cell.merge == Merge::GoesOn
                    && open.get(&left).is_some_and(|area| area.bottom + 1 == row);
                match open.get_mut(&left).filter(|_| goes_on) {
                    Some(area) => area.bottom = row,
                    None => areas.extend(open.insert(left, own)),
                }
                if !goes_on
                    && !text.trim().is_empty()
                    && !builder.push(row, left, kind_of(text), text)
                {
                    return Err(refused());
                }
            }
        }
        areas.extend(open.into_values());
        areas.retain(|area| (area.top, area.left) != (area.bottom, area.right));
        areas.sort_by_key(|area| (area.top, area.left));
        let sheet = builder.finish(name.into(), at, areas);
        match sheet.rows() > self.above.len() {
            true => Ok(sheet.below(above)),
            false => Err(Unread::Passed(Passed::EmptySheet)),
        }
    }

    /// For each line of the grid the column that begins there.
    fn columns(&self) -> Vec<u32> {
        let joined = self.lines(APART);
        let mut from = 0;
        let hidden = self.cells.iter().any(|cell| {
            let text = &self.text[from..cell.text as usize];
            from = cell.text as usize;
            joined[cell.from as usize] == joined[cell.to as usize] && !text.trim().is_empty()
        });
        // nothing with a text in it may vanish, whatever the widths say
        match hidden {
            true => self.lines(0),
            false => joined,
        }
    }

    /// The same, where lines less than `apart` twips behind another are one with it, and lines that no cell ends at
    /// none.
    fn lines(&self, apart: u64) -> Vec<u32> {
        let last = self.cells.iter().map(|cell| cell.to).max().unwrap_or(0) as usize;
        let mut used = vec![false; last + 1];
        for cell in &self.cells {
            used[cell.from as usize] = true;
            used[cell.to as usize] = true;
        }
        let mut columns = Vec::with_capacity(last + 1);
        // where the grid's line lies, and the last one that counted
        let (mut lies, mut counted) = (0u64, None);
        let mut column = 0;
        for (line, used) in used.into_iter().enumerate() {
            if used {
                match counted {
                    None => counted = Some(lies),
                    Some(before) if lies >= before + apart => {
                        column += 1;
                        counted = Some(lies);
                    }
                    Some(_) => {}
                }
            }
            columns.push(column);
            lies += match self.widths.get(line) {
                Some(0) | None => APART,
                Some(width) => u64::from(*width),
            };
        }
        columns
    }
}

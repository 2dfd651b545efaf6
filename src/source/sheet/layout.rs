//! Where the records of a ledger lie in a sheet, and the excerpt that shows one of them under its header.

use std::ops::Range;

use super::Sheet;
use crate::location::{Column, Excerpt, Location};
use crate::source::Source;

/// Where the records of one segment lie in a sheet.
#[derive(Clone, Debug)]
pub struct SheetLayout {
    /// Position of the sheet in `Source::sheets`.
    pub sheet: u32,
    /// Rows of the header; several where a title stands above columns of its own.
    pub header: Range<u32>,
    /// First and last column of the table.
    pub span: (u32, u32),
    /// For each field of the ledger, its column; `None` where the sheet has none.
    pub columns: Vec<Option<u32>>,
    /// For each record, its row. Records that share a cell share its row.
    pub rows: Vec<u32>,
    /// For each record, the first row of those that belong together: merged cells may lead that far up. Empty where
    /// every record stands alone.
    pub begins: Vec<u32>,
}

impl SheetLayout {
    pub(crate) fn locate(
        &self,
        source: &Source,
        row: u32,
        field: Option<usize>,
    ) -> (Location, Option<Excerpt>) {
        let location = self.place(source, row, field);
        let (Some(sheet), Some(number)) = (self.sheet_of(source), self.rows.get(row as usize))
        else {
            return (location, None);
        };
        let (left, right) = self.span;
        let marked = self
            .column(field)
            .filter(|column| (left..=right).contains(column));
        let excerpt = Excerpt::Grid {
            header_line: self.header.clone().last().and_then(|last| sheet.line(last)),
            header: self.headings(sheet),
            line: sheet.line(*number),
            cells: (left..=right)
                .map(|at| shown(sheet, *number, at).to_owned())
                .collect(),
            marked: marked.map(|column| (column - left) as usize),
            first_column: Some(Column(left + 1)),
        };
        (location, Some(excerpt))
    }

    /// The place alone.
    pub(crate) fn place(&self, source: &Source, row: u32, field: Option<usize>) -> Location {
        let file = Location::file(source.path.clone());
        let (Some(sheet), Some(number)) = (self.sheet_of(source), self.rows.get(row as usize))
        else {
            return file;
        };
        let column = self
            .column(field)
            .unwrap_or_else(|| self.beginning(sheet, *number));
        let (row, column) = sheet.anchor(*number, column);
        Location {
            sheet_at: sheet.at,
            sheet: Some(sheet.name.clone()),
            cell: sheet.address(row, column),
            ..file
        }
    }

    pub(crate) fn order(&self, row: u32, field: Option<usize>) -> (u64, u32) {
        let column = self.column(field).map_or(0, |at| at + 1);
        let at = row as usize;
        let begin = self.begins.get(at).or(self.rows.get(at));
        let begin = begin.copied().unwrap_or_default();
        // the header of a sheet comes before its records
        (u64::from(self.sheet) << 32 | u64::from(begin), column)
    }

    fn sheet_of<'s>(&self, source: &'s Source) -> Option<&'s Sheet> {
        source.sheets.get(self.sheet as usize).map(|sheet| &**sheet)
    }

    fn column(&self, field: Option<usize>) -> Option<u32> {
        self.columns.get(field?).copied().flatten()
    }

    /// The first cell of a record: its leftmost that is not part of a cell merged from above.
    fn beginning(&self, sheet: &Sheet, number: u32) -> u32 {
        let own = |column: &u32| sheet.anchor(number, *column).0 == number;
        let columns = || self.columns.iter().flatten().copied();
        columns()
            .filter(own)
            .min()
            .or(columns().min())
            .unwrap_or(self.span.0)
    }

    /// The names of the columns, from the table's first to its last.
    pub fn headings(&self, sheet: &Sheet) -> Vec<String> {
        (self.span.0..=self.span.1)
            .map(|column| heading(sheet, self.header.clone(), column))
            .collect()
    }
}

/// What a cell shows: its own text, or that of the cell above it that it is merged with.
fn shown(sheet: &Sheet, number: u32, column: u32) -> &str {
    match sheet.area(number, column) {
        Some(area) if area.left == column => sheet.text(area.top, area.left),
        _ => sheet.text(number, column),
    }
}

/// The name of a column: the texts above it, each once, joined by a slash.
pub fn heading(sheet: &Sheet, header: Range<u32>, column: u32) -> String {
    let mut name = String::new();
    let mut last = None;
    for row in header {
        let anchor = sheet.anchor(row, column);
        let text = sheet.text(anchor.0, anchor.1).trim();
        if text.is_empty() || last.replace(anchor) == Some(anchor) {
            continue;
        }
        if !name.is_empty() {
            name.push('/');
        }
        name.push_str(text);
    }
    name
}

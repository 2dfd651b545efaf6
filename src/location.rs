//! Where something is, as people find it again: file, sheet, cell or line:column, JSON pointer. No IO.

use std::fmt;
use std::sync::Arc;

/// 1-based line of a text file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Line(pub u32);

/// 1-based column of a text file, counted in characters (Unicode scalar values), not bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Column(pub u32);

/// Rows and columns of a sheet: Excel's limits.
pub const SHEET_ROWS: u32 = 1_048_576;
pub const SHEET_COLUMNS: u32 = 16_384;

/// Place of a cell in a sheet, as spreadsheets count: both from 1. Shown as `F12`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address {
    pub row: u32,
    pub column: u32,
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", letters(self.column), self.row)
    }
}

/// The letters over a column counted from 1: A to Z, AA and so on.
pub fn letters(column: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = column;
    while rest > 0 {
        rest -= 1;
        letters.push(b'A' + (rest % 26) as u8);
        rest /= 26;
    }
    letters.reverse();
    letters.into_iter().map(char::from).collect()
}

/// A resolved place in the submission.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Location {
    /// Path as the user gave it (joined to the folder that was walked), with `/` separators.
    pub file: Arc<str>,
    /// Position of the sheet in its workbook, so that places come in the workbook's order; 0 where there is no sheet.
    pub sheet_at: u32,
    pub sheet: Option<Arc<str>>,
    pub cell: Option<Address>,
    pub line: Option<Line>,
    pub column: Option<Column>,
    /// RFC 6901 pointer into a JSON or YAML document.
    pub pointer: Option<String>,
}

impl Location {
    /// The file as a whole.
    pub fn file(file: Arc<str>) -> Self {
        Location {
            file,
            sheet_at: 0,
            sheet: None,
            cell: None,
            line: None,
            column: None,
            pointer: None,
        }
    }
}

impl fmt::Display for Location {
    /// `file:line:column`, or `file > sheet!F12` for workbooks.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        match (&self.sheet, &self.cell) {
            (Some(sheet), Some(cell)) => return write!(f, " > {sheet}!{cell}"),
            (Some(sheet), None) => return write!(f, " > {sheet}"),
            _ => {}
        }
        if let Some(line) = self.line {
            write!(f, ":{}", line.0)?;
            if let Some(column) = self.column {
                write!(f, ":{}", column.0)?;
            }
        }
        Ok(())
    }
}

/// The piece of the input that a reader of the report needs to see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Excerpt {
    /// A table's header and one record. `marked` indexes both vectors.
    Grid {
        header_line: Option<Line>,
        header: Vec<String>,
        line: Option<Line>,
        cells: Vec<String>,
        marked: Option<usize>,
        /// Column of the first cell in its sheet, where columns have letters.
        first_column: Option<Column>,
    },
    /// Whole lines of a document, the first one numbered `first`; `marked` is a byte range of `text`.
    Lines {
        first: Line,
        text: String,
        marked: std::ops::Range<usize>,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_the_letters_that_spreadsheets_show() {
        let check = |column, shown: &str| assert_eq!(letters(column), shown);
        check(1, "A");
        check(26, "Z");
        check(27, "AA");
        check(702, "ZZ");
        check(703, "AAA");
        check(16_384, "XFD");
        let f12 = Address { row: 12, column: 6 };
        assert_eq!(f12.to_string(), "F12");
    }

    #[test]
    fn rows_of_a_sheet_come_in_the_order_of_their_numbers() {
        let at = |sheet_at, row| Location {
            sheet_at,
            cell: Some(Address { row, column: 1 }),
            ..Location::file("a.xlsx".into())
        };
        let mut places = vec![at(1, 2), at(0, 10), at(0, 9)];
        places.sort();
        assert_eq!(places, [at(0, 9), at(0, 10), at(1, 2)]);
    }
}

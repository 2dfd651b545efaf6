//! Where something is, as people find it again: file, sheet, cell or line:column, JSON pointer. No IO.

use std::fmt;
use std::sync::Arc;

/// 1-based line of a text file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Line(pub u32);

/// 1-based column of a text file, counted in characters (Unicode scalar values), not bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Column(pub u32);

/// A resolved place in the submission.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Location {
    /// Path as the user gave it (joined to the folder that was walked), with `/` separators.
    pub file: Arc<str>,
    pub sheet: Option<Arc<str>>,
    /// Spreadsheet address such as `F12`.
    pub cell: Option<String>,
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
    },
    /// Whole lines of a document, the first one numbered `first`; `marked` is a byte range of `text`.
    Lines {
        first: Line,
        text: String,
        marked: std::ops::Range<usize>,
    },
}

//! The user's own workbook with the findings marked in it: fill and comment on each cell, and a sheet that lists them.
//!
//! A pure function from the workbook's bytes, marks and list to the bytes of a copy. Parts that need no change are
//! copied compressed as they are; in the others only tags that need it are changed. What an earlier run marked is
//! cleared first, so that marking a marked copy gives the same bytes.

mod address;
mod asides;
mod blank;
mod book;
mod cannot;
mod comment;
mod copy;
mod drawing;
mod findings;
mod list;
mod looks;
mod name;
mod package;
mod placing;
mod relation;
mod sameness;
mod sheet;
mod style;
mod xml;

#[cfg(test)]
mod tests;

pub use address::{Address, address};
pub use cannot::{Archive, Cannot, Flaw};
pub use findings::{Canvas, marked};
pub use name::sheet_name;

use std::io;

use self::copy::Copy;
use self::list::Drawn;
use self::package::Package;
use super::Style;
use crate::finding::{Findings, Report, Severity};

/// A cell to be marked; a cell may have several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    pub sheet: String,
    pub at: Address,
    pub severity: Severity,
    /// For the comment, on one or several lines.
    pub text: String,
}

/// The sheet of findings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct List {
    /// Its cell A1; begins with `ledger::own::OWN_SHEET`.
    pub title: String,
    pub totals: String,
    pub headers: [String; 10],
    pub rows: Vec<Row>,
}

/// A finding, or something else that is to be told: all cells but the first, which is its number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// `None` for what does not count.
    pub severity: Option<Severity>,
    pub cells: [String; 9],
    /// Where its link leads, such as `'岗位'!F12`.
    pub target: Option<String>,
}

/// The format: the list alone. A copy of the inputs is made by `marked`, for whoever has their bytes.
pub fn render(
    report: &Report,
    findings: &dyn Findings,
    style: &Style,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let list = marked(report, findings, style, &Canvas::Blank, None);
    let failed = |cannot: Cannot| io::Error::other(cannot.told(style.lang));
    out.write_all(&list.map_err(failed)?)
}

/// The marked copy. The list takes as many rows as a sheet holds.
pub fn mark(original: &[u8], marks: &[Mark], list: &List) -> Result<Vec<u8>, Cannot> {
    let mut copy = Copy::open(original, list)?;
    for row in &list.rows {
        let drawn = Drawn::new(row, &copy.looks);
        copy.list(drawn.parts());
    }
    for mark in marks {
        copy.mark(&mark.sheet, mark.at, mark.severity, &mark.text);
    }
    copy.finish(comment::MOST)
}

/// Whether a workbook can be marked as it is: an older one, or one of another kind, cannot.
pub fn is_workbook(bytes: &[u8]) -> bool {
    Package::open(bytes).is_ok_and(|package| package.has("[Content_Types].xml"))
}

/// Whether a file is a copy that nobody has saved since it was written: programs name the list's part anew.
pub fn is_untouched_copy(file: impl io::Read + io::Seek) -> bool {
    let archive = zip::ZipArchive::new(file);
    archive.is_ok_and(|archive| archive.index_for_name(book::LIST_PART).is_some())
}

/// What is marked at a cell: the worst severity and all texts; no text where there is room for the colour alone.
struct Told {
    severity: Severity,
    text: String,
}

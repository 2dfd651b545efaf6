//! The user's own workbook with the findings marked in it: fill and comment on each cell, and a sheet that lists them.
//!
//! A pure function from the workbook's bytes, marks and list to the bytes of a copy. Parts that need no change are
//! copied compressed as they are; in the others only tags that need it are changed. What an earlier run marked is
//! cleared first, so that marking a marked copy gives the same bytes.

mod address;
mod asides;
mod blank;
mod book;
mod comment;
mod findings;
mod list;
mod name;
mod package;
mod relation;
mod sheet;
mod style;
mod xml;

#[cfg(test)]
mod tests;

pub use address::{Address, address};
pub use findings::{Canvas, marked};
pub use name::sheet_name;

use std::collections::BTreeMap;
use std::io;

use self::book::Book;
use self::package::Package;
use self::style::Styles;
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

/// Why a workbook cannot be marked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cannot {
    /// It is no zip archive, or cannot be written as one.
    Zip(String),
    /// A part is missing, or is not what it should be: its name, and why.
    Broken(String, String),
}

/// The format: the list alone. A copy of the inputs is made by `marked`, for whoever has their bytes.
pub fn render(
    report: &Report,
    findings: &dyn Findings,
    style: &Style,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let list = marked(report, findings, style, &Canvas::Blank, None);
    let failed = |cannot| io::Error::other(format!("{cannot:?}"));
    out.write_all(&list.map_err(failed)?)
}

/// The marked copy.
pub fn mark(original: &[u8], marks: &[Mark], list: &List) -> Result<Vec<u8>, Cannot> {
    let mut package = Package::open(original)?;
    let mut book = Book::read(&mut package)?;
    let styles_part = book.styles(&mut package)?;
    let mut styles = Styles::read(package.text(&styles_part)?, &styles_part)?;
    let looks = styles.looks();
    let of_sheet = by_sheet(marks);
    for (n, sheet) in book.sheets.clone().into_iter().enumerate() {
        if Some(n) == book.list {
            continue;
        }
        let none = BTreeMap::new();
        let marks = of_sheet.get(sheet.name.as_str()).unwrap_or(&none);
        book.mark(&mut package, &sheet, marks, &mut styles)?;
    }
    book.put_list(&mut package, list, &looks)?;
    if let Some(text) = styles.text() {
        package.put(&styles_part, text);
    }
    package.finish()
}

/// Whether bytes are a workbook that can be marked as it is: an older one, or one of another kind, is not.
pub fn is_workbook(bytes: &[u8]) -> bool {
    Package::open(bytes).is_ok_and(|package| package.has("[Content_Types].xml"))
}

/// Whether a file is a copy that nobody has saved since it was written: programs name the list's part anew.
pub fn is_untouched_copy(file: impl io::Read + io::Seek) -> bool {
    let archive = zip::ZipArchive::new(file);
    archive.is_ok_and(|archive| archive.index_for_name(book::PART).is_some())
}

/// What is marked at a cell: the worst severity and all texts.
struct Told {
    severity: Severity,
    text: String,
}

fn by_sheet(marks: &[Mark]) -> BTreeMap<&str, BTreeMap<Address, Told>> {
    let mut all: BTreeMap<&str, BTreeMap<Address, Told>> = BTreeMap::new();
    for mark in marks {
        let cells = all.entry(mark.sheet.as_str()).or_default();
        cells
            .entry(mark.at)
            .and_modify(|told| {
                told.severity = told.severity.min(mark.severity);
                told.text.push('\n');
                told.text.push_str(&mark.text);
            })
            .or_insert_with(|| Told {
                severity: mark.severity,
                text: mark.text.clone(),
            });
    }
    all
}

/// Text that a spreadsheet program would compute where it is typed.
pub fn is_formula(text: &str) -> bool {
    let text = text.trim_start();
    text.starts_with([
        '=', '+', '-', '@', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}',
    ])
}

//! Inputs as sheets of a new workbook, for copies of what is no workbook of today's format: every cell where it stood
//! and as it stood, and for each place of the input the cell that shows it.
//!
//! A delimited file is a sheet, an older workbook is its sheets, a Word document its tables with the lines above them.
//! A file of JSON or YAML is a sheet a ledger: the records that nest stand in a sheet of their own, behind the key of
//! the record that they stand in.

mod delimited;
mod document;
mod page;
mod sheet;

use std::sync::Arc;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

use self::document::Pointers;
use self::page::Formats;
use crate::ledger::Ledgers;
use crate::location::{Address, Location};
use crate::source::{Layout, Sheet, Source, SourceId};

/// An input that a copy shows.
pub enum Input {
    /// The file of this path as it was read: tables and documents.
    Read(Arc<str>),
    /// All sheets of an older workbook of this path, or all tables of a document.
    Sheets(Arc<str>, Vec<Sheet>),
}

/// Why a copy cannot be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// More rows or columns than a sheet holds.
    TooLarge { path: Arc<str> },
    /// It could not be read a second time as it was.
    Changed { path: Arc<str> },
    /// The library refuses, which nothing that is read should bring about.
    Unwritable,
}

/// A new workbook, and where in it each place of the inputs is.
#[derive(Debug)]
pub struct Copied {
    /// The workbook (.xlsx).
    pub bytes: Vec<u8>,
    shown: Vec<Shown>,
}

/// Where the places of one file are.
#[derive(Debug)]
struct Shown {
    path: Arc<str>,
    places: Places,
}

#[derive(Debug)]
enum Places {
    /// By line and column.
    Lines(delimited::Lines),
    /// By pointer.
    Pointers(Pointers),
    Sheets(Vec<sheet::Written>),
}

impl Copied {
    /// The sheet that shows a place, and the cell where it is about one; `None` where the copy does not show it.
    pub fn find(&self, ledgers: &Ledgers, at: &Location) -> Option<(&str, Option<Address>)> {
        let shown = self.shown.iter().find(|shown| shown.path == at.file)?;
        match &shown.places {
            Places::Lines(lines) => {
                let (sheet, cell) = lines.find(ledgers.sources.named(&at.file)?.1, at)?;
                Some((sheet, Some(cell)))
            }
            Places::Pointers(pointers) => {
                let (sheet, cell) = pointers.find(at)?;
                Some((sheet, Some(cell)))
            }
            Places::Sheets(names) => {
                let sheet = at.sheet.as_ref()?;
                let written = names.iter().find(|written| written.original == *sheet)?;
                let shown = |cell: Address| Address {
                    row: cell.row + written.above,
                    ..cell
                };
                Some((&written.name, at.cell.map(shown)))
            }
        }
    }

    /// Whether it shows anything at all.
    pub fn is_empty(&self) -> bool {
        self.shown.is_empty()
    }
}

/// The inputs as one workbook, in their order. What holds no ledger is left out.
pub fn copy(ledgers: &Ledgers, inputs: &[Input]) -> Result<Copied, Refused> {
    let mut book = Book::new().map_err(other)?;
    let mut shown = Vec::new();
    for input in inputs {
        let (path, places) = match input {
            Input::Sheets(path, sheets) => (path, sheet::write(&mut book, path, sheets)?),
            Input::Read(path) => {
                let found = ledgers.sources.named(path);
                let found = found.map(|(id, source)| read(&mut book, ledgers, id, source));
                let Some(places) = found.transpose()?.flatten() else {
                    continue;
                };
                (path, places)
            }
        };
        shown.push(Shown {
            path: path.clone(),
            places,
        });
    }
    let bytes = match book.taken.is_empty() {
        true => Vec::new(),
        false => book.workbook.save_to_buffer().map_err(other)?,
    };
    Ok(Copied { bytes, shown })
}

/// A file that was read, by what its records say of how they lie; `None` where it has none.
fn read(
    book: &mut Book,
    ledgers: &Ledgers,
    id: SourceId,
    source: &Source,
) -> Result<Option<Places>, Refused> {
    let own = |segment: &&crate::ledger::Segment| segment.source == id;
    let tables = ledgers.catalog.ledgers().zip(&ledgers.tables);
    let mut parts = Vec::new();
    for ((ledger, _), table) in tables {
        let segments = table.iter().flat_map(|table| &table.segments);
        parts.extend(segments.filter(own).map(|segment| (ledger, segment)));
    }
    let Some((ledger, first)) = parts.first() else {
        return Ok(None);
    };
    match &*first.layout {
        Layout::Delimited(layout) => {
            let definition = ledgers.catalog.ledger(*ledger);
            delimited::write(book, source, layout, definition).map(|l| Some(Places::Lines(l)))
        }
        Layout::Document(_) => {
            document::write(book, ledgers, source, &parts).map(|p| Some(Places::Pointers(p)))
        }
        // a workbook of which nothing more is known than the sheets with ledgers
        Layout::Sheet(_) => {
            let sheets: Vec<&Sheet> = source.sheets.iter().map(Arc::as_ref).collect();
            sheet::write(book, &source.path, &sheets).map(Some)
        }
    }
}

/// The workbook that is being made.
struct Book {
    workbook: Workbook,
    formats: Formats,
    /// Names of its sheets.
    taken: Vec<String>,
}

impl Book {
    fn new() -> Result<Self, XlsxError> {
        Ok(Book {
            workbook: workbook()?,
            formats: Formats::new(),
            taken: Vec::new(),
        })
    }
}

/// A new workbook of ours. The day that it names as its first is fixed: the same content gives the same bytes.
pub fn workbook() -> Result<Workbook, XlsxError> {
    let properties = DocProperties::new()
        .set_author("台账体检 ledgerlint")
        .set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?);
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties);
    Ok(workbook)
}

/// The file's name without folders and extension.
fn stem(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

fn other(_: XlsxError) -> Refused {
    Refused::Unwritable
}

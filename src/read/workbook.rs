//! Workbooks (XLSX, XLS, ODS) and the tables of documents (DOCX) to ledgers: which sheet is which ledger, and its rows
//! to records.
//!
//! Hidden sheets, rows and columns are judged like any other, since what is handed in is the file and not its look;
//! that there are some is told.

mod asides;
mod bytes;
mod categories;
mod columns;
mod enumerated;
mod family;
mod grid;
mod header;
mod limits;
mod percent;
mod picked;
mod records;
mod samples;
mod shape;
mod table;
mod tags;
mod unread;
mod word;
mod xlsx;

pub use bytes::Nature;
pub use grid::recovering;

use std::sync::Arc;

use super::bind::Binder;
use super::part::{FileName, Found, Meter, Spotted, split_origin};
use super::{Options, Passed};
use crate::ledger::{Kind, own};
use crate::source::Sheet;

/// What a file could not be read for, as details of `Kind::MalformedWorkbook`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub reason: &'static str,
    /// The limit that it is beyond, or the part that is broken.
    pub detail: String,
}

impl Refusal {
    fn of(reason: &'static str) -> Self {
        Refusal {
            reason,
            detail: String::new(),
        }
    }

    fn with(reason: &'static str, detail: impl ToString) -> Self {
        Refusal {
            reason,
            detail: detail.to_string(),
        }
    }

    pub fn spotted(self) -> Spotted {
        Spotted::file(Kind::MalformedWorkbook).with(vec![self.reason.to_owned(), self.detail])
    }
}

/// All sheets of a workbook that can be read, ledgers or not, as they stand.
pub fn sheets(bytes: &[u8]) -> Vec<Sheet> {
    let book = grid::read(bytes, Nature::of(bytes));
    let sheets = book.map_or_else(|_| Vec::new(), |book| book.sheets);
    sheets
        .into_iter()
        .filter_map(|read| read.sheet.ok())
        .collect()
}

/// Whether a file is a Word document, whose tables are read as sheets.
pub fn is_document(bytes: &[u8]) -> bool {
    Nature::of(bytes) == Nature::Zip
        && limits::open(bytes).is_ok_and(|mut archive| word::text(&mut archive).is_some())
}

/// Reads a workbook that is in memory. The sheets that hold ledgers go into its `Source`.
pub fn read(
    bytes: &[u8],
    nature: Nature,
    name: &FileName,
    binder: &Binder<'_>,
    options: Options,
    meter: &Meter<'_>,
) -> (Vec<Arc<Sheet>>, Found) {
    let book = match grid::read(bytes, nature) {
        Ok(book) => book,
        Err(refusal) => return (Vec::new(), Found::only(refusal.spotted())),
    };
    let mut found = Found::default();
    let mut sheets = Vec::new();
    // a file's name says less of a table among pages of text
    let alone = book.sheets.len() == 1 && !book.is_document;
    let samples = samples::Samples::of(&book.sheets);
    for read in book.sheets {
        let title = read.name.clone();
        let place = sheets.len() as u32;
        let sheet = match read.sheet {
            Ok(sheet) => sheet,
            Err(grid::Unread::Passed(why)) => {
                found.passed.push((title, why));
                continue;
            }
            Err(grid::Unread::Refused(refusal)) => {
                // the place is the sheet's, of which nothing else is known
                let sheet =
                    crate::source::SheetBuilder::new().finish(title.into(), read.at, Vec::new());
                let spotted = refusal.spotted();
                found.spotted.push(Spotted {
                    sheet: Some((place, None)),
                    ..spotted
                });
                sheets.push(Arc::new(sheet));
                continue;
            }
        };
        let first = (sheet.rows() > 0).then(|| sheet.filled(0).next()).flatten();
        if first.is_some_and(|(_, text, _)| own::is_own_sheet(text)) {
            found.passed.push((title, Passed::OwnSheet));
            continue;
        }
        let (own_name, own_origin) = split_origin(&title);
        let around = header::Around {
            sheet: own_name,
            file: &name.stem,
            alone,
        };
        let table = match header::find(&sheet, &around, binder) {
            header::Search::Found(table) => table,
            header::Search::Ambiguous(ledgers, called) => {
                let ambiguous =
                    super::delimited::ambiguous_ledger(binder.catalog, &ledgers, &called);
                found.spotted.push(Spotted {
                    sheet: Some((place, None)),
                    ..ambiguous
                });
                sheets.push(Arc::new(sheet));
                continue;
            }
            header::Search::NoHeader => {
                found.passed.push((title, Passed::NoHeader));
                continue;
            }
            header::Search::None => {
                found.passed.push((title, Passed::NoLedgerSheet));
                continue;
            }
        };
        let origin = own_origin.or_else(|| name.origin.clone());
        let sheet = Arc::new(sheet);
        let reading = table::Reading {
            sheet: &sheet,
            place,
            date1904: book.date1904,
            samples: &samples,
            binder,
            options,
            meter,
        };
        reading.read(&table, origin, &mut found);
        shape::tell(
            &read.hidden,
            &sheet,
            place,
            table.family.ledger,
            &mut found.spotted,
        );
        for (row, column) in read.broken {
            let spotted = Spotted::sheet(Kind::MalformedWorkbook, place, Some((row, column)));
            found
                .spotted
                .push(spotted.with(vec!["cell".to_owned(), String::new()]));
        }
        sheets.push(sheet);
    }
    // a notice or a plan, as a whole
    if book.is_document && found.is_empty() {
        found.passed.clear();
    }
    (sheets, found)
}

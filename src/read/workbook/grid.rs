//! A workbook's cells to sheets, through `calamine`; the one place that knows it.

use std::cell::Cell as Flag;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{
    Data, DataRef, ExcelDateTime, Ods, OdsError, Range, Reader, Sheet as Entry, SheetType,
    SheetVisible, Xls, XlsError, Xlsx, XlsxError,
};

use super::bytes::{Nature, is_encrypted};
use super::limits;
use super::shape::{self, Hidden, Shape};
use super::{Refusal, picked, word, xlsx as straight};
use crate::read::Passed;
use crate::source::{CellKind, Sheet, SheetBuilder};

/// A workbook, read.
pub struct Book {
    pub sheets: Vec<ReadSheet>,
    /// Whether days are counted from 1904 on, as on old Macintoshes.
    pub date1904: bool,
    /// Whether they are tables of a document, most of which are no ledgers.
    pub is_document: bool,
}

/// One sheet, in the workbook's order.
pub struct ReadSheet {
    pub name: String,
    pub at: u32,
    pub sheet: Result<Sheet, Unread>,
    pub hidden: Hidden,
    /// Cells behind which one was left out that cannot be read.
    pub broken: Vec<(u32, u32)>,
}

pub enum Unread {
    Passed(Passed),
    Refused(Refusal),
}

#[cfg(test)]
impl Unread {
    pub fn name(&self) -> String {
        match self {
            Unread::Passed(passed) => format!("{passed:?}"),
            Unread::Refused(refusal) => format!("{refusal:?}"),
        }
    }
}

thread_local! {
    static RECOVERING: Flag<bool> = const { Flag::new(false) };
}

/// True while this thread reads something whose panic is caught and told of: nobody else need hear of it.
pub fn recovering() -> bool {
    RECOVERING.get()
}

/// Reads all sheets. Damaged files have made the reader panic before: that is damage as well, and no fault of ours.
pub fn read(bytes: &[u8], nature: Nature) -> Result<Book, Refusal> {
    let before = RECOVERING.replace(true);
    let read = catch_unwind(AssertUnwindSafe(|| match nature {
        Nature::Zip => zipped(bytes),
        Nature::Compound if is_encrypted(bytes) => Err(Refusal::of("encrypted")),
        Nature::Compound => compound(bytes),
        Nature::Markup => Err(Refusal::of("markup")),
        Nature::Other => Err(Refusal::of("damaged")),
    }));
    RECOVERING.set(before);
    read.unwrap_or_else(|_| Err(Refusal::of("damaged")))
}

fn zipped(bytes: &[u8]) -> Result<Book, Refusal> {
    straight::read(bytes).map_or_else(|| slowly(bytes), Ok)
}

/// What newer versions of LibreOffice lock a whole OpenDocument file into.
const LOCKED: &str = "encrypted-package";

/// Reads a workbook in a zip archive with `calamine`, which understands all of them.
pub fn slowly(bytes: &[u8]) -> Result<Book, Refusal> {
    let mut archive = limits::open(bytes)?;
    if archive.index_for_name(LOCKED).is_some() {
        return Err(Refusal::of("encrypted"));
    }
    if let Some(text) = word::text(&mut archive) {
        return word::read(&mut archive, &text);
    }
    let is_ods = shape::is_ods(&mut archive);
    let guarded = |read: &mut dyn FnMut() -> Result<Book, Refusal>| {
        let before = RECOVERING.replace(true);
        let book = catch_unwind(AssertUnwindSafe(read));
        RECOVERING.set(before);
        book.unwrap_or_else(|_| Err(Refusal::of("damaged")))
    };
    let (shapes, book) = match is_ods {
        // its shape says whether its cells may be laid out
        true => {
            let shapes = shape::read(bytes)?;
            (Ok(shapes), guarded(&mut || ods(bytes)))
        }
        false => rayon::join(|| shape::read(bytes), || guarded(&mut || xlsx(bytes))),
    };
    let (mut book, shapes) = match (shapes, book) {
        (Err(refusal), _) if refusal.reason != "other" => return Err(refusal),
        (Err(other), Err(_)) => return Err(other),
        (shapes, book) => (book?, shapes.unwrap_or_default()),
    };
    if shapes.len() == book.sheets.len() {
        for (sheet, shape) in book.sheets.iter_mut().zip(shapes) {
            sheet.take(shape);
        }
    }
    Ok(book)
}

impl ReadSheet {
    fn take(&mut self, shape: Shape) {
        if let Ok(sheet) = &mut self.sheet {
            sheet.add(&shape.uncomputed, CellKind::Uncomputed);
            sheet.errors(&shape.errors);
            sheet.merge(shape.merged);
            sheet.percents(&shape.percents, picked::percent);
        }
        self.hidden = Hidden {
            whole: self.hidden.whole || shape.hidden.whole,
            ..shape.hidden
        };
    }
}

fn xlsx(bytes: &[u8]) -> Result<Book, Refusal> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|error| match error {
        XlsxError::Password => Refusal::of("encrypted"),
        XlsxError::FileNotFound(part) => Refusal::with("part", part),
        _ => Refusal::of("damaged"),
    })?;
    let date1904 = book.has_1904_epoch();
    let entries = book.sheets_metadata().to_vec();
    let read = |(at, entry): (usize, &Entry)| {
        let mut broken = Vec::new();
        let sheet = match entry.typ {
            SheetType::WorkSheet => xlsx_sheet(&mut book, entry, at as u32, &mut broken),
            _ => Err(Unread::Passed(Passed::NotASheet)),
        };
        ReadSheet {
            broken,
            ..read_sheet(at, entry, sheet)
        }
    };
    let sheets = entries.iter().enumerate().map(read).collect();
    Ok(Book {
        sheets,
        date1904,
        is_document: false,
    })
}

fn read_sheet(at: usize, entry: &Entry, sheet: Result<Sheet, Unread>) -> ReadSheet {
    let hidden = Hidden {
        whole: entry.visible != SheetVisible::Visible,
        ..Hidden::default()
    };
    ReadSheet {
        name: entry.name.clone(),
        at: at as u32,
        sheet,
        hidden,
        broken: Vec::new(),
    }
}

/// Most cells that are left out because they cannot be read.
const BROKEN: usize = 100;

fn xlsx_sheet(
    book: &mut Xlsx<Cursor<&[u8]>>,
    entry: &Entry,
    at: u32,
    broken: &mut Vec<(u32, u32)>,
) -> Result<Sheet, Unread> {
    let damaged = || Unread::Refused(Refusal::with("sheet", &entry.name));
    let mut cells = book
        .worksheet_cells_reader(&entry.name)
        .map_err(|error| match error {
            XlsxError::NotAWorksheet(_) => Unread::Passed(Passed::NotASheet),
            _ => damaged(),
        })?;
    let mut filler = Filler::default();
    let mut last = (0, 0);
    loop {
        match cells.next_cell() {
            Ok(Some(cell)) => {
                last = cell.get_position();
                let (row, column) = last;
                let value = match cell.get_value() {
                    DataRef::Empty => continue,
                    DataRef::SharedString(text) => Value::Shared(text),
                    DataRef::String(text) => Value::Text(text),
                    DataRef::Int(n) => Value::Integer(*n),
                    DataRef::Float(n) => Value::Number(*n),
                    DataRef::Bool(yes) => Value::Boolean(*yes),
                    DataRef::DateTime(time) => Value::Time(*time),
                    DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => Value::Iso(text),
                    DataRef::Error(error) => Value::Error(error.to_string()),
                };
                if !filler.push(row, column, value) {
                    return Err(Unread::Refused(Refusal::with("size", limits::MOST)));
                }
            }
            Ok(None) => break,
            // one cell, not the sheet
            Err(
                XlsxError::CellError(_)
                | XlsxError::CellTAttribute(_)
                | XlsxError::ParseFloat(_)
                | XlsxError::Unexpected(_),
            ) if broken.len() < BROKEN => broken.push(last),
            Err(_) => return Err(damaged()),
        }
    }
    filler.sheet(entry, at)
}

fn ods(bytes: &[u8]) -> Result<Book, Refusal> {
    let mut book: Ods<_> = Ods::new(Cursor::new(bytes)).map_err(|error| match error {
        OdsError::Password => Refusal::of("encrypted"),
        OdsError::InvalidMime(_) => Refusal::of("other"),
        _ => Refusal::of("damaged"),
    })?;
    let entries = book.sheets_metadata().to_vec();
    let sheets = entries.iter().enumerate().map(|(at, entry)| {
        let range = book.worksheet_range(&entry.name);
        let sheet = range_sheet(range.ok(), entry, at);
        read_sheet(at, entry, sheet)
    });
    Ok(Book {
        sheets: sheets.collect(),
        date1904: false,
        is_document: false,
    })
}

fn compound(bytes: &[u8]) -> Result<Book, Refusal> {
    // its shape says whether its cells may be laid out
    let shapes = shape::of_compound(bytes)?;
    let mut book: Xls<_> = Xls::new(Cursor::new(bytes)).map_err(|error| match error {
        XlsError::Password => Refusal::of("encrypted"),
        XlsError::Cfb(_) => Refusal::of("other"),
        _ => Refusal::of("damaged"),
    })?;
    let entries = book.sheets_metadata().to_vec();
    let mut shapes = Some(shapes)
        .filter(|shapes| shapes.len() == entries.len())
        .unwrap_or_default()
        .into_iter();
    let sheets = entries.iter().enumerate().map(|(at, entry)| {
        let sheet = match entry.typ {
            SheetType::WorkSheet => {
                let range = book.worksheet_range(&entry.name);
                range_sheet(range.ok(), entry, at)
            }
            _ => Err(Unread::Passed(Passed::NotASheet)),
        };
        let merged = book.merge_cells_by_sheet_name(&entry.name);
        let area = |d: &calamine::Dimensions| crate::source::Area {
            top: d.start.0,
            left: d.start.1,
            bottom: d.end.0,
            right: d.end.1,
        };
        let mut read = read_sheet(at, entry, sheet);
        read.take(Shape {
            merged: merged.unwrap_or_default().iter().map(area).collect(),
            ..shapes.next().unwrap_or_default()
        });
        read
    });
    let sheets = sheets.collect();
    Ok(Book {
        sheets,
        date1904: book.has_1904_epoch(),
        is_document: false,
    })
}

fn range_sheet(range: Option<Range<Data>>, entry: &Entry, at: usize) -> Result<Sheet, Unread> {
    let Some(range) = range else {
        return Err(Unread::Refused(Refusal::with("sheet", &entry.name)));
    };
    let mut filler = Filler::default();
    let (top, left) = range.start().unwrap_or_default();
    for (row, column, data) in range.used_cells() {
        let value = match data {
            Data::Empty => continue,
            Data::String(text) => Value::Text(text),
            Data::Int(n) => Value::Integer(*n),
            Data::Float(n) => Value::Number(*n),
            Data::Bool(yes) => Value::Boolean(*yes),
            Data::DateTime(time) => Value::Time(*time),
            Data::DateTimeIso(text) | Data::DurationIso(text) => Value::Iso(text),
            Data::Error(error) => Value::Error(error.to_string()),
        };
        if !filler.push(top + row as u32, left + column as u32, value) {
            return Err(Unread::Refused(Refusal::with("size", limits::MOST)));
        }
    }
    filler.sheet(entry, at as u32)
}

/// A cell's value.
enum Value<'v> {
    Text(&'v str),
    /// A text that many cells share: the same place in memory is the same text.
    Shared(&'v str),
    Number(f64),
    Integer(i64),
    Boolean(bool),
    Time(ExcelDateTime),
    Iso(&'v str),
    Error(String),
}

/// Puts cells into a sheet as texts.
struct Filler {
    builder: SheetBuilder,
    scratch: String,
}

impl Default for Filler {
    fn default() -> Self {
        Filler {
            builder: SheetBuilder::new(),
            scratch: String::new(),
        }
    }
}

impl Filler {
    fn push(&mut self, row: u32, column: u32, value: Value<'_>) -> bool {
        self.scratch.clear();
        let kind = match value {
            Value::Text("") | Value::Shared("") => return true,
            Value::Shared(text) => return self.builder.push_shared(row, column, text, kind_of),
            Value::Text(text) => return self.builder.push(row, column, kind_of(text), text),
            Value::Iso(text) => {
                // 2021-05-15T00:00:00
                let midnight = text.strip_suffix("T00:00:00").unwrap_or(text);
                return self.builder.push(row, column, CellKind::Date, midnight);
            }
            Value::Error(error) => return self.builder.push(row, column, CellKind::Error, &error),
            Value::Boolean(yes) => {
                let shown = if yes { "TRUE" } else { "FALSE" };
                return self.builder.push(row, column, CellKind::Tidy, shown);
            }
            Value::Number(n) => {
                picked::number(n, &mut self.scratch);
                CellKind::Number
            }
            Value::Integer(n) => {
                picked::number(n as f64, &mut self.scratch);
                CellKind::Number
            }
            Value::Time(time) => picked::time(&time_parts(&time), &mut self.scratch),
        };
        self.builder.push(row, column, kind, &self.scratch)
    }

    fn sheet(self, entry: &Entry, at: u32) -> Result<Sheet, Unread> {
        let sheet = self
            .builder
            .finish(entry.name.as_str().into(), at, Vec::new());
        match sheet.rows() {
            0 => Err(Unread::Passed(Passed::EmptySheet)),
            _ => Ok(sheet),
        }
    }
}

pub fn time_parts(time: &ExcelDateTime) -> picked::Time {
    if time.is_duration() || !(0.0..3_000_000.0).contains(&time.as_f64()) {
        return picked::Time::Number(time.as_f64());
    }
    let (year, month, day, hour, minute, second, _) = time.to_ymd_hms_milli();
    picked::Time::Day {
        serial: time.as_f64(),
        date: (year, month, day),
        clock: (hour, minute, second),
    }
}

/// Whether a text holds nothing that reading it would remark on. Errs on the safe side: some first bytes of
/// characters are shared by those that people do not see.
pub fn kind_of(text: &str) -> CellKind {
    let seldom = |b: &u8| *b <= b' ' || matches!(b, 0x7F | 0xC2 | 0xE1..=0xE3 | 0xEF);
    match text.as_bytes().iter().any(seldom) {
        true => CellKind::Text,
        false => CellKind::Tidy,
    }
}

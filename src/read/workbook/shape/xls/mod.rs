//! The shape of the sheets of a workbook of Excel 97 to 2003, from the records of its stream (MS-XLS; BIFF8, and BIFF5 as
//! far as its records are the same).
//!
//! Nothing here finds fault with a file: what is broken or not understood is left out, and `calamine`, which reads the
//! values, says what is wrong. The exceptions are a lock, which it does not always notice, and sheets that it would lay
//! out, or look for, in more memory than there is.

mod look;
mod records;
mod sectors;
#[cfg(test)]
mod tests;

use std::io::{Cursor, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};

use encoding_rs::GB18030;

use self::look::Looks;
use self::records::{Records, byte, latin, long, short, wide};
use self::sectors::Table;
use super::Shape;
use crate::read::workbook::Refusal;
use crate::read::workbook::limits::MOST;
use crate::read::workbook::percent::Formats;

/// The streams that hold a workbook: of BIFF8, and of BIFF5.
const STREAMS: [&str; 2] = ["Workbook", "Book"];
/// The version of BIFF5, as the first record says it.
const BIFF5: u16 = 0x0500;

/// All sheets in the workbook's order; none where the file is not understood.
pub fn read(bytes: &[u8]) -> Result<Vec<Shape>, Refusal> {
    let damaged = || Refusal::of("damaged");
    let table = Table::of(bytes).ok_or_else(damaged)?;
    match stream(bytes) {
        Some(stream) => shapes(&stream),
        // `calamine` would follow it
        None if table.has_circle() => Err(damaged()),
        None => Ok(Vec::new()),
    }
}

/// The records of a workbook.
fn stream(bytes: &[u8]) -> Option<Vec<u8>> {
    let open = || {
        let mut file = cfb::CompoundFile::open(Cursor::new(bytes)).ok()?;
        let name = STREAMS.into_iter().find(|name| file.is_stream(name))?;
        let mut stream = Vec::new();
        let part = file.open_stream(name).ok()?;
        part.take(MOST).read_to_end(&mut stream).ok()?;
        Some(stream)
    };
    // whatever becomes of it, the values are still read
    catch_unwind(AssertUnwindSafe(open)).ok().flatten()
}

fn shapes(stream: &[u8]) -> Result<Vec<Shape>, Refusal> {
    let book = Book::of(stream)?;
    let mut looks = Looks::of(&book.percents);
    let shape = |entry: &Entry| {
        let records = stream.get(entry.start..).unwrap_or_default();
        // `calamine` lays out the cells of what is no sheet as well
        let shape = looks.sheet(Records(records))?;
        Ok(match entry.is_sheet {
            true => shape,
            false => Shape::default(),
        })
    };
    book.entries.iter().map(shape).collect()
}

/// One of the sheets that a workbook names: a table of cells, or a chart, a macro sheet, a module.
struct Entry {
    start: usize,
    is_sheet: bool,
}

/// What the workbook says of all its sheets.
struct Book {
    entries: Vec<Entry>,
    /// Whether each style of cells shows a percentage.
    percents: Vec<bool>,
}

impl Book {
    fn of(stream: &[u8]) -> Result<Self, Refusal> {
        let mut entries = Vec::new();
        let (mut formats, mut styles) = (Formats::default(), Vec::new());
        let mut is_old = false;
        for (kind, data) in Records(stream) {
            match kind {
                records::BEGIN => is_old = short(data, 0) == Some(BIFF5),
                records::LOCK => return Err(Refusal::of("encrypted")),
                records::FORMAT => {
                    if let (Some(id), Some(code)) = (short(data, 0), code(data, is_old)) {
                        formats.add(u32::from(id), &code);
                    }
                }
                // every style counts, since cells name them by their positions
                records::STYLE => styles.push(short(data, 2).unwrap_or_default()),
                records::SHEET => entries.push(Entry {
                    start: long(data, 0).map_or(usize::MAX, |start| start as usize),
                    is_sheet: byte(data, 5) == Some(0),
                }),
                records::END => break,
                _ => {}
            }
        }
        let percent = |id: u16| formats.show_percent(u32::from(id));
        Ok(Book {
            entries,
            percents: styles.into_iter().map(percent).collect(),
        })
    }
}

/// The code of a format.
fn code(data: &[u8], is_old: bool) -> Option<String> {
    if is_old {
        let text = data.get(3..)?;
        let length = usize::from(byte(data, 2)?);
        // in the code page of the office that made it, which is theirs
        return Some(GB18030.decode(text.get(..length).unwrap_or(text)).0.into());
    }
    let (length, text) = (usize::from(short(data, 2)?), data.get(5..)?);
    Some(match byte(data, 4)? & 1 {
        0 => latin(text.get(..length).unwrap_or(text)),
        _ => wide(text.get(..2 * length).unwrap_or(text)),
    })
}

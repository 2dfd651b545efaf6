//! The shape of the sheets of a workbook of Excel 97 to 2003, from the records of its stream (MS-XLS; BIFF8, and BIFF5 as
//! far as its records are the same).
//!
//! Nothing here finds fault with a file: what is broken or not understood is left out, and `calamine`, which reads the
//! values, says what is wrong. The exceptions are a lock, which it does not always notice, and sheets that it would lay
//! out, or look for, in more memory than there is.

mod records;
mod sectors;
#[cfg(test)]
mod tests;

use std::io::{Cursor, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};

use encoding_rs::GB18030;

use self::records::{Records, byte, latin, long, short, wide};
use self::sectors::Table;
use super::{CELLS, RANGES, Shape};
use crate::read::workbook::Refusal;
use crate::read::workbook::limits::{self, MOST};
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
    let mut looks = Looks {
        percents: &book.percents,
        unread: MOST,
        room: limits::CELLS,
    };
    let shape = |entry: &Entry| {
        let records = stream.get(entry.start..).unwrap_or_default();
        // `calamine` lays out the cells of what is no sheet as well
        let shape = looks.sheet(Records(records))?;
        Ok(if entry.is_sheet {
            shape
        } else {
            Shape::default()
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

/// Looks through sheets, as long as they keep the limits.
struct Looks<'b> {
    percents: &'b [bool],
    /// Bytes of records that may still be looked at: sheets may begin in one place, and be walked through again and again.
    unread: u64,
    /// Cells that may still be laid out between the first cells and the last ones of sheets.
    room: u64,
}

impl Looks<'_> {
    fn sheet(&mut self, records: Records<'_>) -> Result<Shape, Refusal> {
        let mut shape = Shape::default();
        let (mut depth, mut width, mut height) = (0usize, 0u32, 0u32);
        // a formula whose text comes in a record of its own
        let mut waiting: Option<(u32, u32)> = None;
        for (kind, data) in records {
            self.unread = (self.unread.checked_sub(records::size(data)))
                .ok_or_else(|| Refusal::with("size", MOST))?;
            match kind {
                records::BEGIN => depth += 1,
                records::END if depth <= 1 => break,
                records::END => depth -= 1,
                // a chart that stands on the sheet has cells of its own
                _ if depth > 1 => continue,
                _ => {}
            }
            if kind == records::TEXT {
                waiting = None;
            } else if !records::STAND_BEFORE_TEXT.contains(&kind) {
                shape.uncomputed.extend(waiting.take());
            }
            match kind {
                records::EXTENT => self.extent(data)?,
                records::ROW => {
                    if let (Some(row), Some(flags)) = (short(data, 0), byte(data, 12))
                        && flags & records::HIDDEN_ROW != 0
                    {
                        shape.hidden.row(u32::from(row), u32::from(row));
                    }
                }
                records::COLUMNS => {
                    if let (Some(from), Some(to), Some(flags)) =
                        (short(data, 0), short(data, 2), byte(data, 8))
                        && flags & records::HIDDEN_COLUMNS != 0
                        && shape.hidden.columns.len() < RANGES
                    {
                        shape.hidden.columns.push((from.into(), to.into()));
                    }
                }
                _ => {}
            }
            let Some((row, column)) = place(data).filter(|_| records::CELLS.contains(&kind)) else {
                continue;
            };
            let last = match kind {
                records::NUMBER | records::WHOLE => {
                    self.number(row, column, short(data, 4), &mut shape);
                    column
                }
                records::FORMULA => {
                    self.number(row, column, short(data, 4), &mut shape);
                    if records::is_text(data) && shape.uncomputed.len() < CELLS {
                        waiting = Some((row, column));
                    }
                    column
                }
                records::WHOLES => {
                    let numbers = data.get(4..).unwrap_or_default().chunks_exact(6);
                    // behind them stands the last column
                    let columns = column..column + numbers.len() as u32;
                    for (column, number) in columns.clone().zip(numbers) {
                        self.number(row, column, short(number, 0), &mut shape);
                    }
                    columns.end.saturating_sub(1)
                }
                _ => column,
            };
            width = width.max(last + 1);
            height = height.max(row + 1);
        }
        shape.uncomputed.extend(waiting);
        self.room =
            (self.room.checked_sub(u64::from(width) * u64::from(height))).ok_or_else(too_wide)?;
        Ok(shape)
    }

    /// Notes a number that is shown as a percentage.
    fn number(&self, row: u32, column: u32, style: Option<u16>, shape: &mut Shape) {
        let percent = style.and_then(|style| self.percents.get(usize::from(style)));
        if percent == Some(&true) && shape.percents.len() < CELLS {
            shape.percents.insert((row, column));
        }
    }

    /// Judges what a sheet says of its size, for which `calamine` makes room whether it is true or not.
    fn extent(&self, data: &[u8]) -> Result<(), Refusal> {
        let (rows, right) = match data.len() {
            10 => (
                short(data, 0)
                    .map(u32::from)
                    .zip(short(data, 2).map(u32::from)),
                short(data, 6),
            ),
            _ => (long(data, 0).zip(long(data, 4)), short(data, 10)),
        };
        let (Some((top, bottom)), Some(right)) = (rows, right) else {
            return Ok(());
        };
        // `calamine` would count on below zero
        if top > bottom && bottom > 0 && right > 0 {
            return Err(Refusal::of("damaged"));
        }
        match u64::from(bottom.saturating_sub(top)) * u64::from(right) > limits::CELLS {
            true => Err(too_wide()),
            false => Ok(()),
        }
    }
}

fn too_wide() -> Refusal {
    Refusal::with("cells", limits::CELLS)
}

/// Row and column of a cell.
fn place(data: &[u8]) -> Option<(u32, u32)> {
    Some((u32::from(short(data, 0)?), u32::from(short(data, 2)?)))
}

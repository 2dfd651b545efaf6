//! Office Open XML workbooks as programs usually write them, straight from their bytes: in windows of whole rows, which
//! one core unpacks while another takes them apart, in a fraction of the time of a reader of XML.
//!
//! It takes what it understands to the last character, and nothing else: where anything is unusual or broken, it gives
//! `None` for the whole workbook, and `grid` has `calamine` read it and say what is wrong. What it does take is what
//! `calamine` would have read; the tests hold it to that.

mod parts;
mod rows;
mod strings;
mod styles;
mod tags;
#[cfg(test)]
mod tests;
mod text;

pub use self::text::decoded;

use std::io::Read;

use memchr::memmem;
use rayon::prelude::*;

use self::parts::Part;
use self::rows::{Piece, What};
use self::strings::Strings;
use self::styles::Styles;
use super::grid::{Book, ReadSheet, Unread, kind_of};
use super::limits::{self, Archive};
use super::shape::{Hidden, area};
use crate::read::Passed;
use crate::source::{Area, CellKind, Sheet, SheetBuilder};

/// Bytes that are unpacked and taken apart together.
const WINDOW: usize = 2 << 20;
/// Bytes that may stand before the first row and behind the last.
const AROUND: usize = 64 << 20;

/// Reads all sheets.
pub fn read(bytes: &[u8]) -> Option<Book> {
    let mut archive = limits::open(bytes).ok()?;
    let workbook = parts::workbook(&mut archive)?;
    let styles = Styles::read(&mut archive)?;
    let unpack = || limits::open(bytes).ok();
    let look = |part: &Part| match &part.name {
        Some(name) => look(&mut unpack()?, name, &styles, workbook.date1904).map(Some),
        None => Some(None),
    };
    let looks = || {
        workbook
            .parts
            .par_iter()
            .map(look)
            .collect::<Option<Vec<_>>>()
    };
    let (strings, looked) = rayon::join(|| Strings::read(&mut unpack()?), looks);
    let (strings, looked) = (strings?, looked?);
    let mut sheets = Vec::with_capacity(looked.len());
    for ((at, part), looked) in (0..).zip(workbook.parts).zip(looked) {
        let mut hidden = Hidden {
            whole: part.hidden,
            ..Hidden::default()
        };
        let sheet = match looked {
            None => Err(Unread::Passed(Passed::NotASheet)),
            Some(look) => {
                look.hidden.iter().for_each(|row| hidden.row(*row, *row));
                hidden.columns = look.columns;
                let sheet = sheet(look.pieces, look.merged, &strings, &part.title, at)?;
                match sheet.rows() {
                    0 => Err(Unread::Passed(Passed::EmptySheet)),
                    _ => Ok(sheet),
                }
            }
        };
        sheets.push(ReadSheet {
            name: part.title,
            at,
            sheet,
            hidden,
            broken: Vec::new(),
        });
    }
    Some(Book {
        sheets,
        date1904: workbook.date1904,
        is_document: false,
    })
}

/// A sheet, taken apart.
#[derive(Default)]
struct Look {
    pieces: Vec<Piece>,
    hidden: Vec<u32>,
    columns: Vec<(u32, u32)>,
    merged: Vec<Area>,
}

fn look(archive: &mut Archive<'_>, name: &str, styles: &Styles, date1904: bool) -> Option<Look> {
    let at = archive.index_for_name(name)?;
    let mut part = Windows {
        part: archive.by_index(at).ok()?,
        left: Vec::new(),
        ended: false,
    };
    let mut look = Look::default();
    part.skip_to(b"<sheetData")?;
    let before = tags::text(&part.take_head(b"<sheetData")?)?.to_owned();
    look.columns = columns(&before)?;
    let mut window = match part.start()? {
        true => part.next()?,
        // a sheet without rows
        false => Some(Vec::new()),
    };
    while let Some(rows) = window {
        // the next ones are unpacked meanwhile
        let (next, piece) = rayon::join(|| part.next(), || rows::scan(&rows, styles, date1904));
        let piece = piece?;
        look.hidden.extend_from_slice(&piece.hidden);
        look.pieces.push(piece);
        window = next?;
    }
    look.merged = merged(&part.tail()?)?;
    Some(look)
}

/// The columns that are hidden.
fn columns(before: &str) -> Option<Vec<(u32, u32)>> {
    let mut hidden = Vec::new();
    super::tags::each(before.as_bytes(), u64::MAX, |tag| {
        let (from, to) = (tag.number("min"), tag.number("max"));
        if tag.name() == b"col" && !tag.closes() && tag.is_true("hidden") {
            hidden.extend(
                from.zip(to)
                    .map(|(from, to)| (from.saturating_sub(1), to.saturating_sub(1))),
            );
        }
        true
    })
    .ok()?;
    Some(hidden)
}

fn merged(behind: &[u8]) -> Option<Vec<Area>> {
    let mut merged = Vec::new();
    super::tags::each(behind, u64::MAX, |tag| {
        if tag.name() == b"mergeCell" {
            merged.extend(tag.attribute("ref").and_then(area));
        }
        true
    })
    .ok()?;
    Some(merged)
}

/// The pieces of a sheet together.
fn sheet(
    pieces: Vec<Piece>,
    merged: Vec<Area>,
    strings: &Strings,
    name: &str,
    at: u32,
) -> Option<Sheet> {
    let mut builder = SheetBuilder::new();
    // where each shared text stands in the sheet
    let mut shared: Vec<Option<(u32, u32, CellKind)>> = vec![None; strings.len()];
    for piece in pieces {
        let base = builder.append(&piece.text)?;
        for (row, cells) in piece.by_row() {
            for cell in cells {
                let (start, end, kind) = match cell.what {
                    What::Own(kind) => (
                        base.checked_add(cell.start)?,
                        base.checked_add(cell.end)?,
                        kind,
                    ),
                    What::Shared => {
                        let known = shared.get_mut(cell.start as usize)?;
                        match known {
                            Some(known) => *known,
                            None => {
                                let text = strings.text(cell.start as usize);
                                let start = builder.append(text)?;
                                let end = start.checked_add(text.len() as u32)?;
                                *known.insert((start, end, kind_of(text)))
                            }
                        }
                    }
                };
                let is_nothing = start == end && kind != CellKind::Uncomputed;
                if !is_nothing
                    && !builder.place(
                        row,
                        u32::from(cell.column),
                        kind,
                        start as usize,
                        end as usize,
                    )
                {
                    return None;
                }
            }
        }
    }
    Some(builder.finish(name.into(), at, merged))
}

/// A part of the archive in windows of whole rows.
struct Windows<R> {
    part: R,
    /// What is unpacked and not yet given.
    left: Vec<u8>,
    ended: bool,
}

impl<R: Read> Windows<R> {
    /// Unpacks more; false at the end.
    fn more(&mut self) -> Option<bool> {
        if self.ended {
            return Some(false);
        }
        self.left.reserve(WINDOW);
        let mut more = self.part.by_ref().take(WINDOW as u64);
        let read = more.read_to_end(&mut self.left).ok()?;
        self.ended = read < WINDOW;
        Some(read > 0)
    }

    /// Unpacks until something stands in what is left.
    fn skip_to(&mut self, what: &[u8]) -> Option<()> {
        while memmem::find(&self.left, what).is_none() {
            if self.left.len() > AROUND || !self.more()? {
                return None;
            }
        }
        Some(())
    }

    /// Takes what stands before something.
    fn take_head(&mut self, what: &[u8]) -> Option<Vec<u8>> {
        let at = memmem::find(&self.left, what)?;
        Some(self.left.drain(..at).collect())
    }

    /// Takes the tag that the rows stand in; false where it holds none.
    fn start(&mut self) -> Option<bool> {
        self.skip_to(b">")?;
        let tag = self.take_head(b">")?;
        self.left.drain(..1);
        match &tag[..] {
            b"<sheetData" => Some(true),
            b"<sheetData/" => {
                self.left.splice(..0, *b"</sheetData>");
                Some(false)
            }
            _ => None,
        }
    }

    /// The next rows; `None` inside behind the last.
    fn next(&mut self) -> Option<Option<Vec<u8>>> {
        loop {
            if let Some(end) = memmem::find(&self.left, b"</sheetData>") {
                let rows: Vec<u8> = self.left.drain(..end).collect();
                return Some((!rows.is_empty()).then_some(rows));
            }
            // up to the last row that begins here, which may go on behind
            let cut = memmem::rfind(&self.left, b"<row")
                .filter(|at| *at > 0 && self.left.len() >= WINDOW);
            if let Some(at) = cut {
                let rest = self.left.split_off(at);
                return Some(Some(std::mem::replace(&mut self.left, rest)));
            }
            if !self.more()? {
                return None;
            }
        }
    }

    /// What stands behind the rows.
    fn tail(mut self) -> Option<Vec<u8>> {
        while self.more()? {
            if self.left.len() > AROUND {
                return None;
            }
        }
        self.left.starts_with(b"</sheetData>").then_some(self.left)
    }
}

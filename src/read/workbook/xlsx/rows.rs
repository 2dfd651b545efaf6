//! A window of whole rows to cells.

use calamine::{ExcelDateTime, ExcelDateTimeType};

use super::super::grid::{kind_of, time_parts};
use super::super::picked;
use super::strings::item;
use super::styles::{Form, Styles};
use super::tags::{Cursor, Tag, text};
use super::text::{decoded, has_escapes};
use crate::location::SHEET_ROWS;
use crate::source::CellKind;

/// The cells of some rows; their texts stand in one.
#[derive(Default)]
pub struct Piece {
    pub text: String,
    /// Number of each row with a cell in it, and the first of its cells.
    rows: Vec<(u32, u32)>,
    cells: Vec<PieceCell>,
    pub hidden: Vec<u32>,
}

#[derive(Clone, Copy)]
pub struct PieceCell {
    /// Where its text stands in the piece, or which of the shared ones it is.
    pub start: u32,
    pub end: u32,
    pub column: u16,
    pub what: What,
}

#[derive(Clone, Copy)]
pub enum What {
    Own(CellKind),
    Shared,
}

impl Piece {
    pub fn by_row(&self) -> impl Iterator<Item = (u32, &[PieceCell])> {
        let ends = self.rows.iter().skip(1).map(|(_, first)| *first as usize);
        let ends = ends.chain([self.cells.len()]);
        let row = |((number, first), end): (&(u32, u32), usize)| {
            (*number, &self.cells[*first as usize..end])
        };
        self.rows.iter().zip(ends).map(row)
    }

    fn push(&mut self, row: u32, column: u32, start: u32, end: u32, what: What) -> Option<()> {
        if self.rows.last().is_none_or(|(number, _)| *number != row) {
            self.rows.push((row, u32::try_from(self.cells.len()).ok()?));
        }
        let column = u16::try_from(column).ok()?;
        self.cells.push(PieceCell {
            start,
            end,
            column,
            what,
        });
        Some(())
    }
}

/// Digits of whole numbers that are exact as they stand.
const EXACT: usize = 15;

struct Scan<'s> {
    piece: Piece,
    styles: &'s Styles,
    date1904: bool,
    /// The last day and how it is written, since days repeat.
    day: (u32, String),
}

/// Takes rows apart; `None` where anything about them is unusual.
pub fn scan(window: &[u8], styles: &Styles, date1904: bool) -> Option<Piece> {
    let mut cursor = Cursor::of(text(window)?);
    let mut scan = Scan {
        piece: Piece::default(),
        styles,
        date1904,
        day: (0, String::new()),
    };
    while let Some(tag) = cursor.tag()? {
        if tag.name != "row" || tag.closes {
            return None;
        }
        let row = scan.row(&tag)?;
        if !tag.is_empty {
            scan.cells(&mut cursor, row)?;
        }
    }
    Some(scan.piece)
}

impl Scan<'_> {
    /// The number of a row, counted from 0.
    fn row(&mut self, tag: &Tag<'_>) -> Option<u32> {
        let (mut number, mut hidden) = (None, false);
        for attribute in tag.attributes() {
            match attribute? {
                ("r", value) => number = whole(value)?.checked_sub(1),
                ("hidden", value) => hidden = matches!(value, "1" | "true"),
                _ => {}
            }
        }
        let number = number.filter(|number| *number < SHEET_ROWS)?;
        if hidden {
            self.piece.hidden.push(number);
        }
        Some(number)
    }

    fn cells(&mut self, cursor: &mut Cursor<'_>, row: u32) -> Option<()> {
        loop {
            let tag = cursor.tag()??;
            match (tag.name, tag.closes) {
                ("c", false) => self.cell(cursor, &tag, row)?,
                ("row", true) => return Some(()),
                _ => return None,
            }
        }
    }

    fn cell(&mut self, cursor: &mut Cursor<'_>, tag: &Tag<'_>, row: u32) -> Option<()> {
        let (mut column, mut kind, mut form) = (None, "n", Form::Plain);
        for attribute in tag.attributes() {
            match attribute? {
                ("r", value) => column = Some(column_of(value, row)?),
                ("t", value) => kind = value,
                ("s", value) => form = self.styles.form(whole(value)? as usize)?,
                _ => {}
            }
        }
        let column = column?;
        if tag.is_empty {
            return Some(());
        }
        let (mut is_formula, mut value) = (false, None);
        loop {
            if cursor.eat("<v>") {
                value = Some(cursor.text()?);
                cursor.eat("</v>").then_some(())?;
                cursor.eat("</c>").then_some(())?;
                break;
            }
            let tag = cursor.tag()??;
            match (tag.name, tag.closes) {
                ("c", true) => break,
                ("f", false) if !is_formula => {
                    is_formula = true;
                    if !tag.is_empty {
                        decoded(cursor.text()?)?;
                        cursor.eat("</f>").then_some(())?;
                    }
                }
                ("v", false) if tag.is_empty && tag.attributes().next().is_none() => {}
                ("is", false) if kind == "inlineStr" && !is_formula && !tag.is_empty => {
                    let start = self.piece.text.len();
                    item(cursor, "is", &mut self.piece.text)?;
                    cursor.eat("</c>").then_some(())?;
                    return self.own_text(row, column, start);
                }
                _ => return None,
            }
        }
        let value = value.filter(|value| !value.is_empty());
        let Some(value) = value else {
            if is_formula && kind != "str" {
                self.own(row, column, self.piece.text.len(), CellKind::Uncomputed)?;
            }
            return Some(());
        };
        self.value(row, column, kind, form, value)
    }

    fn value(&mut self, row: u32, column: u32, kind: &str, form: Form, value: &str) -> Option<()> {
        let start = self.piece.text.len();
        match kind {
            "s" => self
                .piece
                .push(row, column, whole(value)?, u32::MAX, What::Shared),
            "n" => {
                let kind = self.number(form, value)?;
                self.own(row, column, start, kind)
            }
            "str" => {
                let text = decoded(value)?;
                if has_escapes(&text) {
                    return None;
                }
                self.piece.text.push_str(&text);
                self.own_text(row, column, start)
            }
            "b" => {
                let shown = match value {
                    "1" => "TRUE",
                    "0" => "FALSE",
                    _ => return None,
                };
                self.piece.text.push_str(shown);
                self.own(row, column, start, CellKind::Tidy)
            }
            "e" => {
                const ERRORS: [&str; 7] = [
                    "#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!",
                ];
                ERRORS.contains(&value).then_some(())?;
                self.piece.text.push_str(value);
                self.own(row, column, start, CellKind::Error)
            }
            _ => None,
        }
    }

    /// Appends a number as the spreadsheet shows it.
    fn number(&mut self, form: Form, value: &str) -> Option<CellKind> {
        let digits = value.len() <= EXACT && value.bytes().all(|b| b.is_ascii_digit());
        let is_whole = digits && (value.len() == 1 || !value.starts_with('0'));
        if is_whole && form == Form::Plain {
            self.piece.text.push_str(value);
            return Some(CellKind::Number);
        }
        let is_number = value
            .bytes()
            .all(|b| b.is_ascii_digit() || matches!(b, b'-' | b'+' | b'.' | b'e' | b'E'));
        let begins = |b: &u8| b.is_ascii_digit() || *b == b'-';
        let n: f64 = value
            .parse()
            .ok()
            .filter(|_| is_number && value.as_bytes().first().is_some_and(begins))?;
        let text = &mut self.piece.text;
        let time = |span| ExcelDateTime::new(n, span, self.date1904);
        Some(match form {
            Form::Plain => {
                picked::number(n, text);
                CellKind::Number
            }
            Form::Percent => {
                let mut plain = String::new();
                picked::number(n, &mut plain);
                text.push_str(&picked::percent(&plain)?);
                CellKind::Percent
            }
            Form::Span => picked::time(&time_parts(&time(ExcelDateTimeType::TimeDelta)), text),
            Form::Day => {
                let serial = is_whole.then(|| value.parse().ok()).flatten();
                let serial = serial.filter(|serial| *serial > 0 && *serial < 3_000_000);
                let Some(serial) = serial else {
                    return Some(picked::time(
                        &time_parts(&time(ExcelDateTimeType::DateTime)),
                        text,
                    ));
                };
                if self.day.0 != serial {
                    self.day.1.clear();
                    picked::time(
                        &time_parts(&time(ExcelDateTimeType::DateTime)),
                        &mut self.day.1,
                    );
                    self.day.0 = serial;
                }
                text.push_str(&self.day.1);
                CellKind::Date
            }
        })
    }

    fn own_text(&mut self, row: u32, column: u32, start: usize) -> Option<()> {
        if self.piece.text.len() == start {
            return Some(());
        }
        let kind = kind_of(&self.piece.text[start..]);
        self.own(row, column, start, kind)
    }

    /// A cell whose text was appended.
    fn own(&mut self, row: u32, column: u32, start: usize, kind: CellKind) -> Option<()> {
        let (start, end) = (
            u32::try_from(start).ok()?,
            u32::try_from(self.piece.text.len()).ok()?,
        );
        self.piece.push(row, column, start, end, What::Own(kind))
    }
}

/// Digits as a number.
fn whole(digits: &str) -> Option<u32> {
    let plain =
        !digits.is_empty() && digits.len() <= 9 && digits.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| digits.bytes().fold(0, |n, b| n * 10 + u32::from(b - b'0')))
}

/// The column of an address in a row, both counted from 0.
fn column_of(address: &str, row: u32) -> Option<u32> {
    let letters = address.bytes().take_while(u8::is_ascii_uppercase).count();
    if letters == 0 || letters > 3 || whole(&address[letters..])? != row + 1 {
        return None;
    }
    let column = address
        .bytes()
        .take(letters)
        .fold(0, |n, b| n * 26 + u32::from(b - b'A') + 1);
    Some(column - 1).filter(|column| *column < crate::source::COLUMNS)
}

//! CSV and TSV after RFC 4180: splitting a text into records and cells. Knows nothing of what the cells mean.

use std::borrow::Cow;

use memchr::{memchr, memchr3};

use super::lines::line_end;

/// What separates cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delimiter {
    Comma,
    Tab,
    Semicolon,
    /// `，`, from hand-typed lists
    WideComma,
}

impl Delimiter {
    pub const ALL: [Delimiter; 4] = [
        Delimiter::Comma,
        Delimiter::Tab,
        Delimiter::Semicolon,
        Delimiter::WideComma,
    ];

    pub fn text(self) -> &'static str {
        match self {
            Delimiter::Comma => ",",
            Delimiter::Tab => "\t",
            Delimiter::Semicolon => ";",
            Delimiter::WideComma => "，",
        }
    }
}

/// The bytes of one cell in the text, quotes included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CellSpan {
    pub start: usize,
    pub end: usize,
    /// The cell begins with a quote that is closed.
    pub quoted: bool,
}

impl CellSpan {
    /// A cell that a record does not have.
    pub const ABSENT: CellSpan = CellSpan {
        start: 0,
        end: 0,
        quoted: false,
    };

    /// The cell's value: outer quotes off, doubled quotes made single.
    pub fn value<'a>(&self, text: &'a str) -> Cow<'a, str> {
        if !self.quoted {
            return Cow::Borrowed(&text[self.start..self.end]);
        }
        let inner = &text[self.start + 1..self.end];
        match inner.strip_suffix('"') {
            Some(plain) if memchr(b'"', plain.as_bytes()).is_none() => Cow::Borrowed(plain),
            _ => Cow::Owned(unquote(inner)),
        }
    }

    fn is_blank(&self, text: &str) -> bool {
        match text.as_bytes()[self.start..self.end].first() {
            None => true,
            Some(b'!'..=b'~') if !self.quoted => false,
            Some(_) => self.value(text).trim().is_empty(),
        }
    }
}

/// What stands behind an opening quote; text behind the closing quote is kept.
fn unquote(mut rest: &str) -> String {
    let mut value = String::with_capacity(rest.len());
    while let Some((before, after)) = rest.split_once('"') {
        value.push_str(before);
        match after.strip_prefix('"') {
            Some(more) => {
                value.push('"');
                rest = more;
            }
            None => {
                rest = after;
                break;
            }
        }
    }
    value + rest
}

/// One record's place in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Record {
    pub start: usize,
    /// Behind its last cell, before the line end.
    pub end: usize,
    /// A quote that is never closed, or only behind a line end in the middle of another cell. The cell is then read
    /// as if the quote were an ordinary character, so that the following records are not swallowed.
    pub unbalanced: Option<usize>,
}

/// Reads records one after the other. Blank lines and records of blank cells only are passed over.
#[derive(Clone, Debug)]
pub struct Records<'a> {
    text: &'a str,
    delimiter: &'static [u8],
    line_end: u8,
    at: usize,
    /// The text is the beginning of a longer one.
    open: bool,
}

/// Bytes within which an opening quote is closed; one that is not is an ordinary character.
pub const LONGEST_QUOTE: usize = 64 * 1024 * 1024;

/// Where an opening quote is closed.
enum Closing {
    At(usize),
    Never,
    /// The end of the text cuts it off.
    Cut,
}

impl<'a> Records<'a> {
    /// Reads `text` from its beginning.
    pub fn new(text: &'a str, delimiter: Delimiter) -> Self {
        Records {
            text,
            delimiter: delimiter.text().as_bytes(),
            line_end: line_end(text),
            at: 0,
            open: false,
        }
    }

    /// Reads on from an offset where a record begins, in a text whose lines are known to end with this byte.
    pub fn resume(text: &'a str, delimiter: Delimiter, line_end: u8, at: usize) -> Self {
        Records {
            text,
            delimiter: delimiter.text().as_bytes(),
            line_end,
            at,
            open: false,
        }
    }

    /// The same reader of a text that is the beginning of a longer one: a record that the text's end cuts is not read.
    pub fn open(self) -> Self {
        Records { open: true, ..self }
    }

    /// Goes to where a record begins.
    pub fn seek(&mut self, at: usize) {
        self.at = at;
    }

    /// The same reader from another offset, which must be where a record begins.
    pub fn from(&self, at: usize) -> Self {
        Records { at, ..self.clone() }
    }

    /// Where the next record, or the blank line before it, begins.
    pub fn position(&self) -> usize {
        self.at
    }

    pub fn line_end(&self) -> u8 {
        self.line_end
    }

    /// Reads the next record and appends its cells; `None` at the end of the text, and where its end cuts the record.
    pub fn read(&mut self, cells: &mut Vec<CellSpan>) -> Option<Record> {
        let first = cells.len();
        loop {
            while matches!(self.text.as_bytes().get(self.at), Some(b'\n' | b'\r')) {
                self.at += 1;
            }
            if self.at >= self.text.len() {
                return None;
            }
            let record = self.record(cells)?;
            if cells[first..].iter().any(|cell| !cell.is_blank(self.text)) {
                return Some(record);
            }
            cells.truncate(first);
        }
    }

    fn record(&mut self, cells: &mut Vec<CellSpan>) -> Option<Record> {
        let bytes = self.text.as_bytes();
        let mut record = Record {
            start: self.at,
            end: bytes.len(),
            unbalanced: None,
        };
        let mut cell = CellSpan {
            start: self.at,
            end: 0,
            quoted: false,
        };
        let mut from = self.at;
        loop {
            let Some(found) = memchr3(self.delimiter[0], self.line_end, b'"', &bytes[from..])
            else {
                if self.open {
                    return None;
                }
                self.at = bytes.len();
                cells.push(CellSpan {
                    end: self.at,
                    ..cell
                });
                return Some(record);
            };
            let at = from + found;
            if bytes[at] == b'"' {
                from = at + 1;
                if at == cell.start {
                    match self.closing_quote(at) {
                        Closing::At(closing) => (cell.quoted, from) = (true, closing + 1),
                        Closing::Cut => return None,
                        Closing::Never => record.unbalanced = record.unbalanced.or(Some(at)),
                    }
                }
            } else if bytes[at] == self.line_end {
                let crlf = self.line_end == b'\n' && at > cell.start && bytes[at - 1] == b'\r';
                record.end = if crlf { at - 1 } else { at };
                cells.push(CellSpan {
                    end: record.end,
                    ..cell
                });
                self.at = at + 1;
                return Some(record);
            } else if bytes[at..].starts_with(self.delimiter) {
                cells.push(CellSpan { end: at, ..cell });
                from = at + self.delimiter.len();
                cell = CellSpan {
                    start: from,
                    end: 0,
                    quoted: false,
                };
            } else {
                from = at + 1; // another full-width character with the same first byte
            }
        }
    }

    /// The quote that closes the one at `open`.
    fn closing_quote(&self, open: usize) -> Closing {
        let all = self.text.as_bytes();
        let bytes = &all[..all.len().min(open.saturating_add(LONGEST_QUOTE))];
        let mut from = open + 1;
        loop {
            let Some(found) = memchr(b'"', &bytes[from..]) else {
                return match self.open && bytes.len() == all.len() {
                    true => Closing::Cut,
                    false => Closing::Never,
                };
            };
            let at = from + found;
            if bytes.get(at + 1) == Some(&b'"') {
                from = at + 2;
                continue;
            }
            let behind = &bytes[at + 1..];
            let ends = matches!(behind.first(), None | Some(b'\n' | b'\r' | b' '))
                || behind.starts_with(self.delimiter);
            // Closed in the middle of a later line's cell: that quote opens a cell of its own.
            let astray = !ends && memchr(self.line_end, &bytes[open..at]).is_some();
            return match astray {
                true => Closing::Never,
                false => Closing::At(at),
            };
        }
    }
}

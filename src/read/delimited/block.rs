//! Records of a delimited text to cells, a few hundred at a time: by their marks where they are regular, by the
//! careful reader where a quote, a blank line or a missing cell makes them need it.

use std::borrow::Cow;

use super::marks::Marks;
use super::sums::begins_sums;
use crate::read::column::{Cells, Tidy};
use crate::source::{CellSpan, Delimiter, Record, Records};

/// A cell as offsets in the text that is read; the top bit of the end says that it is quoted.
#[derive(Clone, Copy)]
struct Cell {
    start: u32,
    end: u32,
}

const QUOTED: u32 = 1 << 31;

impl Cell {
    const ABSENT: Cell = Cell { start: 0, end: 0 };

    fn of(span: CellSpan) -> Self {
        let quoted = if span.quoted { QUOTED } else { 0 };
        Cell {
            start: span.start as u32,
            end: span.end as u32 | quoted,
        }
    }

    fn span(self) -> CellSpan {
        CellSpan {
            start: self.start as usize,
            end: (self.end & !QUOTED) as usize,
            quoted: self.end & QUOTED != 0,
        }
    }
}

/// Reads a text, which must be shorter than 2 GiB, block by block.
pub struct Blocks<'t> {
    text: &'t str,
    records: Records<'t>,
    /// Cells of a record.
    width: usize,
    /// `None` where marks do not tell the records: a delimiter of several bytes, or CR as line end.
    marks: Option<Marks>,
    /// Position in the marks' places of the first one behind the last record.
    next: usize,
    /// Record by record.
    cells: Vec<Cell>,
    /// Where each record begins.
    starts: Vec<usize>,
    spans: Vec<CellSpan>,
    ended: bool,
}

/// Most records of a block: few enough to stay in cache.
const RECORDS: usize = 512;

impl<'t> Blocks<'t> {
    pub fn new(text: &'t str, records: Records<'t>, delimiter: Delimiter, width: usize) -> Self {
        let marks = match delimiter.text().as_bytes() {
            [only] if records.line_end() == b'\n' => Some(Marks::new(*only)),
            _ => None,
        };
        Blocks {
            text,
            records,
            width,
            marks,
            next: 0,
            cells: Vec::new(),
            starts: Vec::new(),
            spans: Vec::new(),
            ended: false,
        }
    }

    /// Where the next record begins.
    pub fn position(&self) -> usize {
        self.records.position()
    }

    /// True where no record is left before the text's end, or its end cuts the next one.
    pub fn ended(&self) -> bool {
        self.ended
    }

    /// Reads records that begin before `stop`, a block of them, and gives their number. `admit` is asked about every
    /// irregular record, with its cells and the number of records admitted before it in this block.
    pub fn read(
        &mut self,
        stop: usize,
        mut admit: impl FnMut(Record, &[CellSpan], usize) -> bool,
    ) -> usize {
        self.cells.clear();
        self.starts.clear();
        self.next = 0;
        let position = self.position();
        if let Some(marks) = &mut self.marks {
            marks.look(self.text.as_bytes(), position);
        }
        while self.starts.len() < RECORDS && self.position() < stop {
            let begin = self.position();
            if let Some(end) = self.by_marks() {
                self.records.seek(end);
                self.starts.push(begin);
                continue;
            }
            if self.is_cut(begin) {
                break; // the next window begins with it
            }
            self.spans.clear();
            let Some(record) = self.records.read(&mut self.spans) else {
                self.ended = true;
                break;
            };
            if admit(record, &self.spans, self.starts.len()) {
                self.starts.push(record.start);
                let cells = (0..self.width).map(|at| match self.spans.get(at) {
                    Some(span) => Cell::of(*span),
                    None => Cell::ABSENT,
                });
                self.cells.extend(cells);
            }
            if let Some(marks) = &self.marks {
                let behind = self.records.position();
                if behind >= marks.window().1 {
                    break;
                }
                let passed = marks.places()[self.next..]
                    .iter()
                    .take_while(|place| (**place as usize) < behind);
                self.next += passed.count();
            }
        }
        self.starts.len()
    }

    /// Where the block's records begin.
    pub fn starts(&self) -> &[usize] {
        &self.starts
    }

    /// Takes the record at the position by its marks and gives its end, if it is regular: as many cells as the table
    /// is wide, no quotes, and a beginning that is neither blank nor that of a row of sums.
    fn by_marks(&mut self) -> Option<usize> {
        let bytes = self.text.as_bytes();
        let marks = self.marks.as_ref()?;
        let mut start = self.records.position();
        let ordinary = match bytes.get(start)? {
            b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' => true,
            0xE4..=0xE9 => !begins_sums(&self.text[start..]),
            _ => false,
        };
        let places = marks.places().get(self.next..self.next + self.width)?;
        if !ordinary {
            return None;
        }
        let (between, line_end) = places.split_at(self.width - 1);
        let first = self.cells.len();
        for place in between {
            let place = *place as usize;
            if bytes[place] != marks.delimiter() {
                self.cells.truncate(first);
                return None;
            }
            self.cells.push(Cell {
                start: start as u32,
                end: place as u32,
            });
            start = place + 1;
        }
        let place = line_end[0] as usize;
        if bytes[place] != b'\n' {
            self.cells.truncate(first);
            return None;
        }
        let carriage_return = place > start && bytes[place - 1] == b'\r';
        self.cells.push(Cell {
            start: start as u32,
            end: (place - usize::from(carriage_return)) as u32,
        });
        self.next += self.width;
        Some(place + 1)
    }

    /// Whether the window, not the record, ends before the record that begins here is whole.
    fn is_cut(&self, begin: usize) -> bool {
        let Some(marks) = &self.marks else {
            return false;
        };
        let (from, to) = marks.window();
        let bytes = self.text.as_bytes();
        let line_end = |place: &u32| bytes[*place as usize] == b'\n';
        from < begin && to < bytes.len() && !marks.places()[self.next..].iter().any(line_end)
    }

    /// The cells at one position of the block's records.
    pub fn column(&self, at: usize) -> Column<'_, 't> {
        Column {
            text: self.text,
            marks: self.marks.as_ref(),
            cells: self.cells.get(at..).unwrap_or_default(),
            width: self.width,
        }
    }
}

/// The cells at one position of a block's records.
#[derive(Clone, Copy)]
pub struct Column<'b, 't> {
    text: &'t str,
    marks: Option<&'b Marks>,
    cells: &'b [Cell],
    width: usize,
}

impl<'t> Column<'_, 't> {
    pub fn spans(&self) -> impl Iterator<Item = CellSpan> {
        self.cells
            .iter()
            .step_by(self.width)
            .map(|cell| cell.span())
    }
}

impl<'t> Cells<'t> for Column<'_, 't> {
    fn count(&self) -> usize {
        self.cells.len().div_ceil(self.width)
    }

    fn raw(&self, n: usize) -> Cow<'t, str> {
        self.cells[n * self.width].span().value(self.text)
    }

    #[inline]
    fn tidy(&self, n: usize) -> Option<Tidy<'t>> {
        let Cell { start, end } = self.cells[n * self.width];
        let (start, end) = (start as usize, end as usize);
        // a quoted cell's end is beyond any window
        let marks = self.marks.filter(|marks| marks.is_plain(start, end))?;
        Some(Tidy {
            text: &self.text[start..end],
            digits: marks.is_digits(start, end),
            around: self.text.as_bytes(),
            start,
        })
    }
}

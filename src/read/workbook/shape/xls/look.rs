//! A sheet's records to its shape, as long as all sheets together keep the limits.

use super::records::{self, Records, byte, long, short};
use crate::read::workbook::Refusal;
use crate::read::workbook::limits::{self, MOST};
use crate::read::workbook::shape::{CELLS, RANGES, Shape};

/// Looks through the sheets of a workbook.
pub struct Looks<'b> {
    /// Whether each style of cells shows a percentage.
    percents: &'b [bool],
    /// Bytes of records that may still be looked at: sheets may begin in one place, and be walked through again and again.
    unread: u64,
    /// Cells that may still be laid out between the first cells and the last ones of sheets.
    room: u64,
}

impl<'b> Looks<'b> {
    pub fn of(percents: &'b [bool]) -> Self {
        Looks {
            percents,
            unread: MOST,
            room: limits::CELLS,
        }
    }

    #[cfg(test)]
    pub fn within(self, unread: u64) -> Self {
        Looks { unread, ..self }
    }

    pub fn sheet(&mut self, records: Records<'_>) -> Result<Shape, Refusal> {
        let mut look = Look {
            percents: self.percents,
            shape: Shape::default(),
            waiting: None,
            width: 0,
            height: 0,
        };
        let mut depth = 0usize;
        for (kind, data) in records {
            let left = self.unread.checked_sub(records::size(data));
            self.unread = left.ok_or_else(|| Refusal::with("size", MOST))?;
            match kind {
                records::BEGIN => depth += 1,
                records::END if depth <= 1 => break,
                records::END => depth -= 1,
                // a chart that stands on the sheet has cells of its own
                _ if depth > 1 => {}
                records::EXTENT => extent(data)?,
                kind => look.record(kind, data),
            }
        }
        look.settle();
        let left = self
            .room
            .checked_sub(u64::from(look.width) * u64::from(look.height));
        self.room = left.ok_or_else(too_wide)?;
        Ok(look.shape)
    }
}

/// A sheet, as far as it was looked through.
struct Look<'b> {
    percents: &'b [bool],
    shape: Shape,
    /// A formula whose text comes in a record of its own.
    waiting: Option<(u32, u32)>,
    /// Columns and rows up to the last with something in it.
    width: u32,
    height: u32,
}

impl Look<'_> {
    fn record(&mut self, kind: u16, data: &[u8]) {
        if kind == records::TEXT {
            self.waiting = None;
        } else if !records::STAND_BEFORE_TEXT.contains(&kind) {
            self.settle();
        }
        match kind {
            records::ROW => self.row(data),
            records::COLUMNS => self.columns(data),
            kind if records::CELLS.contains(&kind) => self.cell(kind, data),
            _ => {}
        }
    }

    /// No text came.
    fn settle(&mut self) {
        self.shape.uncomputed.extend(self.waiting.take());
    }

    fn row(&mut self, data: &[u8]) {
        if let (Some(row), Some(flags)) = (short(data, 0), byte(data, 12))
            && flags & records::HIDDEN_ROW != 0
        {
            self.shape.hidden.row(row.into(), row.into());
        }
    }

    fn columns(&mut self, data: &[u8]) {
        let hidden = &mut self.shape.hidden.columns;
        if let (Some(from), Some(to), Some(flags)) = (short(data, 0), short(data, 2), byte(data, 8))
            && flags & records::HIDDEN_COLUMNS != 0
            && hidden.len() < RANGES
        {
            hidden.push((from.into(), to.into()));
        }
    }

    fn cell(&mut self, kind: u16, data: &[u8]) {
        let (Some(row), Some(column)) = (short(data, 0), short(data, 2)) else {
            return;
        };
        let (row, column) = (u32::from(row), u32::from(column));
        let mut columns = column..column + 1;
        match kind {
            records::NUMBER | records::WHOLE => self.number(row, column, short(data, 4)),
            records::FORMULA => {
                self.number(row, column, short(data, 4));
                if records::is_text(data) && self.shape.uncomputed.len() < CELLS {
                    self.waiting = Some((row, column));
                }
            }
            records::WHOLES => {
                // behind them stands the last column
                let numbers = data.get(4..).unwrap_or_default().chunks_exact(6);
                columns.end = column + numbers.len() as u32;
                for (column, number) in columns.clone().zip(numbers) {
                    self.number(row, column, short(number, 0));
                }
            }
            _ => {}
        }
        self.width = self.width.max(columns.end);
        self.height = self.height.max(row + 1);
    }

    /// Notes a number that is shown as a percentage.
    fn number(&mut self, row: u32, column: u32, style: Option<u16>) {
        let percent = style.and_then(|style| self.percents.get(usize::from(style)));
        if percent == Some(&true) && self.shape.percents.len() < CELLS {
            self.shape.percents.insert((row, column));
        }
    }
}

/// Judges what a sheet says of its size, for which `calamine` makes room whether it is true or not.
fn extent(data: &[u8]) -> Result<(), Refusal> {
    let two = |at| short(data, at).map(u32::from);
    let (top, bottom, right) = match data.len() {
        10 => (two(0), two(2), two(6)),
        _ => (long(data, 0), long(data, 4), two(10)),
    };
    let (Some(top), Some(bottom), Some(right)) = (top, bottom, right) else {
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

fn too_wide() -> Refusal {
    Refusal::with("cells", limits::CELLS)
}

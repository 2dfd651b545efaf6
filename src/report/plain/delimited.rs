//! A delimited file as a sheet: a row a record, blank lines left out, whatever the record is.

use super::page::Page;
use super::{Book, Refused};
use crate::ledger::{Definition, Type};
use crate::location::{Address, Column, Line, Location};
use crate::source::{CellSpan, DelimitedLayout, Delimiter, Records, Source};

/// Where the lines of a file stand in its sheet.
#[derive(Debug)]
pub struct Lines {
    sheet: String,
    delimiter: Delimiter,
    /// First line and byte offset of each row's record.
    rows: Vec<(u32, usize)>,
}

pub fn write(
    book: &mut Book,
    source: &Source,
    layout: &DelimitedLayout,
    definition: &Definition,
) -> Result<Lines, Refused> {
    let mut page = Page::new(book, &source.path, super::stem(&source.path))?;
    let numeric = numeric(layout, definition);
    let mut rows: Vec<(u32, usize)> = Vec::new();
    let mut cells: Vec<CellSpan> = Vec::new();
    let mut from = 0;
    while from < source.text.len() {
        let Some(stretch) = source.text.stretch(from) else {
            return Err(Refused::Changed {
                path: source.path.clone(),
            });
        };
        let text = stretch.text();
        let mut records = Records::new(text, layout.delimiter);
        loop {
            cells.clear();
            let Some(record) = records.read(&mut cells) else {
                break;
            };
            let row = rows.len() as u32;
            let offset = stretch.start() + record.start;
            rows.push((stretch.place(record.start).0.0, offset));
            for (column, cell) in (0u32..).zip(&cells) {
                let value = cell.value(text);
                if offset == layout.header {
                    page.header(row, column, value.trim())?;
                } else if numeric.contains(&column) {
                    page.number(row, column, &value)?;
                } else {
                    page.text(row, column, &value)?;
                }
            }
            if offset == layout.header {
                page.keep_in_sight(row)?;
            }
        }
        from = (stretch.start() + text.len()).max(from + 1);
    }
    Ok(Lines {
        sheet: page.finish()?,
        delimiter: layout.delimiter,
        rows,
    })
}

/// The columns whose values are numbers: digits in others stand for something else.
fn numeric(layout: &DelimitedLayout, definition: &Definition) -> Vec<u32> {
    let fields = definition.fields.iter().zip(&layout.columns);
    let numbers = fields.filter(|(f, _)| matches!(f.kind, Type::Integer | Type::Decimal));
    numbers.filter_map(|(_, column)| *column).collect()
}

impl Lines {
    /// The cell that a place is in; the row's first one for a place without a column.
    pub fn find(&self, source: &Source, at: &Location) -> Option<(&str, Address)> {
        let place = (at.line?, at.column.unwrap_or(Column(1)));
        let behind = self.rows.partition_point(|(line, _)| *line <= place.0.0);
        let row = behind.checked_sub(1)?;
        let column = self.column(source, self.rows[row].1, place).unwrap_or(0);
        let address = Address {
            row: row as u32 + 1,
            column: column + 1,
        };
        Some((&self.sheet, address))
    }

    /// The last cell of a record that does not begin behind a place.
    fn column(&self, source: &Source, offset: usize, place: (Line, Column)) -> Option<u32> {
        let stretch = source.text.stretch(offset)?;
        let mut cells = Vec::new();
        Records::new(stretch.text(), self.delimiter)
            .from(offset.checked_sub(stretch.start())?)
            .read(&mut cells)?;
        let before = cells.partition_point(|cell| stretch.place(cell.start) <= place);
        Some(before.saturating_sub(1) as u32)
    }
}

//! Ledgers with their records as one workbook, a sheet each.

use rust_xlsxwriter::XlsxError;

use super::column::{Column, columns};
use super::{Refused, look};
use crate::lang::Lang;
use crate::ledger::{Catalog, LedgerId};
use crate::location::SHEET_ROWS;
use crate::report::plain::workbook;
use crate::report::workbook::sheet_name;

/// The records of one ledger.
pub struct Table<'t> {
    pub ledger: LedgerId,
    /// The columns that stand in the sheet, by the names of fields or of nested ledgers of plain values.
    pub columns: Vec<&'t str>,
    pub rows: usize,
    /// A cell by row and position of its column, as text; a list's values one a line.
    pub cell: Box<dyn Fn(usize, usize) -> std::borrow::Cow<'t, str> + 't>,
}

/// The bytes of the workbook (.xlsx).
pub fn tables(catalog: &Catalog, tables: &[Table<'_>], lang: Lang) -> Result<Vec<u8>, Refused> {
    if let Some(long) = tables
        .iter()
        .find(|table| table.rows >= SHEET_ROWS as usize)
    {
        let title = &catalog.ledger(long.ledger).title;
        let (rows, most) = (long.rows, SHEET_ROWS - 1);
        return Err(Refused(match lang {
            Lang::Zh => format!("“{title}”有 {rows} 条记录,一张工作表放不下,最多 {most} 条"),
            Lang::En => format!("{title} has {rows} records; a sheet holds at most {most}"),
        }));
    }
    build(catalog, tables).map_err(|error| Refused::of(&error, lang))
}

fn build(catalog: &Catalog, tables: &[Table<'_>]) -> Result<Vec<u8>, XlsxError> {
    let mut taken = Vec::new();
    let mut workbook = workbook()?;
    for table in tables {
        let name = sheet_name(&catalog.ledger(table.ledger).title, &mut taken);
        let sheet = workbook.add_worksheet().set_name(name)?;
        sheet.set_freeze_panes(1, 0)?;
        let all = columns(catalog, table.ledger);
        for (at, name) in (0..).zip(&table.columns) {
            let column = all.iter().find(|column| column.name() == *name);
            // without stars and units: a table that is full shows what it holds
            let title = column.map_or(*name, Column::title);
            sheet.write_string_with_format(0, at, title, &look::header(false))?;
            if let Some(column) = column {
                sheet.set_column_width(at, column.width())?;
            }
            let format = look::cell(column.map_or(look::Kind::Text, Column::kind));
            for row in 0..table.rows {
                let text = (table.cell)(row, usize::from(at));
                let place = ((row + 1) as u32, at);
                match column {
                    _ if text.is_empty() => {}
                    Some(column) => column.write(sheet, place, &text, &format)?,
                    None => {
                        sheet.write_string_with_format(place.0, place.1, &*text, &format)?;
                    }
                }
            }
        }
    }
    workbook.save_to_buffer()
}

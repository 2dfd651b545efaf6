//! The shape of the sheets of an OpenDocument spreadsheet, all of which are one part of it.

use super::{CELLS, Shape};
use crate::read::workbook::Refusal;
use crate::read::workbook::limits::{self, Archive, MOST};
use crate::read::workbook::tags::each;
use crate::source::Area;

/// A row or column may be said to repeat this often; the end of a sheet is one that repeats up to it.
const REPEATS: u32 = 1 << 20;

pub fn read(archive: &mut Archive<'_>) -> Result<Vec<Shape>, Refusal> {
    let mut shapes: Vec<Shape> = Vec::new();
    let Some(content) = archive.index_for_name("content.xml") else {
        return Ok(shapes);
    };
    let Ok(content) = archive.by_index(content) else {
        return Ok(shapes);
    };
    let (mut row, mut rows, mut column, mut head) = (0u32, 1u32, 0u32, 0u32);
    // columns and rows up to the last with something in it
    let (mut width, mut height) = (0u32, 0u32);
    let mut too_large = false;
    let read = each(content, MOST, |tag| {
        let name = tag.full_name();
        if tag.closes() {
            if name == b"table:table-row" {
                row = row.saturating_add(rows);
            }
            return true;
        }
        if name == b"table:table" {
            shapes.push(Shape::default());
            (row, column, head) = (0, 0, 0);
            (width, height) = (0, 0);
            return true;
        }
        let Some(shape) = shapes.last_mut() else {
            return true;
        };
        let repeats = |name| tag.number(name).unwrap_or(1).clamp(1, REPEATS);
        let hidden = matches!(
            tag.attribute("table:visibility"),
            Some("collapse" | "filter")
        );
        match name {
            b"table:table-column" => {
                let many = repeats("table:number-columns-repeated");
                if hidden {
                    shape.hidden.columns.push((head, head + many - 1));
                }
                head = head.saturating_add(many);
            }
            b"table:table-row" => {
                rows = repeats("table:number-rows-repeated");
                column = 0;
                if hidden {
                    shape.hidden.row(row, row.saturating_add(rows - 1));
                }
                if tag.is_empty() {
                    row = row.saturating_add(rows);
                }
            }
            b"table:table-cell" | b"table:covered-table-cell" => {
                let many = repeats("table:number-columns-repeated");
                let wide = repeats("table:number-columns-spanned");
                let high = repeats("table:number-rows-spanned");
                if (wide, high) != (1, 1) && shape.merged.len() < CELLS {
                    shape.merged.push(Area {
                        top: row,
                        left: column,
                        bottom: row.saturating_add(high - 1),
                        right: column.saturating_add(wide - 1),
                    });
                }
                if tag.attribute("office:value-type") == Some("percentage") && many == 1 {
                    shape.percents.insert((row, column));
                }
                column = column.saturating_add(many);
                if tag.attribute("office:value-type").is_some() {
                    width = width.max(column);
                    height = row.saturating_add(rows);
                    too_large |= u64::from(width) * u64::from(height) > limits::CELLS;
                }
            }
            _ => {}
        }
        !too_large
    });
    match read {
        _ if too_large => Err(Refusal::with("cells", limits::CELLS)),
        Err(error) if error.kind() == std::io::ErrorKind::FileTooLarge => {
            Err(Refusal::with("size", MOST))
        }
        _ => Ok(shapes),
    }
}

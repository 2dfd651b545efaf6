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
    // a formula of which no result was met yet
    let mut waiting = None;
    let read = each(content, MOST, |tag| {
        let name = tag.full_name();
        if tag.closes() {
            match name {
                b"table:table-row" => row = row.saturating_add(rows),
                b"table:table-cell" => {
                    if let (Some(block), Some(shape)) = (waiting.take(), shapes.last_mut()) {
                        note(&mut shape.uncomputed, block);
                    }
                }
                _ => {}
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
                let block = Block {
                    rows: (row, rows),
                    columns: (column, many),
                };
                column = column.saturating_add(many);
                match tag.attribute("office:value-type") {
                    Some(kind) => {
                        width = width.max(column);
                        height = row.saturating_add(rows);
                        too_large |= u64::from(width) * u64::from(height) > limits::CELLS;
                        if kind == "percentage" && !too_large {
                            let room = CELLS.saturating_sub(shape.percents.len());
                            shape.percents.extend(block.places().take(room));
                        }
                        // the text that it results in is none, but one is shown
                        if !too_large
                            && tag.attribute("table:formula").is_some()
                            && tag.attribute("office:string-value") == Some("")
                        {
                            note(&mut shape.errors, block);
                        }
                    }
                    None if tag.attribute("table:formula").is_some() => match tag.is_empty() {
                        true => note(&mut shape.uncomputed, block),
                        false => waiting = Some(block),
                    },
                    None => {}
                }
            }
            // an empty text is a result as well, and has no type where LibreOffice writes it
            b"text:p" => waiting = None,
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

/// Cells that are written once and repeated: the first row and column, and how many.
#[derive(Clone, Copy)]
struct Block {
    rows: (u32, u32),
    columns: (u32, u32),
}

impl Block {
    fn places(self) -> impl Iterator<Item = (u32, u32)> {
        let range = |(from, many): (u32, u32)| from..from.saturating_add(many);
        let columns = range(self.columns);
        range(self.rows).flat_map(move |row| columns.clone().map(move |column| (row, column)))
    }
}

fn note(places: &mut Vec<(u32, u32)>, block: Block) {
    let room = CELLS.saturating_sub(places.len());
    places.extend(block.places().take(room));
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    /// The shape of a sheet of these rows.
    fn shape(rows: &str) -> Result<Shape, Refusal> {
        let content = format!("<office:spreadsheet><table:table>{rows}</table:table>");
        let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        let options = zip::write::SimpleFileOptions::default();
        zip.start_file("content.xml", options).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
        let bytes = zip.finish().unwrap().into_inner();
        let shapes = read(&mut limits::open(&bytes).unwrap());
        shapes.map(|mut shapes| shapes.pop().unwrap())
    }

    #[test]
    fn a_formula_has_no_result_where_no_text_of_it_was_saved() {
        let found = shape(
            r#"<table:table-row><table:table-cell table:formula="of:=1"/><table:table-cell
            table:formula="of:=2"></table:table-cell><table:table-cell
            table:formula="of:=IF(1;&quot;&quot;)"><text:p/></table:table-cell><table:table-cell
            table:formula="of:=1+1" office:value-type="float" office:value="2"><text:p>2</text:p></table:table-cell>
            <table:table-cell/></table:table-row><table:table-row table:number-rows-repeated="2"><table:table-cell
            table:number-columns-repeated="2" table:formula="of:=3"/></table:table-row>"#,
        );
        let expected = [(0, 0), (0, 1), (1, 0), (1, 1), (2, 0), (2, 1)];
        assert_eq!(found.unwrap().uncomputed, expected);
    }

    #[test]
    fn percentages_that_repeat_are_percentages_all() {
        let found = shape(
            r#"<table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="3"
            office:value-type="percentage" office:value="0.5"><text:p>50%</text:p></table:table-cell><table:table-cell
            office:value-type="float" office:value="1"/></table:table-row>"#,
        );
        let mut percents: Vec<(u32, u32)> = found.unwrap().percents.into_iter().collect();
        percents.sort_unstable();
        let expected = [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2)];
        assert_eq!(percents, expected);
    }

    #[test]
    fn an_error_is_a_formula_that_shows_a_text_and_has_none() {
        let cell = |more: &str, shown: &str| {
            format!(
                r#"<table:table-cell office:value-type="string" {more}><text:p>{shown}</text:p></table:table-cell>"#
            )
        };
        let failed = r#"table:formula="of:=1/0" office:string-value="""#;
        let cells = [
            cell(failed, "#DIV/0!"),
            cell(r#"table:formula="of:=A1" office:string-value="甲""#, "甲"),
            cell(r#"office:string-value="""#, "乙"),
            cell(failed, "Err:522"),
        ];
        let found = shape(&format!(
            "<table:table-row>{}</table:table-row>",
            cells.concat()
        ));
        assert_eq!(found.unwrap().errors, [(0, 0), (0, 3)]);
    }

    #[test]
    fn repetitions_do_not_fill_the_memory() {
        let all = r#"<table:table-row table:number-rows-repeated="1048576"><table:table-cell
            table:number-columns-repeated="16384" KIND/></table:table-row>"#;
        let percents = shape(&all.replace("KIND", r#"office:value-type="percentage""#));
        let refusal = Refusal::with("cells", limits::CELLS);
        assert_eq!(percents.map(|_| ()).unwrap_err(), refusal);
        let formulas = shape(&all.replace("KIND", r#"table:formula="of:=1""#));
        assert_eq!(formulas.unwrap().uncomputed.len(), CELLS);
    }
}

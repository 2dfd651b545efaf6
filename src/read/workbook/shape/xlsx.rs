//! The shape of the sheets of an Office Open XML workbook.

use std::collections::HashSet;
use std::io::Read;

use super::{CELLS, Shape, address, area};
use crate::read::workbook::Refusal;
use crate::read::workbook::limits::{Archive, MOST};
use crate::read::workbook::percent::Formats;
use crate::read::workbook::tags::{Tag, each};
use crate::read::workbook::xlsx::decoded;

/// Bytes that the small parts may have: the list of sheets, the styles.
const SMALL: u64 = 64 << 20;

pub fn read(archive: &mut Archive<'_>) -> Result<Vec<Shape>, Refusal> {
    let Some(workbook) = archive
        .file_names()
        .filter_map(Result::ok)
        .find(|name| name.ends_with("workbook.xml"))
        .map(|name| name.into_owned())
    else {
        return Err(Refusal::of("other"));
    };
    let folder = workbook
        .rsplit_once('/')
        .map_or("", |(folder, _)| folder)
        .to_owned();
    let parts = sheets(archive, &workbook, &folder);
    let percents = percent_styles(archive, &folder);
    let mut left = MOST;
    let mut shapes = Vec::with_capacity(parts.len());
    for (part, hidden) in parts {
        let mut shape = Shape::default();
        if let Some(part) = part.and_then(|name| archive.index_for_name(&name))
            && let Ok(part) = archive.by_index(part)
        {
            left -= sheet(part, left, &percents, &mut shape)?;
        }
        shape.hidden.whole = hidden;
        shapes.push(shape);
    }
    Ok(shapes)
}

/// The part of each sheet, in the workbook's order, and whether the sheet is hidden.
fn sheets(archive: &mut Archive<'_>, workbook: &str, folder: &str) -> Vec<(Option<String>, bool)> {
    let name = workbook.rsplit('/').next().unwrap_or(workbook);
    let relations = format!("{}_rels/{name}.rels", prefix(folder));
    let mut targets: Vec<(String, String)> = Vec::new();
    tags_of(archive, &relations, |tag| {
        if let (b"Relationship", Some(id), Some(target)) =
            (tag.name(), tag.attribute("Id"), tag.attribute("Target"))
        {
            targets.push((id.to_owned(), target.to_owned()));
        }
    });
    let mut found = Vec::new();
    tags_of(archive, workbook, |tag| {
        if tag.name() != b"sheet" || tag.closes() {
            return;
        }
        let id = tag.attribute("r:id").or_else(|| tag.attribute("id"));
        let target = targets.iter().find(|(known, _)| Some(known.as_str()) == id);
        let part = target.map(|(_, target)| match target.strip_prefix('/') {
            Some(whole) => whole.to_owned(),
            None => format!("{}{target}", prefix(folder)),
        });
        let hidden = matches!(tag.attribute("state"), Some("hidden" | "veryHidden"));
        found.push((part, hidden));
    });
    found
}

fn prefix(folder: &str) -> String {
    match folder {
        "" => String::new(),
        folder => format!("{folder}/"),
    }
}

fn tags_of(archive: &mut Archive<'_>, part: &str, mut see: impl FnMut(Tag<'_>)) {
    if let Some(part) = archive.index_for_name(part)
        && let Ok(part) = archive.by_index(part)
    {
        // what is broken here is the workbook reader's to tell
        let _ = each(part, SMALL, |tag| {
            see(tag);
            true
        });
    }
}

/// The styles of cells (`s`) that show a percentage.
fn percent_styles(archive: &mut Archive<'_>, folder: &str) -> HashSet<u32> {
    let mut formats = Formats::default();
    let mut styles = HashSet::new();
    let (mut inside, mut at) = (false, 0);
    tags_of(
        archive,
        &format!("{}styles.xml", prefix(folder)),
        |tag| match tag.name() {
            b"numFmt" => {
                let code = tag.attribute("formatCode").and_then(decoded);
                if let (Some(id), Some(code)) = (tag.number("numFmtId"), code) {
                    formats.add(id, &code);
                }
            }
            b"cellXfs" => inside = !tag.closes(),
            b"xf" if inside && !tag.closes() => {
                let percent = tag
                    .number("numFmtId")
                    .is_some_and(|id| formats.show_percent(id));
                if percent {
                    styles.insert(at);
                }
                at += 1;
            }
            _ => {}
        },
    );
    styles
}

/// Looks through a sheet; gives its size.
fn sheet(
    part: impl Read,
    most: u64,
    percents: &HashSet<u32>,
    shape: &mut Shape,
) -> Result<u64, Refusal> {
    let (mut row, mut column) = (0u32, 0u32);
    let mut cell = Cell::default();
    let read = each(part, most, |tag| {
        let closes = tag.closes();
        match tag.name() {
            b"c" if !closes => {
                // counted on where the cell does not say its place
                (row, column) = tag
                    .attribute("r")
                    .and_then(address)
                    .unwrap_or((row, column));
                if !percents.is_empty()
                    && shape.percents.len() < CELLS
                    && tag
                        .number("s")
                        .is_some_and(|style| percents.contains(&style))
                {
                    shape.percents.insert((row, column));
                }
                cell = Cell {
                    is_text: tag.attribute("t") == Some("str"),
                    ..Cell::default()
                };
                column = column.saturating_add(1);
            }
            b"f" if !closes => cell.formula = true,
            b"v" if closes => cell.value |= tag.text_before > 0,
            b"c" if cell.formula
                && !cell.value
                && !cell.is_text
                && shape.uncomputed.len() < CELLS =>
            {
                shape.uncomputed.push((row, column.saturating_sub(1)));
            }
            b"row" if !closes => {
                row = tag
                    .number("r")
                    .and_then(|r| r.checked_sub(1))
                    .unwrap_or(row);
                column = 0;
                if tag.is_true("hidden") {
                    shape.hidden.row(row, row);
                }
                if tag.is_empty() {
                    row = row.saturating_add(1);
                }
            }
            b"row" => row = row.saturating_add(1),
            b"col" if !closes && tag.is_true("hidden") => {
                if let (Some(from), Some(to)) = (tag.number("min"), tag.number("max")) {
                    shape
                        .hidden
                        .columns
                        .push((from.saturating_sub(1), to.saturating_sub(1)));
                }
            }
            b"mergeCell" => shape.merged.extend(tag.attribute("ref").and_then(area)),
            _ => {}
        }
        true
    });
    match read {
        Ok(read) => Ok(read),
        Err(error) if error.kind() == std::io::ErrorKind::FileTooLarge => {
            Err(Refusal::with("size", MOST))
        }
        // the workbook reader meets the same damage and says where
        Err(_) => Ok(0),
    }
}

#[derive(Clone, Copy, Default)]
struct Cell {
    formula: bool,
    value: bool,
    is_text: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_tells_what_is_hidden_merged_a_percentage_and_without_a_result() {
        let xml = br#"<worksheet><cols><col min="2" max="3" hidden="1"/><col min="5" max="5"/></cols><sheetData>
            <row r="2" hidden="1"><c r="A2"><f>B2</f><v>1</v></c><c r="B2"><f>C2</f></c><c r="C2" t="str"><f>D2</f><v></v></c></row>
            <row r="3" hidden="1"/><row><c s="4"><v>0.5</v></c><c><f>A1</f><v/></c></row></sheetData>
            <mergeCells><mergeCell ref="A5:A7"/></mergeCells></worksheet>"#;
        let mut shape = Shape::default();
        sheet(&xml[..], 10_000, &HashSet::from([4]), &mut shape).unwrap();
        assert_eq!(shape.hidden.rows, [(1, 2)]);
        assert_eq!(shape.hidden.columns, [(1, 2)]);
        assert_eq!(shape.uncomputed, [(1, 1), (3, 1)]);
        assert!(shape.percents.contains(&(3, 0)) && shape.percents.len() == 1);
        assert_eq!(shape.merged.len(), 1);
    }
}

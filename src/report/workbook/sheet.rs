//! The cells of a sheet: old marks off, new marks on, cells and rows made where a mark points at none.

use std::collections::BTreeMap;

use super::Cannot;
use super::address::{Address, address, column_of};
use super::style::Styles;
use super::xml::{Edits, Form, Tag, walk, with_attribute};
use crate::finding::Severity;

/// Elements behind which `legacyDrawing` must not stand.
const BEHIND_DRAWING: [&str; 7] = [
    "legacyDrawingHF",
    "picture",
    "oleObjects",
    "controls",
    "webPublishItems",
    "tableParts",
    "extLst",
];

/// What a sheet says of its old comments' drawing, and where one would stand.
#[derive(Default)]
pub struct Drawing {
    /// The relation's id, where there is one.
    pub id: Option<String>,
    /// Namespace prefix of the sheet's elements.
    pub prefix: String,
}

struct Cells<'m, 's> {
    marks: &'m BTreeMap<Address, Severity>,
    styles: &'s mut Styles,
    edits: Edits,
    prefix: String,
    /// Formats of columns: (first, last, format).
    columns: Vec<(u32, u32, usize)>,
    row: u32,
    column: u32,
    row_style: Option<usize>,
    in_row: bool,
}

/// The sheet with the marks, and what it says of its drawing. `drawing` is the id of a relation to put in where the
/// sheet has none.
pub fn mark(
    text: &str,
    part: &str,
    marks: &BTreeMap<Address, Severity>,
    styles: &mut Styles,
    drawing: Option<(&str, &str)>,
) -> Result<(String, Drawing), Cannot> {
    let mut found = Drawing::default();
    let mut place = None;
    let mut cells = Cells {
        marks,
        styles,
        edits: Edits::default(),
        prefix: String::new(),
        columns: Vec::new(),
        row: 0,
        column: 0,
        row_style: None,
        in_row: false,
    };
    walk(text, part, |tag| {
        match (tag.depth, tag.name, tag.form) {
            (0, _, Form::Open) => cells.prefix = tag.prefix.to_owned(),
            (0, _, Form::Close) => {
                place.get_or_insert(tag.at.start);
            }
            (1, "dimension", _) => cells.dimension(&tag),
            (1, "legacyDrawing", Form::Open | Form::Empty) => {
                found.id = tag.get("id").map(|id| id.into_owned())
            }
            (1, name, Form::Open | Form::Empty) if BEHIND_DRAWING.contains(&name) => {
                place.get_or_insert(tag.at.start);
            }
            (1, "sheetData", Form::Empty) if !marks.is_empty() => {
                let name = format!("{}sheetData", tag.prefix);
                let rows = cells.rows_before(u32::MAX);
                cells
                    .edits
                    .replace(tag.at, format!("<{name}>{rows}</{name}>"));
            }
            (1, "sheetData", Form::Close) => {
                let rows = cells.rows_before(u32::MAX);
                if !rows.is_empty() {
                    cells.edits.insert(tag.at.start, rows);
                }
            }
            (2, "col", Form::Open | Form::Empty) => cells.column_format(&tag),
            (2, "row", Form::Open | Form::Empty) => cells.row(&tag),
            (2, "row", Form::Close) => {
                let rest = cells.cells_before(u32::MAX);
                cells.in_row = false;
                if !rest.is_empty() {
                    cells.edits.insert(tag.at.start, rest);
                }
            }
            (3, "c", Form::Open | Form::Empty) if cells.in_row => cells.cell(&tag),
            _ => {}
        }
        Ok(())
    })?;
    found.prefix = cells.prefix.clone();
    let mut edits = cells.edits;
    if let (None, Some((id, namespace)), Some(place)) = (&found.id, drawing, place) {
        let p = &found.prefix;
        edits.insert(
            place,
            format!("<{p}legacyDrawing xmlns:r=\"{namespace}\" r:id=\"{id}\"/>"),
        );
    }
    let text = if edits.is_empty() {
        text.to_owned()
    } else {
        edits.apply(text)
    };
    Ok((text, found))
}

impl Cells<'_, '_> {
    /// Widens the range that the sheet says it uses.
    fn dimension(&mut self, tag: &Tag<'_>) {
        let Some(range) = tag.get("ref") else { return };
        let (from, to) = range.split_once(':').unwrap_or((&range, &range));
        let (Some(from), Some(to)) = (address(from), address(to)) else {
            return;
        };
        let (mut least, mut most) = (from, to);
        for at in self.marks.keys() {
            least = Address {
                row: least.row.min(at.row),
                column: least.column.min(at.column),
            };
            most = Address {
                row: most.row.max(at.row),
                column: most.column.max(at.column),
            };
        }
        if (least, most) != (from, to) {
            let raw = with_attribute(tag.raw, "ref", &format!("{least}:{most}"));
            self.edits.replace(tag.at.clone(), raw);
        }
    }

    fn column_format(&mut self, tag: &Tag<'_>) {
        let number = |name: &str| tag.get(name).and_then(|v| v.parse().ok());
        if let (Some(first), Some(last), Some(style)) =
            (number("min"), number("max"), number("style"))
        {
            self.columns.push((first, last, style as usize));
        }
    }

    fn row(&mut self, tag: &Tag<'_>) {
        let row = tag
            .get("r")
            .and_then(|r| r.parse().ok())
            .unwrap_or(self.row + 1);
        let before = self.rows_before(row);
        if !before.is_empty() {
            self.edits.insert(tag.at.start, before);
        }
        self.row = row;
        self.column = 0;
        let own = tag
            .get("customFormat")
            .is_some_and(|v| v == "1" || v == "true");
        self.row_style = tag.get("s").filter(|_| own).and_then(|s| s.parse().ok());
        self.in_row = tag.form == Form::Open;
        if tag.form == Form::Empty {
            let made = self.cells_before(u32::MAX);
            if !made.is_empty() {
                let open = tag
                    .raw
                    .trim_end_matches('>')
                    .trim_end_matches('/')
                    .trim_end();
                let name = format!("{}row", tag.prefix);
                self.edits
                    .replace(tag.at.clone(), format!("{open}>{made}</{name}>"));
            }
        }
    }

    fn cell(&mut self, tag: &Tag<'_>) {
        let column = tag
            .get("r")
            .and_then(|r| column_of(&r))
            .unwrap_or(self.column + 1);
        let before = self.cells_before(column);
        if !before.is_empty() {
            self.edits.insert(tag.at.start, before);
        }
        self.column = column;
        let at = Address {
            row: self.row,
            column,
        };
        let own = tag.get("s").and_then(|s| s.parse().ok()).unwrap_or(0usize);
        let mark = self.marks.get(&at);
        let mut style = self.styles.unmarked(own);
        if let Some(severity) = mark {
            style = self.styles.marked(style, *severity);
        }
        if style != own {
            self.edits.replace(
                tag.at.clone(),
                with_attribute(tag.raw, "s", &style.to_string()),
            );
        }
    }

    /// The cells of the current row that marks point at, that the sheet lacks, and that stand left of a column.
    fn cells_before(&mut self, column: u32) -> String {
        let from = Address {
            row: self.row,
            column: self.column + 1,
        };
        let to = Address {
            row: self.row,
            column,
        };
        let missing: Vec<(Address, Severity)> = if from < to {
            self.marks
                .range(from..to)
                .map(|(at, severity)| (*at, *severity))
                .collect()
        } else {
            Vec::new()
        };
        let mut made = String::new();
        for (at, severity) in missing {
            let of_column = self
                .columns
                .iter()
                .find(|(first, last, _)| (*first..=*last).contains(&at.column));
            let own = self
                .row_style
                .or(of_column.map(|(_, _, style)| *style))
                .unwrap_or(0);
            let style = self.styles.marked(own, severity);
            made.push_str(&format!("<{}c r=\"{at}\" s=\"{style}\"/>", self.prefix));
            self.column = at.column;
        }
        made
    }

    /// The rows that marks point at, that the sheet lacks, and that stand above a row.
    fn rows_before(&mut self, row: u32) -> String {
        let mut made = String::new();
        loop {
            let from = Address {
                row: self.row + 1,
                column: 1,
            };
            let next = self
                .marks
                .range(from..)
                .next()
                .map(|(at, _)| at.row)
                .filter(|next| *next < row);
            let Some(next) = next else { return made };
            self.row = next;
            self.column = 0;
            self.row_style = None;
            let cells = self.cells_before(u32::MAX);
            let p = &self.prefix;
            made.push_str(&format!("<{p}row r=\"{next}\">{cells}</{p}row>"));
        }
    }
}

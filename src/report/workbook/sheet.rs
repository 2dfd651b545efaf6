//! The cells of a sheet: old marks off, new marks on, cells and rows made where a mark points at none.

use std::collections::BTreeMap;

use super::Told;
use super::address::{Address, address, column_of};
use super::cannot::Cannot;
use super::package::Packed;
use super::style::Styles;
use super::xml::{Form, Patch, Tag, attribute, first_tag, unescape, walk, with_attribute};
use crate::finding::Severity;

/// Elements of a sheet that stand before `legacyDrawing`, in no order.
const BEFORE_DRAWING: [&str; 30] = [
    "sheetPr",
    "dimension",
    "sheetViews",
    "sheetFormatPr",
    "cols",
    "sheetData",
    "sheetCalcPr",
    "sheetProtection",
    "protectedRanges",
    "scenarios",
    "autoFilter",
    "sortState",
    "dataConsolidate",
    "customSheetViews",
    "mergeCells",
    "phoneticPr",
    "conditionalFormatting",
    "dataValidations",
    "hyperlinks",
    "printOptions",
    "pageMargins",
    "pageSetup",
    "headerFooter",
    "rowBreaks",
    "colBreaks",
    "customProperties",
    "cellWatches",
    "ignoredErrors",
    "smartTags",
    "drawing",
];

const ALTERNATIVE: &str = "AlternateContent";
/// Rows of a sheet.
const LAST_ROW: u32 = crate::location::SHEET_ROWS;

struct Cells<'m, 's, 't> {
    marks: &'m BTreeMap<Address, Told>,
    styles: &'s mut Styles,
    patch: Patch<'t>,
    prefix: String,
    /// Formats of columns: (first, last, format).
    columns: Vec<(u32, u32, usize)>,
    row: u32,
    column: u32,
    row_style: Option<usize>,
    in_row: bool,
}

/// The relation's id of a sheet's drawing for comments. By text: it stands behind all cells, and not everybody has time for
/// those.
pub fn drawing(text: &str) -> Option<String> {
    let behind = memchr::memmem::rfind(text.as_bytes(), b"sheetData").unwrap_or(0);
    let name = "legacyDrawing";
    let mut found = text[behind..]
        .match_indices(name)
        .map(|(at, _)| behind + at);
    let at =
        found.find(|at| text[at + name.len()..].starts_with(|c: char| c.is_ascii_whitespace()))?;
    let (_, id) = attribute(first_tag(&text[at..]), "id")?;
    Some(unescape(id).into_owned())
}

/// The sheet with the marks, `None` where that changes nothing. `drawing`: the id of the relation to a drawing for
/// comments, and the namespace of relations, where the sheet has none and needs one.
///
/// The sheet is no longer the one that is shown first: that is the list.
pub fn mark(
    text: &str,
    part: &str,
    marks: &BTreeMap<Address, Told>,
    styles: &mut Styles,
    drawing: Option<(&str, &str)>,
) -> Result<Option<Packed>, Cannot> {
    // behind the last element that must stand before the drawing
    let mut place = None;
    let mut alternative = None;
    let mut cells = Cells {
        marks,
        styles,
        patch: Patch::new(text),
        prefix: String::new(),
        columns: Vec::new(),
        row: 0,
        column: 0,
        row_style: None,
        in_row: false,
    };
    walk(text, part, |tag| {
        let ends = matches!(tag.form, Form::Close | Form::Empty);
        match (tag.depth, tag.name, tag.form) {
            (0, _, Form::Open) => cells.prefix = tag.prefix.to_owned(),
            (0, _, Form::Close) => cells.drawing(place, drawing),
            (1, "dimension", _) => cells.dimension(&tag),
            (1, "sheetData", Form::Empty) if !marks.is_empty() => {
                let name = format!("{}sheetData", tag.prefix);
                let rows = cells.rows_before(u32::MAX);
                let filled = format!("<{name}>{rows}</{name}>");
                cells.patch.replace(tag.at.clone(), &filled);
            }
            (1, "sheetData", Form::Close) => {
                let rows = cells.rows_before(u32::MAX);
                cells.patch.insert(tag.at.start, &rows);
            }
            (2, "sheetView", Form::Open | Form::Empty) => {
                if let Some(tag_text) = hidden_view(&tag) {
                    cells.patch.replace(tag.at.clone(), &tag_text);
                }
            }
            (2, "col", Form::Open | Form::Empty) => cells.column_format(&tag),
            (2, "row", Form::Open | Form::Empty) => cells.row(&tag),
            (2, "row", Form::Close) => {
                let rest = cells.cells_before(u32::MAX);
                cells.in_row = false;
                cells.patch.insert(tag.at.start, &rest);
            }
            (3, "c", Form::Open | Form::Empty) if cells.in_row => cells.cell(&tag),
            // an alternative may hold elements from before the drawing
            (1, ALTERNATIVE, Form::Open) => alternative = Some(false),
            (3, name, _) if alternative.is_some() && BEFORE_DRAWING.contains(&name) => {
                alternative = Some(true);
            }
            _ => {}
        }
        if tag.depth == 1 && ends {
            let held = alternative.take() == Some(true);
            if held || BEFORE_DRAWING.contains(&tag.name) {
                place = Some(tag.at.end);
            }
        }
        Ok(())
    })?;
    cells.patch.done()
}

/// The tag of a view, no longer of a sheet that is selected; `None` where it was not.
pub fn hidden_view(tag: &Tag<'_>) -> Option<String> {
    let selected = tag.get("tabSelected")?;
    let first = tag.get("workbookViewId").is_none_or(|view| view == "0");
    let selected = selected == "1" || selected == "true";
    (selected && first).then(|| with_attribute(tag.raw, "tabSelected", "0"))
}

impl Cells<'_, '_, '_> {
    /// Names the drawing for comments, where one is wanted.
    fn drawing(&mut self, place: Option<usize>, wanted: Option<(&str, &str)>) {
        if let (Some((id, namespace)), Some(place)) = (wanted, place) {
            let p = &self.prefix;
            let tag = format!("<{p}legacyDrawing xmlns:r=\"{namespace}\" r:id=\"{id}\"/>");
            self.patch.insert(place, &tag);
        }
    }

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
            self.patch.replace(tag.at.clone(), &raw);
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
            .filter(|row| (1..=LAST_ROW).contains(row))
            .unwrap_or(self.row + 1);
        let before = self.rows_before(row);
        self.patch.insert(tag.at.start, &before);
        self.row = row;
        self.column = 0;
        let own = tag
            .get("customFormat")
            .is_some_and(|v| v == "1" || v == "true");
        self.row_style = tag.get("s").filter(|_| own).and_then(|s| s.parse().ok());
        self.in_row = tag.form == Form::Open;
        let widened = self.widened(tag);
        if tag.form == Form::Empty {
            let made = self.cells_before(u32::MAX);
            if !made.is_empty() {
                let open = widened.as_deref().unwrap_or(tag.raw);
                let open = open.trim_end_matches('>').trim_end_matches('/').trim_end();
                let name = format!("{}row", tag.prefix);
                let filled = format!("{open}>{made}</{name}>");
                self.patch.replace(tag.at.clone(), &filled);
            }
        } else if let Some(tag_text) = widened {
            self.patch.replace(tag.at.clone(), &tag_text);
        }
    }

    /// The row's tag with the columns that it says it spans, where marks stand beside them.
    fn widened(&self, tag: &Tag<'_>) -> Option<String> {
        let (_, spans) = attribute(tag.raw, "spans")?;
        let (first, last) = spans.split_once(':')?;
        let (first, last): (u32, u32) = (first.parse().ok()?, last.parse().ok()?);
        let (least, most) = (self.at(1), self.at(u32::MAX));
        let marks = || self.marks.range(least..most).map(|(at, _)| at.column);
        let (least, most) = (marks().next()?, marks().next_back()?);
        let wide = (first.min(least), last.max(most));
        (wide != (first, last))
            .then(|| with_attribute(tag.raw, "spans", &format!("{}:{}", wide.0, wide.1)))
    }

    fn at(&self, column: u32) -> Address {
        Address {
            row: self.row,
            column,
        }
    }

    fn cell(&mut self, tag: &Tag<'_>) {
        let column = tag
            .get("r")
            .and_then(|r| column_of(&r))
            .unwrap_or(self.column + 1);
        let before = self.cells_before(column);
        self.patch.insert(tag.at.start, &before);
        self.column = column;
        let own = attribute(tag.raw, "s").map_or("0", |(_, s)| s);
        let own = unescape(own).parse().unwrap_or(0usize);
        let mut style = self.styles.unmarked(own);
        if let Some(told) = self.marks.get(&self.at(column)) {
            style = self.styles.marked(style, told.severity);
        }
        if style != own {
            let marked = with_attribute(tag.raw, "s", &style.to_string());
            self.patch.replace(tag.at.clone(), &marked);
        }
    }

    /// The cells of the current row that marks point at, that the sheet lacks, and that stand left of a column.
    fn cells_before(&mut self, column: u32) -> String {
        let (from, to) = (self.at(self.column + 1), self.at(column));
        let missing: Vec<(Address, Severity)> = if from < to {
            self.marks
                .range(from..to)
                .map(|(at, told)| (*at, told.severity))
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

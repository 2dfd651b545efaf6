//! The marked copy of workbooks that other programs wrote (`tests/data/marked`), part by part: what must be there is, and
//! with that taken away again nothing differs from the original.

mod cells;
mod notes;
mod resaved;
mod whole;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use ledgerlint::finding::Severity;
use ledgerlint::report::workbook::{List, Mark, Row, address, mark};

use crate::office::tree::{Element, Parts, Sheet, decoded};

const AUTHOR: &str = "台账体检 ledgerlint";
const LINE: &str = "———— 台账体检 ————";

#[track_caller]
fn fixture(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/data/marked")
        .join(name);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A cell as `(row, column)`.
type At = (u32, u32);

fn at(text: &str) -> At {
    let at = address(text).unwrap_or_else(|| panic!("{text} is no address"));
    (at.row, at.column)
}

/// A sheet's cells with their elements; where they do not say where they are, they follow each other.
fn cells(sheet: &Element) -> BTreeMap<At, &Element> {
    let (mut cells, mut row) = (BTreeMap::new(), 0);
    for element in sheet.items("sheetData") {
        row = element
            .get("r")
            .map_or(row + 1, |r| r.parse().expect("a row"));
        let mut column = 0;
        for cell in &element.children {
            column = cell.get("r").map_or(column + 1, |r| at(r).1);
            assert!(
                cells.insert((row, column), cell).is_none(),
                "{row},{column} twice"
            );
        }
    }
    cells
}

/// Which cells of which sheets are marked, with the severity: there, beside others, in rows that are missing, merged,
/// hidden, with a comment of somebody's, on every sheet.
fn marks(parts: &Parts) -> Vec<(Sheet, At, Severity)> {
    let mut all: Vec<(Sheet, At)> = Vec::new();
    for sheet in parts.sheets() {
        let tree = parts.tree(&sheet.part);
        let mut own: BTreeSet<At> = BTreeSet::from([(1, 1), (2, 2)]);
        let cells = cells(&tree);
        own.extend(cells.keys().nth(cells.len() / 2));
        own.extend(cells.keys().map(|(row, _)| (*row, 9)).take(2));
        let last = cells.keys().next_back().map_or(0, |(row, _)| *row);
        own.extend([(last + 3, 2), (last + 3, 7), (last + 40, 1)]);
        let merged = tree.items("mergeCells").iter();
        own.extend(merged.map(|m| {
            at(m.get("ref")
                .expect("a range")
                .split(':')
                .next()
                .expect("one"))
        }));
        if let Some(comments) = parts.related(&sheet.part, "comments") {
            let comments = parts.tree(&comments);
            own.extend(
                comments
                    .all("comment")
                    .iter()
                    .map(|c| at(c.get("ref").expect("a cell"))),
            );
        }
        all.extend(own.into_iter().map(|at| (sheet.clone(), at)));
    }
    let severities = Severity::ALL.into_iter().cycle();
    all.into_iter()
        .zip(severities)
        .map(|((sheet, at), severity)| (sheet, at, severity))
        .collect()
}

fn text_of((row, column): At) -> String {
    format!("[错误 RULE-{row}] 第 {column} 列 <&> \"引号\"\n建议:改正 _x0041_")
}

fn as_marks(marks: &[(Sheet, At, Severity)]) -> Vec<Mark> {
    let mark = |(sheet, (row, column), severity): &(Sheet, At, Severity)| Mark {
        sheet: sheet.name.clone(),
        at: address(&format!("{}{row}", letters(*column))).expect("an address"),
        severity: *severity,
        text: text_of((*row, *column)),
    };
    marks.iter().map(mark).collect()
}

fn letters(column: u32) -> char {
    char::from(b'A' + u8::try_from(column - 1).expect("a column up to Z"))
}

fn list(marks: &[(Sheet, At, Severity)]) -> List {
    let row = |(sheet, (row, column), severity): &(Sheet, At, Severity)| {
        let cell = format!("{}{row}", letters(*column));
        let mut cells: [String; 9] = std::array::from_fn(|n| format!("=第 {n} 格"));
        cells[3] = cell.clone();
        Row {
            severity: Some(*severity),
            cells,
            target: Some(format!("'{}'!{cell}", sheet.name.replace('\'', "''"))),
        }
    };
    List {
        title: "台账体检·问题清单".to_owned(),
        totals: "共".to_owned(),
        headers: std::array::from_fn(|at| format!("列{at}")),
        rows: marks.iter().map(row).collect(),
    }
}

/// One fixture, or a marked copy of it that another program has saved.
#[track_caller]
fn check(name: &str) {
    let original = fixture(name);
    let before = Parts::open(&original);
    let chosen = marks(&before);
    let marked = |bytes: &[u8], chosen: &[(Sheet, At, Severity)]| {
        let copy = mark(bytes, &as_marks(chosen), &list(chosen));
        copy.unwrap_or_else(|cannot| panic!("{name}: {cannot:?}"))
    };
    let once = marked(&original, &chosen);
    let after = Parts::open(&once);
    after.assert_complete();
    whole::assert_rest_is_same(&before, &after);
    whole::assert_workbook(&before, &after);
    whole::assert_list(&after, &chosen);
    whole::assert_reads_the_same(name, &original, &once);
    cells::assert_styles(&before, &after);
    for (sheet, copied) in before.sheets().iter().zip(&after.sheets()[1..]) {
        assert_eq!(
            (&sheet.name, &sheet.part, &sheet.state),
            (&copied.name, &copied.part, &copied.state)
        );
        let own = chosen.iter().filter(|(of, ..)| of.name == sheet.name);
        let own: BTreeMap<At, Severity> = own.map(|(_, at, severity)| (*at, *severity)).collect();
        cells::assert_sheet(&before, &after, sheet, &own);
        notes::assert_comments(&before, &after, sheet, &own);
    }
    notes::assert_boxes(&before, &after);
    assert_same_bytes(name, &once, &marked(&once, &chosen));
    let cleared = marked(&once, &[]);
    let cleared = Parts::open(&cleared);
    cleared.assert_complete();
    for sheet in before.sheets() {
        cells::assert_unmarked(&before, &cleared, &sheet);
        notes::assert_as_before(&before, &cleared, &sheet);
    }
}

#[track_caller]
fn assert_same_bytes(name: &str, once: &[u8], twice: &[u8]) {
    let (first, second) = (Parts::open(once), Parts::open(twice));
    for (part, now) in &second.0 {
        let was = first
            .0
            .get(part)
            .unwrap_or_else(|| panic!("{name}: {part} is new"));
        if now != was && !part.ends_with(".bin") {
            assert_eq!(
                decoded(&now.content),
                decoded(&was.content),
                "{name}: {part}"
            );
        }
    }
    assert!(once == twice, "{name}");
}

#[test]
fn a_workbook_of_openpyxl() {
    check("openpyxl.xlsx");
}

#[test]
fn a_workbook_of_libreoffice() {
    check("libreoffice.xlsx");
}

#[test]
fn a_workbook_of_excel_with_controls_threads_and_external_links() {
    check("excel.xlsx");
}

#[test]
fn a_workbook_with_macros() {
    check("macros.xlsm");
}

#[test]
fn workbooks_that_are_written_in_rare_ways() {
    for name in [
        "strict.xlsx",
        "prefixed.xlsx",
        "absolute.xlsx",
        "bare.xlsx",
        "spaced.xlsx",
        "encoded.xlsx",
        "bom.xlsx",
        "utf16.xlsx",
    ] {
        check(name);
    }
}

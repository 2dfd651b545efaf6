//! The parts that belong to no sheet, what may differ at all, and what a reader of workbooks reads.

use std::collections::BTreeSet;
use std::io::Cursor;

use calamine::{Reader as _, Xlsx};
use ledgerlint::finding::Severity;

use super::At;
use crate::office::tree::{Element, Parts, Sheet};

/// Whatever is none of the few parts that marks need is byte for byte the same, compressed too.
#[track_caller]
pub fn assert_rest_is_same(before: &Parts, after: &Parts) {
    let workbook = before.workbook();
    let (folder, file) = workbook.rsplit_once('/').expect("a folder");
    let mut may: BTreeSet<String> = ["[Content_Types].xml".to_owned(), workbook.clone()].into();
    may.insert(format!("{folder}/_rels/{file}.rels"));
    may.extend(before.related(&workbook, "styles"));
    for sheet in before.sheets() {
        let (folder, file) = sheet.part.rsplit_once('/').expect("a folder");
        may.insert(format!("{folder}/_rels/{file}.rels"));
        may.extend(before.related(&sheet.part, "comments"));
        may.extend(drawing(before, &sheet.part));
        may.insert(sheet.part);
    }
    for (name, part) in &before.0 {
        let copied = after
            .0
            .get(name)
            .unwrap_or_else(|| panic!("{name} is gone"));
        assert!(copied == part || may.contains(name), "{name} differs");
    }
    for name in after.0.keys().filter(|name| !before.0.contains_key(*name)) {
        let own = ["ledgerlint", "xl/styles.xml", ".rels"];
        assert!(own.iter().any(|own| name.contains(own)), "{name} is new");
    }
}

/// The drawing of a sheet's comments.
pub fn drawing(parts: &Parts, sheet: &str) -> Option<String> {
    let tree = parts.tree(sheet);
    let id = tree.child("legacyDrawing")?.get("id")?.to_owned();
    let all = parts.relations(sheet).into_iter();
    all.filter(|r| r.id == id).map(|r| r.target).next()
}

/// The workbook with the list's sheet and names taken away, and every count of sheets one less, is the original.
#[track_caller]
pub fn assert_workbook(before: &Parts, after: &Parts) {
    let original = before.tree(&before.workbook());
    let mut copy = after.tree(&after.workbook());
    let ids: Vec<usize> = copy
        .items("sheets")
        .iter()
        .map(|s| s.number("sheetId"))
        .collect();
    let unique: BTreeSet<usize> = ids.iter().copied().collect();
    assert_eq!(unique.len(), ids.len(), "sheet ids {ids:?}");
    let list = copy.child_mut("sheets").expect("sheets").children.remove(0);
    assert_eq!(list.get("name"), Some("问题清单"));
    let order = [
        "sheets",
        "functionGroups",
        "externalReferences",
        "definedNames",
        "calcPr",
        "extLst",
    ];
    let places = copy
        .children
        .iter()
        .filter_map(|e| order.iter().position(|o| *o == e.name));
    assert!(places.is_sorted(), "order of the workbook's elements");
    let names = &mut copy.child_mut("definedNames").expect("names").children;
    names.retain(|name| {
        name.get("localSheetId") != Some("0") && name.get("name") != Some("ledgerlint_list")
    });
    for name in names.iter_mut() {
        if let Some(at) = name.attributes.get_mut("localSheetId") {
            *at = (at.parse::<usize>().expect("a number") - 1).to_string();
        }
    }
    if names.is_empty() && original.child("definedNames").is_none() {
        copy.children.retain(|e| e.name != "definedNames");
    }
    let view = |tree: &mut Element| {
        let views = tree.child_mut("bookViews")?;
        let view = views.children.first_mut()?;
        let first = view
            .attributes
            .remove("firstSheet")
            .map_or(0, |n| n.parse().expect("a number"));
        let active = view
            .attributes
            .remove("activeTab")
            .map_or(0, |n| n.parse().expect("a number"));
        Some((first, active))
    };
    let mut original = original;
    view(&mut original);
    assert!(
        matches!(view(&mut copy), None | Some((0usize, 0usize))),
        "the list is in front"
    );
    assert_eq!(copy, original);
    let selected = |sheet: &Sheet| {
        let tree = after.tree(&sheet.part);
        tree.all("sheetView")
            .iter()
            .any(|v| matches!(v.get("tabSelected"), Some("1" | "true")))
    };
    let selected: Vec<Sheet> = after.sheets().into_iter().filter(selected).collect();
    assert!(
        matches!(&selected[..], [list] if list.name == "问题清单"),
        "{selected:?}"
    );
}

/// The list has a row for every mark, with a link to its cell.
#[track_caller]
pub fn assert_list(after: &Parts, marks: &[(Sheet, At, Severity)]) {
    let sheets = after.sheets();
    let tree = after.tree(&sheets[0].part);
    let rows = tree.items("sheetData");
    assert_eq!(rows.len(), 3 + marks.len());
    let links = tree.items("hyperlinks");
    assert_eq!(links.len(), marks.len());
    for (n, (link, (sheet, (row, column), _))) in links.iter().zip(marks).enumerate() {
        assert_eq!(link.get("ref"), Some(&*format!("E{}", n + 4)));
        let location = link.get("location").expect("a place");
        let (name, cell) = location.rsplit_once('!').expect("a sheet");
        let name = name.trim_matches('\'').replace("''", "'");
        assert!(
            name == sheet.name && sheets.iter().any(|s| s.name == name),
            "{location}"
        );
        assert_eq!(super::at(cell), (*row, *column));
    }
    assert!(
        tree.all("f").is_empty(),
        "text that begins like a formula is text"
    );
    super::cells::assert_order(&tree);
}

/// Workbooks that calamine does not read before either: it takes every part for UTF-8, and names for what they say.
const UNREADABLE: [&str; 2] = ["utf16.xlsx", "spaced.xlsx"];

#[track_caller]
pub fn assert_reads_the_same(name: &str, original: &[u8], copy: &[u8]) {
    let open = |bytes: &[u8]| Xlsx::new(Cursor::new(bytes.to_vec()));
    let excused = UNREADABLE.contains(&name);
    let (mut before, mut after) = match (open(original), open(copy)) {
        (Ok(before), Ok(after)) => (before, after),
        (Err(_), _) if excused => return,
        (before, after) => panic!("{name}: {:?} {:?}", before.err(), after.err()),
    };
    let names = before.sheet_names();
    assert_eq!(names[..], after.sheet_names()[1..]);
    for sheet in Parts::open(original).sheets() {
        if sheet.kind != "worksheet" {
            continue;
        }
        let all = |book: &mut Xlsx<Cursor<Vec<u8>>>| {
            let values = book.worksheet_range(&sheet.name).map(|range| {
                let used = range.used_cells();
                let start = range.start().unwrap_or_default();
                let place = |(row, column, value): (usize, usize, &calamine::Data)| {
                    (row as u32 + start.0, column as u32 + start.1, value.clone())
                };
                used.map(place).collect::<Vec<_>>()
            });
            let formulas = book.worksheet_formula(&sheet.name).map(|range| {
                let start = range.start().unwrap_or_default();
                let used = range.used_cells();
                let place = |(row, column, formula): (usize, usize, &String)| {
                    (
                        row as u32 + start.0,
                        column as u32 + start.1,
                        formula.clone(),
                    )
                };
                used.map(place).collect::<Vec<_>>()
            });
            let merged = book.merge_cells_by_sheet_name(&sheet.name);
            (
                values.map_err(|e| e.to_string()),
                formulas.map_err(|e| e.to_string()),
                merged.map_err(|e| e.to_string()),
            )
        };
        let (read, copied) = (all(&mut before), all(&mut after));
        assert!(read.0.is_ok() || excused, "{name}: {:?}", read.0);
        assert_eq!(copied, read, "{name}: {}", sheet.name);
    }
}

//! Sheets and formats: nothing of a cell but its format differs, and of that nothing but the fill.

use std::collections::BTreeMap;

use ledgerlint::finding::Severity;

use super::{At, cells};
use crate::office::tree::{Element, Parts, Sheet};

/// The order that elements of a worksheet have (ECMA-376, CT_Worksheet).
const ORDER: [&str; 39] = [
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
    "legacyDrawing",
    "legacyDrawingHF",
    "drawingHF",
    "picture",
    "oleObjects",
    "controls",
    "webPublishItems",
    "tableParts",
    "extLst",
];

#[track_caller]
pub fn assert_order(sheet: &Element) {
    // an alternative stands where what it holds would
    let name = |e: &Element| match &*e.name {
        "AlternateContent" => e.children[0].children[0].name.clone(),
        name => name.to_owned(),
    };
    let place = |name: String| ORDER.iter().position(|known| *known == name);
    let places: Vec<usize> = sheet.children.iter().map(name).filter_map(place).collect();
    assert_eq!(places.len(), sheet.children.len());
    assert!(places.is_sorted(), "{places:?}");
}

fn styles(parts: &Parts) -> Option<Element> {
    let part = parts.related(&parts.workbook(), "styles")?;
    Some(parts.tree(&part))
}

/// The first items of each section are those of the original, and each section says how many it has.
#[track_caller]
pub fn assert_styles(before: &Parts, after: &Parts) {
    let copy = styles(after).expect("styles");
    for section in &copy.children {
        let known = [
            "fonts",
            "fills",
            "borders",
            "cellStyleXfs",
            "cellXfs",
            "cellStyles",
        ];
        let count = section.get("count").map(|n| n.parse().expect("a number"));
        if known.contains(&&*section.name) {
            assert_eq!(count, Some(section.children.len()), "{}", section.name);
        }
    }
    let order = [
        "numFmts",
        "fonts",
        "fills",
        "borders",
        "cellStyleXfs",
        "cellXfs",
        "cellStyles",
        "dxfs",
        "tableStyles",
        "colors",
        "extLst",
    ];
    let places: Vec<_> = copy
        .children
        .iter()
        .map(|e| order.iter().position(|o| *o == e.name))
        .collect();
    assert!(
        places.iter().all(Option::is_some) && places.is_sorted(),
        "{places:?}"
    );
    let Some(original) = styles(before) else {
        return;
    };
    for section in &original.children {
        let copied = copy
            .child(&section.name)
            .unwrap_or_else(|| panic!("no {}", section.name));
        let first = &copied.children[..section.children.len()];
        assert_eq!(first, &section.children[..], "{}", section.name);
        let mut attributes = copied.attributes.clone();
        let mut own = section.attributes.clone();
        attributes.remove("count");
        own.remove("count");
        assert_eq!(attributes, own, "{}", section.name);
    }
}

/// A cell's format with all that it refers to, taken apart.
fn format(styles: Option<&Element>, cell: Option<&Element>) -> BTreeMap<String, String> {
    let mut format = BTreeMap::new();
    let xf = cell.map_or(0, |cell| cell.number("s"));
    let xf = styles.and_then(|styles| styles.items("cellXfs").get(xf));
    let (Some(styles), Some(xf)) = (styles, xf) else {
        return format;
    };
    let item = |section: &str, name: &str| match styles.items(section).get(xf.number(name)) {
        Some(item) => format!("{item:?}"),
        None => String::new(),
    };
    for (section, name) in [
        ("fonts", "fontId"),
        ("fills", "fillId"),
        ("borders", "borderId"),
    ] {
        format.insert(section.to_owned(), item(section, name));
    }
    let parent = xf.number("xfId");
    let mut named = styles
        .items("cellStyles")
        .iter()
        .filter(|s| s.number("xfId") == parent);
    let name = named.next().and_then(|s| s.get("name")).unwrap_or("Normal");
    format.insert("style".to_owned(), name.to_owned());
    for (name, value) in &xf.attributes {
        if !["fontId", "fillId", "borderId", "xfId", "applyFill"].contains(&&**name) {
            format.insert(name.clone(), value.clone());
        }
    }
    format
        .entry("numFmtId".to_owned())
        .or_insert("0".to_owned());
    format.insert("inner".to_owned(), format!("{:?}", xf.children));
    format
}

/// The pattern and colour of each cell.
pub fn fills(parts: &Parts, sheet: &Sheet) -> BTreeMap<At, String> {
    let (styles, tree) = (styles(parts).expect("styles"), parts.tree(&sheet.part));
    let fill = |cell: &Element| {
        let xf = &styles.items("cellXfs")[cell.number("s")];
        let pattern = &styles.items("fills")[xf.number("fillId")].children[0];
        let color = pattern.child("fgColor").and_then(|c| c.get("rgb"));
        let kind = pattern.get("patternType").unwrap_or("none");
        format!(
            "{kind} {}",
            color.filter(|_| kind != "none").unwrap_or_default()
        )
    };
    cells(&tree)
        .into_iter()
        .map(|(at, cell)| (at, fill(cell)))
        .collect()
}

/// The sheet with what we put in taken away is the original; its cells have the formats that they should.
#[track_caller]
pub fn assert_sheet(before: &Parts, after: &Parts, sheet: &Sheet, marks: &BTreeMap<At, Severity>) {
    let (original, copy) = (before.tree(&sheet.part), after.tree(&sheet.part));
    if sheet.kind != "worksheet" {
        assert_eq!(
            without_ours(copy, &original),
            plain(original.clone()),
            "{}",
            sheet.name
        );
        return;
    }
    assert_order(&copy);
    let (old, new) = (cells(&original), cells(&copy));
    assert!(new.keys().is_sorted());
    let (old_styles, new_styles) = (styles(before), styles(after));
    for (at, cell) in &new {
        let name = format!("{} {at:?}", sheet.name);
        let Some(severity) = marks.get(at) else {
            assert_eq!(cell.get("s"), old[at].get("s"), "{name}");
            continue;
        };
        let own = old
            .get(at)
            .copied()
            .cloned()
            .or_else(|| beside(&original, *at));
        let mut was = format(old_styles.as_ref(), own.as_ref());
        let mut is = format(new_styles.as_ref(), Some(cell));
        let fill = is.remove("fills").expect("a fill");
        let color = match severity {
            Severity::Critical => "FFFF9999",
            Severity::Error => "FFFFC7CE",
            Severity::Warning => "FFFFEB9C",
            Severity::Info => "FFDDEBF7",
        };
        assert!(fill.contains(color), "{name}: {fill}");
        let style = is.remove("style").expect("a style");
        assert!(style.starts_with("台账体检 "), "{name}: {style}");
        was.remove("fills");
        was.remove("style");
        if old_styles.is_some() {
            assert_eq!(is, was, "{name}");
        }
    }
    assert!(
        marks.keys().all(|at| new.contains_key(at)),
        "{}: a cell for every mark",
        sheet.name
    );
    let dimension = |tree: &Element| {
        tree.child("dimension")
            .and_then(|d| d.get("ref").map(str::to_owned))
    };
    if let Some(range) = dimension(&copy) {
        let (from, to) = range.split_once(':').unwrap_or((&range, &range));
        let ((top, left), (bottom, right)) = (super::at(from), super::at(to));
        let within =
            |(row, column): &At| (top..=bottom).contains(row) && (left..=right).contains(column);
        assert!(new.keys().all(within), "{range}");
    }
    for row in copy.items("sheetData") {
        if let Some((first, last)) = row.get("spans").and_then(|s| s.split_once(':')) {
            let (first, last): (u32, u32) =
                (first.parse().expect("one"), last.parse().expect("one"));
            let within =
                |cell: &Element| (first..=last).contains(&super::at(cell.get("r").expect("r")).1);
            assert!(row.children.iter().all(within));
        }
    }
    assert_eq!(
        without_ours(copy.clone(), &original),
        plain(original),
        "{}",
        sheet.name
    );
}

/// The format that a cell would have that is not there: the row's, or the column's.
fn beside(sheet: &Element, (row, column): At) -> Option<Element> {
    let mut rows = sheet.items("sheetData").iter();
    let own =
        rows.find(|r| r.get("r") == Some(&*row.to_string()) && r.get("customFormat") == Some("1"));
    let mut columns = sheet.items("cols").iter();
    let of = columns.find(|c| (c.number("min")..=c.number("max")).contains(&(column as usize)));
    let style = own
        .and_then(|r| r.get("s"))
        .or(of.and_then(|c| c.get("style")))?;
    let mut cell = own.or(of)?.clone();
    cell.attributes.insert("s".to_owned(), style.to_owned());
    Some(cell)
}

/// A sheet without formats of cells, the range it uses, and whether it is selected.
fn plain(mut sheet: Element) -> Element {
    sheet.children.retain(|e| e.name != "dimension");
    if let Some(views) = sheet.child_mut("sheetViews") {
        views
            .children
            .iter_mut()
            .for_each(|v| drop(v.attributes.remove("tabSelected")));
    }
    if let Some(data) = sheet.child_mut("sheetData") {
        for row in &mut data.children {
            row.attributes.remove("spans");
            row.children
                .iter_mut()
                .for_each(|cell| drop(cell.attributes.remove("s")));
        }
    }
    sheet
}

/// The copy without what the original does not have: empty cells, rows of such, and the drawing of comments.
fn without_ours(copy: Element, original: &Element) -> Element {
    let old: Vec<At> = cells(original).into_keys().collect();
    let new: Vec<At> = cells(&copy).into_keys().collect();
    let mut copy = plain(copy);
    if let Some(data) = copy.child_mut("sheetData") {
        let mut places = new.into_iter();
        for row in &mut data.children {
            row.children.retain(|cell| {
                let at = places.next().expect("a place");
                old.contains(&at) || !cell.children.is_empty()
            });
        }
        let rows = original.items("sheetData").iter();
        let rows: Vec<_> = rows.filter_map(|r| r.get("r").map(str::to_owned)).collect();
        data.children.retain(|row| {
            let there = row
                .get("r")
                .is_none_or(|r| rows.iter().any(|known| known == r));
            there || !row.children.is_empty()
        });
    }
    if original.child("legacyDrawing").is_none() {
        copy.children.retain(|e| e.name != "legacyDrawing");
    }
    copy
}

/// Every cell has its own format again, and those that were made look like the row or column that they are in.
#[track_caller]
pub fn assert_unmarked(before: &Parts, cleared: &Parts, sheet: &Sheet) {
    let (original, copy) = (before.tree(&sheet.part), cleared.tree(&sheet.part));
    let (old_styles, new_styles) = (styles(before), styles(cleared));
    let old = cells(&original);
    for (at, cell) in cells(&copy) {
        let own = old
            .get(&at)
            .copied()
            .cloned()
            .or_else(|| beside(&original, at));
        let was = format(old_styles.as_ref(), own.as_ref());
        let is = format(new_styles.as_ref(), Some(cell));
        let name = format!("{} {at:?}", sheet.name);
        match old_styles {
            Some(_) => assert_eq!(is, was, "{name}"),
            None => assert!(is["fills"].contains("none"), "{name}: {is:?}"),
        }
    }
}

//! Marked copies: what is marked, what stays as it was, and that marking twice is marking once.

mod limits;

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};

use roxmltree::Document;
use rust_xlsxwriter::{
    Chart, ChartType, Color, ConditionalFormat3ColorScale, DataValidation, Format, Note, Workbook,
};

use super::*;

type Parts = BTreeMap<String, Vec<u8>>;

#[track_caller]
fn parts(bytes: &[u8]) -> Parts {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a zip");
    let mut parts = Parts::new();
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).expect("an entry");
        let name = file.name().expect("a name").into_owned();
        let mut content = Vec::new();
        file.read_to_end(&mut content).expect("readable");
        if !name.ends_with(".png") {
            let text = std::str::from_utf8(&content).expect("UTF-8");
            Document::parse(text).unwrap_or_else(|error| panic!("{name}: {error}\n{text}"));
        }
        assert!(
            parts.insert(name.clone(), content).is_none(),
            "{name} twice"
        );
    }
    parts
}

/// Two sheets with what users have: fills, merged cells, comments, a chart, validations, names, protection.
fn rich() -> Vec<u8> {
    let mut book = Workbook::new();
    let yellow = Format::new().set_background_color(Color::Yellow).set_bold();
    let sheet = book.add_worksheet().set_name("岗位").expect("a sheet");
    sheet
        .merge_range(0, 0, 0, 4, "会埠镇公益性岗位台账", &yellow)
        .expect("merged");
    sheet
        .write_string_with_format(1, 1, "甲", &yellow)
        .expect("text");
    sheet.write_number(2, 1, 3.5).expect("a number");
    sheet.write_formula(3, 1, "=SUM(B3:B3)").expect("a formula");
    sheet
        .insert_note(1, 1, &Note::new("请核实 <1>").set_author("张三"))
        .expect("a note");
    sheet
        .insert_note(9, 0, &Note::new("另一格").set_author("张三"))
        .expect("a note");
    let list = DataValidation::new()
        .allow_list_strings(&["是", "否"])
        .expect("a list");
    sheet
        .add_data_validation(2, 2, 20, 2, &list)
        .expect("validation");
    sheet
        .add_conditional_format(2, 1, 9, 1, &ConditionalFormat3ColorScale::new())
        .expect("a scale");
    let mut chart = Chart::new(ChartType::Column);
    chart.add_series().set_values(("岗位", 2, 1, 3, 1));
    sheet.insert_chart(5, 5, &chart).expect("a chart");
    sheet.set_freeze_panes(2, 0).expect("panes");
    sheet.set_repeat_rows(0, 1).expect("print titles");
    sheet
        .set_column_width(1, 30)
        .expect("a width")
        .set_landscape();
    sheet.protect();
    let other = book
        .add_worksheet()
        .set_name("花名册 'A' 组")
        .expect("a sheet");
    other.write_string(0, 0, "姓名").expect("text");
    other.write_string(4, 3, "_x0041_").expect("text");
    book.define_name("户数", "=岗位!$B$3").expect("a name");
    book.save_to_buffer().expect("bytes")
}

fn marks() -> Vec<Mark> {
    let mark = |sheet: &str, at: &str, severity, text: &str| Mark {
        sheet: sheet.to_owned(),
        at: super::address(at).expect("an address"),
        severity,
        text: text.to_owned(),
    };
    vec![
        mark("岗位", "B2", Severity::Error, "错误 POST-003 & <一>"),
        mark("岗位", "B2", Severity::Critical, "严重 POST-004"),
        mark("岗位", "B3", Severity::Warning, "警告"),
        mark("岗位", "F12", Severity::Info, "空格"),
        mark("岗位", "A6", Severity::Error, "中间的空行"),
        mark("花名册 'A' 组", "C5", Severity::Error, "左边的空格"),
    ]
}

fn list(rows: usize) -> List {
    let row = |n: usize| Row {
        severity: Severity::Error,
        cells: std::array::from_fn(|at| format!("=第{n}行{at}")),
        target: Some("'岗位'!B2".to_owned()),
    };
    List {
        title: "台账体检·问题清单".to_owned(),
        totals: "共".to_owned(),
        headers: std::array::from_fn(|at| format!("列{at}")),
        rows: (0..rows).map(row).collect(),
    }
}

#[track_caller]
fn marked(bytes: &[u8], marks: &[Mark], rows: usize) -> Vec<u8> {
    mark(bytes, marks, &list(rows)).unwrap_or_else(|error| panic!("{error:?}"))
}

fn text<'p>(parts: &'p Parts, name: &str) -> &'p str {
    let part = parts
        .get(name)
        .unwrap_or_else(|| panic!("no {name} in {:?}", parts.keys()));
    std::str::from_utf8(part).expect("UTF-8")
}

#[test]
fn marking_a_marked_copy_gives_the_same_bytes() {
    let once = marked(&rich(), &marks(), 3);
    let twice = marked(&once, &marks(), 3);
    let (a, b) = (parts(&once), parts(&twice));
    for (name, content) in &a {
        assert_eq!(
            String::from_utf8_lossy(content),
            String::from_utf8_lossy(&b[name]),
            "{name}"
        );
    }
    assert!(once == twice);
}

#[test]
fn parts_that_need_no_change_stay_byte_for_byte() {
    let original = rich();
    let (before, after) = (parts(&original), parts(&marked(&original, &marks(), 2)));
    let changed: Vec<&str> = before
        .iter()
        .filter(|(name, content)| after.get(*name) != Some(content))
        .map(|(name, _)| name.as_str())
        .collect();
    let expected = [
        "[Content_Types].xml",
        "xl/_rels/workbook.xml.rels",
        "xl/comments1.xml",
        "xl/drawings/vmlDrawing1.vml",
        "xl/styles.xml",
        "xl/workbook.xml",
        "xl/worksheets/sheet1.xml",
        "xl/worksheets/sheet2.xml",
    ];
    assert_eq!(changed, expected);
    assert!(before.keys().all(|name| after.contains_key(name)));
}

/// The fill of a cell, by its colour; empty where it has none of its own.
fn fill(parts: &Parts, sheet: &str, at: &str) -> String {
    let sheet = Document::parse(text(parts, sheet)).expect("XML");
    let cell = sheet
        .descendants()
        .find(|n| n.attribute("r") == Some(at) && n.tag_name().name() == "c");
    let style: usize = cell
        .and_then(|c| c.attribute("s"))
        .unwrap_or("0")
        .parse()
        .expect("a number");
    let styles = Document::parse(text(parts, "xl/styles.xml")).expect("XML");
    let item = |section: &str, at: usize| {
        let section = styles
            .descendants()
            .find(|n| n.tag_name().name() == section)
            .expect("a section");
        let items: Vec<_> = section.children().filter(|n| n.is_element()).collect();
        assert_eq!(
            section.attribute("count"),
            Some(items.len().to_string().as_str()),
            "the count is kept"
        );
        items[at]
    };
    let fill = item(
        "fills",
        item("cellXfs", style)
            .attribute("fillId")
            .expect("a fill")
            .parse()
            .expect("a number"),
    );
    let color = fill
        .descendants()
        .find(|n| n.tag_name().name() == "fgColor");
    color
        .and_then(|c| c.attribute("rgb"))
        .unwrap_or_default()
        .to_owned()
}

#[test]
fn severity_decides_the_fill_and_the_worst_one_counts() {
    let after = parts(&marked(&rich(), &marks(), 1));
    let (one, two) = ("xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml");
    assert_eq!(fill(&after, one, "B2"), style::color(Severity::Critical));
    assert_eq!(fill(&after, one, "B3"), style::color(Severity::Warning));
    assert_eq!(fill(&after, one, "F12"), style::color(Severity::Info));
    assert_eq!(fill(&after, one, "A6"), style::color(Severity::Error));
    assert_eq!(fill(&after, two, "C5"), style::color(Severity::Error));
    assert_eq!(fill(&after, one, "A1"), "FFFFFF00", "others keep theirs");
}

#[test]
fn what_was_mended_loses_its_mark_and_gets_its_own_format_back() {
    let once = marked(&rich(), &marks(), 1);
    let after = parts(&marked(&once, &[], 0));
    let one = "xl/worksheets/sheet1.xml";
    assert_eq!(fill(&after, one, "B2"), "FFFFFF00");
    for at in ["B3", "F12", "A6"] {
        assert_eq!(fill(&after, one, at), "", "{at}");
    }
    let comments = text(&after, "xl/comments1.xml");
    assert!(
        comments.contains("请核实") && comments.contains("另一格"),
        "{comments}"
    );
    assert!(
        !comments.contains("POST") && !comments.contains("警告"),
        "{comments}"
    );
    let shapes = text(&after, "xl/drawings/vmlDrawing1.vml")
        .matches("<v:shape ")
        .count();
    assert_eq!(shapes, 2, "the boxes of the two comments that were there");
}

#[test]
fn a_comment_that_was_there_is_kept_and_ours_stands_below() {
    let after = parts(&marked(&rich(), &marks(), 1));
    let document = Document::parse(text(&after, "xl/comments1.xml")).expect("XML");
    let of = |at: &str| {
        let comment = document
            .descendants()
            .find(|n| n.attribute("ref") == Some(at))
            .expect("a comment");
        let author: usize = comment
            .attribute("authorId")
            .expect("an author")
            .parse()
            .expect("a number");
        let authors = document
            .descendants()
            .filter(|n| n.tag_name().name() == "author");
        let author = authors
            .map(|n| n.text().unwrap_or_default())
            .nth(author)
            .expect("the author")
            .to_owned();
        let texts = comment.descendants().filter(|n| n.is_text());
        (author, texts.filter_map(|n| n.text()).collect::<String>())
    };
    let (author, text) = of("B2");
    assert!(
        author == "张三" && text.contains("请核实 <1>"),
        "{author} {text}"
    );
    assert!(
        text.contains("POST-003 & <一>") && text.contains("POST-004"),
        "{text}"
    );
    assert_eq!(of("B3").0, comment::AUTHOR);
}

#[test]
fn cells_and_rows_come_in_order() {
    let after = parts(&marked(&rich(), &marks(), 1));
    for sheet in ["xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"] {
        let document = Document::parse(text(&after, sheet)).expect("XML");
        let cells = document
            .descendants()
            .filter(|n| n.tag_name().name() == "c");
        let places: Vec<Address> = cells
            .map(|n| super::address(n.attribute("r").expect("r")).expect("one"))
            .collect();
        assert!(
            places.is_sorted() && places.windows(2).all(|two| two[0] != two[1]),
            "{sheet}: {places:?}"
        );
    }
}

#[test]
fn the_list_is_the_first_sheet_and_names_move_along() {
    let once = marked(&rich(), &marks(), 3);
    for bytes in [once.clone(), marked(&once, &marks(), 3)] {
        let after = parts(&bytes);
        let document = Document::parse(text(&after, "xl/workbook.xml")).expect("XML");
        let sheets = document
            .descendants()
            .filter(|n| n.tag_name().name() == "sheet");
        let names: Vec<&str> = sheets.filter_map(|n| n.attribute("name")).collect();
        assert_eq!(names, ["问题清单", "岗位", "花名册 'A' 组"]);
        let names = document
            .descendants()
            .filter(|n| n.tag_name().name() == "definedName");
        let mut names: Vec<_> = names
            .map(|n| {
                (
                    n.attribute("name").expect("a name"),
                    n.attribute("localSheetId"),
                    n.text().unwrap_or_default(),
                )
            })
            .collect();
        names.sort();
        assert_eq!(
            names,
            [
                ("_xlnm.Print_Titles", Some("0"), "'问题清单'!$3:$3"),
                ("_xlnm.Print_Titles", Some("1"), "岗位!$1:$2"),
                ("_xlnm._FilterDatabase", Some("0"), "'问题清单'!$A$3:$J$6"),
                ("ledgerlint_list", None, "'问题清单'!$A$1"),
                ("户数", None, "岗位!$B$3"),
            ]
        );
        let list = text(&after, "xl/worksheets/ledgerlint.xml");
        assert!(
            !list.contains("<f>") && list.contains("=第0行"),
            "text, no formulas"
        );
    }
}

#[test]
fn a_sheet_of_that_name_keeps_it() {
    let mut book = Workbook::new();
    book.add_worksheet()
        .set_name("问题清单")
        .expect("a sheet")
        .write_string(0, 0, "问题")
        .expect("text");
    let bytes = book.save_to_buffer().expect("bytes");
    let after = parts(&marked(&bytes, &[], 1));
    let workbook = text(&after, "xl/workbook.xml");
    assert!(
        workbook.contains("name=\"问题清单(台账体检)\"") && workbook.contains("name=\"问题清单\""),
        "{workbook}"
    );
}

#[test]
fn what_is_no_workbook_is_refused() {
    assert!(matches!(mark(b"hello", &[], &list(0)), Err(Cannot::Zip(_))));
}

//! `samples/huibu-2021-xlsx`: the rectification ledger as a workbook, made from its JSON twin, with the same findings.
//! `UPDATE=1` writes it anew.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook};
use serde_json::Value;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

const HEADS: [(&str, f64); 12] = [
    ("序号", 6.0),
    ("问题类别", 14.0),
    ("问题来源", 10.0),
    ("上级问题编号", 8.0),
    ("存在问题", 28.0),
    ("关键事实", 36.0),
    ("本地是否存在", 8.0),
    ("本地自查结果", 20.0),
    ("整改措施", 48.0),
    ("责任单位", 14.0),
    ("整改时限", 12.0),
    ("完成情况", 10.0),
];
/// Columns of the problem; the others are the measures'.
const PROBLEM: u16 = 8;

fn book() -> Vec<u8> {
    let text =
        std::fs::read_to_string(root().join("samples/huibu-2021/rect_problem.json")).unwrap();
    let twin: Value = serde_json::from_str(&text).unwrap();
    let mut book = Workbook::new();
    let made = ExcelDateTime::from_ymd(2021, 5, 13).unwrap();
    book.set_properties(&DocProperties::new().set_creation_datetime(&made));
    let cell = Format::new()
        .set_border(FormatBorder::Thin)
        .set_text_wrap()
        .set_align(FormatAlign::VerticalCenter);
    let head = cell.clone().set_bold().set_align(FormatAlign::Center);
    let title = Format::new()
        .set_bold()
        .set_font_size(18)
        .set_align(FormatAlign::Center);
    let day = cell.clone().set_num_format("yyyy\"年\"m\"月\"d\"日\"");
    let sheet = book.add_worksheet();
    sheet.set_name("整改台账").unwrap();
    let last = HEADS.len() as u16 - 1;
    sheet
        .merge_range(
            0,
            0,
            0,
            last,
            "会埠镇2020年度脱贫攻坚成效考核问题举一反三整改台账",
            &title,
        )
        .unwrap();
    sheet.write_string(1, 0, "填报单位(盖章):会埠镇").unwrap();
    sheet.write_string(1, 9, "填报日期:2021年5月13日").unwrap();
    sheet.merge_range(2, 10, 2, 11, "整改情况", &head).unwrap();
    for (column, (name, width)) in (0u16..).zip(HEADS) {
        sheet.set_column_width(column, width).unwrap();
        match column {
            10 | 11 => sheet
                .write_string_with_format(3, column, name, &head)
                .unwrap(),
            _ => sheet
                .merge_range(2, column, 3, column, name, &head)
                .unwrap(),
        };
    }
    let mut row = 4u32;
    for problem in twin["rect_problem"].as_array().unwrap() {
        let measures = problem["measures"].as_array().unwrap();
        let end = row + measures.len() as u32 - 1;
        let text = |key: &str| problem[key].as_str().unwrap_or_default().to_owned();
        let facts: Vec<&str> = problem["key_facts"]
            .as_array()
            .unwrap()
            .iter()
            .map(|f| f.as_str().unwrap())
            .collect();
        let values = [
            String::new(),
            text("category"),
            text("source_level"),
            text("parent_no"),
            text("title"),
            facts.join("\n"),
            text("local_hit"),
            text("self_check_result"),
        ];
        for (column, value) in (0..PROBLEM).zip(&values) {
            match end > row {
                true => sheet
                    .merge_range(row, column, end, column, value, &cell)
                    .unwrap(),
                false => sheet
                    .write_string_with_format(row, column, value, &cell)
                    .unwrap(),
            };
        }
        let number = problem["problem_no"].as_f64().unwrap();
        sheet
            .write_number_with_format(row, 0, number, &cell)
            .unwrap();
        for measure in measures {
            let text = |key: &str| measure[key].as_str().unwrap_or_default();
            sheet
                .write_string_with_format(row, 8, text("text"), &cell)
                .unwrap();
            sheet
                .write_string_with_format(row, 9, text("org"), &cell)
                .unwrap();
            let deadline = ExcelDateTime::parse_from_str(text("deadline")).unwrap();
            sheet
                .write_datetime_with_format(row, 10, &deadline, &day)
                .unwrap();
            sheet
                .write_string_with_format(row, 11, text("status"), &cell)
                .unwrap();
            row += 1;
        }
    }
    sheet
        .write_string(row, 0, "注:措施按报告编号登记,没有编号的整段计一条。")
        .unwrap();
    sheet.write_string(row + 1, 0, "填表人:").unwrap();
    sheet.write_string(row + 1, 4, "审核人:").unwrap();
    sheet.write_string(row + 1, 8, "主要负责人(签字):").unwrap();
    sheet.set_freeze_panes(4, 0).unwrap();
    sheet.set_landscape();
    book.save_to_buffer().unwrap()
}

/// Findings by rule, record and message: everything but the place.
fn findings(paths: &[&Path]) -> BTreeMap<String, usize> {
    let output = Command::new(env!("CARGO_BIN_EXE_ledgerlint"))
        .arg("check")
        .args(paths)
        .args(["--as-of", "2021-05-13", "--format", "json"])
        .output()
        .unwrap();
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let mut found = BTreeMap::new();
    for finding in report["findings"].as_array().unwrap() {
        // that a nested table is there but empty, only a document can say
        let key = format!(
            "{} {} {}",
            finding["rule"], finding["record"], finding["message"]
        );
        *found.entry(key).or_default() += 1;
        if finding["location"]["file"]
            .as_str()
            .unwrap()
            .ends_with(".xlsx")
        {
            assert_eq!(finding["location"]["sheet"], "整改台账");
            assert!(finding["location"]["cell"].is_string());
        }
    }
    found
}

#[test]
fn the_workbook_has_the_findings_of_its_twin() {
    let path = root().join("samples/huibu-2021-xlsx/整改台账.xlsx");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, book()).unwrap();
    }
    let twin = root().join("samples/huibu-2021");
    let others = ["org.csv", "rect_feedback.yaml", "rect_meeting.csv"].map(|name| twin.join(name));
    let mut paths: Vec<&Path> = others.iter().map(PathBuf::as_path).collect();
    paths.push(&path);
    let (ours, theirs) = (findings(&paths), findings(&[&twin]));
    assert!(theirs.len() > 50);
    let only = |a: &BTreeMap<String, usize>, b: &BTreeMap<String, usize>| -> Vec<String> {
        a.iter()
            .filter(|(key, n)| b.get(*key) != Some(n))
            .map(|(key, _)| key.clone())
            .collect()
    };
    assert_eq!(
        only(&ours, &theirs),
        Vec::<String>::new(),
        "only in the workbook"
    );
    assert_eq!(
        only(&theirs, &ours),
        Vec::<String>::new(),
        "only in the document"
    );
}

#[test]
fn the_workbook_is_what_this_test_makes() {
    let stored = std::fs::read(root().join("samples/huibu-2021-xlsx/整改台账.xlsx")).unwrap();
    assert!(
        stored == book(),
        "UPDATE=1 cargo test --test program sample"
    );
}

//! Workbooks that LibreOffice and openpyxl wrote (`tests/data/workbooks/make.sh` made them).

use std::path::Path;

use super::program::run;
use super::{reading, records, told};

pub fn stored(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/workbooks");
    std::fs::read(folder.join(name)).unwrap()
}

#[track_caller]
fn check(name: &str, noticed: &[&str], expected: &[&str]) {
    check_as(name, name, noticed, expected);
}

/// A stored workbook under another name.
#[track_caller]
fn check_as(name: &str, shown: &str, noticed: &[&str], expected: &[&str]) {
    let reading = reading(&[(shown, stored(name))]);
    assert_eq!(told(&reading), noticed);
    assert_eq!(
        records(
            &reading,
            "rect_measure",
            &["problem_no", "seq", "text", "deadline"]
        ),
        expected
    );
}
const RECORDS: &[&str] = &[
    "C4 1|1|开展排查|2021-05-15",
    "C5 1|2|回访脱贫户|",
    "C6 2|1|摸查|2021-05-15",
    "C6 2|2|更新|2021-05-15",
];

#[test]
fn a_workbook_of_openpyxl_whose_formula_was_never_computed() {
    check(
        "整改台账.xlsx",
        &[
            "hidden-cells 整改台账 5",
            "formula-error B2",
            "unreadable-date E5 坏日期",
            "inferred-year E6 5月15日前",
        ],
        RECORDS,
    );
}

#[test]
fn the_same_from_libreoffice_in_the_format_of_1997() {
    let noticed = ["unreadable-date E5 坏日期", "inferred-year E6 5月15日前"];
    check("整改台账.xls", &noticed, RECORDS);
}

#[test]
fn the_same_from_libreoffice_in_its_own_format() {
    check(
        "整改台账.ods",
        &[
            "hidden-cells 整改台账 5",
            "unreadable-date E5 坏日期",
            "inferred-year E6 5月15日前",
        ],
        RECORDS,
    );
}

/// WPS names its own workbooks `.et`: those of its older versions are what `.xls` is, the newer ones what `.xlsx` is. No
/// WPS was at hand: these are the workbooks above under that name.
#[test]
fn what_wps_calls_its_own() {
    let noticed = ["unreadable-date E5 坏日期", "inferred-year E6 5月15日前"];
    check_as("整改台账.xls", "整改台账.et", &noticed, RECORDS);
    check_as(
        "整改台账.xlsx",
        "整改台账.et",
        &[
            "hidden-cells 整改台账 5",
            "formula-error B2",
            "unreadable-date E5 坏日期",
            "inferred-year E6 5月15日前",
        ],
        RECORDS,
    );
}

/// Locked as Excel does it, by `make_locked.py`.
#[test]
fn a_workbook_with_a_password_is_called_that() {
    let book = stored("加密.xlsx");
    let run = run(&[("整改台账.xlsx", &book)]);
    assert_eq!(
        (run.status, run.findings()),
        (2, vec!["SCH-002 整改台账.xlsx".to_owned()])
    );
    let message = run.report["findings"][0]["message"].as_str().unwrap();
    assert!(message.contains("设了打开密码"), "{message}");
}

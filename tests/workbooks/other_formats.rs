//! Workbooks that LibreOffice and openpyxl wrote (`tests/data/workbooks/make.sh` made them).

use std::path::Path;

use super::{reading, records, told};

#[track_caller]
fn check(name: &str, noticed: &[&str], expected: &[&str]) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/data/workbooks")
        .join(name);
    let reading = reading(&[(name, std::fs::read(path).unwrap())]);
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

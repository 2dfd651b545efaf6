//! Workbooks that openpyxl and LibreOffice wrote (`tests/data/workbooks/make.sh`), judged by all rules.

use super::super::other_formats::stored;
use super::judged;

/// What stands in all of them: a phone with spaces, a sum, a number of a person that became a quantity, a month 13, no
/// code, more months than a year has.
const HOMES: [&str; 2] = ["HYG-012 农户!F5", "HYG-015 农户!A6"];
const PEOPLE: [&str; 4] = [
    "SCH-006 人员!E3",
    "HYG-009 人员!G5",
    "HYG-018 人员!J5",
    "SCH-014 人员!K5",
];
/// A hidden row and a hidden column.
const HIDDEN: &str = "SCH-011 人员";

#[track_caller]
fn check(name: &str, expected: &[&[&str]]) {
    assert_eq!(judged(&[(name, stored(name))]), expected.concat());
}

#[test]
fn of_openpyxl_whose_formulas_have_no_results() {
    check(
        "农户人员.xlsx",
        &[
            &["SCH-007 农户!D4", "SCH-007 农户!D5"],
            &HOMES,
            &[HIDDEN, PEOPLE[0], "SCH-007 人员!K4"],
            &PEOPLE[1..],
        ],
    );
}

#[test]
fn of_libreoffice_which_computed_them() {
    check("农户人员-另存.xlsx", &[&HOMES, &[HIDDEN], &PEOPLE]);
    check("农户人员.ods", &[&HOMES, &[HIDDEN], &PEOPLE]);
    check("农户人员.xls", &[&HOMES, &[HIDDEN], &PEOPLE]);
}

/// Percentages of all kinds, and what is hidden (`make_shares.py`), in three formats.
#[test]
fn of_libreoffice_with_percentages() {
    let measures = |from: u32, to: u32| (from..=to).map(|row| format!("RECT-021 整改台账!C{row}"));
    let told = |places: &'static [&str]| places.iter().map(|place| format!("SCH-{place}"));
    let head = [
        "011 整改台账",
        "011 整改台账!G2",
        "011 整改台账!H2",
        "011 整改台账!I2",
    ];
    let expected: Vec<String> = head
        .iter()
        .map(|place| format!("SCH-{place}"))
        .chain(measures(3, 6))
        // less than nothing; 80 and 59.53 are not
        .chain(told(&["014 整改台账!F6"]))
        .chain(measures(7, 9))
        // an error
        .chain(told(&["007 整改台账!F9"]))
        .chain(measures(10, 11))
        // no number
        .chain(told(&["007 整改台账!F11", "011 单位名录", "011 人员"]))
        .collect();
    for name in ["完成进度.xlsx", "完成进度.xls", "完成进度.ods"] {
        assert_eq!(judged(&[(name, stored(name))]), expected, "{name}");
    }
}

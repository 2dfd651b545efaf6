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
}

/// What is hidden does not show in that format.
#[test]
fn of_libreoffice_in_the_format_of_1997() {
    check("农户人员.xls", &[&HOMES, &PEOPLE]);
}

//! Workbooks that LibreOffice and openpyxl wrote (`tests/data/workbooks/make.sh` made them).

use std::path::Path;

use super::books::packed;
use super::program::run;
use super::twins::with_stream;
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
/// What is noticed where the formula was computed.
const COMPUTED: &[&str] = &[
    "hidden-cells 整改台账 5",
    "unreadable-date E5 坏日期",
    "inferred-year E6 5月15日前",
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
    check("整改台账.xls", COMPUTED, RECORDS);
}

#[test]
fn the_same_from_libreoffice_in_its_own_format() {
    check("整改台账.ods", COMPUTED, RECORDS);
}

/// WPS names its own workbooks `.et`: those of its older versions are what `.xls` is, the newer ones what `.xlsx` is. No
/// WPS was at hand: these are the workbooks above under that name.
#[test]
fn what_wps_calls_its_own() {
    check_as("整改台账.xls", "整改台账.et", COMPUTED, RECORDS);
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

/// What the whole program says of a locked workbook.
#[track_caller]
fn locked(name: &str, book: &[u8]) {
    let run = run(&[(name, book)]);
    assert_eq!(
        (run.status, run.findings()),
        (2, vec![format!("SCH-002 {name}")])
    );
    let finding = &run.report["findings"][0];
    let said = |key: &str, words: &str| {
        let text = finding[key].as_str().unwrap();
        assert!(text.contains(words), "{text}");
    };
    said("message", "设了打开密码");
    said("advice", "取消打开密码");
    assert_eq!(run.report["summary"]["records"], 0);
}

/// Locked as Excel does it (`make_locked.py`), and by LibreOffice in the older format and in its own (`make_locked.sh`).
#[test]
fn a_workbook_with_a_password_is_called_that() {
    for name in ["加密.xlsx", "加密.xls", "加密.ods"] {
        locked(name, &stored(name));
    }
    locked("加密.et", &stored("加密.xls"));
}

/// The weaker lock that Excel had before, of which `calamine` takes no notice, and what newer versions of LibreOffice
/// write: no program at hand writes them.
#[test]
fn a_workbook_with_another_kind_of_lock_is_called_that() {
    let weak = with_stream(&stored("加密.xls"), |records| {
        let lock = records.windows(4).position(|at| at[..2] == [0x2F, 0]);
        let lock = lock.expect("a lock");
        assert_eq!(records[lock + 4..lock + 6], [1, 0]);
        records[lock + 4..lock + 6].fill(0);
    });
    locked("加密.xls", &weak);
    let mimetype = b"application/vnd.oasis.opendocument.spreadsheet";
    let parts = [
        ("mimetype", &mimetype[..]),
        ("encrypted-package", b"locked"),
        ("META-INF/manifest.xml", b"<manifest:manifest/>"),
    ];
    let whole = packed(&parts.map(|(name, content)| (name.to_owned(), content.to_vec())));
    locked("加密.ods", &whole);
}

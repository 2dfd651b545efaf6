//! Several sheets, several ledgers, several files.

use super::super::books::{Book, plain};
use super::{
    HEAD, HOUSEHOLDS, PERSON_HEAD, PERSONS, ROWS, check, judged, measures, persons, table,
};

#[test]
fn a_sheet_for_each_village() {
    let sheet = |rows: &[&str], over: &[(&str, &str)]| table(HEAD, rows, over);
    let book = Book::new()
        .sheet("首页", "某镇报送材料", |_| {})
        .sheet("水口村", &sheet(&ROWS[..1], &[]), |_| {})
        .sheet(
            "坛下村",
            &format!(
                "坛下村问题整改台账\n{}",
                sheet(&ROWS[1..], &[("J3", "坏日期")])
            ),
            |_| {},
        )
        .sheet("说明", "1.本表按月更新\n2.报县局", |_| {});
    check(book.bytes(), &["HYG-009 坛下村!J4", "RECT-022 坛下村!J4"]);
}

#[test]
fn ledgers_that_refer_to_each_other() {
    let book = |over: &[(&str, &str)]| {
        let book = Book::new().sheet("农户", HOUSEHOLDS, |_| {});
        book.sheet("人员", &persons(over), |_| {}).bytes()
    };
    check(book(&[]), &[]);
    // the households of two persons: one that is written otherwise, one that there is not, so that a member is missing
    check(
        book(&[("B3", "Ｈ-1 "), ("B5", "H-9")]),
        &["INF-011 农户!D3", "HYG-012 人员!B3", "HYG-030 人员!B5"],
    );
    // the number says otherwise, and she is somebody's wife
    check(
        book(&[("F3", "男")]),
        &["HYG-002 人员!E3", "INF-013 人员!H3"],
    );
}

#[test]
fn one_record_on_two_sheets() {
    let first = table(PERSON_HEAD, &PERSONS[..3], &[]);
    let second = table(PERSON_HEAD, &PERSONS[2..], &[]);
    let book =
        Book::new()
            .sheet("人员(水口村)", &first, |_| {})
            .sheet("人员(坛下村)", &second, |_| {});
    let found = judged(&[("报送.xlsx", book.bytes())]);
    assert_eq!(
        found,
        [
            "HYG-017 人员(水口村)!A4",
            "HYG-003 人员(水口村)!E4",
            "HYG-017 人员(坛下村)!A2",
            "HYG-003 人员(坛下村)!E2"
        ]
    );
}

#[test]
fn a_hidden_sheet() {
    let book = Book::new().sheet("首页", "某镇报送材料", |_| {}).sheet(
        "整改台账",
        &measures(&[("J4", "坏日期")]),
        |sheet| {
            sheet.set_hidden(true);
        },
    );
    check(
        book.bytes(),
        &[
            "SCH-011 整改台账",
            "HYG-009 整改台账!J4",
            "RECT-022 整改台账!J4",
        ],
    );
}

#[test]
fn two_files_of_one_ledger() {
    let file = |rows: &[&str], over: &[(&str, &str)]| plain("Sheet1", &table(HEAD, rows, over));
    let files = [
        ("整改台账(一).xlsx", file(&ROWS[..2], &[("J3", "坏日期")])),
        ("整改台账(二).xlsx", file(&ROWS[2..], &[("K2", "差不多")])),
    ];
    assert_eq!(
        judged(&files),
        [
            "HYG-009 Sheet1!J3",
            "RECT-022 Sheet1!J3",
            "HYG-018 Sheet1!K2"
        ]
    );
}

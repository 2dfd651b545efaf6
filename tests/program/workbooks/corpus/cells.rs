//! What stands in the cells: days, numbers, identifiers, formulas.

use rust_xlsxwriter::{Format, Formula};

use super::super::books::{Book, formula, patched, plain};
use super::{check, measures, persons, table};

const LEDGER: &str = "整改台账";

/// Persons alone, among whom nobody's household is looked for.
fn people(over: &[(&str, &str)]) -> Vec<u8> {
    plain("人员", &persons(over))
}

#[test]
fn days_as_serials_with_and_without_their_format() {
    let book = Book::new().sheet(
        LEDGER,
        &measures(&[("J2", "=44336"), ("J4", "=99999999")]),
        |sheet| {
            let day = Format::new().set_num_format("yyyy\"年\"m\"月\"d\"日\"");
            sheet.write_number_with_format(2, 9, 44347, &day).unwrap();
        },
    );
    check(
        book.bytes(),
        &["HYG-009 整改台账!J4", "RECT-022 整改台账!J4"],
    );
}

#[test]
fn days_as_texts_in_every_form() {
    for form in [
        "2021年5月20日前",
        "2021.5.20",
        "2021/5/20",
        "20210520",
        "2021-05-20 00:00:00",
        "二〇二一年五月二十日",
    ] {
        check(plain(LEDGER, &measures(&[("J2", form)])), &[]);
    }
    check(
        plain(LEDGER, &measures(&[("J3", "２０２１年５月３１日")])),
        &["HYG-012 整改台账!J3"],
    );
}

#[test]
fn days_without_a_year_too_vague_or_none_at_all() {
    check(
        plain(
            LEDGER,
            &measures(&[("J2", "5月20日前"), ("J3", "5月底前"), ("J4", "2021-02-30")]),
        ),
        &[
            "SCH-010 整改台账!J2",
            "SCH-010 整改台账!J3",
            "HYG-009 整改台账!J4",
            "RECT-022 整改台账!J4",
        ],
    );
    check(
        plain(LEDGER, &measures(&[("J3", "5月初")])),
        &["RECT-022 整改台账!J3", "SCH-009 整改台账!J3"],
    );
}

#[test]
fn a_workbook_whose_days_count_from_1904() {
    let book = Book::new().sheet(
        LEDGER,
        &measures(&[("J2", "=42874"), ("J4", "坏日期")]),
        |_| {},
    );
    let book = patched(&book.bytes(), "xl/workbook.xml", |xml| {
        xml.replace("<workbookPr ", "<workbookPr date1904=\"1\" ")
    });
    check(book, &["HYG-009 整改台账!J4", "RECT-022 整改台账!J4"]);
}

#[test]
fn numbers_that_are_texts_and_texts_that_are_numbers() {
    check(
        people(&[("K3", "0"), ("K4", "'10"), ("L2", "=13800000011")]),
        &["HYG-012 人员!K4"],
    );
    check(people(&[("K3", "大约三个月")]), &["SCH-007 人员!K3"]);
    check(people(&[("K5", "=13")]), &["SCH-014 人员!K5"]);
}

#[test]
fn identifiers_that_lost_their_digits() {
    // as a number, and as the text that an export made of it
    check(
        people(&[("E3", "=369921196807080020")]),
        &["SCH-006 人员!E3"],
    );
    check(people(&[("E3", "3.69921E+17")]), &["SCH-006 人员!E3"]);
    // as digits of which the last are zeros: the check digit does not fit
    check(
        people(&[("E3", "369921196807080000")]),
        &["HYG-001 人员!E3"],
    );
}

#[test]
fn spaces_and_full_width_characters() {
    check(
        people(&[
            ("A3", " P-2 "),
            ("E3", "３６９９２１１９６８０７０８００２０"),
            ("L4", "138 0000 0012"),
        ]),
        &["HYG-012 人员!E3", "HYG-012 人员!L4"],
    );
}

#[test]
fn placeholders_and_empty_cells_where_something_must_stand() {
    check(
        people(&[("C3", "无"), ("A5", "")]),
        &["HYG-011 人员!C3", "SCH-012 人员!A5"],
    );
}

#[test]
fn codes_by_another_name_and_codes_that_are_none() {
    check(
        people(&[("D2", "身份证"), ("H3", "妻子"), ("J4", "还行")]),
        &["HYG-018 人员!J4"],
    );
}

#[test]
fn formulas_with_results_errors_and_none() {
    let book = Book::new().sheet(LEDGER, &measures(&[]), |sheet| {
        formula(sheet, 1, 7, "镇扶贫站");
        formula(sheet, 2, 7, "#REF!");
        formula(sheet, 3, 9, "#N/A");
    });
    check(
        book.bytes(),
        &[
            "RECT-002 整改台账!H3",
            "SCH-007 整改台账!H3",
            "RECT-022 整改台账!J4",
            "SCH-007 整改台账!J4",
        ],
    );
    let book = Book::new().sheet(LEDGER, &measures(&[]), |sheet| {
        let none = Formula::new("=\"2021\"&\"-05-31\"").set_result("@@");
        sheet.write_formula(2, 9, none).unwrap();
    });
    let book = patched(&book.bytes(), super::super::books::SHEET, |xml| {
        let result = "<v>@@</v>";
        assert!(xml.contains(result));
        xml.replace(result, "")
            .replace("r=\"J3\" t=\"str\"", "r=\"J3\"")
    });
    check(book, &["RECT-022 整改台账!J3", "SCH-007 整改台账!J3"]);
}

#[test]
fn percentages_money_and_booleans() {
    // columns L to N
    let head = format!("{}|完成进度|整改金额(万元)|是否长期坚持", super::HEAD);
    let rows = super::ROWS.map(|row| format!("{row}|||"));
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let text = table(
        &head,
        &rows,
        &[("M2", "=4.5"), ("M3", "近3"), ("N4", "可能")],
    );
    let book = Book::new().sheet(LEDGER, &text, |sheet| {
        let percent = Format::new().set_num_format("0%");
        sheet
            .write_number_with_format(1, 11, 0.5, &percent)
            .unwrap();
        sheet
            .write_number_with_format(2, 11, 1.5, &percent)
            .unwrap();
        sheet.write_boolean(1, 13, false).unwrap();
    });
    check(
        book.bytes(),
        &[
            "SCH-014 整改台账!L3",
            "SCH-007 整改台账!M3",
            "SCH-007 整改台账!N4",
        ],
    );
}

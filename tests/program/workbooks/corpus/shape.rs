//! Where the table stands and what stands around it: titles, headers, merged cells, rows that are no records.

use rust_xlsxwriter::Format;

use super::super::books::{Book, merge, plain};
use super::{HEAD, ROWS, check, measures, table};

const LEDGER: &str = "整改台账";

/// Lines above a table.
fn below(lines: &str, table: &str) -> String {
    format!("{lines}\n{table}")
}

#[test]
fn the_table_in_order_and_one_day_that_is_none() {
    check(plain(LEDGER, &measures(&[])), &[]);
    check(
        plain(LEDGER, &measures(&[("J3", "坏日期")])),
        &["HYG-009 整改台账!J3", "RECT-022 整改台账!J3"],
    );
}

#[test]
fn a_merged_title_and_a_line_of_the_office() {
    let lines = "某镇问题整改台账\n填报单位(盖章):某镇|||||||||填报日期:2021年5月13日";
    let book = Book::new().sheet(
        "Sheet1",
        &below(lines, &measures(&[("J4", "坏日期")])),
        |sheet| {
            merge(sheet, &[(0, 0, 0, 10, "某镇问题整改台账")]);
        },
    );
    check(book.bytes(), &["HYG-009 Sheet1!J6", "RECT-022 Sheet1!J6"]);
}

#[test]
fn the_number_of_an_annex_a_confidentiality_mark_and_blank_rows() {
    let lines = "附件2|||||||||密级:内部\n\n某镇问题整改台账\n";
    check(
        plain("表1", &below(lines, &measures(&[("H2", "")]))),
        &["RECT-002 表1!H6"],
    );
}

#[test]
fn a_table_that_begins_in_the_fourth_column() {
    let moved: Vec<String> = measures(&[("J3", "坏日期")])
        .lines()
        .map(|line| format!("|||{line}"))
        .collect();
    check(
        plain(LEDGER, &below("\n", &moved.join("\n"))),
        &["HYG-009 整改台账!M5", "RECT-022 整改台账!M5"],
    );
}

#[test]
fn a_header_of_two_rows() {
    // 责任 over 单位 and 人, 整改情况 over 时限 and 完成情况
    let head = "序号|问题类别|存在问题|问题来源|本地是否存在|牵头领导|整改措施|责任||整改情况|\n|||||||责任单位|责任人|整改时限|完成情况";
    let rows = measures(&[("J3", "坏日期"), ("K4", "差不多")]);
    let rows = rows.split_once('\n').unwrap().1;
    let book = Book::new().sheet(LEDGER, &below(head, rows), |sheet| {
        merge(sheet, &[(0, 7, 0, 8, "责任"), (0, 9, 0, 10, "整改情况")]);
        for (column, name) in (0..7).zip(HEAD.split('|')) {
            merge(sheet, &[(0, column, 1, column, name)]);
        }
    });
    check(
        book.bytes(),
        &[
            "HYG-009 整改台账!J4",
            "RECT-022 整改台账!J4",
            "HYG-018 整改台账!K5",
        ],
    );
}

#[test]
fn a_header_of_three_rows_below_a_title() {
    let head = "某镇问题整改台账\n序号|问题类别|存在问题|问题来源|本地是否存在|牵头领导|整改|||||\n||||||整改措施|责任||整改情况|\n|||||||责任单位|责任人|整改时限|完成情况";
    let rows = measures(&[("J2", "坏日期")]);
    let rows = rows.split_once('\n').unwrap().1;
    let book = Book::new().sheet(LEDGER, &below(head, rows), |sheet| {
        merge(
            sheet,
            &[(0, 0, 0, 10, "某镇问题整改台账"), (1, 6, 1, 10, "整改")],
        );
        merge(
            sheet,
            &[
                (2, 7, 2, 8, "责任"),
                (2, 9, 2, 10, "整改情况"),
                (2, 6, 3, 6, "整改措施"),
            ],
        );
        for (column, name) in (0..6).zip(HEAD.split('|')) {
            merge(sheet, &[(1, column, 3, column, name)]);
        }
    });
    check(
        book.bytes(),
        &["HYG-009 整改台账!J5", "RECT-022 整改台账!J5"],
    );
}

/// A problem with two measures; what stands of the problem on the second row is given.
fn two_measures(problem: &str, over: &[(&str, &str)]) -> String {
    let second = format!("{problem}|每季度回访一次脱贫户|镇扶贫站|例乙|2021-05-20|整改中");
    table(HEAD, &[ROWS[0], &second, ROWS[1]], over)
}

#[test]
fn a_merged_problem_is_told_once_in_its_first_cell() {
    let text = two_measures(
        "|||||",
        &[("D2", "听说的"), ("J3", "坏日期"), ("D4", "听说的")],
    );
    let book = Book::new().sheet(LEDGER, &text, |sheet| {
        for column in 0..6 {
            let format = Format::new();
            sheet
                .merge_range(1, column, 2, column, "", &format)
                .unwrap();
        }
        sheet.write_number(1, 0, 1).unwrap();
        for (column, cell) in (0..6).zip(text.lines().nth(1).unwrap().split('|')).skip(1) {
            sheet.write_string(1, column, cell).unwrap();
        }
    });
    check(
        book.bytes(),
        &[
            "HYG-018 整改台账!D2",
            "HYG-009 整改台账!J3",
            "RECT-022 整改台账!J3",
            "HYG-018 整改台账!D4",
        ],
    );
}

#[test]
fn a_merged_cell_of_two_measures_is_told_once() {
    let text = two_measures("|||||", &[("J2", "坏日期"), ("J3", "")]);
    let book = Book::new().sheet(LEDGER, &text, |sheet| {
        merge(sheet, &[(1, 9, 2, 9, "坏日期")])
    });
    check(
        book.bytes(),
        &[
            "HYG-009 整改台账!J2",
            "RECT-022 整改台账!J2",
            "RECT-022 整改台账!J2",
        ],
    );
}

#[test]
fn merged_cells_that_an_export_took_apart() {
    check(
        plain(LEDGER, &two_measures("|||||", &[("H3", "")])),
        &["RECT-002 整改台账!H3"],
    );
}

#[test]
fn a_problem_that_is_repeated_on_every_row() {
    let problem = "=1|工作落实|监测对象排查不及时|省考核|有|例甲";
    check(
        plain(LEDGER, &two_measures(problem, &[("J3", "坏日期")])),
        &["HYG-009 整改台账!J3", "RECT-022 整改台账!J3"],
    );
}

#[test]
fn something_else_of_a_problem_below_its_first_row() {
    let text = two_measures("||回访也不及时|||例丁", &[]);
    check(
        plain(LEDGER, &text),
        // 牵头领导 is a column of measures too
        &["HYG-015 整改台账!C3"],
    );
}

#[test]
fn several_measures_in_one_cell() {
    // a cell that they share is told once, one that none has for each
    for cell in [
        "1.每月入户排查一次。2.每季度回访一次脱贫户。",
        "一是每月入户排查一次;二是每季度回访一次脱贫户",
        "①每月入户排查一次②每季度回访一次脱贫户",
        "每月入户排查一次~每季度回访一次脱贫户",
    ] {
        check(
            plain(LEDGER, &measures(&[("G3", cell), ("J3", "坏日期")])),
            &[
                "HYG-009 整改台账!J3",
                "RECT-022 整改台账!J3",
                "RECT-022 整改台账!J3",
            ],
        );
        let none = ["RECT-002 整改台账!H3", "RECT-002 整改台账!H3"];
        check(plain(LEDGER, &measures(&[("G3", cell), ("H3", "")])), &none);
    }
}

#[test]
fn categories_between_the_records() {
    let rows = [
        "一、工作落实还不够扎实(1个)",
        ROWS[0],
        "二、政策落实有偏差(2个)",
        ROWS[1],
        ROWS[2],
    ];
    let text = table(HEAD, &rows, &[("J3", "坏日期"), ("K6", "差不多")]);
    let expected = [
        "HYG-009 整改台账!J3",
        "RECT-022 整改台账!J3",
        "HYG-018 整改台账!K6",
    ];
    check(plain(LEDGER, &text), &expected);
    let merged = Book::new().sheet(LEDGER, &text, |sheet| {
        merge(
            sheet,
            &[(1, 0, 1, 10, "工作落实"), (3, 0, 3, 10, "政策落实")],
        );
    });
    check(merged.bytes(), &expected);
}

#[test]
fn subtotals_and_totals() {
    let text = table(
        HEAD,
        &[ROWS[0], "小计||=1", ROWS[1], ROWS[2], "合 计||=3"],
        &[("J4", "坏日期")],
    );
    check(
        plain(LEDGER, &text),
        &[
            "HYG-015 整改台账!A3",
            "HYG-009 整改台账!J4",
            "RECT-022 整改台账!J4",
            "HYG-015 整改台账!A6",
        ],
    );
}

#[test]
fn notes_and_signatures_below() {
    let text = format!(
        "{}\n注:本表一式两份\n另一份报县局\n填表人:例甲|||审核人:例乙\n主要负责人(签字):",
        measures(&[("J4", "坏日期")])
    );
    check(
        plain(LEDGER, &text),
        &["HYG-009 整改台账!J4", "RECT-022 整改台账!J4"],
    );
}

#[test]
fn a_header_that_is_printed_again_and_numbers_of_columns() {
    let numbers = "甲|乙|丙|丁|戊|=1|=2|=3|=4|=5|=6";
    let text = table(
        HEAD,
        &[numbers, ROWS[0], ROWS[1], HEAD, ROWS[2]],
        &[("J6", "坏日期")],
    );
    check(
        plain(LEDGER, &text),
        &["HYG-009 整改台账!J6", "RECT-022 整改台账!J6"],
    );
}

#[test]
fn blank_rows_within_and_formatted_ones_below() {
    let text = table(
        HEAD,
        &[ROWS[0], "", ROWS[1], "", "", ROWS[2]],
        &[("J7", "坏日期")],
    );
    let book = Book::new().sheet(LEDGER, &text, |sheet| {
        let border = Format::new().set_border(rust_xlsxwriter::FormatBorder::Thin);
        for row in 7..2_000 {
            sheet.write_blank(row, 3, &border).unwrap();
        }
    });
    check(
        book.bytes(),
        &["HYG-009 整改台账!J7", "RECT-022 整改台账!J7"],
    );
}

#[test]
fn rows_and_columns_that_are_hidden() {
    let book = Book::new().sheet(
        LEDGER,
        &measures(&[("J3", "坏日期"), ("K4", "差不多")]),
        |sheet| {
            sheet.set_row_hidden(2).unwrap();
            sheet.set_column_hidden(10).unwrap();
        },
    );
    check(
        book.bytes(),
        &[
            "SCH-011 整改台账",
            "HYG-009 整改台账!J3",
            "RECT-022 整改台账!J3",
            "HYG-018 整改台账!K4",
        ],
    );
}

#[test]
fn columns_that_are_none_of_the_ledgers() {
    let text = measures(&[("J3", "坏日期")]);
    // 传真 in L, something in M below no name
    let lines: Vec<String> = text
        .lines()
        .zip(["|传真", "|", "|0799-1|x", "|"])
        .map(|(a, b)| format!("{a}{b}"))
        .collect();
    check(
        plain(LEDGER, &lines.join("\n")),
        &[
            "SCH-011 整改台账!L1",
            "HYG-009 整改台账!J3",
            "RECT-022 整改台账!J3",
            "SCH-011 整改台账!M3",
        ],
    );
}

#[test]
fn a_header_that_is_there_twice_and_one_that_could_be_either() {
    let text = measures(&[("I1", "责任单位")]);
    check(
        plain(LEDGER, &text),
        &[
            "SCH-004 整改台账!I1",
            // nobody is read as responsible; the first cells of the measures stand for the column
            "RECT-021 整改台账!F2",
            "RECT-021 整改台账!F3",
            "RECT-021 整改台账!F4",
        ],
    );
    let text = measures(&[("J1", "完成时间")]);
    check(
        plain(LEDGER, &text),
        &[
            "SCH-005 整改台账!J1",
            "RECT-022 整改台账!F2",
            "RECT-022 整改台账!F3",
            "RECT-022 整改台账!F4",
        ],
    );
}

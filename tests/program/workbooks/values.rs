//! Dates, numbers and formulas of cells.

use rust_xlsxwriter::Format;

use super::books::{Book, formula, patched, plain};
use super::program::run;
use super::{check, reading, records, told};

const MEASURE: &str = "序号|存在问题|整改措施|整改时限";
const DEADLINE: &[&str] = &["deadline"];

#[test]
fn dates_as_serials_and_as_text() {
    let book = Book::new().sheet(
        "整改台账",
        &format!("{MEASURE}\n=1|甲|乙|\n=2|甲|乙|=44331\n=3|甲|乙|2021年5月15日前\n=4|甲|乙|２０２１.5.15\n=5|甲|乙|=20210515\n=6|甲|乙|="),
        |sheet| {
            let day = Format::new().set_num_format("yyyy\"年\"m\"月\"d\"日\"");
            sheet.write_number_with_format(1, 3, 44331, &day).unwrap();
            let time = Format::new().set_num_format("yyyy-mm-dd hh:mm");
            sheet.write_number_with_format(6, 3, 44331.75, &time).unwrap();
        },
    );
    check(
        book.bytes(),
        &["normalised D5 ２０２１.5.15"],
        "rect_measure",
        DEADLINE,
        &[
            "C2 2021-05-15",
            "C3 2021-05-15",
            "C4 2021-05-15",
            "C5 2021-05-15",
            "C6 2021-05-15",
            "C7 2021-05-15",
        ],
    );
}

#[test]
fn numbers_stored_as_text_and_texts_stored_as_numbers() {
    check(
        plain("单位名录", "单位编号|单位名称|联系电话\n=1001|镇财政所|"),
        &[],
        "org",
        &["org_id"],
        &["A2 1001"],
    );
    check(
        plain("整改台账", "序号|存在问题|整改措施\n1|甲|乙\n'2|丙|丁"),
        &["normalised A3 '2"],
        "rect_problem",
        &["problem_no"],
        &["A2 1", "A3 2"],
    );
}

#[test]
fn numbers_that_lost_digits_are_called_damaged() {
    check(
        plain(
            "人员",
            "人编号|姓名|证件号码\nP-1|例甲|=360921199001011234\nP-2|例乙|3.60921E+17",
        ),
        &[
            "damaged-identifier C2 3.60921199001011E+17",
            "damaged-identifier C3 3.60921E+17",
        ],
        "person",
        &["id_number"],
        &["A2 ", "A3 "],
    );
}

#[test]
fn formulas_have_their_saved_results_errors_and_nothing() {
    let book = Book::new().sheet(
        "单位名录",
        "单位编号|单位名称\nQH-1|\nQH-2|\nQH-3|",
        |sheet| {
            formula(sheet, 1, 1, "镇财政所");
            formula(sheet, 2, 1, "#REF!");
            formula(sheet, 3, 1, "#N/A");
        },
    );
    check(
        book.bytes(),
        &["formula-error B3 #REF!", "formula-error B4 #N/A"],
        "org",
        &["name"],
        &["A2 镇财政所", "A3 ", "A4 "],
    );
}

#[test]
fn percentages_are_what_is_shown() {
    let book = Book::new().sheet(
        "整改台账",
        "序号|存在问题|整改措施|完成进度\n=1|甲|乙|",
        |sheet| {
            let percent = Format::new().set_num_format("0.00%");
            sheet
                .write_number_with_format(1, 3, 0.5953, &percent)
                .unwrap();
        },
    );
    check(
        book.bytes(),
        &[],
        "rect_measure",
        &["progress_pct"],
        &["C2 59.53"],
    );
}

#[test]
fn booleans_and_rounded_money() {
    let book = Book::new().sheet(
        "整改台账",
        "序号|存在问题|整改措施|是否长期坚持|整改金额\n=1|甲|乙||=1234.5600000000002",
        |sheet| {
            sheet.write_boolean(1, 3, true).unwrap();
        },
    );
    check(
        book.bytes(),
        &[],
        "rect_measure",
        &["long_term", "amount"],
        &["C2 是|1234.56"],
    );
}

/// Days of a workbook from an old Macintosh count from 1904 on, in cells with a date format and in those that lost it.
#[test]
fn a_workbook_of_the_other_calendar_is_judged_by_its_true_days() {
    let text = "序号|存在问题|整改措施|责任单位|整改时限|完成情况|销号时间\n=1|甲|乙|镇扶贫站||已销号|=42871\n=2|丙|丁|镇扶贫站|2021-05-15|已销号|=42860";
    let book = Book::new().sheet("整改台账", text, |sheet| {
        let day = Format::new().set_num_format("yyyy\"年\"m\"月\"d\"日\"");
        sheet.write_number_with_format(1, 4, 42869, &day).unwrap();
    });
    let book = patched(&book.bytes(), "xl/workbook.xml", |xml| {
        assert!(xml.contains("<workbookPr "));
        xml.replace("<workbookPr ", "<workbookPr date1904=\"1\" ")
    });
    let reading = reading(&[("整改台账.xlsx", book.clone())]);
    assert_eq!(told(&reading), [""; 0]);
    assert_eq!(
        records(&reading, "rect_measure", &["deadline", "closed_date"]),
        ["C2 2021-05-15|2021-05-17", "C3 2021-05-15|2021-05-06"]
    );
    let run = run(&[("整改台账.xlsx", &book)]);
    let late: Vec<&serde_json::Value> = run.report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|f| f["rule"] == "RECT-005")
        .collect();
    assert_eq!(late.len(), 1);
    assert_eq!(late[0]["location"]["cell"], "G2");
    assert_eq!(
        late[0]["message"],
        "措施1-1的时限是2021-05-15,2021-05-17才销号,超期2天"
    );
}

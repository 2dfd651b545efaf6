//! Titles, headers, merged cells, rows that are no records, several sheets.

use super::books::{Book, merge, plain};
use super::{check, reading, records, told};

const ORG: &[&str] = &["org_id", "name"];
const PROBLEM: &[&str] = &["problem_no", "title"];
const MEASURE: &[&str] = &["problem_no", "seq", "text", "org", "deadline"];

#[test]
fn a_plain_sheet() {
    check(
        plain(
            "单位名录",
            "单位编号|单位名称\nQH-1|镇财政所\nQH-2|镇扶贫站",
        ),
        &[],
        "org",
        ORG,
        &["A2 QH-1|镇财政所", "A3 QH-2|镇扶贫站"],
    );
}

#[test]
fn a_table_that_begins_further_down_and_right() {
    check(
        plain("单位名录", "\n\n||单位编号|单位名称\n\n||QH-1|镇财政所"),
        &[],
        "org",
        ORG,
        &["C5 QH-1|镇财政所"],
    );
}

#[test]
fn titles_and_office_lines_above_the_header() {
    let text = "附件2\n某镇单位名录\n填报单位(盖章):某镇|填报日期:2021年5月13日\n单位编号|单位名称\nQH-1|镇财政所";
    check(
        plain("Sheet1", text),
        &[],
        "org",
        ORG,
        &["A5 QH-1|镇财政所"],
    );
}

#[test]
fn a_title_names_the_ledger_of_a_nameless_sheet_and_a_name_comes_first() {
    let book = Book::new()
        .sheet(
            "Sheet1",
            "某镇单位名录\n单位编号|单位名称\nQH-1|镇财政所",
            |_| {},
        )
        .sheet("单位名录(二)", "单位编号|单位名称\nQH-2|镇扶贫站", |_| {});
    check(
        book.bytes(),
        &[],
        "org",
        ORG,
        &["A3 QH-1|镇财政所", "A2 QH-2|镇扶贫站"],
    );
}

#[test]
fn the_unit_of_a_line_above_scales_money() {
    let text = "单位:万元\n项目编号|项目名称|合同金额\nP-1|护栏|=4.5";
    let reading = reading(&[("报送.xlsx", plain("项目", text))]);
    assert_eq!(
        records(&reading, "project", &["contract_amount"]),
        ["A3 45000"]
    );
}

#[test]
fn a_header_of_two_rows_with_merged_parents() {
    let text = "序号|存在问题|整改措施|整改时限|整改情况|\n||||完成情况|销号时间\n=1|监测不及时|开展排查|2021-05-15|已销号|2021-05-10";
    let book = Book::new().sheet("整改台账", text, |sheet| {
        merge(sheet, &[(0, 4, 0, 5, "整改情况")]);
        for (column, name) in (0..).zip(["序号", "存在问题", "整改措施", "整改时限"])
        {
            merge(sheet, &[(0, column, 1, column, name)]);
        }
    });
    check(
        book.bytes(),
        &[],
        "rect_measure",
        &["problem_no", "text", "status", "closed_date"],
        &["C3 1|开展排查|已销号|2021-05-10"],
    );
}

#[test]
fn parents_of_a_header_complete_names_that_are_too_short() {
    let text = "序号|存在问题|整改措施|责任|\n|||单位|人\n=1|甲|乙|镇扶贫站|例甲";
    let book = Book::new().sheet("整改台账", text, |sheet| {
        merge(sheet, &[(0, 3, 0, 4, "责任")]);
        merge(
            sheet,
            &[
                (0, 0, 1, 0, "序号"),
                (0, 1, 1, 1, "存在问题"),
                (0, 2, 1, 2, "整改措施"),
            ],
        );
    });
    check(
        book.bytes(),
        &[],
        "rect_measure",
        &["org", "responsible"],
        &["C3 镇扶贫站|例甲"],
    );
}

#[test]
fn merged_problems_fill_down_over_their_measures() {
    let text = "序号|存在问题|整改措施|责任单位|整改时限\n=1|监测不及时|开展排查|镇扶贫站|2021-05-15\n||回访|各村|2021-05-16\n=2|信息不准|摸查|镇人社所|坏日期";
    let book = Book::new().sheet("整改台账", text, |sheet| {
        sheet
            .merge_range(1, 0, 2, 0, "", &rust_xlsxwriter::Format::new())
            .unwrap();
        sheet.write_number(1, 0, 1).unwrap();
        merge(sheet, &[(1, 1, 2, 1, "监测不及时")]);
    });
    let bytes = book.bytes();
    check(
        bytes.clone(),
        &["unreadable-date E4 坏日期"],
        "rect_problem",
        PROBLEM,
        &["A2 1|监测不及时", "A4 2|信息不准"],
    );
    check(
        bytes,
        &["unreadable-date E4 坏日期"],
        "rect_measure",
        MEASURE,
        &[
            "C2 1|1|开展排查|镇扶贫站|2021-05-15",
            "C3 1|2|回访|各村|2021-05-16",
            "C4 2|1|摸查|镇人社所|",
        ],
    );
}

#[test]
fn a_merged_cell_of_a_measure_is_told_at_its_first_row() {
    let text = "序号|存在问题|整改措施|整改时限\n=1|甲|乙|坏日期\n||丙|";
    let book = Book::new().sheet("整改台账", text, |sheet| {
        merge(sheet, &[(1, 3, 2, 3, "坏日期")])
    });
    // two measures, two cells of the table, one of the sheet
    check(
        book.bytes(),
        &["unreadable-date D2 坏日期"],
        "rect_measure",
        &["seq", "text"],
        &["C2 1|乙", "C3 2|丙"],
    );
}

#[test]
fn merged_cells_that_an_export_took_apart_are_continued() {
    let text = "序号|存在问题|整改措施\n=1|甲|乙\n||丙\n=2|丁|戊";
    check(
        plain("整改台账", text),
        &[],
        "rect_measure",
        &["problem_no", "seq", "text"],
        &["C2 1|1|乙", "C3 1|2|丙", "C4 2|1|戊"],
    );
}

#[test]
fn what_stands_of_a_problem_below_its_first_row_is_told() {
    // a key that is blank or merged: the row goes on with the problem, whatever else stands there
    let text = "序号|存在问题|问题类别|关键事实|整改措施\n=1|监测不及时|一|甲户漏报|排查\n|另一个问题|一|乙户漏报|回访\n=2|信息不准|二||摸查";
    let told = ["stray-value B3 存在问题 2", "stray-value D3 关键事实 2"];
    let records = ["A2 1|监测不及时", "A4 2|信息不准"];
    check(
        plain("整改台账", text),
        &told,
        "rect_problem",
        PROBLEM,
        &records,
    );
    let merged = Book::new().sheet("整改台账", text, |sheet| {
        sheet
            .merge_range(1, 0, 2, 0, "", &rust_xlsxwriter::Format::new())
            .unwrap();
        sheet.write_number(1, 0, 1).unwrap();
    });
    check(merged.bytes(), &told, "rect_problem", PROBLEM, &records);
    check(
        plain("整改台账", text),
        &told,
        "rect_measure",
        &["problem_no", "seq", "text"],
        &["E2 1|1|排查", "E3 1|2|回访", "E4 2|1|摸查"],
    );
}

#[test]
fn what_only_repeats_a_problem_below_its_first_row_is_not_told() {
    // repeated, merged, blank, or the measure's own
    let text = "序号|存在问题|问题类别|整改措施|责任单位|备注\n=1|甲|一|乙|水口村|一\n||一 |丙|坛下村|二\n| |  |丁||三";
    let book = Book::new().sheet("整改台账", text, |sheet| {
        merge(sheet, &[(1, 1, 3, 1, "甲")])
    });
    check(book.bytes(), &[], "rect_problem", PROBLEM, &["A2 1|甲"]);
}

#[test]
fn problems_that_are_repeated_on_every_row_are_one() {
    let text = "序号|存在问题|整改措施\n=1|甲|乙\n=1|甲|丙\n=2|丁|戊";
    check(
        plain("整改台账", text),
        &[],
        "rect_problem",
        PROBLEM,
        &["A2 1|甲", "A4 2|丁"],
    );
}

#[test]
fn several_measures_in_one_cell_come_apart_with_their_numbers() {
    let text = "序号|存在问题|整改措施\n=1|甲|1.排查。2.销号。\n=2|乙|一是入户;二是登记\n=3|丙|①通电②上架③标价\n=4|丁|第一行~第二行\n=5|戊|只有一条";
    check(
        plain("整改台账", text),
        &[],
        "rect_measure",
        &["problem_no", "seq", "text"],
        &[
            "C2 1|1|排查。",
            "C2 1|2|销号。",
            "C3 2|1|入户",
            "C3 2|2|登记",
            "C4 3|1|通电",
            "C4 3|2|上架",
            "C4 3|3|标价",
            "C5 4|1|第一行",
            "C5 4|2|第二行",
            "C6 5|1|只有一条",
        ],
    );
}

#[test]
fn a_cell_shared_by_measures_is_told_of_once() {
    let text = "序号|存在问题|整改措施|整改时限\n=1|甲|1.排查。2.销号。|坏日期";
    check(
        plain("整改台账", text),
        &["unreadable-date D2 坏日期"],
        "rect_measure",
        &["seq"],
        &["C2 1", "C2 2"],
    );
}

#[test]
fn categories_sums_notes_and_signatures_are_no_records() {
    let text = "单位编号|单位名称|联系电话\n一、镇属站所\nQH-1|镇财政所|\n小计|=1\n合 计|=1\n注:本表一式两份\n另报县局\n填表人:例甲|审核人:例乙";
    check(
        plain("单位名录", text),
        &["total-row A4 小计", "total-row A5 合 计"],
        "org",
        ORG,
        &["A3 QH-1|镇财政所"],
    );
}

#[test]
fn categories_above_problems_are_theirs_where_no_column_says_so() {
    let rows = "一、工作落实还不够扎实(2个)\n=1|甲|乙\n=2|丙|丁\n二、政策落实有偏差\n=3|戊|己";
    check(
        plain(
            "整改台账",
            &format!("序号|存在问题|整改措施\n=9|未分类|辛\n{rows}"),
        ),
        &[],
        "rect_problem",
        &["problem_no", "category"],
        &[
            "A2 9|",
            "A4 1|工作落实还不够扎实",
            "A5 2|工作落实还不够扎实",
            "A7 3|政策落实有偏差",
        ],
    );
    // the column's own values count
    let rows = "一、工作落实还不够扎实(1个)\n=1|甲|乙|政策落实";
    check(
        plain(
            "整改台账",
            &format!("序号|存在问题|整改措施|问题类别\n{rows}"),
        ),
        &[],
        "rect_problem",
        &["problem_no", "category"],
        &["A3 1|政策落实"],
    );
}

#[test]
fn a_merged_category_over_the_whole_width_needs_no_number() {
    let text = "单位编号|单位名称|单位类别\n\nQH-1|镇财政所|站所";
    let book = Book::new().sheet("单位名录", text, |sheet| {
        merge(sheet, &[(1, 0, 1, 2, "镇属")])
    });
    check(book.bytes(), &[], "org", ORG, &["A3 QH-1|镇财政所"]);
}

#[test]
fn headers_that_are_repeated_and_numbered_are_no_records() {
    let text = "单位编号|单位名称|单位类别|备注\n甲|乙|=1|=2\nQH-1|镇财政所|站所|\n单位编号|单位名称|单位类别|备注\nQH-2|镇扶贫站|站所|";
    check(
        plain("单位名录", text),
        &[],
        "org",
        ORG,
        &["A3 QH-1|镇财政所", "A5 QH-2|镇扶贫站"],
    );
}

#[test]
fn hidden_rows_columns_and_sheets_are_read_and_told() {
    let text = "单位编号|单位名称\nQH-1|镇财政所\nQH-2|镇扶贫站\nQH-3|镇农经站";
    let book = Book::new()
        .sheet("首页", "x", |_| {})
        .sheet("单位名录", text, |sheet| {
            sheet.set_row_hidden(1).unwrap();
            sheet.set_row_hidden(2).unwrap();
            sheet.set_column_hidden(1).unwrap();
            sheet.set_hidden(true);
        });
    check(
        book.bytes(),
        &[
            "hidden-cells 单位名录",
            "hidden-cells 单位名录 2-3 B",
            "passed 报送.xlsx > 首页: 表名、标题和表头都对应不上任何台账",
        ],
        "org",
        ORG,
        &["A2 QH-1|镇财政所", "A3 QH-2|镇扶贫站", "A4 QH-3|镇农经站"],
    );
}

#[test]
fn a_sheet_per_village_and_several_ledgers_in_one_workbook() {
    let head = "序号|存在问题|问题类别|牵头领导|整改措施|整改时限|责任单位";
    let book = Book::new()
        .sheet(
            "水口村",
            &format!("{head}\n=1|甲|一|例甲|乙|2021-05-15|水口村"),
            |_| {},
        )
        .sheet(
            "坛下村",
            &format!("{head}\n=2|丙|一|例甲|丁|2021-05-15|坛下村"),
            |_| {},
        )
        .sheet("单位名录", "单位编号|单位名称\nQH-1|镇财政所", |_| {})
        .sheet("空表", "", |_| {});
    let reading = reading(&[("报送.xlsx", book.bytes())]);
    assert_eq!(told(&reading), ["passed 报送.xlsx > 空表: 空的工作表"]);
    assert_eq!(
        records(&reading, "rect_problem", PROBLEM),
        ["A2 1|甲", "A2 2|丙"]
    );
    assert_eq!(records(&reading, "org", ORG).len(), 1);
}

#[test]
fn one_ledger_over_several_files() {
    let file = |id: &str| plain("Sheet1", &format!("单位编号|单位名称\n{id}|镇财政所"));
    let reading = reading(&[
        ("甲/单位名录.xlsx", file("QH-1")),
        ("乙/单位名录.xlsx", file("QH-2")),
    ]);
    assert_eq!(
        records(&reading, "org", ORG),
        ["A2 QH-2|镇财政所", "A2 QH-1|镇财政所"]
    );
}

#[test]
fn a_sheet_that_is_called_as_a_ledger_but_has_no_header() {
    check(
        plain("单位名录", "甲|乙\n丙|丁"),
        &["passed 报送.xlsx > 单位名录: 开头10行里没有找到表头"],
        "org",
        ORG,
        &[],
    );
}

#[test]
fn headers_that_bind_twice_or_to_several_fields() {
    check(
        plain(
            "单位名录",
            "单位编号|单位名称|单位名称|不明\nQH-1|镇财政所|又|x",
        ),
        &["duplicate-header C1 单位名称", "unknown-column D1 不明"],
        "org",
        ORG,
        &["A2 QH-1|镇财政所"],
    );
    check(
        plain(
            "整改台账",
            "序号|存在问题|整改措施|完成时间\n=1|甲|乙|2021-05-15",
        ),
        &["ambiguous-header D1 完成时间"],
        "rect_measure",
        &["text"],
        &["C2 乙"],
    );
}

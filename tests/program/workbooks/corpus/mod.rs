//! Workbooks that are each messy in one way, judged by all shipped rules: the exact findings, and the cell of each.
//!
//! The tables below are in order: without the mess and what is planted beside it, the rules find nothing. What is planted
//! stands behind the mess, so that a row or column that is counted wrongly shows. A deadline that cannot be read is told
//! twice, as the rules want it: it is no day (HYG-009), and the measure has none (RECT-022).

mod cells;
mod several;
mod shape;
mod stored;

use std::sync::LazyLock;

use ledgerlint::bundle;
use ledgerlint::check::{Settings, check as judge};
use ledgerlint::finding::{Finding, Findings};
use ledgerlint::lang::Lang;
use ledgerlint::ledger::Date;
use ledgerlint::rulebook::{RuleFile, Rulebook, load};

use super::{CATALOG, reading};

static BOOK: LazyLock<Rulebook> = LazyLock::new(|| {
    let file = |(path, text): &(&str, &str)| RuleFile {
        path: (*path).to_owned(),
        text: (*text).into(),
    };
    let files: Vec<RuleFile> = bundle::RULES.iter().map(file).collect();
    let (book, faults) = load(&files, &CATALOG, Lang::Zh);
    assert!(faults.is_empty(), "{faults:#?}");
    book
});

/// Columns A to K of a ledger of problems and measures.
const HEAD: &str = "序号|问题类别|存在问题|问题来源|本地是否存在|牵头领导|整改措施|责任单位|责任人|整改时限|完成情况";
/// Its rows.
const ROWS: [&str; 3] = [
    "=1|工作落实|监测对象排查不及时|省考核|有|例甲|每月15日前对监测对象入户排查一次|镇扶贫站|例乙|2021-05-20|整改中",
    "=2|政策落实|务工信息与实际不符|省考核|有|例甲|逐户核对务工地点和月数并更正|镇人社所|例丙|2021-05-31|整改中",
    "=3|政策落实|合同到期没有续签|省考核|有|例甲|与到期人员补签合同|镇人社所|例丙|2021-05-31|整改中",
];

/// Households, columns A to F.
const HOUSEHOLDS: &str = "户编号|户主姓名|户主身份证号|家庭人口数|行政村|联系电话\n\
    H-1|例甲|369921196503120011|=2|水口村|13800000011\n\
    H-2|例丙|369921199001010035|=2|坛下村|13800000012";
/// Persons, columns A to L.
const PERSON_HEAD: &str = "人编号|户编号|姓名|证件类型|身份证号|性别|出生日期|与户主关系|文化程度|健康状况|务工时间(月)|联系电话";
const PERSONS: [&str; 4] = [
    "P-1|H-1|例甲|居民身份证|369921196503120011|男|1965-03-12|户主|小学|健康|=6|13800000011",
    "P-2|H-1|例乙|居民身份证|369921196807080020|女|1968-07-08|配偶|小学|健康|=0|13800000013",
    "P-3|H-2|例丙|居民身份证|369921199001010035|男|1990-01-01|户主|高中|健康|=10|13800000012",
    "P-4|H-2|例丁|居民身份证|369921199211110042|女|1992-11-11|配偶|高中|健康|=0|13800000014",
];

/// A table with some of its cells written over: `J3` is the third line's tenth cell.
fn table(head: &str, rows: &[&str], over: &[(&str, &str)]) -> String {
    let lines = std::iter::once(head).chain(rows.iter().copied());
    let mut cells: Vec<Vec<String>> = lines
        .map(|line| line.split('|').map(str::to_owned).collect())
        .collect();
    for (at, text) in over {
        let (column, row) = at.split_at(1);
        let column = usize::from(column.as_bytes()[0] - b'A');
        let row: usize = row.parse().unwrap();
        cells[row - 1][column] = (*text).to_owned();
    }
    let lines: Vec<String> = cells.iter().map(|row| row.join("|")).collect();
    lines.join("\n")
}

/// Problems and measures with something written over.
fn measures(over: &[(&str, &str)]) -> String {
    table(HEAD, &ROWS, over)
}

fn persons(over: &[(&str, &str)]) -> String {
    table(PERSON_HEAD, &PERSONS, over)
}

/// `HYG-009 整改台账!J3`.
fn shown(finding: &Finding) -> String {
    let at = &finding.location;
    let place = match (&at.sheet, &at.cell) {
        (Some(sheet), Some(cell)) => format!("{sheet}!{cell}"),
        (Some(sheet), None) => sheet.to_string(),
        _ => at.file.to_string(),
    };
    format!("{} {place}", finding.rule)
}

/// What the rules find in some files, as of the day of the report.
fn judged(files: &[(&str, Vec<u8>)]) -> Vec<String> {
    let reading = reading(files);
    let settings = Settings::at(Date::parse("2021-05-13").unwrap());
    let checked = judge(&reading, &BOOK, &settings, &|_, _| {});
    checked.findings.all().iter().map(shown).collect()
}

/// Checks what the rules find in one workbook: the places in it, in order.
#[track_caller]
fn check(book: Vec<u8>, expected: &[&str]) {
    assert_eq!(judged(&[("报送.xlsx", book)]), expected);
}

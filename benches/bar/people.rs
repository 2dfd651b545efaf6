//! The workbook of the bench: persons as an office exports them, in 20 columns; the same bytes at every run. Their
//! division does not exist, so that nobody is meant.

use std::path::Path;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, XlsxError};

pub const HEADS: [&str; 20] = [
    "人编号",
    "户编号",
    "姓名",
    "证件类型",
    "身份证号",
    "性别",
    "出生日期",
    "与户主关系",
    "民族",
    "文化程度",
    "健康状况",
    "劳动技能",
    "务工时间(月)",
    "是否低保",
    "联系电话",
    "人员识别时间",
    "行政村",
    "家庭住址",
    "人数",
    "人均纯收入",
];

const FAMILIES: [&str; 12] = [
    "甘", "罗", "熊", "刘", "邓", "胡", "余", "廖", "帅", "涂", "宋", "闵",
];
const GIVEN: [&str; 16] = [
    "建平", "小兰", "根生", "秀英", "水生", "桂花", "国强", "春梅", "志刚", "玉珍", "文斌", "细妹",
    "金根", "冬莲", "永红", "海燕",
];
const VILLAGES: [&str; 10] = [
    "水口村",
    "坛下村",
    "罗坊村",
    "上溪村",
    "下溪村",
    "石桥村",
    "黄沙村",
    "南岭村",
    "车坪村",
    "枫树村",
];
const EDUCATION: [&str; 5] = ["小学", "初中", "高中", "大专", "文盲或半文盲"];
const HEALTH: [&str; 4] = ["健康", "健康", "长期慢性病", "残疾"];
const LABOR: [&str; 3] = ["普通劳动力", "技能劳动力", "弱劳动力或半劳动力"];
const RELATION: [&str; 4] = ["户主", "配偶", "之子", "之女"];

/// Writes so many persons.
pub fn write(path: &Path, persons: u32) -> Result<(), XlsxError> {
    let mut book = Workbook::new();
    let made = ExcelDateTime::from_ymd(2021, 5, 13)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&made));
    let day = Format::new().set_num_format("yyyy-mm-dd");
    let sheet = book.add_worksheet();
    sheet.set_name("人员")?;
    for (column, name) in (0..).zip(HEADS) {
        sheet.write_string(0, column, name)?;
    }
    for n in 0..persons {
        let row = n + 1;
        let pick = |of: u32| ((n.wrapping_mul(2_654_435_761) >> 8) ^ n) % of;
        let text = |list: &[&'static str]| list[pick(list.len() as u32) as usize];
        // the same family in a row
        let household = n / 4;
        let relation = RELATION[(n % 4) as usize];
        let (year, month, date) = (
            1950 + pick(50) as u16,
            1 + pick(12) as u8,
            1 + pick(28) as u8,
        );
        let sequence = n % 500 * 2 + u32::from(matches!(relation, "户主" | "之子"));
        let birth = format!("{year:04}{month:02}{date:02}");
        let id = resident_id(&format!(
            "{:06}{birth}{sequence:03}",
            369_921 + n / 500 % 70
        ));
        let name = format!("{}{}", FAMILIES[(household % 12) as usize], text(&GIVEN));
        let village = VILLAGES[(household % 10) as usize];
        sheet.write_string(row, 0, format!("P{n:07}"))?;
        sheet.write_string(row, 1, format!("H{household:06}"))?;
        sheet.write_string(row, 2, name)?;
        sheet.write_string(row, 3, "居民身份证")?;
        sheet.write_string(row, 4, id)?;
        sheet.write_string(row, 5, if sequence % 2 == 1 { "男" } else { "女" })?;
        sheet.write_datetime_with_format(
            row,
            6,
            ExcelDateTime::from_ymd(year, month, date)?,
            &day,
        )?;
        sheet.write_string(row, 7, relation)?;
        sheet.write_string(row, 8, "汉族")?;
        sheet.write_string(row, 9, text(&EDUCATION))?;
        sheet.write_string(row, 10, text(&HEALTH))?;
        sheet.write_string(row, 11, text(&LABOR))?;
        sheet.write_number(row, 12, f64::from(pick(13)))?;
        sheet.write_string(row, 13, if household % 9 == 0 { "是" } else { "否" })?;
        sheet.write_string(row, 14, format!("138{:08}", 10_000_000 + n))?;
        let since = ExcelDateTime::from_ymd(2014, 1 + (household % 12) as u8, 15)?;
        sheet.write_datetime_with_format(row, 15, since, &day)?;
        sheet.write_string(row, 16, village)?;
        sheet.write_string(
            row,
            17,
            format!("{village}{}组{}号", 1 + household % 12, 1 + household / 120),
        )?;
        sheet.write_number(row, 18, 4.0)?;
        sheet.write_number(row, 19, 9_000.0 + f64::from(household % 800) * 11.25)?;
    }
    book.save(path)
}

/// A resident number from its first 17 digits.
fn resident_id(digits: &str) -> String {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let values = digits.bytes().map(|b| u32::from(b - b'0'));
    let sum: u32 = values
        .zip(WEIGHTS)
        .map(|(digit, weight)| digit * weight)
        .sum();
    let last = ["1", "0", "X", "9", "8", "7", "6", "5", "4", "3", "2"][(sum % 11) as usize];
    format!("{digits}{last}")
}

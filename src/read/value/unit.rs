//! Units behind numbers, and the exact ratios between those of one dimension.

use std::borrow::Cow;

/// What a unit measures. Counters (个, 户, 台 …) measure by what they count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dimension {
    Money,
    Ratio,
    Area,
    Length,
    Volume,
    Mass,
    Power,
    Energy,
    Months,
    Days,
    Hours,
    Count,
}

/// `numerator / denominator × 10^power` of the dimension's base unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unit<'a> {
    /// What is counted, for counters.
    word: &'a str,
    dimension: Dimension,
    numerator: i128,
    denominator: i128,
    power: i32,
}

/// Exact factor `numerator / denominator × 10^power`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ratio {
    pub numerator: i128,
    pub denominator: i128,
    pub power: i32,
}

impl Ratio {
    pub const ONE: Ratio = Ratio {
        numerator: 1,
        denominator: 1,
        power: 0,
    };
}

/// Units that are not counters: spellings (ASCII in lower case), dimension, numerator, denominator, power of ten.
static UNITS: [(&[&str], Dimension, i128, i128, i32); 33] = {
    use Dimension::*;
    [
        (
            &["元", "圆", "元整", "块", "块钱", "元人民币", "rmb", "cny"],
            Money,
            1,
            1,
            0,
        ),
        (&["%", "个百分点", "百分点"], Ratio, 1, 1, -2),
        (&["‰"], Ratio, 1, 1, -3),
        (&["㎡", "平方米", "平米", "平方", "m2", "m²"], Area, 1, 1, 0),
        (&["亩"], Area, 2, 3, 3),
        (&["公顷", "ha"], Area, 1, 1, 4),
        (
            &["平方公里", "平方千米", "km2", "km²", "k㎡"],
            Area,
            1,
            1,
            6,
        ),
        (&["米", "m", "公尺", "延米"], Length, 1, 1, 0),
        (&["千米", "公里", "km"], Length, 1, 1, 3),
        (&["里", "华里"], Length, 5, 1, 2),
        (&["厘米", "cm"], Length, 1, 1, -2),
        (&["毫米", "mm"], Length, 1, 1, -3),
        (&["立方米", "立方", "方", "m3", "m³"], Volume, 1, 1, 0),
        (&["升", "l"], Volume, 1, 1, -3),
        (&["公斤", "千克", "kg"], Mass, 1, 1, 0),
        (&["吨", "t"], Mass, 1, 1, 3),
        (&["斤", "市斤"], Mass, 1, 2, 0),
        (&["克", "g"], Mass, 1, 1, -3),
        (&["千瓦", "kw", "kwp", "kw·p"], Power, 1, 1, 0),
        (&["瓦", "w", "wp"], Power, 1, 1, -3),
        (&["兆瓦", "mw", "mwp"], Power, 1, 1, 3),
        (&["吉瓦", "gw"], Power, 1, 1, 6),
        (
            &["千瓦时", "千瓦·时", "千瓦小时", "度", "kwh", "kw·h", "kw.h"],
            Energy,
            1,
            1,
            0,
        ),
        (&["兆瓦时", "mwh"], Energy, 1, 1, 3),
        (&["月", "个月"], Months, 1, 1, 0),
        (&["年", "周年"], Months, 12, 1, 0),
        (&["季度", "个季度"], Months, 3, 1, 0),
        (&["天", "日"], Days, 1, 1, 0),
        (&["周", "星期", "个星期"], Days, 7, 1, 0),
        (
            &["小时", "时", "个小时", "h", "课时", "学时"],
            Hours,
            1,
            1,
            0,
        ),
        (&["分钟", "min"], Hours, 1, 60, 0),
        (&["半年", "个半年"], Months, 6, 1, 0),
        (&["学年"], Months, 12, 1, 0),
    ]
};

/// Counters that count the same thing stand in one row; the first of them names it. 个 counts anything.
static COUNTERS: [&[&str]; 61] = [
    &["个"],
    &["人", "名", "位", "口", "口人"],
    &["户", "家庭户"],
    &["次", "趟", "回"],
    &["人次"],
    &["户次"],
    &["台"],
    &["条"],
    &["份"],
    &["件"],
    &["套"],
    &["只"],
    &["头"],
    &["羽"],
    &["株", "棵"],
    &["块"],
    &["座"],
    &["处"],
    &["项"],
    &["家"],
    &["间"],
    &["本"],
    &["张"],
    &["期"],
    &["批", "批次"],
    &["场", "场次"],
    &["辆"],
    &["部"],
    &["笔"],
    &["宗"],
    &["起"],
    &["例"],
    &["所"],
    &["村", "个村"],
    &["组", "个组"],
    &["队"],
    &["门"],
    &["盏"],
    &["眼"],
    &["栋", "幢"],
    &["箱"],
    &["袋"],
    &["瓶"],
    &["盒"],
    &["级"],
    &["分"],
    &["岁", "周岁"],
    &["支"],
    &["根"],
    &["片"],
    &["组件"],
    &["班", "个班"],
    &["课"],
    &["页"],
    &["篇"],
    &["册"],
    &["字"],
    &["枚"],
    &["艘"],
    &["柜"],
    &["种", "类"],
];

/// Chinese multipliers before a unit, longest first.
const MULTIPLIERS: [(&str, i32); 10] = [
    ("万亿", 12),
    ("千亿", 11),
    ("百亿", 10),
    ("十亿", 9),
    ("千万", 7),
    ("百万", 6),
    ("十万", 5),
    ("亿", 8),
    ("万", 4),
    ("千", 3),
];

/// The unit that a text (folded) names, with its multiplier.
fn unit(text: &str) -> Option<Unit<'_>> {
    // no unit begins with these, so the long way through the tables is spared
    if !text.starts_with(['万', '亿', '百', '十'])
        && let Some(unit) = simple(text)
    {
        return Some(unit);
    }
    let (rest, power) = multiplied(text)?;
    let unit = simple(rest)?;
    Some(Unit {
        power: unit.power + power,
        ..unit
    })
}

fn multiplied(text: &str) -> Option<(&str, i32)> {
    MULTIPLIERS
        .iter()
        .find_map(|(word, power)| Some((text.strip_prefix(word)?, *power)))
}

fn simple(text: &str) -> Option<Unit<'_>> {
    let lower = match text.bytes().any(|b| b.is_ascii_uppercase()) {
        true => Cow::Owned(text.to_ascii_lowercase()),
        false => Cow::Borrowed(text),
    };
    let known = UNITS
        .iter()
        .find(|(spellings, ..)| spellings.contains(&&*lower));
    if let Some(&(_, dimension, numerator, denominator, power)) = known {
        return Some(Unit {
            word: "",
            dimension,
            numerator,
            denominator,
            power,
        });
    }
    let row = COUNTERS.iter().find(|row| row.contains(&text))?;
    Some(Unit {
        word: row[0],
        dimension: Dimension::Count,
        numerator: 1,
        denominator: 1,
        power: 0,
    })
}

/// The factor from a cell's unit (folded, not empty) to its field's; `None` where the two do not fit.
///
/// A field without a unit takes money in 元, ratios as plain numbers (80% is 0.8), and anything else as counted.
pub fn convert(cell: &str, field: Option<&str>) -> Option<Ratio> {
    let Some(field) = field else {
        return to_plain(cell);
    };
    if cell == field {
        return Some(Ratio::ONE);
    }
    let Some(to) = unit(field) else {
        // a unit unknown here (元/月, 元/学期): a multiplier in front of it still has its meaning
        return multiplied(cell)
            .filter(|(rest, _)| rest.is_empty() || *rest == field)
            .map(|(_, power)| Ratio {
                power,
                ..Ratio::ONE
            });
    };
    let from = match multiplied(cell) {
        // 3.5万 in a 元 or 万元 field: the multiplier of the dimension's base unit
        Some(("", power)) if to.dimension != Dimension::Ratio => Unit {
            numerator: 1,
            denominator: 1,
            power,
            ..to
        },
        _ => unit(cell)?,
    };
    let same = from.dimension == to.dimension
        && (from.word == to.word || from.word == "个" || to.word == "个");
    same.then_some(Ratio {
        numerator: from.numerator * to.denominator,
        denominator: from.denominator * to.numerator,
        power: from.power - to.power,
    })
}

fn to_plain(cell: &str) -> Option<Ratio> {
    if let Some(("", power)) = multiplied(cell) {
        return Some(Ratio {
            power,
            ..Ratio::ONE
        });
    }
    let from = unit(cell)?;
    let as_written = matches!(from.dimension, Dimension::Months)
        || (from.numerator == 1 && from.denominator == 1);
    match from.dimension {
        // 2019年 is a year, 3年 a number of years: as written
        Dimension::Months => Some(Ratio::ONE),
        _ => as_written.then_some(Ratio {
            power: from.power,
            ..Ratio::ONE
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conversions_are_exact_ratios() {
        let check = |cell, field, expected: Option<(i128, i128, i32)>| {
            let ratio = convert(cell, field).map(|r| (r.numerator, r.denominator, r.power));
            assert_eq!(ratio, expected, "{cell} to {field:?}");
        };
        check("万元", Some("元"), Some((1, 1, 4)));
        check("元", Some("万元"), Some((1, 1, -4)));
        check("万", Some("元"), Some((1, 1, 4)));
        check("万", Some("万元"), Some((1, 1, 0)));
        check("亿元", Some("万元"), Some((1, 1, 4)));
        check("万人", Some("人"), Some((1, 1, 4)));
        check("名", Some("人"), Some((1, 1, 0)));
        check("个", Some("人"), Some((1, 1, 0)));
        check("户", Some("人"), None);
        check("元", Some("%"), None);
        check("%", Some("%"), Some((1, 1, 0)));
        check("‰", Some("%"), Some((1, 1, -1)));
        check("%", None, Some((1, 1, -2)));
        check("公顷", Some("亩"), Some((3, 2, 1)));
        check("千瓦", Some("kW"), Some((1, 1, 0)));
        check("MW", Some("千瓦"), Some((1, 1, 3)));
        check("年", Some("月"), Some((12, 1, 0)));
        check("年", None, Some((1, 1, 0)));
        check("元/月", Some("元/月"), Some((1, 1, 0)));
        check("万", Some("元/月"), Some((1, 1, 4)));
        check("元/月", Some("元"), None);
        check("万元", None, Some((1, 1, 4)));
        check("亩", None, None);
        check("左右", Some("元"), None);
    }

    #[test]
    fn every_spelling_stands_once_and_can_be_looked_up() {
        let spellings = UNITS
            .iter()
            .flat_map(|(s, ..)| s.iter())
            .chain(COUNTERS.iter().flat_map(|row| row.iter()));
        let mut all: Vec<&str> = spellings.copied().filter(|s| *s != "块").collect();
        for spelling in &all {
            assert!(simple(spelling).is_some(), "{spelling}");
        }
        all.sort_unstable();
        assert!(all.windows(2).all(|pair| pair[0] != pair[1]), "{all:?}");
    }
}

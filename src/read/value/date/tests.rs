//! Dates of §5.3 of the domain, and every spelling of random days against the calendar library.

use super::super::fixtures::{context, deadline, field, shown};
use super::*;
use crate::ledger::Type;

fn strict() -> Field {
    field("sign_date", Type::Date)
}

fn check(field: &Field, cases: &[(&str, &str)]) {
    for (raw, expected) in cases {
        assert_eq!(shown(&date(field, raw, &context())), *expected, "{raw:?}");
    }
}

#[test]
fn a_plain_day_is_read_in_every_field() {
    let cases = [
        "2021-05-15",
        "2021-5-15",
        "2021/5/15",
        "2021/05/15",
        "2021.5.15",
        "2021.05.15",
        "20210515",
        "2021年5月15日",
        "2021年05月15日",
        "2021年5月15号",
        "2021年5月15",
        "2021.5.15日",
        "2021年5.15",
        "二〇二一年五月十五日",
        "二○二一年五月十五日",
        "二零二一年五月十五号",
        "２０２１-05-15",
        "44331",
        "44331.0",
        "44331.5",
        "2021-05-15 00:00:00",
        "2021-05-15T00:00:00",
        "2021-05-15T08:30:00.000Z",
        "2021-05-15T08:30:00+08:00",
        "2021/5/15 0:00",
        "2021年5月15日 10:30",
        "2021年5月15日10:30",
        " 2021-05-15 ",
        "2021 年 5 月 15 日",
        "2021年5月15日。",
    ];
    for raw in cases {
        for field in [strict(), deadline()] {
            let read = date(&field, raw, &context());
            assert_eq!(read.value, Date::new(2021, 5, 15), "{raw}");
            assert!(!read.long_term, "{raw}");
        }
    }
}

#[test]
fn chinese_numerals() {
    check(
        &strict(),
        &[
            ("二〇二一年五月十三日", "2021-05-13"),
            ("二零二零年十二月三十一日", "2020-12-31"),
            ("二〇二一年十月廿三日", "2021-10-23"),
            ("二〇二一年一月三十日", "2021-01-30"),
            ("二〇二一年元月二十日", "2021-01-20"),
            ("二〇二一年一月卅一日", "2021-01-31"),
            ("二〇二一年五月初三", "∅ ! unreadable-date"),
        ],
    );
}

#[test]
fn readers_hear_of_full_width_digits_and_inner_spaces() {
    check(
        &strict(),
        &[
            (
                "２０２１年５月１３日",
                "2021-05-13 ! normalised [2021-05-13]",
            ),
            ("2021 年 5 月 13 日", "2021-05-13 ! normalised [2021-05-13]"),
            ("2021-05-13 00:00:00", "2021-05-13"),
            ("\u{FEFF}2021-05-13", "2021-05-13 ! normalised [2021-05-13]"),
        ],
    );
}

#[test]
fn deadlines_of_the_domain() {
    check(
        &deadline(),
        &[
            ("2021年5月15日前", "2021-05-15"),
            ("2021-05-15之前", "2021-05-15"),
            ("2021年5月15日以前", "2021-05-15"),
            ("2021年5月15日前完成整改", "2021-05-15"),
            ("截至2021年5月15日", "2021-05-15"),
            ("5月15日前", "2021-05-15 ! inferred-year [2021-05-15]"),
            ("2021年5月15日前并长期坚持", "2021-05-15 + long_term"),
            ("2021年5月15日前，并长期坚持。", "2021-05-15 + long_term"),
            (
                "5月15日前并长期坚持",
                "2021-05-15 ! inferred-year [2021-05-15] + long_term",
            ),
            ("2025年底前，并长期坚持", "2025-12-31 + long_term"),
            ("2021年5月15日,长期坚持", "2021-05-15 + long_term"),
            ("立行立改", "∅"),
            ("即知即改", "∅"),
            ("立查立改。", "∅"),
            ("立行立改，长期坚持", "∅ + long_term"),
            ("立行立改，2021年5月15日前", "2021-05-15"),
            ("长期坚持", "∅ + long_term"),
            ("持续整改", "∅ + long_term"),
            ("常态化", "∅ + long_term"),
            ("常态化，长期坚持", "∅ + long_term"),
            ("长期坚持，2021年底前完成", "2021-12-31 + long_term"),
            ("2021年5月15日前完成并长期坚持", "2021-05-15 + long_term"),
            ("立行立改并长期坚持", "∅ + long_term"),
        ],
    );
}

#[test]
fn ends_of_periods() {
    check(
        &deadline(),
        &[
            ("2021年底", "2021-12-31"),
            ("2021年底前", "2021-12-31"),
            ("2021年年底前", "2021-12-31"),
            ("2021年末", "2021-12-31"),
            ("2021年6月底", "2021-06-30"),
            ("2021年2月底前", "2021-02-28"),
            ("2020年2月末", "2020-02-29"),
            ("6月底", "2021-06-30 ! inferred-year [2021-06-30]"),
            ("六月底前", "2021-06-30 ! inferred-year [2021-06-30]"),
            ("2021年上半年", "2021-06-30"),
            ("上半年", "2021-06-30 ! inferred-year [2021-06-30]"),
            ("2021年一季度", "2021-03-31"),
            ("2021年第四季度末", "2021-12-31"),
            ("第2季度", "2021-06-30 ! inferred-year [2021-06-30]"),
            ("一季度", "2021-03-31 ! inferred-year [2021-03-31]"),
            ("年底前", "2021-12-31 ! inferred-year [2021-12-31]"),
            ("今年底", "2021-12-31 ! inferred-year [2021-12-31]"),
            ("去年底", "2020-12-31 ! inferred-year [2020-12-31]"),
            ("2021年内", "2021-12-31"),
            ("五季度", "∅ ! unreadable-date"),
            ("13月底", "∅ ! unreadable-date"),
        ],
    );
}

#[test]
fn the_end_of_a_range_counts() {
    check(
        &deadline(),
        &[
            ("4月29日-5月6日", "2021-05-06 ! inferred-year [2021-05-06]"),
            ("4月9日-4月10日", "2021-04-10 ! inferred-year [2021-04-10]"),
            ("4月9日-10日", "2021-04-10 ! inferred-year [2021-04-10]"),
            ("2020年4月至10月", "2020-10-31"),
            ("2020年4-10月", "2020-10-31"),
            ("2020年11月至3月", "2021-03-31"),
            ("2020年11月至2021年3月", "2021-03-31"),
            ("2021年4月29日—5月6日", "2021-05-06"),
            ("2021.4.29-5.6", "2021-05-06"),
            ("2021.4.29～2021.5.6", "2021-05-06"),
            ("2021-04-29至2021-05-06", "2021-05-06"),
            ("2021/4/29-2021/5/6", "2021-05-06"),
            ("2021年4月29日到6月底前", "2021-06-30"),
            ("5月1-15日", "2021-05-15 ! inferred-year [2021-05-15]"),
            ("2021年5月6日-2021年4月29日", "∅ ! unreadable-date"),
            ("2021年2月30日-3月5日", "∅ ! unreadable-date"),
            (
                "2021年4月至5月上旬",
                "∅ ! imprecise-date [2021-05-01 2021-05-10]",
            ),
        ],
    );
}

#[test]
fn vague_dates_keep_their_bounds() {
    check(
        &deadline(),
        &[
            ("5月初", "∅ ! imprecise-date [2021-05-01 2021-05-10]"),
            ("5月初前", "∅ ! imprecise-date [2021-05-01 2021-05-10]"),
            ("5月上旬", "∅ ! imprecise-date [2021-05-01 2021-05-10]"),
            (
                "2021年5月中旬",
                "∅ ! imprecise-date [2021-05-11 2021-05-20]",
            ),
            (
                "2020年2月下旬",
                "∅ ! imprecise-date [2020-02-21 2020-02-29]",
            ),
            ("2021年5月", "∅ ! imprecise-date [2021-05-01 2021-05-31]"),
            ("2021-05", "∅ ! imprecise-date [2021-05-01 2021-05-31]"),
            ("2021年", "∅ ! imprecise-date [2021-01-01 2021-12-31]"),
            ("2021", "∅ ! imprecise-date [2021-01-01 2021-12-31]"),
            ("尽快", "∅ ! imprecise-date"),
        ],
    );
}

#[test]
fn a_missing_year_is_the_one_that_puts_the_date_nearest() {
    let cases = [
        // an event lies where it is nearest; a deadline rather ahead
        ((2021, 5, 13), "5月15日", "2021-05-15", "2021-05-15"),
        ((2021, 5, 13), "12月20日", "2020-12-20", "2021-12-20"),
        ((2021, 1, 10), "12月20日", "2020-12-20", "2020-12-20"),
        ((2021, 12, 20), "1月10日", "2022-01-10", "2022-01-10"),
        ((2021, 5, 13), "1月20日", "2021-01-20", "2021-01-20"),
        ((2021, 3, 1), "2月29日", "2020-02-29", "2020-02-29"),
    ];
    for ((y, m, d), raw, event, planned) in cases {
        let ctx = Context {
            as_of: Date::new(y, m, d).expect("a day"),
            ..context()
        };
        let past = Field {
            planned: false,
            ..deadline()
        };
        assert_eq!(
            date(&past, raw, &ctx)
                .value
                .map(|d| d.to_string())
                .as_deref(),
            Some(event),
            "{raw} at {y}-{m}-{d}"
        );
        assert_eq!(
            date(&deadline(), raw, &ctx)
                .value
                .map(|d| d.to_string())
                .as_deref(),
            Some(planned),
            "{raw} planned"
        );
    }
    let ctx = Context {
        as_of: Date::new(2022, 3, 1).expect("a day"),
        ..context()
    };
    assert_eq!(
        shown(&date(&deadline(), "2月29日", &ctx)),
        "∅ ! unreadable-date"
    );
}

#[test]
fn a_form_that_the_field_does_not_accept_is_unreadable() {
    let loose = [
        ("2021年5月15日前", Lenient::Before),
        ("2021年5月15日并长期坚持", Lenient::LongTerm),
        ("长期坚持", Lenient::LongTerm),
        ("立行立改", Lenient::Immediate),
        ("2021年4月29日-5月6日", Lenient::Range),
        ("5月15日", Lenient::NoYear),
        ("2021年底", Lenient::PeriodEnd),
    ];
    for (raw, form) in loose {
        assert_eq!(
            shown(&date(&strict(), raw, &context())),
            "∅ ! unreadable-date",
            "{raw}"
        );
        let only = Field {
            lenient: vec![form],
            ..strict()
        };
        assert_ne!(
            shown(&date(&only, raw, &context())),
            "∅ ! unreadable-date",
            "{raw}"
        );
        let others = deadline()
            .lenient
            .into_iter()
            .filter(|f| *f != form)
            .collect();
        assert_eq!(
            shown(&date(
                &Field {
                    lenient: others,
                    ..strict()
                },
                raw,
                &context()
            )),
            "∅ ! unreadable-date",
            "{raw}"
        );
    }
}

#[test]
fn days_that_do_not_exist_and_garbage_are_unreadable() {
    let cases = [
        "2021-02-30",
        "2021-02-29",
        "2021年2月30日",
        "20210230",
        "2021-13-01",
        "2021-00-10",
        "1899-05-01",
        "2101-01-01",
        "9999-12-31",
        "99999",
        "19999",
        "73001",
        "待会再说",
        "abcdefghijklmno",
        "2021-05-15-01",
        "2021年5月15日、6月1日",
        "2021--5-15",
        "21-5-15",
        "202105151",
        "前",
        "并",
        "日",
        "2021年5月15日 25点",
        "2021-05-15 xx:yy",
        "目前",
        "5/15/2021",
    ];
    for raw in cases {
        assert_eq!(
            shown(&date(&deadline(), raw, &context())),
            "∅ ! unreadable-date",
            "{raw}"
        );
    }
}

#[test]
fn placeholders_and_blanks() {
    check(
        &strict(),
        &[
            ("", "∅"),
            (" \u{3000}", "∅"),
            ("无", "∅ ! placeholder"),
            ("/", "∅ ! placeholder"),
            ("0", "∅ ! placeholder"),
            ("1900-01-01", "∅ ! placeholder"),
            ("1900/1/1", "∅ ! placeholder"),
            ("1900年1月1日", "∅ ! placeholder"),
            ("1900-01-00", "∅ ! placeholder"),
            ("待定", "∅ ! placeholder"),
            ("同上", "∅ ! placeholder [同上]"),
            ("0000-00-00", "∅ ! placeholder"),
        ],
    );
}

#[test]
fn months() {
    let field = field("attend_month", Type::Month);
    let cases = [
        ("2021-05", "2021-05"),
        ("2021/5", "2021-05"),
        ("2021.5", "2021-05"),
        ("2021-5", "2021-05"),
        ("202105", "2021-05"),
        ("2021年5月", "2021-05"),
        ("2021年05月份", "2021-05"),
        ("二〇二一年五月", "2021-05"),
        ("2021-05-15", "2021-05"),
        ("2021年5月15日", "2021-05"),
        ("44331", "2021-05"),
        ("2021-05-01 00:00:00", "2021-05"),
        ("２０２１年５月", "2021-05 ! normalised [2021-05]"),
        ("2021 年 5 月", "2021-05 ! normalised [2021-05]"),
        ("5月", "∅ ! unreadable-month"),
        ("2021", "∅ ! unreadable-month"),
        ("2021-13", "∅ ! unreadable-month"),
        ("202113", "∅ ! unreadable-month"),
        ("2021年5月初", "∅ ! unreadable-month"),
        ("1800-05", "∅ ! unreadable-month"),
        ("2021-02-30", "∅ ! unreadable-month"),
        ("随便", "∅ ! unreadable-month"),
        ("", "∅"),
        ("无", "∅ ! placeholder"),
        ("1900-01", "∅ ! placeholder"),
    ];
    for (raw, expected) in cases {
        assert_eq!(shown(&month(&field, raw, &context())), expected, "{raw:?}");
    }
}

/// Chinese numerals of a number below 100, or digit by digit.
fn chinese(number: i64, digit_by_digit: bool) -> String {
    const DIGITS: [char; 10] = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
    if digit_by_digit {
        return number
            .to_string()
            .bytes()
            .map(|b| DIGITS[usize::from(b - b'0')])
            .collect();
    }
    let (tens, ones) = (number / 10, number % 10);
    let tens = match tens {
        0 => String::new(),
        1 => "十".to_owned(),
        _ => format!("{}十", DIGITS[tens as usize]),
    };
    if ones == 0 {
        tens
    } else {
        format!("{tens}{}", DIGITS[ones as usize])
    }
}

#[test]
fn every_spelling_of_every_day_is_that_day() {
    let first = jiff::civil::date(1955, 1, 1);
    let last = jiff::civil::date(2099, 6, 30);
    let mut day = first;
    while day < last {
        let (y, m, d) = (day.year(), day.month(), day.day());
        let expected = Date::new(i32::from(y), m as u32, d as u32);
        let serial = (day - jiff::civil::date(1899, 12, 30)).get_days();
        let wide: String = format!("{y}{m:02}{d:02}")
            .chars()
            .map(|c| char::from_u32(c as u32 + 0xFEE0).unwrap_or(c))
            .collect();
        let spellings = [
            format!("{y}-{m:02}-{d:02}"),
            format!("{y}-{m}-{d}"),
            format!("{y}/{m}/{d}"),
            format!("{y}.{m}.{d}"),
            format!("{y}{m:02}{d:02}"),
            format!("{y}年{m}月{d}日"),
            format!("{y}年{m:02}月{d:02}号"),
            format!("{serial}"),
            format!("{serial}.0"),
            wide,
            format!("{y}-{m:02}-{d:02} 00:00:00"),
            format!("{y}-{m:02}-{d:02}T00:00:00"),
            format!(" {y} 年 {m} 月 {d} 日"),
            format!(
                "{}年{}月{}日",
                chinese(i64::from(y), true),
                chinese(i64::from(m), false),
                chinese(i64::from(d), false)
            ),
        ];
        for raw in &spellings {
            assert_eq!(date(&strict(), raw, &context()).value, expected, "{raw}");
            assert_eq!(
                date(&deadline(), &format!("{raw}前并长期坚持"), &context())
                    .value
                    .is_some(),
                !raw.contains(':'),
                "{raw}"
            );
        }
        let m_end = day.last_of_month();
        let end = Date::new(i32::from(y), m as u32, m_end.day() as u32);
        assert_eq!(
            date(&deadline(), &format!("{y}年{m}月底前"), &context()).value,
            end
        );
        assert_eq!(
            month(&strict(), &format!("{y}年{m}月"), &context()).value,
            expected.map(Date::month)
        );
        day += jiff::Span::new().days(7 + i64::from(d % 5));
    }
}

#[test]
fn only_days_of_the_calendar_are_days() {
    for year in [1900, 1904, 1999, 2000, 2021, 2100] {
        for month in 0..=13u32 {
            for day in 0..=32u32 {
                let expected = jiff::civil::Date::new(year as i16, month as i8, day as i8).ok();
                let expected = expected.map(|d| (d - jiff::civil::date(1970, 1, 1)).get_days());
                assert_eq!(
                    day_in(year, month, day).map(|d| d.0),
                    expected,
                    "{year}-{month}-{day}"
                );
            }
        }
    }
}

#[test]
fn no_text_panics() {
    let pieces = [
        "2021",
        "5",
        "年",
        "月",
        "日",
        "-",
        "至",
        "前",
        "底",
        "长期坚持",
        "立行立改",
        "十",
        "廿",
        "99999999999",
        ":",
        "T",
        "前前",
        "上旬",
        "季度",
        "𠮷",
        "第",
        ".",
    ];
    for a in pieces {
        for b in pieces {
            for c in pieces {
                let raw = format!("{a}{b}{c}{a}");
                let _ = date(&deadline(), &raw, &context());
                let _ = month(&strict(), &raw, &context());
            }
        }
    }
}

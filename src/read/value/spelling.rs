//! The grammar of written dates: what a folded text says, before anything is known of the field or of today.
//!
//! Must not decide what a field accepts; `date` does.

use crate::ledger::{Date, Month};

/// A year as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Year {
    Given(i32),
    /// 今年 is 0, 去年 is -1.
    Relative(i32),
    Missing,
}

/// What a text without 前, 长期坚持 and the like says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spelling {
    /// One day.
    Day { year: Year, month: u32, day: u32 },
    /// The last day of a month: 2021年底, 6月底, 上半年, 一季度.
    PeriodEnd { year: Year, month: u32 },
    /// Days between two, ends included; the last day of the month where `to` has none.
    Span {
        year: Year,
        from: (u32, u32),
        to: (u32, Option<u32>),
    },
    /// A time that has no dates at all: 近期, 尽快.
    Vague,
}

/// A date, or two of them with 至 between.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expression {
    One(Spelling),
    /// Second half of a range, with the first half's year and day for carrying over.
    Until {
        start: (Year, u32, u32),
        end: Spelling,
    },
}

/// Reads a folded text (no spaces, half-width, Chinese numerals already turned into digits by `with_digits`).
pub fn expression(text: &str) -> Option<Expression> {
    if let Some(one) = spelling(text) {
        return Some(Expression::One(one));
    }
    range(text)
}

/// Chinese numerals as digits: `二〇二一年十二月廿三日` is `2021年12月23日`. Borrowed words such as 元月 included.
pub fn with_digits(text: &str) -> String {
    if !text.chars().any(|c| c == '元' || numeral(c).is_some()) {
        return text.to_owned();
    }
    let mut result = String::with_capacity(text.len());
    let mut run: Vec<char> = Vec::new();
    let text = text.replace("元月", "1月");
    for c in text.chars() {
        if numeral(c).is_some() {
            run.push(c);
            continue;
        }
        end_run(&mut run, &mut result);
        result.push(c);
    }
    end_run(&mut run, &mut result);
    result
}

/// Value of a Chinese numeral; ten and its multiples for 十 廿 卅.
fn numeral(c: char) -> Option<u32> {
    Some(match c {
        '〇' | '○' | '◯' | '零' | 'О' | 'O' => 0,
        '一' | '壹' => 1,
        '二' | '贰' => 2,
        '三' | '叁' => 3,
        '四' | '肆' => 4,
        '五' | '伍' => 5,
        '六' | '陆' => 6,
        '七' | '柒' => 7,
        '八' | '捌' => 8,
        '九' | '玖' => 9,
        '十' | '拾' => 10,
        '廿' => 20,
        '卅' => 30,
        _ => return None,
    })
}

fn end_run(run: &mut Vec<char>, result: &mut String) {
    let values: Vec<u32> = run.drain(..).filter_map(numeral).collect();
    let number = match values.as_slice() {
        [] => return,
        [tens @ (10 | 20 | 30)] => Some(*tens),
        [tens @ (10 | 20 | 30), ones @ 0..=9] => Some(tens + ones),
        [tens @ 1..=9, 10] => Some(tens * 10),
        [tens @ 1..=9, 10, ones @ 1..=9] => Some(tens * 10 + ones),
        // 零五月 and 〇十月 as banks write them
        [0, 10] => Some(10),
        _ => None,
    };
    match number {
        Some(number) => result.push_str(&number.to_string()),
        None => result.extend(values.iter().map(u32::to_string)),
    }
}

fn spelling(text: &str) -> Option<Spelling> {
    if matches!(
        text,
        "近期"
            | "尽快"
            | "尽早"
            | "适时"
            | "月底"
            | "月末"
            | "本月底"
            | "月内"
            | "本月内"
            | "年初"
            | "年中"
            | "春节"
    ) {
        return Some(Spelling::Vague);
    }
    if let Some(compact) = compact(text) {
        return Some(compact);
    }
    let (year, rest) = year(text);
    if let Some(end) = part_of_year(year, rest) {
        return Some(end);
    }
    month_and_day(year, rest)
}

/// `20210515`, `202105`, `2021`, and spreadsheet serials such as `44331` or `44331.5`.
fn compact(text: &str) -> Option<Spelling> {
    let whole = match text.split_once('.') {
        Some((whole, fraction))
            if whole.len() == 5 && is_digits(fraction) && !fraction.is_empty() =>
        {
            whole
        }
        Some(_) => return None,
        None => text,
    };
    if !is_digits(whole) {
        return None;
    }
    let number: u32 = whole.parse().ok()?;
    match whole.len() {
        8 => Some(Spelling::Day {
            year: Year::Given((number / 10_000) as i32),
            month: number / 100 % 100,
            day: number % 100,
        }),
        6 => Some(whole_month(
            Year::Given((number / 100) as i32),
            number % 100,
        )),
        5 => serial(number),
        4 => Some(whole_year(Year::Given(number as i32))),
        _ => None,
    }
}

/// Days since 1899-12-30, in the range where a number is more likely a date than anything else (1954 to 2099).
fn serial(number: u32) -> Option<Spelling> {
    if !(20_000..=73_000).contains(&number) {
        return None;
    }
    const EPOCH: i32 = -25_569;
    let (year, month, day) = Date(EPOCH + number as i32).parts();
    Some(Spelling::Day {
        year: Year::Given(year),
        month,
        day,
    })
}

fn whole_month(year: Year, month: u32) -> Spelling {
    Spelling::Span {
        year,
        from: (month, 1),
        to: (month, None),
    }
}

fn whole_year(year: Year) -> Spelling {
    Spelling::Span {
        year,
        from: (1, 1),
        to: (12, None),
    }
}

/// The year that a text begins with, and the rest.
fn year(text: &str) -> (Year, &str) {
    for (word, offset) in [
        ("今年", 0),
        ("本年度", 0),
        ("本年", 0),
        ("当年", 0),
        ("明年", 1),
        ("次年", 1),
        ("去年", -1),
        ("上年", -1),
    ] {
        if let Some(rest) = text.strip_prefix(word) {
            return (Year::Relative(offset), rest);
        }
    }
    let Some((number, 4, rest)) = number(text) else {
        return (Year::Missing, text);
    };
    let given = Year::Given(number as i32);
    if let Some(rest) = rest.strip_prefix("年度").or(rest.strip_prefix("年")) {
        return (given, rest);
    }
    match separator(rest).and_then(|rest| {
        rest.starts_with(|c: char| c.is_ascii_digit())
            .then_some(rest)
    }) {
        Some(rest) => (given, rest),
        None => (Year::Missing, text),
    }
}

/// Ends and beginnings of years, halves, quarters and months.
fn part_of_year(year: Year, text: &str) -> Option<Spelling> {
    // 2021年底, 2021年年底, 年底: without any year it is this one's, never the nearest
    let stated = if year == Year::Missing {
        Year::Relative(0)
    } else {
        year
    };
    let bare = text.strip_prefix('年').unwrap_or(text);
    let has_year = year != Year::Missing || bare.len() < text.len();
    if has_year {
        match bare {
            "底" | "末" | "内" | "年内" | "以内" => {
                return Some(Spelling::PeriodEnd {
                    year: stated,
                    month: 12,
                });
            }
            "初" => {
                return Some(Spelling::Span {
                    year: stated,
                    from: (1, 1),
                    to: (3, None),
                });
            }
            "" => return Some(whole_year(stated)),
            _ => {}
        }
    }
    let period = text.strip_suffix(['底', '末', '内']).unwrap_or(text);
    let end = |month| {
        Some(Spelling::PeriodEnd {
            year: stated,
            month,
        })
    };
    match period {
        "上半年" => return end(6),
        "下半年" => return end(12),
        _ => {}
    }
    if let Some(quarter) = period.strip_suffix("季度").or(period.strip_suffix('季')) {
        let (quarter, 1, "") = number(quarter.strip_prefix('第').unwrap_or(quarter))? else {
            return None;
        };
        return (1..=4)
            .contains(&quarter)
            .then(|| end(quarter * 3))
            .flatten();
    }
    part_of_month(year, text)
}

fn part_of_month(year: Year, text: &str) -> Option<Spelling> {
    let (month, 1..=2, rest) = number(text)? else {
        return None;
    };
    let rest = rest.strip_prefix('月')?;
    let rest = rest.strip_prefix('份').unwrap_or(rest);
    let span = |from, to| {
        Some(Spelling::Span {
            year,
            from: (month, from),
            to: (month, to),
        })
    };
    match rest {
        "" => Some(whole_month(year, month)),
        "底" | "末" | "底末" | "内" | "以内" | "月底" | "月末" => {
            Some(Spelling::PeriodEnd { year, month })
        }
        "初" | "上旬" => span(1, Some(10)),
        "中" | "中旬" => span(11, Some(20)),
        "下旬" => span(21, None),
        _ => None,
    }
}

/// `5月15日`, `5.15`, `05-15日`; after a year also the bare month of `2021-5`.
fn month_and_day(year: Year, text: &str) -> Option<Spelling> {
    let (month, day, rest) = month_day_prefix(text)?;
    let day = match (day, year) {
        _ if !rest.is_empty() => return None,
        (Some(day), _) => day,
        (None, Year::Missing) => return None,
        (None, _) => return Some(whole_month(year, month)),
    };
    Some(Spelling::Day { year, month, day })
}

/// Month, day if there is one, and what follows.
fn month_day_prefix(text: &str) -> Option<(u32, Option<u32>, &str)> {
    let (month, 1..=2, rest) = number(text)? else {
        return None;
    };
    let after = match rest.strip_prefix('月') {
        Some(rest) => rest.strip_prefix('份').unwrap_or(rest),
        None => match separator(rest) {
            Some(rest) => rest,
            None => return Some((month, None, rest)),
        },
    };
    let Some((day, 1..=2, behind)) = number(after) else {
        return Some((
            month,
            None,
            if rest.starts_with('月') { after } else { rest },
        ));
    };
    // 4-10月: the second number is a month, so the separator was a range's
    if behind.starts_with('月') {
        return Some((month, None, rest));
    }
    Some((
        month,
        Some(day),
        behind.strip_prefix(['日', '号']).unwrap_or(behind),
    ))
}

/// 4月29日-5月6日, 2020年4月至10月, 2021.4.29-5.6, 5月1-15日.
fn range(text: &str) -> Option<Expression> {
    let (year, rest) = year(text);
    let (month, day, rest) = month_day_prefix(rest)?;
    let rest = rest.strip_prefix(['至', '到', '~', '～', '〜', '—', '–', '-', '－', '―'])?;
    // a dash is often typed twice
    let rest = rest.strip_prefix(['—', '-']).unwrap_or(rest);
    let start = (year, month, day.unwrap_or(1));
    // 4月9日-10日: the month is carried over
    let end = match (number(rest), day) {
        (Some((last, 1..=2, "日" | "号")), Some(_)) => Spelling::Day {
            year: Year::Missing,
            month,
            day: last,
        },
        _ => spelling(rest)?,
    };
    Some(Expression::Until { start, end })
}

/// Leading ASCII number with its count of digits, at most eight.
fn number(text: &str) -> Option<(u32, usize, &str)> {
    let length = text.bytes().take_while(u8::is_ascii_digit).count();
    let value = text.get(..length)?.parse().ok().filter(|_| length <= 8)?;
    Some((value, length, &text[length..]))
}

fn separator(text: &str) -> Option<&str> {
    text.strip_prefix(['-', '/', '.', '—', '–', '－', '。', '、', '\\'])
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit())
}

/// The last day of a month, where the calendar has that month.
pub fn last_day(year: i32, month: u32) -> Option<Date> {
    (1..=12)
        .contains(&month)
        .then(|| Month::new(year, month).last_day())
        .flatten()
}

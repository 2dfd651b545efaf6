//! Dates and months: plain days always, the looser forms of `x-lenient` where the field accepts them.

use super::characters::{Folded, fold};
use super::placeholder::is_placeholder;
use super::spelling::{Expression, Spelling, Year, expression, last_day, with_digits};
use super::{Context, Read, Remark};
use crate::ledger::{Date, Field, Kind, Lenient, Month};

/// Years that a ledger can speak of; others are typing errors.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2100;

/// A date that lies ahead on purpose (a deadline) is looked for around this many days after the as-of date, so that
/// 12月底前 written in May is the coming December; it must lie less than four months back or eight months ahead.
const PLANNED_AHEAD: i32 = 61;

/// A date in its canonical form, unless it stands for an empty cell.
#[inline]
pub fn plain_date(raw: &str) -> Option<Date> {
    plain(raw.as_bytes()).filter(|date| !is_empty_date(*date))
}

/// Reads a date cell.
pub fn date(field: &Field, raw: &str, ctx: &Context) -> Read<Date> {
    if let Some(date) = plain(raw.as_bytes()).or_else(|| written(raw)) {
        return if is_empty_date(date) {
            Read::placeholder(raw)
        } else {
            Read::plain(date)
        };
    }
    let Folded { text, changed } = fold(without_time(raw.trim()));
    if text.is_empty() {
        return Read::blank();
    }
    if is_placeholder(&text)
        || matches!(
            text.as_str(),
            "0" | "0000-00-00" | "1900-01-00" | "1900/1/0"
        )
    {
        return Read::placeholder(&text);
    }
    let (text, forms) = strip_words(&text);
    let long_term = forms.contains(&Lenient::LongTerm);
    if forms.iter().any(|form| !field.lenient.contains(form)) {
        return unreadable();
    }
    let open = forms.contains(&Lenient::Immediate) || long_term;
    if text.is_empty() && open {
        // nothing but 长期坚持 or 立行立改: no date, and none is missing
        return Read {
            long_term,
            ..Read::blank()
        };
    }
    let mut read = resolve(field, &text, ctx);
    read.long_term = long_term;
    if let (Some(value), None, true) = (read.value, &read.remark, changed) {
        read.remark = Some(Remark {
            kind: Kind::Normalised,
            details: vec![value.to_string()],
        });
    }
    read
}

/// Reads a month cell; the month of a full date counts.
pub fn month(_field: &Field, raw: &str, _ctx: &Context) -> Read<Month> {
    if let Some(month) = Month::parse(raw).filter(|month| YEARS.contains(&month.parts().0)) {
        return if month == Month::new(1900, 1) {
            Read::placeholder(raw)
        } else {
            Read::plain(month)
        };
    }
    let Folded { text, changed } = fold(without_time(raw.trim()));
    if text.is_empty() {
        return Read::blank();
    }
    if is_placeholder(&text) || text == "0" {
        return Read::placeholder(&text);
    }
    let month = match expression(&with_digits(&text)) {
        Some(Expression::One(Spelling::Day {
            year: Year::Given(y),
            month,
            day,
        })) => day_in(y, month, day).map(Date::month),
        Some(Expression::One(Spelling::Span {
            year: Year::Given(y),
            from: (month, 1),
            to: (same, None),
        })) if month == same => day_in(y, month, 1).map(Date::month),
        _ => None,
    };
    match month {
        None => Read::without(Kind::UnreadableMonth, Vec::new()),
        Some(month) if month == Month::new(1900, 1) => Read::placeholder(&text),
        Some(month) if changed => Read::with(month, Kind::Normalised, month.to_string()),
        Some(month) => Read::plain(month),
    }
}

fn unreadable() -> Read<Date> {
    Read::without(Kind::UnreadableDate, Vec::new())
}

/// Dates that spreadsheets and databases show for an empty cell.
fn is_empty_date(date: Date) -> bool {
    // 1900-01-01, and day 0 of two spreadsheet calendars
    [-25_567, -25_568, -25_569].contains(&date.0)
}

/// `YYYY-MM-DD` without allocation or a fallible library call.
fn plain(b: &[u8]) -> Option<Date> {
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = *b else {
        return None;
    };
    let digit = |b: u8| b.is_ascii_digit().then(|| u32::from(b - b'0'));
    let year = digit(y1)? * 1000 + digit(y2)? * 100 + digit(y3)? * 10 + digit(y4)?;
    day_in(
        year as i32,
        digit(m1)? * 10 + digit(m2)?,
        digit(d1)? * 10 + digit(d2)?,
    )
}

/// `2021/5/15`, `2021.05.15` and `2021年5月15日` without allocation: what most spreadsheets export.
fn written(raw: &str) -> Option<Date> {
    let (year, rest) = short_number(raw, 4)?;
    let (month, rest) = short_number(rest.strip_prefix(['-', '/', '.', '年'])?, 2)?;
    let (day, rest) = short_number(rest.strip_prefix(['-', '/', '.', '月'])?, 2)?;
    if !matches!(rest, "" | "日" | "号") {
        return None;
    }
    day_in(year as i32, month, day)
}

/// At most `most` leading digits.
fn short_number(text: &str, most: usize) -> Option<(u32, &str)> {
    let digits = text.bytes().take(most).take_while(u8::is_ascii_digit);
    let (length, value) = digits.fold((0, 0), |(length, value), b| {
        (length + 1, value * 10 + u32::from(b - b'0'))
    });
    (length > 0).then(|| (value, &text[length..]))
}

/// The day, where the calendar has it and its year is plausible.
fn day_in(year: i32, month: u32, day: u32) -> Option<Date> {
    Date::new(year, month, day).filter(|_| YEARS.contains(&year))
}

/// Cuts a time of day: ` 00:00:00`, `T08:30:00Z`, `10:30` directly behind 日.
fn without_time(text: &str) -> &str {
    let Some(colon) = text.find([':', '：']) else {
        return text;
    };
    let head = text[..colon].trim_end_matches(|c: char| c.is_ascii_digit());
    let time = &text[head.len()..];
    let shape: String = time
        .chars()
        .map(|c| {
            if c.is_ascii_digit() {
                '0'
            } else {
                super::characters::narrow(c)
            }
        })
        .collect();
    let shape = shape.trim_end_matches(['Z', 'z']);
    let (clock, offset) = shape.split_once('+').unwrap_or((shape, ""));
    let seconds = clock.split_once('.').map_or(clock, |(seconds, _)| seconds);
    let is_time = matches!(seconds, "0:00" | "00:00" | "0:00:00" | "00:00:00")
        && matches!(offset, "" | "00:00" | "0000");
    let ends_day =
        head.ends_with(|c: char| c.is_whitespace() || matches!(c, 'T' | 't' | '日' | '号'));
    if is_time && ends_day {
        head.trim_end_matches(['T', 't']).trim_end()
    } else {
        text
    }
}

const LONG_TERM: [&str; 12] = [
    "长期坚持",
    "坚持长期",
    "长期整改",
    "长期推进",
    "持续整改",
    "持续推进",
    "持续坚持",
    "持续巩固",
    "常态化推进",
    "常态化开展",
    "常态化",
    "长期",
];
const IMMEDIATE: [&str; 8] = [
    "立行立改",
    "即知即改",
    "立查立改",
    "即查即改",
    "边查边改",
    "立整立改",
    "立即整改",
    "立改",
];
/// What may follow 前: the deed that is due by then.
const DUE: [&str; 11] = [
    "",
    "完成",
    "完成整改",
    "整改完成",
    "整改到位",
    "整改完毕",
    "完成整改任务",
    "全部完成",
    "完毕",
    "到位",
    "销号",
];
const JOINTS: [char; 10] = ['，', ',', '、', ';', '；', '。', '.', '并', '且', '和'];

/// Takes 长期坚持, 立行立改 and 前 off a folded text; returns the date that is left and the forms that were used.
fn strip_words(folded: &str) -> (String, Vec<Lenient>) {
    let mut forms = Vec::new();
    let mut text = folded.trim_end_matches(['。', ';', ',']);
    while let Some(rest) = LONG_TERM.iter().find_map(|word| text.strip_suffix(word)) {
        text = rest.trim_end_matches(JOINTS);
        forms.push(Lenient::LongTerm);
    }
    // 长期坚持,2021年底前完成阶段任务 begins with it
    if let Some(rest) = LONG_TERM.iter().find_map(|word| text.strip_prefix(word)) {
        text = rest.trim_start_matches(JOINTS);
        forms.push(Lenient::LongTerm);
    }
    let immediate = |text: &str| -> Option<String> {
        let rest = IMMEDIATE
            .iter()
            .find_map(|word| text.strip_prefix(word).or(text.strip_suffix(word)))?;
        Some(rest.trim_matches(JOINTS).to_owned())
    };
    let mut text = text.to_owned();
    if let Some(rest) = immediate(&text) {
        text = rest;
        forms.push(Lenient::Immediate);
    }
    if let Some((head, deed)) = text.split_once('前')
        && DUE.contains(&deed)
    {
        text = head.trim_end_matches(['之', '以']).to_owned();
        forms.push(Lenient::Before);
    } else if let Some(head) = ["完成整改", "整改完成", "完成", "为止", "截止", "止"]
        .iter()
        .find_map(|w| text.strip_suffix(w))
    {
        text = head.to_owned();
        forms.push(Lenient::Before);
    }
    if let Some(rest) = [
        "截止到",
        "截至",
        "截止",
        "力争",
        "确保",
        "预计",
        "计划",
        "于",
        "在",
    ]
    .iter()
    .find_map(|w| text.strip_prefix(w))
    {
        text = rest.to_owned();
        forms.push(Lenient::Before);
    }
    (with_digits(&text), forms)
}

fn resolve(field: &Field, text: &str, ctx: &Context) -> Read<Date> {
    let accepts = |form| field.lenient.contains(&form);
    match expression(text) {
        None => unreadable(),
        Some(Expression::One(spelling)) => one(field, spelling, ctx),
        Some(Expression::Until { .. }) if !accepts(Lenient::Range) => unreadable(),
        Some(Expression::Until { start, end }) => until(field, start, end, ctx),
    }
}

fn one(field: &Field, spelling: Spelling, ctx: &Context) -> Read<Date> {
    let accepts = |form| field.lenient.contains(&form);
    let end_of = |year, month| last_day(year, month).filter(|_| YEARS.contains(&year));
    let (year, found) = match spelling {
        Spelling::Day { year, month, day } => (
            year,
            in_year(field, year, ctx, |year| day_in(year, month, day)),
        ),
        Spelling::PeriodEnd { year, month } if accepts(Lenient::PeriodEnd) => {
            (year, in_year(field, year, ctx, |year| end_of(year, month)))
        }
        Spelling::PeriodEnd { .. } => return unreadable(),
        Spelling::Vague => return Read::without(Kind::ImpreciseDate, Vec::new()),
        Spelling::Span { year, from, to } => {
            let end = |year| {
                to.1.map_or_else(|| end_of(year, to.0), |day| day_in(year, to.0, day))
            };
            let Some(last) = in_year(field, year, ctx, end) else {
                return unreadable();
            };
            let Some(first) = day_in(last.parts().0, from.0, from.1) else {
                return unreadable();
            };
            return Read::without(
                Kind::ImpreciseDate,
                vec![first.to_string(), last.to_string()],
            );
        }
    };
    let Some(date) = found else {
        return unreadable();
    };
    match year {
        Year::Given(_) if is_empty_date(date) => Read::placeholder(""),
        Year::Given(_) => Read::plain(date),
        Year::Relative(_) | Year::Missing if accepts(Lenient::NoYear) => inferred(date),
        Year::Relative(_) | Year::Missing => unreadable(),
    }
}

fn inferred(date: Date) -> Read<Date> {
    Read::with(date, Kind::InferredYear, date.to_string())
}

/// The date in the year that was written, or in the one that puts it nearest.
fn in_year(
    field: &Field,
    year: Year,
    ctx: &Context,
    build: impl Fn(i32) -> Option<Date>,
) -> Option<Date> {
    let this = ctx.as_of.parts().0;
    match year {
        Year::Given(year) => build(year),
        Year::Relative(offset) => build(this + offset),
        Year::Missing => {
            let anchor = ctx.as_of.0 + if field.planned { PLANNED_AHEAD } else { 0 };
            let candidates = [this, this - 1, this + 1].into_iter().filter_map(build);
            candidates.min_by_key(|date| date.0.abs_diff(anchor))
        }
    }
}

/// The end of a range, which is what counts; year carried over from the start, to the next year over New Year.
fn until(
    field: &Field,
    (start_year, start_month, start_day): (Year, u32, u32),
    end: Spelling,
    ctx: &Context,
) -> Read<Date> {
    let (end_year, month, day) = match end {
        Spelling::Day { year, month, day } => (year, month, Some(day)),
        Spelling::PeriodEnd { year, month }
        | Spelling::Span {
            year,
            to: (month, None),
            ..
        } => (year, month, None),
        // up to 5月中旬: as vague as that
        Spelling::Span { year, from, to } => {
            let year = if year == Year::Missing {
                start_year
            } else {
                year
            };
            return one(field, Spelling::Span { year, from, to }, ctx);
        }
        Spelling::Vague => return one(field, end, ctx),
    };
    let build = |year| day.map_or_else(|| last_day(year, month), |day| day_in(year, month, day));
    let year = if end_year == Year::Missing {
        start_year
    } else {
        end_year
    };
    let Some(mut date) = in_year(field, year, ctx, build) else {
        return unreadable();
    };
    let over_new_year =
        end_year == Year::Missing && (month, day.unwrap_or(31)) < (start_month, start_day);
    if over_new_year && year != Year::Missing {
        let Some(next) = build(date.parts().0 + 1) else {
            return unreadable();
        };
        date = next;
    }
    let Some(start) = (match start_year {
        Year::Missing => day_in(
            date.parts().0 - i32::from(over_new_year),
            start_month,
            start_day,
        ),
        _ => in_year(field, start_year, ctx, |year| {
            day_in(year, start_month, start_day)
        }),
    }) else {
        return unreadable();
    };
    if date < start || !YEARS.contains(&date.parts().0) {
        return unreadable();
    }
    match year {
        Year::Given(_) => Read::plain(date),
        _ if field.lenient.contains(&Lenient::NoYear) => inferred(date),
        _ => unreadable(),
    }
}

#[cfg(test)]
mod tests;

//! Numbers and times as the texts that a spreadsheet shows, and cells as the texts that a field's parser reads.

use std::borrow::Cow;
use std::fmt::Write as _;

use crate::ledger::{Date, Field, Type};
use crate::read::column::{Cells, Tidy};
use crate::read::value::convert;
use crate::source::CellKind;

/// Digits that spreadsheets keep of a number; those behind are made up.
const DIGITS: usize = 15;
/// Numbers from here on have more digits than are kept.
const EXACT: f64 = 1e15;
/// Days from the first day of the calendar of 1900 (as spreadsheets count) to that of 1904.
const DAYS_1904: i64 = 1462;

/// Appends a number with at most 15 digits. One that had more shows that it lost them: `3.60921199001011E+17`.
pub fn number(n: f64, text: &mut String) {
    let done = if n.fract() == 0.0 && n.abs() < EXACT {
        write!(text, "{}", n as i64)
    } else if n.is_finite() && n.abs() < EXACT {
        let before = text.len();
        let written = write!(text, "{n}");
        let digits = text[before..].bytes().filter(u8::is_ascii_digit).count();
        if digits <= DIGITS {
            written
        } else {
            // 1234.5600000000002 is 1234.56, as the spreadsheet shows it
            text.truncate(before);
            let rounded: f64 = format!("{n:.*e}", DIGITS - 1).parse().unwrap_or(n);
            write!(text, "{rounded}")
        }
    } else {
        let shown = format!("{n:.*e}", DIGITS - 1);
        let (mantissa, power) = shown.split_once('e').unwrap_or((&shown, "0"));
        let mantissa = match mantissa.contains('.') {
            true => mantissa.trim_end_matches('0').trim_end_matches('.'),
            false => mantissa,
        };
        write!(text, "{mantissa}E+{power}")
    };
    // memory takes it all
    let _ = done;
}

/// A cell with a date format.
pub enum Time {
    /// No day at all: a duration, or beyond the calendar.
    Number(f64),
    Day {
        serial: f64,
        date: (u16, u8, u8),
        clock: (u8, u8, u8),
    },
}

/// Appends `2021-05-15`, and the time of day behind it if there is one.
pub fn time(time: &Time, text: &mut String) -> CellKind {
    match time {
        Time::Number(n) => {
            number(*n, text);
            CellKind::Number
        }
        Time::Day {
            serial,
            date: (year, month, day),
            clock: (hour, minute, second),
        } => {
            let written = if *serial < 1.0 && *serial > 0.0 {
                write!(text, "{hour:02}:{minute:02}:{second:02}")
            } else if (*hour, *minute, *second) == (0, 0, 0) {
                write!(text, "{year:04}-{month:02}-{day:02}")
            } else {
                write!(
                    text,
                    "{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}"
                )
            };
            let _ = written;
            CellKind::Date
        }
    }
}

/// `0.5953` as `59.53%`.
pub fn percent(plain: &str) -> Option<String> {
    let n: f64 = plain.parse().ok()?;
    let mut text = String::new();
    number(n * 100.0, &mut text);
    text.push('%');
    Some(text)
}

/// What a parser is given of a cell.
pub struct Shown<'s> {
    pub text: Cow<'s, str>,
    pub tidy: bool,
}

/// The text that a field's parser reads. `None` where the cell is a formula that has no value.
pub fn shown<'s>(
    text: &'s str,
    kind: CellKind,
    field: &Field,
    date1904: bool,
) -> Option<Shown<'s>> {
    let is_day = matches!(field.kind, Type::Date | Type::Month);
    let is_number = matches!(field.kind, Type::Decimal | Type::Integer);
    let as_it_is = Shown {
        text: Cow::Borrowed(text),
        tidy: kind != CellKind::Text,
    };
    Some(match kind {
        CellKind::Error | CellKind::Uncomputed => return None,
        CellKind::Date if is_day => Shown {
            text: Cow::Borrowed(text.split([' ', 'T']).next().unwrap_or(text)),
            tidy: true,
        },
        CellKind::Date => Shown {
            tidy: false,
            ..as_it_is
        },
        CellKind::Number if is_day && date1904 => Shown {
            text: from_1904(text).map_or(Cow::Borrowed(text), Cow::Owned),
            tidy: false,
        },
        CellKind::Percent if is_number && !counts_percents(field) => Shown {
            text: share(text).map_or(Cow::Borrowed(text), Cow::Owned),
            tidy: false,
        },
        CellKind::Percent => Shown {
            tidy: false,
            ..as_it_is
        },
        CellKind::Tidy | CellKind::Text | CellKind::Number => as_it_is,
    })
}

/// Whether the field's unit is one that a percentage can be converted to.
fn counts_percents(field: &Field) -> bool {
    field
        .unit
        .as_deref()
        .is_some_and(|unit| convert("%", Some(unit)).is_some())
}

/// `59.53%` as `0.5953`.
fn share(text: &str) -> Option<String> {
    let n: f64 = text.strip_suffix('%')?.parse().ok()?;
    let mut text = String::new();
    number(n / 100.0, &mut text);
    Some(text)
}

/// A day counted from 1904 on.
fn from_1904(text: &str) -> Option<String> {
    let serial = text.split('.').next()?.parse::<i64>().ok()? + DAYS_1904;
    // from 61 on the calendar of 1900 is a true one; day 25 569 is 1970-01-01
    let days = i32::try_from(serial - 25_569)
        .ok()
        .filter(|_| (61..80_000).contains(&serial))?;
    Some(Date(days).to_string())
}

/// Cells of one column.
pub struct Picked<'s> {
    /// What the cells that are tidy are parts of.
    pub whole: &'s str,
    pub cells: Vec<Shown<'s>>,
}

impl<'s> Cells<'s> for Picked<'s> {
    fn count(&self) -> usize {
        self.cells.len()
    }

    fn raw(&self, n: usize) -> Cow<'s, str> {
        self.cells[n].text.clone()
    }

    #[inline]
    fn tidy(&self, n: usize) -> Option<Tidy<'s>> {
        let cell = &self.cells[n];
        let (true, Cow::Borrowed(text)) = (cell.tidy, &cell.text) else {
            return None;
        };
        let start = (text.as_ptr() as usize).checked_sub(self.whole.as_ptr() as usize)?;
        Some(Tidy {
            text,
            digits: text.bytes().all(|b| b.is_ascii_digit()),
            around: self.whole.as_bytes(),
            start,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_spreadsheets_show_them() {
        let check = |n: f64, expected: &str| {
            let mut text = String::new();
            number(n, &mut text);
            assert_eq!(text, expected);
        };
        check(0.0, "0");
        check(-3.0, "-3");
        check(13_807_950_001.0, "13807950001");
        check(360_921_199_001_011_234.0, "3.60921199001011E+17");
        check(4e17, "4E+17");
        check(1_234.560_000_000_000_2, "1234.56");
        check(0.1 + 0.2, "0.3");
        check(126.942_477, "126.942477");
        check(999_999_999_999_999.0, "999999999999999");
        check(f64::NAN, "NaNE+0");
    }

    #[test]
    fn percentages_are_shown_and_taken_back() {
        assert_eq!(percent("0.5953").as_deref(), Some("59.53%"));
        assert_eq!(share("59.53%").as_deref(), Some("0.5953"));
        assert_eq!(percent("近三成"), None);
    }

    #[test]
    fn days_of_the_other_calendar_are_converted() {
        assert_eq!(from_1904("42869").as_deref(), Some("2021-05-15"));
        assert_eq!(from_1904("20210515"), None);
    }
}

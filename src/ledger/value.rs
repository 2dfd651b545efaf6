//! One value of the rule language, and its civil dates.

use std::fmt;
use std::sync::Arc;

use super::{Decimal, Type};

/// Days since 1970-01-01 in the proleptic Gregorian calendar (Arrow's Date32).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(pub i32);

impl Date {
    /// `None` where the calendar has no such day, or the year has more than four digits.
    pub fn new(year: i32, month: u32, day: u32) -> Option<Self> {
        if !(1..=days_in(year, month)).contains(&day) || !(-9999..=9999).contains(&year) {
            return None;
        }
        Some(Date::of_parts(year, month, day))
    }

    /// Howard Hinnant's days_from_civil, without a fallible library call per row. The day must exist.
    fn of_parts(year: i32, month: u32, day: u32) -> Self {
        let year = year - i32::from(month <= 2);
        let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
        let shifted = if month > 2 { month - 3 } else { month + 9 };
        let day_of_year = (153 * shifted + 2) / 5 + day - 1;
        let day_of_era =
            year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year as i32;
        Date(era * 146_097 + day_of_era - 719_468)
    }

    /// Year, month (1 to 12), day (1 to 31).
    #[inline]
    pub fn parts(self) -> (i32, u32, u32) {
        match u32::try_from(self.0.wrapping_add(719_468)) {
            Ok(day) if day < 1 << 30 => parts_of(day),
            _ => self.parts_anywhere(),
        }
    }

    /// Howard Hinnant's civil_from_days: exact for every i32.
    fn parts_anywhere(self) -> (i32, u32, u32) {
        let z = self.0 as i64 + 719_468;
        let era = z.div_euclid(146_097);
        let day_of_era = z.rem_euclid(146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted = (5 * day_of_year + 2) / 153;
        let day = (day_of_year - (153 * shifted + 2) / 5 + 1) as u32;
        let month = if shifted < 10 {
            shifted + 3
        } else {
            shifted - 9
        } as u32;
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        (year as i32, month, day)
    }

    /// Parses `YYYY-MM-DD` only; the lenient forms belong to reading.
    pub fn parse(text: &str) -> Option<Self> {
        let b = text.as_bytes();
        if b.len() != 10 || b[4] != b'-' || b[7] != b'-' {
            return None;
        }
        let number = |range: std::ops::Range<usize>| -> Option<u32> {
            b[range].iter().try_fold(0u32, |n, d| {
                d.is_ascii_digit().then(|| n * 10 + u32::from(d - b'0'))
            })
        };
        Date::new(number(0..4)? as i32, number(5..7)?, number(8..10)?)
    }

    pub fn month(self) -> Month {
        let (year, month, _) = self.parts();
        Month::new(year, month)
    }

    /// The same day `months` later, or the last day of that month where it is shorter; `None` out of range.
    pub fn add_months(self, months: i64) -> Option<Self> {
        let (year, month, day) = self.parts();
        let (year, month) = Month::new(year, month).add(months)?.parts();
        if day > 28 || !(-9999..=9999).contains(&year) {
            return Date::new(year, month, day.min(days_in(year, month)));
        }
        Some(Date::of_parts(year, month, day))
    }

    /// Whole months from `self` to `other`, negative when `other` is earlier. A month is whole when the day of
    /// the month is reached, or when the later day is the last of its month.
    pub fn months_until(self, other: Self) -> i64 {
        if other < self {
            return -other.months_until(self);
        }
        let (_, _, from_day) = self.parts();
        let (_, _, to_day) = other.parts();
        let months = i64::from(other.month().0 - self.month().0);
        let to_is_last = Date(other.0.saturating_add(1)).parts().2 == 1;
        if to_day >= from_day || to_is_last {
            months
        } else {
            months - 1
        }
    }
}

/// Length of a month; 0 where there is no such month.
fn days_in(year: i32, month: u32) -> u32 {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 => 28 + u32::from(leap),
        _ => 0,
    }
}

/// Year, month and day of a day counted from 0000-03-01, below 2³⁰: Neri and Schneider, "Euclidean affine functions and
/// their application to calendar algorithms" (2022). Rules on ages ask it of every record.
fn parts_of(day: u32) -> (i32, u32, u32) {
    let of_centuries = 4 * day + 3;
    let century = of_centuries / 146_097;
    let of_years = of_centuries % 146_097 / 4 * 4 + 3;
    let product = 2_939_745 * u64::from(of_years);
    let year = 100 * century + (product >> 32) as u32;
    let day_of_year = product as u32 / 2_939_745 / 4;
    let of_months = 2_141 * day_of_year + 197_913;
    let (month, day) = (of_months >> 16, (of_months & 0xFFFF) / 2_141 + 1);
    // the year begins in March
    match day_of_year >= 306 {
        true => (year as i32 + 1, month - 12, day),
        false => (year as i32, month, day),
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.parts();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

/// A calendar month, counted from January of year 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(pub i32);

#[expect(
    clippy::should_implement_trait,
    reason = "checked: overflow is None, which the operator cannot say"
)]
impl Month {
    /// `month` is 1 to 12.
    pub fn new(year: i32, month: u32) -> Self {
        Month(year * 12 + month as i32 - 1)
    }

    /// Year and month (1 to 12).
    pub fn parts(self) -> (i32, u32) {
        (self.0.div_euclid(12), self.0.rem_euclid(12) as u32 + 1)
    }

    /// Parses `YYYY-MM` only.
    pub fn parse(text: &str) -> Option<Self> {
        let (year, month) = text.split_once('-')?;
        if year.len() != 4
            || month.len() != 2
            || !text.bytes().all(|b| b.is_ascii_digit() || b == b'-')
        {
            return None;
        }
        let (year, month) = (year.parse().ok()?, month.parse().ok()?);
        (1..=12).contains(&month).then(|| Month::new(year, month))
    }

    pub fn add(self, months: i64) -> Option<Self> {
        Some(Month(
            i32::try_from(i64::from(self.0).checked_add(months)?).ok()?,
        ))
    }

    pub fn first_day(self) -> Option<Date> {
        let (year, month) = self.parts();
        Date::new(year, month, 1)
    }

    pub fn last_day(self) -> Option<Date> {
        Some(Date(self.add(1)?.first_day()?.0 - 1))
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month) = self.parts();
        write!(f, "{year:04}-{month:02}")
    }
}

/// A value of the rule language; `Null` is a missing one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Value {
    Null,
    Text(Arc<str>),
    Integer(i64),
    Decimal(Decimal),
    Date(Date),
    Month(Month),
    Boolean(bool),
}

impl Value {
    /// `None` for `Null`, which has every type.
    pub fn kind(&self) -> Option<Type> {
        Some(match self {
            Value::Null => return None,
            Value::Text(_) => Type::Text,
            Value::Integer(_) => Type::Integer,
            Value::Decimal(_) => Type::Decimal,
            Value::Date(_) => Type::Date,
            Value::Month(_) => Type::Month,
            Value::Boolean(_) => Type::Boolean,
        })
    }

    pub fn is_null(&self) -> bool {
        matches!(self, Value::Null)
    }
}

impl fmt::Display for Value {
    /// As messages show it; nothing for `Null`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Null => Ok(()),
            Value::Text(text) => f.write_str(text),
            Value::Integer(n) => n.fmt(f),
            Value::Decimal(d) => d.fmt(f),
            Value::Date(d) => d.fmt(f),
            Value::Month(m) => m.fmt(f),
            Value::Boolean(true) => f.write_str("是"),
            Value::Boolean(false) => f.write_str("否"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_of_a_day_are_the_same_by_both_ways() {
        let extremes = [i32::MIN, -719_469, -719_468, (1 << 30) - 719_468, i32::MAX];
        let every = (-800_000..3_000_000).step_by(7).chain(extremes);
        for day in every.map(Date) {
            assert_eq!(day.parts(), day.parts_anywhere(), "{}", day.0);
        }
        let (year, month, day) = Date(18_760).parts();
        assert_eq!(Date::new(year, month, day), Some(Date(18_760)));
        assert_eq!((year, month, day), (2021, 5, 13));
    }

    #[test]
    fn a_day_that_a_month_lacks_becomes_its_last() {
        let add = |y, m, d, months| Date::new(y, m, d)?.add_months(months);
        assert_eq!(add(2020, 1, 31, 1), Date::new(2020, 2, 29));
        assert_eq!(add(2021, 3, 31, -1), Date::new(2021, 2, 28));
        assert_eq!(add(2021, 12, 15, 1), Date::new(2022, 1, 15));
        assert_eq!(add(9999, 12, 1, 1), None);
        assert_eq!(add(2021, 1, 1, i64::MAX), None);
    }
}

//! Functions on the values of one record.

use std::collections::BTreeSet;
use std::rc::Rc;

use ledgerlint::ledger::{Date, Decimal, Month, Value};
use ledgerlint::rulebook::Function;

use super::operators::{compare, to_decimal};
use super::{Naive, domain};

impl Naive<'_> {
    pub(super) fn call(&self, function: Function, arguments: &[Value]) -> Value {
        let present = || arguments.iter().filter(|value| !value.is_null()).cloned();
        let better = |wanted: fn(std::cmp::Ordering) -> bool| {
            present()
                .reduce(|a, b| {
                    if compare(&b, &a).is_some_and(wanted) {
                        b
                    } else {
                        a
                    }
                })
                .unwrap_or(Value::Null)
        };
        match function {
            Function::Coalesce => present().next().unwrap_or(Value::Null),
            Function::Least => better(std::cmp::Ordering::is_lt),
            Function::Greatest => better(std::cmp::Ordering::is_gt),
            Function::JoinPresent => join_present(&arguments[0], &arguments[1..]),
            _ if arguments.iter().any(Value::is_null) => Value::Null,
            _ => self.of_present(function, arguments).unwrap_or(Value::Null),
        }
    }

    /// Functions that are null where an argument is. No argument is null here; `None` is null.
    fn of_present(&self, function: Function, arguments: &[Value]) -> Option<Value> {
        let text = |i: usize| as_text(&arguments[i]);
        let integer = |i: usize| as_integer(&arguments[i]);
        let date = |i: usize| as_date(&arguments[i]);
        let number =
            |i: usize| to_decimal(&arguments[i]).expect("the resolver gives a number here");
        Some(match function {
            Function::Coalesce | Function::Least | Function::Greatest | Function::JoinPresent => {
                unreachable!("these take missing values too")
            }
            Function::Length => Value::Integer(text(0).chars().count() as i64),
            Function::Trim => Value::Text(text(0).trim().into()),
            Function::Lower => Value::Text(text(0).to_lowercase().into()),
            Function::Upper => Value::Text(text(0).to_uppercase().into()),
            Function::Substr => {
                let skipped = usize::try_from(integer(1).max(1) - 1).expect("not negative");
                let length = usize::try_from(integer(2).max(0)).expect("not negative");
                Value::Text(
                    text(0)
                        .chars()
                        .skip(skipped)
                        .take(length)
                        .collect::<String>()
                        .into(),
                )
            }
            Function::Replace => Value::Text(text(0).replace(text(1), text(2)).into()),
            Function::Contains => Value::Boolean(text(0).contains(text(1))),
            Function::StartsWith => Value::Boolean(text(0).starts_with(text(1))),
            Function::EndsWith => Value::Boolean(text(0).ends_with(text(1))),
            Function::ToText => Value::Text(arguments[0].to_string().into()),
            Function::ToNumber => Value::Decimal(Decimal::parse(text(0).trim())?),
            Function::Abs => match &arguments[0] {
                Value::Integer(n) => Value::Integer(n.checked_abs()?),
                other => Value::Decimal(to_decimal(other)?.abs()),
            },
            Function::Floor => match &arguments[0] {
                Value::Decimal(d) => Value::Integer(d.floor()?),
                other => other.clone(),
            },
            Function::Ceil => match &arguments[0] {
                Value::Decimal(d) => Value::Integer(d.ceil()?),
                other => other.clone(),
            },
            Function::Round => {
                // adding nothing checks the range: the largest numbers can round beyond it
                let rounded = number(0).round(domain::places(integer(1)));
                Value::Decimal(rounded.add(Decimal(0))?)
            }
            Function::Mod => match (&arguments[0], &arguments[1]) {
                (Value::Integer(a), Value::Integer(b)) => {
                    Value::Integer(remainder(i128::from(*a), i128::from(*b))? as i64)
                }
                _ => Value::Decimal(Decimal(remainder(number(0).0, number(1).0)?)),
            },
            Function::Percent => Value::Text(percent(number(0), integer(1))?.into()),
            Function::AddMonths => Value::Date(add_months(date(0), integer(1))?),
            Function::MonthsBetween => Value::Integer(date(0).months_until(date(1))),
            Function::AgeAt => Value::Integer(age_at(date(0), date(1))?),
            Function::Year => Value::Integer(match &arguments[0] {
                Value::Month(month) => i64::from(month.parts().0),
                other => i64::from(as_date(other).parts().0),
            }),
            Function::MonthNumber => Value::Integer(match &arguments[0] {
                Value::Month(month) => i64::from(month.parts().1),
                other => i64::from(as_date(other).parts().1),
            }),
            Function::Day => Value::Integer(i64::from(date(0).parts().2)),
            Function::MonthOf => Value::Month(date(0).month()),
            Function::FirstDay => Value::Date(as_month(&arguments[0]).first_day()?),
            Function::LastDay => Value::Date(as_month(&arguments[0]).last_day()?),
            Function::Similarity => Value::Decimal(self.similarity(text(0), text(1))?),
            Function::ValidResidentId => Value::Boolean(domain::valid_resident_id(text(0))),
            Function::BirthDateOf => Value::Date(domain::birth_date_of(text(0))?),
            Function::SexOf => Value::Text(domain::sex_of(text(0))?.into()),
            Function::ValidUscc => Value::Boolean(domain::valid_uscc(text(0))),
            Function::ValidDivisionCode => Value::Boolean(domain::valid_division_code(text(0))),
            Function::ValidLuhn => Value::Boolean(domain::valid_luhn(text(0))),
            Function::GrimFeasible => Value::Boolean(domain::grim_feasible(
                number(0),
                integer(1),
                domain::places(integer(2)),
            )),
            Function::FileExists => Value::Boolean(self.world.attachments?.exists(text(0))?),
            Function::Sha256Of => Value::Text(self.world.attachments?.sha256(text(0))?.into()),
        })
    }

    /// How much of the shorter text's pieces the other has; `None` where a text has no letter or digit.
    pub(super) fn similarity(&self, a: &str, b: &str) -> Option<Decimal> {
        let (a, b) = (self.pieces_of(a), self.pieces_of(b));
        let common = Decimal::from_integer(a.intersection(&b).count() as i64);
        common.div(Decimal::from_integer(a.len().min(b.len()) as i64))
    }

    fn pieces_of(&self, text: &str) -> Rc<BTreeSet<String>> {
        let mut known = self.pieces.borrow_mut();
        known
            .entry(text.into())
            .or_insert_with(|| Rc::new(domain::pieces(text)))
            .clone()
    }
}

fn as_text(value: &Value) -> &str {
    match value {
        Value::Text(text) => text,
        other => unreachable!("the resolver gives text here, not {other:?}"),
    }
}

fn as_integer(value: &Value) -> i64 {
    match value {
        Value::Integer(n) => *n,
        other => unreachable!("the resolver gives an integer here, not {other:?}"),
    }
}

fn as_date(value: &Value) -> Date {
    match value {
        Value::Date(date) => *date,
        other => unreachable!("the resolver gives a date here, not {other:?}"),
    }
}

fn as_month(value: &Value) -> Month {
    match value {
        Value::Month(month) => *month,
        other => unreachable!("the resolver gives a month here, not {other:?}"),
    }
}

fn join_present(separator: &Value, values: &[Value]) -> Value {
    let present: Vec<String> = values
        .iter()
        .filter(|v| !v.is_null())
        .map(Value::to_string)
        .collect();
    if separator.is_null() || present.is_empty() {
        return Value::Null;
    }
    Value::Text(present.join(as_text(separator)).into())
}

/// With the sign of `a`; `None` for a zero divisor.
fn remainder(a: i128, b: i128) -> Option<i128> {
    if b == 0 { None } else { Some(a - b * (a / b)) }
}

/// A hundred times the number, with exactly so many decimals; no number has more than ten.
fn percent(number: Decimal, decimals: i64) -> Option<String> {
    let decimals = domain::places(decimals);
    let shown = number
        .mul(Decimal::from_integer(100))?
        .round(decimals)
        .to_string();
    let given = shown
        .split_once('.')
        .map_or(0, |(_, fraction)| fraction.len());
    let point = if given == 0 && decimals > 0 { "." } else { "" };
    Some(format!(
        "{shown}{point}{}%",
        "0".repeat(decimals as usize - given)
    ))
}

/// `None` where the result is no date. The months are limited first, so that the addition itself cannot overflow.
fn add_months(date: Date, months: i64) -> Option<Date> {
    i32::try_from(months).ok()?;
    date.add_months(months)
}

/// Whole years; `None` before birth.
fn age_at(birth: Date, at: Date) -> Option<i64> {
    if at < birth {
        return None;
    }
    let ((born, month, day), (year, at_month, at_day)) = (birth.parts(), at.parts());
    let before_birthday = (at_month, at_day) < (month, day);
    Some(i64::from(year - born) - i64::from(before_birthday))
}

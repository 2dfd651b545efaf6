//! Many values reduced to one: sums, extremes, means, gaps, runs.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use ledgerlint::ledger::{Date, Decimal, Type, Value};
use ledgerlint::rulebook::Fold;

use super::operators::{compare, to_decimal};

pub fn present(values: Vec<Value>) -> Vec<Value> {
    values
        .into_iter()
        .filter(|value| !value.is_null())
        .collect()
}

pub fn decimals(values: Vec<Value>) -> Vec<Decimal> {
    values.iter().filter_map(to_decimal).collect()
}

pub fn number(value: Option<Decimal>) -> Value {
    value.map_or(Value::Null, Value::Decimal)
}

pub fn extreme(values: Vec<Value>, better: fn(Ordering) -> bool) -> Value {
    let choose = |a, b| {
        if compare(&b, &a).is_some_and(better) {
            b
        } else {
            a
        }
    };
    present(values)
        .into_iter()
        .reduce(choose)
        .unwrap_or(Value::Null)
}

/// Integers sum to an integer. Only the sum itself can be out of range, so that the order of the records is no matter.
pub fn sum(fold: &Fold, values: Vec<Value>) -> Value {
    let whole = fold.body.as_ref().and_then(|body| body.kind) == Some(Type::Integer);
    if !whole {
        return number(total(&decimals(values)));
    }
    let integers = values.iter().map(|value| match value {
        Value::Integer(n) => i128::from(*n),
        _ => 0,
    });
    i64::try_from(integers.sum::<i128>()).map_or(Value::Null, Value::Integer)
}

/// Wholes and fractions are added apart: neither sum can leave its type on the way.
fn total(values: &[Decimal]) -> Option<Decimal> {
    let wholes: i128 = values.iter().map(|value| value.0 / Decimal::ONE).sum();
    let fractions: i128 = values.iter().map(|value| value.0 % Decimal::ONE).sum();
    let sum = wholes.checked_mul(Decimal::ONE)?.checked_add(fractions)?;
    // adding nothing checks the range
    Decimal(0).add(Decimal(sum))
}

pub fn mean(values: &[Decimal]) -> Option<Decimal> {
    total(values)?.div(Decimal::from_integer(values.len() as i64))
}

pub fn median(mut values: Vec<Decimal>) -> Option<Decimal> {
    values.sort();
    let middle = values.len() / 2;
    match values.len() {
        0 => None,
        n if n % 2 == 1 => Some(values[middle]),
        _ => mean(&values[middle - 1..=middle]),
    }
}

/// Of the whole population.
pub fn deviation(values: &[Decimal]) -> Option<Decimal> {
    let mean_value = mean(values)?;
    let square = |value: &Decimal| {
        let distance = value.sub(mean_value)?;
        distance.mul(distance)
    };
    mean(&values.iter().map(square).collect::<Option<Vec<_>>>()?)?.sqrt()
}

pub fn percentile(mut values: Vec<Decimal>, share: Decimal) -> Option<Decimal> {
    if values.is_empty() || share < Decimal(0) || share > Decimal::from_integer(1) {
        return None;
    }
    values.sort();
    let position = Decimal::from_integer(values.len() as i64 - 1).mul(share)?;
    let whole = position.floor()?;
    let fraction = position.sub(Decimal::from_integer(whole))?;
    let lower = values[whole as usize];
    match values.get(whole as usize + 1) {
        Some(upper) => lower.add(upper.sub(lower)?.mul(fraction)?),
        None => Some(lower),
    }
}

/// Days between neighbouring dates; with both ends given, within and including them.
pub fn max_gap(values: Vec<Value>, ends: &[Value]) -> Option<i64> {
    let mut dates: BTreeSet<Date> = values.iter().filter_map(as_date).collect();
    if let [from, to] = ends {
        let (from, to) = (as_date(from)?, as_date(to)?);
        dates.retain(|date| from <= *date && *date <= to);
        dates.extend([from, to]);
    }
    let dates: Vec<Date> = dates.into_iter().collect();
    dates
        .windows(2)
        .map(|pair| i64::from(pair[1].0) - i64::from(pair[0].0))
        .max()
}

fn as_date(value: &Value) -> Option<Date> {
    match value {
        Value::Date(date) => Some(*date),
        _ => None,
    }
}

pub fn longest_run(values: &[Value]) -> i64 {
    let runs = values.split(|value| *value != Value::Boolean(true));
    runs.map(|run| run.len() as i64).max().unwrap_or(0)
}

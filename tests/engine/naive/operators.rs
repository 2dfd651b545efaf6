//! Operators on values: three-valued logic, comparison, exact arithmetic.

use std::cmp::Ordering;

use ledgerlint::ledger::{Date, Decimal, Month, Value};
use ledgerlint::rulebook::BinaryOp;

/// A condition's value as a value.
pub fn truth_value(truth: Option<bool>) -> Value {
    truth.map_or(Value::Null, Value::Boolean)
}

pub fn not(truth: Option<bool>) -> Option<bool> {
    truth.map(|t| !t)
}

pub fn and(a: Option<bool>, b: Option<bool>) -> Option<bool> {
    match (a, b) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}

pub fn or(a: Option<bool>, b: Option<bool>) -> Option<bool> {
    not(and(not(a), not(b)))
}

fn truth(value: &Value) -> Option<bool> {
    match value {
        Value::Boolean(truth) => Some(*truth),
        _ => None,
    }
}

/// The order of two values of one type; `None` where one is missing.
pub fn compare(a: &Value, b: &Value) -> Option<Ordering> {
    Some(match (a, b) {
        (Value::Null, _) | (_, Value::Null) => return None,
        (Value::Text(a), Value::Text(b)) => a.as_bytes().cmp(b.as_bytes()),
        (Value::Integer(a), Value::Integer(b)) => a.cmp(b),
        (Value::Decimal(a), Value::Decimal(b)) => a.cmp(b),
        (Value::Date(a), Value::Date(b)) => a.cmp(b),
        (Value::Month(a), Value::Month(b)) => a.cmp(b),
        (Value::Boolean(a), Value::Boolean(b)) => a.cmp(b),
        _ => unreachable!("the resolver lets only values of one type meet"),
    })
}

/// `in`: unknown where no item is equal and one of the values is missing.
pub fn contained(operand: &Value, items: &[Value]) -> Option<bool> {
    let equal = |item: &Value| compare(operand, item).map(Ordering::is_eq);
    items.iter().map(equal).fold(Some(false), or)
}

/// `like`: `%` is any text, `_` one character.
pub fn like(text: &str, pattern: &str) -> bool {
    let text: Vec<char> = text.chars().collect();
    let pattern: Vec<char> = pattern.chars().collect();
    fn from(text: &[char], pattern: &[char]) -> bool {
        match pattern.split_first() {
            None => text.is_empty(),
            Some(('%', rest)) => (0..=text.len()).any(|skipped| from(&text[skipped..], rest)),
            Some((wanted, rest)) => match text.split_first() {
                Some((found, after)) => (*wanted == '_' || wanted == found) && from(after, rest),
                None => false,
            },
        }
    }
    from(&text, &pattern)
}

pub fn to_decimal(value: &Value) -> Option<Decimal> {
    match value {
        Value::Integer(n) => Some(Decimal::from_integer(*n)),
        Value::Decimal(d) => Some(*d),
        _ => None,
    }
}

pub fn negate(value: Value) -> Value {
    match value {
        Value::Integer(n) => n.checked_neg().map_or(Value::Null, Value::Integer),
        Value::Decimal(d) => Value::Decimal(Decimal(-d.0)),
        _ => Value::Null,
    }
}

pub fn binary(op: BinaryOp, a: &Value, b: &Value) -> Value {
    let ordered = |holds: fn(Ordering) -> bool| truth_value(compare(a, b).map(holds));
    match op {
        BinaryOp::And => truth_value(and(truth(a), truth(b))),
        BinaryOp::Or => truth_value(or(truth(a), truth(b))),
        BinaryOp::Equal => ordered(Ordering::is_eq),
        BinaryOp::NotEqual => ordered(Ordering::is_ne),
        BinaryOp::Less => ordered(Ordering::is_lt),
        BinaryOp::LessEqual => ordered(Ordering::is_le),
        BinaryOp::Greater => ordered(Ordering::is_gt),
        BinaryOp::GreaterEqual => ordered(Ordering::is_ge),
        BinaryOp::Concat => match (a, b) {
            (Value::Null, _) | (_, Value::Null) => Value::Null,
            (a, b) => Value::Text(format!("{a}{b}").into()),
        },
        BinaryOp::Add => add(a, b).unwrap_or(Value::Null),
        BinaryOp::Subtract => subtract(a, b).unwrap_or(Value::Null),
        BinaryOp::Multiply => match (a, b) {
            (Value::Integer(a), Value::Integer(b)) => {
                a.checked_mul(*b).map_or(Value::Null, Value::Integer)
            }
            (Value::Decimal(a), Value::Decimal(b)) => a.mul(*b).map_or(Value::Null, Value::Decimal),
            _ => Value::Null,
        },
        BinaryOp::Divide => match (a, b) {
            (Value::Decimal(a), Value::Decimal(b)) => a.div(*b).map_or(Value::Null, Value::Decimal),
            _ => Value::Null,
        },
    }
}

/// `None` for a missing operand and for what is out of range.
fn add(a: &Value, b: &Value) -> Option<Value> {
    Some(match (a, b) {
        (Value::Integer(a), Value::Integer(b)) => Value::Integer(a.checked_add(*b)?),
        (Value::Decimal(a), Value::Decimal(b)) => Value::Decimal(a.add(*b)?),
        (Value::Date(day), Value::Integer(days)) | (Value::Integer(days), Value::Date(day)) => {
            Value::Date(Date(shifted(day.0, i128::from(*days))?))
        }
        (Value::Month(month), Value::Integer(months))
        | (Value::Integer(months), Value::Month(month)) => {
            Value::Month(Month(shifted(month.0, i128::from(*months))?))
        }
        _ => return None,
    })
}

fn subtract(a: &Value, b: &Value) -> Option<Value> {
    Some(match (a, b) {
        (Value::Integer(a), Value::Integer(b)) => Value::Integer(a.checked_sub(*b)?),
        (Value::Decimal(a), Value::Decimal(b)) => Value::Decimal(a.sub(*b)?),
        (Value::Date(a), Value::Date(b)) => Value::Integer(i64::from(a.0) - i64::from(b.0)),
        (Value::Month(a), Value::Month(b)) => Value::Integer(i64::from(a.0) - i64::from(b.0)),
        (Value::Date(day), Value::Integer(days)) => {
            Value::Date(Date(shifted(day.0, -i128::from(*days))?))
        }
        (Value::Month(month), Value::Integer(months)) => {
            Value::Month(Month(shifted(month.0, -i128::from(*months))?))
        }
        _ => return None,
    })
}

/// Days and months count in 32 bits.
fn shifted(start: i32, by: i128) -> Option<i32> {
    i32::try_from(i128::from(start) + by).ok()
}

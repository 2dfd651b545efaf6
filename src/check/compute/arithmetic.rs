//! Numbers and calendar sums. Overflow and division by zero are missing values, never wrong ones.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{ArrowPrimitiveType, Date32Type, Decimal128Type, Int32Type, Int64Type};
use arrow_array::{ArrayRef, BooleanArray, Date32Array, Int32Array, Int64Array, StringArray};

use crate::check::vector::{Cells, Vector, decimals};
use crate::ledger::{Decimal, Type};
use crate::rulebook::{BinaryOp, Function};

pub fn negate(input: &Vector, kind: Type, rows: usize) -> ArrayRef {
    if kind == Type::Integer {
        let cells = Cells::<Int64Type>::of(input);
        return Arc::new(
            (0..rows)
                .map(|row| cells.get(row)?.checked_neg())
                .collect::<Int64Array>(),
        );
    }
    let cells = Cells::<Decimal128Type>::of(input);
    decimals((0..rows).map(|row| cells.get(row).map(|d| Decimal(-d))))
}

pub fn to_decimal(input: &Vector, rows: usize) -> ArrayRef {
    let cells = Cells::<Int64Type>::of(input);
    decimals((0..rows).map(|row| cells.get(row).map(Decimal::from_integer)))
}

/// `+ - * /` giving `kind`; the operands' own types are read off their columns.
pub fn binary(op: BinaryOp, kind: Type, left: &Vector, right: &Vector, rows: usize) -> ArrayRef {
    use arrow_schema::DataType;
    match (left.array().data_type(), right.array().data_type()) {
        (DataType::Decimal128(..), _) => {
            let (a, b) = (
                Cells::<Decimal128Type>::of(left),
                Cells::<Decimal128Type>::of(right),
            );
            decimals((0..rows).map(|row| {
                let (a, b) = (Decimal(a.get(row)?), Decimal(b.get(row)?));
                match op {
                    BinaryOp::Add => a.add(b),
                    BinaryOp::Subtract => a.sub(b),
                    BinaryOp::Multiply => a.mul(b),
                    _ => a.div(b),
                }
            }))
        }
        (DataType::Int64, DataType::Int64) => {
            let (a, b) = (Cells::<Int64Type>::of(left), Cells::<Int64Type>::of(right));
            let cell = |row: usize| {
                let (a, b) = (a.get(row)?, b.get(row)?);
                match op {
                    BinaryOp::Add => a.checked_add(b),
                    BinaryOp::Subtract => a.checked_sub(b),
                    _ => a.checked_mul(b),
                }
            };
            Arc::new((0..rows).map(cell).collect::<Int64Array>())
        }
        (DataType::Date32, DataType::Date32) => difference::<Date32Type>(left, right, rows),
        (DataType::Int32, DataType::Int32) => difference::<Int32Type>(left, right, rows),
        _ if kind == Type::Date => {
            Arc::new(moved::<Date32Type>(op, left, right, rows).collect::<Date32Array>())
        }
        _ => Arc::new(moved::<Int32Type>(op, left, right, rows).collect::<Int32Array>()),
    }
}

/// Days between dates, months between months.
fn difference<T: ArrowPrimitiveType<Native = i32>>(
    left: &Vector,
    right: &Vector,
    rows: usize,
) -> ArrayRef {
    let apart = |a: i32, b: i32| i64::from(a) - i64::from(b);
    if !left.is_scalar() && !right.is_scalar() {
        let (a, b) = (
            left.array().as_primitive::<T>(),
            right.array().as_primitive::<T>(),
        );
        if let Ok(apart) = arrow_arith::arity::binary::<_, _, _, Int64Type>(a, b, apart) {
            return Arc::new(apart);
        }
    }
    let (a, b) = (Cells::<T>::of(left), Cells::<T>::of(right));
    Arc::new(
        (0..rows)
            .map(|row| Some(apart(a.get(row)?, b.get(row)?)))
            .collect::<Int64Array>(),
    )
}

/// A date or month moved by an integer, on either side.
fn moved<'a, T: ArrowPrimitiveType<Native = i32>>(
    op: BinaryOp,
    left: &'a Vector,
    right: &'a Vector,
    rows: usize,
) -> impl Iterator<Item = Option<i32>> + 'a {
    let left_is_number = *left.array().data_type() == arrow_schema::DataType::Int64;
    let (start, by) = if left_is_number {
        (right, left)
    } else {
        (left, right)
    };
    let (start, by) = (Cells::<T>::of(start), Cells::<Int64Type>::of(by));
    (0..rows).map(move |row| {
        let (start, by) = (i64::from(start.get(row)?), by.get(row)?);
        let moved = if op == BinaryOp::Subtract {
            start.checked_sub(by)
        } else {
            start.checked_add(by)
        };
        i32::try_from(moved?).ok()
    })
}

/// Cells of an integer or decimal input as decimals.
pub fn numbers(input: &Vector) -> Box<dyn Fn(usize) -> Option<Decimal> + '_> {
    match input.array().data_type() {
        arrow_schema::DataType::Int64 => {
            let cells = Cells::<Int64Type>::of(input);
            Box::new(move |row| cells.get(row).map(Decimal::from_integer))
        }
        _ => {
            let cells = Cells::<Decimal128Type>::of(input);
            Box::new(move |row| cells.get(row).map(Decimal))
        }
    }
}

pub fn call(function: Function, inputs: &[Vector], kind: Type, rows: usize) -> ArrayRef {
    let first = numbers(&inputs[0]);
    let integer = |at: usize| Cells::<Int64Type>::of(&inputs[at]);
    match function {
        Function::Abs if kind == Type::Integer => {
            let cells = integer(0);
            Arc::new(
                (0..rows)
                    .map(|row| cells.get(row)?.checked_abs())
                    .collect::<Int64Array>(),
            )
        }
        Function::Abs => decimals((0..rows).map(|row| first(row).map(Decimal::abs))),
        Function::Floor => Arc::new(
            (0..rows)
                .map(|row| first(row)?.floor())
                .collect::<Int64Array>(),
        ),
        Function::Ceil => Arc::new(
            (0..rows)
                .map(|row| first(row)?.ceil())
                .collect::<Int64Array>(),
        ),
        Function::Round => {
            let places = integer(1);
            decimals((0..rows).map(|row| {
                first(row)?
                    .round(clamp_places(places.get(row)?))
                    .add(Decimal(0))
            }))
        }
        Function::Mod if kind == Type::Integer => {
            let (a, b) = (integer(0), integer(1));
            Arc::new(
                (0..rows)
                    .map(|row| a.get(row)?.checked_rem(b.get(row)?))
                    .collect::<Int64Array>(),
            )
        }
        Function::Mod => {
            let second = numbers(&inputs[1]);
            decimals((0..rows).map(|row| Some(Decimal(first(row)?.0.checked_rem(second(row)?.0)?))))
        }
        Function::Percent => {
            let places = integer(1);
            let cell = |row: usize| percent(first(row)?, clamp_places(places.get(row)?));
            Arc::new((0..rows).map(cell).collect::<StringArray>())
        }
        _ => {
            let (whole, places) = (integer(1), integer(2));
            let cell = |row: usize| {
                Some(grim_feasible(
                    first(row)?,
                    whole.get(row)?,
                    clamp_places(places.get(row)?),
                ))
            };
            Arc::new((0..rows).map(cell).collect::<BooleanArray>())
        }
    }
}

fn clamp_places(places: i64) -> u32 {
    places.clamp(0, i64::from(Decimal::SCALE)) as u32
}

/// `26.09%`.
fn percent(share: Decimal, places: u32) -> Option<String> {
    let value = share.mul(Decimal::from_integer(100))?.round(places);
    let text = value.to_string();
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    if places == 0 {
        return Some(format!("{whole}%"));
    }
    Some(format!(
        "{whole}.{fraction:0<width$}%",
        width = places as usize
    ))
}

/// Whether some n in 0..=whole gives this percentage at so many places (the GRIM test).
fn grim_feasible(percentage: Decimal, whole: i64, places: u32) -> bool {
    if whole <= 0 {
        return false;
    }
    // n fits if 100 n / whole lies within half a unit of the percentage: if any whole number does, the least one
    // at or above the lower end does
    let half_unit = Decimal(Decimal::ONE / 10i128.pow(places) / 2);
    let lower = percentage
        .sub(half_unit)
        .and_then(|p| p.mul(Decimal::from_integer(whole)))
        .and_then(|p| p.div(Decimal::from_integer(100)));
    let Some(lowest) = lower.and_then(Decimal::ceil) else {
        return false;
    };
    let fits = |n: i64| {
        let exact = Decimal::from_integer(n)
            .mul(Decimal::from_integer(100))
            .and_then(|p| p.div(Decimal::from_integer(whole)));
        exact.is_some_and(|p| p.round(places) == percentage)
    };
    (lowest.saturating_sub(1).clamp(0, whole)..=lowest.saturating_add(1).clamp(0, whole)).any(fits)
}

//! Choosing among values: `case`, `coalesce`, `least`, `greatest`.

use arrow_array::{Array, ArrayRef, BooleanArray, Scalar, new_null_array};
use arrow_schema::DataType;
use arrow_select::zip::zip;

use super::compare;
use crate::check::vector::{Truths, Vector};
use crate::ledger::Type;
use crate::rulebook::{BinaryOp, Function};

/// Inputs: condition, value, condition, value …, otherwise. The first true condition decides.
pub fn case(inputs: &[Vector], kind: Type, rows: usize) -> ArrayRef {
    let Some((otherwise, branches)) = inputs.split_last() else {
        return new_null_array(&kind.arrow(), rows);
    };
    let mut result = dense(otherwise, kind, rows);
    for branch in branches.chunks_exact(2).rev() {
        let condition = Truths::of(&branch[0]);
        let holds: BooleanArray = (0..rows)
            .map(|row| Some(condition.get(row) == Some(true)))
            .collect();
        result = select(&holds, &dense(&branch[1], kind, rows), &result, kind, rows);
    }
    result
}

pub fn call(function: Function, inputs: &[Vector], kind: Type, rows: usize) -> ArrayRef {
    let mut values = inputs.iter().map(|v| dense(v, kind, rows));
    let Some(mut result) = values.next() else {
        return new_null_array(&kind.arrow(), rows);
    };
    for value in values {
        let replace = match function {
            Function::Coalesce => present(&result, false),
            Function::Least => better(BinaryOp::Less, &value, &result, rows),
            _ => better(BinaryOp::Greater, &value, &result, rows),
        };
        result = select(&replace, &value, &result, kind, rows);
    }
    result
}

/// Rows where `value` should replace `best`: it compares so, or nothing is there yet.
fn better(op: BinaryOp, value: &ArrayRef, best: &ArrayRef, rows: usize) -> BooleanArray {
    let compared = Vector::Column(compare::compare(
        op,
        &Vector::Column(value.clone()),
        &Vector::Column(best.clone()),
        rows,
    ));
    let wins = Truths::of(&compared);
    (0..rows)
        .map(|row| Some(wins.get(row) == Some(true) || (best.is_null(row) && value.is_valid(row))))
        .collect()
}

fn present(array: &ArrayRef, wanted: bool) -> BooleanArray {
    (0..array.len())
        .map(|row| Some(array.is_valid(row) == wanted))
        .collect()
}

/// As a column of the type itself: dictionaries are written out.
fn dense(vector: &Vector, kind: Type, rows: usize) -> ArrayRef {
    let array = vector.expand(rows);
    match array.data_type() {
        DataType::Dictionary(..) => super::text::written_out(&array),
        DataType::Null => new_null_array(&kind.arrow(), rows),
        _ => array,
    }
}

fn select(mask: &BooleanArray, yes: &ArrayRef, no: &ArrayRef, kind: Type, rows: usize) -> ArrayRef {
    zip(mask, yes, no).unwrap_or_else(|_| {
        let nothing = Scalar::new(new_null_array(&kind.arrow(), 1));
        zip(mask, &nothing, no).unwrap_or_else(|_| new_null_array(&kind.arrow(), rows))
    })
}

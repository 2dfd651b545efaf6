//! Comparisons and three-valued logic.

use std::sync::Arc;

use arrow_arith::boolean::{and_kleene, or_kleene};
use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, BooleanArray, Datum, Scalar};
use arrow_ord::cmp;
use arrow_schema::DataType;

use crate::check::vector::{Truths, Vector};
use crate::rulebook::BinaryOp;

/// Compares two inputs of one type; a missing side is unknown.
pub fn compare(op: BinaryOp, left: &Vector, right: &Vector, rows: usize) -> ArrayRef {
    let kernel = match op {
        BinaryOp::Equal => cmp::eq,
        BinaryOp::NotEqual => cmp::neq,
        BinaryOp::Less => cmp::lt,
        BinaryOp::LessEqual => cmp::lt_eq,
        BinaryOp::Greater => cmp::gt,
        _ => cmp::gt_eq,
    };
    let result = kernel(&*datum(left), &*datum(right));
    match result {
        Ok(result) if result.len() == rows => Arc::new(result),
        // two scalars beside a column
        Ok(result) if result.len() == 1 => Vector::Scalar(Arc::new(result)).expand(rows),
        _ => Arc::new(BooleanArray::new_null(rows)),
    }
}

fn datum(vector: &Vector) -> Box<dyn Datum + '_> {
    match vector {
        // arrow's kernels read past the result where a constant meets a dictionary of one row
        Vector::Scalar(array) if matches!(array.data_type(), DataType::Dictionary(..)) => {
            Box::new(Scalar::new(super::text::written_out(array)))
        }
        Vector::Scalar(array) => Box::new(Scalar::new(array.clone())),
        other => Box::new(other.array()),
    }
}

pub fn and(left: &Vector, right: &Vector, rows: usize) -> ArrayRef {
    logic(left, right, rows, |a, b| and_kleene(a, b).ok())
}

pub fn or(left: &Vector, right: &Vector, rows: usize) -> ArrayRef {
    logic(left, right, rows, |a, b| or_kleene(a, b).ok())
}

fn logic(
    left: &Vector,
    right: &Vector,
    rows: usize,
    kernel: impl Fn(&BooleanArray, &BooleanArray) -> Option<BooleanArray>,
) -> ArrayRef {
    let (left, right) = (left.expand(rows), right.expand(rows));
    let result = kernel(left.as_boolean(), right.as_boolean());
    Arc::new(result.unwrap_or_else(|| BooleanArray::new_null(rows)))
}

/// Whether cells are missing; never unknown itself.
pub fn is_null(input: &Vector, negated: bool, rows: usize) -> ArrayRef {
    let array = input.array();
    let missing = |row: usize| array.is_null(if input.is_scalar() { 0 } else { row });
    Arc::new(
        (0..rows)
            .map(|row| Some(missing(row) != negated))
            .collect::<BooleanArray>(),
    )
}

/// SQL's `in`: true where equal to some item, unknown where not and something is missing.
pub fn is_in(inputs: &[Vector], negated: bool, rows: usize) -> ArrayRef {
    let mut found: ArrayRef = Arc::new(BooleanArray::from(vec![false; rows]));
    for item in &inputs[1..] {
        let equal = Vector::Column(compare(BinaryOp::Equal, &inputs[0], item, rows));
        found = or(&Vector::Column(found), &equal, rows);
    }
    if negated {
        let cells = Vector::Column(found);
        let truths = Truths::of(&cells);
        return Arc::new(
            (0..rows)
                .map(|row| truths.get(row).map(|b| !b))
                .collect::<BooleanArray>(),
        );
    }
    found
}

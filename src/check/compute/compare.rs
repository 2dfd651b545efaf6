//! Comparisons and three-valued logic.

use std::sync::Arc;

use arrow_arith::boolean::{and_kleene, or_kleene};
use arrow_array::cast::AsArray;
use arrow_array::types::UInt32Type;
use arrow_array::{Array, ArrayRef, BooleanArray, Datum, DictionaryArray, Scalar, UInt32Array};
use arrow_buffer::{BooleanBuffer, NullBuffer};
use arrow_ord::cmp;
use arrow_schema::DataType;

use crate::check::vector::Vector;
use crate::rulebook::BinaryOp;
use rustc_hash::FxHashSet;

/// Texts of a dictionary that are compared among each other, to see that none stands in it twice.
const FEW: usize = 256;

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
    let result = match same_dictionary(op, left, right) {
        Some((left, right)) => kernel(&left, &right),
        None => kernel(&*datum(left), &*datum(right)),
    };
    match result {
        Ok(result) if result.len() == rows => Arc::new(result),
        // two scalars beside a column
        Ok(result) if result.len() == 1 => Vector::Scalar(Arc::new(result)).expand(rows),
        _ => Arc::new(BooleanArray::new_null(rows)),
    }
}

/// The keys of two columns of one dictionary, where these tell whether their texts are equal.
fn same_dictionary(
    op: BinaryOp,
    left: &Vector,
    right: &Vector,
) -> Option<(UInt32Array, UInt32Array)> {
    let (Vector::Column(left), Vector::Column(right)) = (left, right) else {
        return None;
    };
    let (left, right) = (left.as_dictionary_opt()?, right.as_dictionary_opt()?);
    let (of, values): (&DictionaryArray<UInt32Type>, _) = (left, left.values());
    let equality = matches!(op, BinaryOp::Equal | BinaryOp::NotEqual);
    if !equality || !Arc::ptr_eq(values, right.values()) || values.len() > FEW {
        return None;
    }
    let texts = values.as_string::<i32>();
    let distinct: FxHashSet<Option<&str>> = texts.iter().collect();
    let told_apart = distinct.len() == texts.len() && texts.null_count() == 0;
    told_apart.then(|| (of.keys().clone(), right.keys().clone()))
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

pub fn not(input: &Vector, rows: usize) -> ArrayRef {
    let input = input.expand(rows);
    let result = arrow_arith::boolean::not(input.as_boolean());
    Arc::new(result.unwrap_or_else(|_| BooleanArray::new_null(rows)))
}

/// Whether cells are missing; never unknown itself.
pub fn is_null(input: &Vector, negated: bool, rows: usize) -> ArrayRef {
    let array = input.expand(rows);
    let present = array.logical_nulls().map(NullBuffer::into_inner);
    let present = present.unwrap_or_else(|| BooleanBuffer::new_set(rows));
    let told = if negated { present } else { !&present };
    Arc::new(BooleanArray::new(told, None))
}

/// SQL's `in`: true where equal to some item, unknown where not and something is missing.
pub fn is_in(inputs: &[Vector], negated: bool, rows: usize) -> ArrayRef {
    let mut found: ArrayRef = Arc::new(BooleanArray::from(vec![false; rows]));
    for item in &inputs[1..] {
        let equal = Vector::Column(compare(BinaryOp::Equal, &inputs[0], item, rows));
        found = or(&Vector::Column(found), &equal, rows);
    }
    if negated {
        return not(&Vector::Column(found), rows);
    }
    found
}

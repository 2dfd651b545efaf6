//! Indexes: composing them, and seeing columns through them.

use std::sync::Arc;

use arrow_array::{Array, ArrayRef, BooleanArray, Int64Array, UInt32Array};
use arrow_buffer::BooleanBuffer;
use arrow_select::take::take;

use super::keys::{NONE, index_of};
use crate::check::vector::{Link, Vector, scalar};
use crate::ledger::{Type, Value};

pub fn identity(rows: usize) -> Arc<UInt32Array> {
    Arc::new((0..rows as u32).collect::<Vec<u32>>().into())
}

pub fn zeros(rows: usize) -> Arc<UInt32Array> {
    Arc::new(vec![0u32; rows].into())
}

pub fn of_link(link: &Vector, part: impl Fn(&Link) -> Arc<UInt32Array>) -> Vector {
    match link {
        Vector::Link(link) => Vector::Index(part(link)),
        _ => unreachable!("the plan reads links only from relations"),
    }
}

/// Number of parents that each child's keys match.
pub fn matches(link: &Vector) -> Vector {
    let Vector::Link(link) = link else {
        unreachable!("the plan reads links only from relations")
    };
    let count = |row: usize| match (&link.counts, link.fold.is_valid(row)) {
        (_, false) => 0,
        (Some(counts), true) => i64::from(counts[row]),
        (None, true) => 1,
    };
    let counts: Int64Array = (0..link.fold.len()).map(|row| Some(count(row))).collect();
    Vector::Column(Arc::new(counts))
}

/// a→b and b→c to a→c.
pub fn compose(first: &Vector, second: &Vector) -> Vector {
    let (first, second) = (first.index(), second.index());
    let composed = first.iter().map(|middle| match middle {
        Some(middle) if second.is_valid(middle as usize) => second.value(middle as usize),
        _ => NONE,
    });
    Vector::Index(Arc::new(index_of(composed.collect())))
}

/// A column over b seen from a; `missing` where a has no entry.
pub fn gather(column: &Vector, index: &Vector, missing: &Value, kind: Type) -> Vector {
    if column.is_scalar() {
        // a scalar is the same for all rows, but rows without an entry must still get `missing`
        let expanded = column.expand(index.index().len());
        return Vector::Column(fill(expanded, index.index(), missing, kind));
    }
    if is_identity(index.index(), column.array().len()) {
        return column.clone();
    }
    let taken = take(column.array(), &**index.index(), None)
        .unwrap_or_else(|_| arrow_array::new_null_array(&kind.arrow(), index.index().len()));
    Vector::Column(fill(taken, index.index(), missing, kind))
}

/// Whether every row leads to itself, as where all keys of a table differ. Most indexes show at once that they do not.
fn is_identity(index: &UInt32Array, rows: usize) -> bool {
    let all = index.values();
    index.null_count() == 0 && all.len() == rows && (0..).zip(all).all(|(row, to)| row == *to)
}

fn fill(taken: ArrayRef, index: &UInt32Array, missing: &Value, kind: Type) -> ArrayRef {
    let present = match index.nulls() {
        Some(present) if !missing.is_null() => present,
        // rows without an entry are missing as it is
        _ => return taken,
    };
    let mask = BooleanArray::new(present.inner().clone(), None);
    let filler = Vector::Scalar(scalar(missing, kind)).expand(1);
    let filler = match arrow_schema::DataType::Dictionary(
        Box::new(arrow_schema::DataType::UInt32),
        Box::new(arrow_schema::DataType::Utf8),
    ) {
        dictionary if *taken.data_type() == dictionary => {
            arrow_array::new_null_array(&dictionary, 1)
        }
        _ => filler,
    };
    arrow_select::zip::zip(&mask, &taken, &arrow_array::Scalar::new(filler)).unwrap_or(taken)
}

/// Whether each row has an entry.
pub fn linked(index: &Vector) -> Vector {
    let index = index.index();
    let valid = match index.nulls() {
        Some(nulls) => nulls.inner().clone(),
        None => BooleanBuffer::new_set(index.len()),
    };
    Vector::Column(Arc::new(BooleanArray::new(valid, None)))
}

//! Every pair of rows that lead to the same row: laid out by the left rows, the right ones in their own order.

use std::sync::Arc;

use arrow_array::UInt32Array;

use crate::check::vector::Vector;

/// Pairs two indexes to the same rows.
pub fn pairs(left: &Vector, right: &Vector) -> Vector {
    if let Vector::Sorted {
        rows, partition, ..
    } = right
    {
        return with_sorted(left, rows, partition);
    }
    let (left, right) = (left.index(), right.index());
    let targets = right.iter().flatten().max().map_or(0, |m| m as usize + 1);
    // rows of the right side by target: counts, then offsets, then a scatter
    let mut offsets = vec![0u32; targets + 1];
    for target in right.iter().flatten() {
        offsets[target as usize + 1] += 1;
    }
    for at in 1..offsets.len() {
        offsets[at] += offsets[at - 1];
    }
    let mut next = offsets.clone();
    let mut rows = vec![0u32; offsets[targets] as usize];
    for (row, target) in right.iter().enumerate() {
        if let Some(target) = target {
            let slot = &mut next[target as usize];
            rows[*slot as usize] = row as u32;
            *slot += 1;
        }
    }
    let mut pair_left = Vec::new();
    let mut pair_right = Vec::new();
    for (row, target) in left.iter().enumerate() {
        let Some(target) = target.map(|t| t as usize).filter(|t| *t < targets) else {
            continue;
        };
        let found = &rows[offsets[target] as usize..offsets[target + 1] as usize];
        pair_left.extend(std::iter::repeat_n(row as u32, found.len()));
        pair_right.extend_from_slice(found);
    }
    Vector::Pairs {
        left: Arc::new(UInt32Array::from(pair_left)),
        right: Arc::new(UInt32Array::from(pair_right)),
        rows: arrow_array::Array::len(&**left),
    }
}

/// The same where the right rows are sorted by the rows that they lead to: costs what the left rows are, not the right
/// ones.
fn with_sorted(left: &Vector, rows: &[u32], partition: &UInt32Array) -> Vector {
    let left = left.index();
    let mut pair_left = Vec::new();
    let mut pair_right = Vec::new();
    for (row, target) in left.iter().enumerate() {
        let Some(target) = target else { continue };
        // sorted rows all have a partition
        let target_of = |row: &u32| partition.value(*row as usize);
        let start = rows.partition_point(|row| target_of(row) < target);
        let behind = rows[start..].partition_point(|row| target_of(row) == target);
        pair_left.extend(std::iter::repeat_n(row as u32, behind));
        pair_right.extend_from_slice(&rows[start..start + behind]);
    }
    Vector::Pairs {
        left: Arc::new(UInt32Array::from(pair_left)),
        right: Arc::new(UInt32Array::from(pair_right)),
        rows: arrow_array::Array::len(&**left),
    }
}

pub fn left(pairs: &Vector) -> Vector {
    match pairs {
        Vector::Pairs { left, .. } => Vector::Index(left.clone()),
        _ => unreachable!("the plan reads pair sides only from pairs"),
    }
}

pub fn right(pairs: &Vector) -> Vector {
    match pairs {
        Vector::Pairs { right, .. } => Vector::Index(right.clone()),
        _ => unreachable!("the plan reads pair sides only from pairs"),
    }
}

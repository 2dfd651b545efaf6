//! Rows in the order of keys within partitions, and the row before each.

use std::cmp::Ordering;
use std::sync::Arc;

use arrow_array::{Array, ArrayRef, UInt32Array};
use arrow_schema::DataType;

use super::keys::wholes;
use crate::check::vector::{Texts, Truths, Vector};
use crate::rulebook::Direction;

/// Sorts the rows that have a partition and pass the filter. Missing keys come last, ties keep the rows' order.
pub fn sort(inputs: &[Vector], filter: bool, directions: &[Direction]) -> Vector {
    let partition = inputs[0].index();
    let length = partition.len();
    let keep = filter.then(|| Truths::of(&inputs[1]));
    let keys: Vec<ArrayRef> = inputs[1 + usize::from(filter)..]
        .iter()
        .map(|k| k.expand(length))
        .collect();
    let compare: Vec<_> = keys
        .iter()
        .zip(directions)
        .map(|(key, direction)| comparer(key, *direction))
        .collect();
    let kept = |row: usize| {
        partition.is_valid(row) && keep.as_ref().is_none_or(|k| k.get(row) == Some(true))
    };
    // a counting sort brings each partition together, then only its few rows are compared
    let size = partition
        .iter()
        .flatten()
        .max()
        .map_or(0, |m| m as usize + 1);
    let mut starts = vec![0u32; size + 1];
    for row in (0..length).filter(|row| kept(*row)) {
        starts[partition.value(row) as usize + 1] += 1;
    }
    for at in 1..starts.len() {
        starts[at] += starts[at - 1];
    }
    let mut next = starts.clone();
    let mut rows = vec![0u32; starts[size] as usize];
    for row in (0..length).filter(|row| kept(*row)) {
        let slot = &mut next[partition.value(row) as usize];
        rows[*slot as usize] = row as u32;
        *slot += 1;
    }
    for span in starts.windows(2).filter(|span| span[1] - span[0] > 1) {
        rows[span[0] as usize..span[1] as usize].sort_by(|a, b| {
            let orders = compare.iter().map(|c| c(*a as usize, *b as usize));
            orders
                .into_iter()
                .find(|o| *o != Ordering::Equal)
                .unwrap_or(Ordering::Equal)
        });
    }
    let partitions = rows
        .iter()
        .map(|row| partition.value(*row as usize))
        .collect();
    Vector::Sorted {
        rows: Arc::new(rows),
        partitions: Arc::new(partitions),
        length,
    }
}

pub fn comparer(
    key: &ArrayRef,
    direction: Direction,
) -> Box<dyn Fn(usize, usize) -> Ordering + '_> {
    match key.data_type() {
        DataType::Utf8 | DataType::Dictionary(..) => {
            let texts = Texts::of_array(key);
            Box::new(move |a, b| nulls_last(texts.get(a), texts.get(b), direction))
        }
        _ => {
            let whole = wholes(key);
            Box::new(move |a, b| nulls_last(whole(a), whole(b), direction))
        }
    }
}

fn nulls_last<T: Ord>(a: Option<T>, b: Option<T>, direction: Direction) -> Ordering {
    match (a, b) {
        (Some(a), Some(b)) if direction == Direction::Descending => b.cmp(&a),
        (Some(a), Some(b)) => a.cmp(&b),
        (a, b) => b.is_some().cmp(&a.is_some()),
    }
}

/// For each row of the table, the row before it in its partition.
pub fn previous(sorted: &Vector) -> Vector {
    let Vector::Sorted {
        rows,
        partitions,
        length,
    } = sorted
    else {
        unreachable!("the plan reads previous rows only from sorted ones")
    };
    let mut before: Vec<Option<u32>> = vec![None; *length];
    for at in 1..rows.len() {
        if partitions[at] == partitions[at - 1] {
            before[rows[at] as usize] = Some(rows[at - 1]);
        }
    }
    Vector::Index(Arc::new(before.into_iter().collect::<UInt32Array>()))
}

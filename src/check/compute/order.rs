//! Rows in the order of keys within partitions, and the row before each.

use std::cmp::Ordering;
use std::ops::Range;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Int32Type};
use arrow_array::{Array, ArrayRef};
use arrow_buffer::NullBuffer;
use arrow_schema::DataType;

use super::keys::{NONE, index_of, wholes};
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
    let kept = |row: usize| {
        partition.is_valid(row) && keep.as_ref().is_none_or(|k| k.get(row) == Some(true))
    };
    // a counting sort brings each partition together, then only its few rows are compared
    let size = partition
        .iter()
        .flatten()
        .max()
        .map_or(0, |m| m as usize + 1);
    let mut ends = vec![0u32; size];
    for row in (0..length).filter(|row| kept(*row)) {
        ends[partition.value(row) as usize] += 1;
    }
    let mut total = 0;
    for end in &mut ends {
        // first where its rows begin, which moves on with each row placed to where they end
        (*end, total) = (total, total + *end);
    }
    let mut place = |row: usize| {
        let slot = &mut ends[partition.value(row) as usize];
        *slot += 1;
        *slot as usize - 1
    };
    let ranked = match (&keys[..], directions) {
        ([only], [direction]) => Ranks::of(only, *direction),
        _ => None,
    };
    let mut rows = vec![0u32; total as usize];
    for row in (0..length).filter(|row| kept(*row)) {
        rows[place(row)] = row as u32;
    }
    if let Some(ranks) = ranked {
        each_span(&ends, |span| {
            rows[span].sort_unstable_by_key(|row| ranks.with_row(*row as usize));
        });
    } else {
        let compare: Vec<_> = keys
            .iter()
            .zip(directions)
            .map(|(key, direction)| comparer(key, *direction))
            .collect();
        each_span(&ends, |span| {
            rows[span].sort_by(|a, b| {
                let mut orders = compare.iter().map(|c| c(*a as usize, *b as usize));
                orders
                    .find(|o| *o != Ordering::Equal)
                    .unwrap_or(Ordering::Equal)
            });
        });
    }
    Vector::Sorted {
        rows: Arc::new(rows),
        partition: partition.clone(),
    }
}

/// The rows of each partition that has several.
fn each_span(ends: &[u32], mut visit: impl FnMut(Range<usize>)) {
    let mut start = 0;
    for end in ends {
        if end - start > 1 {
            visit(start as usize..*end as usize);
        }
        start = *end;
    }
}

/// Dates or months as numbers in their order, so that they are compared without looking at their column.
struct Ranks<'a> {
    days: &'a [i32],
    nulls: Option<&'a NullBuffer>,
    direction: Direction,
}

impl<'a> Ranks<'a> {
    /// The rank of a missing cell, which comes last.
    const LAST: u32 = u32::MAX;

    /// `None` for keys of another type, and where a cell has the rank of a missing one.
    fn of(key: &'a ArrayRef, direction: Direction) -> Option<Self> {
        let days: &[i32] = match key.data_type() {
            DataType::Date32 => key.as_primitive::<Date32Type>().values(),
            DataType::Int32 => key.as_primitive::<Int32Type>().values(),
            _ => return None,
        };
        let ranks = Ranks {
            days,
            nulls: key.nulls(),
            direction,
        };
        let extreme = |day: &i32| ranks.rank(*day) == Ranks::LAST;
        (!days.iter().any(extreme)).then_some(ranks)
    }

    fn rank(&self, day: i32) -> u32 {
        let ascending = (day as u32) ^ (1 << 31);
        match self.direction {
            Direction::Ascending => ascending,
            Direction::Descending => !ascending,
        }
    }

    /// Rank and row in one number: rows of one rank keep their order.
    fn with_row(&self, row: usize) -> u64 {
        let rank = match self.nulls {
            Some(nulls) if nulls.is_null(row) => Ranks::LAST,
            _ => self.rank(self.days[row]),
        };
        u64::from(rank) << 32 | row as u64
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
    let Vector::Sorted { rows, partition } = sorted else {
        unreachable!("the plan reads previous rows only from sorted ones")
    };
    let mut before = vec![NONE; partition.len()];
    for pair in rows.windows(2) {
        let (earlier, later) = (pair[0] as usize, pair[1] as usize);
        if partition.value(earlier) == partition.value(later) {
            before[later] = pair[0];
        }
    }
    Vector::Index(Arc::new(index_of(before)))
}

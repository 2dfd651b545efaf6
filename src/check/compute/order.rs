//! Rows in the order of keys within partitions, and the row before each.

use std::cmp::Ordering;
use std::ops::Range;
use std::sync::Arc;

use arrow_array::{Array, ArrayRef};
use arrow_schema::DataType;

use super::keys::{NONE, index_of, wholes};
use super::ranks::ranks;
use crate::check::vector::{Texts, Truths, Vector};
use crate::rulebook::Direction;

/// Sorts the rows that have a partition and pass the filter. Missing keys come last, ties keep the rows' order.
pub fn sort(inputs: &[Vector], filter: bool, direction: Option<Direction>) -> Vector {
    let partition = inputs[0].index();
    let length = partition.len();
    let keep = filter.then(|| Truths::of(&inputs[1]));
    let key =
        direction.map(|direction| (inputs[1 + usize::from(filter)].expand(length), direction));
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
    let ranks = key
        .as_ref()
        .and_then(|(key, direction)| ranks(key, *direction));
    let rows_of = (0..length).filter(|row| kept(*row));
    let mut ties = Vec::new();
    let rows = if let Some(ranks) = ranks {
        // rank and row in one number: rows of one rank keep their order
        let mut packed = vec![0u64; total as usize];
        for row in rows_of {
            packed[place(row)] = u64::from(ranks[row]) << 32 | row as u64;
        }
        each_span(&ends, |span| {
            packed[span.clone()].sort_unstable();
            tied(
                &packed[span.clone()],
                span.start,
                |a, b| a >> 32 == b >> 32,
                &mut ties,
            );
        });
        packed.into_iter().map(|packed| packed as u32).collect()
    } else {
        let mut rows = vec![0u32; total as usize];
        for row in rows_of {
            rows[place(row)] = row as u32;
        }
        let compare = key
            .as_ref()
            .map(|(key, direction)| comparer(key, *direction));
        if let Some(compare) = compare {
            let compare = |a: &u32, b: &u32| compare(*a as usize, *b as usize);
            each_span(&ends, |span| {
                rows[span.clone()].sort_by(compare);
                tied(
                    &rows[span.clone()],
                    span.start,
                    |a, b| compare(a, b).is_eq(),
                    &mut ties,
                );
            });
        }
        rows
    };
    Vector::Sorted {
        rows: Arc::new(rows),
        ties: Arc::new(ties),
        partition: partition.clone(),
    }
}

/// Sorts rows that are equal in the keys so far by a further key.
pub fn sort_ties(sorted: &Vector, key: &Vector, direction: Direction) -> Vector {
    let Vector::Sorted {
        rows,
        ties,
        partition,
    } = sorted
    else {
        unreachable!("the plan sorts only sorted rows further")
    };
    if ties.is_empty() {
        return sorted.clone();
    }
    let key = key.expand(partition.len());
    let compare = comparer(&key, direction);
    let compare = |a: &u32, b: &u32| compare(*a as usize, *b as usize);
    let mut rows = (**rows).clone();
    let mut left = Vec::new();
    for span in &**ties {
        let span = span.start as usize..span.end as usize;
        rows[span.clone()].sort_by(compare);
        tied(
            &rows[span.clone()],
            span.start,
            |a, b| compare(a, b).is_eq(),
            &mut left,
        );
    }
    Vector::Sorted {
        rows: Arc::new(rows),
        ties: Arc::new(left),
        partition: partition.clone(),
    }
}

/// Spans of equal neighbours, told by where they lie; the first of these stands at `start`.
fn tied<T>(sorted: &[T], start: usize, equal: impl Fn(&T, &T) -> bool, ties: &mut Vec<Range<u32>>) {
    let mut at = start as u32;
    for span in sorted.chunk_by(equal) {
        let end = at + span.len() as u32;
        if span.len() > 1 {
            ties.push(at..end);
        }
        at = end;
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
        rows, partition, ..
    } = sorted
    else {
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

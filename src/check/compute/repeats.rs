//! Rows whose pair of keys stands in an earlier row: among the rows of one key of the part with more keys, which are
//! few, those with the same key of the other part.

use arrow_array::{Array, UInt32Array};
use rayon::prelude::*;

use super::keys::{KeyTable, NONE};

/// Keys whose rows one task looks at.
const SPANS: usize = 16 * 1024;
/// Rows of one key up to which each is compared with the others.
const FEW: u32 = 16;

/// For each row the first one with the same pair: itself where there is none, or where a part is missing.
pub fn first_of_each(front: &KeyTable, last: &KeyTable) -> Vec<u32> {
    let (by, other) = if front.first.len() > last.first.len() {
        (front, last)
    } else {
        (last, front)
    };
    let rows = by.ids.len();
    match (&by.counts, &other.counts) {
        (Some(counts), Some(_)) if counts.iter().all(|count| *count <= FEW) => {
            chained(&by.ids, &other.ids, counts.len())
        }
        (Some(counts), Some(_)) => side_by_side(by, other, counts),
        // a part that never repeats makes a pair that never does
        _ => (0..rows as u32).collect(),
    }
}

/// Compares each row with the earlier ones of its key, which are chained.
fn chained(by: &UInt32Array, other: &UInt32Array, keys: usize) -> Vec<u32> {
    let mut latest = vec![NONE; keys];
    let mut before = vec![NONE; by.len()];
    let mut first: Vec<u32> = (0..by.len() as u32).collect();
    for row in 0..by.len() {
        if by.is_null(row) || other.is_null(row) {
            continue;
        }
        let latest = &mut latest[by.value(row) as usize];
        let mut earlier = *latest;
        while earlier != NONE && other.value(earlier as usize) != other.value(row) {
            earlier = before[earlier as usize];
        }
        if earlier == NONE {
            before[row] = *latest;
            *latest = row as u32;
        } else {
            first[row] = earlier;
        }
    }
    first
}

/// Brings the rows of each key together, and marks for each key of the other part the first row that has it.
fn side_by_side(by: &KeyTable, other: &KeyTable, counts: &[u32]) -> Vec<u32> {
    let mut ends = Vec::with_capacity(counts.len());
    let mut total = 0;
    for count in counts {
        // first where the rows begin, which moves on with each one placed to where they end
        ends.push(total);
        total += count;
    }
    let mut placed = vec![(NONE, 0u32); total as usize];
    for row in 0..by.ids.len() {
        if by.ids.is_null(row) {
            continue;
        }
        let other = match other.ids.is_valid(row) {
            true => other.ids.value(row),
            false => NONE,
        };
        let slot = &mut ends[by.ids.value(row) as usize];
        placed[*slot as usize] = (other, row as u32);
        *slot += 1;
    }
    let starts = (0..).step_by(SPANS).map(|key| match key {
        0 => 0,
        key => ends[key - 1],
    });
    let spans: Vec<(&[u32], u32)> = ends.chunks(SPANS).zip(starts).collect();
    let repeated: Vec<Vec<(u32, u32)>> = spans
        .into_par_iter()
        .map_init(
            || vec![(NONE, 0); other.first.len()],
            |marks, (ends, start)| repeated(ends, start, &placed, marks),
        )
        .collect();
    let mut first: Vec<u32> = (0..by.ids.len() as u32).collect();
    for (row, earlier) in repeated.into_iter().flatten() {
        first[row as usize] = earlier;
    }
    first
}

/// (Row, first row of the same pair) among the rows that lie from `start` to each end. A mark is where the last key
/// that had it ended, and its row there.
fn repeated(
    ends: &[u32],
    start: u32,
    placed: &[(u32, u32)],
    marks: &mut [(u32, u32)],
) -> Vec<(u32, u32)> {
    let mut repeated = Vec::new();
    let mut from = start;
    for end in ends {
        for (other, row) in &placed[from as usize..*end as usize] {
            match marks.get_mut(*other as usize) {
                // the other part is missing
                None => {}
                Some((key, first)) if key == end => repeated.push((*row, *first)),
                Some(mark) => *mark = (*end, *row),
            }
        }
        from = *end;
    }
    repeated
}

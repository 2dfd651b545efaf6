//! Keys of several columns: the first columns' key and the last one's, each numbered by itself, make one number.

use std::sync::Arc;

use arrow_array::{Array, UInt32Array};
use rayon::prelude::*;

use super::keys::{KeyTable, NONE, index_of};
use super::number_keys::{NumberKeys, Numbered, SPARSE, Values};
use super::text_keys::{MISSING, in_chunks};

/// Keys whose rows one task brings in order.
const SPANS: usize = 16 * 1024;

/// The distinct keys of at least two columns.
#[derive(Debug)]
pub struct PairKeys {
    front: Arc<KeyTable>,
    last: Arc<KeyTable>,
    numbers: Numbered,
    /// First row of each number.
    first: Arc<Vec<u32>>,
}

impl PairKeys {
    /// Numbers the keys of a table's rows, and tells the first row of each.
    pub fn of(front: Arc<KeyTable>, last: Arc<KeyTable>) -> (UInt32Array, Arc<Vec<u32>>, Self) {
        let rows = front.ids.len();
        let places = front.first.len() as u64 * last.first.len() as u64;
        let (ids, first, numbers) = if places < SPARSE * rows as u64 {
            let value = |row| value(&front.ids, &last, &last.ids, row);
            let values = Values::Wide(in_chunks(rows, value));
            NumberKeys::of(&values, &mut |_, new| new)
        } else {
            let (ids, first) = scattered(&front, &last);
            (ids, first, NumberKeys::Sparse)
        };
        let first = Arc::new(first);
        let keys = PairKeys {
            front,
            last,
            numbers: numbers.into(),
            first: first.clone(),
        };
        (index_of(ids), first, keys)
    }

    /// The numbers of another table's keys, given by the numbers of their parts; null where a part is missing or the
    /// key is unknown.
    pub fn find(&self, front: &UInt32Array, last: &UInt32Array) -> UInt32Array {
        let own = |row: &u32| {
            Some(value(
                &self.front.ids,
                &self.last,
                &self.last.ids,
                *row as usize,
            ))
        };
        let find = self.numbers.finder(|| self.first.iter().map(own));
        let one = |row: usize| match value(front, &self.last, last, row) {
            MISSING => NONE,
            value => find(value),
        };
        index_of((0..front.len()).map(one).collect())
    }

    /// The parts of the key.
    pub fn parts(&self) -> (&KeyTable, &KeyTable) {
        (&self.front, &self.last)
    }
}

/// Both numbers in one; the table tells how many the last part has.
fn value(front: &UInt32Array, table: &KeyTable, last: &UInt32Array, row: usize) -> u64 {
    if front.is_null(row) || last.is_null(row) {
        return MISSING;
    }
    u64::from(front.value(row)) * table.first.len() as u64 + u64::from(last.value(row))
}

/// Numbers keys in order of first appearance, without a table of all that there could be.
fn scattered(front: &KeyTable, last: &KeyTable) -> (Vec<u32>, Vec<u32>) {
    let again = repeated(front, last);
    let rows = front.ids.len();
    let mut ids = Vec::with_capacity(rows);
    let mut first = Vec::with_capacity(rows - again.len());
    let mut again = again.into_iter().peekable();
    for row in 0..front.ids.len() {
        let number = if front.ids.is_null(row) || last.ids.is_null(row) {
            NONE
        } else if let Some((_, earlier)) = again.next_if(|(later, _)| *later == row as u32) {
            ids[earlier as usize]
        } else {
            first.push(row as u32);
            first.len() as u32 - 1
        };
        ids.push(number);
    }
    (ids, first)
}

/// Rows whose key stands in an earlier row, with the first such row; by row. The rows of each key of the part with
/// more keys are brought together, where only few have to be compared.
fn repeated(front: &KeyTable, last: &KeyTable) -> Vec<(u32, u32)> {
    let (by, other) = if front.first.len() > last.first.len() {
        (front, last)
    } else {
        (last, front)
    };
    let (Some(counts), Some(_)) = (&by.counts, &other.counts) else {
        // a part that never repeats makes a key that never does
        return Vec::new();
    };
    let mut next = Vec::with_capacity(counts.len());
    let mut total = 0;
    for count in counts {
        next.push(total);
        total += count;
    }
    // the other part and the row in one number, which sorts by both; rows without the other part come last
    let mut packed = vec![0u64; total as usize];
    for row in 0..by.ids.len() {
        if by.ids.is_null(row) {
            continue;
        }
        let other = match other.ids.is_valid(row) {
            true => other.ids.value(row),
            false => NONE,
        };
        let slot = &mut next[by.ids.value(row) as usize];
        packed[*slot as usize] = u64::from(other) << 32 | row as u64;
        *slot += 1;
    }
    // each key's rows now end where `next` says
    let ends = next;
    let mut spans: Vec<(&[u32], u32, &mut [u64])> = Vec::new();
    let (mut rest, mut start) = (&mut packed[..], 0);
    for ends in ends.chunks(SPANS) {
        let end = *ends.last().expect("chunks are not empty");
        let (own, behind) = std::mem::take(&mut rest).split_at_mut((end - start) as usize);
        spans.push((ends, start, own));
        (rest, start) = (behind, end);
    }
    let mut repeated: Vec<(u32, u32)> = spans
        .into_par_iter()
        .flat_map_iter(|(ends, start, packed)| repeated_of(ends, start, packed))
        .collect();
    repeated.par_sort_unstable();
    repeated
}

/// The same for the rows of some keys, which lie in `packed` one key after the other; `start` is where it begins.
fn repeated_of(ends: &[u32], start: u32, packed: &mut [u64]) -> Vec<(u32, u32)> {
    let mut repeated = Vec::new();
    let mut from = 0;
    for end in ends {
        let to = (end - start) as usize;
        let span = &mut packed[from..to];
        from = to;
        match span {
            [] | [_] => continue,
            [a, b] => (*a, *b) = ((*a).min(*b), (*a).max(*b)),
            _ => span.sort_unstable(),
        }
        let mut first = span[0];
        for packed in &span[1..] {
            if packed >> 32 != first >> 32 || packed >> 32 == u64::from(NONE) {
                first = *packed;
            } else {
                repeated.push((*packed as u32, first as u32));
            }
        }
    }
    repeated
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use arrow_array::{ArrayRef, Int64Array};

    use super::*;

    type Cell = (Option<i64>, Option<i64>);

    fn columns(cells: &[Cell]) -> [ArrayRef; 2] {
        let column = |part: fn(&Cell) -> Option<i64>| -> ArrayRef {
            Arc::new(cells.iter().map(part).collect::<Int64Array>())
        };
        [column(|c| c.0), column(|c| c.1)]
    }

    /// Numbers pairs one after the other, and looks others up.
    fn check(cells: &[Cell], wanted: &[Cell]) {
        let mut known = HashMap::new();
        let mut first = Vec::new();
        let whole = |(a, b): &Cell| Some(((*a)?, (*b)?));
        let mut ids = Vec::new();
        for (row, cell) in cells.iter().enumerate() {
            ids.push(whole(cell).map(|key| {
                *known.entry(key).or_insert_with(|| {
                    first.push(row as u32);
                    first.len() as u32 - 1
                })
            }));
        }
        let numbered = KeyTable::of(&columns(cells), cells.len());
        assert_eq!(numbered.ids.iter().collect::<Vec<_>>(), ids);
        assert_eq!(*numbered.first, first);
        let found = numbered.find(&columns(wanted), wanted.len());
        let expected: Vec<_> = wanted
            .iter()
            .map(|cell| known.get(&whole(cell)?).copied())
            .collect();
        assert_eq!(found.iter().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn pairs_are_numbered_in_order_of_first_appearance() {
        check(&[], &[(Some(1), None)]);
        let few = [
            (Some(1), Some(1)),
            (None, Some(1)),
            (Some(2), Some(1)),
            (Some(1), None),
            (Some(1), Some(1)),
            (None, Some(1)),
            (Some(1), None),
        ];
        check(
            &few,
            &[(Some(2), Some(1)), (Some(2), Some(2)), (None, None)],
        );
        // many keys of each part, so that no array holds all pairs; some rows repeat, some lack a part
        let part = |n: i64, of: i64| (n % 13 != 0).then_some(n * 7919 % of);
        let many: Vec<Cell> = (0..40_000)
            .map(|n| (part(n, 9_001), part(n / 3 + 5, 1_009)))
            .collect();
        let turned: Vec<Cell> = many.iter().map(|(a, b)| (*b, *a)).collect();
        check(&many, &turned);
        check(&turned, &turned);
    }
}

//! Keys of several columns: the first columns' key and the last one's, each numbered by itself, make one number.

use std::sync::Arc;

use arrow_array::{Array, UInt32Array};
use arrow_buffer::NullBuffer;

use super::keys::{KeyTable, NONE, index_of};
use super::number_keys::{NumberKeys, Numbered, SPARSE, Values};
use super::repeats::first_of_each;
use super::text_keys::{MISSING, in_chunks};

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
    let mut ids = first_of_each(front, last);
    let mut first = Vec::with_capacity(ids.len());
    let whole = NullBuffer::union(front.ids.nulls(), last.ids.nulls());
    for row in 0..ids.len() {
        let earlier = ids[row] as usize;
        ids[row] = if earlier < row {
            ids[earlier]
        } else if whole.as_ref().is_some_and(|whole| whole.is_null(row)) {
            NONE
        } else {
            first.push(row as u32);
            first.len() as u32 - 1
        };
    }
    (ids, first)
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
        for (front, last) in [(9_001, 1_009), (20_011, 5_003)] {
            let many: Vec<Cell> = (0..40_000)
                .map(|n| (part(n, front), part(n / 3 + 5, last)))
                .collect();
            let turned: Vec<Cell> = many.iter().map(|(a, b)| (*b, *a)).collect();
            check(&many, &turned);
            check(&turned, &turned);
        }
        // one key of the larger part has many rows
        let uneven: Vec<Cell> = (0..40_000)
            .map(|n| (Some(if n % 3 == 0 { 0 } else { n }), part(n / 7, 1_009)))
            .collect();
        check(&uneven, &uneven[..100]);
    }
}

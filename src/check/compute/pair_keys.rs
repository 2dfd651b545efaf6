//! Keys of several columns: the first columns' key and the last one's, each numbered by itself, make one number.

use std::sync::{Arc, OnceLock};

use arrow_array::{Array, ArrayRef, UInt32Array};

use super::keys::{KeyTable, index_of};
use super::number_keys::{NumberKeys, Table, Values};
use super::text_keys::MISSING;

/// The distinct keys of at least two columns.
#[derive(Debug)]
pub struct PairKeys {
    front: KeyTable,
    last: KeyTable,
    numbers: NumberKeys,
    /// First row of each number.
    first: Arc<Vec<u32>>,
    /// Of numbers that are in no array; made without other threads, which may be waiting for it.
    table: OnceLock<Table>,
}

impl PairKeys {
    /// Numbers the keys of a table's rows, and tells the first row of each.
    pub fn of(keys: &[ArrayRef], rows: usize) -> (UInt32Array, Arc<Vec<u32>>, Self) {
        let (front, last) = keys.split_at(keys.len() - 1);
        let (front, last) = (KeyTable::of(front, rows), KeyTable::of(last, rows));
        let values = (0..rows).map(|row| value(&front.ids, &last.ids, row));
        let values = Values::Wide(values.collect());
        let (ids, first, numbers) = NumberKeys::of(&values, &mut |_, new| new);
        let first = Arc::new(first);
        let keys = PairKeys {
            front,
            last,
            numbers,
            first: first.clone(),
            table: OnceLock::new(),
        };
        (index_of(ids), first, keys)
    }

    /// The numbers of another table's keys; null where a part is missing or the key is unknown.
    pub fn find(&self, keys: &[ArrayRef], rows: usize) -> UInt32Array {
        let (front, last) = keys.split_at(keys.len() - 1);
        let (front, last) = (self.front.find(front, rows), self.last.find(last, rows));
        let table = match self.numbers {
            NumberKeys::Sparse => Some(self.table.get_or_init(|| self.table())),
            NumberKeys::Dense { .. } => None,
        };
        let find = |value: u64| table.map_or_else(|| self.numbers.find(value), |t| t.find(value));
        let one = |row: usize| match value(&front, &last, row) {
            MISSING => super::keys::NONE,
            value => find(value),
        };
        index_of((0..rows).map(one).collect())
    }

    fn table(&self) -> Table {
        let value = |row: &u32| value(&self.front.ids, &self.last.ids, *row as usize);
        let entries: Vec<(u64, u32)> = self.first.iter().map(value).zip(0..).collect();
        Table::of(entries.into_iter())
    }
}

/// Both numbers in one; numbers of keys are below 2³² − 2.
fn value(front: &UInt32Array, last: &UInt32Array, row: usize) -> u64 {
    if front.is_null(row) || last.is_null(row) {
        return MISSING;
    }
    u64::from(front.value(row)) << 32 | u64::from(last.value(row))
}

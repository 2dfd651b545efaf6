//! Keys of a table, numbered: hashed once, looked up by every relation and search that uses them.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{ArrowPrimitiveType, Date32Type, Decimal128Type, Int32Type, Int64Type};
use arrow_array::{Array, ArrayRef, UInt32Array};
use arrow_buffer::{BooleanBuffer, NullBuffer};
use arrow_schema::DataType;
use rustc_hash::{FxBuildHasher, FxHashMap};

use super::pair_keys::PairKeys;
use super::text_keys::TextKeys;
use super::whole_keys::WholeKeys;

/// No row, no number.
pub const NONE: u32 = u32::MAX;

/// The distinct keys of a table, numbered in order of first appearance. A row with a missing part has no key.
#[derive(Debug)]
pub struct KeyTable {
    /// Number of each row's key.
    pub ids: UInt32Array,
    /// First row of each key.
    pub first: Arc<Vec<u32>>,
    /// Rows of each key, where some key has more than one.
    pub counts: Option<Vec<u32>>,
    /// The numbered columns.
    columns: Vec<ArrayRef>,
    known: Known,
}

#[derive(Debug)]
enum Known {
    Texts(Box<TextKeys>),
    Wholes(Box<WholeKeys>),
    /// Decimals, and the greatest whole numbers.
    Others(FxHashMap<i128, u32>),
    Pairs(Box<PairKeys>),
}

impl KeyTable {
    /// Numbers the keys of a table's rows.
    pub fn of(keys: &[ArrayRef], rows: usize) -> Self {
        match keys {
            [single] => KeyTable::of_column(single, rows),
            [front @ .., last] => KeyTable::of_pair(
                Arc::new(KeyTable::of(front, rows)),
                Arc::new(KeyTable::of_column(last, rows)),
            ),
            [] => unreachable!("a key has a column"),
        }
    }

    fn of_column(column: &ArrayRef, rows: usize) -> Self {
        let columns = vec![column.clone()];
        if is_text(column) {
            let (ids, first, texts) = TextKeys::of(column);
            return KeyTable::with(columns, ids, first, Known::Texts(Box::new(texts)));
        }
        if let Some((ids, first, wholes)) = WholeKeys::of(column) {
            return KeyTable::with(columns, ids, first, Known::Wholes(Box::new(wholes)));
        }
        let mut first: Vec<u32> = Vec::new();
        let mut known = FxHashMap::with_capacity_and_hasher(rows.min(1 << 16), FxBuildHasher);
        let whole = wholes(column);
        let ids = (0..rows)
            .map(|row| Some(number(&mut known, &mut first, whole(row)?, row)))
            .collect();
        KeyTable::with(columns, ids, Arc::new(first), Known::Others(known))
    }

    /// Numbers keys of several columns, from the numbers of the first ones' and the last one's.
    pub fn of_pair(front: Arc<KeyTable>, last: Arc<KeyTable>) -> Self {
        let columns = front.columns.iter().chain(&last.columns).cloned().collect();
        let (ids, first, pairs) = PairKeys::of(front, last);
        KeyTable::with(columns, ids, first, Known::Pairs(Box::new(pairs)))
    }

    fn with(columns: Vec<ArrayRef>, ids: UInt32Array, first: Arc<Vec<u32>>, known: Known) -> Self {
        let counts = counts(&ids, first.len());
        KeyTable {
            ids,
            first,
            counts,
            columns,
            known,
        }
    }

    /// Whether each row has a key that no other row has, so that its number is the row.
    pub fn is_identity(&self) -> bool {
        self.counts.is_none() && self.first.len() == self.ids.len()
    }

    /// The numbers of another table's keys; null where a part is missing or the key is unknown.
    pub fn find(&self, keys: &[ArrayRef], rows: usize) -> UInt32Array {
        // records are mostly searched for others like themselves
        let same = |(own, wanted): (&ArrayRef, &ArrayRef)| Arc::ptr_eq(own, wanted);
        if self.columns.len() == keys.len() && self.columns.iter().zip(keys).all(same) {
            return self.ids.clone();
        }
        match (&self.known, keys) {
            (Known::Texts(texts), [single]) if is_text(single) => texts.find(single),
            (Known::Wholes(known), [single]) => known.find(single),
            (Known::Others(known), [single]) if !is_text(single) => {
                let whole = wholes(single);
                (0..rows)
                    .map(|row| known.get(&whole(row)?).copied())
                    .collect()
            }
            (Known::Pairs(pairs), [front @ .., last]) => {
                let (of_front, of_last) = pairs.parts();
                let last = of_last.find(std::slice::from_ref(last), rows);
                pairs.find(&of_front.find(front, rows), &last)
            }
            // keys of different types are never equal
            _ => UInt32Array::new_null(rows),
        }
    }
}

/// An index from row numbers, `NONE` being null.
pub fn index_of(rows: Vec<u32>) -> UInt32Array {
    if !rows.contains(&NONE) {
        return rows.into();
    }
    let present = BooleanBuffer::collect_bool(rows.len(), |row| rows[row] != NONE);
    UInt32Array::new(rows.into(), Some(NullBuffer::new(present)))
}

fn counts(ids: &UInt32Array, keys: usize) -> Option<Vec<u32>> {
    if ids.len() - ids.null_count() == keys {
        return None;
    }
    let mut counts = vec![0u32; keys];
    match ids.nulls() {
        None => ids.values().iter().for_each(|id| counts[*id as usize] += 1),
        Some(_) => ids.iter().flatten().for_each(|id| counts[id as usize] += 1),
    }
    Some(counts)
}

fn number<K: std::hash::Hash + Eq>(
    known: &mut FxHashMap<K, u32>,
    first: &mut Vec<u32>,
    key: K,
    row: usize,
) -> u32 {
    *known.entry(key).or_insert_with(|| {
        first.push(row as u32);
        first.len() as u32 - 1
    })
}

fn is_text(array: &ArrayRef) -> bool {
    matches!(array.data_type(), DataType::Utf8 | DataType::Dictionary(..))
}

/// Cells of any type but text, as whole numbers that are equal where the cells are.
pub fn wholes(array: &ArrayRef) -> Box<dyn Fn(usize) -> Option<i128> + '_> {
    fn primitive<T: ArrowPrimitiveType>(array: &ArrayRef) -> Box<dyn Fn(usize) -> Option<i128> + '_>
    where
        i128: From<T::Native>,
    {
        let cells = array.as_primitive::<T>();
        Box::new(move |row| cells.is_valid(row).then(|| i128::from(cells.value(row))))
    }
    match array.data_type() {
        DataType::Int64 => primitive::<Int64Type>(array),
        DataType::Decimal128(..) => primitive::<Decimal128Type>(array),
        DataType::Date32 => primitive::<Date32Type>(array),
        DataType::Int32 => primitive::<Int32Type>(array),
        _ => {
            let cells = array.as_boolean();
            Box::new(move |row| cells.is_valid(row).then(|| i128::from(cells.value(row))))
        }
    }
}

#[cfg(test)]
mod tests {
    use arrow_array::StringArray;
    use arrow_array::types::UInt32Type;

    use super::*;

    #[test]
    fn a_key_is_found_whatever_the_order_and_the_form_of_its_column() {
        let plain: ArrayRef = Arc::new(StringArray::from(vec![
            Some("乙"),
            None,
            Some("甲"),
            Some("乙"),
            Some("丙"),
        ]));
        let dictionary: ArrayRef = Arc::new(
            [Some("丙"), Some("乙"), None, Some("丁"), Some("丙")]
                .into_iter()
                .collect::<arrow_array::DictionaryArray<UInt32Type>>(),
        );
        let table = KeyTable::of(std::slice::from_ref(&plain), 5);
        assert_eq!(*table.first, [0, 2, 4]);
        assert_eq!(table.counts, Some(vec![2, 1, 1]));
        let found: Vec<Option<u32>> = table
            .find(std::slice::from_ref(&dictionary), 5)
            .iter()
            .collect();
        assert_eq!(found, [Some(2), Some(0), None, None, Some(2)]);
        let table = KeyTable::of(&[dictionary], 5);
        let found: Vec<Option<u32>> = table.find(&[plain], 5).iter().collect();
        assert_eq!(found, [Some(1), None, None, Some(1), Some(0)]);
    }
}

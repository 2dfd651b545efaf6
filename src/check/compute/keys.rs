//! Keys of a table, numbered: hashed once, looked up by every relation and search that uses them.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{ArrowPrimitiveType, Date32Type, Decimal128Type, Int32Type, Int64Type};
use arrow_array::{Array, ArrayRef, UInt32Array};
use arrow_buffer::{BooleanBuffer, NullBuffer};
use arrow_schema::DataType;
use rustc_hash::{FxBuildHasher, FxHashMap};

use super::text_keys::TextKeys;
use crate::check::vector::Texts;

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
    known: Known,
}

#[derive(Debug)]
enum Known {
    Texts(Box<TextKeys>),
    Wholes(FxHashMap<i128, u32>),
    Mixed(FxHashMap<Vec<u8>, u32>),
}

impl KeyTable {
    /// Numbers the keys of a table's rows.
    pub fn of(keys: &[ArrayRef], rows: usize) -> Self {
        let mut first: Vec<u32> = Vec::new();
        let (ids, known) = match keys {
            [single] if is_text(single) => {
                let (ids, first, keys) = TextKeys::of(single);
                let counts = counts(&ids, first.len());
                let known = Known::Texts(Box::new(keys));
                return KeyTable {
                    ids,
                    first,
                    counts,
                    known,
                };
            }
            [single] => {
                let mut known =
                    FxHashMap::with_capacity_and_hasher(rows.min(1 << 16), FxBuildHasher);
                let whole = wholes(single);
                let ids =
                    (0..rows).map(|row| Some(number(&mut known, &mut first, whole(row)?, row)));
                (ids.collect(), Known::Wholes(known))
            }
            several => {
                let mut known: FxHashMap<Vec<u8>, u32> = FxHashMap::default();
                let ids = each_mixed(several, rows, |bytes, row| match known.get(bytes) {
                    Some(found) => Some(*found),
                    None => Some(number(&mut known, &mut first, bytes.to_vec(), row)),
                });
                (ids, Known::Mixed(known))
            }
        };
        let counts = counts(&ids, first.len());
        KeyTable {
            ids,
            first: Arc::new(first),
            counts,
            known,
        }
    }

    /// Whether each row has a key that no other row has, so that its number is the row.
    pub fn is_identity(&self) -> bool {
        self.counts.is_none() && self.first.len() == self.ids.len()
    }

    /// The numbers of another table's keys; null where a part is missing or the key is unknown.
    pub fn find(&self, keys: &[ArrayRef], rows: usize) -> UInt32Array {
        match (&self.known, keys) {
            (Known::Texts(keys), [single]) if is_text(single) => {
                if keys.is_of(single) {
                    return self.ids.clone();
                }
                keys.find(single)
            }
            (Known::Wholes(known), [single]) if !is_text(single) => {
                let whole = wholes(single);
                (0..rows)
                    .map(|row| known.get(&whole(row)?).copied())
                    .collect()
            }
            (Known::Mixed(known), several) => {
                each_mixed(several, rows, |bytes, _| known.get(bytes).copied())
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

fn each_mixed(
    arrays: &[ArrayRef],
    rows: usize,
    mut find: impl FnMut(&[u8], usize) -> Option<u32>,
) -> UInt32Array {
    let parts: Vec<Part<'_>> = arrays.iter().map(Part::of).collect();
    let mut bytes = Vec::new();
    let of_row = |row: usize| {
        bytes.clear();
        for part in &parts {
            part.write(row, &mut bytes)?;
        }
        find(&bytes, row)
    };
    (0..rows).map(of_row).collect()
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

enum Part<'a> {
    Text(Texts<'a>),
    Whole(Box<dyn Fn(usize) -> Option<i128> + 'a>),
}

impl<'a> Part<'a> {
    fn of(array: &'a ArrayRef) -> Self {
        if is_text(array) {
            Part::Text(Texts::of_array(array))
        } else {
            Part::Whole(wholes(array))
        }
    }

    /// Appends the cell so that different keys give different bytes; `None` where it is missing.
    fn write(&self, row: usize, bytes: &mut Vec<u8>) -> Option<()> {
        match self {
            Part::Text(texts) => {
                let text = texts.get(row)?;
                bytes.extend((text.len() as u64).to_le_bytes());
                bytes.extend(text.as_bytes());
            }
            Part::Whole(whole) => bytes.extend(whole(row)?.to_le_bytes()),
        }
        Some(())
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

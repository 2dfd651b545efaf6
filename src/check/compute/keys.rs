//! Keys of a table, numbered: hashed once, looked up by every relation and search that uses them.

use std::hash::{BuildHasher, Hasher};

use arrow_array::cast::AsArray;
use arrow_array::types::{
    ArrowPrimitiveType, Date32Type, Decimal128Type, Int32Type, Int64Type, UInt32Type,
};
use arrow_array::{Array, ArrayRef, UInt32Array};
use arrow_schema::DataType;
use hashbrown::HashTable;
use rayon::prelude::*;
use rustc_hash::{FxBuildHasher, FxHashMap, FxHasher};

use crate::check::vector::Texts;

/// No row, no number.
pub const NONE: u32 = u32::MAX;
/// Rows that one task looks up: large enough to hide the cost of a task, small enough to keep all cores busy.
const CHUNK: usize = 32 * 1024;

/// The distinct keys of a table, numbered in order of first appearance. A row with a missing part has no key.
#[derive(Debug)]
pub struct KeyTable {
    /// Number of each row's key.
    pub ids: UInt32Array,
    /// First row of each key.
    pub first: Vec<u32>,
    /// Rows of each key, where some key has more than one.
    pub counts: Option<Vec<u32>>,
    known: Known,
}

#[derive(Debug)]
enum Known {
    /// Key numbers by the hash of the text; texts are read from the column.
    Texts(HashTable<u32>, ArrayRef),
    Wholes(FxHashMap<i128, u32>),
    Mixed(FxHashMap<Vec<u8>, u32>),
}

impl KeyTable {
    /// Numbers the keys of a table's rows.
    pub fn of(keys: &[ArrayRef], rows: usize) -> Self {
        let mut first: Vec<u32> = Vec::new();
        let (ids, known) = match keys {
            [single] if is_text(single) => number_texts(single, rows, &mut first),
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
            first,
            counts,
            known,
        }
    }

    /// The numbers of another table's keys; null where a part is missing or the key is unknown.
    pub fn find(&self, keys: &[ArrayRef], rows: usize) -> UInt32Array {
        match (&self.known, keys) {
            (Known::Texts(table, column), [single]) if is_text(single) => {
                self.find_texts(table, column, single, rows)
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

    fn find_texts(
        &self,
        table: &HashTable<u32>,
        column: &ArrayRef,
        wanted: &ArrayRef,
        rows: usize,
    ) -> UInt32Array {
        let own = Texts::of_array(column);
        let text_of = |number: u32| {
            own.get(self.first[number as usize] as usize)
                .unwrap_or_default()
        };
        let look_up = |text: &str| {
            table
                .find(hash(text), |n| text_of(*n) == text)
                .copied()
                .unwrap_or(NONE)
        };
        if let DataType::Dictionary(..) = wanted.data_type() {
            let dictionary = wanted.as_dictionary::<UInt32Type>();
            let values = dictionary.values().as_string::<i32>();
            let numbers: Vec<u32> = (0..values.len())
                .map(|v| look_up(values.value(v)))
                .collect();
            let keys = dictionary.keys();
            return keys
                .iter()
                .map(|key| key.map(|k| numbers[k as usize]).filter(|n| *n != NONE))
                .collect();
        }
        let texts = wanted.as_string::<i32>();
        let chunks: Vec<Vec<u32>> = (0..rows.div_ceil(CHUNK))
            .into_par_iter()
            .map(|chunk| {
                // lists are mostly in the same order: the key is often the last one's again, or the next one
                let mut last = NONE;
                let span = chunk * CHUNK..((chunk + 1) * CHUNK).min(rows);
                span.map(|row| {
                    if texts.is_null(row) {
                        return NONE;
                    }
                    let text = texts.value(row);
                    for guess in [last, last.wrapping_add(1)] {
                        if (guess as usize) < self.first.len() && text_of(guess) == text {
                            last = guess;
                            return guess;
                        }
                    }
                    let found = look_up(text);
                    last = if found == NONE { last } else { found };
                    found
                })
                .collect()
            })
            .collect();
        index_of(chunks.concat())
    }
}

/// An index from row numbers, `NONE` being null.
pub fn index_of(rows: Vec<u32>) -> UInt32Array {
    if !rows.contains(&NONE) {
        return rows.into();
    }
    let present: arrow_buffer::NullBuffer = rows.iter().map(|row| *row != NONE).collect();
    UInt32Array::new(rows.into(), Some(present))
}

fn hash(text: &str) -> u64 {
    let mut hasher: FxHasher = FxBuildHasher.build_hasher();
    hasher.write(text.as_bytes());
    hasher.finish()
}

fn number_texts(array: &ArrayRef, rows: usize, first: &mut Vec<u32>) -> (UInt32Array, Known) {
    let texts = Texts::of_array(array);
    let dictionary = matches!(array.data_type(), DataType::Dictionary(..))
        .then(|| array.as_dictionary::<UInt32Type>());
    let capacity = dictionary.map_or(rows, |d| d.values().len());
    let mut table: HashTable<u32> = HashTable::with_capacity(capacity);
    let mut number = |text: &str, row: usize, first: &mut Vec<u32>| {
        let text_of = |number: u32, first: &[u32]| {
            texts
                .get(first[number as usize] as usize)
                .unwrap_or_default()
        };
        let hashed = hash(text);
        if let Some(found) = table.find(hashed, |n| text_of(*n, first) == text) {
            return *found;
        }
        let new = first.len() as u32;
        first.push(row as u32);
        table.insert_unique(hashed, new, |n| hash(text_of(*n, first)));
        new
    };
    let mut ids = Vec::with_capacity(rows);
    match dictionary {
        Some(dictionary) => {
            let values = dictionary.values().as_string::<i32>();
            let mut seen = vec![NONE; values.len()];
            for row in 0..rows {
                ids.push(
                    match dictionary
                        .keys()
                        .is_valid(row)
                        .then(|| dictionary.keys().value(row) as usize)
                    {
                        None => NONE,
                        Some(key) if seen[key] != NONE => seen[key],
                        Some(key) => {
                            seen[key] = number(values.value(key), row, first);
                            seen[key]
                        }
                    },
                );
            }
        }
        None => {
            let mut last: Option<(&str, u32)> = None;
            for row in 0..rows {
                ids.push(match (texts.get(row), last) {
                    (None, _) => NONE,
                    (Some(text), Some((same, id))) if text == same => id,
                    (Some(text), _) => {
                        let id = number(text, row, first);
                        last = Some((text, id));
                        id
                    }
                });
            }
        }
    }
    (index_of(ids), Known::Texts(table, array.clone()))
}

fn counts(ids: &UInt32Array, keys: usize) -> Option<Vec<u32>> {
    if ids.len() - ids.null_count() == keys {
        return None;
    }
    let mut counts = vec![0u32; keys];
    ids.iter().flatten().for_each(|id| counts[id as usize] += 1);
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
    use std::sync::Arc;

    use arrow_array::StringArray;

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
        assert_eq!(table.first, [0, 2, 4]);
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

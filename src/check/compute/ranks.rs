//! Cells as small numbers in their order, so that they are compared without looking at their column.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{ArrowPrimitiveType, Date32Type, Int32Type, Int64Type, UInt32Type};
use arrow_array::{Array, ArrayRef, DictionaryArray, UInt32Array};
use arrow_schema::DataType;

use super::text_keys::in_chunks;
use crate::rulebook::Direction;

/// The rank of a missing cell, which comes last.
pub const LAST: u32 = u32::MAX;

/// The rank of every cell; `None` for types and spreads that do not fit.
pub fn ranks(key: &ArrayRef, direction: Direction) -> Option<Vec<u32>> {
    let turned = |rank: u32| match direction {
        Direction::Ascending => rank,
        Direction::Descending => LAST - 1 - rank,
    };
    match key.data_type() {
        DataType::Date32 => of_numbers::<Date32Type>(key, turned),
        DataType::Int32 => of_numbers::<Int32Type>(key, turned),
        DataType::Int64 => of_numbers::<Int64Type>(key, turned),
        DataType::Dictionary(..) => {
            let cells = key.as_dictionary::<UInt32Type>();
            let (rank_of, keys) = (of_entries(cells), cells.keys());
            Some(in_chunks(keys.len(), |row| match keys.is_valid(row) {
                true => turned(rank_of[keys.value(row) as usize]),
                false => LAST,
            }))
        }
        _ => None,
    }
}

/// The rank of every entry of a dictionary, which may hold a text twice.
fn of_entries(cells: &DictionaryArray<UInt32Type>) -> Vec<u32> {
    let texts = cells.values().as_string::<i32>();
    let mut order: Vec<u32> = (0..texts.len() as u32).collect();
    order.sort_unstable_by_key(|at| texts.value(*at as usize));
    let (mut rank_of, mut rank) = (vec![0; order.len()], 0);
    for (n, at) in order.iter().enumerate() {
        let before = n.checked_sub(1).map(|n| texts.value(order[n] as usize));
        rank += u32::from(before.is_some_and(|b| b != texts.value(*at as usize)));
        rank_of[*at as usize] = rank;
    }
    rank_of
}

/// Cells of a dictionary so small that a bit stands for each of its texts, in their order.
pub struct Bits<'a> {
    cells: &'a DictionaryArray<UInt32Type>,
    /// Of each entry.
    bits: Vec<u64>,
}

impl<'a> Bits<'a> {
    /// `None` for other columns.
    pub fn of(column: &'a ArrayRef) -> Option<Self> {
        if !matches!(column.data_type(), DataType::Dictionary(..)) {
            return None;
        }
        let cells = column.as_dictionary::<UInt32Type>();
        if cells.values().len() > u64::BITS as usize {
            return None;
        }
        let bits = of_entries(cells).into_iter().map(|rank| 1 << rank);
        Some(Bits {
            cells,
            bits: bits.collect(),
        })
    }

    /// The bit of a row's text; none where it is missing.
    #[inline]
    pub fn get(&self, row: usize) -> u64 {
        let keys = self.cells.keys();
        match keys.is_valid(row) {
            true => self.bits[keys.value(row) as usize],
            false => 0,
        }
    }

    /// A column of the texts that single bits stand for; missing where there is none.
    pub fn texts(&self, bits: impl Iterator<Item = u64>) -> ArrayRef {
        let mut entry_of = [0; u64::BITS as usize + 1];
        for (entry, bit) in (0..).zip(&self.bits) {
            entry_of[bit.trailing_zeros() as usize] = entry;
        }
        let entry = |bit: u64| (bit != 0).then(|| entry_of[bit.trailing_zeros() as usize]);
        let keys: UInt32Array = bits.map(entry).collect();
        Arc::new(DictionaryArray::new(keys, self.cells.values().clone()))
    }
}

fn of_numbers<T: ArrowPrimitiveType>(
    key: &ArrayRef,
    turned: impl Fn(u32) -> u32 + Sync,
) -> Option<Vec<u32>>
where
    i64: From<T::Native>,
    T::Native: Sync,
{
    let cells = key.as_primitive::<T>();
    // cells that are missing hold some number too; it only widens the spread
    let numbers = || cells.values().iter().map(|n| i64::from(*n));
    let (least, greatest) = (numbers().min()?, numbers().max()?);
    if greatest.checked_sub(least)? >= u32::MAX as i64 {
        return None;
    }
    let rank = |row: usize| turned((i64::from(cells.value(row)) - least) as u32);
    Some(match cells.nulls() {
        None => in_chunks(cells.len(), rank),
        Some(nulls) => in_chunks(cells.len(), |row| match nulls.is_valid(row) {
            true => rank(row),
            false => LAST,
        }),
    })
}

#[cfg(test)]
mod tests {
    use arrow_array::{Date32Array, DictionaryArray, Int64Array};

    use super::*;

    #[track_caller]
    fn check(key: ArrayRef, direction: Direction, expected: Option<&[u32]>) {
        assert_eq!(ranks(&key, direction).as_deref(), expected);
    }

    #[test]
    fn ranks_are_in_the_order_of_the_cells() {
        use Direction::{Ascending, Descending};
        let dates: ArrayRef = Arc::new(Date32Array::from(vec![Some(-3), None, Some(4), Some(-3)]));
        check(dates.clone(), Ascending, Some(&[0, LAST, 7, 0]));
        check(
            dates,
            Descending,
            Some(&[LAST - 1, LAST, LAST - 8, LAST - 1]),
        );
        let texts: DictionaryArray<UInt32Type> = [Some("乙"), Some("丙"), None, Some("乙")]
            .into_iter()
            .collect();
        check(Arc::new(texts), Ascending, Some(&[1, 0, LAST, 1]));
        let few: ArrayRef = Arc::new(
            [Some("乙"), None, Some("丙")]
                .into_iter()
                .collect::<DictionaryArray<UInt32Type>>(),
        );
        let bits = Bits::of(&few).expect("a small dictionary");
        assert_eq!([0, 1, 2].map(|row| bits.get(row)), [2, 0, 1]);
        let texts = bits.texts([1, 0, 2].into_iter());
        let expected: ArrayRef = Arc::new(
            [Some("丙"), None, Some("乙")]
                .into_iter()
                .collect::<DictionaryArray<UInt32Type>>(),
        );
        let plain = |texts: &ArrayRef| -> Vec<Option<String>> {
            let texts = texts.as_dictionary::<UInt32Type>();
            let texts = texts.downcast_dict::<arrow_array::StringArray>();
            let texts = texts.expect("a dictionary of texts");
            texts.into_iter().map(|t| t.map(str::to_owned)).collect()
        };
        assert_eq!(plain(&texts), plain(&expected));
        let far: ArrayRef = Arc::new(Int64Array::from(vec![0, i64::from(LAST)]));
        check(far, Ascending, None);
        let near: ArrayRef = Arc::new(Int64Array::from(vec![0, i64::from(LAST) - 1]));
        check(near, Descending, Some(&[LAST - 1, 0]));
    }
}

//! Cells as small numbers in their order, so that they are compared without looking at their column.

use arrow_array::cast::AsArray;
use arrow_array::types::{ArrowPrimitiveType, Date32Type, Int32Type, Int64Type, UInt32Type};
use arrow_array::{Array, ArrayRef};
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
            let texts = cells.values().as_string::<i32>();
            let mut order: Vec<u32> = (0..texts.len() as u32).collect();
            order.sort_unstable_by_key(|at| texts.value(*at as usize));
            let (mut rank_of, mut rank) = (vec![0; order.len()], 0);
            for (n, at) in order.iter().enumerate() {
                // a dictionary may hold a text twice
                let before = n.checked_sub(1).map(|n| texts.value(order[n] as usize));
                rank += u32::from(before.is_some_and(|b| b != texts.value(*at as usize)));
                rank_of[*at as usize] = turned(rank);
            }
            let keys = cells.keys();
            Some(in_chunks(keys.len(), |row| match keys.is_valid(row) {
                true => rank_of[keys.value(row) as usize],
                false => LAST,
            }))
        }
        _ => None,
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
    use std::sync::Arc;

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
        let far: ArrayRef = Arc::new(Int64Array::from(vec![0, i64::from(LAST)]));
        check(far, Ascending, None);
        let near: ArrayRef = Arc::new(Int64Array::from(vec![0, i64::from(LAST) - 1]));
        check(near, Descending, Some(&[LAST - 1, 0]));
    }
}

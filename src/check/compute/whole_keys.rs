//! Dates, months, whole numbers and booleans, numbered in order of first appearance.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{ArrowPrimitiveType, Date32Type, Int32Type, Int64Type};
use arrow_array::{Array, ArrayRef, UInt32Array};
use arrow_schema::DataType;

use super::keys::{NONE, index_of};
use super::number_keys::{NumberKeys, Numbered, Values};
use super::text_keys::{MISSING, ODD, in_chunks};

/// The distinct cells of a column.
#[derive(Debug)]
pub struct WholeKeys {
    column: ArrayRef,
    numbers: Numbered,
    /// First row of each number.
    first: Arc<Vec<u32>>,
}

impl WholeKeys {
    /// Numbers the cells of a column, and tells the first row of each; `None` for other types, and for the two
    /// greatest whole numbers, which no place is kept for.
    pub fn of(column: &ArrayRef) -> Option<(UInt32Array, Arc<Vec<u32>>, Self)> {
        let (ids, first, numbers) = match days(column).and_then(NumberKeys::of_days) {
            Some(dense) => dense,
            None => {
                let mut extreme = false;
                let values = Values::Wide(values(column)?);
                let numbered = NumberKeys::of(&values, &mut |_, new| {
                    extreme = true;
                    new
                });
                if extreme {
                    return None;
                }
                numbered
            }
        };
        let first = Arc::new(first);
        let keys = WholeKeys {
            column: column.clone(),
            numbers: numbers.into(),
            first: first.clone(),
        };
        Some((index_of(ids), first, keys))
    }

    /// The numbers of another column's cells; null where one is missing or unknown.
    pub fn find(&self, wanted: &ArrayRef) -> UInt32Array {
        if wanted.data_type() != self.column.data_type() {
            // cells of different types are never equal
            return UInt32Array::new_null(wanted.len());
        }
        let own = self.first.iter();
        let find = self.numbers.finder(|| {
            let cells = arrow_array::UInt32Array::from_iter_values(own.copied());
            let known = arrow_select::take::take(&self.column, &cells, None);
            let known = known.ok().and_then(|known| values(&known));
            known.unwrap_or_default().into_iter().map(Some)
        });
        let Some(wanted) = values(wanted) else {
            return UInt32Array::new_null(wanted.len());
        };
        index_of(in_chunks(wanted.len(), |row| match wanted[row] {
            MISSING | ODD => NONE,
            value => find(value),
        }))
    }
}

/// Dates or months that are all there.
fn days(column: &ArrayRef) -> Option<&[i32]> {
    let days: &[i32] = match column.data_type() {
        DataType::Date32 => column.as_primitive::<Date32Type>().values(),
        DataType::Int32 => column.as_primitive::<Int32Type>().values(),
        _ => return None,
    };
    (column.null_count() == 0).then_some(days)
}

/// Cells as numbers in their order; days as `NumberKeys::of_days` has them.
fn values(column: &ArrayRef) -> Option<Vec<u64>> {
    fn primitive<T: ArrowPrimitiveType>(column: &ArrayRef) -> Vec<u64>
    where
        i64: From<T::Native>,
    {
        let cells = column.as_primitive::<T>();
        let one = |row: usize| match cells.is_valid(row) {
            // the two greatest would be read as missing and odd
            true => (i64::from(cells.value(row)) as u64 ^ 1 << 63).min(ODD),
            false => MISSING,
        };
        in_chunks(cells.len(), one)
    }
    Some(match column.data_type() {
        DataType::Date32 => primitive::<Date32Type>(column),
        DataType::Int32 => primitive::<Int32Type>(column),
        DataType::Int64 => primitive::<Int64Type>(column),
        DataType::Boolean => {
            let cells = column.as_boolean();
            let one = |row: usize| match cells.is_valid(row) {
                true => u64::from(cells.value(row)),
                false => MISSING,
            };
            in_chunks(cells.len(), one)
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use arrow_array::{BooleanArray, Date32Array, Int64Array};

    use super::*;

    fn check(column: ArrayRef, wanted: ArrayRef, ids: &[Option<u32>], found: &[Option<u32>]) {
        let (own, _, keys) = WholeKeys::of(&column).expect("a column of whole numbers");
        assert_eq!(own.iter().collect::<Vec<_>>(), ids);
        assert_eq!(keys.find(&wanted).iter().collect::<Vec<_>>(), found);
    }

    #[test]
    fn cells_are_numbered_and_found_again() {
        check(
            Arc::new(Date32Array::from(vec![Some(-5), None, Some(9), Some(-5)])),
            Arc::new(Date32Array::from(vec![Some(9), Some(8), None])),
            &[Some(0), None, Some(1), Some(0)],
            &[Some(1), None, None],
        );
        check(
            Arc::new(BooleanArray::from(vec![Some(true), Some(false), None])),
            Arc::new(BooleanArray::from(vec![Some(false)])),
            &[Some(0), Some(1), None],
            &[Some(1)],
        );
        // far apart, so that no array holds them
        check(
            Arc::new(Int64Array::from(vec![i64::MIN, 0, i64::MAX - 2, 0])),
            Arc::new(Int64Array::from(vec![i64::MAX - 2, i64::MAX, 1])),
            &[Some(0), Some(1), Some(2), Some(1)],
            &[Some(2), None, None],
        );
        check(
            Arc::new(Int64Array::from(vec![1])),
            Arc::new(Date32Array::from(vec![1])),
            &[Some(0)],
            &[None],
        );
    }

    #[test]
    fn the_greatest_numbers_are_left_to_another_way() {
        let greatest: ArrayRef = Arc::new(Int64Array::from(vec![1, i64::MAX]));
        assert!(WholeKeys::of(&greatest).is_none());
    }
}

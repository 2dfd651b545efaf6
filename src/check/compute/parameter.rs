//! Parameters on the days of records: a value for each distinct day.

use arrow_array::types::Date32Type;
use arrow_array::{ArrayRef, UInt32Array, new_null_array};
use arrow_select::concat::concat;
use arrow_select::take::take;
use rustc_hash::FxHashMap;

use crate::check::vector::{Cells, Vector, scalar};
use crate::ledger::{Date, Type, Value};

/// The parameter's value on each row's day; missing where the day is, or where no value is in force on it.
pub fn on_days(
    name: &str,
    kind: Type,
    days: &Vector,
    rows: usize,
    value: &(dyn Fn(&str, Date) -> Value + Sync),
) -> ArrayRef {
    let days = Cells::<Date32Type>::of(days);
    // a few values for many days
    let (mut known, mut of_day) = (FxHashMap::<Value, u32>::default(), FxHashMap::default());
    let mut values: Vec<ArrayRef> = vec![new_null_array(&kind.arrow(), 1)];
    let mut place = |day: i32| {
        *of_day.entry(day).or_insert_with(|| {
            let value = value(name, Date(day));
            *known.entry(value.clone()).or_insert_with(|| {
                values.push(scalar(&value, kind));
                values.len() as u32 - 1
            })
        })
    };
    let index: UInt32Array = (0..rows)
        .map(|row| Some(days.get(row).map_or(0, &mut place)))
        .collect();
    let values: Vec<&dyn arrow_array::Array> = values.iter().map(AsRef::as_ref).collect();
    let all = concat(&values).expect("values of one type");
    take(&all, &index, None).expect("an index of values")
}

//! Whole numbers numbered in order of first appearance: in an array by value where they lie close together, else by
//! hash tables that are small enough to stay in cache.

use std::sync::OnceLock;

use rayon::prelude::*;

use super::keys::NONE;
use super::text_keys::{MISSING, ODD};

/// An array by value may have so many places for each row.
pub const SPARSE: u64 = 4;
/// Rows of one hash table, about: its slots take at most 768 KiB, and there are few enough tables to sort rows by.
const TABLE: usize = 32 * 1024;

/// A value for each row, in as few bytes as they need.
pub enum Values {
    Narrow(Vec<u32>),
    Wide(Vec<u64>),
}

impl Values {
    /// The narrow forms of `MISSING` and `ODD`; usual values lie below.
    pub const MISSING: u32 = u32::MAX;
    pub const ODD: u32 = u32::MAX - 1;

    pub fn len(&self) -> usize {
        match self {
            Values::Narrow(values) => values.len(),
            Values::Wide(values) => values.len(),
        }
    }

    fn iter(&self) -> impl Iterator<Item = (u32, u64)> {
        let widen = |value: &u32| match *value {
            Values::MISSING => MISSING,
            Values::ODD => ODD,
            value => u64::from(value),
        };
        let (narrow, wide) = match self {
            Values::Narrow(values) => (&values[..], &[][..]),
            Values::Wide(values) => (&[][..], &values[..]),
        };
        (0..).zip(narrow.iter().map(widen).chain(wide.iter().copied()))
    }

    /// Those that have a number.
    fn usual(&self) -> impl Iterator<Item = (u32, u64)> {
        self.iter().filter(|(_, value)| *value < ODD)
    }
}

/// Values to their numbers.
#[derive(Debug)]
pub enum NumberKeys {
    /// `ids[value - low]`, `NONE` where there is no such value.
    Dense { low: u64, ids: Vec<u32> },
    /// In no array: a `Table` tells.
    Sparse,
}

impl NumberKeys {
    /// Numbers values together with those that are odd: `odd` is given the row and the number that a new one gets,
    /// and gives the number that it has. Also gives each row's number and the first row of each.
    pub fn of(values: &Values, odd: &mut dyn FnMut(u32, u32) -> u32) -> (Vec<u32>, Vec<u32>, Self) {
        let (mut low, mut high) = (u64::MAX, 0);
        for (_, value) in values.usual() {
            low = low.min(value);
            high = high.max(value);
        }
        let room = SPARSE * values.len() as u64 + 1024;
        if low > high || high - low < room {
            let places = if low > high { 0 } else { high - low + 1 };
            return dense(values, low, vec![NONE; places as usize], odd);
        }
        let mut again = repeated(values).into_iter().peekable();
        let mut numbering = Numbering::new(values.len());
        numbering.first.reserve(values.len() - again.len());
        for (row, value) in values.iter() {
            let before = again
                .next_if(|(later, _)| *later == row)
                .map(|(_, first)| first);
            numbering.push(row, value, odd, |ids, new| match before {
                Some(first) => ids[first as usize],
                None => new,
            });
        }
        let Numbering { ids, first } = numbering;
        (ids, first, NumberKeys::Sparse)
    }

    /// The same for days, each standing for itself with the sign bit turned: no value is made for each row. `None` where
    /// they lie too far apart.
    pub fn of_days(days: &[i32]) -> Option<(Vec<u32>, Vec<u32>, Self)> {
        let (low, high) = (*days.iter().min()?, *days.iter().max()?);
        let places = (i64::from(high) - i64::from(low)) as u64 + 1;
        if places > SPARSE * days.len() as u64 + 1024 {
            return None;
        }
        let mut numbers = vec![NONE; places as usize];
        let mut first = Vec::new();
        let number = |(row, day): (u32, &i32)| {
            let number = &mut numbers[(i64::from(*day) - i64::from(low)) as usize];
            if *number == NONE {
                *number = first.len() as u32;
                first.push(row);
            }
            *number
        };
        let ids = (0..).zip(days).map(number).collect();
        let low = i64::from(low) as u64 ^ 1 << 63;
        Some((ids, first, NumberKeys::Dense { low, ids: numbers }))
    }

    /// The number of a value in an array; `NONE` where it is unknown.
    #[inline]
    pub fn find(&self, value: u64) -> u32 {
        match self {
            NumberKeys::Dense { low, ids } => {
                let at = value.wrapping_sub(*low);
                ids.get(at as usize).copied().unwrap_or(NONE)
            }
            NumberKeys::Sparse => NONE,
        }
    }
}

/// Values to their numbers, wherever they lie.
#[derive(Debug)]
pub struct Numbered {
    numbers: NumberKeys,
    /// Of numbers that are in no array. Made when other values are looked for, which for scattered numbers is seldom,
    /// and without other threads: they may be waiting for it.
    table: OnceLock<Table>,
}

impl From<NumberKeys> for Numbered {
    fn from(numbers: NumberKeys) -> Self {
        Numbered {
            numbers,
            table: OnceLock::new(),
        }
    }
}

impl Numbered {
    /// Looks values up. `known` gives the values that have a number in the order of these, `None` for odd ones.
    pub fn finder<I: Iterator<Item = Option<u64>>>(
        &self,
        known: impl FnOnce() -> I,
    ) -> impl Fn(u64) -> u32 {
        let table = match self.numbers {
            NumberKeys::Sparse => Some(self.table.get_or_init(|| {
                let entries = known()
                    .zip(0..)
                    .filter_map(|(v, number)| Some((v?, number)));
                Table::of(entries.collect::<Vec<_>>().into_iter())
            })),
            NumberKeys::Dense { .. } => None,
        };
        move |value| table.map_or_else(|| self.numbers.find(value), |table| table.find(value))
    }
}

fn dense(
    values: &Values,
    low: u64,
    mut places: Vec<u32>,
    odd: &mut dyn FnMut(u32, u32) -> u32,
) -> (Vec<u32>, Vec<u32>, NumberKeys) {
    let mut numbering = Numbering::new(values.len());
    numbering.first.reserve(places.len().min(values.len()));
    for (row, value) in values.iter() {
        numbering.push(row, value, odd, |_, new| {
            let place = &mut places[(value - low) as usize];
            if *place == NONE {
                *place = new;
            }
            *place
        });
    }
    let Numbering { ids, first } = numbering;
    (ids, first, NumberKeys::Dense { low, ids: places })
}

/// Numbers given so far.
struct Numbering {
    ids: Vec<u32>,
    first: Vec<u32>,
}

impl Numbering {
    fn new(rows: usize) -> Self {
        Numbering {
            ids: Vec::with_capacity(rows),
            first: Vec::new(),
        }
    }

    /// Numbers a row: `known` gives the number of its value, which is the new one where it is met first.
    #[inline]
    fn push(
        &mut self,
        row: u32,
        value: u64,
        odd: &mut dyn FnMut(u32, u32) -> u32,
        known: impl FnOnce(&[u32], u32) -> u32,
    ) {
        let new = self.first.len() as u32;
        let number = match value {
            MISSING => NONE,
            ODD => odd(row, new),
            _ => known(&self.ids, new),
        };
        if number == new {
            self.first.push(row);
        }
        self.ids.push(number);
    }
}

/// Rows whose value stands in an earlier row, with that row; by row. The rows are brought together by parts of their
/// hashes first, so that the table of each part stays in cache.
fn repeated(values: &Values) -> Vec<(u32, u32)> {
    let bits = (values.len() / TABLE).next_power_of_two().ilog2().min(16);
    let part = |value: u64| (hash(value) >> 1 >> (63 - bits)) as usize;
    let mut starts = vec![0usize; (1 << bits) + 1];
    values
        .usual()
        .for_each(|(_, value)| starts[part(value) + 1] += 1);
    for at in 1..starts.len() {
        starts[at] += starts[at - 1];
    }
    let mut next = starts.clone();
    // apart, since a pair would take sixteen bytes
    let (mut sorted, mut rows) = (vec![0u64; starts[1 << bits]], vec![0u32; starts[1 << bits]]);
    for (row, value) in values.usual() {
        let slot = &mut next[part(value)];
        (sorted[*slot], rows[*slot]) = (value, row);
        *slot += 1;
    }
    let mut repeated: Vec<(u32, u32)> = starts
        .par_windows(2)
        .map_init(Table::default, |table, span| {
            let span = span[0]..span[1];
            table.clear(span.len());
            let entries = sorted[span.clone()].iter().zip(&rows[span]);
            let again = |(value, row): (&u64, &u32)| match table.insert(*value, *row, bits) {
                first if first == *row => None,
                first => Some((*row, first)),
            };
            entries.filter_map(again).collect::<Vec<_>>()
        })
        .flatten_iter()
        .collect();
    repeated.par_sort_unstable();
    repeated
}

/// Values with what belongs to each. Open addressing; an empty slot holds `MISSING`.
#[derive(Debug, Default)]
pub struct Table {
    values: Vec<u64>,
    of: Vec<u32>,
}

/// Fibonacci hashing: the high bits are well mixed.
fn hash(value: u64) -> u64 {
    value.wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

impl Table {
    /// The table of so many (value, number).
    pub fn of(entries: impl ExactSizeIterator<Item = (u64, u32)>) -> Self {
        let mut table = Table::default();
        table.clear(entries.len());
        for (value, number) in entries {
            table.insert(value, number, 0);
        }
        table
    }

    /// The number of a value; `NONE` where it is unknown.
    pub fn find(&self, value: u64) -> u32 {
        let slot = self.slot(value, 0);
        match self.values[slot] {
            MISSING => NONE,
            _ => self.of[slot],
        }
    }

    /// Empties the table and makes room for so many values.
    fn clear(&mut self, entries: usize) {
        let slots = (entries * 2).next_power_of_two().max(2);
        self.values.clear();
        self.values.resize(slots, MISSING);
        self.of.resize(slots, 0);
    }

    /// Inserts a value unless it is there, and gives what belongs to it.
    fn insert(&mut self, value: u64, of: u32, bits: u32) -> u32 {
        let slot = self.slot(value, bits);
        if self.values[slot] == MISSING {
            self.values[slot] = value;
            self.of[slot] = of;
        }
        self.of[slot]
    }

    /// Where a value stands or would stand. The first `bits` of the hash are the same for all values.
    fn slot(&self, value: u64, bits: u32) -> usize {
        let mask = self.values.len() - 1;
        let mut slot = ((hash(value) << bits) >> 32) as usize & mask;
        while self.values[slot] != value && self.values[slot] != MISSING {
            slot = (slot + 1) & mask;
        }
        slot
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    /// Numbers values one after the other.
    fn naive(values: &[u64]) -> (Vec<u32>, Vec<u32>) {
        let (mut known, mut first) = (HashMap::new(), Vec::new());
        let number = |(row, value): (usize, &u64)| {
            if *value == MISSING {
                return NONE;
            }
            *known.entry(*value).or_insert_with(|| {
                first.push(row as u32);
                first.len() as u32 - 1
            })
        };
        let ids = values.iter().enumerate().map(number).collect();
        (ids, first)
    }

    fn check(values: &[u64], dense: bool) {
        // one odd value stands for all
        let mut odd_number = None;
        let mut odd = |_: u32, new: u32| *odd_number.get_or_insert(new);
        let (ids, first, keys) = NumberKeys::of(&Values::Wide(values.to_vec()), &mut odd);
        assert_eq!((ids.clone(), first), naive(values));
        assert_eq!(matches!(keys, NumberKeys::Dense { .. }), dense);
        let usual = || ids.iter().zip(values).filter(|(_, value)| **value < ODD);
        let entries: Vec<(u64, u32)> = usual().map(|(id, value)| (*value, *id)).collect();
        let table = Table::of(entries.into_iter());
        for (id, value) in usual() {
            assert_eq!(table.find(*value), *id);
            if dense {
                assert_eq!(keys.find(*value), *id);
            }
        }
        let narrow = |value: &u64| match *value {
            MISSING => Some(Values::MISSING),
            ODD => Some(Values::ODD),
            value => u32::try_from(value).ok(),
        };
        if let Some(narrow) = values.iter().map(narrow).collect() {
            odd_number = None;
            let mut odd = |_: u32, new: u32| *odd_number.get_or_insert(new);
            let (same, ..) = NumberKeys::of(&Values::Narrow(narrow), &mut odd);
            assert_eq!(same, ids);
        }
        for unknown in [u64::MAX - 2, 3] {
            if !values.contains(&unknown) {
                assert_eq!((keys.find(unknown), table.find(unknown)), (NONE, NONE));
            }
        }
    }

    #[test]
    fn values_are_numbered_in_order_of_first_appearance() {
        check(&[], true);
        check(&[MISSING, ODD, MISSING, ODD], true);
        check(&[7, 9, MISSING, 7, ODD, 8, ODD, 9], true);
        let scattered = |n: u64| n.wrapping_mul(0x1234_5678_9ABC_DEF1) >> 4;
        let mut many: Vec<u64> = (0..100_000u64).map(|n| scattered(n % 70_001)).collect();
        many[500] = MISSING;
        many[70_000] = ODD;
        many[70_002] = ODD;
        check(&many, false);
        check(&many[..3], false);
    }
}

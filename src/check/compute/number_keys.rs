//! Whole numbers numbered in order of first appearance: in an array by value where they lie close together, else in
//! hash tables that are small enough to stay in cache while they are filled.

use rayon::prelude::*;

use super::keys::NONE;
use super::text_keys::{MISSING, ODD};

/// An array by value may have so many places for each row.
const SPARSE: u64 = 4;
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
    Dense {
        low: u64,
        ids: Vec<u32>,
    },
    Hashed(Tables),
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
        let mut tables = Tables::of(values);
        let same = std::mem::take(&mut tables.repeated);
        let mut firsts = same.iter().copied().peekable();
        let mut numbering = Numbering::new(values.len());
        for (row, value) in values.iter() {
            let before = firsts.next_if(|(later, _)| *later == row).map(|(_, f)| f);
            numbering.push(row, value, odd, |ids, new| match before {
                Some(first) => ids[first as usize],
                None => new,
            });
        }
        let Numbering { ids, first } = numbering;
        tables.renumber(&ids);
        (ids, first, NumberKeys::Hashed(tables))
    }

    /// The number of a value; `NONE` where it is unknown.
    #[inline]
    pub fn find(&self, value: u64) -> u32 {
        match self {
            NumberKeys::Dense { low, ids } => {
                let at = value.wrapping_sub(*low);
                ids.get(at as usize).copied().unwrap_or(NONE)
            }
            NumberKeys::Hashed(tables) => tables.find(value),
        }
    }
}

fn dense(
    values: &Values,
    low: u64,
    mut places: Vec<u32>,
    odd: &mut dyn FnMut(u32, u32) -> u32,
) -> (Vec<u32>, Vec<u32>, NumberKeys) {
    let mut numbering = Numbering::new(values.len());
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

/// Hash tables, each for the values of one part of the hashes.
#[derive(Debug)]
pub struct Tables {
    /// Bits of a hash that choose the table.
    bits: u32,
    tables: Vec<Table>,
    /// While the tables are made: rows whose value stands in an earlier row, and that row; by row.
    repeated: Vec<(u32, u32)>,
}

/// Open addressing; an empty slot holds `MISSING`.
#[derive(Debug, Default)]
struct Table {
    values: Vec<u64>,
    /// First rows, then numbers.
    of: Vec<u32>,
}

/// Fibonacci hashing: the high bits are well mixed.
fn hash(value: u64) -> u64 {
    value.wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

impl Tables {
    fn of(values: &Values) -> Self {
        let bits = (values.len() / TABLE).next_power_of_two().ilog2().min(16);
        let part = |value: u64| (hash(value) >> 1 >> (63 - bits)) as usize;
        // rows are brought together by table first, in order
        let mut starts = vec![0usize; (1 << bits) + 1];
        values
            .usual()
            .for_each(|(_, value)| starts[part(value) + 1] += 1);
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut next = starts.clone();
        let mut sorted = vec![(0u64, 0u32); starts[1 << bits]];
        for (row, value) in values.usual() {
            let slot = &mut next[part(value)];
            sorted[*slot] = (value, row);
            *slot += 1;
        }
        let filled: Vec<(Table, Vec<(u32, u32)>)> = starts
            .par_windows(2)
            .map(|span| Table::of(&sorted[span[0]..span[1]], bits))
            .collect();
        let (tables, repeated): (Vec<Table>, Vec<Vec<(u32, u32)>>) = filled.into_iter().unzip();
        let mut repeated = repeated.concat();
        repeated.par_sort_unstable();
        Tables {
            bits,
            tables,
            repeated,
        }
    }

    /// First rows to their numbers.
    fn renumber(&mut self, ids: &[u32]) {
        self.tables.par_iter_mut().for_each(|table| {
            for (value, of) in table.values.iter().zip(&mut table.of) {
                if *value != MISSING {
                    *of = ids[*of as usize];
                }
            }
        });
    }

    fn find(&self, value: u64) -> u32 {
        let hash = hash(value);
        let table = &self.tables[(hash >> 1 >> (63 - self.bits)) as usize];
        match table.slot(value, self.bits) {
            Some(slot) if table.values[slot] == value => table.of[slot],
            _ => NONE,
        }
    }
}

impl Table {
    /// The table of (value, row), and the rows whose value stood there already, with the row where.
    fn of(entries: &[(u64, u32)], bits: u32) -> (Self, Vec<(u32, u32)>) {
        let slots = (entries.len() * 2).next_power_of_two();
        let mut table = Table {
            values: vec![MISSING; slots],
            of: vec![0; slots],
        };
        let mut repeated = Vec::new();
        for (value, row) in entries {
            let Some(slot) = table.slot(*value, bits) else {
                continue;
            };
            if table.values[slot] == *value {
                repeated.push((*row, table.of[slot]));
            } else {
                table.values[slot] = *value;
                table.of[slot] = *row;
            }
        }
        (table, repeated)
    }

    /// Where a value stands or would stand; `None` in a table without slots.
    fn slot(&self, value: u64, bits: u32) -> Option<usize> {
        let mask = self.values.len().checked_sub(1)?;
        let mut slot = ((hash(value) << bits) >> 32) as usize & mask;
        while self.values[slot] != value && self.values[slot] != MISSING {
            slot = (slot + 1) & mask;
        }
        Some(slot)
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
        for (id, value) in ids.iter().zip(values).filter(|(_, value)| **value < ODD) {
            assert_eq!(keys.find(*value), *id);
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
                assert_eq!(keys.find(unknown), NONE);
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

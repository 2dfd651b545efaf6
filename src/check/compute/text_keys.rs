//! Texts numbered in order of first appearance, and found again in other columns.
//!
//! Texts of one pattern are numbers (see `pattern`): they stand in an array by number where these lie close together,
//! else in small hash tables. Only odd ones are hashed as texts.

use std::hash::BuildHasher;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::UInt32Type;
use arrow_array::{Array, ArrayRef, StringArray, UInt32Array};
use arrow_schema::DataType;
use hashbrown::HashTable;
use rayon::prelude::*;
use rustc_hash::FxBuildHasher;

use super::keys::{NONE, index_of};
use super::number_keys::{NumberKeys, Numbered, Values};
use super::pattern::Pattern;

/// Rows that one task looks at: large enough to hide the cost of a task, small enough to keep all cores busy.
const CHUNK: usize = 32 * 1024;
/// Numbers of texts that have none: the cell is missing, or its text is not of the pattern.
pub const MISSING: u64 = u64::MAX;
pub const ODD: u64 = u64::MAX - 1;

/// The distinct texts of a column.
#[derive(Debug)]
pub struct TextKeys {
    finder: Finder,
    /// For a dictionary: the finder's numbers to those in order of rows.
    order: Option<Vec<u32>>,
}

impl TextKeys {
    /// Numbers the texts of a column, and tells the first row of each.
    pub fn of(column: &ArrayRef) -> (UInt32Array, Arc<Vec<u32>>, Self) {
        if !matches!(column.data_type(), DataType::Dictionary(..)) {
            let (ids, first, finder) = Finder::of(column.as_string::<i32>());
            let keys = TextKeys {
                finder,
                order: None,
            };
            return (index_of(ids), first, keys);
        }
        let dictionary = column.as_dictionary::<UInt32Type>();
        let (values, distinct, finder) = Finder::of(dictionary.values().as_string::<i32>());
        let mut order = vec![NONE; distinct.len()];
        let mut first: Vec<u32> = Vec::new();
        // the number of each place of the dictionary, once it was met
        let mut numbers = vec![NONE; values.len()];
        let mut of_key = |row: usize, key: u32| {
            let known = numbers[key as usize];
            let value = values[key as usize];
            if known != NONE || value == NONE {
                return known;
            }
            let number = &mut order[value as usize];
            if *number == NONE {
                *number = first.len() as u32;
                first.push(row as u32);
            }
            numbers[key as usize] = *number;
            *number
        };
        let keys = dictionary.keys().values().iter().enumerate();
        let ids = match dictionary.keys().nulls() {
            None => keys.map(|(row, key)| of_key(row, *key)).collect(),
            Some(present) => keys
                .map(|(row, key)| match present.is_valid(row) {
                    true => of_key(row, *key),
                    false => NONE,
                })
                .collect(),
        };
        let keys = TextKeys {
            finder,
            order: Some(order),
        };
        (index_of(ids), Arc::new(first), keys)
    }

    /// The numbers of another column's texts; null where one is missing or unknown.
    pub fn find(&self, wanted: &ArrayRef) -> UInt32Array {
        let mut found = match wanted.data_type() {
            DataType::Dictionary(..) => {
                let dictionary = wanted.as_dictionary::<UInt32Type>();
                let values = self.finder.find(dictionary.values().as_string::<i32>());
                let keys = dictionary.keys().iter();
                keys.map(|key| key.map_or(NONE, |key| values[key as usize]))
                    .collect()
            }
            _ => self.finder.find(wanted.as_string::<i32>()),
        };
        if let Some(order) = &self.order {
            for number in found.iter_mut().filter(|number| **number != NONE) {
                *number = order[*number as usize];
            }
        }
        index_of(found)
    }
}

/// The distinct texts of an array, numbered in its order.
#[derive(Debug)]
struct Finder {
    texts: StringArray,
    pattern: Option<Pattern>,
    numbers: Numbered,
    /// First row of each number.
    first: Arc<Vec<u32>>,
    /// (First row, number) of texts that are not of the pattern, by the hash of the text.
    odd: HashTable<(u32, u32)>,
}

impl Finder {
    /// The number of each row's text (`NONE` where it is missing), and the first row of each number.
    fn of(texts: &StringArray) -> (Vec<u32>, Arc<Vec<u32>>, Self) {
        let present = (0..texts.len()).find(|row| texts.is_valid(*row));
        let pattern = present.and_then(|row| Pattern::of(texts.value(row)));
        let values = values(texts, pattern.as_ref());
        let cells = Cells::of(texts);
        let mut odd: HashTable<(u32, u32)> = HashTable::new();
        let mut place_odd = |row: u32, new: u32| {
            let text = cells.at(row as usize);
            let hashed = hash(text);
            if let Some((_, number)) = odd.find(hashed, |(at, _)| cells.at(*at as usize) == text) {
                return *number;
            }
            odd.insert_unique(hashed, (row, new), |(at, _)| hash(cells.at(*at as usize)));
            new
        };
        let (ids, first, numbers) = NumberKeys::of(&values, &mut place_odd);
        let first = Arc::new(first);
        let finder = Finder {
            texts: texts.clone(),
            pattern,
            numbers: numbers.into(),
            first: first.clone(),
            odd,
        };
        (ids, first, finder)
    }

    /// The numbers of other texts, `NONE` where one is missing or unknown.
    fn find(&self, wanted: &StringArray) -> Vec<u32> {
        let (own, cells) = (Cells::of(&self.texts), Cells::of(wanted));
        let number = |row: &u32| self.pattern.as_ref()?.number(own.at(*row as usize));
        let find = self.numbers.finder(|| self.first.iter().map(number));
        let one = |row: usize| {
            if wanted.is_null(row) {
                return NONE;
            }
            let text = cells.at(row);
            if let Some(value) = self.pattern.as_ref().and_then(|p| p.number(text)) {
                return find(value);
            }
            if self.odd.is_empty() {
                return NONE;
            }
            let same = |(at, _): &(u32, u32)| own.at(*at as usize) == text;
            self.odd.find(hash(text), same).map_or(NONE, |(_, n)| *n)
        };
        in_chunks(wanted.len(), one)
    }
}

/// The numbers that texts of a pattern are.
fn values(texts: &StringArray, pattern: Option<&Pattern>) -> Values {
    let cells = Cells::of(texts);
    let number = |row: usize| match pattern {
        _ if texts.is_null(row) => MISSING,
        Some(pattern) => pattern.number(cells.at(row)).unwrap_or(ODD),
        None => ODD,
    };
    if pattern.is_some_and(Pattern::is_wide) {
        return Values::Wide(in_chunks(texts.len(), number));
    }
    Values::Narrow(in_chunks(texts.len(), |row| match number(row) {
        MISSING => Values::MISSING,
        ODD => Values::ODD,
        value => value as u32,
    }))
}

/// A value for each row, on all cores.
pub fn in_chunks<T: Copy + Default + Send + Sync>(
    rows: usize,
    one: impl Fn(usize) -> T + Sync,
) -> Vec<T> {
    let mut all = vec![T::default(); rows];
    all.par_chunks_mut(CHUNK)
        .enumerate()
        .for_each(|(chunk, span)| {
            for (row, value) in (chunk * CHUNK..).zip(span) {
                *value = one(row);
            }
        });
    all
}

fn hash(text: &[u8]) -> u64 {
    FxBuildHasher.hash_one(text)
}

/// The bytes of an array's texts.
#[derive(Clone, Copy)]
struct Cells<'a> {
    offsets: &'a [i32],
    bytes: &'a [u8],
}

impl<'a> Cells<'a> {
    fn of(texts: &'a StringArray) -> Self {
        Cells {
            offsets: texts.value_offsets(),
            bytes: texts.value_data(),
        }
    }

    #[inline]
    fn at(&self, row: usize) -> &'a [u8] {
        &self.bytes[self.offsets[row] as usize..self.offsets[row + 1] as usize]
    }
}

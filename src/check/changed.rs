//! Which records differ from those of an earlier submission. Records are compared by their typed values, whatever
//! order, file and format they stand in: one that has no equal there is new or changed.

use std::hash::{DefaultHasher, Hash, Hasher};

use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Decimal128Type, Int32Type, Int64Type, UInt32Type};
use arrow_array::{Array, ArrayRef};
use arrow_schema::DataType;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::columns::columns;
use super::settings::Settings;
use crate::ledger::{Irregularity, LedgerId, Ledgers, Spot};
use crate::read::Reading;
use crate::rulebook::{GroupKey, Judge, Rulebook, ledgers_read};
use crate::source::SourceId;

/// An earlier submission that the present one is compared with.
#[derive(Debug)]
pub struct Since {
    /// As the user named it.
    pub revision: String,
    /// The full name of the commit.
    pub commit: String,
    pub old: Reading,
}

/// What has changed.
pub struct Changed<'s> {
    now: &'s Ledgers,
    old: &'s Ledgers,
    /// By ledger and row of the present records.
    rows: Vec<Vec<bool>>,
    /// By ledger, the earlier records that have no equal any more.
    removed: Vec<Vec<u32>>,
    /// Digests of the earlier files.
    files: FxHashSet<&'s str>,
}

impl<'s> Changed<'s> {
    pub fn of(now: &'s Reading, since: &'s Since) -> Self {
        let (present, earlier) = (prints(now), prints(&since.old));
        let mut changed = Changed {
            now: &now.ledgers,
            old: &since.old.ledgers,
            rows: Vec::new(),
            removed: Vec::new(),
            files: since
                .old
                .ledgers
                .sources
                .0
                .iter()
                .map(|s| s.sha256.as_str())
                .collect(),
        };
        for (present, earlier) in present.iter().zip(&earlier) {
            let mut left: FxHashMap<u64, Vec<u32>> = FxHashMap::default();
            for (row, print) in (0..).zip(earlier) {
                left.entry(*print).or_default().push(row);
            }
            let mut equal = |print: &u64| left.get_mut(print).and_then(Vec::pop).is_none();
            changed.rows.push(present.iter().map(&mut equal).collect());
            let mut removed: Vec<u32> = left.into_values().flatten().collect();
            removed.sort_unstable();
            changed.removed.push(removed);
        }
        changed
    }

    pub fn record(&self, ledger: LedgerId, row: u32) -> bool {
        self.rows[ledger.index()][row as usize]
    }

    /// Whether a file's content is none of the earlier ones'.
    pub fn file(&self, source: SourceId) -> bool {
        !self.files.contains(&*self.now.sources.get(source).sha256)
    }

    /// Of a judge of groups, tells by a record of a group whether any record of it changed, came or went.
    pub fn groups(
        &self,
        judge: &Judge,
        keys: &[GroupKey],
        book: &Rulebook,
        settings: &Settings,
    ) -> impl Fn(u32) -> bool + use<> {
        let (ledger, catalog) = (judge.ledger, &self.now.catalog);
        let values = |data: &Ledgers, rows: &mut dyn Iterator<Item = u32>| -> Vec<(u32, String)> {
            let typed: Vec<_> = keys.iter().map(|key| (ledger, &key.value)).collect();
            let read = ledgers_read(ledger, keys.iter().map(|key| &key.value), catalog);
            if data.table(ledger).is_none() || read.iter().any(|l| data.table(*l).is_none()) {
                return Vec::new();
            }
            let columns = columns(&typed, data, book, settings);
            let key = |row: u32| {
                let parts = columns.iter().map(|c| c.value(row as usize).to_string());
                (row, parts.collect::<Vec<_>>().join("\u{1f}"))
            };
            rows.map(key).collect()
        };
        let mine = &self.rows[ledger.index()];
        let present = values(self.now, &mut (0..mine.len() as u32));
        let gone = values(self.old, &mut self.removed[ledger.index()].iter().copied());
        let of_changed = present.iter().filter(|(row, _)| mine[*row as usize]);
        let changed: FxHashSet<&str> = of_changed.chain(&gone).map(|(_, key)| &**key).collect();
        let is_changed: Vec<bool> = present
            .iter()
            .map(|(_, key)| changed.contains(&**key))
            .collect();
        move |row| is_changed.get(row as usize).copied().unwrap_or(true)
    }

    /// Whether what reading noticed is of something that changed.
    pub fn noticed(&self, found: &Irregularity) -> bool {
        match found.spot {
            // a run never vouches for what it could not read, and waivers are no records
            _ if found.kind.stops_reading() || found.kind.is_of_waivers() => true,
            Spot::Cell { ledger, row, .. } => self.record(ledger, row),
            Spot::File(source) | Spot::Text { source, .. } | Spot::Sheet { source, .. } => {
                self.file(source)
            }
        }
    }
}

/// By ledger and row, what tells a record from others: all its values, what could not be read of it, and the records
/// that stand nested in it.
fn prints(reading: &Reading) -> Vec<Vec<u64>> {
    let data = &reading.ledgers;
    let ledgers: Vec<LedgerId> = data.catalog.ledgers().map(|(id, _)| id).collect();
    let mut prints: Vec<Vec<u64>> = ledgers
        .par_iter()
        .map(|ledger| own(data, *ledger))
        .collect();
    for found in &reading.irregularities {
        if let Spot::Cell { ledger, row, field } = found.spot {
            let field = field.map_or(u64::MAX, |f| f.index() as u64);
            let print = mixed(hashed(&(found.kind.name(), &found.found)) ^ mixed(field));
            let own = &mut prints[ledger.index()][row as usize];
            *own = own.wrapping_add(print);
        }
    }
    // innermost first, so that what is deep inside reaches the outermost
    let mut nested = ledgers;
    nested.sort_by_key(|ledger| std::cmp::Reverse(depth(data, *ledger)));
    for ledger in nested {
        let Some((relation, parents)) = data.table(ledger).and_then(|t| t.nested.as_ref()) else {
            continue;
        };
        let parent = data.catalog.relation(*relation).parent;
        for (row, parent_row) in parents.iter().enumerate().filter(|(_, p)| **p != u32::MAX) {
            let print = mixed(prints[ledger.index()][row] ^ mixed(ledger.index() as u64));
            let own = &mut prints[parent.index()][*parent_row as usize];
            *own = own.wrapping_add(print);
        }
    }
    prints
}

fn depth(data: &Ledgers, mut ledger: LedgerId) -> usize {
    let mut depth = 0;
    while let Some((relation, _)) = data.table(ledger).and_then(|t| t.nested.as_ref()) {
        ledger = data.catalog.relation(*relation).parent;
        depth += 1;
    }
    depth
}

fn own(data: &Ledgers, ledger: LedgerId) -> Vec<u64> {
    let Some(table) = data.table(ledger) else {
        return Vec::new();
    };
    let mut prints = vec![0u64; table.rows as usize];
    for (at, column) in (1u64..).zip(&table.columns) {
        if column.present {
            let salt = mixed(at);
            add(&column.values, &mut |row, value| {
                prints[row] = prints[row].wrapping_add(mixed(value ^ salt));
            });
        }
    }
    prints
}

/// Calls `take` with the row and a hash of each value that is there.
fn add(values: &ArrayRef, take: &mut dyn FnMut(usize, u64)) {
    let there = (0..values.len()).filter(|row| values.is_valid(*row));
    match values.data_type() {
        DataType::Utf8 => {
            let texts = values.as_string::<i32>();
            there.for_each(|row| take(row, hashed(texts.value(row))));
        }
        DataType::Dictionary(..) => {
            let dictionary = values.as_dictionary::<UInt32Type>();
            let texts = dictionary.values().as_string::<i32>();
            let hashes: Vec<u64> = (0..texts.len()).map(|at| hashed(texts.value(at))).collect();
            there.for_each(|row| take(row, hashes[dictionary.keys().value(row) as usize]));
        }
        DataType::Int64 => {
            let numbers = values.as_primitive::<Int64Type>();
            there.for_each(|row| take(row, hashed(&numbers.value(row))));
        }
        DataType::Decimal128(..) => {
            let numbers = values.as_primitive::<Decimal128Type>();
            there.for_each(|row| take(row, hashed(&numbers.value(row))));
        }
        DataType::Date32 => {
            let days = values.as_primitive::<Date32Type>();
            there.for_each(|row| take(row, hashed(&days.value(row))));
        }
        DataType::Int32 => {
            let months = values.as_primitive::<Int32Type>();
            there.for_each(|row| take(row, hashed(&months.value(row))));
        }
        _ => {
            let truths = values.as_boolean();
            there.for_each(|row| take(row, hashed(&truths.value(row))));
        }
    }
}

fn hashed(value: &(impl Hash + ?Sized)) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// Spreads a number over all its bits (splitmix64), so that sums of such numbers tell their parts.
fn mixed(n: u64) -> u64 {
    let n = (n ^ (n >> 30)).wrapping_add(0x9e37_79b9_7f4a_7c15);
    let n = (n ^ (n >> 27)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let n = (n ^ (n >> 31)).wrapping_mul(0x94d0_49bb_1331_11eb);
    n ^ (n >> 32)
}

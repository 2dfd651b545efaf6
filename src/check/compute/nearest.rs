//! The text nearest to each asking row's text, among the records that it asks about.

use arrow_array::{Array, ArrayRef};
use rustc_hash::FxHashMap;

use super::similarity::{Index, pieces};
use crate::check::vector::{Texts, Truths, Vector, decimals};
use crate::ledger::Decimal;

/// Inputs: inner texts, inner index, outer texts, outer index, then if told: filter over the inner rows, the
/// inner rows' records, the outer rows' own records.
pub fn nearest(inputs: &[Vector], filter: bool, records: bool, own: bool) -> Vector {
    let (right, left) = (inputs[1].index(), inputs[3].index());
    let inner = inputs[0].expand(right.len());
    let inner = Texts::of_array(&inner);
    let outer_array: ArrayRef = inputs[2].expand(left.len());
    let outer = Texts::of_array(&outer_array);
    let mut rest = inputs[4..].iter();
    let keep = filter.then(|| rest.next()).flatten().map(Truths::of);
    let records = records.then(|| rest.next()).flatten().map(Vector::index);
    let own = own.then(|| rest.next()).flatten().map(Vector::index);
    let mut by_key: FxHashMap<u32, (Vec<Vec<u64>>, Vec<u32>)> = FxHashMap::default();
    for row in 0..right.len() {
        if !right.is_valid(row) || keep.as_ref().is_some_and(|k| k.get(row) != Some(true)) {
            continue;
        }
        let Some(text) = inner.get(row) else { continue };
        let record = records.map_or(row as u32, |r| r.value(row));
        let (texts, members) = by_key.entry(right.value(row)).or_default();
        texts.push(pieces(text));
        members.push(record);
    }
    let indexes: FxHashMap<u32, (Index, Vec<u32>)> = by_key
        .into_iter()
        .map(|(key, (texts, members))| (key, (Index::of(&texts), members)))
        .collect();
    let similarity = |row: usize| -> Option<Decimal> {
        let key = left.is_valid(row).then(|| left.value(row))?;
        let (index, members) = indexes.get(&key)?;
        let text = pieces(outer.get(row)?);
        if text.is_empty() {
            return None;
        }
        let itself = own.and_then(|o| o.is_valid(row).then(|| o.value(row)));
        index.nearest(&text, |candidate| {
            Some(members[candidate as usize]) != itself
        })
    };
    Vector::Column(decimals((0..left.len()).map(similarity)))
}

//! Folds that give a value of the folded rows: sums, extremes, statistics, lists, gaps.

use std::iter;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Decimal128Type, Int64Type};
use arrow_array::{Array, ArrayRef, Int64Array, StringArray, UInt32Array, new_null_array};
use arrow_select::take::take;

use super::fold::{Buckets, Parts};
use super::keys::KeyTable;
use super::{order, ranks};
use crate::check::plan::FoldShape;
use crate::check::vector::{Cells, Vector, decimals};
use crate::ledger::{Decimal, Type, value_at};
use crate::rulebook::{Direction, FoldFunction};

pub fn fold(shape: FoldShape, parts: &Parts<'_>) -> ArrayRef {
    let Some(body) = &parts.body else {
        return new_null_array(&shape.kind.arrow(), parts.size);
    };
    match shape.function {
        FoldFunction::Sum if shape.kind == Type::Integer => sum_integers(parts, body),
        FoldFunction::Sum => decimals(sum_decimals(parts, body).into_iter()),
        FoldFunction::Min => extreme(parts, body, Direction::Ascending),
        FoldFunction::Max => extreme(parts, body, Direction::Descending),
        FoldFunction::First => picked(parts, body, false),
        FoldFunction::Last => picked(parts, body, true),
        FoldFunction::CountDistinct => count_distinct(parts, body),
        FoldFunction::List => list(parts, body),
        FoldFunction::MaxGap => max_gap(parts, body),
        FoldFunction::Avg => statistic(parts, body, |_, values| mean(values)),
        FoldFunction::Median => statistic(parts, body, |_, values| median(values)),
        FoldFunction::Stddev => statistic(parts, body, |_, values| stddev(values)),
        _ => {
            let share = parts.arguments.first().map(Cells::<Decimal128Type>::of);
            statistic(parts, body, |target, values| {
                percentile(values, Decimal(share.as_ref().and_then(|s| s.get(target))?))
            })
        }
    }
}

fn sum_integers(parts: &Parts<'_>, body: &Vector) -> ArrayRef {
    let values = body.array().as_primitive::<Int64Type>();
    let mut sums = vec![0i128; parts.size];
    parts.kept(|row, target| {
        if values.is_valid(row) {
            sums[target] += i128::from(values.value(row));
        }
    });
    Arc::new(
        sums.into_iter()
            .map(|sum| i64::try_from(sum).ok())
            .collect::<Int64Array>(),
    )
}

fn sum_decimals(parts: &Parts<'_>, body: &Vector) -> Vec<Option<Decimal>> {
    let values = body.array().as_primitive::<Decimal128Type>();
    let mut sums = vec![Total::default(); parts.size];
    parts.kept(|row, target| {
        if values.is_valid(row) {
            sums[target].add(Decimal(values.value(row)));
        }
    });
    sums.iter().map(Total::value).collect()
}

/// Wholes and fractions summed apart, so that no sum leaves its type on the way and order does not matter.
#[derive(Clone, Copy, Default)]
struct Total {
    wholes: i128,
    fractions: i128,
}

impl Total {
    fn add(&mut self, value: Decimal) {
        self.wholes += value.0 / Decimal::ONE;
        self.fractions += value.0 % Decimal::ONE;
    }

    /// `None` where the sum itself is out of range.
    fn value(&self) -> Option<Decimal> {
        let sum = self
            .wholes
            .checked_mul(Decimal::ONE)?
            .checked_add(self.fractions)?;
        Decimal(0).add(Decimal(sum))
    }
}

/// The least value in a direction: the greatest when descending.
fn extreme(parts: &Parts<'_>, body: &Vector, direction: Direction) -> ArrayRef {
    if let Some(bits) = ranks::Bits::of(body.array()) {
        let best = seen(parts, &bits).into_iter().map(|seen| match direction {
            Direction::Ascending => seen & seen.wrapping_neg(),
            Direction::Descending => match seen {
                0 => 0,
                seen => 1 << seen.ilog2(),
            },
        });
        return bits.texts(best);
    }
    if let Some(ranks) = ranks::ranks(body.array(), direction) {
        let mut best = vec![u64::MAX; parts.size];
        parts.kept(|row, target| {
            let packed = u64::from(ranks[row]) << 32 | row as u64;
            best[target] = best[target].min(packed);
        });
        let present =
            |packed: u64| (packed >> 32 != u64::from(ranks::LAST)).then_some(packed as u32);
        return choose(body, best.into_iter().map(present).collect());
    }
    let compare = order::comparer(body.array(), direction);
    let mut best: Vec<Option<u32>> = vec![None; parts.size];
    parts.kept(|row, target| {
        if body.array().is_null(row) {
            return;
        }
        let better = best[target].is_none_or(|b| compare(row, b as usize).is_lt());
        if better {
            best[target] = Some(row as u32);
        }
    });
    choose(body, best)
}

/// The bits of all texts that each target has.
fn seen(parts: &Parts<'_>, bits: &ranks::Bits<'_>) -> Vec<u64> {
    let mut seen = vec![0u64; parts.size];
    parts.kept(|row, target| seen[target] |= bits.get(row));
    seen
}

fn choose(body: &Vector, rows: Vec<Option<u32>>) -> ArrayRef {
    let index: UInt32Array = rows.into_iter().collect();
    take(body.array(), &index, None)
        .unwrap_or_else(|_| new_null_array(body.array().data_type(), index.len()))
}

/// The first or last row of each target.
fn picked(parts: &Parts<'_>, body: &Vector, replace: bool) -> ArrayRef {
    let mut rows: Vec<Option<u32>> = vec![None; parts.size];
    parts.kept(|row, target| {
        if replace || rows[target].is_none() {
            rows[target] = Some(row as u32);
        }
    });
    choose(body, rows)
}

fn count_distinct(parts: &Parts<'_>, body: &Vector) -> ArrayRef {
    if let Some(bits) = ranks::Bits::of(body.array()) {
        let counts = seen(parts, &bits).into_iter();
        let counts = counts.map(|seen| i64::from(seen.count_ones()));
        return Arc::new(Int64Array::from_iter_values(counts));
    }
    let arrays = [body.array().clone()];
    let keys = KeyTable::of(&arrays, parts.index.len());
    let ids = &keys.ids;
    let id = |row: usize| ids.is_valid(row).then(|| ids.value(row));
    let mut buckets = Buckets::of(parts, id);
    let counts = buckets.map(|_, ids| {
        ids.sort_unstable();
        ids.chunk_by(|a, b| a == b).count() as i64
    });
    Arc::new(Int64Array::from_iter_values(counts))
}

fn list(parts: &Parts<'_>, body: &Vector) -> ArrayRef {
    let mut lists: Vec<Option<String>> = vec![None; parts.size];
    parts.kept(|row, target| {
        let value = value_at(body.array(), row);
        if value.is_null() {
            return;
        }
        match &mut lists[target] {
            Some(list) => {
                list.push('、');
                list.push_str(&value.to_string());
            }
            none => *none = Some(value.to_string()),
        }
    });
    Arc::new(lists.into_iter().collect::<StringArray>())
}

fn max_gap(parts: &Parts<'_>, body: &Vector) -> ArrayRef {
    let dates = body.array().as_primitive::<Date32Type>();
    let ends: Vec<Cells<'_, Date32Type>> = parts.arguments.iter().map(Cells::of).collect();
    let day = |row: usize| dates.is_valid(row).then(|| dates.value(row));
    let gap = |target: usize, days: &mut [i32]| -> Option<i64> {
        days.sort_unstable();
        let [from, to] = ends.as_slice() else {
            return longest(days.iter().copied());
        };
        let (from, to) = (from.get(target)?, to.get(target)?);
        let between = days.iter().filter(|day| (from..=to).contains(*day));
        // both ends in their order, whichever is earlier
        let (start, end) = (from.min(to), from.max(to));
        longest(iter::once(start).chain(between.copied()).chain([end]))
    };
    let mut buckets = Buckets::of(parts, day);
    Arc::new(buckets.map(gap).collect::<Int64Array>())
}

/// The longest gap between different days; `None` where all are one.
fn longest(days: impl Iterator<Item = i32>) -> Option<i64> {
    let mut before = None;
    days.filter_map(|day| Some(i64::from(day) - i64::from(before.replace(day)?)))
        .filter(|gap| *gap > 0)
        .max()
}

/// A statistic of the numbers of each target, sorted.
fn statistic(
    parts: &Parts<'_>,
    body: &Vector,
    of: impl Fn(usize, &[Decimal]) -> Option<Decimal>,
) -> ArrayRef {
    let values = body.array().as_primitive::<Decimal128Type>();
    let number = |row: usize| values.is_valid(row).then(|| Decimal(values.value(row)));
    let mut buckets = Buckets::of(parts, number);
    let statistics = buckets.map(|target, numbers| {
        numbers.sort_unstable();
        (!numbers.is_empty()).then(|| of(target, numbers)).flatten()
    });
    decimals(statistics)
}

fn mean(values: &[Decimal]) -> Option<Decimal> {
    let mut total = Total::default();
    values.iter().for_each(|value| total.add(*value));
    let sum = total.value()?;
    sum.div(Decimal::from_integer(values.len() as i64))
}

fn median(values: &[Decimal]) -> Option<Decimal> {
    let middle = values.len() / 2;
    if values.len() % 2 == 1 {
        return Some(values[middle]);
    }
    values[middle - 1]
        .add(values[middle])?
        .div(Decimal::from_integer(2))
}

fn stddev(values: &[Decimal]) -> Option<Decimal> {
    let mean = mean(values)?;
    let squares = values.iter().try_fold(Decimal(0), |sum, v| {
        let difference = v.sub(mean)?;
        sum.add(difference.mul(difference)?)
    })?;
    squares
        .div(Decimal::from_integer(values.len() as i64))?
        .sqrt()
}

/// Linear interpolation between the two nearest ranks.
fn percentile(values: &[Decimal], share: Decimal) -> Option<Decimal> {
    if share < Decimal(0) || share > Decimal::from_integer(1) {
        return None;
    }
    let position = Decimal::from_integer(values.len() as i64 - 1).mul(share)?;
    let lower = position.floor()?;
    let fraction = position.sub(Decimal::from_integer(lower))?;
    let low = values[lower as usize];
    match values.get(lower as usize + 1) {
        Some(high) => low.add(high.sub(low)?.mul(fraction)?),
        None => Some(low),
    }
}

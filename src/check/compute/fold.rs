//! Many rows reduced to the row they belong to: a scatter over the index.

use std::sync::Arc;

use arrow_array::{Array, ArrayRef, BooleanArray, Int64Array, UInt32Array};

use super::{group, numbers, similarity};
use crate::check::plan::{Extent, FoldShape};
use crate::check::run::Inputs;
use crate::check::vector::{Truths, Vector, decimals};
use crate::rulebook::FoldFunction;

/// The parts of a fold, told apart.
pub struct Parts<'a> {
    pub index: &'a UInt32Array,
    filter: Option<Truths<'a>>,
    pub body: Option<Vector>,
    previous: Option<&'a UInt32Array>,
    /// Kept rows in order; row order where the fold has none.
    sorted: Option<&'a [u32]>,
    pub arguments: &'a [Vector],
    /// Number of target rows.
    pub size: usize,
}

impl Parts<'_> {
    /// The filter at a row: true where there is none.
    fn passes(&self, row: usize) -> Option<bool> {
        self.filter.as_ref().map_or(Some(true), |f| f.get(row))
    }

    /// Whether a row takes part: where the fold compares neighbours, the first has none.
    fn takes_part(&self, row: usize) -> bool {
        self.previous.is_none_or(|p| p.is_valid(row))
    }

    /// Calls `visit` with (row, target) for every row whose filter is true, in the fold's order.
    pub fn kept(&self, mut visit: impl FnMut(usize, usize)) {
        if self.filter.is_none() && self.previous.is_none() && self.sorted.is_none() {
            let targets = self.index.values().iter().enumerate();
            match self.index.nulls() {
                None => targets.for_each(|(row, target)| visit(row, *target as usize)),
                Some(nulls) => targets
                    .filter(|(row, _)| nulls.is_valid(*row))
                    .for_each(|(row, target)| visit(row, *target as usize)),
            }
            return;
        }
        let mut one = |row: usize| {
            if self.index.is_valid(row) && self.takes_part(row) {
                visit(row, self.index.value(row) as usize);
            }
        };
        match (self.sorted, &self.filter) {
            (Some(sorted), _) => sorted
                .iter()
                .filter(|row| self.passes(**row as usize) == Some(true))
                .for_each(|row| one(*row as usize)),
            (None, Some(filter)) => filter.each_true(self.index.len(), one),
            (None, None) => (0..self.index.len()).for_each(one),
        }
    }
}

/// The value of a fold for every target row.
pub fn fold(shape: FoldShape, extent: Extent, inputs: &[Vector], from: &Inputs<'_>) -> Vector {
    let mut rest = inputs[1..].iter();
    let mut next = |there: bool| there.then(|| rest.next()).flatten();
    let index = inputs[0].index();
    let filter = next(shape.filter);
    let body = next(shape.body);
    let sorted = next(shape.sorted);
    let previous = next(shape.pairs);
    let arguments_at = inputs.len() - rest.len();
    let parts = Parts {
        index,
        filter: filter.map(Truths::of),
        body: body.map(|b| {
            if b.is_scalar() {
                Vector::Column(b.expand(index.len()))
            } else {
                b.clone()
            }
        }),
        previous: previous.map(|p| &**p.index()),
        sorted: sorted.map(|s| match s {
            Vector::Sorted { rows, .. } => rows.as_slice(),
            _ => unreachable!("the plan orders folds only by sorted rows"),
        }),
        arguments: &inputs[arguments_at..arguments_at + shape.arguments as usize],
        size: match extent {
            Extent::Ledger(ledger) => super::rows(ledger, from),
            Extent::One => 1,
            Extent::LastInput => group::count(&inputs[inputs.len() - 1]),
        },
    };
    let folded = folded(shape, &parts);
    if extent == Extent::One {
        Vector::Scalar(folded)
    } else {
        Vector::Column(folded)
    }
}

fn folded(shape: FoldShape, parts: &Parts<'_>) -> ArrayRef {
    match shape.function {
        FoldFunction::Exists => exists(parts),
        FoldFunction::Every => every(parts),
        FoldFunction::Count => count(parts),
        FoldFunction::MaxRun => max_run(parts),
        FoldFunction::MaxSimilarity => similarity::closest_pairs(parts),
        _ => numbers::fold(shape, parts),
    }
}

/// Kleene's or over the rows: filter and body.
fn exists(parts: &Parts<'_>) -> ArrayRef {
    let found = some(parts, |body| body);
    Arc::new(found.into_iter().collect::<BooleanArray>())
}

/// Kleene's and over the rows (not filter, or body): no row passes the filter and fails the body.
fn every(parts: &Parts<'_>) -> ArrayRef {
    let failing = some(parts, |body| !body);
    let all = failing.into_iter().map(|found| found.map(|f| !f));
    Arc::new(all.collect::<BooleanArray>())
}

/// For each target, whether some row passes the filter and its body is as `wanted`; unknown where none surely is
/// and one may be.
fn some(parts: &Parts<'_>, wanted: fn(bool) -> bool) -> Vec<Option<bool>> {
    let mut found = vec![Some(false); parts.size];
    if parts.body.is_none() && wanted(true) && parts.filter.as_ref().is_none_or(Truths::are_known) {
        parts.kept(|_, target| found[target] = Some(true));
        return found;
    }
    let body = parts.body.as_ref().map(Truths::of);
    for row in 0..parts.index.len() {
        if !parts.index.is_valid(row) || !parts.takes_part(row) {
            continue;
        }
        let body = body.as_ref().map_or(Some(true), |b| b.get(row));
        let holds = match (parts.passes(row), body.map(wanted)) {
            (Some(false), _) | (_, Some(false)) => continue,
            (Some(true), Some(true)) => Some(true),
            _ => None,
        };
        let target = &mut found[parts.index.value(row) as usize];
        if *target != Some(true) {
            *target = holds;
        }
    }
    found
}

fn count(parts: &Parts<'_>) -> ArrayRef {
    let body = parts.body.as_ref().map(Truths::of);
    let mut counts = vec![0i64; parts.size];
    parts.kept(|row, target| {
        counts[target] += i64::from(body.as_ref().is_none_or(|b| b.get(row) == Some(true)));
    });
    Arc::new(Int64Array::from(counts))
}

/// Longest run of neighbours for which the body is true.
fn max_run(parts: &Parts<'_>) -> ArrayRef {
    let body = parts.body.as_ref().map(Truths::of);
    let mut running = vec![0i64; parts.size];
    let mut longest = vec![0i64; parts.size];
    parts.kept(|row, target| {
        let holds = body.as_ref().is_some_and(|b| b.get(row) == Some(true));
        running[target] = if holds { running[target] + 1 } else { 0 };
        longest[target] = longest[target].max(running[target]);
    });
    Arc::new(Int64Array::from(longest))
}

/// What each target's rows give, in the fold's order; rows that give nothing are left out.
pub struct Buckets<T> {
    ends: Vec<u32>,
    all: Vec<T>,
}

impl<T: Copy + Default> Buckets<T> {
    pub fn of(parts: &Parts<'_>, value: impl Fn(usize) -> Option<T>) -> Self {
        let mut ends = vec![0u32; parts.size];
        parts.kept(|row, target| ends[target] += u32::from(value(row).is_some()));
        let mut total = 0;
        for end in &mut ends {
            // first where they begin, which moves on with each one placed to where they end
            (*end, total) = (total, total + *end);
        }
        let mut all = vec![T::default(); total as usize];
        parts.kept(|row, target| {
            if let Some(value) = value(row) {
                let slot = &mut ends[target];
                all[*slot as usize] = value;
                *slot += 1;
            }
        });
        Buckets { ends, all }
    }

    /// Something of each target's.
    pub fn map<R>(&mut self, mut of: impl FnMut(usize, &mut [T]) -> R) -> impl Iterator<Item = R> {
        let mut rest = &mut self.all[..];
        let mut start = 0;
        self.ends.iter().enumerate().map(move |(target, end)| {
            let (own, behind) = std::mem::take(&mut rest).split_at_mut((end - start) as usize);
            (rest, start) = (behind, *end);
            of(target, own)
        })
    }
}

/// A decimal for each target from its rows.
pub fn decimal_each(
    parts: &Parts<'_>,
    value: impl Fn(usize, &[u32]) -> Option<crate::ledger::Decimal>,
) -> ArrayRef {
    let mut buckets = Buckets::of(parts, |row| Some(row as u32));
    decimals(buckets.map(|target, rows| value(target, rows)))
}

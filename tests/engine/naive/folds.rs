//! Functions over many records: which records, in which order, reduced to which value.

use std::cmp::Ordering;
use std::collections::HashSet;

use ledgerlint::ledger::{Decimal, LedgerId, RelationId, Value};
use ledgerlint::rulebook::{Direction, Fold, FoldFunction, Over, Typed};

use super::equality::{conjuncts, is_key_equality};
use super::operators::{and, compare, not, or, to_decimal, truth_value};
use super::statistics::{
    decimals, deviation, extreme, longest_run, max_gap, mean, median, number, percentile, present,
    sum,
};
use super::{Frame, Naive, Place, innermost};

/// A folded record that the filter keeps, and the kept one before it.
#[derive(Clone, Copy)]
struct Kept {
    row: u32,
    previous: Option<u32>,
}

impl Naive<'_> {
    pub(super) fn fold(&self, fold: &Fold, frames: &[Frame<'_>]) -> Value {
        let ledger = fold.over.ledger(self.catalog);
        let (equalities, conditions) = match (&fold.over, &fold.filter) {
            (Over::Ledger(_), Some(filter)) => conjuncts(filter)
                .into_iter()
                .partition(|c| is_key_equality(c)),
            (_, filter) => (Vec::new(), filter.iter().collect()),
        };
        let at = |row: u32, previous: Option<u32>| -> Vec<Frame<'_>> {
            let inner = Frame {
                place: Place::Record(ledger, row),
                previous,
            };
            frames.iter().copied().chain([inner]).collect()
        };
        // a record for which an equality by value is not true is no record of this fold at all
        let found = self.rows_of(&fold.over, frames).into_iter().filter(|row| {
            let inside = at(*row, None);
            equalities
                .iter()
                .all(|equality| self.truth(equality, &inside) == Some(true))
        });
        let filtered: Vec<(u32, Option<bool>)> = found
            .map(|row| (row, self.all(conditions.iter().copied(), &at(row, None))))
            .collect();
        let keep = filtered
            .iter()
            .filter(|(_, kept)| *kept == Some(true))
            .map(|(row, _)| *row);
        let mut kept = self.in_order(keep.collect(), &fold.order, &|row| at(row, None));
        if fold.pairs {
            kept.retain(|k| k.previous.is_some());
        }
        let body_at = |row, previous| match &fold.body {
            Some(body) => self.value(body, &at(row, previous)),
            None => Value::Boolean(true),
        };
        let truth_at = |row, previous| match body_at(row, previous) {
            Value::Boolean(truth) => Some(truth),
            _ => None,
        };
        let values = || -> Vec<Value> { kept.iter().map(|k| body_at(k.row, k.previous)).collect() };
        match fold.function {
            FoldFunction::Exists if fold.pairs => truth_value(
                kept.iter()
                    .map(|k| truth_at(k.row, k.previous))
                    .fold(Some(false), or),
            ),
            FoldFunction::Exists => {
                let possible = filtered.iter().filter(|(_, kept)| *kept != Some(false));
                truth_value(
                    possible
                        .map(|(row, kept)| and(*kept, truth_at(*row, None)))
                        .fold(Some(false), or),
                )
            }
            FoldFunction::Every if fold.pairs => truth_value(
                kept.iter()
                    .map(|k| truth_at(k.row, k.previous))
                    .fold(Some(true), and),
            ),
            FoldFunction::Every => truth_value(
                filtered
                    .iter()
                    .map(|(row, kept)| or(not(*kept), truth_at(*row, None)))
                    .fold(Some(true), and),
            ),
            FoldFunction::Count => Value::Integer(
                values()
                    .iter()
                    .filter(|v| **v == Value::Boolean(true))
                    .count() as i64,
            ),
            FoldFunction::CountDistinct => Value::Integer(
                present(values())
                    .into_iter()
                    .collect::<HashSet<Value>>()
                    .len() as i64,
            ),
            FoldFunction::First => values().into_iter().next().unwrap_or(Value::Null),
            FoldFunction::Last => values().into_iter().last().unwrap_or(Value::Null),
            FoldFunction::List => {
                let shown: Vec<String> = present(values()).iter().map(Value::to_string).collect();
                if shown.is_empty() {
                    Value::Null
                } else {
                    Value::Text(shown.join("、").into())
                }
            }
            FoldFunction::Min => extreme(values(), Ordering::is_lt),
            FoldFunction::Max => extreme(values(), Ordering::is_gt),
            FoldFunction::Sum => sum(fold, values()),
            FoldFunction::Avg => number(mean(&decimals(values()))),
            FoldFunction::Median => number(median(decimals(values()))),
            FoldFunction::Stddev => number(deviation(&decimals(values()))),
            FoldFunction::Percentile => {
                let share = to_decimal(&self.value(&fold.arguments[0], frames));
                number(share.and_then(|share| percentile(decimals(values()), share)))
            }
            FoldFunction::MaxGap => {
                let ends: Vec<Value> = fold
                    .arguments
                    .iter()
                    .map(|a| self.value(a, frames))
                    .collect();
                max_gap(values(), &ends).map_or(Value::Null, Value::Integer)
            }
            FoldFunction::MaxRun => Value::Integer(longest_run(&values())),
            FoldFunction::MaxSimilarity => {
                let rows: Vec<u32> = kept.iter().map(|k| k.row).collect();
                let texts: Vec<(u32, Value)> = rows.into_iter().zip(values()).collect();
                number(match fold.arguments.first() {
                    None => self.nearest_pair(&texts),
                    Some(argument) => {
                        let text = self.value(argument, frames);
                        self.nearest_other(&text, &texts, ledger, innermost(frames).place)
                    }
                })
            }
        }
    }

    /// The folded records, lowest row first.
    fn rows_of(&self, over: &Over, frames: &[Frame<'_>]) -> Vec<u32> {
        match over {
            Over::Ledger(ledger) => (0..self.rows[ledger.index()].len() as u32).collect(),
            Over::Group(_) => match frames[0].place {
                Place::Group(group) => group.rows.clone(),
                Place::Record(..) => {
                    unreachable!("the resolver gives records of groups to groups only")
                }
            },
            Over::Down { from, downs } => {
                let Some(start) = self.reach(from, frames) else {
                    return Vec::new();
                };
                let start = self.links[downs[0].index()].same_as[start as usize];
                downs.iter().fold(vec![start], |parents, relation| {
                    self.children(&parents, *relation)
                })
            }
        }
    }

    /// The rows whose first parent is one of these.
    fn children(&self, parents: &[u32], relation: RelationId) -> Vec<u32> {
        let candidates = self.links[relation.index()].candidates.iter().zip(0..);
        candidates
            .filter(|(found, _)| found.first().is_some_and(|p| parents.contains(p)))
            .map(|(_, row)| row)
            .collect()
    }

    /// Rows sorted by the order keys, nulls last in both directions, ties as they were; each with the one before it.
    fn in_order<'f, 'g: 'f>(
        &self,
        rows: Vec<u32>,
        order: &[(Typed, Direction)],
        at: &dyn Fn(u32) -> Vec<Frame<'g>>,
    ) -> Vec<Kept> {
        let keys = |row: u32| -> Vec<Value> {
            order
                .iter()
                .map(|(key, _)| self.value(key, &at(row)))
                .collect()
        };
        let mut keyed: Vec<(Vec<Value>, u32)> =
            rows.into_iter().map(|row| (keys(row), row)).collect();
        let directions: Vec<Direction> = order.iter().map(|(_, direction)| *direction).collect();
        keyed.sort_by(|(a, _), (b, _)| compare_keys(a, b, &directions));
        let mut before = None;
        let mut kept = Vec::new();
        for (_, row) in keyed {
            kept.push(Kept {
                row,
                previous: before,
            });
            before = Some(row);
        }
        kept
    }

    fn nearest_pair(&self, texts: &[(u32, Value)]) -> Option<Decimal> {
        let pairs = texts
            .iter()
            .enumerate()
            .flat_map(|(i, a)| texts[i + 1..].iter().map(move |b| (&a.1, &b.1)));
        pairs.filter_map(|pair| self.similarity_of(pair)).max()
    }

    /// The record that asks is not its own neighbour.
    fn nearest_other(
        &self,
        text: &Value,
        texts: &[(u32, Value)],
        ledger: LedgerId,
        asking: Place<'_>,
    ) -> Option<Decimal> {
        let itself =
            |row: u32| matches!(asking, Place::Record(own, at) if own == ledger && at == row);
        let others = texts.iter().filter(|(row, _)| !itself(*row));
        others
            .filter_map(|(_, other)| self.similarity_of((text, other)))
            .max()
    }

    fn similarity_of(&self, pair: (&Value, &Value)) -> Option<Decimal> {
        match pair {
            (Value::Text(a), Value::Text(b)) => self.similarity(a, b),
            _ => None,
        }
    }
}

/// The order of two rows by their keys.
pub fn compare_keys(a: &[Value], b: &[Value], directions: &[Direction]) -> Ordering {
    let each = a.iter().zip(b).zip(directions).map(|((a, b), direction)| {
        match (a.is_null(), b.is_null()) {
            (true, true) => Ordering::Equal,
            (true, false) => Ordering::Greater,
            (false, true) => Ordering::Less,
            (false, false) => {
                let order = compare(a, b).expect("neither is missing");
                if *direction == Direction::Ascending {
                    order
                } else {
                    order.reverse()
                }
            }
        }
    });
    each.fold(Ordering::Equal, Ordering::then)
}

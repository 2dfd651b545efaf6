//! What a rule says of each record or group.

use std::cmp::Ordering;

use ledgerlint::check::Verdict;
use ledgerlint::ledger::{LedgerId, Value};
use ledgerlint::rulebook::{Effective, GroupKey, Judge, Node, Over, Scope, Sequence, Typed};

use super::folds::compare_keys;
use super::operators::{and, compare};
use super::{Frame, Group, Naive, Place};

impl Naive<'_> {
    /// One verdict per record of the judged ledger, or per group.
    pub fn verdicts(&self, judge: &Judge, effective: Effective) -> Vec<Verdict> {
        if let Some(keys) = &judge.per {
            let groups = self.groups(judge.ledger, keys);
            let frame = |group| Frame {
                place: Place::Group(group),
                previous: None,
            };
            return groups
                .iter()
                .map(|group| self.verdict(judge, effective, frame(group)))
                .collect();
        }
        let count = self.rows[judge.ledger.index()].len() as u32;
        let before = match &judge.sequence {
            Some(sequence) => self.previous_records(judge.ledger, sequence),
            None => vec![None; count as usize],
        };
        let frame = |row| Frame {
            place: Place::Record(judge.ledger, row),
            previous: before[row as usize],
        };
        (0..count)
            .map(|row| self.verdict(judge, effective, frame(row)))
            .collect()
    }

    /// The first record of each judged group; nothing where records are judged.
    pub fn representatives(&self, judge: &Judge) -> Option<Vec<u32>> {
        let groups = self.groups(judge.ledger, judge.per.as_ref()?);
        Some(groups.iter().map(|group| group.rows[0]).collect())
    }

    /// Value of an expression at each record of the judged ledger, or at each group; `previous` means nothing there.
    pub fn values(&self, typed: &Typed, judge: &Judge) -> Vec<Value> {
        let at = |place| {
            self.value(
                typed,
                &[Frame {
                    place,
                    previous: None,
                }],
            )
        };
        match &judge.per {
            Some(keys) => self
                .groups(judge.ledger, keys)
                .iter()
                .map(|group| at(Place::Group(group)))
                .collect(),
            None => {
                let count = self.rows[judge.ledger.index()].len() as u32;
                (0..count)
                    .map(|row| at(Place::Record(judge.ledger, row)))
                    .collect()
            }
        }
    }

    fn verdict(&self, judge: &Judge, effective: Effective, frame: Frame<'_>) -> Verdict {
        if judge.sequence.is_some() && frame.previous.is_none() && reads_previous(&judge.require) {
            return Verdict::NotApplicable;
        }
        let frames = [frame];
        let applies = judge
            .when
            .as_ref()
            .map_or(Some(true), |when| self.truth(when, &frames));
        let in_force = match judge.event.as_ref().filter(|_| effective.by_event) {
            None => Some(true),
            Some(event) => self.in_force(&self.value(event, &frames), effective),
        };
        match (and(applies, in_force), self.truth(&judge.require, &frames)) {
            (Some(false), _) | (None, Some(true)) => Verdict::NotApplicable,
            (Some(true), Some(true)) => Verdict::Passed,
            (Some(true), Some(false)) => Verdict::Failed,
            (Some(true), None) | (None, _) => Verdict::Undecided,
        }
    }

    fn in_force(&self, event: &Value, effective: Effective) -> Option<bool> {
        let Value::Date(day) = event else { return None };
        Some(
            effective.from.is_none_or(|from| from <= *day)
                && effective.to.is_none_or(|to| *day <= to),
        )
    }

    /// Groups in the order of their first rows; rows with a missing key are in none.
    fn groups(&self, ledger: LedgerId, keys: &[GroupKey]) -> Vec<Group> {
        let mut groups: Vec<Group> = Vec::new();
        for row in 0..self.rows[ledger.index()].len() as u32 {
            let frame = Frame {
                place: Place::Record(ledger, row),
                previous: None,
            };
            let values: Vec<Value> = keys
                .iter()
                .map(|key| self.value(&key.value, &[frame]))
                .collect();
            if values.iter().any(Value::is_null) {
                continue;
            }
            match groups.iter_mut().find(|group| group.keys == values) {
                Some(group) => group.rows.push(row),
                None => groups.push(Group {
                    rows: vec![row],
                    keys: values,
                }),
            }
        }
        groups
    }

    /// For each row the one before it among those with the same `per` values.
    fn previous_records(&self, ledger: LedgerId, sequence: &Sequence) -> Vec<Option<u32>> {
        let count = self.rows[ledger.index()].len() as u32;
        let values = |of: &mut dyn Iterator<Item = &Typed>, row| -> Vec<Value> {
            let frame = Frame {
                place: Place::Record(ledger, row),
                previous: None,
            };
            of.map(|typed| self.value(typed, &[frame])).collect()
        };
        let per: Vec<Vec<Value>> = (0..count)
            .map(|row| values(&mut sequence.per.iter(), row))
            .collect();
        let by: Vec<Vec<Value>> = (0..count)
            .map(|row| values(&mut sequence.by.iter().map(|(key, _)| key), row))
            .collect();
        let directions: Vec<_> = sequence
            .by
            .iter()
            .map(|(_, direction)| *direction)
            .collect();
        let order = |a: u32, b: u32| -> Ordering {
            compare_keys(&by[a as usize], &by[b as usize], &directions).then(a.cmp(&b))
        };
        let same = |a: u32, b: u32| {
            let mut pairs = per[a as usize].iter().zip(&per[b as usize]);
            pairs.all(|(x, y)| compare(x, y) == Some(Ordering::Equal))
        };
        (0..count)
            .map(|row| {
                (0..count)
                    .filter(|other| same(*other, row) && order(*other, row).is_lt())
                    .max_by(|a, b| order(*a, *b))
            })
            .collect()
    }
}

/// Whether a requirement reads the record before the judged one. `previous` inside a fold's brackets is another.
fn reads_previous(typed: &Typed) -> bool {
    match &typed.node {
        Node::HasPrevious => true,
        Node::Attribute { at, .. } | Node::Matches { at, .. } => at.scope == Scope::Previous,
        Node::Fold(fold) => {
            let from =
                matches!(&fold.over, Over::Down { from, .. } if from.scope == Scope::Previous);
            from || fold.arguments.iter().any(reads_previous)
        }
        _ => typed.children().into_iter().any(reads_previous),
    }
}

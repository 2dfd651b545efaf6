//! Which failures are described where only the first ones are wanted.

use super::world::Decision;
use crate::ledger::{Cell, Ledgers};
use crate::rulebook::Judge;

/// A failed record or group of a rule's judge.
pub struct Failing {
    /// Position of the judge in its rule.
    pub judge: usize,
    pub row: u32,
    /// What it is ordered by.
    pub cell: Cell,
}

/// The failures of a judge; of many no more than needed to find the first `limit` ones.
pub fn failing(
    at: usize,
    judge: &Judge,
    decision: &Decision,
    limit: Option<usize>,
    data: &Ledgers,
) -> Vec<Failing> {
    let own = judge.at.first().filter(|p| p.ups.is_empty());
    let of = |row: usize| Failing {
        judge: at,
        row: row as u32,
        cell: Cell {
            ledger: judge.ledger,
            row: decision
                .representatives()
                .map_or(row as u32, |records| records[row]),
            field: own.map(|p| p.field),
        },
    };
    let failed = decision.failed.set_indices();
    match limit {
        None => failed.map(of).collect(),
        // the first rows are the first ones of the report
        Some(limit) if judge.per.is_none() && data.rows_in_order(judge.ledger) => {
            failed.take(limit).map(of).collect()
        }
        Some(limit) => {
            let mut keyed: Vec<_> = failed.map(|row| (data.order(of(row).cell), row)).collect();
            if keyed.len() > limit {
                keyed.select_nth_unstable(limit);
                keyed.truncate(limit);
            }
            keyed.into_iter().map(|(_, row)| of(row)).collect()
        }
    }
}

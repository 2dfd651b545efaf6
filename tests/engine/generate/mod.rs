//! Random rule texts that the resolver accepts: an expression is generated for the type that is wanted of it.
//!
//! Covers every operator, function and fold, every scope and everything that a fold can be taken over.

mod folds;
mod functions;
mod paths;
mod rule;
mod rules;
mod values;

use ledgerlint::ledger::{Catalog, LedgerId, Type};

use crate::random::Random;

pub use rule::{EventText, GroupText, RuleText, SequenceText};

/// Brackets inside brackets of functions over many records.
const MAX_FOLDS: usize = 3;

/// Where the expression that is being written stands.
#[derive(Clone)]
enum Spot {
    /// `ordered` where `previous` has a meaning.
    Record { ledger: LedgerId, ordered: bool },
    /// Group keys by name.
    Group {
        ledger: LedgerId,
        keys: Vec<(String, Type)>,
    },
}

/// Writes random expressions at a place.
pub struct Generator<'a> {
    catalog: &'a Catalog,
    random: &'a mut Random,
    /// The place under judgement first, the innermost folded record last.
    spots: Vec<Spot>,
    /// Places before this one may not be read: a fold over a whole ledger without an equality is a constant.
    visible: usize,
    /// How much more may be written before only names and literals are.
    fuel: usize,
}

impl<'a> Generator<'a> {
    fn new(catalog: &'a Catalog, random: &'a mut Random, spot: Spot) -> Self {
        let fuel = *random.pick(&[4, 8, 14, 24]);
        Generator {
            catalog,
            random,
            spots: vec![spot],
            visible: 0,
            fuel,
        }
    }

    fn innermost(&self) -> &Spot {
        &self.spots[self.spots.len() - 1]
    }

    /// Whether a compound expression may still be written; pays for it.
    fn spend(&mut self) -> bool {
        let affordable = self.fuel > 0;
        self.fuel = self.fuel.saturating_sub(1);
        affordable
    }
}

//! A condition taken apart: the ways in which it can hold or fail.

use super::domain::{Domain, Truth};
use super::facts::Facts;
use crate::ledger::Type;
use crate::rulebook::syntax::{BinaryOp, IsWhat};
use crate::rulebook::typed::{Node, Typed};

/// More ways than these are not told apart.
const MOST: usize = 96;

impl<'c> Facts<'c> {
    /// What is known in each way in which a condition can hold, or fail; at least one.
    pub fn cases(self, typed: &Typed, holds: bool) -> Vec<Facts<'c>> {
        let mut cases = self.clone().ways(typed, holds);
        cases.retain(|facts| !facts.impossible);
        if cases.is_empty() || cases.len() > MOST {
            let mut together = self;
            together.assume(typed, holds);
            return vec![together];
        }
        cases
    }

    fn ways(mut self, typed: &Typed, holds: bool) -> Vec<Facts<'c>> {
        self.learn(typed, &Domain::of_truth(Truth::only(holds)));
        match &typed.node {
            Node::Not(inner) => self.cases(inner, !holds),
            Node::Binary(op @ (BinaryOp::And | BinaryOp::Or), a, b) => {
                if (*op == BinaryOp::And) == holds {
                    let first = self.cases(a, holds).into_iter();
                    first.flat_map(|facts| facts.cases(b, holds)).collect()
                } else {
                    let mut either = self.clone().cases(a, holds);
                    either.extend(self.cases(b, holds));
                    either
                }
            }
            Node::Is {
                operand,
                what: what @ (IsWhat::True | IsWhat::False),
                negated,
            } if holds != *negated => self.cases(operand, *what == IsWhat::True),
            Node::Case {
                branches,
                otherwise,
            } if typed.kind == Some(Type::Boolean) => {
                let mut found = Vec::new();
                for (condition, value) in branches {
                    let inside = self.clone().cases(condition, true).into_iter();
                    found.extend(inside.flat_map(|facts| facts.cases(value, holds)));
                    // where it is unknown, too, the next branch is tried
                    if !self.truth(condition).unknown {
                        self.assume(condition, false);
                    }
                }
                if let Some(value) = otherwise {
                    found.extend(self.cases(value, holds));
                }
                found
            }
            _ => {
                self.assume(typed, holds);
                vec![self]
            }
        }
    }
}

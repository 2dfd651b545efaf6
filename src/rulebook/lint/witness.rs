//! Records that must be there: what a fold's value tells of those that it went over.

use super::domain::Domain;
use super::facts::Facts;
use crate::rulebook::function::FoldFunction;
use crate::rulebook::syntax::BinaryOp;
use crate::rulebook::typed::{Fold, Node, Over, Reached, Scope, Typed};

/// At least one record of these meets all of this.
#[derive(Clone)]
pub struct Witness {
    pub over: Over,
    holds: Vec<Typed>,
    fails: Vec<Typed>,
    filled: Vec<Typed>,
}

impl Witness {
    /// The record that a fold of this value must have seen, if it must have seen one.
    pub fn of(fold: &Fold, value: &Domain) -> Option<Self> {
        use FoldFunction as F;
        let truth = value.truth().constant();
        let (there, body) = match fold.function {
            F::Exists => (truth == Some(true), Body::Holds),
            F::Every => (truth == Some(false), Body::Fails),
            F::Count | F::MaxRun => (value.is_positive(), Body::Holds),
            F::CountDistinct => (value.is_positive(), Body::Filled),
            // over no record it is 0
            F::Sum => (
                !value.compare(&Domain::of_value(&super::value::ZERO))[1],
                Body::Filled,
            ),
            // a distance may lie between the days given beside the records
            F::MaxGap => return None,
            _ => (!value.null, Body::Filled),
        };
        // a condition on neighbours says nothing of one record
        if !there || fold.pairs {
            return None;
        }
        let part = |body_is: Body| fold.body.iter().filter(move |_| body == body_is).cloned();
        Some(Witness {
            over: fold.over.clone(),
            holds: fold
                .filter
                .iter()
                .cloned()
                .chain(part(Body::Holds))
                .collect(),
            fails: part(Body::Fails).collect(),
            filled: part(Body::Filled).collect(),
        })
    }

    /// Values of the judged record that it was compared with: none of them is missing.
    pub fn own_values(&self) -> Vec<Typed> {
        let mut found = Vec::new();
        self.holds
            .iter()
            .for_each(|typed| compared(typed, &mut found));
        found
    }

    /// What is known of it, case by case.
    fn cases<'f>(&self, facts: &'f Facts<'_>) -> Vec<Facts<'f>> {
        let mut inside = facts.inside(&self.over);
        self.filled
            .iter()
            .for_each(|typed| inside.learn_filled(typed));
        let holds = self.holds.iter().map(|typed| (typed, true));
        let fails = self.fails.iter().map(|typed| (typed, false));
        holds
            .chain(fails)
            .fold(vec![inside], |cases, (typed, truth)| {
                let split = |facts: Facts<'f>| facts.cases(typed, truth);
                cases.into_iter().flat_map(split).collect()
            })
    }
}

/// Values of the judged record without which a condition that holds could not.
fn compared(typed: &Typed, into: &mut Vec<Typed>) {
    match &typed.node {
        Node::Attribute { at, attribute } if at.scope == Scope::This => {
            let at = Reached {
                scope: Scope::Inner,
                ups: at.ups.clone(),
            };
            let node = Node::Attribute {
                at,
                attribute: *attribute,
            };
            into.push(Typed {
                node,
                ..typed.clone()
            });
        }
        Node::Binary(op, a, b) if *op != BinaryOp::Or => {
            compared(a, into);
            compared(b, into);
        }
        Node::Negate(inner) | Node::ToDecimal(inner) => compared(inner, into),
        Node::Like { operand, .. } | Node::Regex { operand, .. } | Node::In { operand, .. } => {
            compared(operand, into);
        }
        Node::Call {
            function,
            arguments,
        } if function.is_strict() => arguments.iter().for_each(|a| compared(a, into)),
        Node::Fold(fold) if fold.function == FoldFunction::Exists => {
            fold.filter.iter().for_each(|filter| compared(filter, into));
        }
        _ => {}
    }
}

/// What is known of a fold's body at the record.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Body {
    Holds,
    Fails,
    Filled,
}

impl Facts<'_> {
    /// Whether some record that a fold goes over, and takes, is surely like this.
    pub(super) fn is_seen(&self, fold: &Fold, like: &dyn Fn(&Facts<'_>) -> bool) -> bool {
        let taken = |case: &Facts<'_>| {
            let filter = fold.filter.as_ref();
            filter.is_none_or(|f| case.truth(f).constant() == Some(true)) && like(case)
        };
        let member = Witness {
            over: fold.over.clone(),
            holds: Vec::new(),
            fails: Vec::new(),
            filled: Vec::new(),
        };
        // no group is empty
        let member = Some(&member).filter(|_| matches!(fold.over, Over::Group(_)));
        let seen = self.witnesses.iter().filter(|w| w.over == fold.over);
        seen.chain(member).any(|w| w.cases(self).iter().all(taken))
    }

    /// Whether a fold that is null over no value may be so here.
    pub(super) fn may_lack(&self, fold: &Fold) -> bool {
        use FoldFunction as F;
        let arguments_filled = fold.arguments.iter().all(|a| !self.value(a).null);
        let gives = |facts: &Facts<'_>| {
            let body = fold.body.as_ref();
            body.is_none_or(|body| !facts.value(body).null)
        };
        let surely = match fold.function {
            F::MaxGap => fold.arguments.len() == 2,
            F::MaxSimilarity => false,
            // which record is the first is not known: all must have a value
            F::First | F::Last => {
                let inside = self.inside(&fold.over);
                let cases = match &fold.filter {
                    Some(filter) => inside.cases(filter, true),
                    None => vec![inside],
                };
                cases.iter().all(gives) && self.is_seen(fold, &|_| true)
            }
            _ => self.is_seen(fold, &gives),
        };
        !(surely && arguments_filled)
    }
}

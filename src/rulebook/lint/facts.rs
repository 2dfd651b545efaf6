//! What is known where a condition holds or fails.

use std::collections::HashMap;

use super::domain::{Domain, Set, Truth, number};
use super::witness::Witness;
use crate::ledger::{Catalog, LedgerId, Type, Value};
use crate::rulebook::function::{FoldFunction, Function};
use crate::rulebook::model::Pack;
use crate::rulebook::syntax::{BinaryOp, IsWhat};
use crate::rulebook::typed::{Fold, Node, Over, Reached, Scope, Typed};

/// Which cells may be empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cells {
    /// Any: an empty cell that is required is a finding, and its record is judged all the same.
    Any,
    /// All but those of required columns and keys, and what a document nests has its parent.
    Required,
}

/// Values of expressions, by their text without places.
#[derive(Clone)]
pub struct Facts<'c> {
    pub(super) catalog: &'c Catalog,
    /// The ledger of the records that the expressions stand at.
    pub(super) ledger: LedgerId,
    /// Whether those are the records under judgement.
    judged: bool,
    pub(super) cells: Cells,
    /// Packs whose parameters have about the values that they give; `None` where they may be set to any.
    pub(super) parameters: Option<&'c [Pack]>,
    known: HashMap<String, Domain>,
    /// Records that must be there.
    pub(super) witnesses: Vec<Witness>,
    /// `exists` that surely fail: their conditions fail at every record.
    pub(super) absent: Vec<Fold>,
    /// Keys of the judged groups: no record of a group lacks one.
    pub(super) group_keys: Vec<Typed>,
    /// What was assumed cannot be.
    pub impossible: bool,
}

impl<'c> Facts<'c> {
    pub fn new(catalog: &'c Catalog, ledger: LedgerId) -> Self {
        Facts {
            catalog,
            ledger,
            judged: true,
            cells: Cells::Any,
            known: HashMap::new(),
            parameters: None,
            witnesses: Vec::new(),
            absent: Vec::new(),
            group_keys: Vec::new(),
            impossible: false,
        }
    }

    /// Facts about other records of the same run, of which nothing is known yet.
    pub fn elsewhere(&self, ledger: LedgerId) -> Facts<'c> {
        Facts {
            judged: false,
            cells: self.cells,
            parameters: self.parameters,
            ..Facts::new(self.catalog, ledger)
        }
    }

    /// Adds that an expression has one of these values.
    pub(super) fn learn(&mut self, typed: &Typed, domain: &Domain) {
        let met = self.value(typed).meet(domain);
        self.impossible |= met.is_empty();
        let witness = match &typed.node {
            Node::Fold(fold) => Witness::of(fold, &met),
            _ => None,
        };
        self.known.insert(key(typed), met);
        if let Some(witness) = witness {
            self.learn_seen(witness);
        }
    }

    /// Adds that an expression is not null, and so none of what makes it null.
    pub(super) fn learn_filled(&mut self, typed: &Typed) {
        let filled = Domain {
            set: Set::Any,
            null: false,
        };
        self.learn(typed, &filled);
        match &typed.node {
            Node::Attribute { at, .. } => self.learn_linked(at),
            Node::Negate(inner) | Node::ToDecimal(inner) => self.learn_filled(inner),
            Node::Binary(op, a, b) if !matches!(op, BinaryOp::And | BinaryOp::Or) => {
                self.learn_filled(a);
                self.learn_filled(b);
            }
            Node::Like { operand, .. } | Node::Regex { operand, .. } | Node::In { operand, .. } => {
                self.learn_filled(operand);
            }
            Node::Call {
                function,
                arguments,
            } if function.is_strict() => arguments.iter().for_each(|a| self.learn_filled(a)),
            _ => {}
        }
    }

    /// Adds that a record is there: the links on the way to it, and what of the judged record it was compared with.
    fn learn_seen(&mut self, witness: Witness) {
        if let Over::Down { from, .. } = &witness.over
            && from.scope == Scope::Inner
        {
            self.learn_linked(from);
        }
        if self.judged {
            let own = witness.own_values();
            own.iter().for_each(|own| self.learn_filled(own));
        }
        self.witnesses.push(witness);
    }

    /// Adds that all links on the way to a record are there.
    fn learn_linked(&mut self, at: &Reached) {
        for n in 0..at.ups.len() {
            let link = link(at, n);
            let there = Domain {
                set: Set::Range(number(&Value::Integer(1)).map(|one| (one, false)), None),
                null: false,
            };
            self.learn(&link, &there);
        }
    }

    /// Adds that a condition holds, or that it fails.
    pub fn assume(&mut self, typed: &Typed, holds: bool) {
        self.learn(typed, &Domain::of_truth(Truth::only(holds)));
        if let Some(opposite) = opposite(typed) {
            self.learn(&opposite, &Domain::of_truth(Truth::only(!holds)));
        }
        if let Some(alone) = self.without_default(typed, holds) {
            self.assume(&alone, holds);
        }
        match &typed.node {
            Node::Not(inner) => self.assume(inner, !holds),
            Node::Binary(BinaryOp::And, a, b) if holds => {
                self.assume(a, true);
                self.assume(b, true);
            }
            Node::Binary(BinaryOp::Or, a, b) if !holds => {
                self.assume(a, false);
                self.assume(b, false);
            }
            Node::Binary(op, a, b) if op.is_comparison() => {
                self.learn_filled(a);
                self.learn_filled(b);
                let op = if holds { *op } else { denied(*op) };
                let (left, right) = (self.value(a), self.value(b));
                self.learn(a, &bounded(op, &right));
                self.learn(b, &bounded(mirrored(op), &left));
                if op == BinaryOp::NotEqual {
                    self.without(a, b);
                    self.without(b, a);
                }
            }
            Node::Is {
                operand,
                what,
                negated,
            } => {
                let holds = holds != *negated;
                match (what, holds) {
                    (IsWhat::Null, false) => self.learn_filled(operand),
                    (IsWhat::Null, true) => self.learn(operand, &Domain::of_value(&Value::Null)),
                    (IsWhat::True, true) => self.assume(operand, true),
                    (IsWhat::False, true) => self.assume(operand, false),
                    _ => {}
                }
            }
            Node::In {
                operand,
                list,
                negated,
            } => {
                self.learn_filled(operand);
                if holds != *negated {
                    let any = list.iter().map(|item| self.value(item));
                    if let Some(any) = any.reduce(|a, b| a.join(&b)) {
                        self.learn(operand, &any);
                    }
                } else {
                    list.iter().for_each(|item| self.without(operand, item));
                }
            }
            Node::Like { operand, .. } | Node::Regex { operand, .. } => self.learn_filled(operand),
            Node::Attribute { .. } => self.learn_filled(typed),
            Node::Call { function, .. } if function.is_strict() => self.learn_filled(typed),
            Node::Fold(fold) if fold.function == FoldFunction::Exists && !holds => {
                self.absent.push((**fold).clone());
            }
            _ => {}
        }
    }

    /// The condition on a value without its default, where the default alone would make it come out the other way.
    fn without_default(&self, typed: &Typed, holds: bool) -> Option<Typed> {
        let (value, default) = defaulted(typed)?;
        let nothing = self.elsewhere(self.ledger);
        let by_default = nothing.truth(&with_operand(typed, default)).constant()?;
        (by_default != holds).then(|| with_operand(typed, &value))
    }

    /// Takes a known text away from another's possible ones.
    fn without(&mut self, typed: &Typed, other: &Typed) {
        if let (Set::Texts(mut texts), Set::Texts(gone)) =
            (self.value(typed).set, self.value(other).set)
            && gone.len() == 1
        {
            texts.retain(|text| !gone.contains(text));
            let rest = Domain {
                set: Set::Texts(texts),
                null: true,
            };
            self.learn(typed, &rest);
        }
    }

    pub fn truth(&self, typed: &Typed) -> Truth {
        self.value(typed).truth()
    }

    /// What an expression can be.
    pub fn value(&self, typed: &Typed) -> Domain {
        let computed = self.computed(typed);
        match self.known.get(&key(typed)) {
            Some(known) => computed.meet(known),
            None => computed,
        }
    }
}

/// The values that stand in this relation to some value of a domain.
fn bounded(op: BinaryOp, other: &Domain) -> Domain {
    let set = match (&other.set, op) {
        (_, BinaryOp::Equal) => other.set.clone(),
        (Set::Range(_, high), BinaryOp::Less) => Set::Range(None, high.map(|(n, _)| (n, true))),
        (Set::Range(_, high), BinaryOp::LessEqual) => Set::Range(None, *high),
        (Set::Range(low, _), BinaryOp::Greater) => Set::Range(low.map(|(n, _)| (n, true)), None),
        (Set::Range(low, _), BinaryOp::GreaterEqual) => Set::Range(*low, None),
        _ => Set::Any,
    };
    Domain { set, null: false }
}

/// What is true exactly where this is false.
fn opposite(typed: &Typed) -> Option<Typed> {
    let mut node = typed.node.clone();
    match &mut node {
        Node::Binary(op, ..) if op.is_comparison() => *op = denied(*op),
        Node::In { negated, .. } | Node::Like { negated, .. } | Node::Regex { negated, .. } => {
            *negated = !*negated;
        }
        _ => return None,
    }
    Some(Typed {
        node,
        ..typed.clone()
    })
}

/// The value and the literal default that a condition compares: `coalesce(kind, '其他') = '其他'`, or is itself.
fn defaulted(typed: &Typed) -> Option<(Typed, &Typed)> {
    let operand = match &typed.node {
        Node::Binary(op, a, b) if op.is_comparison() && is_fixed(b) => a,
        Node::In { operand, .. } | Node::Like { operand, .. } | Node::Regex { operand, .. } => {
            operand
        }
        Node::Call { .. } => typed,
        _ => return None,
    };
    let Node::Call {
        function: function @ Function::Coalesce,
        arguments,
    } = &operand.node
    else {
        return None;
    };
    let (default, values) = arguments.split_last()?;
    let value = match values {
        [value] => value.clone(),
        _ => Typed {
            node: Node::Call {
                function: *function,
                arguments: values.to_vec(),
            },
            ..operand.clone()
        },
    };
    matches!(default.node, Node::Literal(_)).then_some((value, default))
}

fn is_fixed(typed: &Typed) -> bool {
    matches!(
        typed.node,
        Node::Literal(_) | Node::Parameter(_) | Node::AsOf
    )
}

/// The same condition on another operand.
fn with_operand(typed: &Typed, other: &Typed) -> Typed {
    let mut typed = typed.clone();
    match &mut typed.node {
        Node::Binary(_, operand, _)
        | Node::In { operand, .. }
        | Node::Like { operand, .. }
        | Node::Regex { operand, .. } => **operand = other.clone(),
        _ => return other.clone(),
    }
    typed
}

/// How many records the n-th link on the way to a record leads to.
pub(super) fn link(at: &Reached, n: usize) -> Typed {
    let before = Reached {
        scope: at.scope,
        ups: at.ups[..n].to_vec(),
    };
    let node = Node::Matches {
        at: before,
        relation: at.ups[n],
    };
    Typed::new(node, Type::Integer, 0..0)
}

fn denied(op: BinaryOp) -> BinaryOp {
    match op {
        BinaryOp::Equal => BinaryOp::NotEqual,
        BinaryOp::NotEqual => BinaryOp::Equal,
        BinaryOp::Less => BinaryOp::GreaterEqual,
        BinaryOp::LessEqual => BinaryOp::Greater,
        BinaryOp::Greater => BinaryOp::LessEqual,
        _ => BinaryOp::Less,
    }
}

fn mirrored(op: BinaryOp) -> BinaryOp {
    match op {
        BinaryOp::Less => BinaryOp::Greater,
        BinaryOp::LessEqual => BinaryOp::GreaterEqual,
        BinaryOp::Greater => BinaryOp::Less,
        BinaryOp::GreaterEqual => BinaryOp::LessEqual,
        other => other,
    }
}

/// What an expression is, wherever it stands; a whole number seen as a decimal is the same number.
pub fn key(typed: &Typed) -> String {
    if let Node::Literal(value) = &typed.node
        && let Some(n) = number(value)
    {
        return format!("#{n}");
    }
    let mut text = String::new();
    let all = format!("{:?}", typed.node);
    let mut pieces = all.split(", span: ");
    text.extend(pieces.next());
    for piece in pieces {
        let place = |c: char| c.is_ascii_digit() || c == '.';
        text.push_str(piece.trim_start_matches(place));
    }
    text
}

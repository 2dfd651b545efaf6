//! What is known where a condition holds or fails, and what an expression can be there.

use std::collections::HashMap;
use std::sync::LazyLock;

use regex::Regex;

use super::domain::{Domain, Set, Truth, number};
use crate::ledger::{Catalog, LedgerId, Value};
use crate::rulebook::function::{FoldFunction, Function};
use crate::rulebook::syntax::{BinaryOp, IsWhat};
use crate::rulebook::typed::{Attribute, Fold, Node, Scope, Typed};

/// Values of expressions, by their text without places.
#[derive(Clone)]
pub struct Facts<'c> {
    catalog: &'c Catalog,
    /// The ledger of the records that the expressions stand at.
    ledger: LedgerId,
    known: HashMap<String, Domain>,
    /// What was assumed cannot be.
    pub impossible: bool,
}

impl<'c> Facts<'c> {
    pub fn new(catalog: &'c Catalog, ledger: LedgerId) -> Self {
        Facts {
            catalog,
            ledger,
            known: HashMap::new(),
            impossible: false,
        }
    }

    /// Adds that an expression has one of these values.
    fn learn(&mut self, typed: &Typed, domain: &Domain) {
        let met = self.value(typed).meet(domain);
        self.impossible |= met.is_empty();
        self.known.insert(key(typed), met);
    }

    fn learn_filled(&mut self, typed: &Typed) {
        let filled = Domain {
            set: Set::Any,
            null: false,
        };
        self.learn(typed, &filled);
    }

    /// Adds that a condition holds, or that it fails.
    pub fn assume(&mut self, typed: &Typed, holds: bool) {
        self.learn(typed, &Domain::of_truth(Truth::only(holds)));
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
            _ => {}
        }
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

    fn computed(&self, typed: &Typed) -> Domain {
        let filled = |set| Domain { set, null: false };
        match &typed.node {
            Node::Literal(value) => Domain::of_value(value),
            Node::AsOf => filled(Set::Range(None, None)),
            Node::Parameter(_) => filled(match typed.kind {
                Some(kind) if kind.is_number() => Set::Range(None, None),
                _ => Set::Any,
            }),
            // a day before its first value has none
            Node::ParameterAt(..) => Domain::ANY,
            Node::Attribute { at, attribute } => match (attribute, at.ups.last(), at.scope) {
                (Attribute::Field(field), Some(up), _) => {
                    let parent = self.catalog.relation(*up).parent;
                    Domain::of_field(self.catalog.ledger(parent).field(*field))
                }
                (Attribute::Field(field), None, Scope::Inner) => {
                    Domain::of_field(self.catalog.ledger(self.ledger).field(*field))
                }
                _ => Domain::ANY,
            },
            Node::Matches { .. } => filled(at_least_zero()),
            Node::HasPrevious => filled(Set::Truth(true, true)),
            Node::Not(inner) => Domain::of_truth(self.truth(inner).not()),
            Node::ToDecimal(inner) => self.value(inner),
            Node::Binary(op, a, b) => self.binary(*op, a, b),
            Node::Is {
                operand,
                what,
                negated,
            } => {
                let value = self.value(operand);
                let truth = match what {
                    IsWhat::Null => Truth {
                        yes: value.null,
                        no: !Domain {
                            null: false,
                            ..value
                        }
                        .is_empty(),
                        unknown: false,
                    },
                    IsWhat::True | IsWhat::False => {
                        let truth = value.truth();
                        let truth = if *what == IsWhat::True {
                            truth
                        } else {
                            truth.not()
                        };
                        Truth {
                            yes: truth.yes,
                            no: truth.no || truth.unknown,
                            unknown: false,
                        }
                    }
                };
                Domain::of_truth(if *negated { truth.not() } else { truth })
            }
            Node::In {
                operand,
                list,
                negated,
            } => {
                let value = self.value(operand);
                let truth = list
                    .iter()
                    .map(|item| equal(&value, &self.value(item)))
                    .reduce(Truth::or)
                    .unwrap_or(Truth::ANY);
                // all codes are in the list
                let truth = match &value.set {
                    Set::Texts(texts) if texts.iter().all(|text| listed(text, list)) => {
                        Truth { no: false, ..truth }
                    }
                    _ => truth,
                };
                Domain::of_truth(if *negated { truth.not() } else { truth })
            }
            Node::Like { operand, .. } | Node::Regex { operand, .. } => Domain {
                set: Set::Truth(true, true),
                null: self.value(operand).null,
            },
            Node::Case {
                branches,
                otherwise,
            } => self.case(branches, otherwise.as_deref()),
            Node::Call {
                function,
                arguments,
            } => self.call(*function, arguments),
            Node::Fold(fold) => self.fold(fold),
            Node::Negate(_) => Domain::ANY,
        }
    }

    fn binary(&self, op: BinaryOp, a: &Typed, b: &Typed) -> Domain {
        let (left, right) = (self.value(a), self.value(b));
        match op {
            BinaryOp::And => Domain::of_truth(left.truth().and(right.truth())),
            BinaryOp::Or => Domain::of_truth(left.truth().or(right.truth())),
            _ if op.is_comparison() => {
                let [less, equal, greater] = if key(a) == key(b) {
                    [false, true, false]
                } else {
                    left.compare(&right)
                };
                let (yes, no) = match op {
                    BinaryOp::Equal => (equal, less || greater),
                    BinaryOp::NotEqual => (less || greater, equal),
                    BinaryOp::Less => (less, equal || greater),
                    BinaryOp::LessEqual => (less || equal, greater),
                    BinaryOp::Greater => (greater, less || equal),
                    _ => (greater || equal, less),
                };
                Domain::of_truth(Truth {
                    yes,
                    no,
                    unknown: left.null || right.null,
                })
            }
            _ => Domain::ANY,
        }
    }

    fn case(&self, branches: &[(Typed, Typed)], otherwise: Option<&Typed>) -> Domain {
        let mut all: Option<Domain> = None;
        let mut facts = self.clone();
        let mut add = |domain: Domain| {
            all = Some(match all.take() {
                Some(before) => before.join(&domain),
                None => domain,
            });
        };
        for (condition, value) in branches {
            let truth = facts.truth(condition);
            if truth.yes {
                let mut inside = facts.clone();
                inside.assume(condition, true);
                add(inside.value(value));
            }
            if truth.constant() == Some(true) {
                return all.unwrap_or(Domain::ANY);
            }
            // where it is unknown, too, the next branch is tried
            if !truth.unknown {
                facts.assume(condition, false);
            }
        }
        match otherwise {
            Some(value) => add(facts.value(value)),
            None => add(Domain::of_value(&Value::Null)),
        }
        all.unwrap_or(Domain::ANY)
    }

    fn call(&self, function: Function, arguments: &[Typed]) -> Domain {
        use Function as F;
        let values: Vec<Domain> = arguments.iter().map(|a| self.value(a)).collect();
        let any_null = values.iter().any(|v| v.null);
        match function {
            F::Coalesce => {
                let null = values.iter().all(|v| v.null);
                let first = values
                    .iter()
                    .position(|v| !v.null)
                    .unwrap_or(values.len() - 1);
                let joined = values[..=first].iter().cloned().reduce(|a, b| a.join(&b));
                Domain {
                    null,
                    ..joined.unwrap_or(Domain::ANY)
                }
            }
            F::Length | F::Abs => Domain {
                set: at_least_zero(),
                null: any_null,
            },
            F::Contains | F::StartsWith | F::EndsWith => Domain {
                set: Set::Truth(true, true),
                null: any_null,
            },
            _ => Domain::ANY,
        }
    }

    /// Inside a fold names belong to other records: what is known of this one says nothing there.
    fn fold(&self, fold: &Fold) -> Domain {
        let inside = Facts::new(self.catalog, fold.over.ledger(self.catalog));
        let part = |typed: &Option<Typed>| match typed {
            Some(typed) => inside.truth(typed),
            None => Truth::only(true),
        };
        let filter = part(&fold.filter);
        match fold.function {
            FoldFunction::Exists => {
                let both = filter.and(part(&fold.body));
                Domain::of_truth(Truth { no: true, ..both })
            }
            FoldFunction::Every => {
                let body = part(&fold.body);
                Domain::of_truth(Truth {
                    yes: true,
                    no: body.no && filter.yes,
                    unknown: true,
                })
            }
            FoldFunction::Count | FoldFunction::CountDistinct | FoldFunction::MaxRun => Domain {
                set: at_least_zero(),
                null: false,
            },
            _ => Domain::ANY,
        }
    }
}

fn listed(text: &str, list: &[Typed]) -> bool {
    list.iter()
        .any(|item| matches!(&item.node, Node::Literal(Value::Text(code)) if **code == *text))
}

fn equal(a: &Domain, b: &Domain) -> Truth {
    let [less, equal, greater] = a.compare(b);
    Truth {
        yes: equal,
        no: less || greater,
        unknown: a.null || b.null,
    }
}

fn at_least_zero() -> Set {
    Set::Range(Some((0, false)), None)
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
    static PLACES: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r", span: \d+\.\.\d+").expect("a valid pattern"));
    PLACES
        .replace_all(&format!("{:?}", typed.node), "")
        .into_owned()
}

//! What an expression can be where some facts are known.

use regex::Regex;

use super::domain::{Domain, Set, Truth};
use super::facts::{Cells, Facts, key, link};
use crate::ledger::{Type, Value};
use crate::rulebook::function::{FoldFunction, Function};
use crate::rulebook::syntax::{BinaryOp, IsWhat};
use crate::rulebook::typed::{Attribute, Fold, Node, Over, Reached, Scope, Typed};

impl Facts<'_> {
    pub(super) fn computed(&self, typed: &Typed) -> Domain {
        let filled = |set| Domain { set, null: false };
        match &typed.node {
            Node::Literal(value) => Domain::of_value(value),
            Node::AsOf => filled(Set::Range(None, None)),
            Node::Parameter(name) => self.parameter(name, typed.kind),
            // a day before its first value has none
            Node::ParameterAt(..) => Domain::ANY,
            Node::Attribute { at, attribute } => self.attribute(at, *attribute),
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
            Node::Like { operand, .. } => Domain {
                set: Set::Truth(true, true),
                null: self.value(operand).null,
            },
            Node::Regex {
                operand,
                pattern,
                negated,
            } => matched(&self.value(operand), pattern, *negated),
            Node::Case {
                branches,
                otherwise,
            } => self.case(branches, otherwise.as_deref()),
            Node::Call {
                function,
                arguments,
            } => self.call(*function, arguments),
            Node::Fold(fold) => self.fold(fold),
            Node::Negate(inner) => Domain {
                set: Set::Any,
                null: self.value(inner).null,
            },
        }
    }

    fn parameter(&self, name: &str, kind: Option<Type>) -> Domain {
        let filled = |set| Domain { set, null: false };
        if !kind.is_some_and(Type::is_number) {
            return filled(Set::Any);
        }
        let packs = self.parameters.unwrap_or_default().iter();
        let all = packs.flat_map(|pack| pack.parameters.iter().map(move |p| (&pack.id, p)));
        let values = all
            .filter(|(pack, p)| name.strip_prefix(pack.as_str()) == Some(&format!(".{}", p.name)))
            .flat_map(|(_, p)| p.values.iter().map(|v| Domain::of_value(&v.value)));
        let joined = values.reduce(|a, b| a.join(&b));
        joined.unwrap_or_else(|| filled(Set::Range(None, None)))
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
            _ => Domain {
                set: Set::Any,
                null: left.null
                    || right.null
                    || op == BinaryOp::Divide && right.compare(&Domain::of_value(&ZERO))[1],
            },
        }
    }

    fn attribute(&self, at: &Reached, attribute: Attribute) -> Domain {
        let ledger = match (at.ups.last(), at.scope) {
            (Some(up), _) => self.catalog.relation(*up).parent,
            (None, Scope::Inner | Scope::Previous) => self.ledger,
            (None, _) => return Domain::ANY,
        };
        let linked = (0..at.ups.len()).all(|n| self.is_linked(at, n));
        let null = !linked
            || match attribute {
                Attribute::Field(field) => {
                    let definition = self.catalog.ledger(ledger);
                    let filled =
                        definition.field(field).required || definition.key.contains(&field);
                    self.cells == Cells::Any || !filled
                }
                Attribute::Source => true,
                Attribute::File | Attribute::GroupKey(_) => false,
            };
        match attribute {
            Attribute::Field(field) => Domain {
                null,
                ..Domain::of_field(self.catalog.ledger(ledger).field(field))
            },
            _ => Domain {
                set: Set::Any,
                null,
            },
        }
    }

    /// Whether the n-th link on the way to a record surely leads somewhere.
    fn is_linked(&self, at: &Reached, n: usize) -> bool {
        let nested = self.catalog.relation(at.ups[n]).nested && self.cells == Cells::Required;
        nested || self.value(&link(at, n)).is_positive()
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
                for inside in facts.clone().cases(condition, true) {
                    add(inside.value(value));
                }
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
            F::Least | F::Greatest => Domain {
                set: Set::Any,
                null: values.iter().all(|v| v.null),
            },
            F::JoinPresent => Domain {
                set: Set::Any,
                null: values[0].null || values[1..].iter().all(|v| v.null),
            },
            F::Length | F::Abs => Domain {
                set: at_least_zero(),
                null: any_null,
            },
            F::Contains | F::StartsWith | F::EndsWith => Domain {
                set: Set::Truth(true, true),
                null: any_null,
            },
            _ => Domain {
                set: Set::Any,
                null: any_null || function.may_fail(),
            },
        }
    }

    /// Inside a fold names belong to other records: what is known of this one says nothing there.
    fn fold(&self, fold: &Fold) -> Domain {
        let inside = self.inside(&fold.over);
        let part = |typed: &Option<Typed>| match typed {
            Some(typed) => inside.truth(typed),
            None => Truth::only(true),
        };
        let filter = part(&fold.filter);
        match fold.function {
            FoldFunction::Exists => {
                let both = filter.and(part(&fold.body));
                let seen = fold.body.is_none() && self.is_seen(fold, &|_| true);
                Domain::of_truth(if seen {
                    Truth::only(true)
                } else {
                    Truth { no: true, ..both }
                })
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
            FoldFunction::Sum => Domain {
                set: Set::Range(None, None),
                null: false,
            },
            _ => Domain {
                set: Set::Any,
                null: self.may_lack(fold),
            },
        }
    }

    /// What is known of each record that a fold goes over.
    pub(super) fn inside(&self, over: &Over) -> Facts<'_> {
        let mut inside = self.elsewhere(over.ledger(self.catalog));
        if let Over::Group(_) = over {
            self.group_keys.iter().for_each(|k| inside.learn_filled(k));
        }
        for fold in self.absent.iter().filter(|fold| fold.over == *over) {
            if let (Some(filter), None) = (&fold.filter, &fold.body) {
                inside.assume(filter, false);
            }
        }
        inside
    }
}

pub(super) const ZERO: Value = Value::Integer(0);

/// Whether texts of a code list match a pattern.
fn matched(value: &Domain, pattern: &str, negated: bool) -> Domain {
    let (mut yes, mut no) = (true, true);
    if let (Set::Texts(texts), Ok(regex)) = (&value.set, Regex::new(pattern)) {
        (yes, no) = (false, false);
        for text in texts {
            let matches = regex.is_match(text) != negated;
            yes |= matches;
            no |= !matches;
        }
    }
    Domain {
        set: Set::Truth(yes, no),
        null: value.null,
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

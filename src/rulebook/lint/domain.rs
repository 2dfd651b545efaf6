//! What values an expression can have, as far as the definitions tell: never fewer than it can.

use std::collections::BTreeSet;

use crate::ledger::{Decimal, Field, Type, Value};

/// Which truth values are possible.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Truth {
    pub yes: bool,
    pub no: bool,
    pub unknown: bool,
}

impl Truth {
    pub const ANY: Truth = Truth {
        yes: true,
        no: true,
        unknown: true,
    };

    pub fn only(truth: bool) -> Self {
        Truth {
            yes: truth,
            no: !truth,
            unknown: false,
        }
    }

    pub fn not(self) -> Self {
        Truth {
            yes: self.no,
            no: self.yes,
            unknown: self.unknown,
        }
    }

    pub fn and(self, other: Self) -> Self {
        Truth {
            yes: self.yes && other.yes,
            no: self.no || other.no,
            unknown: self.unknown && (other.yes || other.unknown)
                || other.unknown && (self.yes || self.unknown),
        }
    }

    pub fn or(self, other: Self) -> Self {
        self.not().and(other.not()).not()
    }

    /// The one value that it always has.
    pub fn constant(self) -> Option<bool> {
        match self {
            Truth {
                yes,
                no,
                unknown: false,
            } if yes != no => Some(yes),
            _ => None,
        }
    }
}

/// Possible values besides null.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Set {
    Any,
    Texts(BTreeSet<String>),
    /// Numbers, days or months between two bounds; a bound that is not reached is `true`.
    Range(Option<(i128, bool)>, Option<(i128, bool)>),
    Truth(bool, bool),
}

/// Possible values of an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Domain {
    pub set: Set,
    pub null: bool,
}

impl Domain {
    pub const ANY: Domain = Domain {
        set: Set::Any,
        null: true,
    };

    pub fn of_value(value: &Value) -> Self {
        let set = match value {
            Value::Null => {
                return Domain {
                    set: Set::Texts(BTreeSet::new()),
                    null: true,
                };
            }
            Value::Text(text) => Set::Texts(BTreeSet::from([text.to_string()])),
            Value::Boolean(truth) => Set::Truth(*truth, !truth),
            other => match number(other) {
                Some(n) => Set::Range(Some((n, false)), Some((n, false))),
                None => Set::Any,
            },
        };
        Domain { set, null: false }
    }

    /// Any cell may be empty: one that is required and empty is a finding, and its record is judged all the same.
    pub fn of_field(field: &Field) -> Self {
        let bound = |keyword: &str| {
            let json = field.schema.get(keyword)?;
            Decimal::parse(&json.to_string()).map(|n| n.0)
        };
        let bounds = |inclusive: &str, exclusive: &str| {
            let strict = bound(exclusive).map(|n| (n, true));
            bound(inclusive).map(|n| (n, false)).or(strict)
        };
        let set = match field.kind {
            Type::Text if !field.codes.is_empty() => {
                Set::Texts(field.codes.iter().cloned().collect())
            }
            Type::Integer | Type::Decimal => Set::Range(
                bounds("minimum", "exclusiveMinimum"),
                bounds("maximum", "exclusiveMaximum"),
            ),
            Type::Date | Type::Month => Set::Range(None, None),
            Type::Boolean => Set::Truth(true, true),
            Type::Text => Set::Any,
        };
        Domain { set, null: true }
    }

    pub fn truth(&self) -> Truth {
        let (yes, no) = match self.set {
            Set::Truth(yes, no) => (yes, no),
            _ => (true, true),
        };
        Truth {
            yes,
            no,
            unknown: self.null,
        }
    }

    pub fn of_truth(truth: Truth) -> Self {
        Domain {
            set: Set::Truth(truth.yes, truth.no),
            null: truth.unknown,
        }
    }

    /// Values that are in both.
    pub fn meet(&self, other: &Domain) -> Domain {
        let set = match (&self.set, &other.set) {
            // null alone
            (Set::Texts(none), _) | (_, Set::Texts(none)) if none.is_empty() => {
                Set::Texts(BTreeSet::new())
            }
            (Set::Any, set) | (set, Set::Any) => set.clone(),
            (Set::Texts(a), Set::Texts(b)) => Set::Texts(a.intersection(b).cloned().collect()),
            (Set::Range(a, b), Set::Range(c, d)) => {
                Set::Range(tighter(*a, *c, 1), tighter(*b, *d, -1))
            }
            (Set::Truth(a, b), Set::Truth(c, d)) => Set::Truth(*a && *c, *b && *d),
            (set, _) => set.clone(),
        };
        Domain {
            set,
            null: self.null && other.null,
        }
    }

    /// Values that are in one of them.
    pub fn join(&self, other: &Domain) -> Domain {
        let set = match (&self.set, &other.set) {
            // null alone
            (Set::Texts(none), set) | (set, Set::Texts(none)) if none.is_empty() => set.clone(),
            (Set::Texts(a), Set::Texts(b)) => Set::Texts(a.union(b).cloned().collect()),
            (Set::Truth(a, b), Set::Truth(c, d)) => Set::Truth(*a || *c, *b || *d),
            (Set::Range(a, b), Set::Range(c, d)) => Set::Range(wider(*a, *c, 1), wider(*b, *d, -1)),
            _ => Set::Any,
        };
        Domain {
            set,
            null: self.null || other.null,
        }
    }

    /// No value at all: what was assumed cannot be.
    pub fn is_empty(&self) -> bool {
        !self.null
            && match &self.set {
                Set::Texts(texts) => texts.is_empty(),
                Set::Truth(yes, no) => !yes && !no,
                Set::Range(Some((low, a)), Some((high, b))) => {
                    low > high || low == high && (*a || *b)
                }
                _ => false,
            }
    }

    /// Surely a number above zero.
    pub fn is_positive(&self) -> bool {
        !self.null
            && matches!(self.set, Set::Range(Some((low, open)), _) if low > 0 || low == 0 && open)
    }

    /// Which of less, equal and greater its values can be to the other's.
    pub fn compare(&self, other: &Domain) -> [bool; 3] {
        match (&self.set, &other.set) {
            (Set::Range(a, b), Set::Range(c, d)) => {
                let below =
                    |low: Option<(i128, bool)>, high: Option<(i128, bool)>| match (low, high) {
                        (Some((low, _)), Some((high, _))) => low < high,
                        _ => true,
                    };
                let apart =
                    |high: Option<(i128, bool)>, low: Option<(i128, bool)>| match (high, low) {
                        (Some((high, a)), Some((low, b))) => high < low || high == low && (a || b),
                        _ => false,
                    };
                [
                    below(*a, *d),
                    !apart(*b, *c) && !apart(*d, *a),
                    below(*c, *b),
                ]
            }
            (Set::Texts(a), Set::Texts(b)) => {
                let differ = a.iter().any(|x| b.iter().any(|y| x != y));
                [differ, a.intersection(b).next().is_some(), differ]
            }
            (Set::Truth(a, b), Set::Truth(c, d)) => {
                let differ = *a && *d || *b && *c;
                [differ, *a && *c || *b && *d, differ]
            }
            _ => [true, true, true],
        }
    }
}

/// Numbers, days and months as numbers of one scale.
pub fn number(value: &Value) -> Option<i128> {
    match value {
        Value::Integer(n) => Some(Decimal::from_integer(*n).0),
        Value::Decimal(n) => Some(n.0),
        Value::Date(date) => Some(Decimal::from_integer(i64::from(date.0)).0),
        _ => None,
    }
}

type Bound = Option<(i128, bool)>;

/// The bound that leaves less; `sign` is 1 for a lower bound.
fn tighter(a: Bound, b: Bound, sign: i128) -> Bound {
    match (a, b) {
        (None, other) | (other, None) => other,
        (Some(a), Some(b)) => Some(if (a.0 * sign, a.1) >= (b.0 * sign, b.1) {
            a
        } else {
            b
        }),
    }
}

fn wider(a: Bound, b: Bound, sign: i128) -> Bound {
    match (a, b) {
        (Some(a), Some(b)) => Some(if (a.0 * sign, a.1) <= (b.0 * sign, b.1) {
            a
        } else {
            b
        }),
        _ => None,
    }
}

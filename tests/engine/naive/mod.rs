//! The plain meaning of the rule language: one record at a time, straight from the written semantics.
//!
//! Clarity over speed. Shares no code with the engine; only the arithmetic of `ledger`'s values.

mod domain;
mod equality;
mod folds;
mod functions;
mod judge;
mod links;
mod operators;
mod statistics;
mod tests;

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

use ledgerlint::check::World;
use ledgerlint::ledger::{Catalog, LedgerId, Ledgers, RelationId, Segment, Table, Value};
use ledgerlint::rulebook::{Attribute, IsWhat, Node, Reached, Scope, Typed};
use regex::Regex;

use links::Links;
use operators::{and, not, truth_value};

/// Everything that expressions are evaluated against.
pub struct Naive<'a> {
    catalog: &'a Catalog,
    ledgers: &'a Ledgers,
    world: &'a World<'a>,
    /// Ledger, row, field.
    rows: Vec<Vec<Vec<Value>>>,
    /// In the catalog's order of relations.
    links: Vec<Links>,
    regexes: RefCell<HashMap<String, Regex>>,
    pieces: RefCell<HashMap<Rc<str>, Rc<BTreeSet<String>>>>,
}

/// The records of a group and the values that they share.
pub struct Group {
    pub rows: Vec<u32>,
    pub keys: Vec<Value>,
}

/// What an expression stands at.
#[derive(Clone, Copy)]
pub enum Place<'g> {
    Record(LedgerId, u32),
    Group(&'g Group),
}

/// A place and the record before it in the order of its fold or rule.
#[derive(Clone, Copy)]
pub struct Frame<'g> {
    pub place: Place<'g>,
    pub previous: Option<u32>,
}

impl<'a> Naive<'a> {
    pub fn new(ledgers: &'a Ledgers, world: &'a World<'a>) -> Self {
        let catalog = &*ledgers.catalog;
        let values = |table: &Option<Table>| -> Vec<Vec<Value>> {
            let Some(table) = table else {
                return Vec::new();
            };
            (0..table.rows as usize)
                .map(|row| table.columns.iter().map(|c| c.value(row)).collect())
                .collect()
        };
        let rows: Vec<Vec<Vec<Value>>> = ledgers.tables.iter().map(values).collect();
        let links = (0..catalog.relations.len())
            .map(|i| Links::of(RelationId::new(i), ledgers, &rows))
            .collect();
        Naive {
            catalog,
            ledgers,
            world,
            rows,
            links,
            regexes: RefCell::default(),
            pieces: RefCell::default(),
        }
    }

    /// Value of an expression. `frames` holds the place under judgement first, the innermost folded record last.
    pub fn value(&self, typed: &Typed, frames: &[Frame<'_>]) -> Value {
        match &typed.node {
            Node::Literal(value) => value.clone(),
            Node::AsOf => Value::Date(self.world.as_of),
            Node::Parameter(name) => (self.world.parameters)(name, self.world.as_of),
            Node::ParameterAt(name, day) => match self.value(day, frames) {
                Value::Date(day) => (self.world.parameters)(name, day),
                _ => Value::Null,
            },
            Node::Attribute { at, attribute } => self.attribute(at, *attribute, frames),
            Node::Matches { at, relation } => match self.reach(at, frames) {
                Some(row) => Value::Integer(
                    self.links[relation.index()].candidates[row as usize].len() as i64,
                ),
                None => Value::Integer(0),
            },
            Node::HasPrevious => Value::Boolean(innermost(frames).previous.is_some()),
            Node::Not(inner) => truth_value(not(self.truth(inner, frames))),
            Node::Negate(inner) => operators::negate(self.value(inner, frames)),
            Node::ToDecimal(inner) => operators::to_decimal(&self.value(inner, frames))
                .map_or(Value::Null, Value::Decimal),
            Node::Binary(op, left, right) => {
                operators::binary(*op, &self.value(left, frames), &self.value(right, frames))
            }
            Node::Is {
                operand,
                what,
                negated,
            } => {
                let value = self.value(operand, frames);
                let found = match what {
                    IsWhat::Null => value.is_null(),
                    IsWhat::True => value == Value::Boolean(true),
                    IsWhat::False => value == Value::Boolean(false),
                };
                Value::Boolean(found != *negated)
            }
            Node::In {
                operand,
                list,
                negated,
            } => {
                let operand = self.value(operand, frames);
                let items: Vec<Value> = list.iter().map(|item| self.value(item, frames)).collect();
                let found = operators::contained(&operand, &items);
                truth_value(if *negated { not(found) } else { found })
            }
            Node::Like {
                operand,
                pattern,
                negated,
            } => match self.value(operand, frames) {
                Value::Text(text) => Value::Boolean(operators::like(&text, pattern) != *negated),
                _ => Value::Null,
            },
            Node::Regex {
                operand,
                pattern,
                negated,
            } => match self.value(operand, frames) {
                Value::Text(text) => Value::Boolean(self.occurs(pattern, &text) != *negated),
                _ => Value::Null,
            },
            Node::Case {
                branches,
                otherwise,
            } => {
                let branch = branches
                    .iter()
                    .find(|(condition, _)| self.truth(condition, frames) == Some(true));
                match branch.map(|(_, value)| value).or(otherwise.as_deref()) {
                    Some(value) => self.value(value, frames),
                    None => Value::Null,
                }
            }
            Node::Call {
                function,
                arguments,
            } => {
                let arguments: Vec<Value> =
                    arguments.iter().map(|a| self.value(a, frames)).collect();
                self.call(*function, &arguments)
            }
            Node::Fold(fold) => self.fold(fold, frames),
        }
    }

    /// Value of a condition; `None` where it is unknown.
    fn truth(&self, typed: &Typed, frames: &[Frame<'_>]) -> Option<bool> {
        match self.value(typed, frames) {
            Value::Boolean(truth) => Some(truth),
            _ => None,
        }
    }

    /// All conditions together.
    fn all<'t>(
        &self,
        conditions: impl IntoIterator<Item = &'t Typed>,
        frames: &[Frame<'_>],
    ) -> Option<bool> {
        conditions
            .into_iter()
            .map(|condition| self.truth(condition, frames))
            .fold(Some(true), and)
    }

    fn attribute(&self, at: &Reached, attribute: Attribute, frames: &[Frame<'_>]) -> Value {
        if let (Attribute::GroupKey(i), Place::Group(group)) =
            (attribute, frame_of(at.scope, frames).place)
        {
            return group.keys[i].clone();
        }
        let Some(row) = self.reach(at, frames) else {
            return Value::Null;
        };
        let ledger = self.ledger_at(at, frames);
        match attribute {
            Attribute::Field(field) => {
                self.rows[ledger.index()][row as usize][field.index()].clone()
            }
            Attribute::Source => {
                let origin = self.segment(ledger, row).origin.clone();
                origin.map_or(Value::Null, Value::Text)
            }
            Attribute::File => Value::Text(
                self.ledgers
                    .sources
                    .get(self.segment(ledger, row).source)
                    .path
                    .clone(),
            ),
            Attribute::GroupKey(_) => unreachable!("the resolver gives group keys to groups only"),
        }
    }

    fn segment(&self, ledger: LedgerId, row: u32) -> &Segment {
        let table = self
            .ledgers
            .table(ledger)
            .expect("a record's ledger is there");
        table
            .segments
            .iter()
            .find(|s| s.rows.contains(&row))
            .expect("segments leave no gap")
    }

    /// The record that many-to-one links lead to; `None` where one is missing or ambiguous.
    fn reach(&self, at: &Reached, frames: &[Frame<'_>]) -> Option<u32> {
        let frame = frame_of(at.scope, frames);
        let start = match (at.scope, frame.place) {
            (Scope::Previous, _) => frame.previous?,
            (_, Place::Record(_, row)) => row,
            (_, Place::Group(_)) => unreachable!("the resolver lets no path lead from a group"),
        };
        at.ups.iter().try_fold(start, |row, relation| {
            match self.links[relation.index()].candidates[row as usize].as_slice() {
                [parent] => Some(*parent),
                _ => None,
            }
        })
    }

    fn ledger_at(&self, at: &Reached, frames: &[Frame<'_>]) -> LedgerId {
        match (at.ups.last(), frame_of(at.scope, frames).place) {
            (Some(relation), _) => self.catalog.relation(*relation).parent,
            (None, Place::Record(ledger, _)) => ledger,
            (None, Place::Group(_)) => unreachable!("the resolver lets no path lead from a group"),
        }
    }

    fn occurs(&self, pattern: &str, text: &str) -> bool {
        let mut known = self.regexes.borrow_mut();
        let regex = known.entry(pattern.to_owned()).or_insert_with(|| {
            Regex::new(pattern).expect("the resolver refuses patterns that are none")
        });
        regex.is_match(text)
    }
}

/// The frame that a scope means; `previous` is the innermost frame's affair.
fn frame_of<'f, 'g>(scope: Scope, frames: &'f [Frame<'g>]) -> &'f Frame<'g> {
    match scope {
        Scope::This => &frames[0],
        Scope::Outer => &frames[frames.len().saturating_sub(2)],
        Scope::Inner | Scope::Previous => innermost(frames),
    }
}

fn innermost<'f, 'g>(frames: &'f [Frame<'g>]) -> &'f Frame<'g> {
    &frames[frames.len() - 1]
}
